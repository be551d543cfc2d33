"""One record's form as bytes, to be kept by itself, and many of them read back at once.

A form table is quick to read as a whole, but a service keeps each record's row by itself and needs some hundreds of rows
that stood in no order. So a row is written as a few runs of numbers behind a header that says how long each is: rows laid
one behind the other are read by loops over arrays, without a step of Python for each.

    header      ``HEADER``: single values, and how many values each list has
    numbers     64 bits each: the lists of numbers, in the order of the schema (floats as their bits)
    places      16 bits each: for each value of the lists of texts its place among ``texts``, from 1; 0 is null
    sizes       16 bits each: bytes of each text
    texts       UTF-8, each once
    filling     up to a multiple of eight bytes

A row with more values or longer texts than 16 bits can count is none that a person wrote: it is written as one that
broke, and says nothing to any comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from tracing.linkage.form_table import FORM_SCHEMA

__all__ = [
    "FORM_VERSION",
    "HEADER",
    "NUMBERS",
    "TEXTS",
    "Packed",
    "decode_forms",
    "encode_forms",
    "side_by_side",
    "starts_of",
]

T = TypeVar("T", bound=np.generic)

FORM_VERSION = 1
"""First byte of a row; another with every other layout or ``FORM_SCHEMA``."""

_MOST = (1 << 16) - 1
_TOO_LARGE = "more values than a form can hold"

_LISTS = [field.name for field in FORM_SCHEMA if pa.types.is_list(field.type)]
TEXTS = [name for name in _LISTS if FORM_SCHEMA.field(name).type.value_type == pa.string()]
NUMBERS = [name for name in _LISTS if name not in TEXTS]
_SINGLES = ("region", "fault")

HEADER = np.dtype(
    [
        ("version", "<u1"),
        ("sex", "<i1"),
        ("any_language", "<u1"),
        ("texts", "<u2"),
        ("region", "<u2"),
        ("fault", "<u2"),
        ("counts", "<u2", (len(NUMBERS),)),
        ("text_counts", "<u2", (len(TEXTS),)),
        ("locality_text", "<i8"),
        ("group", "<i8"),
    ],
    align=True,
)

Ints = NDArray[np.int64]
Values = Sequence[NDArray[np.int64] | NDArray[np.float64]]


@njit(cache=True, nogil=True)
def _spread(data, at, counts, out, place):  # type: ignore[no-untyped-def]
    """Write the values of column c from ``place[c]`` on (``side_by_side``)."""
    for i in range(at.shape[0]):
        p = at[i]
        for c in range(counts.shape[1]):
            for k in range(p, p + counts[i, c]):
                out[place[c]] = data[k]
                place[c] += 1
            p += counts[i, c]


def encode_forms(forms: pa.Table) -> list[bytes]:
    """Return each row of a form table (``FORM_SCHEMA``) as bytes."""
    texts = [forms.column(name).to_pylist() for name in TEXTS]
    singles = [forms.column(name).to_pylist() for name in _SINGLES]
    numbers = [_list(forms, name) for name in NUMBERS]
    headers = np.zeros(forms.num_rows, dtype=HEADER)
    headers["version"] = FORM_VERSION
    for name in ("sex", "any_language", "locality_text", "group"):
        headers[name] = forms.column(name).to_numpy()
    rows = []
    for row in range(forms.num_rows):
        header = headers[row : row + 1]
        said = [column[row] for column in singles]
        made = _row(
            header,
            [values[start[row] : start[row + 1]] for start, values in numbers],
            [column[row] for column in texts],
            said,
        )
        rows.append(_broken(header, said[0]) if made is None else made)
    return rows


def decode_forms(rows: Sequence[bytes]) -> pa.Table:
    """Return rows that ``encode_forms`` wrote as a form table, in their order; ValueError for those of another version."""
    packed = Packed(rows)
    known, first = packed.texts(), packed.first[:-1]
    columns = {
        "sex": pa.array(packed.header["sex"]),
        "any_language": pa.array(packed.header["any_language"].astype(bool)),
        "locality_text": pa.array(packed.header["locality_text"]),
        "group": pa.array(packed.header["group"]),
    }
    for name in _SINGLES:
        columns[name] = _taken(known, packed.header[name], first)
    for name, numbers, counts in zip(NUMBERS, packed.numbers(), packed.counts.T, strict=True):
        kind = FORM_SCHEMA.field(name).type.value_type
        values = pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(numbers)])
        columns[name] = _lists(counts, values)
    for name, places, counts in zip(TEXTS, packed.places(), packed.text_counts.T, strict=True):
        columns[name] = _lists(counts, _taken(known, places, np.repeat(first, counts)))
    return pa.Table.from_arrays([columns[name] for name in FORM_SCHEMA.names], schema=FORM_SCHEMA)


def _list(forms: pa.Table, name: str) -> tuple[Ints, NDArray[np.int64] | NDArray[np.float64]]:
    """Return where each row of a list column starts, and its values one after another."""
    column = forms.column(name).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], type=column.type)
    return column.offsets.to_numpy().astype(np.int64), column.values.to_numpy(zero_copy_only=False)


def _row(
    header: NDArray[np.void],
    numbers: Values,
    texts: Sequence[Sequence[str | None]],
    singles: Sequence[str | None],
) -> bytes | None:
    """Return a row's bytes, None where it is too large."""
    place: dict[str | None, int] = {None: 0}
    places = [place.setdefault(text, len(place)) for column in texts for text in column]
    for name, text in zip(_SINGLES, singles, strict=True):
        header[name] = min(place.setdefault(text, len(place)), _MOST)
    written = [text.encode() for text in place if text is not None]
    counts, text_counts = [len(column) for column in numbers], [len(column) for column in texts]
    if max(len(place), *counts, *text_counts, *map(len, written)) > _MOST:
        return None
    header["texts"] = len(written)
    header["counts"], header["text_counts"] = counts, text_counts
    row = b"".join(
        (
            header.tobytes(),
            *(column.tobytes() for column in numbers),
            np.array([*places, *map(len, written)], dtype="<u2").tobytes(),
            *written,
        )
    )
    return row + bytes(-len(row) % 8)


