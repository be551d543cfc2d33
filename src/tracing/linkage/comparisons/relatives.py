"""The names of mother, father and carer (brief A1, H2): the best evidence against homonyms.

A child's second surname is its mother's first. Where the child's own surnames have already agreed on it, the
mother's surname says nothing new: only what the child's comparison hasn't counted adds rarity here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tracing.linkage.comparisons.compiled import kernel, small
from tracing.linkage.comparisons.kind import Kind, Outcome, Sentence, Weights, weigh
from tracing.linkage.comparisons.name_levels import (
    G_COMMON_ONLY,
    G_DIFFERENT,
    G_INITIAL,
    G_MISSING,
    G_PARTIAL,
)
from tracing.linkage.comparisons.names import (
    NameColumns,
    compare_given,
    given_at,
    surname_rarity,
    surname_rarity_at,
)
from tracing.linkage.comparisons.words import NONE, apart, surname_class, surname_class_at
from tracing.linkage.vocabulary import Lexicons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracing.linkage.features import NameForms
    from tracing.linkage.words import Word

__all__ = ["CAREGIVER", "FATHER", "MOTHER", "compare_relative", "relative_kernel"]

_TEXTS = {
    "full": Sentence("given name and both surnames agree", "coinciden nombre y los dos apellidos"),
    "name_and_surname": Sentence("given name and a surname agree", "coinciden nombre y un apellido"),
    "given": Sentence(
        "given name agrees, surnames not known on both sides",
        "coincide el nombre, apellidos no conocidos en ambos lados",
    ),
    "partial": Sentence("part of the name agrees", "coincide una parte del nombre"),
    "given_other_surname": Sentence(
        "given name agrees, surnames differ", "coincide el nombre, los apellidos no"
    ),
    "surname": Sentence("only a surname is known and agrees", "solo se conoce un apellido y coincide"),
    "different_given": Sentence(
        "a surname agrees, the given name differs", "coincide un apellido, el nombre es otro"
    ),
    "different": Sentence("another name", "otro nombre"),
    "missing": Sentence("not known on both sides", "no conocido en ambos lados"),
}

MOTHER = Kind(Sentence("Mother's name", "Nombre de la madre"), _TEXTS, ("surnames",))
FATHER = Kind(Sentence("Father's name", "Nombre del padre"), _TEXTS, ("surnames",))
CAREGIVER = Kind(Sentence("Carer's name", "Nombre de quien cuida"), _TEXTS, ("surnames",))

R_FULL, R_NAME, R_GIVEN, R_PARTIAL, R_OTHER, R_SURNAME, R_DIFFERENT_GIVEN, R_DIFFERENT, R_MISSING = range(9)

RARITY = Weights(np.zeros(16, dtype=np.int32), np.full(16, 256, dtype=np.int32), np.zeros(16, dtype=np.int32))
"""Weights under which a level weighs just its rarity."""


def _level(given: int, matched: int, possible: int) -> int:
    """Judge by the given names' level, the surnames matched and the surnames that could have matched."""
    weak = given in (G_PARTIAL, G_INITIAL, G_COMMON_ONLY)
    if given == G_MISSING:
        if possible == 0:
            return R_MISSING
        return R_SURNAME if matched else R_DIFFERENT
    if given == G_DIFFERENT:
        return R_DIFFERENT_GIVEN if matched else R_DIFFERENT
    if weak:
        return R_PARTIAL if matched or possible == 0 else R_DIFFERENT
    if possible == 0:
        return R_GIVEN
    if matched == 0:
        return R_OTHER
    return R_FULL if matched >= 2 else R_NAME


_level_at = small(_level)


def _counted(word: Word, agreed: Sequence[Word]) -> bool:
    return any(surname_class(word, other) != NONE for other in agreed)


def compare_relative(
    a: NameForms, b: NameForms, agreed: Sequence[Word], weights: Weights, second: int
) -> Outcome:
    """Compare a relative's names; ``agreed`` are the child's surnames (left side) that already agreed."""
    best = Outcome(R_MISSING, int(weigh(weights, R_MISSING, 0)))
    found = False
    regions = (a.region, b.region)
    for x in a.readings:
        for y in b.readings:
            given = compare_given(x.given, y.given, regions, RARITY, second)
            rarity, matched = given.weight, 0
            free = set(range(len(y.surnames)))
            for word in x.surnames:
                for j in sorted(free):
                    agreement = surname_class(word, y.surnames[j])
                    if agreement != NONE:
                        free.remove(j)
                        matched += 1
                        if not _counted(word, agreed):
                            part = surname_rarity(word, y.surnames[j], agreement, *regions)
                            rarity += (part * second) >> 8
                        break
            level = _level(given.level, matched, min(len(x.surnames), len(y.surnames)))
            weight = int(weigh(weights, level, rarity)) - x.cost - y.cost
            if not found or weight > best.weight:
                best, found = Outcome(level, weight), True
    return best


@kernel
def relative_kernel(  # type: ignore[no-untyped-def]
    left,
    right,
    lex_a: Lexicons,
    lex_b: Lexicons,
    a: NameColumns,
    b: NameColumns,
    agreed,
    weights,
    rarity_weights,
    second,
    level,
    weight,
    scratch,
):
    """The compiled twin of ``compare_relative`` over pairs (``left[k]``, ``right[k]``)."""
    for k in range(left.shape[0]):
        i, j = left[k], right[k]
        level[k], weight[k] = R_MISSING, weigh(weights, R_MISSING, 0)
        if a.start[i] == a.start[i + 1] or b.start[j] == b.start[j + 1]:
            continue
        ra, rb = a.region[i], b.region[j]
        found = False
        for x in range(a.start[i], a.start[i + 1]):
            for y in range(b.start[j], b.start[j + 1]):
                gl, rarity = given_at(
                    lex_a.given, lex_b.given, a.given[x], b.given[y], ra, rb, rarity_weights, second, scratch
                )
                taken, matched, na, nb = 0, 0, 0, 0
                for v in range(b.surname.shape[1]):
                    nb += 1 if b.surname[y, v] >= 0 else 0
                for u in range(a.surname.shape[1]):
                    word = a.surname[x, u]
                    if word < 0:
                        break
                    na += 1
                    for v in range(nb):
                        if (taken >> v) & 1:
                            continue
                        other = b.surname[y, v]
                        if apart(lex_a.surname.glance, word, lex_b.surname.glance, other):
                            continue
                        agreement = surname_class_at(lex_a.surname, word, lex_b.surname, other)
                        if agreement != NONE:
                            taken |= 1 << v
                            matched += 1
                            counted = False
                            for w in range(2):
                                if (
                                    agreed[k, w] >= 0
                                    and surname_class_at(lex_a.surname, word, lex_a.surname, agreed[k, w])
                                    != NONE
                                ):
                                    counted = True
                            if not counted:
                                part = surname_rarity_at(
                                    lex_a.surname, word, lex_b.surname, other, agreement, ra, rb
                                )
                                rarity += (part * second) >> 8
                            break
                reached = _level_at(gl, matched, min(na, nb))
                value = weigh(weights, reached, rarity) - a.cost[x] - b.cost[y]
                if not found or value > weight[k]:
                    found = True
                    level[k], weight[k] = reached, value
