"""Given names and surnames of the child, compared together over the plausible readings (brief A, C, D).

``given_names`` is an ordered set, ``surnames`` an ordered pair. Each record keeps its likely splits; the pair of
splits that agrees best is taken, and pays for not being the likeliest (design, principle 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.comparisons.compiled import inlined, kernel, small
from tracing.linkage.comparisons.kind import Outcome, Weights, weigh
from tracing.linkage.comparisons.name_levels import (
    G_COMMON_DROPPED,
    G_COMMON_ONLY,
    G_DIFFERENT,
    G_EXACT,
    G_INITIAL,
    G_MISSING,
    G_NICKNAME,
    G_ONE_DROPPED,
    G_PARTIAL,
    G_PHONETIC,
    G_REORDERED,
    G_TYPO,
    S_CROSSED,
    S_DIFFERENT,
    S_EXACT,
    S_FIRST_AGREES,
    S_FIRST_MISSING,
    S_JOINED,
    S_MISSING,
    S_PHONETIC,
    S_SECOND_AGREES,
    S_SECOND_MISSING,
    S_SINGLE,
    S_SWAPPED,
    S_TYPO,
)
from tracing.linkage.comparisons.words import (
    ALIKE,
    EXACT,
    INITIAL,
    NEAR,
    NICK,
    NONE,
    PART,
    apart,
    given_class,
    given_class_at,
    nick_factor,
    nick_factor_at,
    surname_class,
    surname_class_at,
)
from tracing.linkage.vocabulary import Lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracing.linkage.features import NameForms
    from tracing.linkage.words import Word

__all__ = ["NameColumns", "NamesOutcome", "compare_names", "names_kernel"]

_INITIAL_RARITY = 3 * 256
"""A fitting initial is worth three bits at most: about eight letters begin most names."""


class NameColumns(NamedTuple):
    """Readings of the names of one side: rows ``start[i]:start[i + 1]`` belong to record i."""

    start: NDArray[np.int64]
    cost: NDArray[np.int32]
    given: NDArray[np.int32]
    surname: NDArray[np.int32]
    region: NDArray[np.int32]


class NamesOutcome(NamedTuple):
    """Both outcomes, and the surnames of the left record that found a partner."""

    given: Outcome
    surnames: Outcome
    agreed: tuple[Word, ...]


# --- the definition -----------------------------------------------------------------------------------------


def _rarity(table: Sequence[int], region_a: int, region_b: int) -> int:
    """The smaller rarity of the two regions; a record that says nothing of its region goes by the other's."""
    if region_a == 0 or region_b == 0:
        return table[max(region_a, region_b)]
    return min(table[region_a], table[region_b])


def given_rarity(a: Word, b: Word, agreement: int, region_a: int, region_b: int) -> int:
    """Return the rarity, in units, of agreeing on a given name in the class found."""
    if agreement == INITIAL:
        return _INITIAL_RARITY
    if agreement == EXACT:
        return min(_rarity(a.rarity, region_a, region_b), _rarity(b.rarity, region_a, region_b))
    if agreement == NICK:
        both = min(_rarity(a.rarity_nick, region_a, region_b), _rarity(b.rarity_nick, region_a, region_b))
        return (both * nick_factor(a, b)) >> 8
    return min(_rarity(a.rarity_alike, region_a, region_b), _rarity(b.rarity_alike, region_a, region_b))


def surname_rarity(a: Word, b: Word, agreement: int, region_a: int, region_b: int) -> int:
    """Return the rarity, in units, of agreeing on a surname; half of it where a particle is missing (A2.5)."""
    if agreement == EXACT:
        return min(_rarity(a.rarity, region_a, region_b), _rarity(b.rarity, region_a, region_b))
    alike = min(_rarity(a.rarity_alike, region_a, region_b), _rarity(b.rarity_alike, region_a, region_b))
    return alike >> 1 if agreement == PART else alike


