"""The schema's release: bring it up or down, and refuse to run on one that is newer than known."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

__all__ = ["SchemaError", "check", "downgrade", "release", "upgrade"]

_ROLES = resources.files("tracing.store.migrations").joinpath("sql", "roles.sql")

_LOCK = 7265437722
"""Two programs that start at once bring the schema up one after the other."""


class SchemaError(Exception):
    """The database's schema isn't one that this program can work with; the text says what to do."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("tracing.store.migrations")))
    return config


def _engine(url: str) -> sa.Engine:
    return sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)


def release(url: str) -> str | None:
    """Return the release of the database's schema, None for a database that has none yet."""
    with _engine(url).connect() as connection:
        return MigrationContext.configure(
            connection, opts={"version_table_schema": "public"}
        ).get_current_revision()


def _known() -> list[str]:
    return [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()]


def check(url: str) -> None:
    """Raise ``SchemaError`` unless the schema is of this program's own release."""
    found, known = release(url), _known()
    if found == known[0]:
        return
    if found is None or found in known:
        raise SchemaError(
            f"the database's schema is {found or 'empty'}, this program needs {known[0]}; run: tracing db upgrade"
        )
    raise SchemaError(
        f"the database's schema {found} is newer than this program knows ({known[0]}); install the newer program, or"
        " restore a backup made before the upgrade"
    )


def upgrade(url: str, to: str = "head") -> None:
    """Bring the schema up, in one transaction; the roles that connections run as are created where they're missing."""
    found = release(url)
    if found is not None and found not in _known():
        check(url)
    _run(url, lambda config: command.upgrade(config, to), roles=True)


def downgrade(url: str, to: str) -> None:
    """Bring the schema down to a release, or to nothing (``base``)."""
    _run(url, lambda config: command.downgrade(config, to), roles=False)


def _run(url: str, step: Callable[[Config], None], roles: bool) -> None:
    with _engine(url).begin() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if roles:
            cursor = connection.connection.cursor()
            cursor.execute(_ROLES.read_text(encoding="utf-8"))
        config = _config()
        config.attributes["connection"] = connection
        step(config)
