"""Married and widowed women's names: ``de X``, ``vda. de X`` (brief A1, A2.2, A6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tracing.standardise.names.chunks import chunked
from tracing.standardise.names.lexicon import female, leaning, letters, particled
from tracing.standardise.names.model import Unit
from tracing.standardise.names.units import unit

__all__ = ["Husband", "husbands"]

_WIDOW = re.compile(r"^(?:vda|viuda)\.?$|^v\.$", re.I)
_SHARE = {True: 0.9, False: 0.6}
"""Weight of the married reading of an adult woman, and where neither sex nor age is told."""

_SHARE_PARTICLED = {True: 0.4, False: 0.0}
"""The same where ``de X`` is a surname of its own (De León, De Paz)."""


class Husband(NamedTuple):
    """One way to read a name's end: the words before it, the husband's surname if it is one, the weight."""

    words: tuple[str, ...]
    married: Unit | None
    weight: float
    widow: bool = False


def husbands(
    words: Sequence[str], sex: str | None, adult: bool, kind: str | None = None
) -> tuple[Husband, ...]:
    """Return the ways to read the end of a name, best first; ``kind`` is ``surname`` where no given name stands before.

    A widow's marker settles it. Else ``de X`` after a surname may be a married form for a woman: surely never a man's,
    and never a child's whose sex is told.
    """
    whole = Husband(tuple(words), None, 1.0)
    for at, word in enumerate(words):
        if word[0] in "vV" and at > (0 if kind is None else -1) and _WIDOW.match(word):
            rest = [w for w in words[at + 1 :] if w]
            if rest and letters(rest[0]) == "DE":
                rest = rest[1:]
            name = unit(" ".join(chunked(tuple(rest), kind="surname").texts), "surname") if rest else None
            return (Husband(tuple(words[:at]), name, 1.0, True),)
    if sex == "M" or (sex == "F" and not adult):
        return (whole,)
    chunks = chunked(tuple(words)).texts
    last = letters(chunks[-1]).split() if chunks else []
    if len(last) < 2 or last[0] != "DE" or len(chunks) < (3 if kind is None else 2):
        return (whole,)
    before = letters(chunks[-2])
    first = letters(chunks[0]).split()[0]
    if leaning(before) >= 0 or (sex is None and kind is None and female(first) < 0.5):
        return (whole,)
    own_name = particled(" ".join(last))
    share = (_SHARE_PARTICLED if own_name else _SHARE)[adult]
    husband = unit(" ".join(last if own_name or last[1] in ("LA", "LOS", "LAS") else last[1:]), "surname")
    if not share or husband is None:
        return (whole,)
    cut = len(words) - len(last)
    ways = (
        Husband(tuple(words[:cut]), husband, share),
        Husband(tuple(words), None, 1.0 - share),
    )
    return ways if share >= 0.5 else ways[::-1]