def compare_given(
    a: Sequence[Word], b: Sequence[Word], regions: tuple[int, int], weights: Weights, second: int
) -> Outcome:
    """Compare two ordered sets of given names; ``second`` (of 256) is the worth of each further agreement."""
    if not a or not b:
        return Outcome(G_MISSING, int(weigh(weights, G_MISSING, 0)))
    classes = [[given_class(x, y) for y in b] for x in a]
    free_a, free_b = set(range(len(a))), set(range(len(b)))
    matched: list[tuple[int, int, int]] = []
    for wanted in (EXACT, ALIKE, NICK, NEAR, INITIAL):
        for i in range(len(a)):
            for j in range(len(b)):
                if i in free_a and j in free_b and classes[i][j] == wanted:
                    matched.append((i, j, wanted))
                    free_a.remove(i)
                    free_b.remove(j)
    if not matched:
        return Outcome(G_DIFFERENT, int(weigh(weights, G_DIFFERENT, 0)))
    rarities = [given_rarity(a[i], b[j], wanted, *regions) for i, j, wanted in matched]
    rarity = max(rarities) + (((sum(rarities) - max(rarities)) * second) >> 8)
    worst = min(wanted for _, _, wanted in matched)
    telling = any(not (a[i].common and b[j].common) for i, j, _ in matched)
    in_order = all((i < k) == (j < m) for i, j, _ in matched for k, m, _ in matched if i != k)
    if free_a and free_b:
        level = G_PARTIAL if telling else G_COMMON_ONLY
    elif worst == INITIAL:
        level = G_INITIAL
    elif worst == NEAR:
        level = G_TYPO
    elif worst == NICK:
        level = G_NICKNAME
    elif free_a or free_b:
        rest_common = all(a[i].common for i in free_a) and all(b[j].common for j in free_b)
        level = (G_COMMON_DROPPED if rest_common else G_ONE_DROPPED) if telling else G_COMMON_ONLY
    elif worst == ALIKE:
        level = G_PHONETIC
    else:
        level = G_EXACT if in_order else G_REORDERED
    return Outcome(level, int(weigh(weights, level, rarity)))


def compare_surnames(
    a: Sequence[Word], b: Sequence[Word], regions: tuple[int, int], weights: Weights, second: int
) -> tuple[Outcome, tuple[int, ...]]:
    """Compare two ordered pairs of surnames; also return which of ``a`` found a partner."""

    def outcome(level: int, *pairs: tuple[int, int]) -> tuple[Outcome, tuple[int, ...]]:
        rarities = [surname_rarity(a[i], b[j], surname_class(a[i], b[j]), *regions) for i, j in pairs]
        rarity = 0
        if rarities:
            rarity = max(rarities) + (((sum(rarities) - max(rarities)) * second) >> 8)
        return Outcome(level, int(weigh(weights, level, rarity))), tuple(i for i, _ in pairs)

    def agree(i: int, j: int) -> int:
        return surname_class(a[i], b[j]) if i < len(a) and j < len(b) else NONE

    if not a or not b:
        return outcome(S_MISSING)
    straight, across = (agree(0, 0), agree(1, 1)), (agree(0, 1), agree(1, 0))
    if len(a) == 2 and len(b) == 2:
        if all(straight):
            if straight == (EXACT, EXACT):
                return outcome(S_EXACT, (0, 0), (1, 1))
            level = S_TYPO if NEAR in straight else S_PHONETIC
            return outcome(level, (0, 0), (1, 1))
        if all(across):
            return outcome(S_SWAPPED, (0, 1), (1, 0))
        if straight[0]:
            return outcome(S_FIRST_AGREES, (0, 0))
        if straight[1]:
            return outcome(S_SECOND_AGREES, (1, 1))
        if across[0]:
            return outcome(S_CROSSED, (0, 1))
        return outcome(S_CROSSED, (1, 0)) if across[1] else outcome(S_DIFFERENT)
    if len(a) == 1 and len(b) == 1:
        return outcome(S_SINGLE, (0, 0)) if straight[0] else outcome(S_DIFFERENT)
    if straight[0]:
        return outcome(S_SECOND_MISSING, (0, 0))
    if len(a) == 1:
        if across[0]:
            return outcome(S_FIRST_MISSING, (0, 1))
        joined = a[0].spelling == b[0].spelling + b[1].spelling
    else:
        if across[1]:
            return outcome(S_FIRST_MISSING, (1, 0))
        joined = b[0].spelling == a[0].spelling + a[1].spelling
    return outcome(S_JOINED) if joined else outcome(S_DIFFERENT)


