"""The database that the settings mean, for as long as a command needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tracing.service.settings import Settings
from tracing.store.embedded import EmbeddedServer

__all__ = ["database_url"]


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """Give the URL of the named database, or of the embedded one: as it runs already, else started for the meantime.

    ``EmbeddedError`` says why the embedded server can't be started.
    """
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    running = EmbeddedServer.running_url(settings.server_dir)
    if running is not None:
        yield running
        return
    with EmbeddedServer(settings.server_dir) as server:
        yield server.url
