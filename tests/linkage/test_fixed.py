"""Weights in 1/256 bit: exact sums and the two rivals."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.linkage.fixed import UNIT, either, to_bits, to_units

units = st.integers(-40 * UNIT, 60 * UNIT)


def test_one_bit_is_256_units() -> None:
    assert to_units(1.0) == 256
    assert to_bits(-128) == -0.5


@given(st.lists(units, max_size=30))
def test_parts_sum_to_the_whole_in_any_order(parts: list[int]) -> None:
    whole = to_bits(sum(parts))
    assert sum(to_bits(p) for p in parts) == whole
    assert sum(to_bits(p) for p in reversed(parts)) == whole


@pytest.mark.parametrize(
    ("a", "b", "bits"),
    [
        (10.0, 10.0, 9.0),  # two rivals equally likely: twice the doubt, one bit less
        (20.0, 0.0, 0.0),  # a rival that explains it as well as the child leaves nothing
        (5.0, 6.0, 5 - math.log2(1.5)),
    ],
)
def test_two_rivals_by_hand(a: float, b: float, bits: float) -> None:
    assert to_bits(either(to_units(a), to_units(b))) == pytest.approx(bits, abs=1 / UNIT)


@given(units, units)
def test_rivals_are_symmetric_and_never_add_weight(a: int, b: int) -> None:
    assert either(a, b) == either(b, a)
    assert either(a, b) <= min(a, b)
    assert either(a, b) >= min(a, b) - UNIT


@given(units, units, st.integers(0, 10 * UNIT))
def test_more_evidence_never_weighs_less(a: int, b: int, more: int) -> None:
    assert either(a + more, b) >= either(a, b)
