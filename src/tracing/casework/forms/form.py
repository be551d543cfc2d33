"""What a form is: sections of fields, declared once. JSON Schema, checking and paper are made of the same declaration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tracing.casework.wording import Language

__all__ = ["Field", "Form", "Kind", "Section"]


class Kind(StrEnum):
    """What is written into a field."""

    TEXT = "text"
    """A line."""
    LONG_TEXT = "long_text"
    """Several lines."""
    TEXTS = "texts"
    """Several entries: a line each on paper, a list in JSON."""
    DAY = "day"
    """A whole day: 2026-03-31."""
    BIRTH = "birth"
    """A day, a month or a year, or as written: 2012-07-03, 2012-07, 2012."""
    AGE = "age"
    """Years as a number, or as told: 9, "8 meses"."""
    TIME = "time"
    """A time of the day: 14:30."""
    NUMBER = "number"
    """A whole number that isn't negative."""
    CODE = "code"
    """One code of a list."""
    CODES = "codes"
    """Any of a list's codes."""
    MOMENT = "moment"
    """A day and a time of it with its time zone: 2026-04-20T10:00:00-06:00; on paper the local time."""
    YES_NO = "yes_no"
    """True or false."""
    PARTS = "parts"
    """Several fields under one name (``Field.parts``): an object in JSON."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``name``: as JSON has it, and the file contract where it knows the field. ``list``: the code list of the
    vocabulary; where it is ``open``, what the list doesn't have may be written in words. ``level``: the level of place
    whose name in the country is told beside it. ``most``: longest text, most entries, or the largest number. ``parts``: the
    fields that it consists of. ``on_paper``: asked on paper alone: what is sent of the form hasn't got it."""

    name: str
    kind: Kind
    es: str
    en: str
    required: bool = False
    list: str = ""
    open: bool = False
    hint_es: str = ""
    hint_en: str = ""
    level: str = ""
    most: int = 200
    parts: tuple[Field, ...] = ()
    on_paper: bool = False

    def label(self, language: Language) -> str:
        """Return what the field is called."""
        return self.es if language == "es" else self.en

    def hint(self, language: Language) -> str:
        """Return what helps to fill it in."""
        return self.hint_es if language == "es" else self.hint_en


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading."""

    es: str
    en: str
    fields: tuple[Field, ...]

    def label(self, language: Language) -> str:
        """Return the heading."""
        return self.es if language == "es" else self.en


@dataclass(frozen=True, slots=True)
class Form:
    """A form. ``any_of``: groups of fields of which at least one must be filled in. ``signed``: who signs on paper, in
    Spanish and English. ``source``: what asks for it. ``side``: whose record it makes, empty where it makes none."""

    code: str
    es: str
    en: str
    source: str
    sections: tuple[Section, ...]
    side: str = ""
    any_of: tuple[tuple[str, ...], ...] = ()
    signed: tuple[tuple[str, str], ...] = ()

    def title(self, language: Language) -> str:
        """Return what the form is called."""
        return self.es if language == "es" else self.en

    def fields(self) -> Iterator[Field]:
        """Yield all fields in their order."""
        for section in self.sections:
            yield from section.fields

    def sent(self) -> Iterator[Field]:
        """Yield the fields that are sent, those on paper alone left out."""
        return (field for field in self.fields() if not field.on_paper)

    def lists(self) -> frozenset[str]:
        """Return the code lists of what is sent of the form."""
        return frozenset(f.list for field in self.sent() for f in (field, *field.parts) if f.list)
