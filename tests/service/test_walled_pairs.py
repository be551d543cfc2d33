"""A pair behind the asylum firewall and one that never was: the same refusal, after the same statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import Case, open_case
from tests.service.parties import agency, person
from tests.service.sharing.border import FAR, FIRST, FULL
from tracing.service import flags, queue
from tracing.service.acts import list_acts
from tracing.service.context import Service
from tracing.service.disclose import read_disclosure
from tracing.service.errors import NotFound
from tracing.service.pair import read_pair
from tracing.service.pairs import Pair
from tracing.service.repatriation.listing import read_checklist
from tracing.service.sharing import agreements
from tracing.service.sharing.bundle import make_bundle
from tracing.service.sharing.signing import signing_key
from tracing.store.database import Reader

Ask = Callable[[Service, Reader, Pair], Any]

ASKS: dict[str, Ask] = {
    "acts": list_acts,
    "checklist": read_checklist,
    "disclosure": read_disclosure,
    "pair": read_pair,
    "take": lambda s, r, p: queue.take(s, r, pair=p),
    "bundle": lambda s, r, p: make_bundle(s, r, p, "GT-PGN-MX-DIF", "best_interests", "json"),
}


@pytest.fixture
def case(service: Service) -> Case:
    """A child in Mexico with an asylum request, asked for from Guatemala."""
    made = open_case(service)
    made.settle()
    flags.raise_flag(made.service, made.found, "A-1", "asylum_confidential")
    return made


@contextmanager
def statements(service: Service) -> Iterator[list[str]]:
    ran: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        ran.append(statement)

    engines = (service.database._app, service.database._worker)
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    yield ran
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", ASKS)
def test_it_is_refused_by_the_same_statements(case: Case, name: str) -> None:
    abroad = person(case.service, agency(case.service, "GT-PGN"), "protection_officer")
    agency(case.service, "MX-DIF")
    new = agreements.NewAgreement(
        "GT-PGN-MX-DIF", "GT-PGN", "MX-DIF", "case_transfer", tuple(f for f in FULL if f.startswith("case.")), FIRST, FAR
    )  # fmt: skip
    agreements.enter(case.service, case.officer, new)
    agreements.confirm(case.service, case.second_officer, "GT-PGN-MX-DIF")
    signing_key(case.service)
    never = Pair(case.pair.inquiry, 999_999)
    refusals = {}
    for pair in (case.pair, never):
        with statements(case.service) as ran, pytest.raises(NotFound) as refused:
            ASKS[name](case.service, abroad, pair)
        refusals[pair] = (refused.value.code, list(ran))
    assert refusals[case.pair] == refusals[never]
    assert refusals[never][0] == "no_pair"
