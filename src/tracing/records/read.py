"""A file or frame → ``Records``: the door through which children and inquiries enter."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from tracing.records.errors import InputError
from tracing.records.frames import parse_frame
from tracing.records.headers import put_under
from tracing.records.judge import clean, judge_ids
from tracing.records.open import head_of, open_table, table_of
from tracing.records.refusals import Refusal
from tracing.records.schema import (
    INQUIRER_COLUMNS,
    LINK_COLUMNS,
    NAME_COLUMNS,
    TRUTH_COLUMNS,
    Side,
    columns_of,
    match_header,
)
from tracing.records.table import Table

__all__ = [
    "Records",
    "Rows",
    "accept",
    "check_sides",
    "first_rows",
    "read_children",
    "read_inquiries",
    "rows_of",
]

_ALL = (*columns_of("inquiries"), *TRUTH_COLUMNS, *LINK_COLUMNS)


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """The accepted records of one side, and what was wrong with the others.

    ``frame``: one row per record, index 0..n-1, all columns of the contract for that side in its order,
    each cell a stripped str or None. ``lines``: where each row begins in the file (header = 1; for frames
    and Parquet as if it had been written so). ``source``: the file's name without its folder, or
    ``<frame>``. ``extra``: the cells of the ``unknown_columns``, aligned with ``frame``. ``forms``: what
    ``tracing standardise`` made of the rows, where the file has it; of use to rooms above only.
    """

    side: Side
    frame: pd.DataFrame
    lines: NDArray[np.int64]
    source: str
    refusals: tuple[Refusal, ...]
    unknown_columns: tuple[str, ...]
    extra: pd.DataFrame
    forms: pa.Table | None = None

    def __len__(self) -> int:
        return len(self.frame)

    def refuse(self, refusals: Iterable[Refusal], rows: ArrayLike) -> Records:
        """Return a copy without ``rows`` (positions, or one bool per row), with ``refusals`` added.

        For steps after reading that find a value impossible. Raises IndexError for a position out of range.
        """
        chosen = np.asarray(rows)
        keep = np.ones(len(self.frame), dtype=bool)
        if chosen.size:
            keep[chosen] = False
        return replace(
            self,
            frame=self.frame[keep].reset_index(drop=True),
            lines=self.lines[keep],
            refusals=(*self.refusals, *refusals),
            extra=self.extra[keep].reset_index(drop=True),
            forms=None if self.forms is None else self.forms.filter(pa.array(keep)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table as it was judged, before it becomes ``Records``: what a program that has no use for frames works on.

    ``columns``: the cells of all rows by name, stripped, those of the ``unknown_columns`` too; of the contract's only
    those that the table has. ``keep``: which rows were accepted. ``lines`` and ``refusals`` are as in ``Records``.
    """

    side: Side
    columns: dict[str, list[str | None]]
    lines: list[int]
    keep: NDArray[np.bool_]
    source: str
    refusals: tuple[Refusal, ...]
    unknown_columns: tuple[str, ...]
    forms: pa.Table | None = None


def read_children(source: str | Path | pd.DataFrame) -> Records:
    """Return the child records of a CSV, JSON Lines, XLSX or Parquet file, or of a frame (file contract).

    Rows that can't be read stand in ``refusals`` and don't stop the rest. Raises InputError where the whole
    is unusable: no such file, no table, no ``record_id`` column, a doubled column, or inquiries in the
    children's place.
    """
    return _read(source, "children")


def read_inquiries(source: str | Path | pd.DataFrame) -> Records:
    """Return the inquiries of a file or frame: like ``read_children``, with the inquirer's columns."""
    return _read(source, "inquiries")


def check_sides(children: Records, inquiries: Records) -> None:
    """Raise InputError where children and inquiries seem to be swapped.

    Only inquiries say who asks: if the children have the inquirer's columns and no inquiry has anything in
    them, the two files were most likely given in the wrong order.
    """
    if children.side != "children" or inquiries.side != "inquiries":
        raise InputError(
            f"{children.source} was read as {children.side} and {inquiries.source} as {inquiries.side}: "
            "expected the children first, then the inquiries."
        )
    asking = [name for name in INQUIRER_COLUMNS if name in children.unknown_columns]
    if asking and not inquiries.frame[list(INQUIRER_COLUMNS)].notna().to_numpy().any():
        raise InputError(_swapped(children.source, asking))


def _swapped(source: str, asking: Sequence[str]) -> str:
    return (
        f"{source}: the children's file has the column {' and '.join(asking)}, which only inquiries have. "
        "The two files seem to be swapped: give the children first, then the inquiries."
    )


def _read(source: str | Path | pd.DataFrame, side: Side) -> Records:
    if isinstance(source, pd.DataFrame):
        table = parse_frame(source, "<frame>")
    elif isinstance(source, str | Path):
        table = open_table(source, _ALL)
    else:
        raise TypeError(f"expected a path or a pandas DataFrame, got {type(source).__name__}")
    rows = accept(table, side)
    nothing: list[str | None] = [None] * len(rows.lines)
    return Records(
        side=side,
        frame=_frame({name: rows.columns.get(name, nothing) for name in columns_of(side)}, rows.keep),
        lines=np.array(rows.lines, dtype=np.int64)[rows.keep],
        source=rows.source,
        refusals=rows.refusals,
        unknown_columns=rows.unknown_columns,
        extra=_frame({name: rows.columns[name] for name in rows.unknown_columns}, rows.keep),
        forms=None if rows.forms is None else rows.forms.filter(pa.array(rows.keep)),
    )


