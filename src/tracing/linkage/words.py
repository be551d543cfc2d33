"""What comparing knows of one word of a name: how it sounds, whom it may stand for, how rare it is.

``Word`` is the scalar form, read by the definitions of the comparisons; ``lexicon`` packs many of them into the
arrays that the columnar forms read. Both hold the same values.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tracing.linkage.fixed import to_units
from tracing.linkage.frequencies import Frequencies, Kind
from tracing.linkage.vocabulary import LETTERS, Keyed, Lexicon, csr, hash_text, letters
from tracing.standardise import hypocorisms, phonetics
from tracing.standardise.guarded import guarded
from tracing.standardise.names import Unit, given_words, surname_core, surname_joined

__all__ = ["Spelling", "Word", "WordMaker", "given_spellings", "lexicon", "surname_spelling", "word_keys"]

COMMON = frozenset({"MARIA", "JOSE"})
"""Given names that are dropped and added so freely that they say almost nothing (brief A3)."""


_BETWEEN = "\x1f"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One given name or surname. Rarities are in units (1/256 bit), one per region of the frequencies.

    ``keys`` are the values under which blocking finds the word, each with what sharing it says, in units.
    """

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
    keys: tuple[tuple[int, int], ...]


class Spelling(NamedTuple):
    """One word of a name as it was read: all that a Word is made from, and nothing that takes long to work out."""

    kind: Kind
    text: str
    alternatives: tuple[str, ...]
    raw: str
    initial: bool

    @property
    def common(self) -> bool:
        """Whether the word is María or José, which say almost nothing."""
        return self.kind == "given" and not COMMON.isdisjoint(self.alternatives)

    def to_text(self) -> str:
        """Return the spelling as one text; ``from_text`` reads it back."""
        mark = "i" if self.initial else ""
        return _BETWEEN.join((self.kind[0] + mark, self.text, self.raw, *self.alternatives))

    @classmethod
    def from_text(cls, text: str) -> Spelling:
        """Read what ``to_text`` wrote."""
        kind, word, raw, *alternatives = text.split(_BETWEEN)
        return cls(
            "given" if kind[0] == "g" else "surname", word, tuple(alternatives), raw, kind.endswith("i")
        )


def given_spellings(unit: Unit) -> list[Spelling]:
    """Return the words of a given name that are compared, without its particles."""
    if " " in unit.text:
        return [Spelling("given", word, (word,), word, False) for word in given_words(unit)]
    return [Spelling("given", unit.text, unit.alternatives, unit.raw, unit.initial)]


def surname_spelling(unit: Unit) -> Spelling:
    """Return the word of a surname: its words joined, with and without particles (brief A2)."""
    return Spelling("surname", unit.text, unit.alternatives, unit.raw, False)


def _logged(_word: str, fault: str) -> None:
    _log.error("a word could not be worked out: %s", fault)