def compare_names(a: NameForms, b: NameForms, given: Weights, surnames: Weights, second: int) -> NamesOutcome:
    """Compare two names over all their readings; the best pair is taken, its cost is part of the surnames."""
    best: NamesOutcome | None = None
    regions = (a.region, b.region)
    for x in a.readings:
        for y in b.readings:
            g = compare_given(x.given, y.given, regions, given, second)
            s, agreed = compare_surnames(x.surnames, y.surnames, regions, surnames, second)
            s = Outcome(s.level, s.weight - x.cost - y.cost)
            if best is None or g.weight + s.weight > best.given.weight + best.surnames.weight:
                best = NamesOutcome(g, s, tuple(x.surnames[i] for i in agreed))
    if best is None:
        return NamesOutcome(
            Outcome(G_MISSING, int(weigh(given, G_MISSING, 0))),
            Outcome(S_MISSING, int(weigh(surnames, S_MISSING, 0))),
            (),
        )
    return best


# --- the columnar form --------------------------------------------------------------------------------------


@small
def _rarity_at(table, word: int, region_a: int, region_b: int) -> int:  # type: ignore[no-untyped-def]
    if region_a == 0 or region_b == 0:
        return int(table[word, max(region_a, region_b)])
    return int(min(table[word, region_a], table[word, region_b]))


@inlined
def _least_at(table_a, a: int, table_b, b: int, ra: int, rb: int) -> int:  # type: ignore[no-untyped-def]
    return min(_rarity_at(table_a, a, ra, rb), _rarity_at(table_b, b, ra, rb))


@small
def given_rarity_at(lex_a: Lexicon, a: int, lex_b: Lexicon, b: int, agreement: int, ra: int, rb: int) -> int:
    """The compiled twin of ``given_rarity``."""
    if agreement == INITIAL:
        return int(_INITIAL_RARITY)
    if agreement == EXACT:
        return min(_rarity_at(lex_a.rarity, a, ra, rb), _rarity_at(lex_b.rarity, b, ra, rb))
    if agreement == NICK:
        both = min(_rarity_at(lex_a.rarity_nick, a, ra, rb), _rarity_at(lex_b.rarity_nick, b, ra, rb))
        return (both * int(nick_factor_at(lex_a, a, lex_b, b))) >> 8
    return min(_rarity_at(lex_a.rarity_alike, a, ra, rb), _rarity_at(lex_b.rarity_alike, b, ra, rb))


@small
def surname_rarity_at(
    lex_a: Lexicon, a: int, lex_b: Lexicon, b: int, agreement: int, ra: int, rb: int
) -> int:
    """The compiled twin of ``surname_rarity``."""
    if agreement == EXACT:
        return min(_rarity_at(lex_a.rarity, a, ra, rb), _rarity_at(lex_b.rarity, b, ra, rb))
    alike = min(_rarity_at(lex_a.rarity_alike, a, ra, rb), _rarity_at(lex_b.rarity_alike, b, ra, rb))
    return alike >> 1 if agreement == PART else alike


@small
def _count(words) -> int:  # type: ignore[no-untyped-def]
    n = 0
    while n < words.shape[0] and words[n] >= 0:
        n += 1
    return n