def rows_of(data: bytes, side: Side, source: str, columns: Mapping[str, str] | None = None) -> Rows:
    """Return the judged rows of a file's bytes, called ``source`` in messages; ``columns``: which of its headers mean what
    (``headers.put_under``). Raises InputError like ``read_children``."""
    return accept(table_of(data, source, _ALL), side, columns)


def first_rows(data: bytes, source: str, most: int = 20) -> Table:
    """Return the first rows of a file's bytes, its headers under the contract's names where they are written like them. What
    is wrong with rows isn't told. Raises InputError where the whole is unusable."""
    table = head_of(data, source, _ALL, most)
    table.header = match_header(table.header, columns_of("inquiries"), source)
    return table


def accept(table: Table, side: Side, columns: Mapping[str, str] | None = None) -> Rows:
    """Judge the rows of a table (file contract); the table is used up. Raises InputError like ``read_children``."""
    known = columns_of(side)
    # Matched with the inquirer's columns on both sides, so that they have one spelling where they don't
    # belong.
    table.header = match_header(table.header, columns_of("inquiries"), table.source)
    if columns:
        _drop_empty_nameless(table)
        put_under(table, columns)
    if "record_id" not in table.header:
        raise InputError(_no_record_id(table, side))
    remarks, refused = clean(table)
    _drop_empty_nameless(table)
    column = dict(zip(table.header, table.columns, strict=True))
    nothing: list[str | None] = [None] * len(table.lines)
    remarks += _of_header(table, known)
    for position, refusal in judge_ids(table, column["record_id"], column.get("agency", nothing), refused):
        refused.add(position)
        remarks.append(refusal)
    unknown = tuple(name for name in table.header if name not in known)
    keep = np.ones(len(table.lines), dtype=bool)
    keep[list(refused)] = False
    if side == "children":
        asking = [name for name in INQUIRER_COLUMNS if name in unknown]
        if any(cell is not None and kept for n in asking for cell, kept in zip(column[n], keep, strict=True)):
            raise InputError(_swapped(table.source, asking))
    remarks = sorted([*table.refusals, *remarks], key=lambda r: -1 if r.line is None else r.line)
    return Rows(side, column, table.lines, keep, table.source, tuple(remarks), unknown, table.forms)


def _frame(columns: dict[str, list[str | None]], keep: NDArray[np.bool_]) -> pd.DataFrame:
    data = {}
    for name, values in columns.items():
        cells = np.empty(len(values), dtype=object)
        cells[:] = values
        data[name] = cells if keep.all() else cells[keep]
    return pd.DataFrame(data, index=pd.RangeIndex(int(keep.sum())), columns=list(columns), dtype=object)


def _drop_empty_nameless(table: Table) -> None:
    """Forget columns with neither name nor content, as spreadsheets leave them at the right edge."""
    for place in range(len(table.header) - 1, -1, -1):
        if table.header[place] == f"column {place + 1}" and not any(table.columns[place]):
            del table.header[place], table.columns[place]


def _of_header(table: Table, known: Sequence[str]) -> list[Refusal]:
    """Return what is doubtful about the columns as a whole."""
    doubts = []

    def doubt(column: str, value: str, reason: str, mend: str) -> None:
        doubts.append(Refusal(table.source, table.header_line, column, value, reason, mend, "doubtful"))

    if not table.lines and not table.refusals:
        doubt("", "", "the file has a header but no records", "Check that the export was complete.")
    if not set(NAME_COLUMNS) & set(table.header):
        mend = "Give full_name, or given_names with first_surname and second_surname."
        doubt("full_name", "", "there is no column with the child's name", mend)
    missing = [name for name in known if name not in table.header]
    for name in table.header:
        if name not in known and (
            close := difflib.get_close_matches(name.lower(), missing, n=1, cutoff=0.85)
        ):
            doubt(name, "", "the column is unknown and was not used", f"Is {close[0]} meant?")
    return doubts


def _no_record_id(table: Table, side: Side) -> str:
    found = set(match_header(table.header, _ALL, table.source))
    expected = f"Expected record_id and any of {', '.join(columns_of(side)[1:9])}, ..."
    if set(TRUTH_COLUMNS) <= found:
        what = "links, as matching writes them" if {"rank", "weight", "probability"} & found else "truth"
        return f"{table.source}: the columns are those of {what}, not of {side}. {expected}"
    # A first line that is data would put a child's name into the message: show only what can't be one.
    names = all(re.fullmatch(r"[a-z][a-z0-9_ ]{1,40}", cell.strip()) for cell in table.header)
    if not names and not found & set(_ALL):
        return f"{table.source}: the first line names none of the columns. Is the header missing? {expected}"
    shown = ", ".join(table.header[:40])
    return f"{table.source}: there is no record_id column. Found: {shown}. {expected}"
