"""The words of form tables: worked out as their records come in, while other processes standardise the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tracing.linkage.distinct import distinct
from tracing.linkage.form_table import NAMES
from tracing.linkage.words import Spelling, WordMaker

__all__ = ["MetWords", "rows_with"]

_COLUMNS = (*(f"{who}_words" for who in NAMES), "own", "sibling_names")
"""Columns of a form table that hold words."""


class MetWords:
    """Has ``maker`` work out the words of form tables, so that ``columns.columns_of`` finds them made."""

    def __init__(self, maker: WordMaker) -> None:
        self._maker = maker
        self._met: set[str | None] = {None}

    def meet(self, table: pa.Table) -> None:
        """Work out the words of ``table`` that weren't met before."""
        chunks = [chunk for name in _COLUMNS for chunk in pc.list_flatten(table.column(name)).chunks]
        new = set(pc.unique(pa.chunked_array(chunks, type=pa.string())).to_pylist()) - self._met
        self._met |= new
        for text in filter(None, new):
            self._maker.word(Spelling.from_text(text))


def rows_with(table: pa.Table, words: Sequence[str]) -> NDArray[np.int64]:
    """Return the rows of a form table that hold any of ``words`` (``Spelling.to_text``), in order."""
    wanted = pa.array(words, type=pa.string())
    found = [np.empty(0, dtype=np.int64)]
    for name in _COLUMNS:
        lists = table.column(name)
        held = pc.is_in(pc.list_flatten(lists), value_set=wanted)
        found.append(pc.list_parent_indices(lists).filter(held).to_numpy())
    return distinct(*found)
