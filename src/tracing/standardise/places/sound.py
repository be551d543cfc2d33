"""The sound of a place name, for spellings by ear (``Gueguetenango``, ``Sonzonate``; brief D, F).

Coarser than the phonetic keys of persons' names: a gazetteer is small, so two places seldom share a sound,
and the text is often heard by someone who does not know the place.
"""

from __future__ import annotations

import re

__all__ = ["sound"]

# In order. Each rule works on many keys joined by "|", so that the whole gazetteer is one pass.
_RULES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"[ '\-]", ""),
        (r"PH", "F"),
        (r"(?:GU|HU|JU|W)(?=[AEI])", "W"),
        (r"QU(?=[EI])|Q", "K"),
        (r"SC(?=[EI])", "S"),
        (r"CH", "7"),
        (r"C(?=[EI])|Z|SH", "S"),
        (r"C", "K"),
        (r"G(?=[EI])", "J"),
        (r"X(?=[EI])", "J"),
        (r"X", "S"),
        (r"H", ""),
        (r"LL", "Y"),
        (r"Y(?![AEIOU])", "I"),
        (r"V", "B"),
        (r"M(?=[BP])", "N"),
        (r"([A-Z7])\1+", r"\1"),
    )
)


def sound(keys: str) -> str:
    """Return the sound of a folded name; ``|`` separates several names and stays (brief D)."""
    for pattern, to in _RULES:
        keys = pattern.sub(to, keys)
    return keys
