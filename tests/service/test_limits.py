"""Token buckets: so many requests at once, then so many a second."""

from __future__ import annotations

import pytest

from tracing.service import limits
from tracing.service.errors import TooMany
from tracing.service.limits import Limit, Limiter


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def limiter(clock: Seconds) -> Limiter:
    return Limiter(Limit(rate=2, burst=4), clock)


def taken(limiter: Limiter, caller: str = "a") -> int:
    """Take as many as there are."""
    count = 0
    try:
        while True:
            limiter.take(caller)
            count += 1
    except TooMany:
        return count


def test_so_many_at_once(limiter: Limiter) -> None:
    assert taken(limiter) == 4


def test_then_so_many_a_second(limiter: Limiter, clock: Seconds) -> None:
    taken(limiter)
    clock.now += 1
    assert taken(limiter) == 2
    clock.now += 0.5
    assert taken(limiter) == 1


def test_no_more_are_saved_up_than_at_once(limiter: Limiter, clock: Seconds) -> None:
    taken(limiter)
    clock.now += 3600
    assert taken(limiter) == 4


def test_each_caller_has_a_bucket(limiter: Limiter) -> None:
    assert taken(limiter, "a") == taken(limiter, "b") == 4


def test_asking_while_refused_makes_nobody_wait_longer(limiter: Limiter, clock: Seconds) -> None:
    taken(limiter)
    for _ in range(10):
        clock.now += 0.04
        assert taken(limiter) == 0
    clock.now += 0.11
    assert taken(limiter) == 1


def test_the_refusal_says_how_long(clock: Seconds) -> None:
    limiter = Limiter(Limit(rate=0.1, burst=1), clock)
    limiter.take("a")
    clock.now += 2
    with pytest.raises(TooMany) as refused:
        limiter.take("a")
    assert refused.value.wait == 8


def test_the_clock_may_begin_anywhere(clock: Seconds) -> None:
    clock.now = 0.0
    assert taken(Limiter(Limit(rate=2, burst=4), clock)) == 4


def test_memory_is_bounded(limiter: Limiter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MOST_KEPT", 10)
    taken(limiter, "first")
    for number in range(50):
        limiter.take(str(number))
    assert len(limiter._buckets) == 10
