"""Figures that stand in a rule's own name, and in the register: the two say the same."""

from __future__ import annotations

from datetime import date

from tracing.casework.disclosure import DEFAULT_REVIEW_DAYS
from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.files import shipped
from tracing.casework.law.rules import Rule
from tracing.casework.missing import WITHHOLDING_DAYS
from tracing.casework.repatriation.follow_ups import SHIPPED
from tracing.casework.trafficking.referral import HOURS
from tracing.casework.trafficking.referral_codes import Deadline


def _figures(place: str, rule: Rule) -> list[int]:
    return list(shipped().figures(place, rule, date.max))


def test_follow_ups_are_on_the_days_of_the_register() -> None:
    assert list(SHIPPED.values()) == _figures(EVERYWHERE, Rule.FOLLOW_UP_DAYS) == [30, 90, 180]


def test_a_withholding_has_the_days_of_the_register() -> None:
    assert [WITHHOLDING_DAYS] == _figures(EVERYWHERE, Rule.WITHHOLDING_REVIEW_DAYS) == [180]
    assert [DEFAULT_REVIEW_DAYS] == _figures(EVERYWHERE, Rule.WITHHOLDING_DEFAULT_DAYS) == [30]


def test_the_hours_of_the_united_states_are_those_of_the_register() -> None:
    assert [HOURS[Deadline.US_TRANSFER_72H]] == _figures("US", Rule.TRANSFER_HOURS) == [72]
    assert (
        [HOURS[Deadline.US_CONTIGUOUS_SCREENING_48H]] == _figures("US", Rule.TRAFFICKING_SCREEN_HOURS) == [48]
    )
