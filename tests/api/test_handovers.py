"""Handovers that wait to be confirmed, over HTTP: the agency that has the child lists them, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.api.asserts import refused
from tests.api.conftest import ROOMY, Callers
from tests.service.cases import Case
from tests.service.parties import agency
from tests.service.repatriation.way import before_handover
from tests.stages import staged
from tracing.api.app import create_app
from tracing.service.context import Service
from tracing.store.audit import entries
from tracing.store.database import Reader

WAITING = "/v1/handovers"
SIGNED = {
    "at": "2026-04-20T10:00:00-06:00", "given_by": "Rubén Paz", "received_by": "Delia Cruz", "authority": "PGN",
    "authority_kind": "child_protection", "signed_by": ["giver", "receiver"],
}  # fmt: skip


@staged
def case(service: Service) -> Case:
    return before_handover(service)


@pytest.fixture
def callers(case: Case) -> Iterator[Callers]:
    with ExitStack() as stack:
        yield Callers(case.service, ROOMY, create_app(case.service, ROOMY), stack)


def test_a_planned_handover_is_listed_until_it_is_confirmed(case: Case, callers: Callers) -> None:
    worker = callers.as_person("MX-ALBERGUE", "found_worker")
    assert worker.get(WAITING).json() == {
        "items": [
            {
                "reference": "A-1", "at": "2026-04-20T10:00:00-06:00", "place": "Casa Nuestras Raíces", "authority": "PGN",
                "country": "GT", "escort": "Rubén Paz", "confirmed": False,
            }
        ]
    }  # fmt: skip
    assert worker.post("/v1/children/A-1/handover", json=SIGNED).status_code == 201
    assert worker.get(WAITING).json() == {"items": []}


def test_that_they_were_listed_stands_in_the_audit(case: Case, callers: Callers) -> None:
    callers.as_person("MX-ALBERGUE", "found_worker").get(WAITING)
    with case.service.database.reading(Reader("auditor", purpose="test")) as connection:
        (entry,) = [one for one in entries(connection) if (one.act, one.kind) == ("list", "handovers")]
    assert (entry.agency_id, entry.purpose, entry.detail) == (case.shelter, "handover", '{"shown": 1}')


def test_another_agency_has_none_and_other_roles_may_not_ask(case: Case, callers: Callers) -> None:
    agency(case.service, "MX-OTRO", "shelter", "child")
    assert callers.as_person("MX-OTRO", "found_worker").get(WAITING).json() == {"items": []}
    refused(callers.as_person("GT-BUSCA", "family_worker").get(WAITING), 403, "role_may_not")
    for role in ("reviewer", "protection_officer"):
        refused(callers.as_person("GT-OFICINA", role).get(WAITING), 403, "role_may_not")
    refused(callers.as_key("MX-ALBERGUE", "children:read").get(WAITING), 403, "scope_missing")
    assert callers.call().get(WAITING).status_code == 401
