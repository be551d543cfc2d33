"""Diminutives and cut names, undone by rule (brief C2.1, C2.2): Marquitos → Marcos, Lucecita → Luz, Mauri → Mauricio.

What a rule yields counts only if people bear it: candidates are looked up among registered names and in the tables.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import lru_cache

from tracing.standardise.hypocorisms.tables import Lexeme, tables

__all__ = ["bases", "cut_from"]

_FULL = 0.8
# Registered as a legal name in its own right, or made with a suffix that also ends legal names (-ín, -ico).
_DISCOUNTED = 0.6
# The endings a suffix leaves to restore, likelier ones first; "" is a name that ends in a consonant.
_MALE, _MALE_RARE = ("O", ""), ("E", "IO", "OS", "ES")
_FEMALE, _FEMALE_RARE = ("A", ""), ("E", "IA", "ES")
_SUFFIXES: dict[str, tuple[tuple[str, ...], tuple[str, ...], float]] = {
    **dict.fromkeys(("ITO", "CITO", "SITO", "ZITO", "ECITO", "ESITO", "ILLO"), (_MALE, _MALE_RARE, _FULL)),
    **dict.fromkeys(
        ("ITA", "CITA", "SITA", "ZITA", "ECITA", "ESITA", "ILLA"), (_FEMALE, _FEMALE_RARE, _FULL)
    ),
    "ITOS": (("OS", "ES"), ("", "O"), _FULL),
    "ITAS": (("AS", "ES"), ("", "A"), _FULL),
    "CITAS": (("ES",), (), _FULL),
    "LITO": ((), ("",), _FULL),
    "IN": (_MALE, _MALE_RARE, _DISCOUNTED),
    "INA": (_FEMALE, _FEMALE_RARE, _DISCOUNTED),
    "UCO": (_MALE, _MALE_RARE, _DISCOUNTED),
    "UCHO": (_MALE, _MALE_RARE, _DISCOUNTED),
    "UCHA": (_FEMALE, _FEMALE_RARE, _DISCOUNTED),
    "TICO": (_MALE, _MALE_RARE, _DISCOUNTED),
    "TICA": (_FEMALE, _FEMALE_RARE, _DISCOUNTED),
}
# Endings of names that are no diminutives (Carolina, Priscilla): a name people bear is left whole.
_LEGAL_TOO = frozenset(("IN", "INA", "UCO", "UCHO", "UCHA", "ILLO", "ILLA"))
# A rare ending needs ten times the bearers to stand beside a plain one.
_RARE_WEIGHT = 0.1
_BORNE = 300
_TABLE_BORNE = 1000
_DOMINATED = 0.2
_LEGAL = 1000
_LEGAL_ENDING = 100
_STEM = 2
# Names of men and women alike (brief A3), whatever the counts of another country say.
_EITHER_SEX = frozenset(
    """GUADALUPE CRUZ SANTOS REYES TRINIDAD ROSARIO CONCEPCION REFUGIO ISABEL ANGEL JESUS CARMEN DOLORES INES ASUNCION
    NATIVIDAD ENCARNACION""".split()  # noqa: SIM905
)


def _weight(name: str, ending: str) -> float:
    """How many bear ``name``, or 0 if nobody does or the suffix's gender speaks against it."""
    at = tables()
    entry: Lexeme | None = at.lexicon.get(name)
    count = entry.count if entry else 0
    if at.known(name):
        count = max(count, _TABLE_BORNE)
    if count < _BORNE:
        return 0.0
    # Amparito keeps the O of Amparo; where the vowel is the suffix's own, it tells the sex.
    if (
        entry
        and name not in _EITHER_SEX
        and ending in ("O", "A")
        and not name.endswith(ending)
        and (ending == "A") != (entry.female > 0.5)
    ):
        return 0.0
    return float(count)


def _stems(stem: str) -> tuple[str, ...]:
    """Undo the spelling a front vowel forces: qu → c, gu → g, c → z."""
    if stem.endswith("QU"):
        return stem, stem[:-2] + "C"
    if stem.endswith("GU"):
        return stem, stem[:-1]
    if stem.endswith("C"):
        return stem, stem[:-1] + "Z"
    return (stem,)


