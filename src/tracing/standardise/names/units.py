"""One given name or surname as a unit: marks of damage mended, abbreviations written out (brief A4, B)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from tracing.standardise.names.lexicon import (
    DROPPED,
    PARTICLES,
    abbreviations,
    compounds,
    devotional,
    female,
    glued,
    letters,
    shares,
)
from tracing.standardise.names.model import Unit
from tracing.standardise.names.surnames import full_surnames
from tracing.standardise.text import fold

__all__ = ["given_words", "listed", "mended", "unit", "units"]

_LETTER = r"[^\W\d_]"
# A lost ñ comes as ? # or the replacement sign between letters, as ~n or ¤ ¥ from old code pages (brief A4).
_LOST_ENYE = re.compile(rf"(?<={_LETTER})(?:[?#¤¥\ufffd]|~(?![Nn]))(?={_LETTER})")
_TILDE = re.compile(r"~(?=[Nn])|(?<=[Nn])~")
# Machine-readable zones may write Ñ as NXX and Ü as UXX or UE (ICAO 9303).
_MACHINE_ENYE = re.compile(r"(?<=[A-Za-z])NXX(?=[A-Za-z])|^NXX(?=[A-Za-z])")
_MACHINE_DIERESIS = re.compile(r"(?<=[Gg])(?:UXX|U(?=EE))(?=[EIei])")
_RAISED_VOWEL = re.compile(r"\.([OAoa])\.?$|([ºª])")
_SKIN = re.compile(r"[^A-ZÑÜ ]")
_AFTER_MARIA = ("DELOS", "DELAS", "DELA", "DEL", "DE", "")
_MORE_COMMON = {"MARIA": 3.0, "MA": 30.0}
"""How much more often than the glued name its second part is borne: Malena is no María Lena."""


@lru_cache(maxsize=1 << 17)
def mended(text: str) -> str:
    """Return a word with the signs that stand for a lost ñ or ü set right (``MU?OZ``, ``MUNXXOZ`` → ``MUÑOZ``)."""
    if text.isalpha() and "XX" not in text and "UEE" not in text:
        return text
    text = _LOST_ENYE.sub("ñ", _TILDE.sub("", text.replace("Ã?", "Ñ")))
    text = _MACHINE_DIERESIS.sub("Ü", _MACHINE_ENYE.sub("Ñ", text))
    return re.sub(r"(?<=G)ÜE(?=E)", "Ü", text)


def given_words(unit: Unit) -> tuple[str, ...]:
    """Return the words of a given name that are compared: ``MARIA DE LOS ANGELES`` → MARIA, ANGELES."""
    return tuple(w for w in unit.text.split() if w not in PARTICLES) or (unit.text,)


def _lowered(text: str) -> str:
    """Return ``text`` with raised letters on the line (``Vicᵗᵉ``), but for the ordinal signs."""
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", c)
        if c not in "ºª" and unicodedata.decomposition(c).startswith("<super>")
        else c
        for c in text
    )


def _ending_first(full: tuple[str, ...], ending: str) -> tuple[str, ...]:
    """Put the spellings first that end as the raised letter says: Ant.ª is Antonia before Antonio."""
    return tuple(sorted(full, key=lambda name: not name.endswith(ending)))


def listed(text: str, folded: str, kind: str) -> tuple[str, ...] | None:
    """Return the full spellings of an abbreviation, with its raised letter or without (brief B)."""
    table = abbreviations()
    mark = None if text.isascii() and "." not in text else _RAISED_VOWEL.search(text)
    if mark is None:
        return table.get((kind, folded))
    ending = "O" if (mark[1] or mark[2]).upper() in "Oº" else "A"
    stem = folded if mark[2] else folded[:-1]
    for short in (stem + ending, stem):
        if (full := table.get((kind, short))) is not None:
            return _ending_first(full, ending)
    return table.get((kind, folded))


@lru_cache(maxsize=1 << 16)
def _glued_given(text: str) -> str | None:
    """Return the words of a glued given name: MAELENA, MARIADELCARMEN (brief B, scribal habits)."""
    given = shares()[0]
    own = given.get(text, 0.0)
    for head in ("MARIA", "MA"):
        rest = text.removeprefix(head)
        if rest == text or len(rest) < 4 - (head == "MARIA"):
            continue
        for start in _AFTER_MARIA:
            tail = rest.removeprefix(start)
            if not rest.startswith(start) or len(tail) < 3:
                continue
            particle = {"DELOS": "DE LOS", "DELAS": "DE LAS", "DELA": "DE LA"}.get(start, start)
            words = " ".join(filter(None, ("MARIA", particle, tail)))
            known = tuple(words.split())
            if compounds().get(known) == "given" or devotional(known) == "given":
                return words
            womanly = female(tail) > 0.5 or tail in ("JOSE", "JESUS", "GUADALUPE")
            if womanly and given.get(tail, 0.0) > max(1e-5, _MORE_COMMON[head] * own):
                return words
    return None


def _given(text: str, folded: str, raw: str) -> Unit:
    words = folded.split()
    if len(words) > 1 and words[0] in ("MA", "M", "MRA"):
        # Ma. de los Ángeles, M. Guadalupe joined by a compound.
        folded = " ".join(["MARIA", *words[1:]])
        return Unit(folded, (folded,), folded)
    full = listed(text, folded, "given")
    if full is None and len(words) > 1 and words[0] == "J" and words[-1] == "JESUS":
        full = abbreviations()["given", "JJ"]
    if full is not None:
        return Unit(full[0] if " " in full[0] else folded, full, full[0] if " " in full[0] else raw)
    whole = _glued_given(folded) if len(words) == 1 else None
    if whole is not None:
        return Unit(whole, (whole,), whole)
    return Unit(folded, (folded,), raw, initial=len(folded) == 1)


@lru_cache(maxsize=1 << 17)
def unit(text: str, kind: str) -> Unit | None:
    """Return the unit of a given name or surname as written, None if it has no letters."""
    text = mended(_lowered(text))
    parted = text.replace("-", " ")
    folded = letters(parted)
    if not folded:
        return None
    raw = fold(parted, keep_tilde=True)
    if not (raw.isalpha() and raw.isascii()):
        raw = " ".join(_SKIN.sub("", raw).split())
    if kind == "given":
        return _given(text, folded, raw)
    full = listed(text, folded, "surname") if " " not in folded else None
    if full is None:
        whole = glued(folded.replace(" ", ""))
        if whole is not None and whole != folded and whole.split()[0] in DROPPED:
            return Unit(whole, (whole,), whole)
        full = full_surnames(folded)
    return Unit(folded, full, raw)


def units(chunks: Sequence[str], kind: str) -> tuple[Unit, ...]:
    """Return the units of several chunks, without those that have no letters."""
    # A list first: quicker than a generator, and this runs for every reading of every name.
    return tuple([found for chunk in chunks if (found := unit(chunk, kind)) is not None])
