"""Who asks too often must wait, whatever they ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.accounts import PASSWORD
from tests.api.asserts import refused
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.service.context import Service

Make = Callable[..., TestClient]


@pytest.fixture
def limited(service: Service) -> Make:
    def make(token: str = "", **limits: float) -> TestClient:
        app = create_app(service, ApiSettings(secure_cookies=False, **limits))  # type: ignore[arg-type]
        return TestClient(app, headers={"authorization": f"Bearer {token}"} if token else {})

    return make


def test_a_key_that_asks_too_often_waits(service: Service, senaf: str, limited: Make) -> None:
    client = limited(accounts.key(service, senaf, "children:read"), key_rate=0.01, key_burst=3)
    assert [client.get("/v1/children").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/v1/children/nothing")
    refused(answer, 429, "too_many_requests")
    assert 1 <= int(answer.headers["retry-after"]) <= 100


def test_one_key_does_not_use_up_what_another_may(service: Service, senaf: str, limited: Make) -> None:
    client = limited(key_rate=0.01, key_burst=1)
    statuses = []
    for token in [accounts.key(service, senaf, "children:read") for _ in range(2)]:
        headers = {"authorization": f"Bearer {token}"}
        statuses += [client.get("/v1/children", headers=headers).status_code for _ in range(2)]
    assert statuses == [200, 429, 200, 429]


def test_a_person_who_asks_too_often_waits(service: Service, senaf: str, limited: Make) -> None:
    accounts.person(service, senaf, "ana.lopez", "family_worker")
    client = limited(person_rate=0.01, person_burst=2)
    client.post("/v1/sessions", json={"login": "ana.lopez", "password": PASSWORD})
    assert [client.get("/v1/inquiries").status_code for _ in range(3)] == [200, 200, 429]


def test_trying_keys_is_limited_by_address(service: Service, senaf: str, limited: Make) -> None:
    good = accounts.key(service, senaf, "children:read")
    client = limited(stranger_rate=0.01, stranger_burst=3)
    assert client.get("/v1/children", headers={"authorization": f"Bearer {good}"}).status_code == 200
    wrong = {"authorization": "Bearer trk_000000000000_" + "A" * 43}
    assert [client.get("/v1/children", headers=wrong).status_code for _ in range(3)] == [401, 401, 429]
    # Whoever was let in before stays so, even from the same address.
    assert client.get("/v1/children", headers={"authorization": f"Bearer {good}"}).status_code == 200


def test_trying_sessions_is_limited_by_address(service: Service, senaf: str, limited: Make) -> None:
    accounts.person(service, senaf, "ana.lopez", "family_worker")
    client = limited(stranger_rate=0.01, stranger_burst=3)
    client.post("/v1/sessions", json={"login": "ana.lopez", "password": PASSWORD})
    wrong = {"cookie": f"tracing_session={'A' * 43}"}
    stranger = TestClient(client.app, headers=wrong)
    assert [stranger.get("/v1/inquiries").status_code for _ in range(3)] == [401, 401, 429]
    # Whoever is signed in stays so, even from the same address.
    assert client.get("/v1/inquiries").status_code == 200


def test_signing_in_is_limited_by_address(limited: Make) -> None:
    client = limited(stranger_rate=0.01, stranger_burst=2)
    body = {"login": "nobody", "password": "x"}
    assert [client.post("/v1/sessions", json=body).status_code for _ in range(3)] == [401, 401, 429]


def test_waiting_depends_on_nothing_that_is_asked(service: Service, senaf: str, limited: Make) -> None:
    client = limited(accounts.key(service, senaf, "children:read"), key_rate=0.01, key_burst=1)
    client.get("/v1/children")
    answers = {client.get(path).content for path in ("/v1/children", "/v1/children/a", "/v1/children/b")}
    assert len(answers) == 1
