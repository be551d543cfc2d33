"""How figures are written, and which way each protects."""

from __future__ import annotations

import pytest

from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.files import shipped
from tracing.casework.law.rules import FIGURES, RULES, Rule, Unit, is_rule, protects_less, value_fault


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("majority_age", "18"), ("majority_age", "18-19"), ("follow_up_days", "30;90;180"), ("protection_notice_hours", "0"),
        ("transfer_hours", "72"), ("immigration_detention", "no"), ("consular_notice", "with_consent"), ("crc_12", None),
    ],
)  # fmt: skip
def test_values_that_are_written_right(rule: str, value: str | None) -> None:
    assert value_fault(rule, value) is None


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("majority_age", None), ("majority_age", ""), ("majority_age", "dieciocho"), ("majority_age", "19-18"),
        ("majority_age", "180"), ("majority_age", "0"), ("majority_age", "١٨"), ("follow_up_days", "90;30"),
        ("follow_up_days", "30;30"), ("follow_up_days", "30;"), ("transfer_hours", "-1"), ("transfer_hours", "99999"),
        ("immigration_detention", "No"), ("consular_notice", "yes"), ("crc_12", "12"), ("hold_review_days", "1.5"),
    ],
)  # fmt: skip
def test_values_that_are_not(rule: str, value: str | None) -> None:
    assert value_fault(rule, value)


@pytest.mark.parametrize("rule", ["", "Majority", "crc 12", "crc__12", "_x", "x" * 61, "ley'--", "1crc"])
def test_words_that_name_no_rule(rule: str) -> None:
    assert not is_rule(rule)


@pytest.mark.parametrize("rule", Rule)
def test_every_figure_is_known_and_worded(rule: Rule) -> None:
    assert FIGURES[rule].unit is not Unit.TEXT
    assert RULES[rule].es
    assert is_rule(rule)


def test_nothing_protects_less_than_itself_and_less_isnt_both_ways() -> None:
    for value in ("17", "18", "18-19", "21"):
        assert not protects_less("majority_age", value, value)
    assert protects_less("majority_age", "18-19", "17-20")
    assert protects_less(
        "majority_age", "17-20", "18-19"
    )  # neither is surely more, so both take a second person


def test_what_the_program_reads_stands_everywhere_or_is_asked_by_country() -> None:
    by_country = {
        Rule.ADOLESCENT_FROM_AGE, Rule.TRANSFER_HOURS, Rule.TRAFFICKING_SCREEN_HOURS, Rule.CIVIL_MAJORITY_AGE,
        Rule.PROTECTION_UNTIL_AGE, Rule.HHS_NOTICE_HOURS, Rule.TRAFFICKING_NOTICE_HOURS,
    }  # fmt: skip
    everywhere = {entry.rule for entry in shipped() if entry.place == EVERYWHERE}
    assert set(Rule) - everywhere == by_country
