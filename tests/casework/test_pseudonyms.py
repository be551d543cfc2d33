"""Pseudonyms: back and forth, and nothing else is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym, record_of


@given(st.sampled_from(Side), st.integers(1, 2**63 - 1) | st.integers(1, 2**36))
def test_a_pseudonym_leads_back_to_its_record(side: Side, record_id: int) -> None:
    assert record_of(pseudonym(side, record_id)) == (side, record_id)


@pytest.mark.parametrize(
    "name",
    ["", "N-", "N-3K7Q2M", "n-3K7Q2MF", "N-3K7Q2MU", "X-3K7Q2MF", "N-3K7Q2MF-0", "N-3K7Q2MF ", "N-0000000"],
)
def test_what_is_no_pseudonym_leads_nowhere(name: str) -> None:
    assert record_of(name) is None