@inlined
def given_at(lex_a: Lexicon, lex_b: Lexicon, a, b, ra: int, rb: int, weights: Weights, second: int, scratch):  # type: ignore[no-untyped-def]
    """The compiled twin of ``compare_given``; ``a`` and ``b`` are rows of word ids. Returns level, weight."""
    na, nb = _count(a), _count(b)
    if na == 0 or nb == 0:
        return G_MISSING, weigh(weights, G_MISSING, 0)
    found, classes = 0, 0
    for i in range(na):
        for j in range(nb):
            x, y = a[i], b[j]
            if apart(lex_a.glance, x, lex_b.glance, y):
                scratch[i, j] = NONE
            elif lex_a.glance[x, 0] == lex_b.glance[y, 0] and not (lex_a.initial[x] & 1):
                # Most words that aren't apart are the same; a call with two lexicons costs more than all the rest.
                scratch[i, j] = EXACT
                classes |= 1 << EXACT
            else:
                scratch[i, j] = given_class_at(lex_a, x, lex_b, y)
                classes |= 1 << scratch[i, j]
    if classes <= 1 << NONE:
        return G_DIFFERENT, weigh(weights, G_DIFFERENT, 0)
    free_a, free_b = (1 << na) - 1, (1 << nb) - 1
    worst, telling, in_order = EXACT, False, True
    top, total = 0, 0
    seen_i, seen_j = 0, 0
    for step in range(5):
        wanted = (
            EXACT
            if step == 0
            else (ALIKE if step == 1 else (NICK if step == 2 else (NEAR if step == 3 else INITIAL)))
        )
        if not (classes >> wanted) & 1:
            continue
        for i in range(na):
            for j in range(nb):
                if (free_a >> i) & 1 and (free_b >> j) & 1 and scratch[i, j] == wanted:
                    free_a ^= 1 << i
                    free_b ^= 1 << j
                    # In order: as many partners before i on one side as before j on the other, pairwise.
                    for k in range(found):
                        pi, pj = (seen_i >> (3 * k)) & 7, (seen_j >> (3 * k)) & 7
                        if (i < pi) != (j < pj):
                            in_order = False
                    seen_i |= int(i) << (3 * found)
                    seen_j |= int(j) << (3 * found)
                    found += 1
                    worst = min(worst, wanted)
                    if not ((lex_a.initial[a[i]] & 2) and (lex_b.initial[b[j]] & 2)):
                        telling = True
                    rarity = (
                        _least_at(lex_a.rarity, a[i], lex_b.rarity, b[j], ra, rb)
                        if step == 0
                        else given_rarity_at(lex_a, a[i], lex_b, b[j], wanted, ra, rb)
                    )
                    total += rarity
                    top = max(top, rarity)
    rarity = top + (((total - top) * second) >> 8)
    if free_a and free_b:
        level = G_PARTIAL if telling else G_COMMON_ONLY
    elif worst == INITIAL:
        level = G_INITIAL
    elif worst == NEAR:
        level = G_TYPO
    elif worst == NICK:
        level = G_NICKNAME
    elif free_a or free_b:
        level = G_COMMON_DROPPED
        for i in range(na):
            if (free_a >> i) & 1 and not (lex_a.initial[a[i]] & 2):
                level = G_ONE_DROPPED
        for j in range(nb):
            if (free_b >> j) & 1 and not (lex_b.initial[b[j]] & 2):
                level = G_ONE_DROPPED
        if not telling:
            level = G_COMMON_ONLY
    elif worst == ALIKE:
        level = G_PHONETIC
    else:
        level = G_EXACT if in_order else G_REORDERED
    return level, weigh(weights, level, rarity)


@small
def _joined(whole: Lexicon, one: int, lex: Lexicon, first: int, second: int) -> bool:
    s, n = whole.letters_start[one], whole.letters_start[one + 1] - whole.letters_start[one]
    sf, nf = lex.letters_start[first], lex.letters_start[first + 1] - lex.letters_start[first]
    ss, ns = lex.letters_start[second], lex.letters_start[second + 1] - lex.letters_start[second]
    if n != nf + ns:
        return False
    for k in range(nf):
        if whole.letters[s + k] != lex.letters[sf + k]:
            return False
    for k in range(ns):
        if whole.letters[s + nf + k] != lex.letters[ss + k]:
            return False
    return True


@inlined
def _pair_class(lex_a: Lexicon, x: int, lex_b: Lexicon, y: int) -> int:
    if lex_a.glance[x, 0] == lex_b.glance[y, 0]:
        return EXACT
    return NONE if apart(lex_a.glance, x, lex_b.glance, y) else surname_class_at(lex_a, x, lex_b, y)


@inlined
def _surname_rarity(lex_a: Lexicon, x: int, lex_b: Lexicon, y: int, ra: int, rb: int) -> int:
    if lex_a.glance[x, 0] == lex_b.glance[y, 0]:
        return _least_at(lex_a.rarity, x, lex_b.rarity, y, ra, rb)
    return surname_rarity_at(lex_a, x, lex_b, y, surname_class_at(lex_a, x, lex_b, y), ra, rb)


