"""The service behind a real socket, with the simulation's clock."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from tracing.api.app import create_app
from tracing.api.heads import BoundedHeads
from tracing.api.settings import ApiSettings
from tracing.service.context import Service

__all__ = ["answering", "serving"]

_NO_LIMIT = 1_000_000
"""Months pass in minutes: how many requests a second that makes isn't what limits are for."""


@contextmanager
def answering(service: Service) -> Iterator[str]:
    """Answer requests in a thread; yield the address."""
    settings = ApiSettings(
        secure_cookies=False,
        key_rate=_NO_LIMIT,
        key_burst=_NO_LIMIT,
        person_rate=_NO_LIMIT,
        person_burst=_NO_LIMIT,
        stranger_rate=_NO_LIMIT,
        stranger_burst=_NO_LIMIT,
    )
    with serving(create_app(service, settings)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving(app: FastAPI, heads: type[BoundedHeads] = BoundedHeads) -> Iterator[int]:
    """Answer at a port of this machine, in a thread, and give its number."""
    config = uvicorn.Config(app, http=heads, ws="none", lifespan="off", access_log=False, log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        # asyncio sets it only where the protocol was named; without it each answer waits 40 ms for the caller to acknowledge.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
