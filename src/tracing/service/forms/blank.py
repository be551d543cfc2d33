"""A form as a blank sheet of paper: boxes to tick from the code lists, lines to write on, and on each page which form and
which version of the vocabulary it is."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tracing.casework.forms.form import Field, Form, Kind
from tracing.casework.vocabulary.edition import Vocabulary
from tracing.casework.wording import Language
from tracing.service.paper import Head, Paper, Sheet

__all__ = ["blank_sheet"]

_WORDS: Final[dict[Language, dict[str, str]]] = {
    "es": {
        "vocabulary": "vocabulario", "required": "obligatorio", "one": "marque una casilla", "any": "marque las que correspondan",
        "other": "Otro, con palabras:", "day": "día", "month": "mes", "year": "año", "hour": "hora", "minute": "minuto",
        "any_of": "Llene al menos uno de estos", "rests": "Fundamento", "yes": "Sí", "no": "No",
    },
    "en": {
        "vocabulary": "vocabulary", "required": "required", "one": "tick one box", "any": "tick all that apply",
        "other": "Other, in words:", "day": "day", "month": "month", "year": "year", "hour": "hour", "minute": "minute",
        "any_of": "Fill in at least one of these", "rests": "Rests on", "yes": "Yes", "no": "No",
    },
}  # fmt: skip
_SHORT: Final = 24
"""Texts no longer than that stand in three columns."""


def blank_sheet(
    form: Form,
    vocabulary: Vocabulary,
    language: Language,
    paper: Paper,
    made_at: datetime,
    country: str = "",
) -> bytes:
    """Return a blank form as PDF. ``country``: whose own terms stand beside the codes, none where it is empty."""
    words = _WORDS[language]
    note = f"{words['vocabulary']} {vocabulary.name}" + (f" · {country}" if country else "")
    sheet = Sheet(Head(form.title(language), form.code, made_at, note, language, paper))
    sheet.text(f"{words['rests']}: {form.source}", small=True)
    for group in form.any_of:
        labels = [field.label(language) for field in form.fields() if field.name in group]
        sheet.text(f"{words['any_of']}: {' · '.join(labels)}", small=True)
    for section in form.sections:
        sheet.heading(section.label(language), 2)
        for field in section.fields:
            _set(sheet, field, vocabulary, language, country)
    if form.signed:
        sheet.signatures([signed[0 if language == "es" else 1] for signed in form.signed])
    return sheet.pdf()


def _set(sheet: Sheet, field: Field, vocabulary: Vocabulary, language: Language, country: str) -> None:
    words = _WORDS[language]
    label = field.label(language) + (f" ({words['required']})" if field.required else "")
    hint = field.hint(language)
    day = ((words["day"], 2), (words["month"], 2), (words["year"], 4))
    match field.kind:
        case Kind.CODE | Kind.CODES:
            _boxes(sheet, field, label, vocabulary, language, country)
        case Kind.DAY | Kind.BIRTH:
            sheet.cells(label, day, hint)
        case Kind.MOMENT:
            sheet.cells(label, (*day, (words["hour"], 2), (words["minute"], 2)), hint)
        case Kind.YES_NO:
            sheet.boxes(
                label, [("true", words["yes"]), ("false", words["no"])], hint or words["one"], columns=3
            )
        case Kind.PARTS:
            sheet.text(label if not hint else f"{label}: {hint}")
            for part in field.parts:
                _set(sheet, part, vocabulary, language, country)
        case Kind.TIME:
            sheet.cells(label, ((words["hour"], 2), (words["minute"], 2)), hint)
        case Kind.LONG_TEXT:
            sheet.line(label, 4, hint)
        case Kind.TEXTS:
            sheet.line(label, 2, hint)
        case _:
            local = vocabulary.term(country, "place_levels", field.level) if field.level else None
            sheet.line(label if local is None else f"{label}: {local}", 1, hint)


def _boxes(
    sheet: Sheet, field: Field, label: str, vocabulary: Vocabulary, language: Language, country: str
) -> None:
    words, entries = _WORDS[language], vocabulary.lists[field.list]
    options = []
    for entry in entries:
        local = vocabulary.term(country, field.list, entry.code)
        said = entry.told(language)
        options.append((entry.code, said if local is None else f"{said}: {local}"))
    asked = words["one" if field.kind is Kind.CODE else "any"]
    hint = f"{asked}. {field.hint(language)}" if field.hint(language) else asked
    sheet.boxes(label, options, hint, columns=3 if max(len(text) for _, text in options) <= _SHORT else 2)
    if field.open:
        sheet.line(words["other"])
