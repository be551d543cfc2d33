"""Where nobody watches a bar: a line each minute says what goes on, how far it is and how long it will take."""

from __future__ import annotations

import pytest

from tracing.cli.progress import NOTE, Steps, Told


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def steps(clock: Clock) -> Steps:
    return Steps(None, clock)


@pytest.fixture
def told(steps: Steps, clock: Clock) -> Told:
    return Told(steps, clock)


def test_each_minute_says_stage_per_cent_and_time_left(clock: Clock, steps: Steps, told: Told) -> None:
    said = []
    for second in range(601):
        clock.now = 1000.0 + second
        if second == 0:
            steps.begin("read children.csv")
        if second >= 40:
            steps("compare", second - 40, 800)
        if second >= 3:
            said += [line for line in told.due() if NOTE not in line]
    assert said[0] == "tracing: compare, 2 %, about 13 min left"
    assert said[1] == "tracing: compare, 10 %, about 12 min left"
    assert said[-1] == "tracing: compare, 70 %, about 4 min left"
    assert len(said) == 10


def test_a_stage_of_unknown_length_says_how_long_it_has_taken(clock: Clock, steps: Steps, told: Told) -> None:
    steps.begin("write links.csv")
    clock.now += 61
    assert "tracing: write links.csv, for 1 min so far" in told.due()
    clock.now += 3 * 3600
    assert told.due() == ["tracing: write links.csv, for 3 h 1 min so far"]


def test_a_stage_that_has_just_begun_promises_nothing(clock: Clock, steps: Steps, told: Told) -> None:
    clock.now += 60
    steps("compare", 0, 8)
    assert told.due() == ["tracing: compare, 0 %, just begun"]


def test_time_left_counts_from_the_beginning_of_the_stage(clock: Clock, steps: Steps, told: Told) -> None:
    steps("standardise", 1, 10)
    clock.now += 600
    steps("compare", 0, 10)
    clock.now += 20
    steps("compare", 5, 10)
    assert told.due() == ["tracing: compare, 50 %, about 20 s left"]


def test_silence_is_explained_once(clock: Clock, steps: Steps, told: Told) -> None:
    steps.begin("read children.csv")
    clock.now += 3.5
    assert told.due() == [f"tracing: still working ({NOTE})"]
    clock.now += 20
    assert told.due() == []


def test_a_machine_that_slept_says_it_once(clock: Clock, steps: Steps, told: Told) -> None:
    steps("compare", 1, 2)
    clock.now += 10 * 60
    steps("compare", 1, 2)
    assert len(told.due()) == 1
    assert told.due() == []


def test_where_a_stopped_command_was(steps: Steps) -> None:
    assert steps.where() == ""
    steps.begin("read children.csv")
    assert steps.where() == "read children.csv"
    steps("compare", 34, 100)
    assert steps.where() == "compare, 34 %"
    steps("compare", 100, 100)
    assert steps.where() == "working"
