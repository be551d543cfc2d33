"""Which cells may be shown: what hides a cell, and what has to be hidden with it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tracing.casework.statistics.attacker import Attacker, Contradiction, Interval, Link, Row
from tracing.casework.statistics.suppression import THRESHOLD, WIDTH, Before, shown_cells


def table(**counts: int) -> dict[str, frozenset[str]]:
    """Return the cells of a department: each town, and all of them."""
    return {**{name: frozenset({name}) for name in counts}, "all": frozenset(counts)}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        # Nothing to hide.
        ({"Cobán": 40, "Chamelco": 12}, "Chamelco Cobán all"),
        ({"Cobán": 10, "Chamelco": 10}, "Chamelco Cobán all"),
        # Nine are too few; the other town would tell them from the total, so the smaller of the two goes.
        ({"Cobán": 40, "Chamelco": 9}, "all"),
        # Nobody is too few as well: it says that no child of that town was found.
        ({"Cobán": 40, "Chamelco": 0}, "all"),
        # Two small ones that are wide enough together hide each other.
        ({"Cobán": 40, "Chamelco": 6, "Lanquín": 5}, "Cobán all"),
        # Not wide enough: 4 and 5 are nine at most, each.
        ({"Cobán": 40, "Chamelco": 4, "Lanquín": 5, "Cahabón": 11}, "Cobán all"),
        # All small: even their sum says too much of none of them.
        ({"Cobán": 4, "Chamelco": 3}, ""),
        ({"Cobán": 6, "Chamelco": 6}, "all"),
        ({"Cobán": 0}, ""),
    ],
)
def test_a_department_and_its_towns(counts: Mapping[str, int], shown: str) -> None:
    assert " ".join(sorted(shown_cells(table(**counts), counts))) == shown


def test_that_nobodys_age_is_unknown_may_be_known() -> None:
    counts = {"girls": 30, "boys": 25, "unknown": 0}
    strict = shown_cells(table(**counts), counts)
    usual = shown_cells(table(**counts), counts, harmless=lambda cell: cell == "unknown")
    assert "boys" not in strict or "all" not in strict
    assert usual == {"girls", "boys", "all"}
    # Three of unknown age are three people.
    counts["unknown"] = 3
    assert len(shown_cells(table(**counts), counts, harmless=lambda cell: cell == "unknown")) < 3


def test_two_breakdowns_of_the_same_people_are_looked_at_together() -> None:
    """By sex all could be shown, and so could all by town but one; together they'd tell of the one."""
    people = {("Cobán", "F"): 20, ("Cobán", "M"): 20, ("Chamelco", "F"): 9, ("Chamelco", "M"): 0}
    cells = {
        "F": frozenset(p for p in people if p[1] == "F"),
        "M": frozenset(p for p in people if p[1] == "M"),
        "Cobán": frozenset(p for p in people if p[0] == "Cobán"),
        "Chamelco": frozenset(p for p in people if p[0] == "Chamelco"),
    }
    shown = shown_cells(cells, people)
    assert "Chamelco" not in shown
    published = [Row(cells[name], sum(people[p] for p in cells[name])) for name in shown]
    assert Attacker(published).leaves_open(cells["Chamelco"], WIDTH)
    # Without looking at them together: 49 by sex, 40 in Cobán, so nine in Chamelco.
    naive = [Row(cells[name], sum(people[p] for p in cells[name])) for name in ("F", "M", "Cobán")]
    assert Attacker(naive).interval(cells["Chamelco"]) == Interval(9, 9)


def test_a_quarter_is_not_shown_where_it_would_tell_of_a_month() -> None:
    """January and February are published, and each hid Chamelco; a later table mustn't bring it out by difference."""
    counts = {("jan", "Cobán"): 30, ("jan", "Chamelco"): 9, ("feb", "Cobán"): 30, ("feb", "Chamelco"): 14}
    january = Row(frozenset({("jan", "Cobán")}), 30)
    february = [Row(frozenset({("feb", "Cobán")}), 30), Row(frozenset({("feb", "Chamelco")}), 14)]
    hidden = frozenset({("jan", "Chamelco")})
    both = {
        "Cobán": frozenset({("jan", "Cobán"), ("feb", "Cobán")}),
        "Chamelco": frozenset({("jan", "Chamelco"), ("feb", "Chamelco")}),
        "all": frozenset(counts),
    }
    shown = shown_cells(both, counts, before=Before([january, *february], [hidden]))
    assert "Chamelco" not in shown
    assert "all" not in shown
    assert "Cobán" in shown


def test_what_is_known_to_be_equal_is_used_by_whoever_attacks() -> None:
    """Children of a department by town and by sex: the sums are equal, published or not."""
    towns, sexes = frozenset({"Cobán", "Chamelco"}), frozenset({"F", "M"})
    rows = [Row(frozenset({"Cobán"}), 40), Row(frozenset({"F"}), 22), Row(frozenset({"M"}), 21)]
    assert Attacker(rows).leaves_open({"Chamelco"}, WIDTH)
    assert Attacker(rows, [Link(towns, sexes)]).interval({"Chamelco"}) == Interval(3, 3)


def test_tables_that_contradict_each_other_are_told() -> None:
    with pytest.raises(Contradiction):
        Attacker([Row(frozenset("ab"), 10), Row(frozenset("a"), 12)]).interval("b")


def test_the_numbers_are_those_of_the_brief() -> None:
    assert (THRESHOLD, WIDTH) == (10, 10)
