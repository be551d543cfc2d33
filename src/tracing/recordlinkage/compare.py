"""The comparisons of this package as features of the toolkit's ``Compare``.

A feature standardises the distinct rows that it is given and compares them by the same kernels as ``match`` does, so it weighs
what ``explain`` says. What a comparison reads is more than one column: a name's rarity hangs on where the child is from, a date's
order on the agency.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.encode import encode
from tracing.linkage.fixed import UNIT
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.score import Scorer, weights_of
from tracing.linkage.table import table_levels
from tracing.recordlinkage.sides import MatcherLike, distinct, matcher_of, records_of
from tracing.recordlinkage.toolkit import BaseCompareFeature, Compare
from tracing.records import CHILD_COLUMNS, INQUIRY_COLUMNS, InputError

__all__ = [
    "BirthInterval",
    "IdentityDocuments",
    "PlaceOfOrigin",
    "SpanishName",
    "SurnamePair",
    "Telephones",
    "Value",
    "WholeRecord",
    "compare",
]

Value = Literal["bits", "level"]
"""What a feature gives: the weight in bits, or the number of the level, 0 being the strongest and the last one missing."""

_ORIGIN = (
    "nationality", "origin_country", "origin_admin1", "origin_admin2", "origin_locality", "origin_text",
)  # fmt: skip
_NAME = ("given_names", "first_surname", "second_surname", "full_name", "aliases", "sex", *_ORIGIN)

Mapped = Mapping[str, str]


class _Feature(BaseCompareFeature):  # type: ignore[misc]
    """Comparisons of kind ``kinds`` over ``columns`` of the file contract.

    ``left``, ``right``: contract column → column of the frame, for frames whose columns have other names; what isn't
    mapped is not known. ``right`` is as ``left`` unless given. InputError where the matcher hasn't the comparison.
    """

    kinds: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        left: Mapped | None = None,
        right: Mapped | None = None,
        *,
        matcher: MatcherLike = "default",
        value: Value = "bits",
        label: str | list[str] | None = None,
    ) -> None:
        if value not in get_args(Value):
            raise InputError(f"value {value!r}: expected one of {', '.join(get_args(Value))}")
        self.file = matcher_of(matcher)
        self.value = value
        self.left, self.right = self._mapped(left, right)
        names = self._names()
        given = label or (names[0] if len(names) == 1 else names)
        super().__init__(list(self.left.values()), list(self.right.values()), label=given)

    def _mapped(self, left: Mapped | None, right: Mapped | None) -> tuple[dict[str, str], dict[str, str]]:
        own = {name: name for name in self.columns}
        first = own if left is None else dict(left)
        return first, (first if left is not None else own) if right is None else dict(right)

    def _names(self) -> list[str]:
        known = {c.kind: c.name for c in self.file.comparisons}
        lacking = [kind for kind in self.kinds if kind not in known]
        if lacking:
            raise InputError(f"{self.file.source}: the matcher has no comparison of kind {lacking[0]}")
        return [known[kind] for kind in self.kinds]

    def _compute_vectorized(self, *cells: pd.Series) -> NDArray[np.float64]:
        """Return one column for each comparison, one row for each pair: (pairs,) or (pairs, comparisons)."""
        sides = (
            pd.DataFrame({n: c.to_numpy() for n, c in zip(self.left, cells, strict=False)}),
            pd.DataFrame({n: c.to_numpy() for n, c in zip(self.right, cells[len(self.left) :], strict=True)}),
        )
        numbers, rows = zip(*(distinct(side) for side in sides), strict=True)
        levels, weights = self._compared(rows[0], rows[1], numbers[0], numbers[1])
        found = levels.astype(np.float64) if self.value == "level" else weights / UNIT
        return found[0] if len(found) == 1 else found.T

    def _compared(
        self, left: pd.DataFrame, right: pd.DataFrame, a: NDArray[np.int64], b: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """Compare rows ``a[k]`` and ``b[k]``: levels and weights (units), both of shape (comparisons, pairs)."""
        kinds = [c.kind for c in self.file.comparisons]
        scorer, chosen = Scorer(self.file), [kinds.index(kind) for kind in self.kinds]
        children, places_a = records_of(left, "children")
        inquiries, places_b = records_of(right, "inquiries")
        blocked = encode(self.file, children, inquiries)
        x, y = _moved(places_a, len(left))[a], _moved(places_b, len(right))[b]
        read = (x >= 0) & (y >= 0)
        levels = np.empty((len(chosen), len(a)), dtype=np.uint8)
        weights = np.empty((len(chosen), len(a)), dtype=np.int32)
        for row, at in enumerate(chosen):
            levels[row] = len(self.file.comparisons[at].levels) - 1
            weights[row] = weights_of(self.file.comparisons[at]).base[-1]
        scores = scorer.empty(int(read.sum()))
        # Surnames and given names are chosen together, as one comparison.
        kinds = sorted({"given_names" if kind == "surnames" else kind for kind in self.kinds})
        scorer.fill(kinds, x[read], y[read], blocked.children, blocked.inquiries, scores)
        levels[:, read], weights[:, read] = scores.levels[chosen], scores.weights[chosen]
        return levels, weights


def _moved(places: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the record of each row, -1 where it couldn't be read."""
    moved = np.full(size, -1, dtype=np.int64)
    moved[places] = np.arange(len(places))
    return moved


