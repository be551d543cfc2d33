"""An officer of a country that has nothing to do with a child: refused like somebody who names nothing, and shown nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.service.cases import Case, open_case
from tests.service.parties import agency, person
from tests.service.trafficking.test_referrals import referral
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service import conflicts, flags, holds, queue, verify
from tracing.service.acts import list_acts
from tracing.service.care import placement_views
from tracing.service.context import Service
from tracing.service.decide import take_back
from tracing.service.erasure_decisions import decide_erasure, list_erasures
from tracing.service.errors import NotFound
from tracing.service.law.ages import age_of_child
from tracing.service.pair import read_pair
from tracing.service.registration import definitions
from tracing.service.rights import consents
from tracing.service.rights.complaints import NewComplaint, complain, list_complaints
from tracing.service.sets import kin, same
from tracing.service.sharing import consular
from tracing.service.trafficking import referrals, shields
from tracing.service.trafficking.concerns import list_concerns
from tracing.store.database import Reader

Ask = Callable[[Case, Reader], Any]


@staged
def case(service: Service) -> Case:
    """A child in Mexico, asked for from Guatemala; with a hold, a flag, a referral, a complaint, and a shield."""
    made = open_case(service)
    made.settle()
    holds.raise_hold(made.service, made.officer, made.pair.child_name, "court_order", "orden del juzgado")
    flags.raise_flag(made.service, made.found, "A-1", "medical_need")
    referrals.refer(made.service, made.officer, referral(made))
    complain(
        made.service,
        made.found,
        NewComplaint("child", "care", "kek", "no hay camas", made.clock.now.date(), record="A-1"),
    )
    on = made.clock.now.date() + timedelta(days=30)
    shields.shield(made.service, made.officer, made.pair.child_name, "amenazas", on)
    return made


@pytest.fixture
def third(case: Case) -> Reader:
    """A protection officer of Costa Rica."""
    return person(case.service, agency(case.service, "CR-PANI"), "protection_officer")


NAMED: dict[str, Ask] = {
    "hold": lambda c, r: holds.raise_hold(c.service, r, c.pair.child_name, "court_order", "x"),
    "flags": lambda c, r: flags.list_flags(c.service, r, c.pair.child_name),
    "flag": lambda c, r: flags.raise_flag(c.service, r, c.pair.child_name, "medical_need"),
    "shield": lambda c, r: shields.shield(c.service, r, c.pair.inquiry_name, "x", None),
    "unshield": lambda c, r: shields.unshield(c.service, r, c.pair.child_name, "x"),
    "referral": lambda c, r: referrals.refer(c.service, r, referral(c)),
    "conflict": lambda c, r: conflicts.declare(c.service, r, c.pair.child_name),
    "placements": lambda c, r: placement_views.list_placements(c.service, r, c.pair.child_name),
    "definitions": lambda c, r: definitions.list_definitions(c.service, r, c.pair.child_name),
    "consents": lambda c, r: consents.read_consents(c.service, r, c.pair.child_name),
    "ages": lambda c, r: age_of_child(c.service, r, c.pair.child_name),
    "consular": lambda c, r: consular.list_consular(c.service, r, c.pair.child_name),
    "set": lambda c, r: same.read_set(c.service, r, c.pair.child_name),
    "kin": lambda c, r: kin.read_kin(c.service, r, c.pair.child_name),
    "complaint": lambda c, r: complain(
        c.service,
        r,
        NewComplaint("child", "care", "es", "x", c.clock.now.date(), record=c.pair.child_name),
    ),
    "erasure": lambda c, r: decide_erasure(c.service, r, c.pair.child_name, "erase", "x"),
    "pair": lambda c, r: read_pair(c.service, r, c.pair),
    "acts": lambda c, r: list_acts(c.service, r, c.pair),
    "questions": lambda c, r: verify.questions_of_pair(c.service, r, c.pair),
    "taking": lambda c, r: queue.take(c.service, r, pair=c.pair),
    "taking back": lambda c, r: take_back(c.service, r, c.pair, 1, ["mistake"]),
    "lifting": lambda c, r: holds.lift_hold(c.service, r, 1, "x", c.clock.now.date()),
    "ending a flag": lambda c, r: flags.end_flag(c.service, r, 1),
    "outcome": lambda c, r: referrals.note_outcome(c.service, r, 1, "received"),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_isnt_theirs_is_refused_like_what_isnt_there(case: Case, third: Reader, name: str) -> None:
    with pytest.raises(NotFound) as refused:
        NAMED[name](case, third)
    assert refused.value.code in {
        "no_record", "no_pair", "no_shield", "no_hold", "no_flag", "no_referral",
    }  # fmt: skip


LISTS: dict[str, Ask] = {
    "holds": lambda c, r: holds.list_holds(c.service, r),
    "shields": lambda c, r: shields.list_shields(c.service, r),
    "referrals": lambda c, r: referrals.list_referrals(c.service, r),
    "referrals of the child": lambda c, r: referrals.list_referrals(c.service, r, record=c.pair.child_name),
    "concerns": lambda c, r: list_concerns(c.service, r),
    "complaints": lambda c, r: list_complaints(c.service, r),
    "placements to review": lambda c, r: placement_views.to_review(c.service, r),
    "queue": lambda c, r: queue.page(c.service, r),
    "erasures": lambda c, r: list_erasures(c.service, r),
}


@pytest.mark.parametrize("name", LISTS)
def test_their_lists_are_empty(case: Case, third: Reader, name: str) -> None:
    assert list(LISTS[name](case, third)) == []


def test_an_officer_of_the_childs_country_has_them(case: Case) -> None:
    at_home = person(case.service, agency(case.service, "MX-PFPNNA"), "protection_officer")
    for name in ("holds", "shields", "referrals", "complaints"):
        assert len(LISTS[name](case, at_home)) == 1, name
    holds.lift_hold(case.service, at_home, 1, "se aclaró", case.clock.now.date() + timedelta(days=30))


def test_of_a_child_held_abroad_the_pair_shows_the_region_and_no_place(opened: Case) -> None:
    abroad = person(opened.service, agency(opened.service, "GT-PGN"), "protection_officer")
    shown = {
        reader: read_pair(opened.service, reader, opened.pair).child.seen.fields
        for reader in (abroad, opened.officer)
    }
    assert shown[opened.officer]["event_place"] == "Tapachula, Chiapas"
    assert shown[abroad]["event_place"] == "MX, Chiapas"
    assert "duerme mal" not in str(shown[abroad])
    with pytest.raises(NotFound):
        placement_views.list_placements(opened.service, abroad, pseudonym(Side.CHILD, opened.pair.child))
    assert flags.list_flags(opened.service, abroad, opened.pair.child_name)
