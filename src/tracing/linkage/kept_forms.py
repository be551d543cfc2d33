"""Forms kept at hand: those of records that were needed lately, ready to be laid side by side.

A record is found again and again: children with common names are candidates of many inquiries. So what reading a form takes
is done once: words are numbers in a vocabulary that stays (``kept_words``), the rest are runs of numbers. Some hundreds
of such rows become ``Columns`` in a millisecond.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
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

Ints = NDArray[np.int64]


class _Rows:
    """Kept rows as a source of columns."""

    def __init__(self, rows: Sequence[bytes], documents: list[str]) -> None:
        self.size = len(rows)
        data = np.frombuffer(b"".join(rows), dtype=np.int64)
        at = starts_of(np.fromiter(map(len, rows), dtype=np.int64, count=self.size))[:-1] // 8
        wide = HEADER.itemsize // 8
        self._header = data[at[:, None] + np.arange(wide)].view(HEADER).reshape(self.size)
        self._counts = self._header["counts"].astype(np.int64)
        self._text_counts = self._header["text_counts"].astype(np.int64)
        self._documents = documents
        values = side_by_side(data, at + wide, self._counts)
        words = side_by_side(
            data.view(np.int32), 2 * (at + wide + self._counts.sum(axis=1)), self._text_counts[:, :-1]
        )
        self._values = dict(zip(NUMBERS, values, strict=True))
        self._words = dict(zip(_WORDS, words, strict=True))

    def regions(self) -> NDArray[np.int32]:
        regions: NDArray[np.int32] = self._header["region"].astype(np.int32)
        return regions

    def numbers(self, name: str) -> tuple[Ints, NDArray[Any]]:
        values = self._values[name]
        start = starts_of(self._counts[:, NUMBERS.index(name)])
        return start, values.view(np.float64) if name == "vector" else values

    def words(self, name: str) -> tuple[Ints, Ints]:
        start = starts_of(self._text_counts[:, TEXTS.index(name)])
        return start, self._words[name].astype(np.int64)

    def texts(self, name: str) -> tuple[Ints, list[str]]:
        return starts_of(self._text_counts[:, TEXTS.index(name)]), self._documents

    def single(self, name: str) -> NDArray[Any]:
        values: NDArray[Any] = self._header[name]
        return values


class KeptForms:
    """Forms by the numbers of their records. ``most``: bytes that they may take, more or less; those not asked for the
    longest go first. ``generic``: values that say nothing (``MatcherFile.generic``). Not for several threads at once."""

    def __init__(self, frequencies: Frequencies, generic: Generic, most: int, most_words: int) -> None:
        self.frequencies, self.generic = frequencies, generic
        self._most, self._most_words = most, most_words
        self._regions = {region: i for i, region in enumerate(frequencies.regions)}
        self.clear()

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def full(self) -> bool:
        """Whether there is hardly room for more."""
        return self._bytes > 0.95 * self._most or len(self._words) > 0.95 * self._most_words

    def clear(self) -> None:
        """Forget everything."""
        self._words = KeptWords(self.frequencies)
        self._rows: OrderedDict[int, bytes] = OrderedDict()
        self._documents: dict[int, list[str]] = {}
        self._bytes = 0

    def forget(self, ids: Iterable[int]) -> None:
        """Forget some records' forms."""
        for record in ids:
            row = self._rows.pop(record, None)
            if row is not None:
                self._bytes -= len(row) + _OVERHEAD
                self._documents.pop(record, None)

    def missing(self, ids: Iterable[int]) -> list[int]:
        """Return those of some records whose forms aren't here."""
        return [record for record in ids if record not in self._rows]

    def trim(self) -> None:
        """Make room: what was asked for lately stays."""
        if len(self._words) > self._most_words:
            self.clear()
        while self._bytes > self._most:
            self.forget([next(iter(self._rows))])

    def keep(self, forms: Mapping[int, bytes]) -> None:
        """Keep forms (``form_bytes``) by the numbers of their records; ValueError for those of another version."""
        if not forms:
            return
        self.forget(forms)
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
        starts = [starts_of(counts[:, c]).tolist() for c in range(len(TEXTS))]
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
            kept += bytes(-len(kept) % 8)
            self._rows[record] = kept
            self._bytes += len(kept) + _OVERHEAD
            if starts[-1][row + 1] > starts[-1][row]:
                self._documents[record] = documents[starts[-1][row] : starts[-1][row + 1]]

    def columns(self, ids: Sequence[int]) -> Columns:
        """Return the forms of records that are here, side by side."""
        kept, documents = self._rows, self._documents
        for record in ids:
            kept.move_to_end(record)
        rows = [kept[record] for record in ids]
        said = [text for record in ids if record in documents for text in documents[record]]
        return columns_from(_Rows(rows, said), self._words, self.generic)
