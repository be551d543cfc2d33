"""Places of a shelter, night by night."""

from __future__ import annotations

from datetime import date

import pytest

from tracing.casework.care.capacity import Since, first_full, places_by_day

MARCH = date(2026, 3, 1)
TEN = [Since(MARCH, 2)]


def day(number: int) -> date:
    return date(2026, 3, number)


# Stays as (first day, day it ended or None), and how many places are taken in the nights of 10, 11 and 12 March.
TAKEN = [
    ("nobody", [], [0, 0, 0]),
    ("a child that lives there", [(5, None)], [1, 1, 1]),
    ("one that came on the 11th", [(11, None)], [0, 1, 1]),
    ("one that left on the 11th: its bed is free that evening", [(5, 11)], [1, 0, 0]),
    ("one that left in the hour it came", [(11, 11)], [0, 0, 0]),
    ("one that came back", [(5, 11), (12, None)], [1, 0, 1]),
    ("one that moved out as another moved in", [(5, 11), (11, None)], [1, 1, 1]),
    ("one that left before", [(5, 10)], [0, 0, 0]),
    ("one that came after", [(13, None)], [0, 0, 0]),
]


@pytest.mark.parametrize(("stays", "taken"), [row[1:] for row in TAKEN], ids=[row[0] for row in TAKEN])
def test_a_stay_takes_a_place_in_its_nights(stays: list[tuple[int, int | None]], taken: list[int]) -> None:
    made = [(day(first), None if last is None else day(last)) for first, last in stays]
    nights = places_by_day(TEN, made, day(10), day(12))
    assert [night.taken for night in nights] == taken
    assert [night.free for night in nights] == [2 - n for n in taken]


def test_more_children_than_places_are_counted_and_none_is_free() -> None:
    (night,) = places_by_day(TEN, [(day(1), None)] * 3, day(10), day(10))
    assert (night.places, night.taken, night.free, night.over) == (2, 3, 0, 1)


def test_places_change_on_the_day_that_was_named() -> None:
    capacity = [Since(day(1), 10), Since(day(11), 4), Since(day(12), 6, open=False)]
    assert [n.places for n in places_by_day(capacity, [], day(10), day(12))] == [10, 4, 0]
    # What was entered later counts for the same day, whatever stood there before.
    assert places_by_day([Since(day(1), 10), Since(day(1), 8)], [], day(2), day(2))[0].places == 8
    # Of the time before anybody said how many there are, the first that was said holds.
    assert places_by_day([Since(day(5), 10)], [], day(2), day(2))[0].places == 10


@pytest.mark.parametrize(
    ("stay", "full_on"),
    [
        ((8, None), 10),
        ((8, 10), None),
        ((11, None), 11),
        ((12, None), None),
        ((10, 10), None),
    ],
)
def test_the_first_night_without_a_place(stay: tuple[int, int | None], full_on: int | None) -> None:
    """Two places, both taken in the nights of 10 and 11 March; today is the 12th."""
    taken = [(day(1), day(12)), (day(10), day(12))]
    begins, ends = stay
    found = first_full(TEN, taken, (day(begins), None if ends is None else day(ends)), day(12))
    assert found == (None if full_on is None else day(full_on))
