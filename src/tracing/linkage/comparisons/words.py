"""How two words of a name agree: the scalar definition and its compiled twin (brief B, C, D).

Classes, from strongest: EXACT same spelling · ALIKE said the same or an accepted equivalent (K1, C3) · PART the
same surname without its particle · NICK one is a short form of the other · NEAR a slip of hand or ear (K2, few
edits, cut short) · INITIAL · NONE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from tracing.linkage.comparisons.compiled import small
from tracing.linkage.vocabulary import LETTERS, Lexicon

if TYPE_CHECKING:
    from tracing.linkage.words import Word

__all__ = [
    "ALIKE",
    "EXACT",
    "INITIAL",
    "NEAR",
    "NICK",
    "NONE",
    "PART",
    "apart",
    "given_class",
    "given_class_at",
    "nick_factor",
    "nick_factor_at",
    "surname_class",
    "surname_class_at",
]

NONE, INITIAL, NEAR, NICK, PART, ALIKE, EXACT = range(7)

EQUIVALENT = 218
"""Node factors from 0.85 up (in units) are spellings of one name rather than short forms."""

LONGEST = 63
"""Letters of a word that edits are counted in; longer ones are sentences, not names."""

LETTERS_MASK = (1 << LETTERS) - 1

_VOWELS = frozenset("AEIOU")


def _edits_allowed(shorter: int) -> int:
    # Names of up to four letters differ by one letter from other families' names (brief D5).
    if shorter <= 4:
        return 0
    return 1 if shorter <= 7 else 2


def _near(a: str, b: str) -> bool:
    """Few edits apart, but for the vowel that tells a boy's name from a girl's."""
    allowed = _edits_allowed(min(len(a), len(b)))
    if not allowed or abs(len(a) - len(b)) > allowed or max(len(a), len(b)) > LONGEST:
        return False
    if (
        a[-1] != b[-1]
        and (a[-1] in _VOWELS or b[-1] in _VOWELS)
        and (a[:-1] == b[:-1] or a == b[:-1] or b == a[:-1])
    ):
        return False
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _truncated(a: str, b: str) -> bool:
    """One is the other cut short after four letters or more, and what is cut is no ending of its own."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return 4 <= len(short) < len(long) and long.startswith(short) and long[len(short) :] not in {"EZ", "ES"}


def nick_factor(a: Word, b: Word) -> int:
    """Return the best factor, in units, with which the two stand for one name; 0 if they don't."""
    theirs = dict(b.nodes)
    return max((min(f, theirs[n]) for n, f in a.nodes if n in theirs), default=0)


def given_class(a: Word, b: Word) -> int:
    """Return the class in which two given names agree."""
    if a.initial or b.initial:
        return INITIAL if a.spelling[:1] == b.spelling[:1] else NONE
    if a.spelling == b.spelling:
        return EXACT
    factor = nick_factor(a, b)
    if a.k1 & b.k1 or factor >= EQUIVALENT:
        return ALIKE
    if factor > 0:
        return NICK
    if a.k2 & b.k2 or _near(a.spelling, b.spelling):
        return NEAR
    return NONE


def surname_class(a: Word, b: Word) -> int:
    """Return the class in which two surnames agree."""
    if a.spelling == b.spelling:
        return EXACT
    if a.core == b.core:
        return PART
    if a.k1 & b.k1:
        return ALIKE
    if a.initial or b.initial:
        return NONE
    if a.k2 & b.k2 or _near(a.spelling, b.spelling) or _truncated(a.spelling, b.spelling):
        return NEAR
    return NONE


@small
def _share(
    start_a: NDArray[np.int64],
    values_a: NDArray[np.int64],
    a: int,
    start_b: NDArray[np.int64],
    values_b: NDArray[np.int64],
    b: int,
) -> bool:
    i, j = start_a[a], start_b[b]
    end_a, end_b = start_a[a + 1], start_b[b + 1]
    while i < end_a and j < end_b:
        x, y = values_a[i], values_b[j]
        if x == y:
            return True
        if x < y:
            i += 1
        else:
            j += 1
    return False


@small
def nick_factor_at(lex_a: Lexicon, a: int, lex_b: Lexicon, b: int) -> int:
    """The compiled twin of ``nick_factor``; nodes are few, so a plain double loop."""
    best = 0
    for i in range(lex_a.node_start[a], lex_a.node_start[a + 1]):
        for j in range(lex_b.node_start[b], lex_b.node_start[b + 1]):
            if lex_a.node[i] == lex_b.node[j]:
                factor = min(lex_a.node_factor[i], lex_b.node_factor[j])
                best = max(best, factor)
    return best


@small
def _vowel(c: int) -> bool:
    return c == 65 or c == 69 or c == 73 or c == 79 or c == 85


@small
def _prefix(a: NDArray[np.uint8], sa: int, b: NDArray[np.uint8], sb: int, n: int) -> bool:
    for k in range(n):
        if a[sa + k] != b[sb + k]:
            return False
    return True


@small
def _within(x, i: int, end_i: int, y, j: int, end_j: int, edits: int) -> bool:  # type: ignore[no-untyped-def]
    """Whether ``x[i:end_i]`` becomes ``y[j:end_j]`` by at most ``edits`` edits (optimal string alignment).

    Equal beginnings never need an edit, so only the first difference branches: replace, leave out on either side,
    exchange two neighbours.
    """
    while i < end_i and j < end_j and x[i] == y[j]:
        i += 1
        j += 1
    left_i, left_j = end_i - i, end_j - j
    if left_i == 0 or left_j == 0:
        return max(left_i, left_j) <= edits
    if edits == 0 or abs(left_i - left_j) > edits:
        return False
    if _within(x, i + 1, end_i, y, j + 1, end_j, edits - 1):
        return True
    if _within(x, i + 1, end_i, y, j, end_j, edits - 1) or _within(x, i, end_i, y, j + 1, end_j, edits - 1):
        return True
    if left_i > 1 and left_j > 1 and x[i] == y[j + 1] and x[i + 1] == y[j]:
        return _within(x, i + 2, end_i, y, j + 2, end_j, edits - 1)
    return False


