"""A table → a file, whole or not at all."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tracing.records.errors import InputError, OutputError
from tracing.records.frames import FORMS

__all__ = ["open_atomic", "write_table"]

# Spreadsheets run a cell that begins with one of these. Apostrophes before it are escaped as well, so that
# reading takes off exactly what writing put on.
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_ROWS = 50_000


def write_table(frame: pd.DataFrame, path: str | Path, forms: pa.Table | None = None) -> None:
    """Write a frame, without its index, as the path's ending says: ``.csv``, ``.jsonl`` or ``.parquet``.

    ``forms``, row for row with the frame, are what comparing needs of each row; Parquet alone can hold them.

    The file appears complete or not at all. CSV and JSON Lines are UTF-8 with ``\\n``; missing values are
    empty cells or null; floats are written so that reading gives the same bits. In CSV, text that a
    spreadsheet would run as a formula (``= + - @``, tab or carriage return in front) gets an apostrophe
    before it; reading takes it off. Raises InputError for another ending and where the file can't be
    created, OutputError where writing fails on the way.
    """
    path = Path(path)
    writers: dict[str, tuple[Literal["w", "wb"], Callable[[pd.DataFrame, IO[Any]], None]]] = {
        ".csv": ("w", _csv),
        ".jsonl": ("w", _jsonl),
        ".parquet": ("wb", _parquet),
    }
    if path.suffix.lower() not in writers:
        raise InputError(
            f"{path}: unknown ending {path.suffix!r}. Name a file that ends in .csv, .jsonl or .parquet."
        )
    mode, write = writers[path.suffix.lower()]
    try:
        with open_atomic(path, mode) as file:
            if forms is not None and write is _parquet:
                _standardised(frame, forms, file)
            else:
                write(frame, file)
    except OSError as error:
        raise OutputError(f"{path}: the file could not be written ({error.strerror or error}).") from error


@contextmanager
def open_atomic(path: str | Path, mode: Literal["w", "wb"] = "w") -> Iterator[IO[Any]]:
    """Open a file for writing that takes the place of ``path`` only when the block ends well.

    Until then the data stand in ``.<name>.partial`` in the same folder; an error or an interrupt removes it
    and leaves an older file untouched. ``mode`` is ``w`` (UTF-8, line ends as given) or ``wb``. Raises
    InputError where the folder is missing or the file can't be created.
    """
    if mode not in ("w", "wb"):
        raise ValueError(f"mode {mode!r}: expected 'w' or 'wb'")
    # Through a link to the file it stands for: replacing the link itself would leave the real file as it was.
    target = Path(os.path.realpath(path))
    partial = target.with_name(f".{target.name}.partial")
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            raise InputError(f"{path}: this is a folder or device. Name a file.")
        file = partial.open(mode) if mode == "wb" else partial.open(mode, encoding="utf-8", newline="")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no folder {target.parent.name!r}. Create it first.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: the file can't be written here ({reason}).") from None
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _escape(value: object) -> object:
    return "'" + value if isinstance(value, str) and _RUNS.match(value) else value


def _cells(column: pd.Series) -> list[object]:
    """Return a column's values as plain Python objects, None where missing."""
    values: list[object] = column.tolist()
    if column.dtype.kind in "biu":
        return values
    if column.dtype.kind == "f":
        return [None if missing else v for v, missing in zip(values, column.isna(), strict=True)]
    return [_plain(value) for value in values]


def _plain(value: object) -> object:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(item) for item in value]
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, bool | int | float) else str(value)


def _text(value: object) -> object:
    if isinstance(value, list):
        return _escape(";".join(str(item) for item in value))
    return _escape(value)


def _chunks(frame: pd.DataFrame) -> Iterator[list[list[object]]]:
    for start in range(0, len(frame), _ROWS):
        part = frame.iloc[start : start + _ROWS]
        yield [_cells(part.iloc[:, place]) for place in range(part.shape[1])]


class _UnixLines:
    """Ends rows with ``\\n``: told so itself, the csv module would leave carriage returns unquoted."""

    def __init__(self, file: IO[str]) -> None:
        self._write = file.write

    def write(self, row: str) -> int:
        """Write one row, which ends with ``\\r\\n``."""
        return self._write(row[:-2] + "\n")


def _csv(frame: pd.DataFrame, file: IO[Any]) -> None:
    writer = csv.writer(_UnixLines(file), lineterminator="\r\n")
    writer.writerow([_escape(str(name)) for name in frame.columns])
    text = [dtype.kind not in "biuf" for dtype in frame.dtypes]
    for columns in _chunks(frame):
        cells = [list(map(_text, c)) if is_text else c for c, is_text in zip(columns, text, strict=True)]
        writer.writerows(zip(*cells, strict=True))


def _jsonl(frame: pd.DataFrame, file: IO[Any]) -> None:
    names = [str(name) for name in frame.columns]
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    for columns in _chunks(frame):
        file.writelines(
            encode(dict(zip(names, row, strict=True))) + "\n" for row in zip(*columns, strict=True)
        )


def _standardised(frame: pd.DataFrame, forms: pa.Table, file: IO[Any]) -> None:
    column = pa.chunked_array(forms.to_struct_array())
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False).append_column(FORMS, column), file)


def _parquet(frame: pd.DataFrame, file: IO[Any]) -> None:
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), file)
