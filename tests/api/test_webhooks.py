"""An agency's program registers a webhook and looks after what is delivered."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.accounts import Clock, at
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tests.api.test_submit import INQUIRY
from tests.receiver import receiver
from tracing.service.context import Service
from tracing.service.delivering import WebhookSettings, deliver_due

PATH = "/v1/webhooks"
BODY = {"url": "https://example.org/tracing", "events": ["import.finished", "record.received"]}
NONE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def client(as_key: Caller, senaf: str) -> TestClient:
    return as_key(senaf, "webhooks", "inquiries:write")


def test_it_works(service: Service, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACING_WEBHOOK_ANYWHERE", "1")
    later = at(service, Clock(datetime.now(UTC) + timedelta(minutes=1)))
    with receiver() as to:
        to.answers = [204, 500]
        made = client.post(PATH, json={**BODY, "url": to.url})
        assert made.status_code == 201, made.text
        secret = made.json().pop("secret")
        assert client.post("/v1/inquiries", json=INQUIRY).status_code == 201
        deliver_due(later, WebhookSettings(anywhere=True))
        for headers, body in to.requests:
            assert _is_ours(secret, headers["tracing-signature"], body)
    found = client.get(f"{PATH}/{made.json()['id']}/deliveries").json()
    assert found["next"] is None
    received, registered = found["items"]
    assert (received["event"], received["state"], received["status"]) == ("record.received", "waiting", 500)
    assert received["next_attempt_at"] is not None
    assert (registered["event"], registered["state"]) == ("webhook.registered", "delivered")
    assert registered["next_attempt_at"] is None
    assert {received["id"], registered["id"]} == {h["tracing-delivery"] for h, _ in to.requests}


def _is_ours(secret: str, signature: str, body: bytes) -> bool:
    """As docs/api.md has receivers verify it."""
    moment, given = (part.partition("=")[2] for part in signature.split(","))
    made = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(made, given)


def test_the_secret_is_shown_once(client: TestClient) -> None:
    made = client.post(PATH, json=BODY).json()
    assert made.pop("secret").startswith("whs_")
    assert client.get(PATH).json() == {"items": [made]}
    assert made["events"] == BODY["events"]


def test_what_was_removed_is_gone(client: TestClient) -> None:
    name = client.post(PATH, json=BODY).json()["id"]
    assert client.delete(f"{PATH}/{name}").status_code == 204
    assert client.get(PATH).json() == {"items": []}
    refused(client.delete(f"{PATH}/{name}"), 404, "no_webhook")
    refused(client.get(f"{PATH}/{name}/deliveries"), 404, "no_webhook")


def test_deliveries_come_in_pages(client: TestClient) -> None:
    name = client.post(PATH, json=BODY).json()["id"]
    for number in range(3):
        client.post("/v1/inquiries", json={**INQUIRY, "record_id": str(number)})
    page = client.get(f"{PATH}/{name}/deliveries", params={"limit": 3}).json()
    rest = client.get(f"{PATH}/{name}/deliveries", params={"limit": 3, "cursor": page["next"]}).json()
    events = [item["event"] for item in page["items"] + rest["items"]]
    assert events == ["record.received"] * 3 + ["webhook.registered"]
    other = client.post(PATH, json=BODY).json()["id"]
    refused(client.get(f"{PATH}/{other}/deliveries", params={"cursor": page["next"]}), 422, "bad_cursor")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/", "https://localhost:5432/", "https://user:pw@example.org/", "x",
    ],
)  # fmt: skip
def test_urls_that_are_refused(client: TestClient, url: str) -> None:
    problem = refused(client.post(PATH, json={**BODY, "url": url}), 422, "invalid")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/url"]
    assert client.get(PATH).json() == {"items": []}


def test_events_that_are_none(client: TestClient) -> None:
    problem = refused(client.post(PATH, json={**BODY, "events": ["child.found"]}), 422, "invalid")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/events/0"]
    refused(client.post(PATH, json={**BODY, "events": []}), 422, "invalid")


def test_who_may(service: Service, as_key: Caller, as_person: Caller, senaf: str, client: TestClient) -> None:
    name = client.post(PATH, json=BODY).json()["id"]
    refused(as_key(senaf, "inquiries:write").get(PATH), 403, "scope_missing")
    refused(as_person(senaf, "family_worker").post(PATH, json=BODY), 403, "role_may_not")
    accounts.agency(service, "GT-PGN", "child_protection", "child", "inquiry")
    other = as_key("GT-PGN", "webhooks")
    assert other.get(PATH).json() == {"items": []}
    for missing in (name, NONE):
        refused(other.get(f"{PATH}/{missing}/deliveries"), 404, "no_webhook")
        refused(other.delete(f"{PATH}/{missing}"), 404, "no_webhook")
    refused(client.get(f"{PATH}/1/deliveries"), 422, "invalid")
