"""``tracing audit``: whether the chain of audit is whole, and how it is kept elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracing.cli import show
from tracing.cli.service_extra import service_extra
from tracing.records import InputError

if TYPE_CHECKING:
    from tracing.store.database import Database

__all__ = ["app"]

app = typer.Typer(
    help="The audit: every read of a person's data and every act, each entry bound to the one before by a hash.",
    no_args_is_help=True,
)


@app.command()
def verify(
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="EXPORT", help="An export kept elsewhere; without one a cut-off end can't be found"
        ),
    ] = None,
) -> None:
    """Look for changed, removed or moved entries; exit status 1 at the first one.

    That the end was cut off, or everything from some entry on written anew, shows only against an export.
    """
    with service_extra():
        from tracing.service.audit import read_export, verify_chain
        from tracing.service.context import Service
        from tracing.service.keyring import Keyring
        from tracing.store.database import Reader

    exported = () if against is None else read_export(against)
    with _database() as database:
        # Nothing in the chain is encrypted: verifying it needs no keys.
        checked = verify_chain(
            Service(database, Keyring.new()), Reader("auditor", purpose="verify"), exported
        )
    if checked.broken is not None:
        show.error(f"tracing: the audit is broken: {checked.broken.text} ({checked.broken.kind})")
        raise typer.Exit(1)
    show.out.print(f"{checked.entries:,} entries, whole; last hash {checked.hash.hex()}", soft_wrap=True)
    if against is None:
        show.out.print("Whether the end was cut off shows only against an export: say --against EXPORT.")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write (JSON Lines)")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there")] = False,
) -> None:
    """Write the whole chain and its last hash to FILE. Keep it where nobody who runs the database can change it."""
    with service_extra():
        from tracing.service.audit import export as write
        from tracing.service.context import Service
        from tracing.service.keyring import Keyring
        from tracing.store.database import Reader

    if file.exists() and not overwrite:
        raise InputError(f"{file}: is there already; name another file, or say --overwrite")
    with _database() as database:
        # Nothing in the chain is encrypted: an export needs no keys.
        checked = write(Service(database, Keyring.new()), Reader("auditor", purpose="export"), file)
    show.out.print(
        f"{checked.entries:,} entries written to {show.visible(str(file))}; last hash {checked.hash.hex()}",
        soft_wrap=True,
    )
    if checked.broken is not None:
        show.error(f"tracing: the audit is broken: {checked.broken.text} ({checked.broken.kind})")
        raise typer.Exit(1)


@contextmanager
def _database() -> Iterator[Database]:
    with service_extra():
        from tracing.service.reach import database_url
        from tracing.service.settings import read_settings
        from tracing.store.database import Database
        from tracing.store.schema import check

    with database_url(read_settings()) as url:
        check(url)
        database = Database(url, size=2)
        try:
            yield database
        finally:
            database.close()