class SpanishName(_Feature):
    """Given names: sound, short forms, dropped María or José, initials, order; rarity by country."""

    kinds = ("given_names",)
    columns = _NAME


class SurnamePair(_Feature):
    """Both surnames as a pair: swapped, joined, one missing, said the same; rarity by country and department."""

    kinds = ("surnames",)
    columns = _NAME


class BirthInterval(_Feature):
    """Birth dates as intervals: swapped day and month, ages, years, imputed days."""

    kinds = ("birth",)
    columns = ("birth_date", "age", "age_date", "event_date", "agency")


class PlaceOfOrigin(_Feature):
    """Where the child is from: village, municipality, distance, department, country."""

    kinds = ("origin",)
    columns = _ORIGIN


class Telephones(_Feature):
    """Whether a telephone number is in common."""

    kinds = ("phones",)
    columns = ("phones", "agency")


class IdentityDocuments(_Feature):
    """Identity numbers by kind, weighed by their check digits."""

    kinds = ("documents",)
    columns = ("documents", "agency")


class WholeRecord(_Feature):
    """All comparisons of a matcher at once, and what brothers and sisters take off (``kinship``).

    The columns of ``bits`` sum to the match weight of ``links``, but for travelling companions, whom a single pair doesn't
    know. Of a matcher for plain tables the columns are those that it names.
    """

    def _mapped(self, left: Mapped | None, right: Mapped | None) -> tuple[dict[str, str], dict[str, str]]:
        if self.file.schema == "table":
            own = {str(c.options["column"]): str(c.options["column"]) for c in self.file.comparisons}
            first = own if left is None else dict(left)
            return first, first if right is None else dict(right)
        found = {n: n for n in CHILD_COLUMNS if n != "record_id"} if left is None else dict(left)
        if right is not None:
            return found, dict(right)
        return found, {n: n for n in INQUIRY_COLUMNS if n != "record_id"} if left is None else found

    def _names(self) -> list[str]:
        names = [c.name for c in self.file.comparisons]
        return [*names, "kinship"] if self.file.kinship is not None else names

    def _compared(
        self, left: pd.DataFrame, right: pd.DataFrame, a: NDArray[np.int64], b: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        if self.file.schema == "table":
            levels = table_levels(self.file, left, right, a, b)
            rows = zip(self.file.comparisons, levels, strict=True)
            return levels, np.stack([weights_of(c).base[level] for c, level in rows]).astype(np.int32)
        children, places_a = records_of(left, "children")
        inquiries, places_b = records_of(right, "inquiries")
        x, y = _moved(places_a, len(left))[a], _moved(places_b, len(right))[b]
        read = (x >= 0) & (y >= 0)
        size = len(self._names())
        levels, weights = _nothing_known(self.file, size, len(a))
        blocked = encode(self.file, children, inquiries)
        scores = Scorer(self.file).columns(x[read], y[read], blocked.children, blocked.inquiries)
        levels[:, read], weights[:, read] = scores.levels[:size], scores.weights[:size]
        return levels, weights


class _Whole(Compare):  # type: ignore[misc]
    """The toolkit's ``Compare``, which says of a missing column only that there is one."""

    def _get_labels_left(self, validate: pd.DataFrame | None = None) -> list[str]:
        _require(self.features[0].left, validate, "left")
        labels: list[str] = super()._get_labels_left(validate)
        return labels

    def _get_labels_right(self, validate: pd.DataFrame | None = None) -> list[str]:
        _require(self.features[0].right, validate, "right")
        labels: list[str] = super()._get_labels_right(validate)
        return labels


def _require(columns: Mapped, frame: pd.DataFrame | None, side: str) -> None:
    missing = [own for own in columns.values() if frame is not None and own not in frame.columns]
    if missing:
        raise InputError(
            f"the {side} frame has no column {', '.join(missing)}. Expected those of tracing.read_children(…).frame or "
            "read_inquiries(…).frame, empty where nothing is known; WholeRecord({contract column: own column}) compares what there is."
        )


def _nothing_known(file: MatcherFile, rows: int, pairs: int) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Return what records that couldn't be read come to: missing everywhere, no kinship to be told."""
    levels = np.full((rows, pairs), 2, dtype=np.uint8)
    weights = np.zeros((rows, pairs), dtype=np.int32)
    for row, comparison in enumerate(file.comparisons):
        levels[row] = len(comparison.levels) - 1
        weights[row] = weights_of(comparison).base[-1]
    return levels, weights


def compare(matcher: MatcherLike = "default", value: Value = "bits") -> Compare:
    """Return the toolkit's ``Compare`` with all comparisons of a matcher, one column each.

    Its ``compute(pairs, children, inquiries)`` wants all columns of the file contract (``tracing.read_children(…).frame``), or of
    the table that the matcher is for; InputError names those that aren't there.
    """
    return _Whole([WholeRecord(matcher=matcher, value=value)])
