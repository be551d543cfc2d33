"""Which inquiries are of one family: the unit that an evaluation resamples.

Pairs of one family are not independent: brothers sought together share their mother's misspelt name, and win or lose
together. Intervals that resample pairs would be too narrow; resampling whole families keeps what belongs together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.records import Records
from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.text import fold, tokens

__all__ = ["families_of"]

_FULL = 3
"""Words of a name that, with nothing beside it, tells an inquirer from her homonyms."""


def _words(text: str | None) -> list[str]:
    return [] if not text or is_placeholder(text) else tokens(fold(text))


def _surnames(row: Mapping[str, str | None]) -> list[str]:
    """The child's first surname; of a name in one cell the last two words, one of which it is."""
    split = _words(row.get("first_surname"))
    return [" ".join(split)] if split else _words(row.get("full_name"))[-2:]


def _ties(row: Mapping[str, str | None]) -> Iterator[Hashable]:
    """What a row shares with the rows of its family."""
    agency = row.get("agency") or ""
    if row.get("group_id"):
        yield ("group", agency, row["group_id"])
    surnames = _surnames(row)
    for column in ("mother_name", "inquirer_name"):
        adult = _words(row.get(column))
        if len(adult) >= 2:
            yield from (("adult", " ".join(adult), surname) for surname in surnames)
    inquirer = _words(row.get("inquirer_name"))
    if len(inquirer) >= _FULL:
        yield ("inquirer", agency, " ".join(inquirer))


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def families_of(
    inquiry_ids: Sequence[str], truth: pd.DataFrame, inquiries: Records | None = None
) -> NDArray[np.int64]:
    """Return a family number (from 0, without gaps) for each of ``inquiry_ids``.

    Two inquiries are of one family if truth gives them the same child. Given ``inquiries``, also if one agency's
    group holds both, if a mother or inquirer of the same name asks for children of the same first surname, or
    if one inquirer with a name of three words or more asks for both at one agency; and so on from inquiry to
    inquiry. Names are compared letter for letter, without case and accents.
    """
    number = {inquiry: i for i, inquiry in enumerate(inquiry_ids)}
    parent = list(range(len(number)))
    first: dict[Hashable, int] = {}

    def tie(inquiry: str, key: Hashable) -> None:
        i = number.get(inquiry)
        if i is not None:
            a, b = _root(parent, i), _root(parent, first.setdefault(key, i))
            parent[max(a, b)] = min(a, b)

    for child, inquiry in zip(truth["child_id"].astype(str), truth["inquiry_id"].astype(str), strict=True):
        tie(inquiry, ("child", child))
    if inquiries is not None:
        columns = [str(c) for c in inquiries.frame.columns]
        for cells in zip(*(inquiries.frame[c].tolist() for c in columns), strict=True):
            row = dict(zip(columns, cells, strict=True))
            for key in _ties(row):
                tie(row["record_id"], key)
    roots = np.array([_root(parent, i) for i in range(len(parent))], dtype=np.int64)
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)
