"""Referrals over HTTP."""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI

from tests.api.conftest import Caller
from tests.api.test_submit import CHILD
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service.context import Service


def test_a_referral_from_its_making_to_its_end(
    service: Service, app: FastAPI, senaf: str, as_key: Caller, as_person: Caller
) -> None:
    assert as_key(senaf, "children:write").post("/v1/children", json=CHILD).status_code == 201
    officer, name = as_person(senaf, "protection_officer"), pseudonym(Side.CHILD, 1)
    since = service.now() - timedelta(hours=1)
    body = {
        "record": name, "recipient": "specialised_service", "code": "HN-CANFM-BELEN", "shared": ["identity", "signs"],
        "basis": "victim_protection", "urgency": "immediate", "since": since.isoformat(), "note": "tiene una deuda",
    }  # fmt: skip
    made = officer.post("/v1/referrals", json=body, headers={"idempotency-key": "r-1"})
    assert made.status_code == 201, made.text
    again = officer.post("/v1/referrals", json=body, headers={"idempotency-key": "r-1"})
    assert again.json() == made.json()
    assert made.json()["rule"] == "palermo_without_delay"
    (item,) = officer.get("/v1/referrals", params={"record": name}).json()["items"]
    assert (item["note"], item["source"], item["overdue"]) == (
        "tiene una deuda", "Palermo Protocol 6, 8(2)", False,
    )  # fmt: skip
    path = f"/v1/referrals/{item['id']}/outcomes"
    assert officer.post(path, json={"outcome": "accepted", "note": "hoy"}).status_code == 201
    assert officer.post(path, json={"outcome": "closed"}).status_code == 201
    ended = officer.post(path, json={"outcome": "accepted"})
    assert (ended.status_code, ended.json()["type"]) == (409, "urn:tracing:problem:referral_ended")
    refused = officer.post("/v1/referrals", json={**body, "code": "HN-INM"})
    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["pointer"]) == (422, "/code")
    assert "firewall" in fault["reason"]
    assert as_person(senaf, "reviewer").get("/v1/referrals").status_code == 403
