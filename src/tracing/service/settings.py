"""Settings of the service, from the environment (``TRACING_...``)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import platformdirs
import sqlalchemy as sa
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracing.records.errors import InputError
from tracing.store.database import Addresses

__all__ = ["Settings", "SettingsError", "read_settings"]

_PREFIX = "TRACING_"
_URLS = ("database_url", "app_database_url", "worker_database_url")
_NAMED = ("postgresql", "postgresql+psycopg", "postgres")


class SettingsError(InputError):
    """A setting can't be used; the text names the variable, what is wrong and what it should be. No value stands in it."""


def _default_data_dir() -> Path:
    # Root's own folder is closed to the account that the database server runs as.
    if sys.platform != "win32" and os.geteuid() == 0:
        return Path("/var/lib/tracing")
    return platformdirs.user_data_path("tracing", appauthor=False)


class Settings(BaseSettings):
    """What an administrator may set. Each field is the variable ``TRACING_`` and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data_dir: Path = Field(default_factory=_default_data_dir)
    """Folder of the embedded database and of the keyring. By default the user's data folder; root's is /var/lib/tracing."""
    database_url: SecretStr | None = None
    """A PostgreSQL 15 or newer to use in place of the embedded one: postgresql://role:password@host/database."""
    app_database_url: SecretStr | None = None
    """The same database, with the role ``tracing_app`` (or one that may become it and nothing else) in it. Without it the
    role of ``database_url`` signs in for requests too."""
    worker_database_url: SecretStr | None = None
    """The same with ``tracing_worker``."""
    keyring: Path | None = None
    """The file of the keys; by default ``keyring.json`` in the data folder."""
    host: str = "127.0.0.1"
    """Address to listen on. Others than this machine's own should be reached through a proxy that speaks TLS."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    connections: Annotated[int, Field(ge=1, le=100)] = 10
    """Database connections kept for requests, and as many for the worker."""

    @field_validator("data_dir", "keyring", mode="after")
    @classmethod
    def _whole(cls, path: Path | None) -> Path | None:
        # One path, wherever the command is started from.
        return None if path is None else path.expanduser().resolve()

    @field_validator(*_URLS, "keyring", mode="before")
    @classmethod
    def _empty_is_none(cls, value: Any) -> Any:
        return None if value == "" else value

    @field_validator(*_URLS, mode="after")
    @classmethod
    def _is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        try:
            parsed = sa.make_url(url.get_secret_value())
        except sa.exc.ArgumentError:
            raise ValueError("it should look like postgresql://role:password@host/database") from None
        if parsed.drivername not in _NAMED:
            raise ValueError("it should begin with postgresql://; no other database will do")
        if not parsed.database:
            raise ValueError(
                "it names no database; it should look like postgresql://role:password@host/database"
            )
        return SecretStr(parsed.set(drivername="postgresql").render_as_string(hide_password=False))

    @model_validator(mode="after")
    def _goes_with_a_database(self) -> Settings:
        if self.database_url is None and not (self.app_database_url is None is self.worker_database_url):
            raise ValueError(
                "TRACING_APP_DATABASE_URL and TRACING_WORKER_DATABASE_URL need TRACING_DATABASE_URL"
            )
        return self

    @property
    def named_database(self) -> Addresses | None:
        """The database that is named in the place of the embedded one."""
        urls = [getattr(self, name) for name in _URLS]
        owner, app, worker = (None if url is None else url.get_secret_value() for url in urls)
        return None if owner is None else Addresses(owner, app, worker)

    @property
    def keyring_path(self) -> Path:
        """Where the keys are."""
        return self.keyring or self.data_dir / "keyring.json"

    @property
    def server_dir(self) -> Path:
        """Data folder of the embedded server."""
        return self.data_dir / "database"


def read_settings(**given: object) -> Settings:
    """Read the settings; what is ``given`` (on a command line) goes before the environment, None counts as not given.

    ``SettingsError`` names every setting that can't be used.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = []
        for fault in error.errors(include_input=False, include_url=False):
            name = str(fault["loc"][0]) if fault["loc"] else ""
            said = fault["msg"].removeprefix("Value error, ")
            faults.append(f"{_PREFIX}{name.upper()}: {said[:1].lower()}{said[1:]}" if name else said)
        raise SettingsError("settings that can't be used: " + "; ".join(faults)) from None
