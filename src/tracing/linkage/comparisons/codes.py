"""Comparisons of single codes and moments: sex, and whether the finding can follow the last contact (brief H2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.comparisons.compiled import kernel
from tracing.linkage.comparisons.kind import Kind, Sentence

__all__ = ["SEX", "TIMING", "compare_sex", "compare_timing", "sex_levels", "timing_kernel"]

SEX = Kind(
    Sentence("Sex", "Sexo"),
    {
        "same": Sentence("the same sex", "el mismo sexo"),
        "different": Sentence("recorded as another sex", "registrado con otro sexo"),
        "missing": Sentence("not known on both sides", "no conocido en ambos lados"),
    },
)
TIMING = Kind(
    Sentence("Order of events", "Orden de los hechos"),
    {
        "plausible": Sentence("found after the last contact", "encontrado después del último contacto"),
        "long_after": Sentence(
            "found more than two years after the last contact",
            "encontrado más de dos años después del último contacto",
        ),
        "before": Sentence(
            "found before the last contact: hardly possible",
            "encontrado antes del último contacto: casi imposible",
        ),
        "missing": Sentence("dates not known on both sides", "fechas no conocidas en ambos lados"),
    },
)

SAME, DIFFERENT, MISSING = range(3)
T_PLAUSIBLE, T_LONG_AFTER, T_BEFORE, T_MISSING = range(4)

SLACK_DAYS = 10
"""Dates of departure and contact are remembered to about ten days (brief H2)."""

LONG_DAYS = 731

UNKNOWN = 0
"""Code of a sex that isn't known; X (recorded as neither) contradicts nothing and is held as unknown."""


def compare_sex(a: int, b: int) -> int:
    """Compare two codes; 0 is unknown."""
    if a == UNKNOWN or b == UNKNOWN:
        return MISSING
    return SAME if a == b else DIFFERENT


def sex_levels(a: NDArray[np.int8], b: NDArray[np.int8]) -> NDArray[np.uint8]:
    """The columnar form of ``compare_sex``: codes of the pairs' left and right records."""
    known = (a != UNKNOWN) & (b != UNKNOWN)
    return np.where(known, np.where(a == b, SAME, DIFFERENT), MISSING).astype(np.uint8)


def compare_timing(found: tuple[int, int] | None, contact: tuple[int, int] | None) -> int:
    """Compare the days (since 1970, earliest and latest) of the finding and of the last contact."""
    if found is None or contact is None:
        return T_MISSING
    if found[1] + SLACK_DAYS < contact[0]:
        return T_BEFORE
    return T_LONG_AFTER if found[0] - contact[1] > LONG_DAYS else T_PLAUSIBLE


@kernel
def timing_kernel(left, right, found, contact, level):  # type: ignore[no-untyped-def]
    """The compiled twin of ``compare_timing`` over pairs; moments of shape (records, 2), earliest > latest is unknown."""
    for k in range(left.shape[0]):
        i, j = left[k], right[k]
        if found[i, 0] > found[i, 1] or contact[j, 0] > contact[j, 1]:
            level[k] = T_MISSING
        elif found[i, 1] + SLACK_DAYS < contact[j, 0]:
            level[k] = T_BEFORE
        else:
            level[k] = T_LONG_AFTER if found[i, 0] - contact[j, 1] > LONG_DAYS else T_PLAUSIBLE
