"""Words and surnames numbered once, with all that comparing them needs (design, "Speed").

A vocabulary turns each distinct spelling into a row of arrays: its letters, its phonetic keys, the names it may
stand for, and how rare it is in each country. Comparing two names is then a matter of integers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["LETTERS", "Csr", "Keyed", "Lexicon", "Lexicons", "csr", "hash_text", "letters", "pair_hash"]


LETTERS = 32
"""Bits of a letter mask; in a glance the number of letters stands above them."""


class Csr(NamedTuple):
    """Lists of different length, one after another: row i is ``values[start[i]:start[i + 1]]``."""

    start: NDArray[np.int64]
    values: NDArray[np.int64]


class Lexicon(NamedTuple):
    """The arrays of one side's vocabulary; ids are row numbers, -1 stands for "none".

    ``form`` and ``core`` are hashes of the spelling and of the spelling without particles: numbers that stand for
    the same word in every vocabulary, so that each side keeps its own. ``glance`` has form, letters (mask and number) and sketch
    side by side: what most pairs of words are told apart by.
    """

    letters: NDArray[np.uint8]
    letters_start: NDArray[np.int64]
    glance: NDArray[np.int64]
    mask: NDArray[np.int64]
    form: NDArray[np.int64]
    core: NDArray[np.int64]
    initial: NDArray[np.uint8]
    k1_start: NDArray[np.int64]
    k1: NDArray[np.int64]
    k2_start: NDArray[np.int64]
    k2: NDArray[np.int64]
    node_start: NDArray[np.int64]
    node: NDArray[np.int64]
    node_factor: NDArray[np.int32]
    rarity: NDArray[np.int32]
    rarity_alike: NDArray[np.int32]
    rarity_nick: NDArray[np.int32]


class Keyed(NamedTuple):
    """Lists of blocking values, sorted within each row, and what sharing each says, in units."""

    start: NDArray[np.int64]
    values: NDArray[np.int64]
    units: NDArray[np.int32]


class Lexicons(NamedTuple):
    """The given names and the surnames of one side."""

    given: Lexicon
    surname: Lexicon


@lru_cache(maxsize=1 << 16)
def hash_text(text: str) -> int:
    """Return a 63-bit number for ``text``, the same on every machine and in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


_ODD = 0x9E3779B97F4A7C15
_WORD = (1 << 64) - 1


def pair_hash(low: int, high: int) -> int:
    """Return a 63-bit number for two 63-bit numbers in order; ``key_columns`` has its compiled twin."""
    x = (low * _ODD + high) & _WORD
    x ^= x >> 29
    x = (x * _ODD) & _WORD
    return (x ^ (x >> 32)) >> 1


def csr(rows: Iterable[Iterable[int]]) -> Csr:
    """Pack lists of numbers."""
    start = [0]
    values: list[int] = []
    for row in rows:
        values.extend(row)
        start.append(len(values))
    return Csr(np.array(start, dtype=np.int64), np.array(values, dtype=np.int64))


def letters(texts: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """Return the letters of all texts in one array, where each starts, and a bit mask of the letters of each."""
    data = bytearray()
    start = [0]
    masks = []
    for text in texts:
        encoded = text.encode("ascii", "replace")
        data.extend(encoded)
        start.append(len(data))
        mask = 0
        for byte in encoded:
            mask |= 1 << (byte - 65 if 65 <= byte <= 90 else 26 + byte % 6)
        masks.append(mask)
    return (
        np.frombuffer(bytes(data), dtype=np.uint8),
        np.array(start, dtype=np.int64),
        np.array(masks, dtype=np.int64),
    )
