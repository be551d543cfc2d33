"""Where two texts differ, letter by letter, for a reader who compares them."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

__all__ = ["Piece", "differences"]

_LEAST_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; ``differs``: the other text has something else there, or nothing."""

    text: str
    differs: bool


def differences(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces. Capitals aren't a difference, accents are. Texts that have little in common come whole: marks
    on every other letter tell nothing."""
    small = left.casefold(), right.casefold()
    if not left or not right or [len(left), len(right)] != [len(text) for text in small]:
        return _whole(left), _whole(right)
    if Levenshtein.normalized_similarity(*small) < _LEAST_ALIKE:
        return _whole(left), _whole(right)
    first: list[Piece] = []
    second: list[Piece] = []
    for step in Levenshtein.opcodes(*small):
        differs = step.tag != "equal"
        if step.src_start < step.src_end:
            first.append(Piece(left[step.src_start : step.src_end], differs))
        if step.dest_start < step.dest_end:
            second.append(Piece(right[step.dest_start : step.dest_end], differs))
    return tuple(first), tuple(second)


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, False),) if text else ()
