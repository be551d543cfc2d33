"""Comparisons of small sets of values: telephones, nationalities, languages, nicknames, marks (brief H2).

Each value is a number that stands for it on every machine (a hash); two sets agree if they share one. An empty
set is missing, which says nothing either way (brief R1).
"""

from __future__ import annotations

from tracing.linkage.comparisons.compiled import kernel, small
from tracing.linkage.comparisons.kind import Kind, Sentence
from tracing.linkage.vocabulary import Csr

__all__ = [
    "ALIASES",
    "LANGUAGES",
    "MARKS",
    "NATIONALITY",
    "PHONES",
    "compare_languages",
    "compare_marks",
    "compare_shared",
    "languages_kernel",
    "marks_kernel",
    "shared_kernel",
]

_MISSING = Sentence("not known on both sides", "no conocido en ambos lados")

PHONES = Kind(
    Sentence("Telephones", "Teléfonos"),
    {
        "same": Sentence("a telephone number in common", "un número de teléfono en común"),
        "different": Sentence("other telephone numbers", "otros números de teléfono"),
        "missing": _MISSING,
    },
)
NATIONALITY = Kind(
    Sentence("Nationality", "Nacionalidad"),
    {
        "same": Sentence("a nationality in common", "una nacionalidad en común"),
        "different": Sentence("another nationality", "otra nacionalidad"),
        "missing": _MISSING,
    },
)
ALIASES = Kind(
    Sentence("Nicknames", "Apodos"),
    {
        "same": Sentence("a nickname in common", "un apodo en común"),
        "different": Sentence("other nicknames", "otros apodos"),
        "missing": _MISSING,
    },
)
LANGUAGES = Kind(
    Sentence("Languages", "Idiomas"),
    {
        "same_rare": Sentence("the same language besides Spanish", "el mismo idioma además del español"),
        "same_common": Sentence("both speak Spanish or English only", "ambos hablan solo español o inglés"),
        "different": Sentence("no language in common that would tell", "ningún idioma propio en común"),
        "missing": _MISSING,
    },
)
MARKS = Kind(
    Sentence("Marks", "Señas particulares"),
    {
        "same_place": Sentence("the same mark at the same place", "la misma seña en el mismo lugar"),
        "same_kind": Sentence(
            "the same mark, at the other side or another place", "la misma seña, en el otro lado u otro lugar"
        ),
        "different": Sentence("other marks", "otras señas"),
        "missing": _MISSING,
    },
)

SAME, DIFFERENT, MISSING = range(3)
L_RARE, L_COMMON, L_DIFFERENT, L_MISSING = range(4)
M_PLACE, M_KIND, M_DIFFERENT, M_MISSING = range(4)


def compare_shared(a: frozenset[int], b: frozenset[int]) -> int:
    """Return SAME if the sets share a value, DIFFERENT if both have values but none in common, else MISSING."""
    if not a or not b:
        return MISSING
    return SAME if a & b else DIFFERENT


def compare_languages(rare_a: frozenset[int], any_a: bool, rare_b: frozenset[int], any_b: bool) -> int:
    """Compare languages other than Spanish and English; ``any`` says whether a language was stated at all."""
    if not any_a or not any_b:
        return L_MISSING
    if rare_a & rare_b:
        return L_RARE
    return L_DIFFERENT if rare_a or rare_b else L_COMMON


def compare_marks(
    place_a: frozenset[int], kind_a: frozenset[int], place_b: frozenset[int], kind_b: frozenset[int]
) -> int:
    """Compare marks by kind and place on the body; a mirrored side is a mark of the same kind (brief H2)."""
    if not kind_a or not kind_b:
        return M_MISSING
    if place_a & place_b:
        return M_PLACE
    return M_KIND if kind_a & kind_b else M_DIFFERENT


@small
def _shares(a: Csr, i: int, b: Csr, j: int) -> bool:
    for x in range(a.start[i], a.start[i + 1]):
        for y in range(b.start[j], b.start[j + 1]):
            if a.values[x] == b.values[y]:
                return True
    return False


@small
def _empty(a: Csr, i: int) -> bool:
    return bool(a.start[i] == a.start[i + 1])


@kernel
def shared_kernel(left, right, a: Csr, b: Csr, level):  # type: ignore[no-untyped-def]
    """The compiled twin of ``compare_shared`` over pairs."""
    for k in range(left.shape[0]):
        i, j = left[k], right[k]
        if _empty(a, i) or _empty(b, j):
            level[k] = MISSING
        else:
            level[k] = SAME if _shares(a, i, b, j) else DIFFERENT


@kernel
def languages_kernel(left, right, a: Csr, any_a, b: Csr, any_b, level):  # type: ignore[no-untyped-def]
    """The compiled twin of ``compare_languages`` over pairs."""
    for k in range(left.shape[0]):
        i, j = left[k], right[k]
        if not any_a[i] or not any_b[j]:
            level[k] = L_MISSING
        elif _shares(a, i, b, j):
            level[k] = L_RARE
        else:
            level[k] = L_COMMON if _empty(a, i) and _empty(b, j) else L_DIFFERENT


@kernel
def marks_kernel(left, right, place_a: Csr, kind_a: Csr, place_b: Csr, kind_b: Csr, level):  # type: ignore[no-untyped-def]
    """The compiled twin of ``compare_marks`` over pairs."""
    for k in range(left.shape[0]):
        i, j = left[k], right[k]
        if _empty(kind_a, i) or _empty(kind_b, j):
            level[k] = M_MISSING
        elif _shares(place_a, i, place_b, j):
            level[k] = M_PLACE
        else:
            level[k] = M_KIND if _shares(kind_a, i, kind_b, j) else M_DIFFERENT
