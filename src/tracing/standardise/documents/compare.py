"""How two numbers relate: the same, a slip, siblings registered together, another (brief G2)."""

from __future__ import annotations

import re

from tracing.standardise.documents.model import UNKNOWN, Document, Relation

__all__ = ["compare"]

_FEWEST, _FEWEST_FREE = 5, 3
_EMBEDDED: dict[tuple[str, str | None], range] = {
    ("CURP", "MX"): range(4, 13), ("CUI", "GT"): range(9, 13), ("DNI", "HN"): range(8), ("NIT", "SV"): range(10),
    ("CEDULA", "NI"): range(9),
}  # fmt: skip
"""Where a number holds a date or a place (brief G2)."""

_LONG_ENOUGH = 8
_ALIKE = frozenset({frozenset({"DUI", "NUI"}), frozenset({"DUI", "NIT"})})
"""Kinds that may be one number: the NUI's form may equal the later DUI's; since 2021 an adult's DUI is the NIT."""


def _series(document: Document) -> tuple[str, int] | None:
    """Return the register a number belongs to and its place in the register, None where it has none."""
    number, kind = document.number, (document.kind, document.country)
    if document.kind == "CURP":
        # Its homoclave counts namesakes born on one day, not entries.
        return None
    cuts: dict[tuple[str, str | None], tuple[int, int]] = {
        ("CUI", "GT"): (0, 8), ("DNI", "HN"): (8, 13), ("DUI", "SV"): (0, 8), ("NIT", "SV"): (10, 13),
        ("CEDULA", "NI"): (9, 13), ("CEDULA", "DO"): (3, 10), ("CEDULA", "CR"): (5, 9), ("SIN", "CA"): (0, 8),
    }  # fmt: skip
    cut = cuts.get(kind)
    if cut is not None:
        serial = number[cut[0] : cut[1]]
        # The check digit follows from the rest.
        rest = {"CUI": number[9:], "DUI": "", "SIN": "", "NIT": number[:10]}.get(
            document.kind, number[: cut[0]]
        )
        return (rest, int(serial)) if serial.isascii() and serial.isdigit() else None
    match = re.fullmatch(r"(.*?)([0-9]{2,18})", number)
    return (match[1], int(match[2])) if match else None


def _consecutive(a: Document, b: Document) -> bool:
    """Whether two numbers follow each other in one register, as those of siblings registered together do."""
    if "fail" in (a.check, b.check):
        return False
    one, other = _series(a), _series(b)
    return one is not None and other is not None and one[0] == other[0] and abs(one[1] - other[1]) == 1


def _partly(a: Document, b: Document) -> Relation:
    """Relate two numbers of which some digits are not known; embedded dates and places say nothing of their own."""
    if len(a.number) != len(b.number):
        return "incomparable"
    known = [i for i, (x, y) in enumerate(zip(a.number, b.number, strict=True)) if UNKNOWN not in (x, y)]
    if any(a.number[i] != b.number[i] for i in known):
        return "different"
    embedded = _EMBEDDED.get((a.kind, a.country), range(0))
    return "partial" if sum(i not in embedded for i in known) >= _FEWEST_FREE else "incomparable"


def _one_left_out(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    at = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return len(long) >= _LONG_ENOUGH and short[at:] == long[at + 1 :]


def compare(a: Document, b: Document) -> Relation:
    """Say how two numbers relate (brief G2). Numbers of different kinds are incomparable unless they are equal.

    ``consecutive`` are valid numbers that follow each other in one register: evidence of siblings, not of a slip.
    ``partial`` agrees in every digit that both sides know.
    """
    if a.number == b.number and len(a.number) >= _FEWEST and UNKNOWN not in a.number:
        return "same_failed_check" if "fail" in (a.check, b.check) else "same"
    if a.kind != b.kind and frozenset({a.kind, b.kind}) not in _ALIKE:
        return "incomparable"
    if a.country and b.country and a.country != b.country:
        return "incomparable"
    if UNKNOWN in a.number or UNKNOWN in b.number:
        return _partly(a, b)
    if len(a.number) != len(b.number):
        slip = abs(len(a.number) - len(b.number)) == 1 and _one_left_out(a.number, b.number)
        return "one_digit" if slip else "different"
    if _consecutive(a, b):
        return "consecutive"
    wrong = [i for i, (x, y) in enumerate(zip(a.number, b.number, strict=True)) if x != y]
    if len(wrong) == 1:
        return "one_digit"
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        i, j = wrong
        if a.number[i] == b.number[j] and a.number[j] == b.number[i]:
            return "transposed"
    return "different"
