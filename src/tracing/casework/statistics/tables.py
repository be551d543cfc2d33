"""The tables of a period: their cells, the atoms these are sums of, and what the tables have in common.

Two tables for each measure. ``origin``: a hierarchy of countries, departments and municipalities; countries by sex and age, departments
by sex and by age, municipalities as they are. ``agencies``: the child's agency by country and kind, and of closed cases the ground.
There is no total over all countries: with it, all but the smallest country would tell that smallest one.

Both count the same people, so they are linked: in each month the persons of a department are those of its municipalities, and the
persons of all countries those of all agencies. Links are known to everybody without being published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import NamedTuple

from tracing.casework.statistics.attacker import Link, Row
from tracing.casework.statistics.measures import ELSEWHERE, OF_CASES, UNKNOWN, AgeBand, Event, Measure, Sex
from tracing.casework.statistics.periods import Period
from tracing.casework.statistics.suppression import THRESHOLD, Before, shown_cells

__all__ = ["AGENCIES", "ORIGIN", "TOTAL", "Cell", "Published", "World", "harmless", "is_kept", "shown_in"]

TOTAL = ""
"""In the place of a code: all of them."""

ORIGIN, AGENCIES = "origin", "agencies"

Atom = Hashable


class Cell(NamedTuple):
    """A cell of a measure's table. ``place`` of an origin: country, department, municipality, sex, age; of agencies: country, kind,
    ground."""

    table: str
    place: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """One measure as it was published for a period: the cells that were shown, with what they said."""

    period: Period
    shown: Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class World:
    """All that is counted of a measure in a year, and all places that it may be counted for."""

    measure: Measure
    months: tuple[date, ...]
    counts: Mapping[Atom, int] = field(repr=False)
    towns: Mapping[str, Mapping[str, Sequence[str]]]
    """Country → department → municipalities."""
    agencies: Sequence[tuple[str, str, str]]

    @staticmethod
    def of(measure: Measure, months: Mapping[date, Iterable[Event]]) -> World:
        """Count the events of a measure in the closed months of a year."""
        counts: Counter[Atom] = Counter()
        towns: dict[str, dict[str, list[str]]] = {ELSEWHERE: {ELSEWHERE: [ELSEWHERE]}}
        agencies = {(ELSEWHERE,) * 3} if measure in OF_CASES else set()
        for month, events in months.items():
            for event in events:
                if event.measure is not measure:
                    continue
                country, department, town = event.country, event.department, event.municipality
                below = towns.setdefault(country, {ELSEWHERE: [ELSEWHERE]})
                named = below.setdefault(department, [ELSEWHERE])
                if town not in named:
                    named.append(town)
                counts["person", month, country, department, event.sex, event.age] += 1
                counts["town", month, country, department, town] += 1
                if measure in OF_CASES:
                    office = (*event.agency, event.ground)
                    agencies.add(office)
                    counts["office", month, *office] += 1
        return World(measure, tuple(sorted(months)), counts, towns, sorted(agencies))

    def cells(self, period: Period) -> dict[Cell, frozenset[Atom]]:
        """Return all cells of a period, with the atoms they are sums of."""
        months, found = period.months, dict[Cell, frozenset[Atom]]()
        for country, departments in self.towns.items():
            for sex, age in product((TOTAL, *Sex), (TOTAL, *AgeBand)):
                place = (country, TOTAL, TOTAL, sex, age)
                found[Cell(ORIGIN, place)] = _persons(months, country, departments, sex, age)
            for department, towns in departments.items():
                for sex, age in ((TOTAL, TOTAL), *((s, TOTAL) for s in Sex), *((TOTAL, a) for a in AgeBand)):
                    place = (country, department, TOTAL, sex, age)
                    found[Cell(ORIGIN, place)] = _persons(months, country, [department], sex, age)
                for town in towns:
                    place = (country, department, town, TOTAL, TOTAL)
                    found[Cell(ORIGIN, place)] = frozenset(
                        ("town", month, country, department, town) for month in months
                    )
        sums: dict[Cell, set[Atom]] = {}
        for office in self.agencies:
            for kept in product((False, True), repeat=3):
                named = tuple(code if keep else TOTAL for code, keep in zip(office, kept, strict=True))
                if named[-1] == UNKNOWN or ELSEWHERE in named:
                    continue
                sums.setdefault(Cell(AGENCIES, named), set()).update(
                    ("office", month, *office) for month in months
                )
        return found | {cell: frozenset(atoms) for cell, atoms in sums.items()}

    def links(self, months: Iterable[date]) -> list[Link]:
        """Return what is known to be equal in each of some months."""
        made = []
        for month in months:
            everybody: set[Atom] = set()
            for country, departments in self.towns.items():
                for department, towns in departments.items():
                    persons = _persons((month,), country, [department], TOTAL, TOTAL)
                    everybody |= persons
                    made.append(
                        Link(persons, frozenset(("town", month, country, department, t) for t in towns))
                    )
            if self.measure in OF_CASES:
                made.append(
                    Link(frozenset(everybody), frozenset(("office", month, *o) for o in self.agencies))
                )
        return made

    def value(self, atoms: Iterable[Atom]) -> int:
        """Return the true count of a sum of atoms."""
        return sum(self.counts.get(atom, 0) for atom in atoms)


def harmless(cell: Cell) -> bool:
    """Say whether it may be known that a cell counts nobody: nobody of age, nobody of whom something isn't known. That nobody is from a
    place may not be known."""
    return cell.table == ORIGIN and bool(
        {Sex.OTHER, AgeBand.ADULT, AgeBand.NOT_KNOWN, UNKNOWN} & set(cell.place)
    )


def is_kept(world: World, cell: Cell, atoms: frozenset[Atom]) -> bool:
    """Say whether a cell that isn't shown must stay wide open: all but those that count nobody, where that harms nobody (an agency
    without a case is no place without a child)."""
    return not (world.value(atoms) == 0 and (harmless(cell) or cell.table == AGENCIES))


def _worth(cell: Cell) -> float:
    """Return how much more it costs to hide a cell than what it counts: the totals that campaigns go by are hidden last."""
    named = sum(code != TOTAL for code in cell.place)
    return {0: 20.0, 1: 10.0, 2: 3.0}.get(named, 1.0)


def shown_in(world: World, period: Period, before: Sequence[Published] = ()) -> dict[Cell, int]:
    """Return the cells of a period that may be published, with their counts, beside what was published before of the same
    measure and year."""
    beside, months = _beside(period, before)
    shown_before = {one.period: one.shown for one in beside}
    rows: list[Row] = []
    hidden: list[frozenset[Atom]] = []
    nobody: set[Atom] = set()
    # Also of what isn't published yet: a secret that the others give away can't be kept by publishing it well.
    for other in dict.fromkeys([*shown_before, *_within(months)]):
        if other == period:
            continue
        for cell, atoms in world.cells(other).items():
            if cell in shown_before.get(other, {}):
                rows.append(Row(atoms, shown_before[other][cell]))
            elif is_kept(world, cell, atoms):
                if other in shown_before or world.value(atoms) < THRESHOLD:
                    hidden.append(atoms)
            elif harmless(cell) and other in shown_before:
                nobody |= atoms
    cells = world.cells(period)
    known = Before(rows, hidden, frozenset(nobody))
    shown = shown_cells(
        cells, world.counts, world.links(months), known, harmless, lambda cell: cell.table == AGENCIES, _worth
    )
    return {cell: world.value(atoms) for cell, atoms in cells.items() if cell in shown}


def _beside(period: Period, before: Sequence[Published]) -> tuple[list[Published], tuple[date, ...]]:
    """Return what was published of months that hang together with a period's, and those months: nothing else can tell of it."""
    months, beside = set(period.months), list[Published]()
    while more := [one for one in before if one not in beside and months & set(one.period.months)]:
        beside += more
        months.update(*(one.period.months for one in more))
    return beside, tuple(sorted(months))


def _within(months: Sequence[date]) -> list[Period]:
    """Return all periods that are wholly within some months, whether published or not."""
    year = months[0].year
    names = [
        str(year), *(f"{year}-Q{quarter}" for quarter in range(1, 5)), *(f"{year}-{month:02}" for month in range(1, 13)),
    ]  # fmt: skip
    periods = [period for name in names if (period := Period.read(name)) is not None]
    return [period for period in periods if set(period.months) <= set(months)]


def _persons(
    months: Iterable[date], country: str, departments: Iterable[str], sex: str, age: str
) -> frozenset[Atom]:
    sexes: Iterator[Sex] | list[Sex] = [s for s in Sex if sex in (TOTAL, s)]
    ages = [a for a in AgeBand if age in (TOTAL, a)]
    return frozenset(
        ("person", month, country, department, s, a)
        for month, department, s, a in product(months, departments, sexes, ages)
    )
