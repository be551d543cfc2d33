"""What comparing knows of one word of a name: how it sounds, whom it may stand for, how rare it is.

``Word`` is the scalar form, read by the definitions of the comparisons; ``lexicon`` packs many of them into the
arrays that the columnar forms read. Both hold the same values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from tracing.linkage.fixed import to_units
from tracing.linkage.frequencies import Frequencies
from tracing.linkage.vocabulary import Lexicon, csr, hash_text, letters
from tracing.standardise import hypocorisms, phonetics
from tracing.standardise.names import Unit, given_words, surname_core, surname_joined

__all__ = ["Kind", "Word", "WordMaker", "lexicon"]

Kind = Literal["given", "surname"]

COMMON = frozenset({"MARIA", "JOSE"})
"""Given names that are dropped and added so freely that they say almost nothing (brief A3)."""


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One given name or surname. Rarities are in units (1/256 bit), one per region of the frequencies."""

    spelling: str
    core: str
    k1: frozenset[int]
    k2: frozenset[int]
    nodes: tuple[tuple[int, int], ...]
    initial: bool
    common: bool
    rarity: tuple[int, ...]
    rarity_alike: tuple[int, ...]
    rarity_nick: tuple[int, ...]


class WordMaker:
    """Makes Words, once for each distinct spelling."""

    def __init__(self, frequencies: Frequencies) -> None:
        self.frequencies = frequencies
        self.given = lru_cache(maxsize=1 << 18)(self._given)
        self.surname = lru_cache(maxsize=1 << 18)(self._surname)

    def given_of(self, unit: Unit) -> list[Word]:
        """Return the words of a given name that are compared, without its particles."""
        if " " in unit.text:
            return [self.given(word, (word,), word, False) for word in given_words(unit)]
        return [self.given(unit.text, unit.alternatives, unit.raw, unit.initial)]

    def surname_of(self, unit: Unit) -> Word:
        """Return the word of a surname: its words joined, with and without particles (brief A2)."""
        return self.surname(unit.text, unit.alternatives, unit.raw)

    def _rarities(self, kind: Kind, names: Sequence[str]) -> tuple[int, ...]:
        regions = range(len(self.frequencies.regions))
        return tuple(to_units(self.frequencies.bits(kind, names, region)) for region in regions)

    def _alike(self, kind: Kind, k1: frozenset[str]) -> tuple[int, ...]:
        regions = range(len(self.frequencies.regions))
        return tuple(to_units(self.frequencies.bits_alike(kind, k1, region)) for region in regions)

    def _given(self, text: str, alternatives: tuple[str, ...], raw: str, initial: bool) -> Word:
        keys = (
            []
            if initial
            else [phonetics.keys(t, "given") for t in {*alternatives, raw} if any(map(str.isalpha, t))]
        )
        k1 = frozenset(k for key in keys for k in key.k1)
        k2 = frozenset(k for key in keys for k in key.k2)
        nodes: dict[str, float] = {}
        for name in () if initial else alternatives:
            for edge in hypocorisms.nodes(name):
                nodes[edge.node] = max(nodes.get(edge.node, 0.0), edge.factor)
        canonicals = [n.removeprefix("~") for n in nodes] or list(alternatives)
        return Word(
            text,
            text,
            frozenset(map(hash_text, k1)),
            frozenset(map(hash_text, k2)),
            tuple(sorted((hash_text(n), to_units(f)) for n, f in nodes.items())),
            initial,
            any(a in COMMON for a in alternatives),
            self._rarities("given", alternatives),
            self._alike("given", k1),
            self._rarities("given", canonicals),
        )

    def _surname(self, text: str, alternatives: tuple[str, ...], raw: str) -> Word:
        joined, core = surname_joined(text), surname_core(text)
        spellings = {core, joined, *(surname_core(a) for a in alternatives)}
        raw_letters = "".join(c for c in raw if c.isalpha())
        if " " not in raw and raw_letters:
            spellings.add(raw_letters)
        keys = [phonetics.keys(s, "surname") for s in spellings if s]
        k1 = frozenset(k for key in keys for k in key.k1)
        k2 = frozenset(k for key in keys for k in key.k2)
        names = tuple(dict.fromkeys((joined, *(surname_joined(a) for a in alternatives), core)))
        alike = self._alike("surname", k1)
        return Word(
            joined,
            core,
            frozenset(map(hash_text, k1)),
            frozenset(map(hash_text, k2)),
            (),
            len(text) == 1,
            False,
            self._rarities("surname", names),
            alike,
            alike,
        )


def _sketch(word: Word) -> int:
    """Return 63 bits, some of which two words have in common if they share a key, a node or their first letters.

    K1 keys that meet imply K2 keys that meet, so K2 stands for both; the first four letters stand for a surname
    cut short.
    """
    sketch = 0
    for value in (*word.k2, *(node for node, _ in word.nodes), hash_text(word.spelling[:4])):
        sketch |= 1 << (value % 63)
    return sketch


def lexicon(words: Sequence[Word], regions: int) -> Lexicon:
    """Pack ``words`` into arrays; the id of a word is its place in the sequence."""
    data, start, mask = letters(w.spelling for w in words)
    forms: dict[str, int] = {}
    cores: dict[str, int] = {}
    k1 = csr(sorted(w.k1) for w in words)
    k2 = csr(sorted(w.k2) for w in words)
    nodes = csr([n for n, _ in w.nodes] for w in words)
    shape = (len(words), regions)

    def table(values: list[tuple[int, ...]]) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
        return np.array(values, dtype=np.int32).reshape(shape)

    return Lexicon(
        letters=data,
        letters_start=start,
        mask=mask,
        sketch=np.array([_sketch(w) for w in words], dtype=np.int64),
        form=np.array([forms.setdefault(w.spelling, len(forms)) for w in words], dtype=np.int32),
        core=np.array([cores.setdefault(w.core, len(cores)) for w in words], dtype=np.int32),
        initial=np.array([w.initial + 2 * w.common for w in words], dtype=np.uint8),
        k1_start=k1.start,
        k1=k1.values,
        k2_start=k2.start,
        k2=k2.values,
        node_start=nodes.start,
        node=nodes.values,
        node_factor=np.array([f for w in words for _, f in w.nodes], dtype=np.int32),
        rarity=table([w.rarity for w in words]),
        rarity_alike=table([w.rarity_alike for w in words]),
        rarity_nick=table([w.rarity_nick for w in words]),
    )
