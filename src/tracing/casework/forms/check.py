"""Whether what was sent of a form can be taken: the same as its JSON Schema says, in sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracing.casework.forms.faults import FORM_FAULTS, FaultKind
from tracing.casework.forms.form import Field, Form, Kind
from tracing.casework.forms.schema import DAY, LINE, LINES, LONGEST_AGE, MOMENT, TIME
from tracing.casework.vocabulary.edition import Vocabulary
from tracing.casework.wording import Sentence

__all__ = ["Fault", "check"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where (names and places from the top), what, and, where there is one, the list or the fields meant."""

    place: tuple[str | int, ...]
    kind: FaultKind
    among: tuple[str, ...] = ()

    @property
    def says(self) -> Sentence:
        """It in words."""
        return FORM_FAULTS[self.kind]


def check(form: Form, answers: Mapping[str, object], vocabulary: Vocabulary) -> list[Fault]:
    """Return what keeps a form from being taken; nothing where it can be. ``vocabulary`` among the answers is left aside."""
    given = {name: value for name, value in answers.items() if name != "vocabulary"}
    faults = [Fault(*found) for found in _fields(tuple(form.sent()), given, vocabulary)]
    faults += [
        Fault((group[0],), FaultKind.NONE_OF, group)
        for group in form.any_of
        if not any(name in answers for name in group)
    ]
    return faults


_Found = list[tuple[tuple[str | int, ...], FaultKind, tuple[str, ...]]]


def _fields(asked: tuple[Field, ...], given: Mapping[str, object], vocabulary: Vocabulary) -> _Found:
    fields = {field.name: field for field in asked}
    found: _Found = [((name,), FaultKind.UNKNOWN, tuple(fields)) for name in given if name not in fields]
    for name, field in fields.items():
        if name in given:
            found += [
                ((name, *rest), kind, among) for rest, kind, among in _value(field, given[name], vocabulary)
            ]
        elif field.required:
            found.append(((name,), FaultKind.MISSING, ()))
    return found


def _value(field: Field, value: object, vocabulary: Vocabulary) -> _Found:
    match field.kind:
        case Kind.TEXTS | Kind.CODES:
            return _several(field, value, vocabulary)
        case Kind.CODE:
            return _code(field, value, vocabulary)
        case Kind.LONG_TEXT:
            return _one(_is_text(value, LINES, field.most), FaultKind.NO_TEXT)
        case Kind.DAY:
            return _one(isinstance(value, str) and _is_day(value), FaultKind.NO_DAY)
        case Kind.TIME:
            return _one(isinstance(value, str) and re.search(TIME, value) is not None, FaultKind.NO_TIME)
        case Kind.MOMENT:
            return _one(isinstance(value, str) and _is_moment(value), FaultKind.NO_MOMENT)
        case Kind.YES_NO:
            return _one(isinstance(value, bool), FaultKind.NO_TRUTH)
        case Kind.PARTS:
            if not isinstance(value, Mapping):
                return [((), FaultKind.NO_PARTS, ())]
            return _fields(field.parts, value, vocabulary)
        case Kind.NUMBER:
            return _one(_is_number(value, field.most), FaultKind.NO_NUMBER)
        case Kind.AGE:
            told = _is_number(value, 150) or _is_text(value, LINE, LONGEST_AGE)
            return _one(told, FaultKind.NO_LINE)
        case _:
            return _one(_is_text(value, LINE, field.most), FaultKind.NO_LINE)


def _several(field: Field, value: object, vocabulary: Vocabulary) -> _Found:
    if not isinstance(value, list):
        return [((), FaultKind.NO_LIST, ())]
    found: _Found = []
    if len(value) > field.most:
        found.append(((), FaultKind.TOO_MANY, ()))
    for place, one in enumerate(value):
        if field.kind is Kind.TEXTS:
            each = _one(_is_text(one, LINE, 200), FaultKind.NO_LINE)
        else:
            each = _code(field, one, vocabulary)
        found += [((place, *rest), kind, among) for rest, kind, among in each]
    if field.kind is Kind.CODES and len(set(map(repr, value))) < len(value):
        found.append(((), FaultKind.TWICE, ()))
    return found


def _code(field: Field, value: object, vocabulary: Vocabulary) -> _Found:
    codes = tuple(entry.code for entry in vocabulary.lists[field.list])
    if isinstance(value, str) and value in codes:
        return []
    if field.open:
        return _one(_is_text(value, LINE, 200), FaultKind.NO_LINE)
    return [((), FaultKind.NO_CODE, codes)]


def _one(good: bool, kind: FaultKind) -> _Found:
    return [] if good else [((), kind, ())]


def _is_text(value: object, pattern: str, most: int) -> bool:
    return isinstance(value, str) and len(value) <= most and re.search(pattern, value) is not None


def _is_number(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return re.search(MOMENT, value) is not None


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return re.search(DAY, value) is not None
