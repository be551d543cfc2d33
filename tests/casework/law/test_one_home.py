"""Figures that stand in a rule's own name, and in the register: the two say the same."""

from __future__ import annotations

from datetime import date

import pytest

from tracing.casework.law.deadlines import DEADLINES
from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.files import shipped
from tracing.casework.law.rules import RULES, Rule
from tracing.casework.missing import LACKS
from tracing.casework.repatriation.duties import DUTIES
from tracing.casework.repatriation.follow_ups import SHIPPED
from tracing.casework.rights.heard import HEARD_WITHIN
from tracing.casework.trafficking.referral import HOURS
from tracing.casework.trafficking.referral_codes import Deadline


def _figures(place: str, rule: Rule) -> list[int]:
    return list(shipped().figures(place, rule, date.max))


def test_follow_ups_are_on_the_days_of_the_register() -> None:
    assert list(SHIPPED.values()) == _figures(EVERYWHERE, Rule.FOLLOW_UP_DAYS) == [30, 90, 180]


def test_a_withholding_has_the_days_of_the_register() -> None:
    assert _figures(EVERYWHERE, Rule.WITHHOLDING_REVIEW_DAYS) == [180]
    assert "180 days" in LACKS["review_date"].en
    assert _figures(EVERYWHERE, Rule.WITHHOLDING_DEFAULT_DAYS) == [30]


@pytest.mark.parametrize(
    ("deadline", "place", "hours"),
    [
        (Deadline.PALERMO_WITHOUT_DELAY, "GT", 72),
        (Deadline.US_TRANSFER_72H, "US", 72),
        (Deadline.US_NOTICE_48H, "US", 48),
        (Deadline.US_CONTIGUOUS_SCREENING_48H, "US", 48),
        (Deadline.US_TRAFFICKING_NOTICE_24H, "US", 24),
        (Deadline.MX_NOTICE_AT_ONCE, "MX", 24),
    ],
)
def test_the_hours_of_a_referral_are_those_of_the_register(
    deadline: Deadline, place: str, hours: int
) -> None:
    assert _figures(place, HOURS[deadline]) == [hours]


DAYS = {
    "screen": 3, "review": 7, "verify_child": 14, "verify_family": 14, "child_views": 14, "disclosure": 30,
    "assess_relationship": 21, "best_interests": 21, "contact_child": 7, "contact_family": 7, "contact": 14,
    "determination_written": 7, "protection_screened": 7, "family_assessed": 21, "child_consulted": 7,
    "travel_document": 21, "escort_named": 7, "handover_planned": 7, "reunify": 2, "close": 30,
}  # fmt: skip
"""Item of the checklist → days within which it is done; all others follow a plan or a reunification."""


def test_every_duty_has_its_days_in_the_register() -> None:
    own = {duty.code: duty.within for duty in DUTIES if duty.within is not None}
    assert {code: _figures(EVERYWHERE, rule) for code, rule in own.items()} == {
        code: [days] for code, days in DAYS.items()
    }


def test_every_decision_has_the_days_of_its_hearing_in_the_register() -> None:
    found = {kind.value: _figures(EVERYWHERE, rule) for kind, rule in HEARD_WITHIN.items()}
    assert found == {
        "disclosure": [90], "best_interests": [90], "contact": [90], "reunify": [60], "other_solution": [60],
    }  # fmt: skip


@pytest.mark.parametrize("rule", DEADLINES)
def test_each_of_the_program_s_own_deadlines_says_so_with_its_number(rule: Rule) -> None:
    (found,) = (entry for entry in shipped() if entry.rule == rule)
    national = found.place != EVERYWHERE
    assert national or rule == Rule.PLACEMENT_REVIEW_DAYS or "rule of this program" in found.source.lower()
    assert RULES[rule].es != RULES[rule].en
    days = int(found.value or "")
    said = {days: str(days), 1: "1 d", 365: "year", 0: "at once"}[days]
    assert said in found.en
