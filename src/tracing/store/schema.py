"""The schema's release: bring it up or down, and refuse to run on one that is newer than known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tracing.store.errors import StoreError
from tracing.store.migrations.steps import VERSIONS

__all__ = ["SCHEMAS", "SchemaError", "check", "downgrade", "known", "release", "script", "server", "upgrade"]

SCHEMAS = ("casework", "jobs", "tracing")
"""The parts of a database that are ours: cases, jobs, and the release."""

_OLDEST = 15
_LOCK = 7265437722
"""Two programs that start at once bring the schema up one after the other."""


class SchemaError(StoreError):
    """The database's schema isn't one that this program can work with; the text says what to do."""


def known() -> list[str]:
    """Return the releases this program knows, the newest first."""
    return [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()]


def release(url: str) -> str | None:
    """Return the release of the database's schema, None for a database that has none yet."""
    with _connected(url) as connection:
        return _found(connection)


def server(url: str) -> str:
    """Return the server's version, such as ``18.6``."""
    with _connected(url) as connection:
        return str(connection.scalar(sa.text("SHOW server_version"))).split()[0]


def check(url: str) -> None:
    """Raise ``SchemaError`` unless the schema is of this program's own release."""
    found, releases = release(url), known()
    if found == releases[0]:
        return
    _refuse_newer(found)
    raise SchemaError(
        f"the database's schema is {found or 'empty'}, this program needs {releases[0]}; run: tracing db upgrade"
    )


def upgrade(url: str, to: str = "head") -> None:
    """Bring the schema up, in one transaction; the roles that connections run as are created where they're missing."""
    _run(url, lambda config: command.upgrade(config, to), before="roles.sql")


def downgrade(url: str, to: str) -> None:
    """Bring the schema down to a release, or to nothing (``base``)."""
    if to != "base" and to not in known():
        raise SchemaError(f"there is no release {to}; known are {', '.join(known())} and base")
    _run(url, lambda config: command.downgrade(config, to))


def script(name: str) -> str:
    """Return the text of a file of ``migrations/sql``."""
    return resources.files("tracing.store.migrations").joinpath("sql", name).read_text(encoding="utf-8")


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in known():
        raise SchemaError(
            f"the database's schema {found} is newer than this program knows ({known()[0]}); install the newer program,"
            " or restore a backup made before the upgrade"
        )


def _config() -> Config:
    config = Config()
    folder = str(resources.files("tracing.store.migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config


@contextmanager
def _connected(url: str) -> Iterator[sa.Connection]:
    """Open a transaction as the database's owner; ``SchemaError`` if it can't be reached or is too old."""
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    try:
        connection = engine.connect()
    except sa.exc.OperationalError as error:
        raise SchemaError(f"the database can't be reached: {error.orig}") from None
    with connection, connection.begin():
        major = int(connection.scalar(sa.text("SHOW server_version_num"))) // 10000
        if major < _OLDEST:
            raise SchemaError(f"the database is PostgreSQL {major}; {_OLDEST} or newer is needed")
        yield connection


def _found(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection, opts=dict(VERSIONS)).get_current_revision()


def _run(url: str, step: Callable[[Config], None], before: str | None = None) -> None:
    try:
        with _connected(url) as connection:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            if before is not None:
                # psycopg's own cursor: SQLAlchemy would read colons in the script as parameters.
                connection.connection.cursor().execute(script(before))
            connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS tracing"))
            _refuse_newer(_found(connection))
            config = _config()
            config.attributes["connection"] = connection
            step(config)
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        said = str(cause).splitlines()[0]
        if isinstance(cause, psycopg.errors.InsufficientPrivilege):
            said += (
                "; the role in the database's URL must own the database, and be allowed to create roles (CREATEROLE) or"
                " be granted tracing_app, tracing_worker, tracing_audit and tracing_backup"
            )
        raise SchemaError(f"the schema can't be changed, and is as it was: {said}") from error