class WordMaker:
    """Makes Words, once for each distinct spelling.

    A word that breaks the program (phonetics, short forms) is a bare one, the same on every machine: its letters, as rare as
    the cap allows. ``broken`` is told of each once, with the word (``Spelling.to_text``) and what broke; without it, a log
    is, of what broke alone.
    """

    def __init__(self, frequencies: Frequencies, broken: Callable[[str, str], None] = _logged) -> None:
        self.frequencies = frequencies
        self._made: dict[Spelling, Word] = {}
        self._broken = broken

    def word(self, spelling: Spelling) -> Word:
        """Return the word of a spelling; the same object for the same spelling."""
        word = self._made.get(spelling)
        if word is None:
            make = self._given if spelling.kind == "given" else self._surname
            word = guarded(lambda: make(*spelling[1:]), lambda fault: self._bare(spelling, fault))
            self._made[spelling] = word
        return word

    def _bare(self, spelling: Spelling, fault: str) -> Word:
        self._broken(spelling.to_text(), fault)
        text, nothing = spelling.text, frozenset[int]()
        cap = to_units(self.frequencies.cap)
        rarity = (cap,) * len(self.frequencies.regions)
        # It is found by itself, so that a child written alike on both sides is.
        keys = () if spelling.initial else ((hash_text(text), cap),)
        return Word(
            text, text, nothing, nothing, (), spelling.initial, spelling.common, rarity, rarity, rarity, keys
        )

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
            not COMMON.isdisjoint(alternatives),
            self.frequencies.units("given", alternatives),
            self.frequencies.units_alike("given", k1),
            self.frequencies.units("given", canonicals),
            () if initial else self._keys("given", k2, nodes),
        )

    def _surname(self, text: str, alternatives: tuple[str, ...], raw: str, initial: bool) -> Word:
        joined, core = surname_joined(text), surname_core(text)
        spellings = {core, joined, *(surname_core(a) for a in alternatives)}
        raw_letters = "".join(c for c in raw if c.isalpha())
        if " " not in raw and raw_letters:
            spellings.add(raw_letters)
        keys = [phonetics.keys(s, "surname") for s in spellings if s]
        k1 = frozenset(k for key in keys for k in key.k1)
        k2 = frozenset(k for key in keys for k in key.k2)
        names = tuple(dict.fromkeys((joined, *(surname_joined(a) for a in alternatives), core)))
        alike = self.frequencies.units_alike("surname", k1)
        return Word(
            joined,
            core,
            frozenset(map(hash_text, k1)),
            frozenset(map(hash_text, k2)),
            (),
            len(text) == 1,
            False,
            self.frequencies.units("surname", names),
            alike,
            alike,
            self._keys("surname", k2, ()),
        )

    def _keys(self, kind: Kind, k2: Iterable[str], nodes: Iterable[str]) -> tuple[tuple[int, int], ...]:
        values = {hash_text(key): self.frequencies.key_units(kind, k2=key) for key in k2}
        for node in nodes:
            values[hash_text(node)] = self.frequencies.key_units(kind, node=node)
        return tuple(sorted(values.items()))


_SKETCH_WORDS = 6
"""64-bit words of a sketch: with its form and letter mask, a word fills one line of the processor's cache."""


def _sketch(word: Word) -> list[int]:
    """Return bits, some of which two words have in common if they share a key, a node or their first letters.

    K1 keys that meet imply K2 keys that meet, so K2 stands for both; the first four letters stand for a surname
    cut short. An initial may stand for anything.
    """
    if word.initial:
        return [-1] * _SKETCH_WORDS
    sketch = [0] * _SKETCH_WORDS
    for value in (*word.k2, *(node for node, _ in word.nodes), hash_text(word.spelling[:4])):
        place, bit = divmod(value % (63 * _SKETCH_WORDS), 63)
        sketch[place] |= 1 << bit
    return sketch


def word_keys(words: Sequence[Word]) -> Keyed:
    """Return the blocking values of ``words``, one after another."""
    rows = [word.keys for word in words]
    start = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64)
    values = np.array([value for row in rows for value, _ in row], dtype=np.int64)
    return Keyed(start, values, np.array([units for row in rows for _, units in row], dtype=np.int32))


def lexicon(words: Sequence[Word], regions: int) -> Lexicon:
    """Pack ``words`` into arrays; the id of a word is its place in the sequence."""
    data, start, mask = letters(w.spelling for w in words)
    form = np.array([hash_text(w.spelling) for w in words], dtype=np.int64)
    sketch = np.array([_sketch(w) for w in words], dtype=np.int64).reshape(-1, _SKETCH_WORDS)
    k1 = csr(sorted(w.k1) for w in words)
    k2 = csr(sorted(w.k2) for w in words)
    nodes = csr([n for n, _ in w.nodes] for w in words)
    shape = (len(words), regions)

    def table(values: list[tuple[int, ...]]) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
        return np.array(values, dtype=np.int32).reshape(shape)

    return Lexicon(
        letters=data,
        letters_start=start,
        glance=np.ascontiguousarray(np.column_stack((form, mask | (np.diff(start) << LETTERS), sketch))),
        mask=mask,
        form=form,
        core=np.array([hash_text(w.core) for w in words], dtype=np.int64),
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
