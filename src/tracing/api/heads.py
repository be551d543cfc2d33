"""The head of a request (its line and headers) is bounded in time and length, as bodies are (``api.bodies``): whoever sends
a byte now and then would otherwise keep a connection for ever, and a thousand of them would keep everybody else out."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["BoundedHeads"]


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's protocol for ``uvicorn.Config(http=...)``: 408 for a head that takes longer than ``seconds``, 431 for one
    of more than ``most`` bytes."""

    seconds: float = 10.0
    most: int = 64 * 1024

    _timer: asyncio.TimerHandle | None = None
    _read: int = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what comes before a head is complete counts."""
        if self._timer is not None:
            self._read += len(data)
        super().data_received(data)
        if self._timer is not None and self._read > self.most:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """A request begins; the first one has waited since the connection was made."""
        if self._timer is None:
            self._begin()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._end()
        super().on_headers_complete()

    def _begin(self) -> None:
        self._read = 0
        self._timer = self.loop.call_later(self.seconds, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: HTTPStatus) -> None:
        self._end()
        transport: Any = self.transport
        if transport is None or transport.is_closing():
            return
        # A connection on which nothing was sent is closed without a word.
        if self._read:
            line = f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            transport.write(f"{line}content-length: 0\r\nconnection: close\r\n\r\n".encode())
        transport.close()
