"""What the garbage collector doesn't walk."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tracing.linkage.uncollected import set_aside, uncollected


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize("before", [True, False])
def test_within_the_block_the_collector_is_off_and_after_it_as_before(before: bool) -> None:
    if not before:
        gc.disable()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() is before


def test_what_is_there_is_set_aside_and_what_comes_later_is_not() -> None:
    ring: list[object] = []
    ring.append(ring)
    set_aside()
    later: list[object] = []
    later.append(later)
    walked = {id(one) for one in gc.get_objects()}
    assert id(ring) not in walked
    assert id(later) in walked
