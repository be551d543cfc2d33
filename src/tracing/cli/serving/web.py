"""The HTTP server: uvicorn, told when it is ready and ended by whoever started it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from tracing.api.heads import BoundedHeads
from tracing.cli.serving.stopping import Stopping
from tracing.linkage.uncollected import set_aside

__all__ = ["answer"]

_GRACE = 5
"""Seconds that requests under way have to be finished."""

_MOST_AT_ONCE = 1000


def answer(app: FastAPI, listening: socket.socket, stopping: Stopping, ready: Callable[[], None]) -> None:
    """Answer requests until a signal comes and those under way are finished; ``ready`` is called when it begins."""
    server = _Server(
        uvicorn.Config(
            app,
            http=BoundedHeads,
            ws="none",
            lifespan="off",
            # Addresses and queries may name a person; ``api.watch`` writes what may be written.
            access_log=False,
            log_config=None,
            server_header=False,
            limit_concurrency=_MOST_AT_ONCE,
            timeout_graceful_shutdown=_GRACE,
        ),
        ready,
    )

    def end() -> None:
        server.should_exit = True

    def hurry() -> None:
        server.force_exit = True

    stopping.by(end, hurry)
    try:
        server.run(sockets=[listening])
    finally:
        stopping.over()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # They are ``Stopping``'s.
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # Loaded once, and never let go.
        set_aside()
        self._ready()
