"""Bodies that are too long, too slow, too deep or no text are refused; others are served meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from tests.api.asserts import refused
from tests.api.conftest import Caller
from tracing.api.app import create_app
from tracing.api.bodies import check_json
from tracing.api.settings import ApiSettings
from tracing.service.context import Service
from tracing.service.errors import Invalid

JSON = {"content-type": "application/json"}


@pytest.fixture
def child(as_key: Caller, senaf: str) -> TestClient:
    return as_key(senaf, "children:read", "children:write", "imports:write")


def stored(client: TestClient) -> list[Any]:
    items: list[Any] = client.get("/v1/children").json()["items"]
    return items


def test_a_body_of_ten_megabytes(child: TestClient) -> None:
    body = {"record_id": "1", "full_name": "X" * 10_000_000}
    refused(child.post("/v1/children", json=body), 413, "body_too_large")
    assert stored(child) == []


def test_a_body_of_ten_megabytes_that_does_not_say_so(child: TestClient) -> None:
    def parts() -> Any:
        for _ in range(100):
            yield b"x" * 100_000

    refused(child.post("/v1/children", content=parts(), headers=JSON), 413, "body_too_large")


def test_a_length_that_is_a_lie(child: TestClient) -> None:
    headers = {**JSON, "content-length": "9" * 30}
    refused(child.post("/v1/children", content=b"{}", headers=headers), 413, "body_too_large")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"record_id": "a\\u0000b"}', "NUL"),
        (b'{"record_id": "a\x00b"}', "NUL"),
        (b'{"record_id": "\\ud83d"}', "surrogate"),
        (b'{"record_id": "\\ude00"}', "surrogate"),
        (b'{"record_id": "\\ud83d\\ud83d"}', "surrogate"),
        (b'{"record_id": "\\ud83d \\ude00"}', "surrogate"),
        (b'{"record_id": "\xed\xa0\xbd"}', "UTF-8"),
        (b'{"record_id": "Jos\xe9"}', "UTF-8"),
        ('{"record_id": "José"}'.encode("utf-16"), "UTF-8"),
        (b"[" * 100_000, "deeper"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "deeper"),
    ],
)
def test_what_no_text_may_hold(child: TestClient, body: bytes, reason: str) -> None:
    problem = refused(child.post("/v1/children", content=body, headers=JSON), 422, "bad_body")
    assert reason in problem["errors"][0]["reason"]
    assert stored(child) == []


@pytest.mark.parametrize("body", [b"{", b"nope", b'{"record_id": }', b"{} {}", b"\xef\xbb\xbf{}"])
def test_what_is_no_json(child: TestClient, body: bytes) -> None:
    answer = child.post("/v1/children", content=body, headers=JSON)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_number_of_five_thousand_digits(child: TestClient) -> None:
    body = b'{"record_id": ' + b"9" * 5000 + b"}"
    assert child.post("/v1/children", content=body, headers=JSON).status_code in (400, 422)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "\\ud83d\\ude00"}',
        '{"a": "\\\\u0000"}',
        '{"a": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}',
        '{"a": "\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}',
        '{"a": [' + ",".join(["[]"] * 1000) + "]}",
        '{"a": "😀 ñ Ü"}',
    ],
)
def test_what_only_looks_like_it_is_taken(text: str) -> None:
    check_json(text.encode())


@pytest.mark.parametrize(
    "text", ['"' * 200_000, '"\\"' * 200_000, "[]" * 200_000, "\\u" * 200_000, "\\" * 200_001]
)
def test_no_text_takes_long_to_look_at(text: str) -> None:
    """A text that is looked at again from each of its characters would take minutes."""
    with suppress(Invalid):
        check_json(text.encode())
    assert len(text) >= 200_000


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_of_another_kind(child: TestClient, kind: str) -> None:
    answer = child.post("/v1/children", content=b'{"record_id": "1"}', headers={"content-type": kind})
    refused(answer, 415, "unsupported_media_type")


def test_a_body_that_is_packed(child: TestClient) -> None:
    answer = child.post("/v1/children", content=b"x", headers={**JSON, "content-encoding": "gzip"})
    refused(answer, 415, "encoded_body")


def test_a_file_in_a_form(child: TestClient) -> None:
    answer = child.post("/v1/imports/children", files={"file": ("../../etc/x.csv", b"record_id\n1\n")})
    refused(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "path", ["/v1/agencies/%00", "/v1/agencies?cursor=%00", "/v1/agencies/%ff", "/v1/children?state=%c3"]
)
def test_an_address_that_no_text_can_be(child: TestClient, path: str) -> None:
    refused(child.get(path), 422, "bad_address")


async def _answer(
    app: FastAPI, body: Callable[[], AsyncIterator[bytes]], headers: dict[str, str], path: str
) -> tuple[int, bytes]:
    """Call an app with a body that comes as it likes; return the status and what was answered."""
    parts = body()
    sent: list[Message] = []

    async def receive() -> Message:
        try:
            return {"type": "http.request", "body": await anext(parts), "more_body": True}
        except StopAsyncIteration:
            return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()], "client": ("192.0.2.1", 1),
        "server": ("testserver", 80), "state": {},
    }  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:])


async def _stops() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.sleep(3600)


async def _drips() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("body", [_stops, _drips])
@pytest.mark.parametrize("path", ["/v1/children", "/v1/imports/children"])
def test_a_body_that_comes_too_slowly(
    service: Service, senaf: str, as_key: Caller, body: Callable[[], AsyncIterator[bytes]], path: str
) -> None:
    app = create_app(service, ApiSettings(secure_cookies=False, body_seconds=0.3, chunk_seconds=0.1))
    key = as_key(senaf, "children:write", "imports:write").headers["authorization"]
    headers = {"authorization": key, "content-type": "application/json", "transfer-encoding": "chunked"}
    status, answered = asyncio.run(_answer(app, body, headers, path))
    assert status == 408
    assert json.loads(answered)["type"] == "urn:tracing:problem:slow_body"


def test_others_are_served_meanwhile(service: Service, senaf: str, as_key: Caller) -> None:
    app = create_app(service, ApiSettings(secure_cookies=False, body_seconds=5, chunk_seconds=5))
    key = as_key(senaf, "children:write").headers["authorization"]
    headers = {"authorization": key, "content-type": "application/json"}
    record = b'{"record_id": "1", "full_name": "Ana Pop"}'

    async def quick() -> AsyncIterator[bytes]:
        yield record

    async def both() -> tuple[int, bytes]:
        slow = asyncio.create_task(
            _answer(app, _stops, {**headers, "transfer-encoding": "chunked"}, "/v1/children")
        )
        await asyncio.sleep(0.05)
        answered = await _answer(app, quick, {**headers, "content-length": str(len(record))}, "/v1/children")
        assert not slow.done()
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
        return answered

    assert asyncio.run(both())[0] == 201
