"""Code lists are those of casework, one for each kind where kinds have codes of their own."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.api.asserts import refused
from tests.api.conftest import Caller
from tracing.casework.acts import GROUNDS
from tracing.casework.decisions import REASONS


def test_each_kind_of_decision_has_its_own_reasons(as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "children:read")
    names = client.get("/v1/codes").json()["items"]
    assert {f"reasons-{kind}".replace("_", "-") for kind in REASONS} <= set(names)
    for kind, reasons in REASONS.items():
        assert _codes(client, f"reasons-{kind}") == [
            (reason.code, reason.es, reason.en) for reason in reasons
        ]
    for kind, grounds in GROUNDS.items():
        assert _codes(client, f"grounds-{kind}") == [
            (ground.code, ground.es, ground.en) for ground in grounds
        ]


def test_what_is_no_list(as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "children:read")
    for name in ("decision-reasons", "reasons_possible", "..%2Froles", "x" * 40):
        refused(client.get(f"/v1/codes/{name}"), 404, "no_code_list" if "%" not in name else "not_found")


def _codes(client: TestClient, name: str) -> list[tuple[str, str, str]]:
    items = client.get(f"/v1/codes/{name.replace('_', '-')}").json()["items"]
    return [(item["code"], item["es"], item["en"]) for item in items]
