"""Two countries side by side: only what differs."""

from __future__ import annotations

import pytest

from tests.casework.law.entries import day, entry
from tracing.casework.law.compare import differences
from tracing.casework.law.files import shipped

TODAY = day("2026-11-24")


def _figures(here: str, there: str, on: str = "2026-11-24") -> dict[str, tuple[str | None, str | None]]:
    found = differences(shipped(), here, there, day(on))
    values = {d.rule: (d.here and d.here.value, d.there and d.there.value) for d in found}
    return {rule: both for rule, both in values.items() if both != (None, None)}


@pytest.mark.parametrize(
    ("here", "there", "on", "figures"),
    [
        (
            "HN",
            "MX",
            "2026-11-24",
            {"adolescent_from_age": ("12-14", "12"), "civil_majority_age": ("21", None)},
        ),
        ("GT", "DO", "2026-11-24", {}),
        ("NI", "GT", "2010-01-01", {"majority_age": ("21", "18")}),
        ("NI", "GT", "2026-01-01", {}),
        ("CA-BC", "CA-ON", "2026-01-01", {"majority_age": ("19", "18")}),
        ("CA-BC", "CA-BC", "2026-01-01", {}),
    ],
)
def test_figures_that_differ(
    here: str, there: str, on: str, figures: dict[str, tuple[str | None, str | None]]
) -> None:
    assert _figures(here, there, on) == figures


def test_both_sides_name_their_sources() -> None:
    found = {d.rule: d for d in differences(shipped(), "US", "MX", TODAY)}
    detention = found["immigration_detention"]
    assert detention.here is not None
    assert detention.there is not None
    assert detention.here.source != detention.there.source
    assert found["transfer_hours"].there is None


def test_comparing_the_other_way_round_gives_the_same_the_other_way_round() -> None:
    ways = [differences(shipped(), *pair, TODAY) for pair in (("US-MS", "HN"), ("HN", "US-MS"))]
    assert [(d.rule, d.here, d.there) for d in ways[0]] == [(d.rule, d.there, d.here) for d in ways[1]]


def test_another_source_for_the_same_figure_is_no_difference() -> None:
    register = shipped().with_entries([entry("HN", "majority_age", "18", source="otra ley")])
    assert "majority_age" not in {d.rule for d in differences(register, "HN", "GT", TODAY)}
