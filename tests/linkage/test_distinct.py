import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.linkage.distinct import distinct

numbers = st.lists(st.integers(-5, 5) | st.integers(-(2**63), 2**63 - 1))


@given(st.lists(numbers, min_size=1, max_size=3))
def test_gives_what_numpy_gives(some: list[list[int]]) -> None:
    arrays = [np.array(one, dtype=np.int64) for one in some]
    found = distinct(*arrays)
    assert found.dtype == np.int64
    assert found.tolist() == sorted({number for one in some for number in one})


@pytest.mark.parametrize("kind", [np.int64, np.uint64])
def test_keeps_the_kind_of_numbers(kind: type) -> None:
    assert distinct(np.array([3, 1, 3], dtype=kind)).dtype == kind


def test_leaves_what_it_was_given_as_it_was() -> None:
    given = np.array([2, 1, 2])
    distinct(given)
    assert given.tolist() == [2, 1, 2]
