"""Who may enter a version, what it must say, and who may decide on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.casework.law.entries import OFFICER, day, entry
from tracing.casework.agencies import AgencyKind
from tracing.casework.law.entering import deciding_lack, entering_faults, is_place, may_enter_for
from tracing.casework.law.entries import Check, Entry, EntryState
from tracing.casework.law.files import shipped

TODAY = day("2026-11-24")


@pytest.mark.parametrize(
    ("kind", "country", "place", "may"),
    [
        ("tracing_office", "MX", "HN", True),
        ("tracing_office", "MX", "INT", True),
        ("child_protection", "HN", "HN", True),
        ("child_protection", "CA", "CA-BC", True),
        ("child_protection", "HN", "MX", False),
        ("child_protection", "HN", "INT", False),
        ("child_protection", "IN", "INT", False),
    ],
)
def test_of_which_places(kind: str, country: str, place: str, may: bool) -> None:
    assert may_enter_for(AgencyKind(kind), country, place) is may


@pytest.mark.parametrize(("place", "so"), [("INT", True), ("HN", True), ("CA-BC", True), ("MX-CHP", True), ("XX", False),
                                           ("hn", False), ("CA-ZZ", False), ("", False), ("GLOBAL", False)])  # fmt: skip
def test_places(place: str, so: bool) -> None:
    assert is_place(place) is so


CHECKED = {
    "check": Check.CHECKED,
    "checked_on": day("2026-11-01"),
    "checked_by": "Dirección jurídica inventada",
}


@pytest.mark.parametrize(
    ("made", "faults"),
    [
        (entry("HN", "majority_age", "19"), []),
        (entry("HN", "majority_age", "18", **CHECKED), []),
        (entry("PA", "ley_285", None, "2022-02-15", cite="Ley 285"), []),
        (entry("US-MS", "majority_age", None, ends=True), []),
        (entry("XX", "majority_age", "18"), [("place", "place_unknown")]),
        # The audit is one chain, and the records of a pair may be of two countries.
        (entry("HN", "audit_kept_years", "12"), [("place", "everywhere_only")]),
        (entry("CA-BC", "candidates_kept_days", "30"), [("place", "everywhere_only")]),
        (entry("INT", "audit_kept_years", "12"), []),
        (entry("HN", "search_review_days", "90"), []),
        (entry("HN", "la ley", "18"), [("rule", "rule_unknown")]),
        (entry("HN", "majority_age", "dieciocho"), [("value", "value_wrong")]),
        (entry("HN", "majority_age", "18", ends=True), [("value", "ends_with_value")]),
        (entry("INT", "majority_age", None, ends=True), [("ends", "ends_nothing")]),
        (entry("HN", "majority_age", "19", "2026-02-01", "2026-01-31"), [("valid_until", "days_order")]),
        (entry("HN", "majority_age", "19", source=""), [("source", "source_missing")]),
        (entry("HN", "majority_age", "19", source="=HYPERLINK(1)"), [("source", "source_missing")]),
        (entry("HN", "majority_age", "19", es=" "), [("es", "sentence_missing")]),
        (entry("HN", "majority_age", "19", en="a\nb"), [("en", "sentence_missing")]),
        (entry("HN", "majority_age", "19", cite="x" * 121), [("cite", "cite_wrong")]),
        (entry("HN", "majority_age", "19", **{**CHECKED, "checked_by": ""}), [("checked_on", "check_incomplete")]),
        (entry("HN", "majority_age", "19", **{**CHECKED, "checked_on": day("2026-11-25")}), [("checked_on", "check_incomplete")]),
        (entry("HN", "majority_age", "19", **{**CHECKED, "check": Check.NOT_CHECKED}), [("checked_on", "check_incomplete")]),
        (entry("HN", "majority_age", "19", check=Check.CHECKED), [("checked_on", "check_incomplete")]),
        (entry("HN", "majority_age", "19", checked_by="alguien"), [("checked_on", "check_incomplete")]),
    ],
)  # fmt: skip
def test_what_a_version_must_say(made: Entry, faults: list[tuple[str, str]]) -> None:
    assert [(fault.field, fault.what.code) for fault in entering_faults(shipped(), made, TODAY)] == faults


def test_a_version_that_says_the_same_is_none() -> None:
    made = entry("HN", "majority_age", "21")
    register = shipped().with_entries([made])
    faults = entering_faults(register, replace(made, version=2), TODAY)
    assert [fault.what.code for fault in faults] == ["changes_nothing"]


@pytest.mark.parametrize(
    ("state", "person", "later", "lack"),
    [
        (EntryState.WAITS, 8, {}, None),
        (EntryState.WAITS, OFFICER, {}, "own_entry"),
        (EntryState.IN_FORCE, 8, {}, "not_waiting"),
        (EntryState.REFUSED, 8, {}, "not_waiting"),
        (EntryState.WAITS, 8, {"state": EntryState.IN_FORCE}, "later_version"),
        # Another that waits, or was refused, is in nobody's way.
        (EntryState.WAITS, 8, {"state": EntryState.WAITS}, None),
    ],
)
def test_who_may_decide_on_what(
    state: EntryState, person: int, later: dict[str, Any], lack: str | None
) -> None:
    made = entry("HN", "majority_age", "17", state=state)
    more = [entry("HN", "majority_age", "21", version=2, **later)] if later else []
    found = deciding_lack(shipped().with_entries([made, *more]), made, person)
    assert (found and found.code) == lack


def test_a_version_that_was_refused_is_none_that_decides_alone() -> None:
    made = replace(entry("HN", "majority_age", "17", state=EntryState.WAITS), entered=None)
    found = deciding_lack(shipped(), made, 8)
    assert found is not None
    assert found.code == "not_waiting"
