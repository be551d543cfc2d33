"""A vocabulary that stays: words numbered once for as long as a process runs.

Working out a word takes some twenty microseconds, and the few hundred records that a new one is compared with hold a
thousand of them, mostly met before. So the arrays grow with the words and are handed out as they stand; what was handed
out before stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tracing.linkage.columns import numbered
from tracing.linkage.frequencies import Frequencies, Kind
from tracing.linkage.vocabulary import Keyed, Lexicon
from tracing.linkage.words import Spelling, Word, WordMaker, lexicon, word_keys

__all__ = ["KeptWords"]

_KINDS: tuple[Kind, Kind] = ("given", "surname")

_STARTS = {
    "letters_start": "letters",
    "k1_start": "k1",
    "k2_start": "k2",
    "node_start": "node",
    "start": "values",
}
"""Fields that say where each word's part of another field begins."""


class _Grown:
    """An array that grows at its end. Room is doubled when it runs out, so a value is copied twice at most."""

    def __init__(self, first: NDArray[Any]) -> None:
        self._room, self.size = first.copy(), len(first)

    def add(self, more: NDArray[Any]) -> None:
        needed = self.size + len(more)
        if needed > len(self._room):
            room = np.empty((max(needed, 2 * len(self._room)), *self._room.shape[1:]), dtype=self._room.dtype)
            room[: self.size] = self._room[: self.size]
            self._room = room
        self._room[self.size : needed] = more
        self.size = needed

    def array(self) -> NDArray[Any]:
        return self._room[: self.size]


class _Table:
    """The arrays of a named tuple over words (``Lexicon``, ``Keyed``), with words added at the end."""

    def __init__(self, first: Any) -> None:
        self._kind = type(first)
        self._columns = {name: _Grown(values) for name, values in first._asdict().items()}

    def add(self, more: Any) -> None:
        columns = more._asdict()
        # Starts first: they count from where the other field ends before it grows.
        for name, other in _STARTS.items():
            if name in columns:
                self._columns[name].add(columns[name][1:] + self._columns[other].size)
        for name, values in columns.items():
            if name not in _STARTS:
                self._columns[name].add(values)

    def tuple(self) -> Any:
        return self._kind(*(column.array() for column in self._columns.values()))


class KeptWords:
    """Words of one matcher's frequencies, by their texts (``columns.Vocabulary``). Not for several threads at once."""

    def __init__(self, frequencies: Frequencies) -> None:
        self.frequencies = frequencies
        self._known: dict[str, int] = {}
        self._sizes = dict.fromkeys(_KINDS, 0)
        self._lexicons = {kind: _Table(self._lexicon([])) for kind in _KINDS}
        self._keys = {kind: _Table(word_keys([])) for kind in _KINDS}

    def __len__(self) -> int:
        return len(self._known)

    def ids(self, texts: pa.Array) -> NDArray[np.int64]:
        """Return the number of each word among those of its kind, -1 for null."""
        return numbered(texts, self._ids)

    def lexicon(self, kind: Kind) -> Lexicon:
        """Return the arrays of all words of a kind that were met so far."""
        found: Lexicon = self._lexicons[kind].tuple()
        return found

    def keys(self, kind: Kind) -> Keyed:
        """Return the blocking values of every word of a kind."""
        found: Keyed = self._keys[kind].tuple()
        return found

    def _ids(self, texts: list[str]) -> Sequence[int]:
        known = self._known
        missing = [text for text in texts if text not in known]
        if missing:
            self._add(missing)
        return [known[text] for text in texts]

    def _add(self, texts: list[str]) -> None:
        # A maker of their own: the words aren't needed once they are arrays.
        maker = WordMaker(self.frequencies)
        words: dict[Kind, list[Word]] = {kind: [] for kind in _KINDS}
        for text in texts:
            spelling = Spelling.from_text(text)
            self._known[text] = self._sizes[spelling.kind] + len(words[spelling.kind])
            words[spelling.kind].append(maker.word(spelling))
        for kind, more in words.items():
            if more:
                self._sizes[kind] += len(more)
                self._lexicons[kind].add(self._lexicon(more))
                self._keys[kind].add(word_keys(more))

    def _lexicon(self, words: Sequence[Word]) -> Lexicon:
        return lexicon(words, len(self.frequencies.regions))
