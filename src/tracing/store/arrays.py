"""Arrays of numbers to PostgreSQL and back as NumPy keeps them, without a step of Python for each number."""

from __future__ import annotations

from typing import Any

import numpy as np
import psycopg
import sqlalchemy as sa
from numpy.typing import NDArray
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format

__all__ = ["Bigs", "Smalls", "cursor"]

_INT4, _INT8 = 23, 20
_INT4S, _INT8S = 1007, 1016
"""Numbers of PostgreSQL's types: integer and bigint, and arrays of them."""

_HEAD = np.dtype(">i4")


class Bigs:
    """An array of ``bigint`` as a parameter."""

    def __init__(self, values: Any) -> None:
        self.values: NDArray[np.int64] = np.asarray(values, dtype=np.int64)


class Smalls:
    """An array of ``integer`` as a parameter."""

    def __init__(self, values: Any) -> None:
        self.values: NDArray[np.int32] = np.asarray(values, dtype=np.int32)


def _dumped(values: NDArray[np.generic], kind: int) -> bytes:
    """Return the array as the protocol has it: dimensions, then each number behind its size."""
    if len(values) == 0:
        return np.array([0, 0, kind], dtype=_HEAD).tobytes()
    size = values.dtype.itemsize
    items = np.empty(len(values), dtype=[("size", ">i4"), ("value", f">i{size}")])
    items["size"], items["value"] = size, values
    return np.array([1, 0, kind, len(values), 1], dtype=_HEAD).tobytes() + items.tobytes()


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
    """Return a cursor in the connection's transaction that takes and gives arrays of numbers as NumPy's."""
    raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    made = raw.cursor(binary=True)
    made.adapters.register_dumper(Bigs, _BigsDumper)
    made.adapters.register_dumper(Smalls, _SmallsDumper)
    for oid in (_INT4S, _INT8S):
        made.adapters.register_loader(oid, _ArrayLoader)
    return made
