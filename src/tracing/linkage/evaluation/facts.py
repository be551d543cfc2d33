"""What tells subgroups of pairs apart: facts of the two records, as an officer would name them.

A fact depends on the two records alone, never on truth or score, so that true and false pairs fall into subgroups
by one rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.explain import Language
from tracing.records import Records, Refusal
from tracing.standardise.guarded import faults_of, profile_or_fault
from tracing.standardise.profile import Profile

__all__ = ["DIMENSIONS", "NOT_STATED", "PairFacts", "dimension_in", "pair_facts", "value_in"]

NOT_STATED = "not stated"

_READ = (
    "record_id", "agency", "given_names", "first_surname", "second_surname", "full_name", "sex", "birth_date", "age",
    "age_date", "nationality", "origin_country", "origin_admin1", "origin_admin2", "origin_locality", "origin_text",
    "languages", "event_date",
)  # fmt: skip
"""Columns that the facts need; the others need not be understood."""

_YEAR = 365.25
_AGES = ((6, "0–5"), (12, "6–11"), (15, "12–14"), (18, "15–17"), (200, "18 or more"))


def _country(side: Profile) -> str | None:
    countries = {place.country for place in side.origin.places} or side.origin.countries or side.nationality
    return next(iter(countries)) if len(countries) == 1 else None


def _either(fact: Callable[[Profile], str | None]) -> Callable[[Profile, Profile], str]:
    """The family's word first, then that of the found child's record."""
    return lambda child, inquiry: fact(inquiry) or fact(child) or NOT_STATED


def _language(child: Profile, inquiry: Profile) -> str:
    spoken = {language for side in (child, inquiry) for language in side.languages}
    if any(language.indigenous for language in spoken):
        return "indigenous"
    return "other" if any(language.code or language.text for language in spoken) else NOT_STATED


def _second_surnames(child: Profile, inquiry: Profile) -> str:
    known = sum(
        side.name is not None and bool(side.name.readings) and len(side.name.readings[0].surnames) >= 2
        for side in (child, inquiry)
    )
    return ("neither side", "one side", "both sides")[known]


def _day(first: date, last: date) -> date:
    return date.fromordinal((first.toordinal() + last.toordinal()) // 2)


def _age(child: Profile, inquiry: Profile) -> str:
    """Age on the day the child was found, else of last contact, by the birth date the family gives, else the child's."""
    birth = inquiry.birth or child.birth
    event = child.event or inquiry.event
    if birth is None or event is None:
        return NOT_STATED
    born, seen = _day(birth.earliest, birth.latest), _day(event.earliest, event.latest)
    years = (seen - born).days / _YEAR
    return next((name for below, name in _AGES if years < below), NOT_STATED) if years >= 0 else NOT_STATED


_FACTS: Mapping[str, Callable[[Profile, Profile], str]] = {
    "country": _either(_country),
    "sex": _either(lambda side: side.sex),
    "language": _language,
    "second_surname": _second_surnames,
    "age": _age,
}

DIMENSIONS = ("country", "sex", "language", "second_surname", "agency", "child_agency", "age")
"""By what pairs can be told apart; ``agency`` asks, ``child_agency`` found."""

_DIMENSION_TEXTS: Mapping[str, Sentence] = {
    "country": Sentence("country", "país"),
    "sex": Sentence("sex", "sexo"),
    "language": Sentence("language", "lengua"),
    "second_surname": Sentence("second surname", "segundo apellido"),
    "agency": Sentence("who asks", "quién pregunta"),
    "child_agency": Sentence("who found", "quién encontró"),
    "age": Sentence("age", "edad"),
}

_VALUE_TEXTS: Mapping[str, str] = {
    NOT_STATED: "sin dato",
    "indigenous": "indígena",
    "other": "otra",
    "both sides": "ambos lados",
    "one side": "un lado",
    "neither side": "ningún lado",
    "18 or more": "18 o más",
}
"""Values that are words, in Spanish; the others are codes and say the same in both."""


def dimension_in(name: str, language: Language) -> str:
    """Return what a dimension is called; one that isn't known by its own name (reports of other versions)."""
    text = _DIMENSION_TEXTS.get(name)
    return name if text is None else text.told(language)


def value_in(value: str, language: Language) -> str:
    """Return what a subgroup is called within its dimension."""
    return _VALUE_TEXTS.get(value, value) if language == "es" else value


class _Side:
    """The records of one side that pairs have named so far, each read once."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.columns = {c: records.frame[c].tolist() for c in _READ if c in records.frame.columns}
        self.place = {record_id: row for row, record_id in enumerate(self.columns["record_id"])}
        self.known: dict[int, Profile | str] = {}

    def profile(self, record_id: str) -> Profile | None:
        """Return a record's profile; None where it isn't there or broke the program."""
        row = self.place.get(record_id)
        if row is None:
            return None
        if row not in self.known:
            self.known[row] = profile_or_fault({c: cells[row] for c, cells in self.columns.items()})
        found = self.known[row]
        return None if isinstance(found, str) else found

    def agency(self, record_id: str) -> str:
        return (
            self.columns["agency"][self.place[record_id]] or NOT_STATED
            if "agency" in self.columns
            else NOT_STATED
        )

    def faults(self) -> list[Refusal]:
        broken = {row: found for row, found in self.known.items() if isinstance(found, str)}
        return faults_of(self.records, broken, broken.values())


class PairFacts:
    """Facts of pairs of two sides; a record is read once, however many pairs it is in."""

    def __init__(self, children: Records, inquiries: Records) -> None:
        self._children, self._inquiries = _Side(children), _Side(inquiries)

    @property
    def faults(self) -> list[Refusal]:
        """The rows met so far that the program failed at; nothing is stated of their pairs."""
        return [*self._children.faults(), *self._inquiries.faults()]

    def of(self, child_ids: Sequence[str], inquiry_ids: Sequence[str]) -> pd.DataFrame:
        """Return the facts of each pair: one row per pair, one column for each of ``DIMENSIONS``.

        A pair of which a record isn't in the files has ``not stated`` everywhere.
        """
        rows = []
        for child_id, inquiry_id in zip(child_ids, inquiry_ids, strict=True):
            child, inquiry = self._children.profile(child_id), self._inquiries.profile(inquiry_id)
            row = dict.fromkeys(DIMENSIONS, NOT_STATED)
            if child is not None and inquiry is not None:
                row |= {name: fact(child, inquiry) for name, fact in _FACTS.items()}
                row["agency"] = self._inquiries.agency(inquiry_id)
                row["child_agency"] = self._children.agency(child_id)
            rows.append(row)
        return pd.DataFrame(rows, columns=list(DIMENSIONS))


def pair_facts(
    child_ids: Sequence[str], inquiry_ids: Sequence[str], children: Records, inquiries: Records
) -> pd.DataFrame:
    """Return the facts of some pairs (``PairFacts.of``)."""
    return PairFacts(children, inquiries).of(child_ids, inquiry_ids)
