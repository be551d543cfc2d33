"""Text as clerks and machines leave it, brought to one comparable form (brief A4, B).

``fold`` is the one definition of "the same letters" in the house: upper case, no accents, Ñ and Ü kept on
request, white space squeezed. ``repair`` undoes the damage that wrong encodings did before the text reached us.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "plain", "repair", "tokens"]

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200d\u2060\ufeff]")
# What the bytes 80 to BF are in Windows-1252, or in Latin-1 where that has none.
_CONTINUED = (
    "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019"
    "\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
# A letter of two or three bytes of UTF-8, each read as a character of its own.
_MOJIBAKE = re.compile(f"[\u00c2\u00c3][{_CONTINUED}]|\u00e2[{_CONTINUED}]{{2}}")
_WIDE = re.compile("[\uff01-\uff5e]+")
_WORDS = re.compile(r"[0-9A-ZÑÜ]+")


_PLAIN = str.maketrans(
    {"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Æ": "AE", "Œ": "OE", "Þ": "TH", "Ħ": "H", "ı": "I"}
)
"""Latin letters that Unicode doesn't take apart."""

_MARKED = str.maketrans("ÁÉÍÓÚ", "AEIOU")
_TILDES = str.maketrans("ÑÜ", "NU")
_UNMARKED = _MARKED | _TILDES
"""What nearly every accent of these records is; the rest is taken apart by Unicode's rules, a letter at a time."""

# Anything that repairing could change. Other texts, nearly all, are right as they are but for their ends.
_SUSPECT = re.compile(r"[^ !-%'-~áéíóúñüÁÉÍÓÚÑÜ]|  ")

_MOST_TIMES = 3


def _decoded(match: re.Match[str]) -> str:
    """Return two characters as the one they were in UTF-8; as they are if they were none."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return match[0].encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    # Windows-1252 leaves a few bytes undefined; programs then keep their Latin-1 character.
    return match[0]


def repair(text: str) -> str:
    """Return ``text`` with UTF-8-read-as-Windows-1252 damage undone and controls removed (``MUÃ‘OZ`` → ``MUÑOZ``).

    Damage done twice is undone twice; HTML's ``&ntilde;`` is ñ.
    """
    if _SUSPECT.search(text) is None:
        return text.strip()
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if not text.isascii():
        for _ in range(_MOST_TIMES):
            mended = _MOJIBAKE.sub(_decoded, text)
            if mended == text:
                break
            text = mended
        text = unicodedata.normalize("NFC", text)
        text = _WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), text)
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def plain(text: str) -> bool:
    """Whether a text is undamaged: signs of ASCII and letters of Spanish, which fold one by one."""
    return _SUSPECT.search(text) is None


@lru_cache(maxsize=1 << 17)
def fold(text: str, keep_tilde: bool = False) -> str:
    """Return ``text`` in upper case without accents; ``keep_tilde`` keeps Ñ and Ü, which phonetics needs.

    Punctuation stays: what a dot or a hyphen means differs between names, numbers and places.
    """
    text = repair(text).upper()
    if text.isascii():
        return text
    text = text.translate(_MARKED if keep_tilde else _UNMARKED)
    if (text.translate(_TILDES) if keep_tilde else text).isascii():
        return text
    if keep_tilde:
        text = text.replace("Ñ", "\ue000").replace("Ü", "\ue001")
    text = unicodedata.normalize("NFD", text)
    text = text.translate({ord(c): None for c in set(text) if unicodedata.combining(c)})
    if not text.isascii():
        text = text.translate(_PLAIN)
    if keep_tilde:
        text = text.replace("\ue000", "Ñ").replace("\ue001", "Ü")
    return text


def tokens(text: str) -> list[str]:
    """Split folded ``text`` at everything that is neither letter nor digit."""
    return _WORDS.findall(text)
