"""An administrator enters agencies; those behind the firewall can't be entered."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.asserts import refused
from tests.api.conftest import Caller

SENAF = {
    "code": "HN-SENAF", "name": "SENAF", "country": "HN", "kind": "child_protection", "sides": ["child", "inquiry"],
}  # fmt: skip


def test_it_works(administrator: TestClient) -> None:
    answer = administrator.post("/v1/agencies", json=SENAF)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["active"]
    assert {k: made[k] for k in SENAF} == SENAF
    assert administrator.get("/v1/agencies/HN-SENAF").json() == made


def test_everybody_signed_in_sees_who_takes_part(as_key: Caller, office: str, senaf: str) -> None:
    page = as_key(senaf, "inquiries:read").get("/v1/agencies", params={"limit": 1}).json()
    assert [a["code"] for a in page["items"]] == [office]
    assert page["next"]


def test_an_agency_is_shut_out_with_its_keys(administrator: TestClient, as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "children:read")
    assert client.get("/v1/children").status_code == 200
    assert administrator.patch(f"/v1/agencies/{senaf}", json={"active": False}).json()["active"] is False
    refused(client.get("/v1/children"), 401, "no_such_key")
    administrator.patch(f"/v1/agencies/{senaf}", json={"active": True, "name": "SENAF Honduras"})
    assert client.get("/v1/children").status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "migration"},
        {"kind": "police"},
        {"kind": "border"},
        {"kind": "consulate", "name": "Instituto Nacional de Migración"},
        {"kind": "civil_society", "code": "HN-INM"},
        {"kind": "shelter", "name": "Policía Nacional"},
    ],
)
def test_no_agency_behind_the_firewall(administrator: TestClient, changed: dict[str, str]) -> None:
    body = {**SENAF, "sides": [], **changed}
    problem = refused(administrator.post("/v1/agencies", json=body), 422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == ["/kind"]
    assert "firewall" in problem["errors"][0]["reason"]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"code": "senaf"}, "/code"),
        ({"code": "HN-SENAF\n"}, "/code"),
        ({"country": "Honduras"}, "/country"),
        ({"name": ""}, "/name"),
        ({"kind": "bakery"}, "/kind"),
        ({"kind": "shelter"}, "/sides/1"),
        ({"kind": "tracing_office", "sides": ["child"]}, "/sides/0"),
        ({"sides": ["both"]}, "/sides/0"),
        ({"sides": "child"}, "/sides"),
    ],
)
def test_what_is_no_agency(administrator: TestClient, changed: dict[str, Any], pointer: str) -> None:
    problem = refused(administrator.post("/v1/agencies", json={**SENAF, **changed}), 422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == [pointer]


def test_a_code_is_given_once(administrator: TestClient, senaf: str) -> None:
    refused(administrator.post("/v1/agencies", json=SENAF), 409, "agency_exists")


def test_an_agency_that_is_not_there(administrator: TestClient) -> None:
    refused(administrator.get("/v1/agencies/XX-NONE"), 404, "no_agency")
    refused(administrator.patch("/v1/agencies/XX-NONE", json={"active": False}), 404, "no_agency")


def test_nobody_shuts_their_own_agency_out(administrator: TestClient, office: str) -> None:
    refused(administrator.patch(f"/v1/agencies/{office}", json={"active": False}), 409, "own_agency")


def test_only_administrators_enter_agencies(as_person: Caller, as_key: Caller, senaf: str) -> None:
    body = {**SENAF, "code": "HN-OTHER"}
    refused(as_person(senaf, "reviewer").post("/v1/agencies", json=body), 403, "role_may_not")
    refused(as_key(senaf, "children:write").post("/v1/agencies", json=body), 403, "scope_missing")


def test_strangers_see_no_agencies(stranger: TestClient, senaf: str) -> None:
    refused(stranger.get("/v1/agencies"), 401, "not_signed_in")
