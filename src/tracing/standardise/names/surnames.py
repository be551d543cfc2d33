"""Surnames: canonical keys, abbreviations written out, two that were written as one (brief A2, A4, B)."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import islice

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from tracing.standardise.names.lexicon import DROPPED, abbreviations, glued, shares

__all__ = ["full_surnames", "halves", "surname_core", "surname_joined"]

_MOST_FITTING = 3
_COMMON = 1e-5
_HALF = 2e-4
_LONGEST_SHORT = 9
_DIGRAPHS = re.compile(r"(CH|LL|RR|TZ|SH|TH|PH|KH|QU|GU(?=[EI]))")
_CLUSTER = re.compile(r"[^AEIOUY]{2,}")
# What Spanish and Maya surnames allow at their beginning, inside, and at their end.
_ONSET = re.compile(r"[BCDFGKPT][RL]|S[CTPMKLNW]|[MWGDN]C|[DCS]Z|KN|GN|HM")
_INSIDE = re.compile(r"[^AEIOUY]{2}|[BCDLMNPRSX][BCDFGKPQT][RL]")
_CODA = re.compile(r"[LNR]?T?Z|[BCDGKLMNPRT]S|[NR][TDKCG]|ST|NN|LT|[RL]M")
_VOWELS = re.compile(r"[AEIOU]")


def surname_joined(text: str) -> str:
    """Return a folded surname as one word: ``DE LA CRUZ`` → ``DELACRUZ``."""
    return text.replace(" ", "")


@lru_cache(maxsize=1 << 17)
def surname_core(text: str) -> str:
    """Return a folded surname's canonical key: particles dropped, San and Santa kept, joined (brief A2.4).

    Compounds lose their particle however they are spaced (``DELACRUZ``, ``DELA CRUZ``, ``DE LACRUZ`` → ``CRUZ``).
    """
    known = glued(surname_joined(text))
    words = (known or text).split()
    return "".join(w for w in words if w not in DROPPED) or "".join(words)


def _runs_through(short: str, full: str) -> bool:
    """Whether the letters of ``short`` stand in ``full`` in their order, the first at its beginning."""
    at = 0
    for letter in short:
        at = full.find(letter, at) + 1
        if at == 0:
            return False
    return short[0] == full[0]


def _looks_cut(text: str) -> bool:
    """Whether a word that ends in z or s can't be a whole surname, but may be the bones of one (brief B)."""
    if not 3 <= len(text) <= _LONGEST_SHORT or text[-1] not in "ZS":
        return False
    if not _VOWELS.search(text[1:-1]):
        return True
    # A digraph is one sound.
    said = _DIGRAPHS.sub(lambda m: "R" if m[1] == "RR" else m[1][0], text[:-1]) + text[-1]
    for cluster in _CLUSTER.finditer(said):
        first, last = cluster.start() == 0, cluster.end() == len(said)
        allowed = _ONSET if first else _CODA if last else _INSIDE
        if allowed.fullmatch(cluster[0]) is None:
            return True
    return False


@lru_cache(maxsize=1 << 16)
def full_surnames(text: str) -> tuple[str, ...]:
    """Return the surnames a folded word may stand for, best first; itself alone if it is no abbreviation (brief B).

    Beside the table: a word's consonants that run from a surname's first letter to its final z or s (``MRTNZ``,
    ``RODRIGZ``). One letter and z (``GZ``) is too little to go by.
    """
    listed = abbreviations().get(("surname", text))
    if listed is not None:
        return listed
    surnames = shares()[1]
    if text in surnames or not _looks_cut(text):
        return (text,)
    # S and Z are one sound, so Vlzqz is Velásquez, too.
    body = text[:-1].replace("Z", "S")
    fitting = (
        name
        for name, spelt in _ending_in_z().get(body[0], ())
        if len(name) > len(text) and _runs_through(body, spelt) and _cut(name)[0] <= _HALF
    )
    found = tuple(islice(fitting, _MOST_FITTING))
    if found and _VOWELS.search(text[1:-1]) and _slip_share(text) > surnames[found[0]]:
        return (text,)
    return found or (text,)


def _slip_share(text: str) -> float:
    """Return the share of a surname that one wrong letter or two turned ones make of ``text`` (LOEPZ), else 0."""
    near = extractOne(text, _common(len(text)), scorer=OSA.distance, score_cutoff=1)
    return 0.0 if near is None else shares()[1][near[0]]


@lru_cache(maxsize=16)
def _common(length: int) -> tuple[str, ...]:
    return tuple(name for name, share in shares()[1].items() if len(name) == length and share > _COMMON)


@lru_cache(maxsize=1)
def _ending_in_z() -> dict[str, list[tuple[str, str]]]:
    """Surnames in z or s by the first letter, commonest first, each with its body spelt with s."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in shares()[1]:
        if len(name) > 1 and name[-1] in "ZS":
            spelt = name[:-1].replace("Z", "S")
            found[spelt[0]].append((name, spelt))
    return found


@lru_cache(maxsize=1 << 14)
def _cut(text: str) -> tuple[float, int]:
    """Return the best place to cut a word into two surnames, and the share of the rarer one."""
    surnames = shares()[1]
    cuts = [
        (min(surnames.get(text[:k], 0.0), surnames.get(text[k:], 0.0)), k) for k in range(4, len(text) - 3)
    ]
    return max(cuts, default=(0.0, 0))


def halves(text: str) -> tuple[str, str] | None:
    """Part two surnames that were written as one word: PEREZLOPEZ (brief A4)."""
    if len(text) < 8 or shares()[1].get(text, 0) > 1e-4:
        return None
    best, cut = _cut(text)
    return (text[:cut], text[cut:]) if best > _HALF else None
