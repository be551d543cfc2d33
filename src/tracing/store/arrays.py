"""Arrays to PostgreSQL, and those of numbers back, in the protocol's own form: psycopg's takes a step of Python for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import psycopg
import sqlalchemy as sa
from numpy.typing import NDArray
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format

from tracing.store.direct import raw

__all__ = ["Bigs", "Blobs", "Days", "Reals", "Smalls", "Texts", "cursor", "run"]

_INT4, _INT8, _FLOAT8, _TEXT, _BYTEA, _DATE = 23, 20, 701, 25, 17, 1082
_INT4S, _INT8S, _FLOAT8S, _TEXTS, _BYTEAS, _DATES = 1007, 1016, 1022, 1009, 1001, 1182
"""Numbers of PostgreSQL's types: integer, bigint, double precision, text, bytea, date, and arrays of them."""

_FIRST_DAY = date(2000, 1, 1).toordinal()
"""PostgreSQL counts days from there."""

_HEAD = np.dtype(">i4")
_NULL = b"\xff\xff\xff\xff"


class Bigs:
    """An array of ``bigint`` as a parameter."""

    def __init__(self, values: Any) -> None:
        self.values: NDArray[np.int64] = np.asarray(values, dtype=np.int64)


class Smalls:
    """An array of ``integer`` as a parameter."""

    def __init__(self, values: Any) -> None:
        self.values: NDArray[np.int32] = np.asarray(values, dtype=np.int32)


class Reals:
    """An array of ``double precision`` as a parameter."""

    def __init__(self, values: Any) -> None:
        self.values: NDArray[np.float64] = np.asarray(values, dtype=np.float64)


class Texts:
    """An array of ``text`` as a parameter."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = [value.encode() for value in values]


class Blobs:
    """An array of ``bytea`` as a parameter."""

    def __init__(self, values: Sequence[bytes]) -> None:
        self.values = values


class Days:
    """An array of ``date`` as a parameter; None is null."""

    def __init__(self, values: Sequence[date | None]) -> None:
        self.values = [
            None if day is None else (day.toordinal() - _FIRST_DAY).to_bytes(4, "big", signed=True)
            for day in values
        ]


def _head(kind: int, size: int, nulls: bool = False) -> bytes:
    """Return what stands before the values of an array of one dimension; an empty one has none."""
    return np.array([1, nulls, kind, size, 1] if size else [0, 0, kind], dtype=_HEAD).tobytes()


class _NumbersDumper(Dumper):
    """Writes numbers, each behind its size."""

    format = Format.BINARY
    kind: int

    def dump(self, obj: Bigs | Smalls | Reals) -> Buffer | None:
        values = obj.values
        size = values.dtype.itemsize
        items = np.empty(len(values), dtype=[("size", ">i4"), ("value", f">{values.dtype.kind}{size}")])
        items["size"], items["value"] = size, values
        return _head(self.kind, len(values)) + items.tobytes()


class _BigsDumper(_NumbersDumper):
    oid, kind = _INT8S, _INT8


class _SmallsDumper(_NumbersDumper):
    oid, kind = _INT4S, _INT4


class _RealsDumper(_NumbersDumper):
    oid, kind = _FLOAT8S, _FLOAT8


class _BytesDumper(Dumper):
    """Writes values of any length, each behind its size."""

    format = Format.BINARY
    kind: int

    def dump(self, obj: Texts | Blobs | Days) -> Buffer | None:
        parts = [_head(self.kind, len(obj.values), None in obj.values)]
        for value in obj.values:
            parts += (_NULL,) if value is None else (len(value).to_bytes(4, "big"), value)
        return b"".join(parts)


class _TextsDumper(_BytesDumper):
    oid, kind = _TEXTS, _TEXT


class _BlobsDumper(_BytesDumper):
    oid, kind = _BYTEAS, _BYTEA


class _DaysDumper(_BytesDumper):
    oid, kind = _DATES, _DATE


_DUMPERS: dict[type, type[Dumper]] = {
    Bigs: _BigsDumper, Smalls: _SmallsDumper, Reals: _RealsDumper, Texts: _TextsDumper, Blobs: _BlobsDumper,
    Days: _DaysDumper,
}  # fmt: skip


class _ArrayLoader(Loader):
    """Reads an array of one dimension without nulls, which is all that is kept."""

    format = Format.BINARY

    def load(self, data: Buffer) -> NDArray[np.int64]:
        head = np.frombuffer(data, dtype=_HEAD, count=3)
        if head[0] == 0:
            return np.empty(0, dtype=np.int64)
        size = 4 if head[2] == _INT4 else 8
        items = np.frombuffer(data, dtype=[("size", ">i4"), ("value", f">i{size}")], offset=20)
        return items["value"].astype(np.int64)


def cursor(connection: sa.Connection) -> psycopg.Cursor[Any]:
    """Return a cursor in the connection's transaction that takes these arrays, and gives arrays of numbers as NumPy's."""
    made = raw(connection).cursor(binary=True)
    for given, dumper in _DUMPERS.items():
        made.adapters.register_dumper(given, dumper)
    for oid in (_INT4S, _INT8S):
        made.adapters.register_loader(oid, _ArrayLoader)
    return made


def run(connection: sa.Connection, query: sa.TextClause, given: Mapping[str, Any]) -> None:
    """Run a query of ``named.queries`` once that takes these arrays; its parameters are psycopg's, ``%(name)s``."""
    cursor(connection).execute(query.text.encode(), given)
