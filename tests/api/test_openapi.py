"""Requests made from the description, good and bad: none ends in an error of the service."""

from __future__ import annotations

import copy
from collections import Counter
from contextlib import suppress
from typing import Any

import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests import accounts
from tests.api.conftest import Caller
from tests.api.test_submit import CHILD, INQUIRY
from tracing.service.context import Service
from tracing.service.practice.sandbox import mark_sandbox

_BOUNDED = settings(
    # Each route has its own, good and bad; what decides on a landing tries twice as many.
    max_examples=4 if settings.get_current_profile_name() == "landing" else 2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_no_request_ends_in_an_error_of_the_service(
    service: Service,
    app: FastAPI,
    senaf: str,
    as_key: Caller,
    as_person: Caller,
    administrator: TestClient,
    stranger: TestClient,
) -> None:
    mark_sandbox(service)
    system = as_key(
        senaf,
        *(
            "children:read",
            "children:write",
            "inquiries:read",
            "inquiries:write",
            "imports:write",
            "status:read",
        ),
        "webhooks",
    )
    system.post("/v1/children", json=CHILD)
    system.post("/v1/inquiries", json=INQUIRY)
    officer = as_person(senaf, "protection_officer")
    analyst = as_person("MX-OFFICE", "analyst")
    worker = as_person(senaf, "found_worker")
    callers = {
        "/v1/children": system,
        "/v1/inquiries": system,
        "/v1/imports": system,
        "/v1/users": administrator,
        "/v1/agencies": administrator,
        "/v1/keys": administrator,
        "/v1/codes": administrator,
        "/v1/vocabularies": administrator,
        "/v1/forms": administrator,
        "/v1/webhooks": system,
        "/v1/matchers": administrator,
        "/v1/match": analyst,
        "/v1/sessions": as_person(senaf, "statistics"),
        "/v1/statistics": as_person("MX-OFFICE", "statistics"),
        "/v1/training/officers": administrator,
        "/v1/training": officer,
        "/v1/queue": as_person(senaf, "reviewer"),
        "/v1/links": officer,
        "/v1/holds": officer,
        "/v1/reminders": officer,
        "/v1/flags": officer,
        "/v1/shields": officer,
        "/v1/erasures": officer,
        "/v1/records": officer,
        "/v1/concerns": officer,
        "/v1/referrals": officer,
        "/v1/conflicts": officer,
        "/v1/definitions": officer,
        "/v1/registrations": system,
        "/v1/law/agencies": administrator,
        "/v1/law": officer,
        "/v1/placements": officer,
        "/v1/handovers": worker,
        "/v1/shelters": officer,
        "/v1/directory": officer,
        "/v1/complaints": officer,
        "/v1/verifications/children": worker,
        "/v1/verifications/inquiries": as_person(senaf, "family_worker"),
        "/v1/agreements": as_person("MX-OFFICE", "protection_officer"),
        "/v1/shared": officer,
        "/v1/transfers": officer,
        "/v1/consular": officer,
        "/v1/bundles": officer,
        "/v1/duplicates": officer,
        "/v1/kin": officer,
        "/v1/audit": as_person(accounts.agency(service, "HN-CONADEH", "oversight").code, "auditor"),
    }
    # Whoever adds a route says who calls it: a stranger would be refused before anything is looked at.
    assert [
        path for path in app.openapi()["paths"] if not path.startswith(("/healthz", "/readyz", *callers))
    ] == []
    statuses: Counter[int] = Counter()
    schema = schemathesis.openapi.from_dict(_without_security(app.openapi()))
    for found in schema.get_all_operations():
        operation = found.ok()
        client = next((c for path, c in callers.items() if operation.path.startswith(path)), stranger)
        for mode in GenerationMode:
            _try(client, operation, mode, statuses)
    assert not [status for status in statuses if status >= 500]
    assert {200, 404, 422} <= set(statuses)


def _without_security(document: dict[str, Any]) -> dict[str, Any]:
    """Who asks is decided by the test: made-up keys would be refused before anything else is looked at."""
    document = copy.deepcopy(document)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return document


def _try(client: TestClient, operation: Any, mode: GenerationMode, statuses: Counter[int]) -> None:
    @_BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url="http://testserver")
        if isinstance(sent.get("data"), bytes | str):
            sent["content"] = sent.pop("data")
        sent["headers"] = {
            n: str(v).encode("latin-1", "replace") for n, v in (sent.get("headers") or {}).items()
        }
        known = ("method", "url", "params", "json", "data", "content", "headers")
        answer = client.request(**{name: sent[name] for name in known if name in sent})
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, (operation.label, sent, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", answer.text

    # Nothing bad can be made of a route that takes nothing.
    with suppress(Unsatisfiable):
        each()