def _broken(header: NDArray[np.void], region: str | None) -> bytes:
    header[["sex", "any_language", "group"]] = 0
    header["locality_text"] = -1
    row = _row(header, [np.empty(0, dtype=np.int64)] * len(NUMBERS), [()] * len(TEXTS), [region, _TOO_LARGE])
    assert row is not None
    return row


class Packed:
    """Rows laid one behind the other; ValueError if another version wrote one of them. ``header`` has a field for each single value; ``counts`` and
    ``text_counts`` say how many values each list has, by row; ``first`` where each row's texts begin among all."""

    def __init__(self, rows: Sequence[bytes]) -> None:
        size = len(rows)
        if any(row[0] != FORM_VERSION for row in rows):
            raise ValueError("a form was written by another version of the program")
        self._data = np.frombuffer(b"".join(rows), dtype=np.uint8)
        at = starts_of(np.fromiter(map(len, rows), dtype=np.int64, count=size))[:-1]
        wide = HEADER.itemsize
        words = self._data.view(np.int64)
        self.header = words[(at // 8)[:, None] + np.arange(wide // 8)].view(HEADER).reshape(size)
        self.counts = self.header["counts"].astype(np.int64)
        self.text_counts = self.header["text_counts"].astype(np.int64)
        self.first = starts_of(self.header["texts"].astype(np.int64))
        self._numbers_at = at + wide
        self._places_at = self._numbers_at + 8 * self.counts.sum(axis=1)
        self._sizes_at = self._places_at + 2 * self.text_counts.sum(axis=1)

    def numbers(self) -> list[NDArray[np.int64]]:
        """Return the values of each list of numbers, row after row."""
        return side_by_side(self._data.view(np.int64), self._numbers_at // 8, self.counts)

    def places(self) -> list[NDArray[np.uint16]]:
        """Return the places of each list of texts among their row's texts, from 1, row after row; 0 is null."""
        return side_by_side(self._data.view(np.uint16), self._places_at // 2, self.text_counts)

    def texts(self) -> pa.Array:
        """Return the texts of all rows."""
        count = np.diff(self.first)
        (sizes,) = side_by_side(self._data.view(np.uint16), self._sizes_at // 2, count[:, None])
        ends = starts_of(sizes.astype(np.int64))
        lengths = np.diff(ends[self.first])
        (letters,) = side_by_side(self._data, self._sizes_at + 2 * count, lengths[:, None])
        return pa.Array.from_buffers(
            pa.string(), len(sizes), [None, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(letters)]
        )


def starts_of(sizes: Ints) -> Ints:
    """Return where each of some lists starts that stand one behind the other, and where the last ends; of a table each row by
    itself."""
    starts = np.zeros((*sizes.shape[:-1], sizes.shape[-1] + 1), dtype=np.int64)
    np.cumsum(sizes, axis=-1, out=starts[..., 1:])
    return starts


def side_by_side(data: NDArray[T], at: Ints, counts: Ints) -> list[NDArray[T]]:
    """Return each column's values of all rows, one after another: row i begins at ``data[at[i]]`` and has
    ``counts[i, c]`` values of column c."""
    starts = starts_of(counts.sum(axis=0))
    out = np.empty(int(starts[-1]), dtype=data.dtype)
    _spread(data, at, counts, out, starts[:-1].copy())
    return [out[starts[c] : starts[c + 1]] for c in range(counts.shape[1])]


def _lists(counts: Ints, values: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(starts_of(counts).astype(np.int32)), values)


def _taken(known: pa.Array, places: NDArray[np.generic], first: Ints) -> pa.Array:
    """Return the texts at ``places`` of rows whose texts begin at ``first``."""
    wanted = places.astype(np.int64)
    return known.take(pa.array(first + wanted - 1, mask=wanted == 0))
