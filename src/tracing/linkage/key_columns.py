"""The columnar form of ``linkage.keys``: blocking values of all records of one side at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tracing.linkage.comparisons.compiled import small
from tracing.linkage.comparisons.documents import long_numbers
from tracing.linkage.comparisons.names import NameColumns
from tracing.linkage.keys import UNITS, WIDEST_YEARS
from tracing.linkage.vocabulary import Csr, Keyed

if TYPE_CHECKING:
    from tracing.linkage.columns import Columns

__all__ = ["key_columns"]

_WIDE = 64
"""Values that one reading of a name can give; more is no name."""

_SHORT = 32
"""Values that are sorted by hand: calling for it takes longer."""


@small
def _pair_hash(low: int, high: int) -> int:
    odd = np.uint64(0x9E3779B97F4A7C15)
    x = np.uint64(low) * odd + np.uint64(high)
    x ^= x >> np.uint64(29)
    x *= odd
    return np.int64((x ^ (x >> np.uint64(32))) >> np.uint64(1))  # type: ignore[return-value]


@small
def _close(values, units, n: int) -> int:  # type: ignore[no-untyped-def]
    """Sort the first ``n`` values, drop the second of equal ones, and return how many are left."""
    for i in range(1, n):
        v, u, k = values[i], units[i], i
        while k > 0 and values[k - 1] > v:
            values[k], units[k] = values[k - 1], units[k - 1]
            k -= 1
        values[k], units[k] = v, u
    kept = 0
    for i in range(n):
        if kept == 0 or values[i] != values[kept - 1]:
            values[kept], units[kept] = values[i], units[i]
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def _name_values(names, words, words_start, word_keys, flags, start, values, units, write):  # type: ignore[no-untyped-def]
    """Gather the keys of every record's words. ``flags``: 1 initial, 2 María or José (given names only)."""
    room_v, room_u = np.empty(_WIDE * 8, np.int64), np.empty(_WIDE * 8, np.int32)
    for i in range(names.shape[0] - 1):
        n = 0
        for r in range(names[i], names[i + 1]):
            telling = False
            for k in range(words.shape[1]):
                if words[r, k] >= 0 and flags[words[r, k]] == 0:
                    telling = True
            for k in range(words.shape[1]):
                w = words[r, k]
                if w < 0 or flags[w] & 1 or (telling and flags[w]):
                    continue
                for x in range(words_start[w], words_start[w + 1]):
                    if n < room_v.shape[0]:
                        room_v[n], room_u[n] = word_keys[0][x], word_keys[1][x]
                        n += 1
        n = _close(room_v, room_u, n)
        start[i + 1] = start[i] + n
        if write:
            for k in range(n):
                values[start[i] + k], units[start[i] + k] = room_v[k], room_u[k]


@njit(cache=True, nogil=True)
def _pair_values(names, words, words_start, word_keys, start, values, units, write):  # type: ignore[no-untyped-def]
    """Gather the keys of both surnames together, in either order."""
    room_v, room_u = np.empty(_WIDE * 8, np.int64), np.empty(_WIDE * 8, np.int32)
    for i in range(names.shape[0] - 1):
        n = 0
        for r in range(names[i], names[i + 1]):
            a, b = words[r, 0], words[r, 1]
            if a < 0 or b < 0:
                continue
            for x in range(words_start[a], words_start[a + 1]):
                for y in range(words_start[b], words_start[b + 1]):
                    if n < room_v.shape[0]:
                        u, v = word_keys[0][x], word_keys[0][y]
                        room_v[n] = _pair_hash(min(u, v), max(u, v))
                        room_u[n] = word_keys[1][x] + word_keys[1][y]
                        n += 1
        n = _close(room_v, room_u, n)
        start[i + 1] = start[i] + n
        if write:
            for k in range(n):
                values[start[i] + k], units[start[i] + k] = room_v[k], room_u[k]


def _filled(size: int, fill: Callable[..., None], *given: object) -> Keyed:
    """Run a kernel twice: to count, then to write."""
    start = np.zeros(size + 1, dtype=np.int64)
    nothing = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32))
    fill(*given, start, *nothing, False)
    values = np.empty(int(start[-1]), dtype=np.int64)
    units = np.empty(int(start[-1]), dtype=np.int32)
    fill(*given, start, values, units, True)
    return Keyed(start, values, units)


def _given(columns: Columns, who: str) -> Keyed:
    names: NameColumns = columns.names[who]
    keys = columns.word_keys["given"]
    flags = columns.lexicons.given.initial
    return _filled(
        columns.size, _name_values, names.start, names.given, keys.start, (keys.values, keys.units), flags
    )


def _surname(columns: Columns, who: str) -> Keyed:
    names: NameColumns = columns.names[who]
    keys = columns.word_keys["surname"]
    # A surname of one letter is a name like any other (brief A2): no flag holds it back.
    flags = np.zeros(len(columns.lexicons.surname.initial), dtype=np.uint8)
    return _filled(
        columns.size, _name_values, names.start, names.surname, keys.start, (keys.values, keys.units), flags
    )


