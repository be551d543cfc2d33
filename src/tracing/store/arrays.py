"""Arrays to PostgreSQL, and those of numbers back, in the protocol's own form: psycopg's takes a step of Python for each value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import psycopg
import sqlalchemy as sa
from numpy.typing import NDArray
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format

__all__ = ["Bigs", "Blobs", "Reals", "Smalls", "Texts", "cursor"]

_INT4, _INT8, _FLOAT8, _TEXT, _BYTEA = 23, 20, 701, 25, 17
_INT4S, _INT8S, _FLOAT8S, _TEXTS, _BYTEAS = 1007, 1016, 1022, 1009, 1001
"""Numbers of PostgreSQL's types: integer, bigint, double precision, text, bytea, and arrays of them."""

_HEAD = np.dtype(">i4")


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


def _dumped(values: NDArray[np.generic], kind: int) -> bytes:
    """Return the array as the protocol has it: dimensions, then each number behind its size."""
    if len(values) == 0:
        return np.array([0, 0, kind], dtype=_HEAD).tobytes()
    size = values.dtype.itemsize
    items = np.empty(len(values), dtype=[("size", ">i4"), ("value", f">{values.dtype.kind}{size}")])
    items["size"], items["value"] = size, values
    return np.array([1, 0, kind, len(values), 1], dtype=_HEAD).tobytes() + items.tobytes()


def _packed(values: Sequence[bytes], kind: int) -> bytes:
    """Return an array of values of any length in the same form."""
    if not values:
        return np.array([0, 0, kind], dtype=_HEAD).tobytes()
    parts = [np.array([1, 0, kind, len(values), 1], dtype=_HEAD).tobytes()]
    for value in values:
        parts += (len(value).to_bytes(4, "big"), value)
    return b"".join(parts)


class _BigsDumper(Dumper):
    format = Format.BINARY
    oid = _INT8S

    def dump(self, obj: Bigs) -> Buffer | None:
        return _dumped(obj.values, _INT8)


class _SmallsDumper(Dumper):
    format = Format.BINARY
    oid = _INT4S

    def dump(self, obj: Smalls) -> Buffer | None:
        return _dumped(obj.values, _INT4)


class _RealsDumper(Dumper):
    format = Format.BINARY
    oid = _FLOAT8S

    def dump(self, obj: Reals) -> Buffer | None:
        return _dumped(obj.values, _FLOAT8)


class _TextsDumper(Dumper):
    format = Format.BINARY
    oid = _TEXTS

    def dump(self, obj: Texts) -> Buffer | None:
        return _packed(obj.values, _TEXT)


class _BlobsDumper(Dumper):
    format = Format.BINARY
    oid = _BYTEAS

    def dump(self, obj: Blobs) -> Buffer | None:
        return _packed(obj.values, _BYTEA)


_DUMPERS: dict[type, type[Dumper]] = {
    Bigs: _BigsDumper, Smalls: _SmallsDumper, Reals: _RealsDumper, Texts: _TextsDumper, Blobs: _BlobsDumper,
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
    raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    made = raw.cursor(binary=True)
    for given, dumper in _DUMPERS.items():
        made.adapters.register_dumper(given, dumper)
    for oid in (_INT4S, _INT8S):
        made.adapters.register_loader(oid, _ArrayLoader)
    return made
