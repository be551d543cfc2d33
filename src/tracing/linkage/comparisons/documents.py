"""Identity numbers of both sides, pair by pair, weighed by their check digits (brief G2)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.comparisons.kind import Kind, Sentence
from tracing.standardise import documents

__all__ = ["DOCUMENTS", "compare_documents", "documents_levels"]

DOCUMENTS = Kind(
    Sentence("Documents", "Documentos"),
    {
        "same": Sentence("the same document number", "el mismo número de documento"),
        "same_failed_check": Sentence(
            "the same number, though its check digit is wrong",
            "el mismo número, aunque su dígito verificador no cuadra",
        ),
        "one_digit": Sentence(
            "a document number with one digit off", "un número de documento con una cifra distinta"
        ),
        "consecutive": Sentence(
            "consecutive numbers, as siblings registered together have",
            "números consecutivos, como los de hermanos inscritos juntos",
        ),
        "different": Sentence("another number of the same document", "otro número del mismo documento"),
        "missing": Sentence("no documents that can be compared", "sin documentos comparables"),
    },
)

D_SAME, D_SAME_FAILED, D_ONE_DIGIT, D_CONSECUTIVE, D_DIFFERENT, D_MISSING = range(6)

_LEVEL = {
    "same": D_SAME,
    "same_failed_check": D_SAME_FAILED,
    "one_digit": D_ONE_DIGIT,
    "transposed": D_ONE_DIGIT,
    "consecutive": D_CONSECUTIVE,
    "partial": D_ONE_DIGIT,
    "different": D_DIFFERENT,
    "incomparable": D_MISSING,
}


def compare_documents(a: Sequence[documents.Document], b: Sequence[documents.Document]) -> int:
    """Return the strongest level over all pairs of documents; several of one child count once."""
    return min((_LEVEL[documents.compare(x, y)] for x in a for y in b), default=D_MISSING)


def documents_levels(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    a: Sequence[Sequence[documents.Document]],
    b: Sequence[Sequence[documents.Document]],
    has_a: NDArray[np.bool_],
    has_b: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    """The columnar form: few records bear documents, so only pairs in which both do are looked at."""
    level = np.full(len(left), D_MISSING, dtype=np.uint8)
    for k in np.flatnonzero(has_a[left] & has_b[right]):
        level[k] = compare_documents(a[left[k]], b[right[k]])
    return level
