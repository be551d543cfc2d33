"""Brothers and sisters named on both sides (brief H2), and the child named among them (brief H4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracing.linkage.comparisons.compiled import inlined, kernel
from tracing.linkage.comparisons.kind import Kind, Sentence
from tracing.linkage.comparisons.words import ALIKE, NICK, apart, given_class, given_class_at
from tracing.linkage.vocabulary import Csr, Lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracing.linkage.words import Word

__all__ = ["SIBLINGS", "compare_siblings", "siblings_kernel"]

SIBLINGS = Kind(
    Sentence("Brothers and sisters", "Hermanos y hermanas"),
    {
        "two_or_more": Sentence(
            "two or more siblings agree by name", "dos o más hermanos coinciden por nombre"
        ),
        "one": Sentence("one sibling agrees by name", "un hermano coincide por nombre"),
        "none": Sentence("siblings named, none agrees", "hay hermanos nombrados y ninguno coincide"),
        "named_as_sibling": Sentence(
            "the one is named among the siblings of the other", "el uno figura entre los hermanos del otro"
        ),
        "missing": Sentence("not known on both sides", "no conocidos en ambos lados"),
    },
)

B_TWO, B_ONE, B_NONE, B_NAMED, B_MISSING = range(5)


def _agree(a: Word, b: Word, least: int) -> bool:
    return not a.initial and not b.initial and given_class(a, b) >= least


def compare_siblings(
    own_a: Sequence[Word], siblings_a: Sequence[Word], own_b: Sequence[Word], siblings_b: Sequence[Word]
) -> int:
    """Compare the telling given name of each sibling; ``own`` are the telling given names of the child itself."""
    if own_a and own_b and not any(_agree(x, y, NICK) for x in own_a for y in own_b):
        for own, siblings in ((own_a, siblings_b), (own_b, siblings_a)):
            if any(_agree(x, y, ALIKE) for x in own for y in siblings):
                return B_NAMED
    if not siblings_a or not siblings_b:
        return B_MISSING
    found = sum(any(_agree(x, y, NICK) for y in siblings_b) for x in siblings_a)
    return B_TWO if found >= 2 else B_ONE if found == 1 else B_NONE


@inlined
def _agree_at(lex_a: Lexicon, a: int, lex_b: Lexicon, b: int, least: int) -> bool:
    if apart(lex_a.glance, a, lex_b.glance, b) or (lex_a.initial[a] & 1) or (lex_b.initial[b] & 1):
        return False
    return given_class_at(lex_a, a, lex_b, b) >= least


@inlined
def _any_at(lex_a: Lexicon, a: Csr, i: int, lex_b: Lexicon, b: Csr, j: int, least: int) -> bool:
    for x in range(a.start[i], a.start[i + 1]):
        for y in range(b.start[j], b.start[j + 1]):
            if _agree_at(lex_a, a.values[x], lex_b, b.values[y], least):
                return True
    return False


@kernel
def siblings_kernel(left, right, lex_a, own_a: Csr, sib_a: Csr, lex_b, own_b: Csr, sib_b: Csr, level):  # type: ignore[no-untyped-def]
    """The compiled twin of ``compare_siblings`` over pairs; the sets hold word ids."""
    for k in range(left.shape[0]):
        i, j = left[k], right[k]
        listed_a = sib_a.start[i + 1] > sib_a.start[i]
        listed_b = sib_b.start[j + 1] > sib_b.start[j]
        level[k] = B_MISSING
        if not listed_a and not listed_b:
            continue
        if own_a.start[i + 1] > own_a.start[i] and own_b.start[j + 1] > own_b.start[j]:
            named = _any_at(lex_a, own_a, i, lex_b, sib_b, j, ALIKE) or _any_at(
                lex_b, own_b, j, lex_a, sib_a, i, ALIKE
            )
            if named and not _any_at(lex_a, own_a, i, lex_b, own_b, j, NICK):
                level[k] = B_NAMED
                continue
        if listed_a and listed_b:
            found = 0
            for x in range(sib_a.start[i], sib_a.start[i + 1]):
                for y in range(sib_b.start[j], sib_b.start[j + 1]):
                    if _agree_at(lex_a, sib_a.values[x], lex_b, sib_b.values[y], NICK):
                        found += 1
                        break
            level[k] = B_TWO if found >= 2 else (B_ONE if found == 1 else B_NONE)
