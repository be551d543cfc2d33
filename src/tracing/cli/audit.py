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
    from tracing.service.audit import Break
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
    _whole(checked.broken)
    show.out.print(f"{checked.entries:,} entries, whole; last hash {checked.hash.hex()}", soft_wrap=True)
    anchor = checked.anchor
    if anchor is not None:
        show.out.print(
            f"Shortened: the entries up to {anchor.number} were removed against an export (SHA-256"
            f" {anchor.export_digest.hex()})",
            soft_wrap=True,
        )
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
    _whole(checked.broken)


@app.command()
def shorten(
    against: Annotated[
        Path,
        typer.Option(
            metavar="EXPORT", help="The last export, kept elsewhere; keep it for as long as it is needed"
        ),
    ],
) -> None:
    """Remove the oldest entries: those whose time is over by the register of law, as far as EXPORT holds them.

    What is left can be verified as before: it hangs on the last entry that went. For the owner of the database.
    """
    with service_extra():
        from tracing.service.audit_shortening import shorten as remove
        from tracing.service.context import Service
        from tracing.service.keyring import Keyring

    with _database() as database:
        # Nothing in the chain is encrypted, nor is the law.
        done = remove(Service(database, Keyring.new()), against)
    _whole(done.broken)
    if done.removed:
        show.out.print(f"{done.removed:,} entries removed, up to number {done.upto}.")
    else:
        show.out.print("Nothing was removed: no entry that the export holds is old enough.")


def _whole(broken: Break | None) -> None:
    """End with status 1 where the chain is broken."""
    if broken is not None:
        show.error(f"tracing: the audit is broken: {broken.text} ({broken.kind})")
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
