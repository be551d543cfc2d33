"""A posted record is ranked like a stored one, for analysts alone, and leaves nothing behind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.asserts import refused
from tests.api.conftest import Caller, callers
from tests.service.cases import record_id
from tests.service.test_matching import pool
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.linkage.matcher import load_matcher
from tracing.service.context import Service
from tracing.service.explaining import explain_link
from tracing.service.matching import match_pending
from tracing.service.promotion import ensure_matcher
from tracing.store import review
from tracing.store.database import Reader
from tracing.store.tables import TABLES, matchers

POSTED = {"record": {"full_name": "Josué Caal Pop", "sex": "M"}, "side": "inquiry"}


@dataclass(frozen=True)
class Filled:
    """A service with children and inquiries of the samples, matched; an agency that sent them, and an analyst."""

    service: Service
    analyst: TestClient
    agency: str


@staged
def filled(service: Service) -> Filled:
    ensure_matcher(service)
    made, agency = callers(service), accounts.senaf(service).code
    system = made.as_key(agency, "children:write", "inquiries:write")
    for side, plural in (("child", "children"), ("inquiry", "inquiries")):
        for place, row in enumerate(pool()[side][:10]):
            answer = system.post(f"/v1/{plural}", json={"record_id": f"{side}-{place}", **row})
            assert answer.status_code == 201, answer.text
    match_pending(service)
    office = accounts.agency(service, "MX-OFFICE", "tracing_office").code
    return Filled(service, made.as_person(office, "analyst"), agency)


@pytest.fixture
def analyst(as_person: Caller, office: str) -> TestClient:
    return as_person(office, "analyst")


def _stored(service: Service, side: str, place: int) -> list[dict[str, Any]]:
    """The ranking of a stored record, as it would be answered."""
    record = record_id(service, f"{side}-{place}")
    other = Side.CHILD if side == "inquiry" else Side.INQUIRY
    with service.database.working() as connection:
        matcher = connection.execute(
            sa.select(matchers.c.id).where(matchers.c.state == "active")
        ).scalar_one()
        links = review.links_of(connection, matcher, side, record, 100)
    return [
        {
            "rank": rank,
            "record": pseudonym(other, link.child_id if side == "inquiry" else link.inquiry_id),
            "bits": [step.bits for step in explain_link(load_matcher("default"), link).steps],
            "weight": link.weight / 256,
            "probability": link.probability,
        }
        for rank, link in enumerate(links, 1)
    ]


@pytest.mark.parametrize("side", ["inquiry", "child"])
@pytest.mark.parametrize("place", range(6))
def test_the_ranking_is_that_of_a_stored_record(filled: Filled, side: str, place: int) -> None:
    body = {"side": side, "record": pool()[side][place], "agency": filled.agency, "most": 100}
    answer = filled.analyst.post("/v1/match", json=body)
    assert answer.status_code == 200, answer.text
    found = [
        {
            "rank": one["rank"],
            "record": one["record"],
            "bits": [step["bits"] for step in one["explanation"]["steps"]],
            "weight": one["weight"],
            "probability": one["probability"],
        }
        for one in answer.json()["items"]
    ]
    assert found == _stored(filled.service, side, place)
    assert found


def test_nobody_is_named(filled: Filled) -> None:
    answer = filled.analyst.post("/v1/match", json={"side": "inquiry", "record": pool()["inquiry"][0]})
    text = answer.text.casefold()
    names = {
        word.casefold()
        for row in [*pool()["child"], *pool()["inquiry"]]
        for column in ("given_names", "first_surname", "full_name", "mother_name", "birth_date", "phones")
        for word in row.get(column, "").split()
        if len(word) > 4
    }
    assert names
    assert not [name for name in names if name in text]
    assert "child-0" not in text
    assert filled.agency.casefold() not in text


def test_nothing_is_stored_and_the_audit_tells(filled: Filled) -> None:
    database = filled.service.database

    def counts() -> dict[str, int]:
        with database.working() as connection:
            return {
                name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for name, table in TABLES.items()
                if name != "audit"
            }

    before = counts()
    body = {"side": "inquiry", "record": {**pool()["inquiry"][0], "cama": "7"}}
    assert filled.analyst.post("/v1/match", json=body).json()["items"]
    assert counts() == before
    audit = TABLES["audit"]
    with database.reading(Reader("auditor")) as connection:
        query = sa.select(audit.c.act, audit.c.detail).order_by(audit.c.number.desc()).limit(1)
        act, detail = connection.execute(query).one()
    assert act == "rank_posted"
    assert set(detail if isinstance(detail, dict) else json.loads(detail)) == {"side", "found"}


def test_what_cant_be_taken_is_refused_as_in_a_submission(filled: Filled) -> None:
    for record, pointer in (
        ({"full_name": "Josué Caal", "birth_date": "mañana"}, "/record/birth_date"),
        ({"full_name": {"a": 1}}, "/record/full_name"),
    ):
        answer = filled.analyst.post("/v1/match", json={"side": "inquiry", "record": record})
        assert [fault["pointer"] for fault in refused(answer, 422, "invalid_record")["errors"]] == [pointer]
    refused(filled.analyst.post("/v1/match", json={**POSTED, "agency": "XX-NONE"}), 422, "invalid")


def test_without_a_matcher_there_is_nothing_to_rank_by(analyst: TestClient) -> None:
    refused(analyst.post("/v1/match", json=POSTED), 409, "no_matcher")


@pytest.mark.parametrize(
    "role", ["reviewer", "protection_officer", "statistics", "found_worker", "family_worker"]
)
def test_for_analysts_only(as_person: Caller, senaf: str, role: str) -> None:
    refused(as_person(senaf, role).post("/v1/match", json=POSTED), 403, "role_may_not")


def test_not_for_administrators_keys_or_strangers(
    administrator: TestClient, as_key: Caller, senaf: str, stranger: TestClient
) -> None:
    refused(administrator.post("/v1/match", json=POSTED), 403, "role_may_not")
    system = as_key(senaf, "children:read", "inquiries:read", "inquiries:write")
    refused(system.post("/v1/match", json=POSTED), 403, "scope_missing")
    refused(stranger.post("/v1/match", json=POSTED), 401, "not_signed_in")
