"""The register as CSV: what is shipped is read from it, and the whole is given out as it, with a digest that names its state."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from tracing.casework.law.entries import Check, Entry
from tracing.casework.law.register import Register

__all__ = ["COLUMNS", "digest_of", "shipped", "written"]

_FILES = ("instruments", "everywhere", "deadlines", "national")

COLUMNS: Final = (
    "place", "rule", "state", "version", "value", "ends", "valid_from", "valid_until", "cite", "check", "checked_on",
    "checked_by", "source", "es", "en", "entered_by", "entered_at", "second_person", "second_at",
)  # fmt: skip
"""The columns that are given out. Of a rule's versions the last that counts and is valid on a day is applied on it."""


@cache
def shipped() -> Register:
    """Return the register that comes with the program: from the literature, and nothing in it checked by an expert of the
    place. Rows of one rule of one place are its versions, in their order."""
    return Register(tuple(_read(text for name in _FILES for text in [_text(name)])))


def _text(name: str) -> str:
    return files("tracing.casework.law").joinpath("shipped", f"{name}.csv").read_text(encoding="utf-8")


def _read(texts: Iterable[str]) -> Iterator[Entry]:
    versions: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for row in csv.DictReader(io.StringIO(text)):
            name = row["place"], row["rule"]
            versions[name] += 1
            yield Entry(
                place=row["place"],
                rule=row["rule"],
                version=versions[name],
                value=row["value"] or None,
                es=row["es"],
                en=row["en"],
                source=row["source"],
                valid_from=_day(row["valid_from"]),
                valid_until=_day(row["valid_until"]),
                cite=row["cite"],
                ends=row["ends"] == "yes",
                check=Check(row["check"]),
            )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def written(register: Register) -> str:
    """Return the whole register as CSV, every version of it: by place and rule, the first version first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in sorted(register, key=lambda entry: (entry.place, entry.rule)):
        who = entry.entered
        row = (
            entry.place, entry.rule, entry.state, entry.version, entry.value, "yes" if entry.ends else "", entry.valid_from,
            entry.valid_until, entry.cite, entry.check, entry.checked_on, entry.checked_by, entry.source, entry.es, entry.en,
            *((who.person, who.at.isoformat(), who.second, who.second_at and who.second_at.isoformat()) if who else [None] * 4),
        )  # fmt: skip
        writer.writerow(row)
    return out.getvalue()


def digest_of(text: str) -> str:
    """Return what names a state of the register: the SHA-256 of its CSV, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
