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
    address = settings.named_database or EmbeddedServer.running(settings.server_dir)
    if address is None:
        raise EmbeddedError(
            f"no database runs in {settings.server_dir}; start it with `tracing serve`, or name another in "
            "TRACING_DATABASE_URL"
        )
    work(address, settings.keyring_path, settings.connections)
