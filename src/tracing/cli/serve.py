"""``tracing serve``: the whole service on one machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracing.cli import show
from tracing.cli.service_extra import service_extra
from tracing.records import InputError

__all__ = ["serve"]


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 127.0.0.1 unless TRACING_HOST says otherwise")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port; 8000 unless TRACING_PORT says otherwise, 0 for any that is free"
        ),
    ] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Invented data and an account for each role, for trying")
    ] = False,
    sandbox_dir: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the sandbox; by default beside the data folder. It may be removed at any time"
        ),
    ] = None,
) -> None:
    """Start the database, the worker and the HTTP service, and run until Ctrl-C or SIGTERM.

    TRACING_DATABASE_URL names a PostgreSQL to use in place of the embedded one, TRACING_DATA_DIR the folder for data
    and keys.
    """
    if sandbox_dir is not None and not sandbox:
        raise InputError("--sandbox-dir: is for --sandbox only")
    with service_extra():
        from tracing.cli.serving.run import Sandbox, run
        from tracing.cli.serving.stopping import Stopped, Stopping
        from tracing.service.settings import read_settings

    settings = read_settings(host=host, port=port or None)
    try:
        with Stopping() as stopping:
            run(
                settings,
                settings.port if port is None else port,
                Sandbox(sandbox_dir) if sandbox else None,
                stopping,
            )
    except Stopped:
        show.error("tracing: stopped before the service was ready; nothing is lost")
        raise typer.Exit(1) from None
