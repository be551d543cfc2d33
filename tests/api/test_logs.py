"""What is logged: the route, the status, how long it took, ids. Never what was sent."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.conftest import Caller
from tracing.api.logs import FIELDS, log_to, logger

NAMES = ("Josué Caal Pop", "Matilde", "A-2026-0117")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    log_to(stream)
    yield stream
    root.handlers, root.level = before, level
    structlog.reset_defaults()


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_it_works(log: io.StringIO, as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "children:read", "children:write")
    body = {"record_id": NAMES[2], "full_name": NAMES[0], "mother_name": NAMES[1]}
    assert client.post("/v1/children", json=body).status_code == 201
    assert client.get(f"/v1/children/{NAMES[2]}?x={NAMES[1]}").status_code == 200
    first, second = lines(log)
    assert (first["event"], first["route"], first["status"]) == ("served", "POST /v1/children", 201)
    assert second["route"] == "GET /v1/children/{reference:path}"
    assert first["agency"] == second["agency"]
    assert first["key"]
    assert first["ms"] > 0
    for name in NAMES:
        assert name not in log.getvalue()


def test_a_refused_body_is_not_logged(log: io.StringIO, as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "children:write")
    client.post("/v1/children", json={"full_name": NAMES[0], "birth_date": NAMES[1]})
    client.post("/v1/children", content=f'{{"full_name": "{NAMES[0]}'.encode())
    client.get(f"/{NAMES[0]}")
    assert {line["status"] for line in lines(log)} >= {404, 415, 422}
    for name in NAMES:
        assert name not in log.getvalue()


def test_an_unexpected_error_is_logged_by_kind_and_place(
    log: io.StringIO, app: FastAPI, stranger: TestClient
) -> None:
    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError(NAMES[0])

    answer = stranger.get("/fails")
    (line,) = [entry for entry in lines(log) if entry["event"] == "failed"]
    assert line["id"] == answer.json()["id"]
    assert line["error"] == "RuntimeError"
    assert line["frames"][-1].endswith("fails")
    assert NAMES[0] not in log.getvalue()


def test_a_field_that_is_not_on_the_list_is_dropped(log: io.StringIO) -> None:
    logger().info("submitted", name=NAMES[0], records=3)
    (line,) = lines(log)
    assert line.keys() <= FIELDS
    assert line["records"] == 3


def test_libraries_log_what_stands_in_their_code(log: io.StringIO) -> None:
    try:
        raise ValueError(NAMES[0])
    except ValueError:
        logging.getLogger("some.library").warning("can't read %s", NAMES[1], exc_info=True)
    (line,) = lines(log)
    assert (line["event"], line["logger"], line["error"]) == ("can't read %s", "some.library", "ValueError")


def test_addresses_are_never_logged(log: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('"GET /v1/children/%s"', NAMES[2])
    assert log.getvalue() == ""


def test_nothing_fails_because_a_log_cannot_be_written(log: io.StringIO, as_key: Caller, senaf: str) -> None:
    """A closed terminal or a full disk: what the program logs there is lost, and nothing else with it."""
    client = as_key(senaf, "children:write")
    log.close()
    logging.getLogger("tracing.linkage").error("a word could not be worked out: %s", "ValueError")
    logger().info("served")
    assert client.post("/v1/children", json={"record_id": "A-1", "full_name": NAMES[0]}).status_code == 201
