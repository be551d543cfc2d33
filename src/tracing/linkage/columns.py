"""Many records as arrays: what the columnar comparisons and the blocking join read.

Each side has arrays and a vocabulary of its own: a side can be encoded once and kept, and one inquiry can be compared
with a million children without touching theirs. Memory grows with the records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tracing.linkage.comparisons.birth import NO_DAY, BirthColumns
from tracing.linkage.comparisons.documents import DocumentColumns, document_columns
from tracing.linkage.comparisons.names import NameColumns
from tracing.linkage.comparisons.origin import OriginColumns
from tracing.linkage.form_table import NAMES, SETS, document_from_text
from tracing.linkage.frequencies import Kind
from tracing.linkage.limits import ALTERNATIVES, GIVEN_WORDS, READINGS
from tracing.linkage.vocabulary import Csr, Keyed, Lexicon, Lexicons, hash_text
from tracing.linkage.words import Spelling, Word, WordMaker, lexicon, word_keys

__all__ = ["Columns", "FormSource", "Vocabulary", "columns_from", "columns_of", "numbered"]


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


class FormSource(Protocol):
    """Forms of some records, whatever they are kept in. Lists come as where each row starts and its values."""

    size: int

    def regions(self) -> NDArray[np.int32]:
        """Return the number of each record's region among those of the frequencies."""

    def numbers(self, name: str) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """Return a list of numbers."""

    def words(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return a list of words as their numbers in the vocabulary, -1 where there is none."""

    def texts(self, name: str) -> tuple[NDArray[np.int64], list[str]]:
        """Return a list of texts that are no words."""

    def single(self, name: str) -> NDArray[Any]:
        """Return a column of single numbers."""


class _Table:
    """A form table as a source."""

    def __init__(self, table: pa.Table, vocabulary: Vocabulary, regions: Sequence[str]) -> None:
        self._table, self._vocabulary, self._regions = table, vocabulary, regions
        self.size = table.num_rows

    def regions(self) -> NDArray[np.int32]:
        number = {region: i for i, region in enumerate(self._regions)}
        coded = pc.dictionary_encode(self._table.column("region").combine_chunks())
        if isinstance(coded, pa.ChunkedArray):
            coded = (
                coded.chunk(0) if coded.num_chunks else pc.dictionary_encode(pa.array([], type=pa.string()))
            )
        known = np.array([number[region] for region in coded.dictionary.to_pylist()], dtype=np.int32)
        return known[coded.indices.to_numpy(zero_copy_only=False)] if len(known) else known

    def numbers(self, name: str) -> tuple[NDArray[np.int64], NDArray[Any]]:
        start, values = self._list(name)
        return start, values.to_numpy(zero_copy_only=False)

    def words(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        start, values = self._list(name)
        return start, self._vocabulary.ids(values)

    def texts(self, name: str) -> tuple[NDArray[np.int64], list[str]]:
        start, values = self._list(name)
        return start, values.to_pylist()

    def single(self, name: str) -> NDArray[Any]:
        return np.asarray(self._table.column(name).to_numpy())

    def _list(self, name: str) -> tuple[NDArray[np.int64], pa.Array]:
        column = self._table.column(name).combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = column.chunk(0) if column.num_chunks else pa.array([], type=column.type)
        start = column.offsets.to_numpy(zero_copy_only=False).astype(np.int64)
        values = column.values.slice(start[0], start[-1] - start[0]) if len(start) else column.values
        return start - start[0], values


def _numbers(forms: FormSource, name: str) -> Csr:
    start, values = forms.numbers(name)
    return Csr(start, values.astype(np.int64))


def _without(values: Csr, generic: frozenset[int]) -> Csr:
    """Leave out values that say nothing."""
    if not generic:
        return values
    kept = ~np.isin(values.values, np.fromiter(generic, dtype=np.int64))
    counts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(kept, dtype=np.int64)))
    return Csr(counts[values.start], values.values[kept])


class Vocabulary(Protocol):
    """Numbers words, given names and surnames apart, and holds what comparing and blocking need of each."""

    def ids(self, texts: pa.Array) -> NDArray[np.int64]:
        """Return the number of each word (``Spelling.to_text``) among those of its kind, -1 for null."""

    def lexicon(self, kind: Kind) -> Lexicon:
        """Return the arrays of all words of a kind."""

    def keys(self, kind: Kind) -> Keyed:
        """Return the blocking values of every word of a kind."""


class _Vocabulary:
    """Numbers the words of one side."""

    def __init__(self, maker: WordMaker) -> None:
        self.maker = maker
        self.words: dict[Kind, list[Word]] = {"given": [], "surname": []}
        self._known: dict[str, int] = {}

    def ids(self, texts: pa.Array) -> NDArray[np.int64]:
        return numbered(texts, lambda distinct: [self._id(text) for text in distinct])

    def _id(self, text: str) -> int:
        number = self._known.get(text)
        if number is None:
            spelling = Spelling.from_text(text)
            words = self.words[spelling.kind]
            number = self._known[text] = len(words)
            words.append(self.maker.word(spelling))
        return number

    def lexicon(self, kind: Kind) -> Lexicon:
        return lexicon(self.words[kind], len(self.maker.frequencies.regions))

    def keys(self, kind: Kind) -> Keyed:
        return word_keys(self.words[kind])


def numbered(texts: pa.Array, numbers_of: Callable[[list[str]], Sequence[int]]) -> NDArray[np.int64]:
    """Return the number of each text, -1 for null; ``numbers_of`` is asked once, for the distinct ones."""
    coded = pc.dictionary_encode(texts)
    numbers = np.array(numbers_of(coded.dictionary.to_pylist()), dtype=np.int64)
    at = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    if len(numbers) == 0:
        return np.full(len(at), -1, dtype=np.int64)
    return np.where(at >= 0, numbers[at], -1)


def _names(forms: FormSource, who: str, regions: NDArray[np.int32]) -> NameColumns:
    width = GIVEN_WORDS + 2
    start, ids = forms.words(f"{who}_words")
    words = ids.astype(np.int32).reshape(-1, width)
    return NameColumns(
        start // width,
        forms.numbers(f"{who}_cost")[1].astype(np.int32),
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


def _birth(forms: FormSource) -> BirthColumns:
    start, values = _numbers(forms, "birth")
    rows = _padded(start, values, 2 + ALTERNATIVES, NO_DAY).astype(np.int32)
    rows[np.diff(start) == 0, 0] = 1
    return BirthColumns(rows[:, 0].copy(), rows[:, 1].copy(), np.ascontiguousarray(rows[:, 2:]))


def _origin(forms: FormSource) -> OriginColumns:
    place = _padded(*_numbers(forms, "place"), READINGS * 4, -1).reshape(forms.size, READINGS, 4)
    start, vectors = forms.numbers("vector")
    xyz = _padded(start, vectors.astype(np.float64), READINGS * 3, np.nan)
    texts = forms.single("locality_text").astype(np.int64)
    return OriginColumns(place, xyz.reshape(forms.size, READINGS, 3), texts)


def _event(forms: FormSource) -> NDArray[np.int32]:
    start, values = _numbers(forms, "event")
    rows = _padded(start, values, 2, 0).astype(np.int32)
    rows[np.diff(start) == 0, 0] = 1
    return rows


def _documents(forms: FormSource, generic: frozenset[int]) -> DocumentColumns:
    start, texts = forms.texts("numbers")
    documents = [document_from_text(text) for text in texts]
    if generic:
        kept = np.array([hash_text(d.number) not in generic for d in documents], dtype=bool)
        counts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(kept, dtype=np.int64)))
        start, documents = counts[start], [d for d, keep in zip(documents, kept, strict=True) if keep]
    return document_columns(start, documents)


def columns_of(table: pa.Table, maker: WordMaker, generic: Generic | None = None) -> Columns:
    """Make arrays of a form table, leaving out the matcher's ``generic`` values."""
    vocabulary = _Vocabulary(maker)
    return columns_from(_Table(table, vocabulary, maker.frequencies.regions), vocabulary, generic)


def columns_from(forms: FormSource, vocabulary: Vocabulary, generic: Generic | None = None) -> Columns:
    """Make arrays of forms whose words ``vocabulary`` numbers."""
    generic = generic or {}
    nothing: frozenset[int] = frozenset()
    regions = forms.regions()
    names = {who: _names(forms, who, regions) for who in NAMES}
    sets = {name: _without(_numbers(forms, name), generic.get(name, nothing)) for name in SETS}
    for name, column in (("own", "own"), ("siblings", "sibling_names")):
        sets[name] = Csr(*forms.words(column))
    return Columns(
        size=forms.size,
        names=names,
        birth=_birth(forms),
        origin=_origin(forms),
        sex=forms.single("sex").astype(np.int8),
        event=_event(forms),
        any_language=forms.single("any_language").astype(np.bool_),
        sets=sets,
        documents=_documents(forms, generic.get("documents", nothing)),
        group=forms.single("group").astype(np.int64),
        lexicons=Lexicons(vocabulary.lexicon("given"), vocabulary.lexicon("surname")),
        word_keys={"given": vocabulary.keys("given"), "surname": vocabulary.keys("surname")},
    )
