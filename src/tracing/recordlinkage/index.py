"""The blocking rules of a matcher as an indexing algorithm of the toolkit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.encode import Blocked, encode
from tracing.linkage.like_pairs import within_one_side
from tracing.linkage.local import block_pairs
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.table import block_tables
from tracing.recordlinkage.compare import Mapped
from tracing.recordlinkage.sides import MatcherLike, matcher_of, named, records_of
from tracing.recordlinkage.toolkit import BaseIndexAlgorithm
from tracing.records import InputError

__all__ = ["DomainIndex"]


class DomainIndex(BaseIndexAlgorithm):  # type: ignore[misc]
    """Pairs that share a key of any rule of a matcher and that sex, birth and origin don't speak against.

    ``index(children, inquiries)`` gives the candidates of ``match``, but for those that travelling companions bring;
    ``index(children)`` those of ``duplicates``. ``rules``: names of the rules to use, all if None. ``left``, ``right``: contract
    column → column of the frame, where they have other names. InputError for a rule that the matcher hasn't.
    """

    name = "tracing"
    description = "Blocking rules of a tracing matcher"

    def __init__(
        self,
        matcher: MatcherLike = "default",
        *,
        rules: Sequence[str] | None = None,
        left: Mapped | None = None,
        right: Mapped | None = None,
        verify_integrity: bool = True,
        suffixes: tuple[str, str] = ("_1", "_2"),
    ) -> None:
        super().__init__(verify_integrity=verify_integrity, suffixes=suffixes)
        self.file = _with_rules(matcher_of(matcher), rules)
        self.left, self.right = left, left if right is None else right

    def _link_index(self, df_a: pd.DataFrame, df_b: pd.DataFrame) -> pd.MultiIndex:
        left, right = named(df_a, self.left), named(df_b, self.right)
        if self.file.schema == "table":
            a, b, _ = block_tables(self.file, left, right)
            return _pairs(df_a, df_b, a, b)
        children, places_a = records_of(left, "children")
        inquiries, places_b = records_of(right, "inquiries")
        a, b = _found(self.file, encode(self.file, children, inquiries))
        return _pairs(df_a, df_b, places_a[a], places_b[b])

    def _dedup_index(self, df_a: pd.DataFrame) -> pd.MultiIndex:
        if self.file.schema == "table":
            found: pd.MultiIndex = super()._dedup_index(df_a)
            return found
        # One record on both sides: what only inquiries have does no harm to children.
        records, places = records_of(named(df_a, self.left), "inquiries")
        one_side = within_one_side(self.file)
        columns = encode(one_side, records, records).inquiries
        a, b = _found(one_side, Blocked(columns, columns))
        # A year is widened on one side only, so a pair may be found from either; it counts once, the later record first.
        once = np.unique(np.stack([np.maximum(a, b), np.minimum(a, b)])[:, a != b], axis=1)
        return _pairs(df_a, df_a, places[once[0]], places[once[1]])


def _with_rules(file: MatcherFile, rules: Sequence[str] | None) -> MatcherFile:
    if rules is None:
        return file
    known = {rule.name: rule for rule in file.blocking}
    unknown = [name for name in rules if name not in known]
    if unknown:
        raise InputError(
            f"{file.source}: the matcher has no blocking rule {unknown[0]!r}; it has {', '.join(known)}"
        )
    return replace(file, blocking=tuple(known[name] for name in rules))


def _found(file: MatcherFile, blocked: Blocked) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    nothing = np.empty(0, dtype=np.int64)
    chunks = list(block_pairs(file, blocked))
    return (
        np.concatenate([nothing, *(chunk.left for chunk in chunks)]),
        np.concatenate([nothing, *(chunk.right for chunk in chunks)]),
    )


def _pairs(
    df_a: pd.DataFrame, df_b: pd.DataFrame, a: NDArray[np.int64], b: NDArray[np.int64]
) -> pd.MultiIndex:
    # pandas takes arrays; its stubs ask for lists, which would be slow.
    levels: list[Any] = [df_a.index, df_b.index]
    codes: list[Any] = [a, b]
    return pd.MultiIndex(levels=levels, codes=codes, verify_integrity=False)
