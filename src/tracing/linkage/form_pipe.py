"""How rows and form tables pass between processes: Arrow streams, each behind its length in eight bytes."""

from __future__ import annotations

import io
import struct
from itertools import repeat
from typing import BinaryIO

import pyarrow as pa

from tracing.linkage.features import FormMaker
from tracing.linkage.form_table import form_table
from tracing.standardise.guarded import profile_or_fault

__all__ = ["receive", "send", "standardise_rows"]

_LENGTH = struct.Struct(">Q")


def send(stream: BinaryIO, table: pa.Table) -> None:
    """Write one table behind its length."""
    buffer = io.BytesIO()
    with pa.ipc.new_stream(buffer, table.schema) as writer:
        writer.write_table(table)
    data = buffer.getbuffer()
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO) -> pa.Table | None:
    """Read one table; None at the end of the stream, EOFError if it ends within a message."""
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError("the stream ended within a table")
    with pa.ipc.open_stream(data) as reader:
        return reader.read_all()


def standardise_rows(rows: pa.Table, maker: FormMaker) -> pa.Table:
    """Return the form table of rows of text columns (file contract)."""
    # Half of the columns of most files are empty, and a column that isn't there reads the same.
    cells = {
        name: column.to_pylist()
        for name, column in zip(rows.column_names, rows.columns, strict=True)
        if column.null_count < len(column)
    }
    names = tuple(cells)
    each = zip(*cells.values(), strict=True) if cells else repeat((), rows.num_rows)
    read = (profile_or_fault(dict(zip(names, row))) for row in each)  # noqa: B905 - as many as there are names
    return form_table(read, maker)
