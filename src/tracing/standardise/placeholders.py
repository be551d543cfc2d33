"""Words that stand for "not known" (brief A5). They are missing, never values."""

from __future__ import annotations

import re
from functools import lru_cache

from tracing.standardise.text import fold

__all__ = ["is_placeholder", "strip_placeholders"]

_PHRASES = frozenset(
    """FNU|LNU|MNU|FNU LNU|UNK|UNKN|UNKNOWN|NFN|NLN|NMN|NMI|NONAME|NO NAME|NA|N A|NN|N N|NI|N I|S N|SN|SIN NOMBRE
    |SINNOMBRE|S A|SIN APELLIDO|S D|SIN DATO|SIN DATOS|SD|S I|SIN INFORMACION|ND|N D|NO DISPONIBLE|NR|NO REFIERE
    |NO RECUERDA|NO SABE|NS|NC|IGNORADO|IGNORADA|IGN|DESCONOCIDO|DESCONOCIDA|DESC|NO IDENTIFICADO|NO IDENTIFICADA
    |NO APLICA|NINGUNO|NINGUNA|NONE|NULL|X|XX|XXX|XXXX|0|00|000|0000|TBD|TEST|PRUEBA|BABY|BEBE|RN|R N|RECIEN NACIDO
    |RECIEN NACIDA|HIJO DE|HIJA DE|BABY BOY|BABY GIRL|MENOR|NINO|NINA|NNA|NNAMNA|UAC|JOHN DOE|JANE DOE|FULANO|FULANA
    |ZZZ|ANONIMO|ANONIMA|INCONNU|NO CONSTA|SE DESCONOCE""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)

# Alone these stand for nothing; inside a longer name they may be somebody's name.
_ONLY_ALONE = frozenset(
    {"NA", "N A", "NI", "N I", "NS", "NC", "ND", "NR", "SD", "SN", "NN", "X", "S A", "S D", "S I", "S N"}
)

_NOT_NAMES = frozenset(
    [
        "FNU",
        "LNU",
        "MNU",
        "UNK",
        "UNKN",
        "UNKNOWN",
        "NFN",
        "NLN",
        "NMN",
        "NMI",
        "NONAME",
        "SINNOMBRE",
        "IGNORADO",
        "DESCONOCIDO",
        "DESCONOCIDA",
        "NULL",
        "NONE",
        "XX",
        "XXX",
        "XXXX",
        "TBD",
        "TEST",
        "PRUEBA",
        "RN",
        "MENOR",
        "NNA",
        "NNAMNA",
        "UAC",
        "ANONIMO",
        "INCONNU",
        "ZZZ",
    ]
)

_REPEATED = re.compile(r"^(.)\1*$")


@lru_cache(maxsize=1 << 16)
def _words(text: str) -> str:
    return " ".join(re.findall(r"[A-Z0-9]+", fold(text)))


@lru_cache(maxsize=1 << 17)
def is_placeholder(text: str) -> bool:
    """Whether the whole value stands for "not known", whatever its case, dots and accents."""
    # The letter alone tells "niño", a word for any child, from the name Nina.
    if fold(text, keep_tilde=True).strip(" .") in {"NINA", "NINO"}:
        return False
    words = _words(text)
    return (
        words == ""
        or words in _PHRASES
        or bool(len(words) > 3 and words.isdigit() and _REPEATED.match(words))
    )


@lru_cache(maxsize=1 << 16)
def strip_placeholders(text: str) -> str:
    """Return a name without the words that stand for nothing (``FNU ANA PEREZ`` → ``ANA PEREZ``)."""
    if is_placeholder(text):
        return ""
    parts = text.split()
    kept = [p for p in parts if not all(w in _NOT_NAMES for w in re.findall(r"[A-Z0-9]+", fold(p)))]
    return " ".join(kept)
