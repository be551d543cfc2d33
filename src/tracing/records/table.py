"""A file's cells after taking it apart and before judging them: the form that all readers hand on."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

from tracing.records.refusals import Refusal

__all__ = ["NestedError", "Table", "cell_text", "number_text"]


@dataclass(slots=True)
class Table:
    """Columns of text, one entry per row that could be taken apart.

    ``columns[i][j]`` is the cell of column i in row j, ``lines[j]`` the line where row j begins.
    ``escaped`` tells that a leading apostrophe before ``= + - @`` is the writer's mark for "text, no
    formula" (CSV). ``forms``: what a standardised file (Parquet) holds beyond text, row for row.
    """

    source: str
    header: list[str]
    columns: list[list[str | None]]
    lines: list[int]
    header_line: int | None = 1
    escaped: bool = False
    refusals: list[Refusal] = field(default_factory=list)
    forms: pa.Table | None = None


class NestedError(ValueError):
    """A value is no text, number, date or plain list of these; the message says what it is."""


def number_text(value: float | Decimal | int) -> str | None:
    """Return a number as a person would have typed it: ``801000000000.0`` → ``801000000000``; NaN → None."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return None
    if value == int(value):
        return str(int(value))
    return repr(value) if isinstance(value, float) else format(value, "f")


def _day_text(value: dt.date) -> str:
    if isinstance(value, dt.datetime):
        # Spreadsheets and pandas have no plain dates: midnight is how they store a day without a time.
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return value.isoformat()


def cell_text(value: object) -> str | None:
    """Return any cell value as text: NaN, NaT and None → None, dates in ISO form, lists joined with ``;``.

    Raises NestedError for mappings, lists within lists, bytes and other objects.
    """
    if value is None or isinstance(value, str):
        return value
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, np.generic):
        return cell_text(pd.Timestamp(value) if isinstance(value, np.datetime64) else value.item())
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    if isinstance(value, dt.date):
        return _day_text(value)
    if isinstance(value, dt.time):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return _list_text(value)
    if isinstance(value, numbers.Number):
        return str(value)
    raise NestedError(f"the cell holds a {type(value).__name__}, not text, a number or a list of these")


def _list_text(values: Iterable[object]) -> str | None:
    parts: list[str] = []
    for value in values:
        if isinstance(value, list | tuple | set | frozenset | np.ndarray):
            raise NestedError("the cell holds a list within a list")
        text = cell_text(value)
        if text is None or not text.strip():
            continue
        if ";" in text:
            # Joining would silently make two entries of one.
            raise NestedError("an entry of the list contains the list separator ';'")
        parts.append(text.strip())
    return ";".join(parts) or None