def _surname_pair(columns: Columns) -> Keyed:
    names: NameColumns = columns.names["child"]
    keys = columns.word_keys["surname"]
    return _filled(
        columns.size, _pair_values, names.start, names.surname, keys.start, (keys.values, keys.units)
    )


@njit(cache=True, nogil=True)
def _distinct(start, values):  # type: ignore[no-untyped-def]
    """Sort each row's values and drop the second of equal ones, in place; ``start`` is where each begins, before and after."""
    at, first = 0, 0
    for i in range(start.shape[0] - 1):
        last = start[i + 1]
        if last - first > _SHORT:
            values[first:last].sort()
        else:
            for k in range(first + 1, last):
                v, x = values[k], k
                while x > first and values[x - 1] > v:
                    values[x] = values[x - 1]
                    x -= 1
                values[x] = v
        start[i] = at
        for k in range(first, last):
            if at == start[i] or values[k] != values[at - 1]:
                values[at] = values[k]
                at += 1
        first = last
    start[-1] = at


def _rows(part: str, size: int, rows: NDArray[np.int64], values: NDArray[np.int64]) -> Keyed:
    """Keep one of equal values of each row, sorted; ``rows`` numbers the record of each value, in order."""
    start = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=size), out=start[1:])
    kept = values.astype(np.int64)
    _distinct(start, kept)
    kept = kept[: start[-1]]
    return Keyed(start, kept, np.full(len(kept), UNITS[part], dtype=np.int32))


def _year(days: NDArray[np.int32]) -> NDArray[np.int64]:
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return np.asarray(years, dtype=np.int64)


def _years(columns: Columns, part: str, widen: int) -> Keyed:
    known = columns.birth.earliest <= columns.birth.latest
    first, last = _year(columns.birth.earliest), _year(columns.birth.latest)
    known &= last - first < WIDEST_YEARS
    row = np.flatnonzero(known)
    count = (last - first + 1 + 2 * widen)[row]
    rows = np.repeat(row, count)
    step = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return _rows(part, columns.size, rows, np.repeat((first - widen)[row], count) + step)


def _birth_day(columns: Columns) -> Keyed:
    rows, at = np.nonzero(columns.birth.days)
    days = columns.birth.days[rows, at].astype(np.int64)
    swapped = days // 10000 * 10000 + days % 100 * 100 + days // 100 % 100
    both = np.column_stack((days, np.where(days % 100 <= 12, swapped, 0))).ravel()
    return _rows("birth_day", columns.size, np.repeat(rows, 2)[both > 0], both[both > 0])


def _level(columns: Columns, part: str, level: int, text: bool = False) -> Keyed:
    values = columns.origin.place[:, :, level]
    if text:
        values = np.concatenate((values, columns.origin.locality_text[:, None]), axis=1)
    rows, at = np.nonzero(values >= 0)
    return _rows(part, columns.size, rows, values[rows, at])


def _set(columns: Columns, part: str, values: Csr) -> Keyed:
    rows = np.repeat(np.arange(columns.size, dtype=np.int64), np.diff(values.start))
    return _rows(part, columns.size, rows, values.values)


_COLUMNAR: dict[str, Callable[[Columns, bool], Keyed]] = {
    "given": lambda c, asking: _given(c, "child"),
    "surname": lambda c, asking: _surname(c, "child"),
    "surname_pair": lambda c, asking: _surname_pair(c),
    "mother_given": lambda c, asking: _given(c, "mother"),
    "mother_surname": lambda c, asking: _surname(c, "mother"),
    "father_given": lambda c, asking: _given(c, "father"),
    "father_surname": lambda c, asking: _surname(c, "father"),
    "birth_year": lambda c, asking: _years(c, "birth_year", 0),
    "birth_year_near": lambda c, asking: _years(c, "birth_year_near", 1 if asking else 0),
    "birth_day": lambda c, asking: _birth_day(c),
    "department": lambda c, asking: _level(c, "department", 1),
    "municipality": lambda c, asking: _level(c, "municipality", 2),
    "locality": lambda c, asking: _level(c, "locality", 3, text=True),
    "phone": lambda c, asking: _set(c, "phone", c.sets["phones"]),
    "document": lambda c, asking: _set(c, "document", long_numbers(c.documents)),
    "language": lambda c, asking: _set(c, "language", c.sets["languages"]),
}


def key_columns(columns: Columns, parts: Sequence[str], side: str) -> dict[str, Keyed]:
    """Return the values of each of ``parts`` for every record; ``side`` is ``children`` or ``inquiries``."""
    return {part: _COLUMNAR[part](columns, side == "inquiries") for part in dict.fromkeys(parts)}
