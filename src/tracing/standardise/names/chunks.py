"""A name's words folded into units: compounds, particles, spellings in two pieces (brief A2, A3, A7.3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tracing.standardise.names.lexicon import (
    DROPPED,
    PARTICLES,
    abbreviations,
    compounds,
    devotional,
    glued,
    leaning,
    letters,
    shares,
)
from tracing.standardise.names.units import mended

__all__ = ["Chunks", "chunked"]

_LONGEST = 4
_SAINTS = {"STA": "SANTA", "STO": "SANTO", "SN": "SAN"}
_EXPLAINED = frozenset({"M", "J", *_SAINTS})
_SAINTLY = 0.0
_ASSUMED = 2e-5
_DANGLING = DROPPED - {"Y"}


class Chunks(NamedTuple):
    """The words of a name, folded into units; ``most_given`` counts those before surnames that a ``y`` joins.

    ``loose`` tells that a compound was folded that may also be a given name and a surname; ``truncated`` that the
    name ended in a particle, which is left out.
    """

    texts: tuple[str, ...]
    most_given: int | None = None
    loose: bool = False
    truncated: bool = False


@lru_cache(maxsize=1 << 16)
def _plain(word: str) -> str:
    return letters(mended(word))


@lru_cache(maxsize=1 << 16)
def _piece(word: str) -> str | None:
    """Return the letters of a word that is short and no name of its own, so that it may be half of one; else None."""
    given, surnames = shares()
    here = letters(word)
    if 1 <= len(here) <= 5 and max(given.get(here, 0.0), surnames.get(here, 0.0)) < _ASSUMED:
        return here
    return None


def _joined_enye(words: list[str]) -> list[str]:
    """Join the pieces of a word whose ñ became a blank: ``MU OZ`` (brief A4)."""
    joined: list[str] = []
    for word in words:
        if (
            joined
            and (here := _piece(word)) is not None
            and (before := _piece(joined[-1])) is not None
            and len(before) > 1
            and shares()[1].get(f"{before}N{here}", 0.0) > _ASSUMED
            and before not in PARTICLES
            and ("given", before) not in abbreviations()
            and (len(here) > 1 or here in "AO")
        ):
            joined[-1] = f"{joined[-1]}ñ{word}"
            continue
        joined.append(word)
    return joined


def _as_spoken(words: list[str]) -> list[str]:
    """Write out the short words that only their neighbours explain: M A Elena, Ma. del …, Sta. Cruz, J. J."""
    spoken: list[str] = []
    at = 0
    while at < len(words):
        word, plain = words[at], letters(words[at])
        if plain not in _EXPLAINED:
            spoken.append(word)
            at += 1
            continue
        after = words[at + 1] if at + 1 < len(words) else ""
        if plain == "M" and after in ("A", "a", "ª") and "." not in word:
            spoken.append("MA")
            at += 2
            continue
        if plain == "J" and letters(after) == "J":
            spoken.append("JJ")
            at += 2
            continue
        if plain in _SAINTS and (
            (_SAINTS[plain], letters(after)) in compounds() or leaning(letters(after)) > _SAINTLY
        ):
            word = _SAINTS[plain]
        elif plain == "SN":
            # No saint follows: sin nombre.
            at += 1
            continue
        spoken.append(word)
        at += 1
    return spoken


def _is_joiner(folded: list[str], words: list[str], at: int) -> bool:
    """Whether a ``y``, ``e`` or ``i`` joins two surnames (brief A2.3); with a dot it is an initial."""
    if at >= len(folded) - 1 or "." in words[at]:
        return False
    if folded[at] == "Y":
        return True
    after = folded[at + 1]
    return folded[at] == "E" and after.startswith(("I", "HI", "Y"))


def _is_particle(folded: list[str], words: list[str], at: int) -> bool:
    word = folded[at]
    if word not in PARTICLES or word in ("Y", "E", "I") or at + 1 >= len(folded):
        return False
    if word == "O":
        after = folded[at + 1]
        irish = len(after) > 3 and after not in shares()[1] and after not in shares()[0]
        return irish or f"O{after}" in shares()[1] or words[at].endswith(("'", "’"))
    # Al, Ben and Do. are given names at the beginning.
    return not (word in ("AL", "BEN", "DO") and (at == 0 or "." in words[at]))


@lru_cache(maxsize=1)
def _starts() -> frozenset[str]:
    return frozenset(words[0] for words in compounds()) | {"MA", "M", "MRA", "J"}


@lru_cache(maxsize=1 << 16)
def _stands_alone(word: str) -> bool:
    """Whether a word is a unit of its own whatever stands beside it: nothing in ``chunked`` looks at it twice.

    Words that all stand alone are their own chunks, as nearly all of a name's words are.
    """
    folded = _plain(word)
    return (
        folded.isalpha()
        and folded not in PARTICLES
        and folded not in _starts()
        and not folded.startswith("DE")
        and letters(word) not in _EXPLAINED
        and _piece(word) is None
    )


def _may_begin(folded: Sequence[str], at: int) -> bool:
    """Whether a compound may begin here; most words begin none."""
    return (
        folded[at] in _starts() or folded[at].startswith("DE") or folded[at + 1 : at + 2] in (["DE"], ["DEL"])
    )


def _compound(folded: Sequence[str], at: int, size: int, kind: str | None) -> tuple[str, str] | None:
    """Return what the next ``size`` words are as a compound, and of what kind; None if they are none."""
    words = tuple(folded[at : at + size])
    if not all(words):
        return None
    spoken = ("MARIA", *words[1:]) if words[0] in ("MA", "M", "MRA") else words
    found = compounds().get(spoken)
    if found is None and kind != "surname":
        found = devotional(spoken)
    if found is None and kind != "surname" and spoken[0] in ("J", "JOSE") and spoken[1:] == ("JESUS",):
        return ("J JESUS", "given") if spoken[0] == "J" else None
    if found is None and kind != "given":
        # DELA CRUZ, DE LACRUZ, MONTES DEOCA: however the words are parted.
        whole = glued("".join(words)) if size > 1 else None
        if whole is not None and words[-1].endswith(whole.split()[-1]):
            return whole, "surname"
        return None
    if found is None or (kind == "surname" and found != "surname"):
        return None
    return " ".join(spoken), found


@lru_cache(maxsize=1 << 16)
def chunked(words: tuple[str, ...], fold_open: bool = True, kind: str | None = None) -> Chunks:
    """Fold compounds and particles into units, longest first (brief A7.3).

    ``fold_open`` folds compounds that may also be a given name and a surname (José de la Cruz); ``kind`` tells that
    all words are given names or all are surnames.
    """
    if all(map(_stands_alone, words)):
        return Chunks(words)
    spoken = _as_spoken(_joined_enye(list(words)))
    folded = [*map(_plain, spoken)]
    texts: list[str] = []
    pending: list[str] = []
    most_given: int | None = None
    loose = False
    at = 0
    while at < len(spoken):
        if kind != "given" and (texts or kind == "surname") and _is_joiner(folded, spoken, at):
            if kind is None:
                most_given = min(most_given or len(texts), max(1, len(texts) - 1))
            at += 1
            continue
        found: tuple[str, str] | None = None
        size = 1
        for size in range(min(_LONGEST, len(folded) - at), 1, -1) if _may_begin(folded, at) else ():
            found = _compound(folded, at, size, kind)
            if found is not None and found[1] == "open" and not fold_open:
                found = None
            if found is not None:
                break
        if found is not None:
            loose = loose or found[1] == "open"
            texts.append(" ".join([*pending, found[0]]))
            pending = []
            at += size
            continue
        if _is_particle(folded, spoken, at):
            pending.append(spoken[at])
        elif folded[at]:
            texts.append(" ".join([*pending, spoken[at]]))
            pending = []
        at += 1
    truncated = False
    while texts and letters(texts[-1]).rpartition(" ")[2] in _DANGLING:
        kept = texts[-1].split()[:-1]
        texts[-1:] = [" ".join(kept)] if kept else []
        truncated = True
    return Chunks(tuple(texts), most_given, loose, truncated)
