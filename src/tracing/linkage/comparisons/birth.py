"""Birth dates as intervals (brief E3): from the same documented day to births years apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.comparisons.compiled import kernel, small
from tracing.linkage.comparisons.kind import Kind, Sentence
from tracing.linkage.limits import ALTERNATIVES

if TYPE_CHECKING:
    from tracing.linkage.features import BirthForm

__all__ = ["BIRTH", "BirthColumns", "birth_kernel", "compare_birth"]

BIRTH = Kind(
    Sentence("Birth date", "Fecha de nacimiento"),
    {
        "exact": Sentence("the same day of birth", "el mismo día de nacimiento"),
        "alternative": Sentence(
            "the same day if the date is read in the other order",
            "el mismo día si la fecha se lee en el otro orden",
        ),
        "swapped": Sentence("day and month are swapped", "día y mes están invertidos"),
        "one_digit": Sentence("one digit differs", "difiere una sola cifra"),
        "same_day_month": Sentence("same day and month, another year", "mismo día y mes, otro año"),
        "adjacent": Sentence("one day apart", "un día de diferencia"),
        "same_month": Sentence("same month and year, another day", "mismo mes y año, otro día"),
        "same_year": Sentence("the same year, another date", "el mismo año, otra fecha"),
        "overlap": Sentence("age or year agree", "la edad o el año coinciden"),
        "near": Sentence("less than a year apart", "menos de un año de diferencia"),
        "apart": Sentence("one to three years apart", "de uno a tres años de diferencia"),
        "disjoint": Sentence("more than three years apart", "más de tres años de diferencia"),
        "missing": Sentence("not known on both sides", "no conocida en ambos lados"),
    },
)

(
    B_EXACT,
    B_ALTERNATIVE,
    B_SWAPPED,
    B_ONE_DIGIT,
    B_SAME_DAY_MONTH,
    B_ADJACENT,
    B_SAME_MONTH,
    B_SAME_YEAR,
    B_OVERLAP,
    B_NEAR,
    B_APART,
    B_DISJOINT,
    B_MISSING,
) = range(13)

NO_DAY = 0
"""Stands for "no sure day" in a column of yyyymmdd numbers."""


class BirthColumns(NamedTuple):
    """Birth dates of one side: interval in days since 1970 (``earliest > latest`` = missing), days as yyyymmdd."""

    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]
    days: NDArray[np.int32]


def _one_digit(a: str, b: str) -> bool:
    """One digit replaced, or two neighbours exchanged, in eight digits."""
    wrong = [i for i in range(8) if a[i] != b[i]]
    if len(wrong) == 1:
        return True
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and a[wrong[0]] == b[wrong[1]]
        and a[wrong[1]] == b[wrong[0]]
    )


def _swapped(day: str) -> str:
    return day[:4] + day[6:] + day[4:6]


def compare_birth(a: BirthForm | None, b: BirthForm | None) -> int:
    """Return the level; days count only where both are known to the day."""
    if a is None or b is None:
        return B_MISSING
    if a.days and b.days:
        x, y = f"{a.days[0]:08d}", f"{b.days[0]:08d}"
        if x == y:
            return B_EXACT
        if set(a.days) & set(b.days):
            return B_ALTERNATIVE
        if _swapped(x) == y or _swapped(y) == x:
            return B_SWAPPED
        gap = abs(a.earliest - b.earliest) if len(a.days) == len(b.days) == 1 else 99
        if gap == 1:
            return B_ADJACENT
        if _one_digit(x, y):
            return B_ONE_DIGIT
        if x[4:] == y[4:]:
            return B_SAME_DAY_MONTH
        if x[:6] == y[:6]:
            return B_SAME_MONTH
        if x[:4] == y[:4]:
            return B_SAME_YEAR
    elif a.earliest <= b.latest and b.earliest <= a.latest:
        return B_OVERLAP
    gap = max(a.earliest - b.latest, b.earliest - a.latest)
    if gap <= 366:
        return B_NEAR
    return B_APART if gap <= 3 * 366 else B_DISJOINT


@small
def _one_digit_at(x: int, y: int) -> bool:
    wrong, first, last = 0, 0, 0
    power = 1
    for _ in range(8):
        if (x // power) % 10 != (y // power) % 10:
            wrong += 1
            if wrong == 1:
                first = power
            last = power
        power *= 10
    if wrong == 1:
        return True
    if wrong != 2 or last != 10 * first:
        return False
    crossed = (x // first) % 10 == (y // last) % 10 and (x // last) % 10 == (y // first) % 10
    return bool(crossed)


@small
def _swapped_at(x: int) -> int:
    return (x // 10000) * 10000 + (x % 100) * 100 + (x // 100) % 100


@small
def birth_level_at(a: BirthColumns, b: BirthColumns, i: int, j: int) -> int:
    """The compiled twin of ``compare_birth``."""
    if a.earliest[i] > a.latest[i] or b.earliest[j] > b.latest[j]:
        return B_MISSING
    x, y = a.days[i, 0], b.days[j, 0]
    if x != NO_DAY and y != NO_DAY:
        if x == y:
            return B_EXACT
        for p in range(ALTERNATIVES):
            for q in range(ALTERNATIVES):
                if a.days[i, p] != NO_DAY and a.days[i, p] == b.days[j, q]:
                    return B_ALTERNATIVE
        if _swapped_at(x) == y or _swapped_at(y) == x:
            return B_SWAPPED
        sure = a.days[i, 1] == NO_DAY and b.days[j, 1] == NO_DAY
        if sure and abs(a.earliest[i] - b.earliest[j]) == 1:
            return B_ADJACENT
        if _one_digit_at(x, y):
            return B_ONE_DIGIT
        if x % 10000 == y % 10000:
            return B_SAME_DAY_MONTH
        if x // 100 == y // 100:
            return B_SAME_MONTH
        if x // 10000 == y // 10000:
            return B_SAME_YEAR
    elif a.earliest[i] <= b.latest[j] and b.earliest[j] <= a.latest[i]:
        return B_OVERLAP
    gap = max(a.earliest[i] - b.latest[j], b.earliest[j] - a.latest[i])
    if gap <= 366:
        return B_NEAR
    return B_APART if gap <= 3 * 366 else B_DISJOINT


@kernel
def birth_kernel(left, right, a: BirthColumns, b: BirthColumns, level):  # type: ignore[no-untyped-def]
    """Write the level of every pair."""
    for k in range(left.shape[0]):
        level[k] = birth_level_at(a, b, left[k], right[k])
