"""Where the child is from: from the same village to another country (brief F2, H2)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.comparisons.compiled import kernel
from tracing.linkage.comparisons.kind import Kind, Sentence
from tracing.linkage.limits import READINGS

if TYPE_CHECKING:
    from tracing.linkage.features import OriginForm

__all__ = ["ORIGIN", "OriginColumns", "compare_origin", "origin_kernel"]

ORIGIN = Kind(
    Sentence("Place of origin", "Lugar de origen"),
    {
        "same_locality": Sentence("the same village or neighbourhood", "la misma aldea o barrio"),
        "same_municipality": Sentence("the same municipality", "el mismo municipio"),
        "within_25km": Sentence("places less than 25 km apart", "lugares a menos de 25 km"),
        "same_department": Sentence("the same department", "el mismo departamento"),
        "within_60km": Sentence("places less than 60 km apart", "lugares a menos de 60 km"),
        "same_country": Sentence("the same country", "el mismo país"),
        "different_department": Sentence(
            "the same country, another department", "el mismo país, otro departamento"
        ),
        "different_country": Sentence("another country", "otro país"),
        "missing": Sentence("not known on both sides", "no conocido en ambos lados"),
    },
)

(
    O_LOCALITY,
    O_MUNICIPALITY,
    O_25KM,
    O_DEPARTMENT,
    O_60KM,
    O_COUNTRY,
    O_OTHER_DEPARTMENT,
    O_OTHER_COUNTRY,
    O_MISSING,
) = range(9)

EARTH_KM = 6371.0


class OriginColumns(NamedTuple):
    """Readings of the origin of one side: ids of country, department, municipality, locality (-1 = not said)."""

    place: NDArray[np.int64]
    xyz: NDArray[np.float64]
    locality_text: NDArray[np.int64]


def _compare_reading(
    a: tuple[int, int, int, int], b: tuple[int, int, int, int], chord: float, texts: bool
) -> int:
    if a[0] != b[0]:
        return O_OTHER_COUNTRY
    if a[2] >= 0 and a[2] == b[2]:
        same = (a[3] >= 0 and a[3] == b[3]) or texts
        return O_LOCALITY if same else O_MUNICIPALITY
    if chord <= CHORD_25:
        return O_25KM
    if a[1] >= 0 and a[1] == b[1]:
        return O_DEPARTMENT
    if chord <= CHORD_60:
        return O_60KM
    if a[1] < 0 or b[1] < 0:
        return O_COUNTRY
    return O_OTHER_DEPARTMENT


# Distances are compared as chords through the earth: no trigonometry for each pair.
CHORD_25 = 2 * math.sin(25 / EARTH_KM / 2)
CHORD_60 = 2 * math.sin(60 / EARTH_KM / 2)


def compare_origin(a: OriginForm, b: OriginForm) -> int:
    """Return the best level over the readings of both; a place that may be two is compared as both."""
    best = O_MISSING
    texts = a.locality_text >= 0 and a.locality_text == b.locality_text
    for place_a, xyz_a in a.readings:
        for place_b, xyz_b in b.readings:
            chord = math.inf
            if not (math.isnan(xyz_a[0]) or math.isnan(xyz_b[0])):
                squares = [(p - q) * (p - q) for p, q in zip(xyz_a, xyz_b, strict=True)]
                chord = math.sqrt(squares[0] + squares[1] + squares[2])
            best = min(best, _compare_reading(place_a, place_b, chord, texts))
    return best


@kernel
def origin_kernel(left, right, a: OriginColumns, b: OriginColumns, level):  # type: ignore[no-untyped-def]
    """The compiled twin of ``compare_origin`` over pairs."""
    for k in range(left.shape[0]):
        i, j = left[k], right[k]
        best = O_MISSING
        texts = a.locality_text[i] >= 0 and a.locality_text[i] == b.locality_text[j]
        for x in range(READINGS):
            if a.place[i, x, 0] < 0:
                break
            for y in range(READINGS):
                if b.place[j, y, 0] < 0:
                    break
                if a.place[i, x, 0] != b.place[j, y, 0]:
                    best = min(best, O_OTHER_COUNTRY)
                    continue
                if a.place[i, x, 2] >= 0 and a.place[i, x, 2] == b.place[j, y, 2]:
                    same = a.place[i, x, 3] >= 0 and a.place[i, x, 3] == b.place[j, y, 3]
                    best = min(best, O_LOCALITY if same or texts else O_MUNICIPALITY)
                    continue
                chord = np.inf
                if not (np.isnan(a.xyz[i, x, 0]) or np.isnan(b.xyz[j, y, 0])):
                    d0 = a.xyz[i, x, 0] - b.xyz[j, y, 0]
                    d1 = a.xyz[i, x, 1] - b.xyz[j, y, 1]
                    d2 = a.xyz[i, x, 2] - b.xyz[j, y, 2]
                    chord = math.sqrt(d0 * d0 + d1 * d1 + d2 * d2)
                departments = a.place[i, x, 1] >= 0 and b.place[j, y, 1] >= 0
                if chord <= CHORD_25:
                    best = min(best, O_25KM)
                elif departments and a.place[i, x, 1] == b.place[j, y, 1]:
                    best = min(best, O_DEPARTMENT)
                elif chord <= CHORD_60:
                    best = min(best, O_60KM)
                elif not departments:
                    best = min(best, O_COUNTRY)
                else:
                    best = min(best, O_OTHER_DEPARTMENT)
        level[k] = best
