"""Frames of the toolkit → records of this package: columns by the names of the file contract, rows by their place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage import Matcher
from tracing.linkage.matcher import MatcherFile, load_matcher
from tracing.records import Records, Side, read_children, read_inquiries
from tracing.records.table import cell_text

__all__ = ["MatcherLike", "distinct", "matcher_of", "named", "records_of"]

MatcherLike = str | Path | Matcher | MatcherFile
"""A shipped matcher's name, a matcher file's path, or a matcher."""


def matcher_of(matcher: MatcherLike) -> MatcherFile:
    """Return the matcher's file; InputError says what is wrong with it."""
    if isinstance(matcher, MatcherFile):
        return matcher
    return matcher.file if isinstance(matcher, Matcher) else load_matcher(matcher)


def named(frame: pd.DataFrame, columns: Mapping[str, str] | None) -> pd.DataFrame:
    """Return the frame with the contract's names for its columns; ``columns`` says which of its own each of them is,
    None that they have these names already. KeyError for a column that isn't there."""
    if columns is None:
        return frame
    return pd.DataFrame({name: frame[own] for name, own in columns.items()}, index=frame.index)


def records_of(frame: pd.DataFrame, side: Side) -> tuple[Records, NDArray[np.int64]]:
    """Return the rows of a frame as records, and the place in the frame of each: rows that can't be read are left out."""
    rows = frame.drop(columns="record_id", errors="ignore").reset_index(drop=True)
    rows.insert(0, "record_id", [str(place) for place in range(len(rows))])
    records = read_children(rows) if side == "children" else read_inquiries(rows)
    return records, records.frame["record_id"].to_numpy().astype(np.int64)


def distinct(frame: pd.DataFrame) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Return the number of each row among the distinct ones, and these: a record stands in many pairs."""
    text = pd.DataFrame({name: _texts(frame[name]) for name in frame})
    number = text.groupby(list(text.columns), sort=False, dropna=False).ngroup().to_numpy()
    _, first = np.unique(number, return_index=True)
    return number.astype(np.int64), text.iloc[first].reset_index(drop=True)


def _texts(cells: pd.Series) -> list[str | None]:
    return [c if c is None or type(c) is str else cell_text(c) for c in cells.tolist()]
