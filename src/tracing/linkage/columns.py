"""Many records as arrays: what the columnar comparisons and the blocking join read.

Each side has arrays and a vocabulary of its own: a side can be encoded once and kept, and one inquiry can be compared
with a million children without touching theirs. Memory grows with the records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tracing.linkage.comparisons.birth import NO_DAY, BirthColumns
from tracing.linkage.comparisons.documents import DocumentColumns, document_columns
from tracing.linkage.comparisons.names import NameColumns
from tracing.linkage.comparisons.origin import OriginColumns
from tracing.linkage.form_table import NAMES, SETS, document_from_text
from tracing.linkage.limits import ALTERNATIVES, GIVEN_WORDS, READINGS
from tracing.linkage.vocabulary import Csr, Keyed, Lexicons, hash_text
from tracing.linkage.words import Spelling, Word, WordMaker, lexicon

__all__ = ["Columns", "columns_of"]


@dataclass(frozen=True, slots=True)
class Columns:
    """One side, encoded. ``names`` holds the child's, mother's, father's and carer's names; ``word_keys`` the
    blocking values of each word of the lexicons; ``group`` the hash of each record's group, 0 for none."""

    size: int
    names: dict[str, NameColumns]
    birth: BirthColumns
    origin: OriginColumns
    sex: NDArray[np.int8]
    event: NDArray[np.int32]
    any_language: NDArray[np.bool_]
    sets: dict[str, Csr]
    documents: DocumentColumns
    group: NDArray[np.int64]
    lexicons: Lexicons
    word_keys: dict[str, Keyed]


Generic = Mapping[str, frozenset[int]]


def _list(table: pa.Table, name: str) -> tuple[NDArray[np.int64], pa.Array]:
    """Return where each row of a list column starts, and its values one after another."""
    column = table.column(name).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], type=column.type)
    start = column.offsets.to_numpy(zero_copy_only=False).astype(np.int64)
    values = column.values.slice(start[0], start[-1] - start[0]) if len(start) else column.values
    return start - start[0], values


def _numbers(table: pa.Table, name: str) -> Csr:
    start, values = _list(table, name)
    return Csr(start, values.to_numpy(zero_copy_only=False).astype(np.int64))


def _without(values: Csr, generic: frozenset[int]) -> Csr:
    """Leave out values that say nothing."""
    if not generic:
        return values
    kept = ~np.isin(values.values, np.fromiter(generic, dtype=np.int64))
    counts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(kept, dtype=np.int64)))
    return Csr(counts[values.start], values.values[kept])


class _Vocabulary:
    """Numbers the words of one side, given names and surnames apart."""

    def __init__(self, maker: WordMaker) -> None:
        self.maker = maker
        self.words: dict[str, list[Word]] = {"given": [], "surname": []}
        self._known: dict[str, int] = {}

    def ids(self, texts: pa.Array) -> NDArray[np.int64]:
        """Return the number of each word, -1 for null."""
        coded = pc.dictionary_encode(texts)
        numbers = np.array([self._id(text) for text in coded.dictionary.to_pylist()], dtype=np.int64)
        at = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        if len(numbers) == 0:
            return np.full(len(at), -1, dtype=np.int64)
        return np.where(at >= 0, numbers[at], -1)

    def _id(self, text: str) -> int:
        number = self._known.get(text)
        if number is None:
            spelling = Spelling.from_text(text)
            words = self.words[spelling.kind]
            number = self._known[text] = len(words)
            words.append(self.maker.word(spelling))
        return number

    def keys(self, kind: str) -> Keyed:
        """Return the blocking values of every word of a kind."""
        rows = [word.keys for word in self.words[kind]]
        start = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64)
        values = np.array([value for row in rows for value, _ in row], dtype=np.int64)
        return Keyed(start, values, np.array([units for row in rows for _, units in row], dtype=np.int32))


def _names(table: pa.Table, who: str, regions: NDArray[np.int32], vocabulary: _Vocabulary) -> NameColumns:
    width = GIVEN_WORDS + 2
    start, texts = _list(table, f"{who}_words")
    words = vocabulary.ids(texts).astype(np.int32).reshape(-1, width)
    return NameColumns(
        start // width,
        _list(table, f"{who}_cost")[1].to_numpy(zero_copy_only=False).astype(np.int32),
        np.ascontiguousarray(words[:, :GIVEN_WORDS]),
        np.ascontiguousarray(words[:, GIVEN_WORDS:]),
        regions,
    )


