"""What is refused is told as a problem document; what nobody expected is told without saying what it was."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.asserts import refused
from tracing.store.database import Database

SECRET = "Josué Caal Pop"


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/nothing", "/v1/children/", "/v2/children", "/../etc/passwd"]
)
def test_a_path_that_is_none(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code in (401, 404)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_method_that_is_none(stranger: TestClient) -> None:
    answer = stranger.patch("/v1/children")
    refused(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["allow"] or "GET" in answer.headers["allow"]


def test_an_unexpected_error_says_nothing(app: FastAPI, stranger: TestClient) -> None:
    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError(f"can't store {SECRET}")

    answer = stranger.get("/fails")
    problem = refused(answer, 500, "unexpected")
    assert SECRET not in answer.text
    assert len(problem["id"]) == 16


def test_a_wrong_answer_of_ours_says_nothing(app: FastAPI, stranger: TestClient) -> None:
    @app.get("/answers")
    def answers() -> int:
        return SECRET  # type: ignore[return-value]

    answer = stranger.get("/answers")
    refused(answer, 500, "unexpected")
    assert SECRET not in answer.text


def test_a_database_that_is_gone_is_no_error_of_the_caller(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise sa.exc.OperationalError(SECRET, {}, Exception(SECRET))

    monkeypatch.setattr(Database, "reading", gone)
    answer = stranger.post("/v1/sessions", json={"login": "ana", "password": "x"})
    refused(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == "5"
    assert SECRET not in answer.text


def test_the_name_of_an_unknown_field_is_told_only_if_it_looks_like_one(stranger: TestClient) -> None:
    body = {"login": "a", "password": "b", "pasword": "c", SECRET: "d"}
    answer = stranger.post("/v1/sessions", json=body)
    problem = refused(answer, 422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == ["/pasword", "/?"]
    assert SECRET not in answer.text


def test_every_answer_carries_the_headers(stranger: TestClient) -> None:
    for path in ("/healthz", "/v1/children", "/nothing", "/docs"):
        headers = stranger.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "server" not in headers
