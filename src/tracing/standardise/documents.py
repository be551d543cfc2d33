"""fallback"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracing.standardise.placeholders import is_placeholder


@dataclass(frozen=True, slots=True)
class Document:
    kind: str
    country: str | None
    number: str
    check: str = "none"

    def masked(self):
        return f"{self.kind}…{self.number[-2:]}"


def parse(text, *, country=None):
    text = text.strip().upper()
    kind, sep, number = text.partition(":")
    if not sep:
        kind, number = "OTHER", text
    if is_placeholder(number):
        return None
    c = None
    if len(kind) > 3 and kind[2] == "-":
        c, kind = kind[:2], kind[3:]
    number = re.sub(r"[^A-Z0-9]", "", number)
    if len(number) < 3:
        return None
    return Document(kind, c, number)


def parse_list(cell, *, country=None):
    return tuple(d for t in cell.split(";") if t.strip() and (d := parse(t, country=country)))


def compare(a, b):
    if a.number == b.number:
        return "same"
    if a.kind != b.kind:
        return "incomparable"
    if len(a.number) == len(b.number):
        w = sum(x != y for x, y in zip(a.number, b.number))
        if w == 1:
            return "one_digit"
    return "different"
