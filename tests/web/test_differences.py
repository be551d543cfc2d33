"""Letters that differ are marked in both names, capitals aside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.web.differences import Piece, differences


def marked(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{p.text}]" if p.differs else p.text for p in pieces)


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        ("Velásquez", "Velázquez", ("Velá[s]quez", "Velá[z]quez")),
        ("JOSÉ", "José", ("JOSÉ", "José")),
        ("José", "Jose", ("Jos[é]", "Jos[e]")),
        ("Chub", "Chubb", ("Chub", "Chub[b]")),
        ("María Caal", "Pedro Xol", ("María Caal", "Pedro Xol")),
        ("Ana", "", ("Ana", "")),
        ("İpek", "ipek", ("İpek", "ipek")),
    ],
)
def test_a_reader_sees_which_letters_differ(left: str, right: str, shown: tuple[str, str]) -> None:
    first, second = differences(left, right)
    assert (marked(first), marked(second)) == shown


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_letter_is_lost(left: str, right: str) -> None:
    first, second = differences(left, right)
    assert ("".join(p.text for p in first), "".join(p.text for p in second)) == (left, right)


@given(st.text(max_size=30))
def test_a_text_doesn_t_differ_from_itself(text: str) -> None:
    assert not any(piece.differs for pieces in differences(text, text) for piece in pieces)
