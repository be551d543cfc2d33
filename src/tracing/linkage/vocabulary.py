"""Words and surnames numbered once, with all that comparing them needs (design, "Speed").

A vocabulary turns each distinct spelling into a row of arrays: its letters, its phonetic keys, the names it may
stand for, and how rare it is in each country. Comparing two names is then a matter of integers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Csr", "Lexicon", "csr", "hash_text", "letters"]


class Csr(NamedTuple):
    """Lists of different length, one after another: row i is ``values[start[i]:start[i + 1]]``."""

    start: NDArray[np.int64]
    values: NDArray[np.int64]


class Lexicon(NamedTuple):
    """The arrays of one vocabulary; ids are row numbers, -1 stands for "none"."""

    letters: NDArray[np.uint8]
    letters_start: NDArray[np.int64]
    mask: NDArray[np.int64]
    sketch: NDArray[np.int64]
    form: NDArray[np.int32]
    core: NDArray[np.int32]
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


def hash_text(text: str) -> int:
    """Return a 63-bit number for ``text``, the same on every machine and in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


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
