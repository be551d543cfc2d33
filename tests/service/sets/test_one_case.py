"""What is asked of one record is asked of all records of the child: consent, warnings, what a case waits for, where a referral may go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.service.cases import CONSENTS
from tests.service.sets.twice import Twice, recorded_twice
from tracing.casework.warnings import Warning
from tracing.service import flags, holds, queue
from tracing.service.context import Service
from tracing.service.errors import Invalid
from tracing.service.pair import read_pair
from tracing.service.repatriation.listing import read_waits_of_child
from tracing.service.rights.consents import enter_consents
from tracing.service.state_of import case_of
from tracing.service.trafficking import shields
from tracing.service.trafficking.referrals import NewReferral, refer

SHARING = tuple({**consent, "scope": "sharing"} for consent in CONSENTS)


def referral(twice: Twice, code: str = "GT-PGN", basis: str = "victim_protection") -> NewReferral:
    """A referral of the shelter's record."""
    return NewReferral(
        twice.names[0], "child_protection", code, ("identity",), basis, "urgent",
        twice.case.clock.now - timedelta(hours=2),
    )  # fmt: skip


def refused(twice: Twice, new: NewReferral) -> list[str]:
    """Return the rules that a referral doesn't keep."""
    with pytest.raises(Invalid) as found:
        refer(twice.case.service, twice.case.officer, new)
    return [fault.rule.code for fault in found.value.fields if fault.rule is not None]


RAISED: dict[str, Callable[[Twice], object]] = {
    "referral_asylum": lambda t: flags.raise_flag(t.case.service, t.nurse, "H-1", "asylum_confidential"),
    "referral_kept_from": lambda t: flags.raise_flag(
        t.case.service, t.nurse, "H-1", "do_not_share_with_country", {"country": "GT"}
    ),
}
"""The rule that is named → what is raised on the hospital's record."""


@pytest.mark.parametrize("rule", RAISED)
@pytest.mark.parametrize("split", [False, True])
def test_what_keeps_one_record_from_a_country_keeps_the_other_also_once_split(
    service: Service, rule: str, split: bool
) -> None:
    twice = recorded_twice(service)
    RAISED[rule](twice)
    if split:
        twice.split()
    assert refused(twice, referral(twice)) == [rule]


def test_who_was_never_of_the_set_keeps_nothing_from_it(service: Service) -> None:
    twice = recorded_twice(service, joined=False)
    RAISED["referral_asylum"](twice)
    assert refer(twice.case.service, twice.case.officer, referral(twice)).status == 201


def test_a_consent_to_sharing_carries_a_referral_until_the_other_record_says_no(service: Service) -> None:
    twice = recorded_twice(service)
    new = referral(twice, "MX-PFPNNA", "consent")
    assert refused(twice, new) == ["referral_consent"]
    enter_consents(twice.case.service, twice.nurse, "H-1", SHARING)
    # What is given on one record lets no other cross.
    assert refused(twice, new) == ["referral_consent"]
    enter_consents(twice.case.service, twice.case.found, "A-1", SHARING)
    assert refer(twice.case.service, twice.case.officer, new).status == 201
    no = {**SHARING[1], "status": "refused"}
    enter_consents(twice.case.service, twice.nurse, "H-1", (no,))
    assert refused(twice, new) == ["referral_consent"]


def test_who_refused_contact_on_one_record_stops_it_on_the_other(service: Service) -> None:
    twice = recorded_twice(service)
    assert case_of(twice.case.service, twice.first).facts.contact_refused == ()
    no = {**CONSENTS[1], "scope": "contact", "status": "refused"}
    enter_consents(twice.case.service, twice.nurse, "H-1", (no,))
    assert case_of(twice.case.service, twice.first).facts.contact_refused != ()
    assert case_of(twice.case.service, twice.other).facts.contact_refused != ()
    twice.split()
    assert case_of(twice.case.service, twice.first).facts.contact_refused == ()


def test_a_warning_tells_of_a_hold_and_a_flag_on_the_other_record(service: Service) -> None:
    twice = recorded_twice(service)
    case = twice.case
    queue.take(case.service, case.one, pair=twice.first)
    before = {warning.code for warning in read_pair(case.service, case.one, twice.first).warnings}
    assert not {Warning.HOLD, Warning.FLAGGED} & before
    flags.raise_flag(case.service, twice.nurse, "H-1", "trafficking_concern")
    holds.raise_hold(case.service, case.officer, twice.names[1], "court_order", "orden del juzgado")
    shown = {warning.code for warning in read_pair(case.service, case.officer, twice.first).warnings}
    assert {Warning.HOLD, Warning.FLAGGED} <= shown


def test_each_agency_reads_what_its_child_s_case_waits_for_on_whatever_record(service: Service) -> None:
    twice = recorded_twice(service)
    twice.case.settle()
    mine = [item.code for item in read_waits_of_child(twice.case.service, twice.case.found, "A-1")]
    assert "verify_child" in mine
    assert [item.code for item in read_waits_of_child(twice.case.service, twice.nurse, "H-1")] == mine
    twice.split()
    assert read_waits_of_child(twice.case.service, twice.nurse, "H-1") == ()


def test_of_a_record_that_is_shielded_the_other_agency_reads_nothing(service: Service) -> None:
    twice = recorded_twice(service)
    twice.case.settle()
    on = twice.case.clock.now.date() + timedelta(days=20)
    shields.shield(twice.case.service, twice.case.officer, twice.names[0], "amenazas", on)
    assert read_waits_of_child(twice.case.service, twice.nurse, "H-1") == ()