@inlined
def surnames_at(lex_a: Lexicon, lex_b: Lexicon, a, b, ra: int, rb: int, weights: Weights, second: int):  # type: ignore[no-untyped-def]
    """The compiled twin of ``compare_surnames``. Returns level, weight, agreed surnames of ``a`` (bits)."""
    na, nb = _count(a), _count(b)
    if na == 0 or nb == 0:
        return S_MISSING, weigh(weights, S_MISSING, 0), 0
    c00 = _pair_class(lex_a, a[0], lex_b, b[0])
    c11 = _pair_class(lex_a, a[1], lex_b, b[1]) if na == 2 and nb == 2 else NONE
    pair1 = pair2 = -1
    if na == 2 and nb == 2:
        if c00 and c11:
            if c00 == EXACT and c11 == EXACT:
                level = S_EXACT
            else:
                level = S_TYPO if c00 == NEAR or c11 == NEAR else S_PHONETIC
            pair1, pair2 = 0, 3
        else:
            c01 = _pair_class(lex_a, a[0], lex_b, b[1])
            c10 = _pair_class(lex_a, a[1], lex_b, b[0])
            if c01 and c10:
                level, pair1, pair2 = S_SWAPPED, 1, 2
            elif c00:
                level, pair1 = S_FIRST_AGREES, 0
            elif c11:
                level, pair1 = S_SECOND_AGREES, 3
            elif c01:
                level, pair1 = S_CROSSED, 1
            elif c10:
                level, pair1 = S_CROSSED, 2
            else:
                level = S_DIFFERENT
    elif c00:
        level, pair1 = (S_SINGLE if na == nb else S_SECOND_MISSING), 0
    elif na == nb:
        level = S_DIFFERENT
    elif na == 1:
        if _pair_class(lex_a, a[0], lex_b, b[1]):
            level, pair1 = S_FIRST_MISSING, 1
        else:
            level = S_JOINED if _joined(lex_a, a[0], lex_b, b[0], b[1]) else S_DIFFERENT
    elif _pair_class(lex_a, a[1], lex_b, b[0]):
        level, pair1 = S_FIRST_MISSING, 2
    else:
        level = S_JOINED if _joined(lex_b, b[0], lex_a, a[0], a[1]) else S_DIFFERENT
    rarity, agreed = 0, 0
    if pair1 >= 0:
        i, j = pair1 >> 1, pair1 & 1
        rarity = _surname_rarity(lex_a, a[i], lex_b, b[j], ra, rb)
        agreed = 1 << i
        if pair2 >= 0:
            i, j = pair2 >> 1, pair2 & 1
            other = _surname_rarity(lex_a, a[i], lex_b, b[j], ra, rb)
            agreed |= 1 << i
            top = max(rarity, other)
            rarity = top + (((rarity + other - top) * second) >> 8)
    return level, weigh(weights, level, rarity), agreed


@kernel
def names_kernel(  # type: ignore[no-untyped-def]
    left,
    right,
    lex_a,
    lex_b,
    a: NameColumns,
    b: NameColumns,
    given,
    surnames,
    second,
    given_level,
    given_weight,
    surname_level,
    surname_weight,
    agreed,
    scratch,
):
    """Compare the names of pairs (``left[k]``, ``right[k]``), writing levels, weights and agreed surname ids.

    ``scratch`` has GIVEN_WORDS × GIVEN_WORDS places: the kernel allocates nothing, so that nothing is counted.
    """
    for k in range(left.shape[0]):
        i, j = left[k], right[k]
        ra, rb = a.region[i], b.region[j]
        best = -(1 << 40)
        given_level[k], given_weight[k] = G_MISSING, weigh(given, G_MISSING, 0)
        surname_level[k], surname_weight[k] = S_MISSING, weigh(surnames, S_MISSING, 0)
        agreed[k, 0] = agreed[k, 1] = -1
        for x in range(a.start[i], a.start[i + 1]):
            for y in range(b.start[j], b.start[j + 1]):
                gl, gw = given_at(
                    lex_a.given, lex_b.given, a.given[x], b.given[y], ra, rb, given, second, scratch
                )
                sl, sw, who = surnames_at(
                    lex_a.surname, lex_b.surname, a.surname[x], b.surname[y], ra, rb, surnames, second
                )
                sw = sw - a.cost[x] - b.cost[y]
                if gw + sw > best:
                    best = gw + sw
                    given_level[k], given_weight[k] = gl, gw
                    surname_level[k], surname_weight[k] = sl, sw
                    agreed[k, 0] = a.surname[x, 0] if who & 1 else -1
                    agreed[k, 1] = a.surname[x, 1] if who & 2 else -1
