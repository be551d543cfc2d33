"""Words that stand for "not known" (brief A5). They are missing, never values."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tracing.standardise.text import fold, plain

__all__ = ["is_placeholder", "strip_placeholders"]


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


# As folded words: N/A, N.A. and n a are all "N A".
_PHRASES = _phrases(
    """FNU|LNU|MNU|FNU LNU|UNK|UNKN|UNKNOWN|NFN|NLN|NMN|NMI|NONAME|NO NAME|NA|N A|NN|N N|NI|N I|S N|SN|SIN NOMBRE
    |SINNOMBRE|S A|SIN APELLIDO|SIN APELLIDOS|S D|SIN DATO|SIN DATOS|SD|S I|SIN INFORMACION|ND|N D|NO DISPONIBLE|NR|N R
    |NO REFIERE|NO RECUERDA|NO SABE|NS|N S|NS NR|NS NC|NC|N C|IGNORADO|IGNORADA|SE IGNORA|IGN|DESCONOCIDO|DESCONOCIDA
    |SE DESCONOCE|DESC|NO IDENTIFICADO|NO IDENTIFICADA|SIN IDENTIFICAR|NO APLICA|NINGUNO|NINGUNA|NONE|NULL|NIL|NAN|TBD
    |TEST|PRUEBA|BABY|BEBE|RN|R N|RECIEN NACIDO|RECIEN NACIDA|HIJO DE|HIJA DE|BABY BOY|BABY GIRL|BOY|GIRL|MENOR
    |MENOR DE EDAD|NINO|NINA|NNA|NNAMNA|UAC|JOHN DOE|JANE DOE|FULANO|FULANA|FULANO DE TAL|ANONIMO|ANONIMA|INCONNU
    |INCONNUE|NO CONSTA|NO TIENE|NO INDICA|NO ESPECIFICADO|NO ESPECIFICADA|NO REGISTRA|NO REGISTRADO|S NOMBRE|S APELLIDO
    |S APELLIDOS|NOT KNOWN|NOT AVAILABLE|NOT APPLICABLE|NO LAST NAME|NO FIRST NAME|NO MIDDLE NAME|FIRST NAME UNKNOWN
    |LAST NAME UNKNOWN"""
)

# Inside a longer name these may be somebody's name or initials, or an abbreviation: Na Nguyen, Ign. López.
_NAMES_TOO = _phrases(
    """NA|N A|NI|N I|NS|N S|NC|N C|ND|NR|N R|SD|SN|S N|S A|S D|S I|N D|R N|IGN|DESC|NINO|NINA|BOY|GIRL|BEBE|BABY|HIJO DE
    |HIJA DE|FULANO|FULANA|NIL|NAN|S NOMBRE|S APELLIDO"""
)
_IN_NAMES = _PHRASES - _NAMES_TOO
_FIRST = frozenset(phrase.split()[0] for phrase in _IN_NAMES)
_VOCABULARY = frozenset(word for phrase in _PHRASES for word in phrase.split())
_LONGEST = 4

# Repeated x, z and digits are typed to get past a form; Xo and Zz are told from them by their length.
_TYPED_PAST = re.compile(r"X+|Z{3,}|0+|(\d)\1{3,}")
_SLASHED = re.compile(r"(?:N/[ANDISCR]|S/[NADI]|R/N)\.?$", re.I)
_WORD = re.compile(r"[A-Z0-9]+")
_NAMED = frozenset({"Na", "Niña"})
"""Spelled like this they are names (brief A5, traps): Na is a surname, Niña a given name."""


@lru_cache(maxsize=1 << 16)
def _words(text: str) -> str:
    # Ign. is "ignorado", Ign.º is Ignacio.
    return " ".join(_WORD.findall(fold(text.replace("º", "o").replace("ª", "a"))))


@lru_cache(maxsize=1 << 16)
def _speaks(word: str) -> bool:
    """Whether a word or number says something wherever it stands: no phrase for "not known" has it.

    A shortcut only; by the rules below, no text with such a word is a placeholder, and no part of it is left out.
    """
    if not plain(word):
        return False
    return any(w not in _VOCABULARY and not _TYPED_PAST.fullmatch(w) for w in _WORD.findall(fold(word)))


def _stands_for_nothing(words: str) -> bool:
    return words in _PHRASES or _TYPED_PAST.fullmatch(words) is not None


def is_placeholder(text: str) -> bool:
    """Whether the whole value stands for "not known", whatever its case, dots and accents.

    A value of another script is not understood, which is not the same.
    """
    return not _speaks(text[text.rfind(" ") + 1 :]) and _is_placeholder(text)


@lru_cache(maxsize=1 << 16)
def _is_placeholder(text: str) -> bool:
    if text.strip() in _NAMED:
        return False
    # The letter alone tells "niño", a word for any child, from the name Nina.
    if fold(text, keep_tilde=True).strip(" .") in {"NINA", "NINO"}:
        return False
    words = _words(text)
    if not words:
        return not any(unicodedata.category(c)[0] in "LN" for c in text)
    if _stands_for_nothing(words):
        return True
    parts = words.split()
    # DESCONOCIDO DESCONOCIDO, FNU UNKNOWN, XX XX.
    return len(parts) > 1 and all(_TYPED_PAST.fullmatch(p) or p in _IN_NAMES for p in parts)


def _length(parts: list[str], at: int) -> int:
    """Return how many of the words from ``at`` on stand for nothing inside a name."""
    first = _words(parts[at]).partition(" ")[0]
    longest = _LONGEST if first in _FIRST else 1
    for size in range(min(longest, len(parts) - at), 0, -1):
        words = _words(" ".join(parts[at : at + size]))
        if not words:
            # Dashes and the like; a text of another script is left to whoever reads it.
            return 1 if size == 1 and is_placeholder(parts[at]) else 0
        if words in _IN_NAMES or (size == 1 and _TYPED_PAST.fullmatch(words) and words != "X"):
            return size
        if size == 1 and _SLASHED.match(parts[at]):
            return 1
        if size == 1 and words == "X" and "." not in parts[at] and at in (0, len(parts) - 1):
            # A bare X before or after a name; with a dot it is an initial.
            return 1
        if size == 1 and words in ("BABY", "BEBE") and at == 0 and len(parts) > 1:
            return 1
    return 0


def strip_placeholders(text: str) -> str:
    """Return a name without the words that stand for nothing (``FNU ANA PEREZ`` → ``ANA PEREZ``)."""
    return text if all(map(_speaks, text.split(" "))) else _stripped(text)


@lru_cache(maxsize=1 << 14)
def _stripped(text: str) -> str:
    if is_placeholder(text):
        return ""
    parts = text.split()
    kept: list[str] = []
    at = 0
    while at < len(parts):
        skip = 0 if _speaks(parts[at]) else _length(parts, at)
        if not skip:
            kept.append(parts[at])
        at += skip or 1
    return " ".join(kept)
