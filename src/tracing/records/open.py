"""A path or bytes → a table, whatever its format; the format is recognised by the content, not by the ending."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from tracing.records import delimited, jsonl, xlsx
from tracing.records.decode import decode
from tracing.records.errors import InputError
from tracing.records.frames import parse_parquet
from tracing.records.refusals import Refusal
from tracing.records.table import Table

__all__ = ["Format", "format_of", "head_of", "open_table", "table_of"]

_HEAD = 1 << 18
_TWO_BYTES = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Format = Literal["csv", "jsonl", "xlsx", "parquet"]


def open_table(path: str | Path, known: Sequence[str]) -> Table:
    """Return the cells of a CSV, JSON Lines, XLSX or Parquet file.

    ``known``: the column names by which separator and sheet are recognised. Raises InputError where the
    path is missing or unreadable, or where its content is no table.
    """
    return table_of(_bytes(Path(path)), Path(path).name, known)


def format_of(data: bytes, source: str) -> Format:
    """Return what kind of table a file's bytes are, without reading the table.

    Raises InputError for what can be none: another kind of file, damage, an archive that would unpack to far more than
    its size.
    """
    if data.startswith(b"PK\x03\x04"):
        xlsx.inspect(data, source)
        return "xlsx"
    if data.startswith(b"PAR1"):
        return "parquet"
    start = decode(data, source).text[:1000].lstrip("\ufeff \t\r\n")
    return "jsonl" if start.startswith(("[", "{")) else "csv"


def table_of(data: bytes, source: str, known: Sequence[str]) -> Table:
    """Return the cells of a file's bytes; ``source`` is what messages call it. Otherwise like ``open_table``."""
    if data.startswith(b"PK\x03\x04"):
        return xlsx.parse(data, source, known)
    if data.startswith(b"PAR1"):
        return parse_parquet(data, source)
    decoded = decode(data, source)
    del data
    start = decoded.text[:1000].lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        raise InputError(
            f"{source}: this is a JSON array. Expected JSON Lines: one object per line, without "
            "brackets and commas "
            "around them."
        )
    if start.startswith("{"):
        table = jsonl.parse(decoded.text, source, known)
    else:
        table = delimited.parse(decoded.text, source, known)
    table.refusals.extend(
        Refusal(
            source,
            line,
            "",
            "",
            "the line is not UTF-8 as the rest of the file and was read as Windows-1252",
            "Check its accents, and save the file as 'CSV UTF-8'.",
            "doubtful",
        )
        for line in decoded.odd_lines
    )
    return table


def head_of(data: bytes, source: str, known: Sequence[str], most: int) -> Table:
    """Return the first ``most`` rows of a file's bytes, however long it is. Raises InputError like ``table_of``."""
    if data.startswith(b"PK\x03\x04"):
        table = xlsx.parse(data, source, known, most)
    else:
        head = data[:_HEAD]
        if len(data) > _HEAD and (end := head.rfind(b"\n")) > 0 and not data.startswith(_TWO_BYTES):
            # A row that is cut off in the middle isn't one.
            head = head[: end + 1]
        table = table_of(head, source, known)
    table.columns = [column[:most] for column in table.columns]
    table.lines = table.lines[:most]
    return table


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file. Check the path.") from None
    except IsADirectoryError:
        raise InputError(f"{path}: this is a folder. Name a file in it.") from None
    except PermissionError:
        raise InputError(f"{path}: the file may not be read. Check its permissions.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: the file can't be read ({error}).") from None
