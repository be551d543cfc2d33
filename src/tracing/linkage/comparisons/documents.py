"""Identity numbers of both sides, pair by pair, weighed by their check digits (brief G2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.comparisons.compiled import kernel, small
from tracing.linkage.comparisons.kind import Kind, Sentence
from tracing.linkage.vocabulary import Csr, hash_text
from tracing.standardise import documents

__all__ = [
    "DOCUMENTS",
    "DocumentColumns",
    "compare_documents",
    "document_columns",
    "documents_kernel",
    "long_numbers",
]

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


class DocumentColumns(NamedTuple):
    """Documents of one side: rows ``start[i]:start[i + 1]`` belong to record i. ``kind``, ``country`` and ``number``
    are hashes (country 0 = not said), ``check`` 0 none, 1 ok, 2 failed; ``serial`` is the number's own part, its first
    eight digits at most, -1 where it isn't all digits."""

    start: NDArray[np.int64]
    kind: NDArray[np.int64]
    country: NDArray[np.int64]
    number: NDArray[np.int64]
    check: NDArray[np.int8]
    serial: NDArray[np.int64]
    letters: NDArray[np.uint32]
    letters_start: NDArray[np.int64]


_CHECKS = ("none", "ok", "fail")
_OK, _FAIL = 1, 2

SHORTEST = 5
"""Characters of a number that is worth looking up."""


def document_columns(start: NDArray[np.int64], rows: Sequence[documents.Document]) -> DocumentColumns:
    """Pack documents; ``start`` says where each record's documents begin."""
    serials = [d.free or d.number for d in rows]
    text = "".join(d.number for d in rows)
    ends = np.cumsum([len(d.number) for d in rows], dtype=np.int64)
    return DocumentColumns(
        start,
        np.array([hash_text(d.kind) for d in rows], dtype=np.int64),
        np.array([hash_text(d.country) if d.country else 0 for d in rows], dtype=np.int64),
        np.array([hash_text(d.number) for d in rows], dtype=np.int64),
        np.array([_CHECKS.index(d.check) for d in rows], dtype=np.int8),
        np.array([int(s[:8]) if s.isdigit() else -1 for s in serials], dtype=np.int64),
        np.array([ord(c) for c in text], dtype=np.uint32),
        np.concatenate((np.zeros(1, dtype=np.int64), ends)),
    )


def long_numbers(columns: DocumentColumns) -> Csr:
    """Return the hashes of the numbers that are long enough to be looked up, by record."""
    long = np.diff(columns.letters_start) >= SHORTEST
    counts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(long, dtype=np.int64)))
    return Csr(counts[columns.start], columns.number[long])


@small
def _relation_at(a: DocumentColumns, i: int, b: DocumentColumns, j: int) -> int:
    """The compiled twin of ``standardise.documents.compare``, as a level."""
    sa, sb = a.letters_start[i], b.letters_start[j]
    na, nb = a.letters_start[i + 1] - sa, b.letters_start[j + 1] - sb
    if a.number[i] == b.number[j] and na >= SHORTEST:
        return D_SAME_FAILED if a.check[i] == _FAIL or b.check[j] == _FAIL else D_SAME
    if a.kind[i] != b.kind[j] or (a.country[i] and b.country[j] and a.country[i] != b.country[j]):
        return D_MISSING
    if na != nb:
        return D_DIFFERENT
    both_valid = a.check[i] == _OK and b.check[j] == _OK
    if (
        a.serial[i] >= 0
        and b.serial[j] >= 0
        and abs(a.serial[i] - b.serial[j]) == 1
        and (both_valid or a.check[i] == 0)
    ):
        return D_CONSECUTIVE
    wrong, first, last = 0, 0, 0
    for k in range(na):
        if a.letters[sa + k] != b.letters[sb + k]:
            wrong += 1
            if wrong == 1:
                first = k
            last = k
    if wrong == 1:
        return D_ONE_DIGIT
    if (
        wrong == 2
        and last == first + 1
        and a.letters[sa + first] == b.letters[sb + last]
        and a.letters[sa + last] == b.letters[sb + first]
    ):
        return D_ONE_DIGIT
    return D_DIFFERENT


@kernel
def documents_kernel(left, right, a: DocumentColumns, b: DocumentColumns, level):  # type: ignore[no-untyped-def]
    """The compiled twin of ``compare_documents`` over pairs."""
    for k in range(left.shape[0]):
        i, j = left[k], right[k]
        best = D_MISSING
        for x in range(a.start[i], a.start[i + 1]):
            for y in range(b.start[j], b.start[j + 1]):
                best = min(best, _relation_at(a, x, b, y))
        level[k] = best