def _padded(start: NDArray[np.int64], values: NDArray[Any], width: int, fill: float) -> NDArray[Any]:
    """Return the lists as rows of ``width``, cut or filled up, in the type of ``values``."""
    size = len(start) - 1
    table = np.full((size, width), fill, dtype=values.dtype)
    count = np.minimum(np.diff(start), width)
    rows = np.repeat(np.arange(size), count)
    at = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    table[rows, at] = values[np.repeat(start[:-1], count) + at]
    return table


def _birth(table: pa.Table) -> BirthColumns:
    rows = _padded(*_numbers(table, "birth"), 2 + ALTERNATIVES, NO_DAY).astype(np.int32)
    missing = np.diff(_list(table, "birth")[0]) == 0
    rows[missing, 0] = 1
    return BirthColumns(rows[:, 0].copy(), rows[:, 1].copy(), np.ascontiguousarray(rows[:, 2:]))


def _origin(table: pa.Table) -> OriginColumns:
    size = table.num_rows
    place = _padded(*_numbers(table, "place"), READINGS * 4, -1).reshape(size, READINGS, 4)
    start, vectors = _list(table, "vector")
    flat = vectors.to_numpy(zero_copy_only=False).astype(np.float64)
    xyz = _padded(start, flat, READINGS * 3, np.nan)
    texts = table.column("locality_text").to_numpy().astype(np.int64)
    return OriginColumns(place, xyz.reshape(size, READINGS, 3), texts)


def _event(table: pa.Table) -> NDArray[np.int32]:
    rows = _padded(*_numbers(table, "event"), 2, 0).astype(np.int32)
    rows[np.diff(_list(table, "event")[0]) == 0, 0] = 1
    return rows


def _documents(table: pa.Table, generic: frozenset[int]) -> DocumentColumns:
    start, texts = _list(table, "numbers")
    documents = [document_from_text(text) for text in texts.to_pylist()]
    if generic:
        kept = np.array([hash_text(d.number) not in generic for d in documents], dtype=bool)
        counts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(kept, dtype=np.int64)))
        start, documents = counts[start], [d for d, keep in zip(documents, kept, strict=True) if keep]
    return document_columns(start, documents)


def columns_of(table: pa.Table, maker: WordMaker, generic: Generic | None = None) -> Columns:
    """Make arrays of a form table, leaving out the matcher's ``generic`` values."""
    generic = generic or {}
    nothing: frozenset[int] = frozenset()
    vocabulary = _Vocabulary(maker)
    number = {region: i for i, region in enumerate(maker.frequencies.regions)}
    coded = pc.dictionary_encode(table.column("region").combine_chunks())
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0) if coded.num_chunks else pc.dictionary_encode(pa.array([], type=pa.string()))
    known = np.array([number[region] for region in coded.dictionary.to_pylist()], dtype=np.int32)
    regions = known[coded.indices.to_numpy(zero_copy_only=False)] if len(known) else known
    names = {who: _names(table, who, regions, vocabulary) for who in NAMES}
    sets = {name: _without(_numbers(table, name), generic.get(name, nothing)) for name in SETS}
    for name, column in (("own", "own"), ("siblings", "sibling_names")):
        start, texts = _list(table, column)
        sets[name] = Csr(start, vocabulary.ids(texts))
    width = len(maker.frequencies.regions)
    return Columns(
        size=table.num_rows,
        names=names,
        birth=_birth(table),
        origin=_origin(table),
        sex=table.column("sex").to_numpy().astype(np.int8),
        event=_event(table),
        any_language=table.column("any_language").to_numpy().astype(np.bool_),
        sets=sets,
        documents=_documents(table, generic.get("documents", nothing)),
        group=table.column("group").to_numpy().astype(np.int64),
        lexicons=Lexicons(
            lexicon(vocabulary.words["given"], width), lexicon(vocabulary.words["surname"], width)
        ),
        word_keys={kind: vocabulary.keys(kind) for kind in ("given", "surname")},
    )
