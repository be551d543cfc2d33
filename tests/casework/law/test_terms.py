"""What is due by the register of a place: by which entry, and what a correction changes and doesn't."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.casework.build import OFFICER, POSSIBLE, act, after
from tests.casework.build import day as on_day
from tests.casework.law.entries import day, entry
from tests.casework.repatriation.build import HANDED_OVER, HANDOVER, NOTICE, home_until, made
from tracing.casework.acts import ActKind, Outcome
from tracing.casework.law.entries import Entered
from tracing.casework.law.files import shipped
from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, Term, Terms
from tracing.casework.missing import Missing
from tracing.casework.repatriation.checklist import checklist
from tracing.casework.repatriation.rules import Known, return_of, try_step
from tracing.casework.repatriation.steps import StepKind
from tracing.casework.rights.complaints import answer_by
from tracing.casework.roles import Role
from tracing.casework.states import State, step
from tracing.casework.trafficking.shielding import shielding_lacks

TODAY = date(2026, 5, 1)


def terms(*entries: object, place: str = "MX") -> Terms:
    """Return the register with entries of an expert, in a place."""
    return Terms(shipped().with_entries(entries), place)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "term"),
    [
        ("MX", Term(date(2026, 5, 11), "MX/complaint_answered_days")),
        ("MX-CHP", Term(date(2026, 5, 11), "MX/complaint_answered_days")),
        ("GT", Term(date(2026, 5, 31), "INT/complaint_answered_days")),
        ("INT", Term(date(2026, 5, 31), "INT/complaint_answered_days")),
    ],
)
def test_a_country_s_own_deadline_stands_before_the_program_s(place: str, term: Term) -> None:
    known = terms(entry("MX", "complaint_answered_days", "10"), place=place)
    assert answer_by(TODAY, False, known) == term


def test_a_deadline_runs_by_the_law_of_the_day_on_which_it_begins() -> None:
    known = terms(entry("MX", "shield_review_days", "60", since="2026-05-02"))
    assert known.number(Rule.SHIELD_REVIEW_DAYS, TODAY) == 180
    assert known.number(Rule.SHIELD_REVIEW_DAYS, day("2026-05-02")) == 60


def test_a_refusal_says_the_number_of_the_place_and_names_its_entry() -> None:
    known = terms(entry("MX", "shield_review_days", "60"))
    (lack,) = shielding_lacks(
        Role.PROTECTION_OFFICER, "amenazas", TODAY + timedelta(days=61), TODAY, terms=known
    )
    assert "60 days" in lack.en
    assert "60 días" in lack.es
    assert lack.source.endswith("; INT/shield_review_days")


def test_a_duty_is_due_by_the_entry_of_its_place() -> None:
    facts = replace(POSSIBLE, terms=terms(entry("MX", "verify_child_within_days", "5")))
    found = {item.code: item for item in checklist(Known(facts), on_day(2), on_day(0), on_day(1))}
    mine, other = found["verify_child"], found["verify_family"]
    assert (mine.due_on, mine.due_basis) == (on_day(6).date(), "MX/verify_child_within_days")
    assert (other.due_on, other.due_basis) == (on_day(15).date(), "INT/verify_family_within_days")


def test_what_a_person_planned_has_no_entry_and_the_notice_before_it_has() -> None:
    known = home_until(StepKind.RECEPTION_CONFIRMED)
    found = {item.code: item for item in checklist(known, HANDOVER - timedelta(days=3))}
    assert (found["handed_over"].due_on, found["handed_over"].due_basis) == (None, None)
    notice = found["reception_confirmed"]
    assert notice.due_on == (HANDOVER - timedelta(hours=48)).date()
    assert notice.due_basis == "INT/handover_notice_hours"


def later(rule: str, value: str, moment: datetime) -> object:
    """Return a version that an expert entered at a moment, valid for all days."""
    return entry("INT", rule, value, entered=Entered(OFFICER, moment))


def test_a_longer_notice_is_asked_from_when_it_is_entered_and_undoes_no_handover() -> None:
    told = made(StepKind.RECEPTION_CONFIRMED)
    before, after_ = later("handover_notice_hours", "72", told.at - timedelta(days=9)), None
    ready = home_until(StepKind.RECEPTION_CONFIRMED)
    known = replace(ready, facts=replace(ready.facts, terms=terms(before)))
    found = try_step(known, told)
    assert isinstance(found, Missing)
    assert "72 hours" in found.items[0].en
    assert found.items[0].source.endswith("INT/handover_notice_hours")
    assert timedelta(hours=72) > HANDOVER - NOTICE
    after_ = later("handover_notice_hours", "72", HANDOVER + timedelta(days=1))
    done = replace(HANDED_OVER, facts=replace(HANDED_OVER.facts, terms=terms(after_)))
    assert return_of(done).handed_over


def test_a_shorter_withholding_is_asked_from_when_it_is_entered_and_undoes_none() -> None:
    held = act(ActKind.DISCLOSURE, Outcome.WITHHOLD, grounds=("safety",))
    facts = after(ActKind.VERIFY_FAMILY)
    tried = replace(held, at=on_day(40), review_on=on_day(40).date() + timedelta(days=100))
    for moment, legal in ((on_day(39), False), (on_day(41), True)):
        known = replace(facts, terms=terms(later("withholding_review_days", "90", moment)))
        found = step(known, tried)
        assert isinstance(found, State) is legal
        assert legal or (isinstance(found, Missing) and "90 days" in found.items[0].en)


def test_views_may_be_as_old_as_the_place_says() -> None:
    disclose = replace(act(ActKind.DISCLOSURE, Outcome.DISCLOSE), at=on_day(60))
    facts = after(ActKind.CHILD_VIEWS)
    assert isinstance(step(facts, disclose), State)
    stricter = replace(facts, terms=terms(later("heard_before_disclosure_days", "20", on_day(1))))
    found = step(stricter, disclose)
    assert isinstance(found, Missing)
    assert found.codes == ("views_too_old",)
    assert found.items[0].source.endswith("; INT/heard_before_disclosure_days")


def test_everywhere_is_what_is_shipped() -> None:
    assert SHIPPED.basis(Rule.CLOSE_WITHIN_DAYS, TODAY) == "INT/close_within_days"
    assert SHIPPED.number(Rule.CLOSE_WITHIN_DAYS, TODAY) == 30