@lru_cache(maxsize=1 << 14)
def bases(name: str) -> tuple[tuple[str, float], ...]:
    """Return the names that the folded ``name`` is a diminutive of, each with its factor (brief C2.1).

    Names that only look diminutive (Rita, Benito, Agustín) have none; those registered as legal names too (Anita,
    Juanita) are discounted.
    """
    at = tables()
    if at.legal_diminutives.get(name) is False:
        return ()
    own = at.lexicon[name].count if name in at.lexicon else 0
    legal = own >= _LEGAL or at.legal_diminutives.get(name, False)
    weights: dict[str, tuple[float, float]] = {}
    for suffix, (usual, rare, factor) in _SUFFIXES.items():
        if not name.endswith(suffix) or (suffix in _LEGAL_TOO and own >= _LEGAL_ENDING):
            continue
        stem = name[: -len(suffix)] + ("T" if suffix in ("TICO", "TICA") else "")
        if len(stem) < _STEM:
            continue
        ending = "" if suffix.endswith(("S", "N")) else suffix[-1]
        for endings, share in ((usual, 1.0), (rare, _RARE_WEIGHT)):
            for base in (s + e for s in _stems(stem) for e in endings):
                borne = _weight(base, ending) if len(base) > _STEM and base != name else 0.0
                # A legal name that more people bear than its supposed base is no diminutive (Felicitas).
                weight = share * borne if borne >= own else 0.0
                if weight > weights.get(base, (0.0, 0.0))[0]:
                    weights[base] = (weight, _DISCOUNTED if legal else factor)
    if not weights:
        return ()
    most = max(weight for weight, _ in weights.values())
    found = sorted(base for base, (weight, _) in weights.items() if weight >= _DOMINATED * most)
    return tuple((base, weights[base][1] / math.log2(1 + len(found))) for base in found)


# Cut names are taken only from common Hispanic names, and only if one name stands out among them.
_COMMON = 3000
_HISPANIC = 0.6
_SHORTEST, _LONGEST = 4, 6
_STANDS_OUT = 0.6
# What a child's ch or p may have been. C is soft only before e and i.
_SAID_FOR = (
    (re.compile("CH"), "S"),
    (re.compile("CH"), "Z"),
    (re.compile("CH(?=[EI])"), "C"),
    (re.compile("^P"), "F"),
)


@lru_cache(maxsize=1)
def _common() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the common names by what they begin and by what they end with."""
    beginnings: defaultdict[str, set[str]] = defaultdict(set)
    endings: defaultdict[str, set[str]] = defaultdict(set)
    for name, entry in tables().lexicon.items():
        if entry.count >= _COMMON and entry.hispanic >= _HISPANIC and len(name) > _LONGEST - 1:
            # CH may stand for one letter, so an ending may be one letter shorter.
            for size in range(_SHORTEST - 1, _LONGEST + 1):
                beginnings[name[:size]].add(name)
                endings[name[-size:]].add(name)
    return dict(beginnings), dict(endings)


@lru_cache(maxsize=1 << 14)
def cut_from(name: str) -> tuple[tuple[str, str], ...]:
    """Return the names that ``name`` may be cut from, with their sex (brief C2.2); weak evidence.

    Apocope keeps the first two syllables (Mauri), apheresis the last two (Nando), with s, c, z said ch (Chente)
    and f said p (Pina). A name that many bear or that is tabled is taken to stand for itself.
    """
    at = tables()
    if not _SHORTEST <= len(name) <= _LONGEST or at.known(name) or name in at.fused:
        return ()
    own = at.lexicon.get(name)
    if (own and own.count >= _BORNE) or sum(c in "AEIOU" for c in name) < 2:
        return ()
    tails = {name, *(pattern.sub(said, name) for pattern, said in _SAID_FOR)}
    beginnings, endings = _common()
    fulls = beginnings.get(name, set()).union(*(endings.get(tail, ()) for tail in tails))
    found: list[tuple[str, str]] = []
    for sex in ("F", "M"):
        counts = {
            full: at.lexicon[full].count
            for full in fulls
            if len(full) >= len(name) + 2 and (at.lexicon[full].female > 0.5) == (sex == "F")
        }
        if counts:
            best = max(counts, key=lambda full: (counts[full], full))
            if counts[best] >= _STANDS_OUT * sum(counts.values()):
                found.append((best, sex))
    return tuple(found)
