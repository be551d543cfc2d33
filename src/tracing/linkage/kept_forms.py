"""Forms kept at hand: those of records that were needed lately, ready to be laid side by side.

A record is found again and again: children with common names are candidates of many inquiries. So what reading a form takes
is done once: words are numbers in a vocabulary that stays (``kept_words``), the rest are runs of numbers, one row behind the
other in a single array. Some hundreds of such rows become ``Columns`` in a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from tracing.linkage.columns import Columns, Generic, columns_from
from tracing.linkage.form_bytes import HEADER, NUMBERS, TEXTS, Packed, side_by_side, starts_of
from tracing.linkage.frequencies import Frequencies
from tracing.linkage.kept_words import KeptWords

__all__ = ["KeptForms"]

_WORDS = [name for name in TEXTS if name != "numbers"]
if [*_WORDS, "numbers"] != TEXTS:
    raise AssertionError("documents must be the last of a form's lists of texts")

_OVERHEAD = 200
"""Bytes that a row takes beside its own."""

_LEFT = 0.9
"""The part of what they may take that rows have after some had to go: else the next would make others go at once."""

_MOST_GAPS = 1 << 20
"""8 MB."""

_GROWTH = 1.25
"""How much longer the array becomes when it is full."""

_WIDE = HEADER.itemsize // 8

_BEFORE = 2
"""Numbers that stand before a row: how many they are together, and when it was asked for last."""

Ints = NDArray[np.int64]


@njit(cache=True, nogil=True)
def _move_up(data, at, size, to):  # type: ignore[no-untyped-def]
    """Move rows (from where they begin, in order, and how long they are) one behind the other; ``to`` has room for where they begin then."""
    end = 0
    for i in range(at.shape[0]):
        to[i] = end
        if at[i] != end:
            for k in range(size[i]):
                data[end + k] = data[at[i] + k]
        end += size[i]
    return end


class _Rows:
    """Kept rows, by where they begin, as a source of columns."""

    def __init__(self, data: Ints, at: Ints, documents: list[str]) -> None:
        self.size = len(at)
        self._header = data[at[:, None] + np.arange(_WIDE)].view(HEADER).reshape(self.size)
        counts = self._header["counts"].astype(np.int64)
        text_counts = self._header["text_counts"].astype(np.int64)
        self._documents = documents
        values = side_by_side(data, at + _WIDE, counts)
        words = side_by_side(data.view(np.int32), 2 * (at + _WIDE + counts.sum(axis=1)), text_counts[:, :-1])
        self._values = dict(zip(NUMBERS, values, strict=True))
        self._words = dict(zip(_WORDS, words, strict=True))
        self._starts = dict(zip(NUMBERS, starts_of(counts.T), strict=True))
        self._text_starts = dict(zip(TEXTS, starts_of(text_counts.T), strict=True))

    def regions(self) -> NDArray[np.int32]:
        regions: NDArray[np.int32] = self._header["region"].astype(np.int32)
        return regions

    def numbers(self, name: str) -> tuple[Ints, NDArray[Any]]:
        values = self._values[name]
        return self._starts[name], values.view(np.float64) if name == "vector" else values

    def words(self, name: str) -> tuple[Ints, Ints]:
        return self._text_starts[name], self._words[name].astype(np.int64)

    def texts(self, name: str) -> tuple[Ints, list[str]]:
        return self._text_starts[name], self._documents

    def single(self, name: str) -> NDArray[Any]:
        values: NDArray[Any] = self._header[name]
        return values


class KeptForms:
    """Forms by the numbers of their records. ``most``: bytes that they may take, more or less; those not asked for the
    longest go first. ``generic``: values that say nothing (``MatcherFile.generic``). ``most_gaps``: numbers that forgotten rows leave
    unused before the others move up. Not for several threads at once."""

    def __init__(self, frequencies: Frequencies, generic: Generic, most: int, most_words: int) -> None:
        self.frequencies, self.generic = frequencies, generic
        self._most, self._most_words = most, most_words
        self.most_gaps = _MOST_GAPS
        self._regions = {region: i for i, region in enumerate(frequencies.regions)}
        self.clear()

    def __len__(self) -> int:
        return len(self._at)

    @property
    def full(self) -> bool:
        """Whether there is hardly room for more."""
        return self._bytes > 0.95 * self._most or len(self._words) > 0.95 * self._most_words

    @property
    def _bytes(self) -> int:
        return 8 * self._held + _OVERHEAD * len(self._at)

    def clear(self) -> None:
        """Forget everything."""
        self._words = KeptWords(self.frequencies)
        self._documents: dict[int, list[str]] = {}
        self._at: dict[int, int] = {}
        self._data: Ints = np.empty(1 << 10, dtype=np.int64)
        self._end, self._held = 0, 0
        self._asked = 0

    def forget(self, ids: Iterable[int]) -> None:
        """Forget some records' forms."""
        known = {record for record in ids if record in self._at}
        for record in sorted(known, key=self._at.__getitem__, reverse=True):
            first = self._at.pop(record) - _BEFORE
            size = int(self._data[first])
            self._held -= size
            if first + size == self._end:
                # What came last and passed through leaves no gap.
                self._end = first
            self._documents.pop(record, None)

    def missing(self, ids: Iterable[int]) -> list[int]:
        """Return those of some records whose forms aren't here."""
        return [record for record in ids if record not in self._at]

    def trim(self) -> None:
        """Make room: what was asked for lately stays."""
        if len(self._words) > self._most_words:
            self.clear()
        if self._bytes > self._most:
            self._drop_oldest()
        if self._end - self._held > max(self.most_gaps, self._held // 4):
            self._close_gaps()

    def _drop_oldest(self) -> None:
        at = np.fromiter(self._at.values(), dtype=np.int64, count=len(self._at))
        records = np.fromiter(self._at, dtype=np.int64, count=len(at))
        latest = np.argsort(-self._data[at - 1], kind="stable")
        taken = np.cumsum(8 * self._data[at[latest] - _BEFORE] + _OVERHEAD)
        self.forget(records[latest[np.searchsorted(taken, _LEFT * self._most) :]].tolist())

    def _close_gaps(self) -> None:
        first = np.fromiter(self._at.values(), dtype=np.int64, count=len(self._at)) - _BEFORE
        order = np.argsort(first)
        moved = np.empty_like(first)
        self._end = _move_up(self._data, first[order], self._data[first[order]], moved)
        records = np.fromiter(self._at, dtype=np.int64, count=len(first))[order]
        self._at = dict(zip(records.tolist(), (moved + _BEFORE).tolist(), strict=True))

    def keep(self, forms: Mapping[int, bytes]) -> None:
        """Keep forms (``form_bytes``) by the numbers of their records; ValueError for those of another version."""
        if not forms:
            return
        self.forget(forms)
        self._asked += 1
        packed = Packed(list(forms.values()))
        texts, places, first = packed.texts(), packed.places(), packed.first[:-1]
        counts = packed.text_counts
        at = [np.repeat(first, counts[:, c]) + column - 1 for c, column in enumerate(places)]
        said = [column > 0 for column in places]
        is_word = np.zeros(len(texts), dtype=bool)
        for a, s in zip(at[:-1], said[:-1], strict=True):
            is_word[a[s]] = True
        number = np.full(len(texts), -1, dtype=np.int64)
        number[is_word] = self._words.ids(texts.filter(pa.array(is_word)))
        listed = [
            np.where(s, number[a], -1).astype(np.int32) for a, s in zip(at[:-1], said[:-1], strict=True)
        ]
        starts = starts_of(counts.T).tolist()
        documents = texts.take(pa.array(at[-1])).to_pylist()
        header = packed.header.copy()
        regions = texts.take(pa.array(first + header["region"] - 1)).to_pylist()
        header["region"] = [self._regions[region] for region in regions]
        wide, sizes = HEADER.itemsize, packed.counts.sum(axis=1).tolist()
        for row, (record, form) in enumerate(forms.items()):
            parts = [
                column[start[row] : start[row + 1]].tobytes()
                for column, start in zip(listed, starts[:-1], strict=True)
            ]
            kept = b"".join((header[row].tobytes(), form[wide : wide + 8 * sizes[row]], *parts))
            self._add(record, kept + bytes(-len(kept) % 8))
            if starts[-1][row + 1] > starts[-1][row]:
                self._documents[record] = documents[starts[-1][row] : starts[-1][row + 1]]

    def _add(self, record: int, row: bytes) -> None:
        size = _BEFORE + len(row) // 8
        if self._end + size > len(self._data):
            # Whatever was handed out of it has been copied.
            self._data.resize(int(_GROWTH * (self._end + size)), refcheck=False)
        at = self._end + _BEFORE
        self._end += size
        self._held += size
        self._data[at - 2], self._data[at - 1] = size, self._asked
        self._data[at : self._end] = np.frombuffer(row, dtype=np.int64)
        self._at[record] = at

    def columns(self, ids: Sequence[int]) -> Columns:
        """Return the forms of records that are here, side by side."""
        at = np.fromiter(map(self._at.__getitem__, ids), dtype=np.int64, count=len(ids))
        self._asked += 1
        self._data[at - 1] = self._asked
        documents = self._documents
        said = [text for record in ids if record in documents for text in documents[record]]
        return columns_from(_Rows(self._data, at, said), self._words, self.generic)
