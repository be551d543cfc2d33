"""The app behind a real socket, as it runs for its callers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from tracing.api.heads import BoundedHeads

__all__ = ["serving"]


@contextmanager
def serving(app: FastAPI, heads: type[BoundedHeads] = BoundedHeads) -> Iterator[int]:
    """Answer at a port of this machine, and give its number."""
    config = uvicorn.Config(app, http=heads, ws="none", lifespan="off", access_log=False, log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
