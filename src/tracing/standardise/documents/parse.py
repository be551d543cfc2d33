"""The text of a document read into a number with its facts (brief G)."""

from __future__ import annotations

import re
from functools import lru_cache

from tracing.standardise.dates import BirthDate
from tracing.standardise.documents.facts import facts_of
from tracing.standardise.documents.kinds import by_shape, issuer_of, kind_of, leading_kind, normalised
from tracing.standardise.documents.model import UNKNOWN, Document, Facts, Holder
from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.text import repair

__all__ = ["parse", "parse_list"]

_RELIABILITY = {"ok": 1.0, "none": 0.8, "fail": 0.4}
_OFTEN_FAILS = 0.6
"""Reliability of a Dominican cédula whose check fails: hundreds in use do (brief G)."""

_FEWEST = 3
_LONGEST = 200
_HOLDER = re.compile(
    r"\(?\b(?:DE (?:LA |EL )?|DEL )?(?:(MADRE|MAMA|MAMÁ|PADRE|PAPA|PAPÁ|MOTHER|FATHER|PARENT)|(HIJ[OA]|NIÑ[OA]|CHILD))\b\)?"
)


def _birth(facts: Facts, raw: str) -> BirthDate | None:
    if facts.born is None:
        return None
    return BirthDate(facts.born, facts.born, ((facts.born, 1.0),), "day", "number", None, raw)


def _whose(text: str) -> tuple[str, Holder]:
    """Take the word that tells whose number it is out of a text."""
    match = _HOLDER.search(text)
    if match is None:
        return text, "unknown"
    return (text[: match.start()] + text[match.end() :]).strip(), "parent" if match[1] else "child"


@lru_cache(maxsize=1 << 16)
def parse(text: str, *, country: str | None = None) -> Document | None:
    """Return the document of ``KIND:NUMBER`` (``CC-KIND:NUMBER``), or None for a placeholder. Never raises.

    ``country`` is the agency's, taken where neither prefix nor kind names one. A number without a kind is told by its
    form where that is possible (flag ``kind_by_form``). ``(madre)`` tells whose number it is. ``?`` and ``*`` are
    digits that could not be read.
    """
    written, holder = _whose(repair(text[:_LONGEST]).upper())
    head, colon, rest = written.partition(":")
    issuer = None
    if colon:
        raw = rest.strip()
        prefix, dash, name = head.strip().partition("-")
        if dash and len(prefix) == 2 and prefix.isalpha():
            issuer, head = prefix, name
        kind = kind_of(head)
    else:
        kind, raw = leading_kind(written.strip())
    if is_placeholder(raw):
        return None
    flags: tuple[str, ...] = ()
    if kind == "OTHER" and (shape := by_shape(raw, issuer or country)) is not None:
        kind, told = shape
        issuer, flags = issuer or told, ("kind_by_form",)
    issuer = issuer or issuer_of(kind, raw, country)
    number, mended = normalised(kind, issuer, raw)
    known = number.replace(UNKNOWN, "").replace("-", "")
    if len(known) < _FEWEST or len(set(known)) == 1:
        return None
    facts = facts_of(kind, issuer, number) if UNKNOWN not in number else Facts(flags=("partial",))
    flags = (*flags, *mended, *facts.flags)
    reliability = _OFTEN_FAILS if facts.check == "fail" and issuer == "DO" else _RELIABILITY[facts.check]
    reliability *= 0.5 if "impossible_serial" in flags else 1.0
    return Document(
        kind, issuer, number, facts.check, reliability, _birth(facts, text), facts.sex, facts.place,
        facts.free if facts.free is not None else number, flags, facts.municipality, holder, text,
    )  # fmt: skip


def parse_list(cell: str, *, country: str | None = None) -> tuple[Document, ...]:
    """Return the documents of a cell, parted by ``;``."""
    if not cell:
        return ()
    return tuple(
        d for part in cell.split(";") if part.strip() and (d := parse(part.strip(), country=country))
    )
