"""``tracing worker``: one more worker beside a service."""

from __future__ import annotations

from tracing.cli.service_extra import service_extra

__all__ = ["worker"]


def worker() -> None:
    """Do the jobs of a service that runs: store uploads, match, deliver. Ends with Ctrl-C or SIGTERM.

    `tracing serve` brings a worker of its own. Another one, also on another machine, needs the same keyring
    (TRACING_KEYRING) and the database's address (TRACING_DATABASE_URL).
    """
    with service_extra():
        from tracing.cli.serving.work import work
        from tracing.service.settings import read_settings
        from tracing.store.embedded import EmbeddedError, EmbeddedServer

    settings = read_settings()
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
    else:
        running = EmbeddedServer.running_url(settings.server_dir)
        if running is None:
            raise EmbeddedError(
                f"no database runs in {settings.server_dir}; start it with `tracing serve`, or name another in "
                "TRACING_DATABASE_URL"
            )
        url = running
    work(url, settings.keyring_path, settings.connections)
