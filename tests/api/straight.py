"""A caller that goes straight into the app, without the layers of a client whose own time would hide that of the app."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from fastapi import FastAPI
from starlette.types import Message

__all__ = ["Straight", "Told"]


@dataclass(frozen=True)
class Told:
    """An answer, and how many seconds it took."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float


class Straight:
    """Calls one app from an event loop of its own."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.close()

    def call(
        self, key: str, method: str, path: str, body: Any = None, /, query: str = "", **headers: str
    ) -> Told:
        """Send a request with a key and return the answer."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"authorization": f"Bearer {key}", **{n.replace("_", "-"): v for n, v in headers.items()}}
        if body is not None:
            sent |= {"content-type": "application/json", "content-length": str(len(content))} | sent
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
            "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "scheme": "http",
            "headers": [(n.encode(), v.encode()) for n, v in sent.items()], "client": ("192.0.2.1", 1),
            "server": ("testserver", 80), "state": {},
        }  # fmt: skip
        return self._runner.run(self._call(scope, content))

    async def _call(self, scope: dict[str, Any], content: bytes) -> Told:
        answered: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Message) -> None:
            answered.append(message)

        began = time.perf_counter()
        await self._app(scope, receive, send)
        seconds = time.perf_counter() - began
        start, *rest = answered
        headers = tuple((name.decode(), value.decode()) for name, value in start["headers"])
        return Told(start["status"], headers, b"".join(m.get("body", b"") for m in rest), seconds)