@small
def _bits_in(v: int) -> int:
    n = 0
    while v:
        v &= v - 1
        n += 1
    return n


@small
def apart(glance_a: NDArray[np.int64], a: int, glance_b: NDArray[np.int64], b: int) -> bool:
    """Whether two words can't agree in any class, at a glance (``Lexicon.glance``: form, letters, sketch).

    They are spelled differently, share no key (sketches) and differ in more letters than edits can explain.
    Nearly all word pairs end here; it takes two arrays only, since handing over a whole lexicon costs more than the
    work.
    """
    if glance_a[a, 0] == glance_b[b, 0]:
        return False
    # In one expression: a branch for each would cost more than the ands.
    shared = (
        (glance_a[a, 2] & glance_b[b, 2])
        | (glance_a[a, 3] & glance_b[b, 3])
        | (glance_a[a, 4] & glance_b[b, 4])
        | (glance_a[a, 5] & glance_b[b, 5])
        | (glance_a[a, 6] & glance_b[b, 6])
        | (glance_a[a, 7] & glance_b[b, 7])
    )
    if shared != 0:
        return False
    na, nb = glance_a[a, 1] >> LETTERS, glance_b[b, 1] >> LETTERS
    shorter = min(na, nb)
    allowed = 0 if shorter <= 4 else (1 if shorter <= 7 else 2)
    if allowed == 0 or abs(na - nb) > allowed:
        return True
    # Each edit changes at most two letters of the set; what differs more can't be near.
    return _bits_in((glance_a[a, 1] ^ glance_b[b, 1]) & LETTERS_MASK) > 2 * allowed


@small
def _near_at(lex_a: Lexicon, a: int, lex_b: Lexicon, b: int) -> bool:
    sa, sb = lex_a.letters_start[a], lex_b.letters_start[b]
    na, nb = lex_a.letters_start[a + 1] - sa, lex_b.letters_start[b + 1] - sb
    shorter = min(na, nb)
    allowed = 0 if shorter <= 4 else (1 if shorter <= 7 else 2)
    if allowed == 0 or abs(na - nb) > allowed or na > 63 or nb > 63:
        return False
    # Each edit changes at most two letters of the set; what differs more can't be near.
    if _bits_in(int(lex_a.mask[a] ^ lex_b.mask[b])) > 2 * allowed:
        return False
    x, y = lex_a.letters, lex_b.letters
    la, lb = x[sa + na - 1], y[sb + nb - 1]
    if la != lb and (_vowel(la) or _vowel(lb)):
        if na == nb and _prefix(x, sa, y, sb, na - 1):
            return False
        if na + 1 == nb and _prefix(x, sa, y, sb, na):
            return False
        if nb + 1 == na and _prefix(x, sa, y, sb, nb):
            return False
    return _within(x, sa, sa + na, y, sb, sb + nb, allowed)


@small
def _truncated_at(lex_a: Lexicon, a: int, lex_b: Lexicon, b: int) -> bool:
    sa, sb = lex_a.letters_start[a], lex_b.letters_start[b]
    na, nb = lex_a.letters_start[a + 1] - sa, lex_b.letters_start[b + 1] - sb
    x, y = lex_a.letters, lex_b.letters
    if na > nb:
        x, y, sa, sb, na, nb = y, x, sb, sa, nb, na
    if na < 4 or na == nb or not _prefix(x, sa, y, sb, na):
        return False
    if nb - na == 2 and y[sb + na] == 69:
        end = y[sb + na + 1]
        return bool(end != 90 and end != 83)
    return True


@small
def given_class_at(lex_a: Lexicon, a: int, lex_b: Lexicon, b: int) -> int:
    """The compiled twin of ``given_class``; ``a`` and ``b`` are word ids."""
    if (lex_a.initial[a] & 1) or (lex_b.initial[b] & 1):
        same = lex_a.letters[lex_a.letters_start[a]] == lex_b.letters[lex_b.letters_start[b]]
        return INITIAL if same else NONE
    if lex_a.form[a] == lex_b.form[b]:
        return EXACT
    factor = nick_factor_at(lex_a, a, lex_b, b)
    if factor >= EQUIVALENT or _share(lex_a.k1_start, lex_a.k1, a, lex_b.k1_start, lex_b.k1, b):
        return ALIKE
    if factor > 0:
        return NICK
    if _share(lex_a.k2_start, lex_a.k2, a, lex_b.k2_start, lex_b.k2, b) or _near_at(lex_a, a, lex_b, b):
        return NEAR
    return NONE


@small
def surname_class_at(lex_a: Lexicon, a: int, lex_b: Lexicon, b: int) -> int:
    """The compiled twin of ``surname_class``."""
    if lex_a.form[a] == lex_b.form[b]:
        return EXACT
    if lex_a.core[a] == lex_b.core[b]:
        return PART
    if _share(lex_a.k1_start, lex_a.k1, a, lex_b.k1_start, lex_b.k1, b):
        return ALIKE
    if (lex_a.initial[a] & 1) or (lex_b.initial[b] & 1):
        return NONE
    if (
        _share(lex_a.k2_start, lex_a.k2, a, lex_b.k2_start, lex_b.k2, b)
        or _near_at(lex_a, a, lex_b, b)
        or _truncated_at(lex_a, a, lex_b, b)
    ):
        return NEAR
    return NONE
