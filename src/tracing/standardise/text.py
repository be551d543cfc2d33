"""Text as clerks and machines leave it, brought to one comparable form (brief A4, B).

``fold`` is the one definition of "the same letters" in the house: upper case, no accents, Ñ and Ü kept on
request, white space squeezed. ``repair`` undoes the damage that wrong encodings did before the text reached us.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "repair", "tokens"]

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200d\u2060\ufeff]")
# A lead byte of two-byte UTF-8 followed by a continuation byte, both read as Windows-1252 or Latin-1.
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)


def repair(text: str) -> str:
    """Return ``text`` with UTF-8-read-as-Windows-1252 damage undone and controls removed (``MUÃ‘OZ`` → ``MUÑOZ``)."""
    if not text.isascii():
        if _MOJIBAKE.search(text):
            for encoding in ("cp1252", "latin-1"):
                try:
                    text = text.encode(encoding).decode("utf-8")
                except (UnicodeEncodeError, UnicodeDecodeError):
                    continue
                break
        text = unicodedata.normalize("NFC", text)
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


@lru_cache(maxsize=1 << 17)
def fold(text: str, keep_tilde: bool = False) -> str:
    """Return ``text`` in upper case without accents; ``keep_tilde`` keeps Ñ and Ü, which phonetics needs.

    Punctuation stays: what a dot or a hyphen means differs between names, numbers and places.
    """
    text = repair(text).upper()
    if text.isascii():
        return text
    if keep_tilde:
        text = text.replace("Ñ", "\ue000").replace("Ü", "\ue001")
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    if keep_tilde:
        text = text.replace("\ue000", "Ñ").replace("\ue001", "Ü")
    return text


def tokens(text: str) -> list[str]:
    """Split folded ``text`` at everything that is neither letter nor digit."""
    return [t for t in re.split(r"[^0-9A-ZÑÜ]+", text) if t]
