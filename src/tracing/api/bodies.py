"""What may come in as a body: how long, how fast, in which form. Refused here, it reaches no route and is never stored."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracing.api.problems import Unserved, answer_refusal
from tracing.api.settings import ApiSettings
from tracing.service.errors import FieldFault, Invalid, Refused, TooLarge

__all__ = ["Bodies", "check_json"]

_DEEPEST = 20

# A file that comes in a form would be laid down on the disk while it is read.
_FORMS = ("multipart/form-data",)
_FILLED_IN = "application/x-www-form-urlencoded"
_AROUND = 1 << 16
"""What a form holds around the file that comes in it."""

_MEND = "Send Content-Type: application/json, or a file as the body itself where one is taken."

_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


class Bodies:
    """An ASGI middleware. JSON is read whole before anything else happens; a file (where ``takes_file`` says that the
    path takes one) flows through and is cut off where it grows too long or comes too slowly; a form that was filled in on a
    page is taken where ``takes_form`` says so, and flows through like a file where a file may come in it (``takes_sent``): who
    takes that path reads it in memory."""

    def __init__(
        self,
        app: ASGIApp,
        settings: ApiSettings,
        takes_file: Callable[[str], bool],
        takes_form: Callable[[str], bool] = lambda path: False,
        takes_sent: Callable[[str], bool] = lambda path: False,
    ) -> None:
        self._app = app
        self._settings = settings
        self._takes_file = takes_file
        self._takes_form = takes_form
        self._takes_sent = takes_sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            _check_address(scope)
            receive = await self._checked(scope, receive)
        except _GoneError:
            return
        except Refused as refusal:
            response = answer_refusal(refusal)
            # What is left of the body isn't read, so the connection can't be used again.
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _checked(self, scope: Scope, receive: Receive) -> Receive:
        headers = Headers(scope=scope)
        if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
            return receive
        if headers.get("content-encoding", "identity") != "identity":
            raise Unserved(415, "encoded_body", "The body is compressed.", "Send it uncompressed.")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if self._takes_file(scope["path"]) and kind not in _FORMS:
            return _Bounded(receive, headers, self._settings.upload_bytes, self._settings)
        if kind in _FORMS and self._takes_sent(scope["path"]):
            return _Bounded(receive, headers, self._settings.upload_bytes + _AROUND, self._settings)
        filled_in = kind == _FILLED_IN and self._takes_form(scope["path"])
        if kind != "application/json" and not filled_in:
            raise Unserved(415, "unsupported_media_type", "The body isn't JSON.", _MEND)
        body = await _whole(_Bounded(receive, headers, self._settings.json_bytes, self._settings))
        if filled_in:
            _check_form(body)
        else:
            check_json(body)
        return _replay(body, receive)


class _GoneError(Exception):
    """The caller has hung up."""


class _Bounded:
    """Receives a body, no longer than so many bytes and no slower than allowed."""

    def __init__(self, receive: Receive, headers: Headers, limit: int, settings: ApiSettings) -> None:
        self._receive = receive
        self._limit = limit
        self._each = settings.chunk_seconds
        self._until = time.monotonic() + settings.body_seconds
        self._read = 0
        self._done = False
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > limit:
            raise _too_large(limit)

    async def __call__(self) -> Message:
        if self._done:
            return await self._receive()
        try:
            async with asyncio.timeout(min(self._each, self._until - time.monotonic())):
                message = await self._receive()
        except TimeoutError:
            raise Unserved(408, "slow_body", "The body came too slowly.", "Send it again.") from None
        self._done = not message.get("more_body", False)
        self._read += len(message.get("body", b""))
        if self._read > self._limit:
            raise _too_large(self._limit)
        return message


def _too_large(limit: int) -> TooLarge:
    return TooLarge("body_too_large", f"The body is longer than {limit:,} bytes.", "Send less at once.")


async def _whole(receive: Receive) -> bytes:
    parts = []
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _GoneError
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _check_address(scope: Scope) -> None:
    for part in (scope.get("raw_path") or b"", scope.get("query_string") or b""):
        try:
            text = unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            raise Invalid("bad_address", "The address isn't UTF-8.", "Encode it as UTF-8.") from None
        if "\0" in text:
            raise Invalid("bad_address", "The address holds a NUL character.", "Leave it out.")


def _check_form(body: bytes) -> None:
    try:
        text = unquote_to_bytes(body).decode()
    except UnicodeDecodeError:
        raise _bad("isn't UTF-8", "Encode it as UTF-8.") from None
    if "\0" in text or not body.isascii():
        raise _bad("holds what no form holds", "Send it as browsers do.")


def check_json(body: bytes) -> None:
    """Raise ``Invalid`` for JSON that isn't UTF-8, holds what no text may hold, or nests too deeply. Whether it is JSON
    at all is found on parsing."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise _bad("isn't UTF-8", "Encode it as UTF-8.") from None
    if "\0" in text:
        raise _bad("holds a NUL character", "Leave it out.")
    if "\\u" in text:
        _check_escapes(text)
    if text.count("[") + text.count("{") > _DEEPEST:
        _check_depth(text)


def _check_escapes(text: str) -> None:
    high_ends_at = -1
    for escape in _ESCAPES.finditer(text):
        number = int(escape[1], 16) if escape[1] else -1
        if number == 0:
            raise _bad("holds a NUL character", "Leave it out.")
        follows = escape.start() == high_ends_at
        is_low = 0xDC00 <= number <= 0xDFFF
        if follows != is_low:
            raise _half()
        high_ends_at = escape.end() if 0xD800 <= number <= 0xDBFF else -1
        if high_ends_at > 0 and not text.startswith("\\u", high_ends_at):
            raise _half()


def _check_depth(text: str) -> None:
    depth = 0
    for token in _TOKENS.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth > _DEEPEST:
                raise _bad(f"nests deeper than {_DEEPEST} levels", "Send it as the description shows.")
        elif token[0] in "]}":
            depth -= 1


def _half() -> Invalid:
    return _bad("holds half of a character (a lone surrogate)", "Send the whole character.")


def _bad(reason: str, mend: str) -> Invalid:
    return Invalid("bad_body", "The body can't be read.", fields=[FieldFault("", reason, mend)])
