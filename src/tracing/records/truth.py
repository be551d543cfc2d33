"""Truth files and links files: pairs of ids, read back for training and evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tracing.records.errors import InputError
from tracing.records.frames import read_typed
from tracing.records.judge import clean
from tracing.records.open import open_table
from tracing.records.schema import LINK_COLUMNS, TRUTH_COLUMNS, match_header
from tracing.records.table import Table

__all__ = ["read_links", "read_truth"]

_NAN = float("nan")
_SCORES = ("rank", "weight", "probability")


def read_truth(path: str | Path) -> pd.DataFrame:
    """Return the true pairs: ``child_id`` and ``inquiry_id`` (str), each pair once, in the file's order.

    Any other column is ignored. Raises InputError for a missing column, an empty id, a row that can't be
    read, or links in the truth's place: a measurement against half a truth, or of links by themselves, would
    be wrong without showing it.
    """
    table = _open(path, LINK_COLUMNS)
    _require(table, TRUTH_COLUMNS, "truth")
    if set(_SCORES) <= set(table.header):
        raise InputError(
            f"{table.source}: the columns are those of links, as matching writes them, not of truth. "
            f"Expected {', '.join(TRUTH_COLUMNS)}: the pairs that people have confirmed."
        )
    frame = _frame(table)[list(TRUTH_COLUMNS)]
    _require_ids(table, frame)
    return frame.drop_duplicates(ignore_index=True)


def read_links(path: str | Path, *, scored: bool = False) -> pd.DataFrame:
    """Return links as matching wrote them (CSV, JSON Lines, Parquet), in the file's order.

    ``inquiry_id``, ``child_id``, ``band`` and the levels are str or None, ``rank`` is int64, ``weight``,
    ``probability`` and each ``<name>_weight`` float64. Raises InputError for a missing id column, an empty
    id, a cell that should be a number and is none, or a row that can't be read. With ``scored``, for
    measuring: also where rank, weight or probability are missing or impossible, or a pair stands twice.
    """
    written = read_typed(path)
    if written is not None and _as_matching_writes(written):
        if scored:
            lines = range(2, len(written) + 2)
            _require_scores(Path(path).name, [str(c) for c in written.columns], written, lines)
        return written
    table = _open(path, LINK_COLUMNS)
    _require(table, LINK_COLUMNS[:2], "links")
    frame = _numbered(table)
    if scored:
        _require_scores(table.source, table.header, frame, table.lines)
    return frame


def _numbered(table: Table) -> pd.DataFrame:
    frame = _frame(table)
    _require_ids(table, frame)
    for name in frame.columns:
        if name == "rank":
            frame[name] = _numbers(table, frame[name], whole=True)
        elif _is_weight(name):
            frame[name] = _numbers(table, frame[name], whole=False)
    return frame


def _require_scores(source: str, header: Sequence[str], frame: pd.DataFrame, lines: Sequence[int]) -> None:
    missing = [name for name in _SCORES if name not in header]
    if missing:
        raise InputError(
            f"{source}: the links have no column {' and '.join(missing)}. "
            f"Expected {', '.join(LINK_COLUMNS)}, as matching writes them."
        )
    rank, weight, probability = (frame[name].to_numpy() for name in _SCORES)
    for name, good, expected in (
        ("rank", rank >= 1, "a rank of 1 or more"),
        ("weight", np.isfinite(weight), "a number of bits"),
        # Not a number compares as false, so that an empty cell is caught as well.
        ("probability", (probability >= 0) & (probability <= 1), "a probability between 0 and 1"),
    ):
        if not good.all():
            line = lines[int(np.flatnonzero(~good)[0])]
            raise InputError(
                f"{source}, line {line}, column {name}: expected {expected}. Write the links again."
            )
    twice = np.flatnonzero(frame.duplicated(list(LINK_COLUMNS[:2])).to_numpy())
    if len(twice):
        raise InputError(
            f"{source}, line {lines[int(twice[0])]}: the pair already stands in an earlier line. "
            "Each pair may stand once; write the links again."
        )


def _is_weight(name: str) -> bool:
    return name in ("weight", "probability") or name.endswith("_weight")


def _as_matching_writes(frame: pd.DataFrame) -> bool:
    """Return whether a Parquet file already has the types of links, so that no cell need pass through text."""
    if not set(LINK_COLUMNS[:2]) <= set(frame.columns) or not frame.columns.is_unique:
        return False
    if frame[list(LINK_COLUMNS[:2])].isna().to_numpy().any():
        return False
    kinds = {
        str(name): np.int64 if name == "rank" else np.float64 if _is_weight(str(name)) else np.object_
        for name in frame.columns
    }
    return all(
        frame[name].dtype == kind and (kind is not np.object_ or _is_text(frame[name]))
        for name, kind in kinds.items()
    )


def _is_text(cells: pd.Series) -> bool:
    return pd.api.types.infer_dtype(cells, skipna=True) in ("string", "empty")


def _open(path: str | Path, known: Sequence[str]) -> Table:
    table = open_table(path, LINK_COLUMNS)
    table.header = match_header(table.header, known, table.source)
    return table


def _require(table: Table, names: Sequence[str], what: str) -> None:
    missing = [name for name in names if name not in table.header]
    if missing:
        # The found columns are not shown: this may be a file of children without its header.
        raise InputError(
            f"{table.source}: this is no file of {what}: the column {' and '.join(missing)} is missing. "
            f"Expected {', '.join(names)}."
        )


def _frame(table: Table) -> pd.DataFrame:
    refusals, refused = clean(table)
    for refusal in (*table.refusals, *(r for r in refusals if refused)):
        if refusal.severity == "refused":
            raise InputError(str(refusal))
    data = {}
    for name, column in zip(table.header, table.columns, strict=True):
        cells = np.empty(len(column), dtype=object)
        cells[:] = column
        data[name] = cells
    return pd.DataFrame(data, columns=table.header)


def _require_ids(table: Table, frame: pd.DataFrame) -> None:
    for name in TRUTH_COLUMNS:
        empty = np.flatnonzero(frame[name].isna().to_numpy())
        if len(empty):
            raise InputError(
                f"{table.source}, line {table.lines[int(empty[0])]}, column {name}: the id is missing. "
                "Each row names one child and one inquiry."
            )


def _numbers(table: Table, cells: pd.Series, *, whole: bool) -> np.ndarray:
    texts = cells.tolist()
    # float() reads what repr() wrote to the last bit; an empty cell is a weight that is not known.
    try:
        if whole:
            return np.array([int(text) for text in texts], dtype=np.int64)
        return np.array([_NAN if text is None else float(text) for text in texts], dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        bad = next(position for position, text in enumerate(texts) if not _is_number(text, whole=whole))
    raise InputError(
        f"{table.source}, line {table.lines[bad]}, column {cells.name}: "
        f"expected a {'whole number' if whole else 'number'}. Write the links again."
    )


def _is_number(text: str | None, *, whole: bool) -> bool:
    try:
        return abs(int(text or "")) < 2**63 if whole else text is None or float(text) is not None
    except ValueError:
        return False
