"""The attack: whoever has every published table, of all months, quarters, the year and all hierarchies, solves for each hidden cell.

Random populations; what is published of them in random order must leave every hidden cell ``WIDTH`` open, each time something new is
published. Cells of which it may be known that they count nobody are left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.casework.statistics.attacking import Everything
from tracing.casework.statistics.attacker import Attacker, Row
from tracing.casework.statistics.measures import ELSEWHERE, AgeBand, Event, Measure, Sex
from tracing.casework.statistics.periods import Period
from tracing.casework.statistics.suppression import THRESHOLD, WIDTH
from tracing.casework.statistics.tables import Cell, Published, World, harmless, is_kept, shown_in

MONTHS = tuple(date(2026, month, 1) for month in (1, 2, 3))
TOWNS = {"GT-16": ("GT-16-01", "GT-16-10"), "GT-13": ("GT-13-01",), "HN-05": ("HN-05-01", "HN-05-02")}

_SETTINGS = settings(
    max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@st.composite
def populations(draw: st.DrawFn) -> dict[date, list[Event]]:
    """Make the events of three months: some places with many, some with a few, some with nobody."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    busy = draw(st.lists(st.sampled_from([0, 3, 8, 14, 40]), min_size=5, max_size=5))
    made: dict[date, list[Event]] = {}
    for month in MONTHS:
        events = []
        for (department, town), most in zip(
            [(d, t) for d, towns in TOWNS.items() for t in towns], busy, strict=True
        ):
            for _ in range(chance.randint(0, most)):
                agency = chance.choice([("MX", "shelter"), ("MX", "child_protection"), ("GT", "shelter")])
                ground = chance.choice(["durable_solution", "child_refuses", "transferred"])
                events.append(
                    Event(
                        Measure.CLOSED, department[:2], department, town,
                        chance.choices([Sex.FEMALE, Sex.MALE, Sex.OTHER], [10, 10, 1])[0],
                        chance.choices(list(AgeBand), [2, 3, 6, 9, 1, 1])[0], agency, ground,
                    )
                )  # fmt: skip
        made[month] = events
    return made


def of_origin(months: Mapping[date, Sequence[Event]]) -> dict[date, list[Event]]:
    """Return the same children as found ones: those are counted by origin alone."""
    return {
        month: [Event(Measure.FOUND, e.country, e.department, e.municipality, e.sex, e.age) for e in events]
        for month, events in months.items()
    }


def published(world: World, periods: Sequence[Period]) -> Iterator[list[Published]]:
    """Publish one period after another; yield all that is published each time."""
    done: list[Published] = []
    for period in periods:
        done = [*done, Published(period, shown_in(world, period, done))]
        yield done


PERIODS = st.permutations([*(f"2026-0{n}" for n in (1, 2, 3)), "2026-Q1"]).map(
    lambda names: [period for name in names if (period := Period.read(name)) is not None]
)


def to_be_kept(world: World, period: Period, shown: Mapping[Cell, int]) -> list[Cell]:
    """Return the hidden cells of which nobody may find out anything."""
    return [
        cell
        for cell, atoms in world.cells(period).items()
        if cell not in shown and is_kept(world, cell, atoms)
    ]


def attacker_of(world: World, known: Sequence[Published]) -> Attacker:
    """Return somebody who has all that is published, and knows of whom there is nobody where that may be known."""
    rows = []
    for one in known:
        for cell, atoms in world.cells(one.period).items():
            if cell in one.shown:
                rows.append(Row(atoms, one.shown[cell]))
            elif harmless(cell) and world.value(atoms) == 0:
                rows.append(Row(atoms, 0))
    return Attacker(rows, world.links(world.months))


