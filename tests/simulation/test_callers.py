"""Callers of the API."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tracing.simulation.callers import Api, Caller

_REQUESTS = 2


@pytest.fixture
def ending() -> Iterator[str]:
    """The address of a server that answers once on each connection, and ends it as soon as more is asked there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _ in range(_REQUESTS):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
                    connection.recv(65536)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_who_comes_back_isnt_cut_off_with_a_connection_that_the_server_ends(ending: str) -> None:
    api = Api(ending, lambda: datetime.now(UTC), lambda: None)
    try:
        caller = Caller(api)
        assert [caller.get("/v1/holds").status for _ in range(_REQUESTS)] == [204, 204]
    finally:
        api.close()
