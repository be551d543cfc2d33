"""What comes with the program: every country of the brief, each entry with its source, the doubtful ones marked, and the whole as
a file."""

from __future__ import annotations

import csv
import io

import pytest

from tests.casework.law.entries import day, entry
from tracing.casework.law.entering import is_place
from tracing.casework.law.entries import Check
from tracing.casework.law.files import COLUMNS, digest_of, shipped, written
from tracing.casework.law.rules import Rule, is_rule, value_fault

COUNTRIES = ["BZ", "CA", "CR", "DO", "GT", "HN", "MX", "NI", "PA", "SV", "US"]
TODAY = day("2026-11-24")


def test_every_entry_can_be_looked_up_and_read() -> None:
    for found in shipped():
        assert is_place(found.place), found.name
        assert is_rule(found.rule), found.name
        assert found.ends or value_fault(found.rule, found.value) is None, found.name
        assert found.source, found.name
        assert found.es != found.en or not found.es, found.name
        assert found.es, found.name


def test_nothing_that_is_shipped_claims_to_be_checked() -> None:
    """Checking is done by somebody who knows the law of the place, and entered with their institution and the day."""
    assert {found.check for found in shipped()} == {Check.NOT_CHECKED, Check.DOUBTFUL}
    assert {(found.checked_on, found.checked_by) for found in shipped()} == {(None, "")}


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_its_age_of_majority_and_a_law(country: str) -> None:
    own = {found.rule for found in shipped() if found.place == country}
    assert Rule.MAJORITY_AGE in own
    assert len(own) > 1


@pytest.mark.parametrize(
    ("place", "rule", "value"),
    [
        ("MX", "immigration_detention", "no"),
        ("MX", "protection_notice_hours", "0"),
        ("US", "transfer_hours", "72"),
        ("US", "trafficking_screen_hours", "48"),
        ("US", "crc_ratified", "no"),
        ("GT", "follow_up_days", "30;90;180"),
        ("SV", "consular_notice", "with_consent"),
        ("HN", "consulate_learns_of_asylum", "no"),
        ("HN", "kept_years_after_18", "5"),
        ("CR", "own_consent_from_age", "15"),
        ("DO", "adolescent_from_age", "13"),
        ("HN", "civil_majority_age", "21"),
    ],
)
def test_what_the_brief_names(place: str, rule: str, value: str) -> None:
    found = shipped().applied(place, rule, TODAY)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "name",
    [
        "HN/civil_majority_age",
        "US-AL/majority_age",
        "CA/protection_until_age",
        "MX/refugee_law",
        "INT/gc6_80",
    ],
)
def test_what_the_brief_doubts_is_marked(name: str) -> None:
    place, rule = name.split("/")
    assert [found.check for found in shipped().versions(place, rule)] == [Check.DOUBTFUL]


def test_the_file_holds_every_version_and_its_digest_names_its_state() -> None:
    register = shipped().with_entries([entry("HN", "majority_age", "18", cite="Código, art. 1")])
    text = written(register)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(register.entries)
    mine = [row for row in rows if (row["place"], row["rule"]) == ("HN", "majority_age")]
    assert [(row["state"], row["entered_by"]) for row in mine] == [("shipped", ""), ("in_force", "7")]
    assert digest_of(text) == digest_of(written(register))
    assert digest_of(text) != digest_of(written(shipped()))
