"""``tracing db``: the service's database, its schema, its backups."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import show
from tracing.cli.service_extra import service_extra
from tracing.cli.with_service import operator, with_service
from tracing.records import InputError

__all__ = ["app"]

_KEYRING = (
    "The keyring is not in the backup: documents, telephones and whereabouts stay unreadable without it. Keep a copy of "
    "{path} in another place than the backup."
)

app = typer.Typer(
    help="The service's database: schema, backup, restore. TRACING_DATABASE_URL names it, else it is the embedded one "
    "in TRACING_DATA_DIR.",
    no_args_is_help=True,
)


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table")] = False,
) -> None:
    """Show where the database is and which schema it holds; status 1 if this program can't work with it."""
    with service_extra():
        from tracing.service.reach import database_url
        from tracing.service.settings import read_settings
        from tracing.store.schema import SchemaError, check, known, release, server

    settings = read_settings()
    fault = None
    with database_url(settings) as url:
        found = {
            "database": "embedded" if settings.database_url is None else "named",
            "where": str(settings.server_dir) if settings.database_url is None else _place(url),
            "postgresql": server(url),
            "schema": release(url),
            "schema of this program": known()[0],
            "keyring": str(settings.keyring_path),
        }
        try:
            check(url)
        except SchemaError as error:
            fault = str(error)
    if as_json:
        show.print_json({**found, "fault": fault})
    else:
        table = Table(title="Database", show_header=False, title_justify="left")
        for name, value in found.items():
            table.add_row(name, show.visible("none" if value is None else value))
        show.out.print(table)
    if fault is not None:
        show.error(f"tracing: {fault}")
        raise typer.Exit(1)


@app.command()
def upgrade(
    to: Annotated[
        str, typer.Option(metavar="RELEASE", help="The release to bring the schema up to")
    ] = "head",
) -> None:
    """Bring the schema up to this program's release, whole or not at all. Make a backup before."""
    with service_extra():
        from tracing.service.reach import database_url
        from tracing.service.settings import read_settings
        from tracing.store import schema

    with database_url(read_settings()) as url:
        before = schema.release(url)
        schema.upgrade(url, to)
        show.out.print(f"schema {before or 'empty'} → {schema.release(url)}", soft_wrap=True)


@app.command()
def downgrade(
    to: Annotated[str, typer.Argument(metavar="RELEASE", help="The older release, or `base` for none")],
    yes: Annotated[
        bool, typer.Option("--yes", help="What the older release has no place for may go")
    ] = False,
) -> None:
    """Bring the schema down to an older release. What that one has no place for is lost; make a backup before."""
    with service_extra():
        from tracing.service.reach import database_url
        from tracing.service.settings import read_settings
        from tracing.store import schema

    if not yes:
        raise InputError(
            f"going down to {to} loses what it has no place for (`base` loses everything); run `tracing db backup FILE`,"
            " then say --yes"
        )
    with database_url(read_settings()) as url:
        before = schema.release(url)
        schema.downgrade(url, to)
        show.out.print(f"schema {before or 'empty'} → {schema.release(url) or 'empty'}", soft_wrap=True)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there")] = False,
) -> None:
    """Save the whole database to FILE; the service may go on running. The keyring is not in it."""
    with service_extra():
        from tracing.service.reach import database_url
        from tracing.service.settings import read_settings
        from tracing.store import backup as backups

    if file.exists() and not overwrite:
        raise InputError(f"{file}: is there already; name another file, or say --overwrite")
    settings = read_settings()
    with database_url(settings) as url:
        saved = backups.backup(url, file)
    show.out.print(
        f"schema {saved.release} from PostgreSQL {saved.server} saved to {show.visible(str(file))}",
        soft_wrap=True,
    )
    show.out.print(show.visible(_KEYRING.format(path=settings.keyring_path)), soft_wrap=True)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `tracing db backup` wrote")],
    replace: Annotated[bool, typer.Option("--replace", help="Give up what the database holds")] = False,
) -> None:
    """Restore FILE, whole or not at all, while the service is stopped."""
    with service_extra():
        from tracing.service.reach import database_url
        from tracing.service.settings import read_settings
        from tracing.store import backup as backups

    settings = read_settings()
    with database_url(settings) as url:
        saved = backups.restore(url, file, replace=replace)
    show.out.print(f"schema {saved.release} restored from {show.visible(str(file))}", soft_wrap=True)
    if not settings.keyring_path.exists():
        show.error(
            f"tracing: there is no keyring at {settings.keyring_path}; put the ring there that was in use when the backup"
            " was made, before the service is started"
        )


@app.command("repeat-erasures")
def repeat_erasures(
    export: Annotated[
        Path, typer.Argument(metavar="EXPORT", help="The last file that `tracing audit export` wrote")
    ],
) -> None:
    """After a restore, before the service is started: erase again what was erased since the backup, and take keys back again.

    Says what else happened since and is lost.
    """
    with service_extra():
        from tracing.service.repeating import repeat_erasures as repeat

    with with_service() as service:
        done = repeat(service, operator(), export)
    show.out.print(
        f"{done.erased:,} records erased again, {done.revoked:,} keys taken back again", soft_wrap=True
    )
    if done.lost:
        acts = ", ".join(f"{act} {count:,}" for act, count in done.lost.most_common())
        show.out.print(f"lost, since the backup doesn't hold it: {show.visible(acts)}", soft_wrap=True)


def _place(url: str) -> str:
    """Return where a named database is, without anything secret."""
    import sqlalchemy as sa

    parsed = sa.make_url(url)
    host = parsed.host or parsed.query.get("host") or "this machine"
    return f"{host}{f':{parsed.port}' if parsed.port else ''}/{parsed.database}"
