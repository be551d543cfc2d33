"""For those who watch over the service and those who write programs for it: health, metrics, the description."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.asserts import refused
from tests.api.conftest import Caller
from tracing.api.app import create_app
from tracing.api.health import Readiness
from tracing.api.settings import ApiSettings
from tracing.service.context import Service
from tracing.store import schema
from tracing.store.database import Database


def test_it_lives_and_is_ready(stranger: TestClient) -> None:
    assert stranger.get("/healthz").json() == {"status": "ok"}
    assert stranger.get("/readyz").json() == {"status": "ok"}


def test_without_a_database_it_lives_and_is_not_ready(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(Database, "reading", gone)
    answer = stranger.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "no_database"})
    assert stranger.get("/healthz").status_code == 200


def test_on_another_schema_it_is_not_ready(stranger: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def newer(_: str) -> None:
        raise schema.SchemaError("the database's schema is newer than this program knows")

    monkeypatch.setattr(schema, "check", newer)
    answer = stranger.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "wrong_schema"})


def test_it_looks_once_a_second_however_many_ask(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, now = list[str](), [100.0]
    monkeypatch.setattr(schema, "check", looked.append)
    readiness = Readiness(service, clock=lambda: now[0])
    assert [readiness.status() for _ in range(3)] == ["ok"] * 3
    assert len(looked) == 1
    now[0] += 1
    assert readiness.status() == "ok"
    assert len(looked) == 2


def test_metrics_count_by_route_and_status(as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "children:read")
    client.get("/v1/children/SECRET-REFERENCE")
    client.get("/v1/SECRET-PATH")
    shown = client.get("/metrics").text
    assert 'tracing_requests_total{route="GET /v1/children/{reference:path}",status="404"} 1.0' in shown
    assert 'route="unmatched"' in shown
    assert "SECRET" not in shown
    labels = set(re.findall(r'(\w+)="', shown))
    assert labels <= {"route", "status", "le"}


def test_metrics_are_for_the_machine_itself(service: Service) -> None:
    client = TestClient(create_app(service, ApiSettings()), client=("203.0.113.9", 4))
    refused(client.get("/metrics"), 404, "not_found")
    local = TestClient(create_app(service, ApiSettings()), client=("127.0.0.1", 4))
    assert local.get("/metrics").status_code == 200


def test_the_interactive_page_takes_everything_from_here(stranger: TestClient) -> None:
    page = stranger.get("/docs")
    assert page.status_code == 200
    assert "unsafe-eval" not in page.headers["content-security-policy"]
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert not re.search(r"<script(?! src=)|\son\w+=|https?://", page.text)
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(links) >= 4
    for link in links:
        assert stranger.get(f"/{link}").status_code == 200, link
    assert "https://" not in stranger.get("/docs/start.js").text


def test_the_description_is_whole(app: FastAPI, stranger: TestClient) -> None:
    document = stranger.get("/openapi.json").json()
    assert document["info"]["title"] == "tracing"
    assert "HTTPValidationError" not in json.dumps(document)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            if path.startswith("/v1/") and (method, path) != ("post", "/v1/sessions"):
                assert operation["security"], (method, path)
    names = [o["operationId"] for p in document["paths"].values() for o in p.values()]
    assert len(names) == len(set(names))


def test_the_description_names_the_columns(stranger: TestClient) -> None:
    schemas = stranger.get("/openapi.json").json()["components"]["schemas"]
    child = schemas["NewChild"]["properties"]
    assert "first_surname" in child
    assert "inquirer_name" not in child
    assert "inquirer_name" in schemas["NewInquiry"]["properties"]


def test_code_lists(as_key: Caller, stranger: TestClient, senaf: str) -> None:
    client = as_key(senaf, "children:read")
    names = client.get("/v1/codes").json()["items"]
    assert {"roles", "agency-kinds", "reasons-not-this-child", "hold-kinds"} <= set(names)
    for name in names:
        codes = client.get(f"/v1/codes/{name}").json()["items"]
        assert codes, name
        assert all(code["es"] and code["en"] for code in codes)
    refused(client.get("/v1/codes/nothing"), 404, "no_code_list")
    refused(stranger.get("/v1/codes/roles"), 401, "not_signed_in")