@_SETTINGS
@given(populations(), PERIODS, st.sampled_from([Measure.FOUND, Measure.CLOSED]))
def test_every_hidden_cell_stays_wide_open_whatever_is_published(
    months: dict[date, list[Event]], periods: list[Period], measure: Measure
) -> None:
    world = World.of(measure, months if measure is Measure.CLOSED else of_origin(months))
    for known in published(world, periods):
        attacker = attacker_of(world, known)
        for one in known:
            assert all(value >= THRESHOLD for value in one.shown.values())
            cells, others = world.cells(one.period), [other for other in known if other is not one]
            for cell in to_be_kept(world, one.period, one.shown):
                secret = world.value(cells[cell]) < THRESHOLD
                if not attacker.leaves_open(cells[cell], WIDTH):
                    # It isn't small, and the other periods tell it: March is the quarter without January and February.
                    assert not secret, (one.period.name, cell)
                    assert not attacker_of(world, others).leaves_open(cells[cell], WIDTH), (
                        one.period.name,
                        cell,
                    )


@settings(_SETTINGS, max_examples=2)
@given(populations(), PERIODS, st.integers(0, 2**32))
def test_an_attacker_of_another_make_finds_out_no_more(
    months: dict[date, list[Event]], periods: list[Period], seed: int
) -> None:
    """Every month, town, sex and age a variable, and each cell's members read off its place."""
    world = World.of(Measure.FOUND, of_origin(months))
    known = list(published(world, periods))[-1]
    places = [
        (country, department, town)
        for country, departments in world.towns.items()
        for department, towns in departments.items()
        for town in towns
    ]
    nobody = {
        one.period: {
            c: 0 for c, atoms in world.cells(one.period).items() if harmless(c) and not world.value(atoms)
        }
        for one in known
    }
    other = Everything(places, MONTHS, [(one.period, {**nobody[one.period], **one.shown}) for one in known])
    chance = random.Random(seed)
    for one in known:
        cells = to_be_kept(world, one.period, one.shown)
        for cell in chance.sample(cells, min(len(cells), 12)):
            assert other.width(one.period, cell) >= WIDTH - 1e-6, (one.period.name, cell)


CROWD = {
    MONTHS[0]: [
        *(
            Event(Measure.FOUND, "GT", "GT-16", "GT-16-01", sex, age)
            for sex in (Sex.FEMALE, Sex.MALE)
            for age in (AgeBand.UNDER_12, AgeBand.UNDER_15, AgeBand.UNDER_18)
            for _ in range(30)
        ),
        *(Event(Measure.FOUND, "GT", "GT-13", "GT-13-01", Sex.MALE, AgeBand.UNDER_15) for _ in range(4)),
    ]
}


def test_the_attack_succeeds_where_only_small_cells_are_hidden() -> None:
    """That the attack above finds nothing says something: against the plain rule it does."""
    world, period = World.of(Measure.FOUND, CROWD), Period("2026-01", MONTHS[:1])
    cells = world.cells(period)
    plain = {cell: v for cell, atoms in cells.items() if (v := world.value(atoms)) >= THRESHOLD}
    small = cells[Cell("origin", ("GT", "GT-13", "", "", ""))]
    assert attacker_of(world, [Published(period, plain)]).interval(small).high <= 4
    safe = shown_in(world, period)
    assert attacker_of(world, [Published(period, safe)]).interval(small).width >= WIDTH
    # And it isn't safe because nothing is shown.
    assert len(safe) > len(plain) / 3
    assert any(cell.place[1] == "" for cell in safe)


@pytest.mark.parametrize(
    "place", [("GT", ELSEWHERE, "", "", ""), ("GT", "GT-16", ELSEWHERE, "", ""), ("GT", "", "", "F", "0-5")]
)
def test_nobody_reads_that_no_child_of_a_place_or_age_was_found(place: tuple[str, ...]) -> None:
    world, period = World.of(Measure.FOUND, CROWD), Period("2026-01", MONTHS[:1])
    attacker = attacker_of(world, [Published(period, shown_in(world, period))])
    assert attacker.leaves_open(world.cells(period)[Cell("origin", place)], WIDTH)
