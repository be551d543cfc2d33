"""Forms of records on pages: the fields of ``casework.forms`` → what is filled in, and back → the facts that use cases take."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracing.casework.forms.form import Field, Form, Kind
from tracing.casework.forms.record_forms import FOUND_CHILD, INQUIRY
from tracing.casework.roles import Task
from tracing.casework.vocabulary.edition import in_force
from tracing.service.errors import Refused
from tracing.web.filled import Filled
from tracing.web.refusals import faults_of
from tracing.web.texts import Texts

__all__ = [
    "CHILDREN", "INQUIRIES", "SAID", "Side", "Wrong", "facts_in", "grouped", "options_of", "own_reference", "said_in", "values_of",
    "wrong_in",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One side's pages: the code of the side, where they stand, its form, the tasks of reading and writing."""

    code: str
    plural: str
    form: Form
    read: Task
    write: Task

    @property
    def page(self) -> str:
        """Return the path of its list."""
        return f"/{self.plural}"

    def reads(self) -> tuple[Field, ...]:
        """Return the fields of its form."""
        return tuple(self.form.sent())


CHILDREN = Side("child", "children", FOUND_CHILD, Task.READ_CHILDREN, Task.WRITE_CHILDREN)
INQUIRIES = Side("inquiry", "inquiries", INQUIRY, Task.READ_INQUIRIES, Task.WRITE_INQUIRIES)

SAID = ("said_by", "said_on", "language", "interpreter")
"""What a form asks of who said what it says; on the page each begins with ``by_``."""

_LISTS = (Kind.TEXTS, Kind.CODES)
_BETWEEN = {Kind.TEXTS: re.compile(r"[\n;]"), Kind.CODES: re.compile(r"[\n;,]")}
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a form: the field it stands beside (empty where with none), its label, and how to mend it."""

    field: str
    label: str
    says: str


def options_of(field: Field, texts: Texts) -> list[tuple[str, str]]:
    """Return code → text of what a field of codes may be, in the order of the vocabulary."""
    return [(one.code, texts.told(one)) for one in in_force().lists[field.list]]


def _codes_of(field: Field) -> set[str]:
    return {one.code for one in in_force().lists[field.list]}


def facts_in(form: Filled, side: Side, before: Mapping[str, object]) -> dict[str, object]:
    """Return what was filled in as facts. ``before``: what the record held; columns that no field asks for stay."""
    asked = {field.name for field in side.reads()}
    facts: dict[str, object] = {name: value for name, value in before.items() if name not in asked}
    for field in side.reads():
        text = form.get(field.name, "")
        if field.kind is Kind.CODE and field.open:
            text = text or form.get(f"{field.name}_other", "")
        if field.kind in _LISTS:
            entries = [part.strip() for part in _BETWEEN[field.kind].split(text) if part.strip()]
            if entries:
                facts[field.name] = entries
        elif text:
            facts[field.name] = text
    return facts


def values_of(content: Mapping[str, object], side: Side) -> dict[str, list[str]]:
    """Return what a record holds as its form is filled in."""
    values = {}
    for field in side.reads():
        held = content.get(field.name)
        if isinstance(held, list):
            values[field.name] = [("\n" if field.kind is Kind.TEXTS else "; ").join(map(str, held))]
        elif held is not None:
            listed = field.kind is not Kind.CODE or not field.open or held in _codes_of(field)
            values[field.name if listed else f"{field.name}_other"] = [str(held)]
    return values


def said_in(
    form: Filled, facts: Mapping[str, object], before: Mapping[str, object]
) -> list[dict[str, object]]:
    """Return who said what, as use cases take it: of all that wasn't there before. Nothing where nobody is named."""
    told = {name: form.text(f"by_{name}") for name in SAID}
    fields = [name for name, value in facts.items() if name != "record_id" and before.get(name) != value]
    if not any(told.values()) or not fields:
        return []
    return [{"fields": fields, **told}]


def own_reference(once: str, today: date) -> str:
    """Return a reference for a record whose agency has none of its own. It follows from the name of the sending, so that what
    is sent twice is one record, and from no count of records."""
    number = int.from_bytes(hashlib.sha256(once.encode()).digest()[:8], "big")
    letters = []
    for _ in range(8):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return f"{today.year}-{''.join(letters[:4])}-{''.join(letters[4:])}"


def wrong_in(refusal: Refused, texts: Texts, side: Side, more: Mapping[str, str]) -> list[Wrong]:
    """Return what is wrong field by field, as people read it. ``more``: labels of fields that no form declares."""
    labels = {field.name: field.label(texts.language) for field in side.reads()} | dict(more)
    return [_wrong(name, says, labels) for name, says in faults_of(refusal, texts).items()]


def _wrong(name: str, says: str, labels: Mapping[str, str]) -> Wrong:
    field = f"by_{name}" if name in SAID else name
    label = labels.get(field, "")
    return Wrong(field if label else "", label, says)


def grouped(said: Iterable[Any], side: Side, texts: Texts) -> list[tuple[str, str, Sequence[Any]]]:
    """Return what was understood by field: its name, its label, and what is said of it."""
    labels = {field.name: field.label(texts.language) for field in side.reads()}
    found: dict[str, list[Any]] = {}
    for one in said:
        found.setdefault(one.field, []).append(one)
    return [(name, labels.get(name, name), entries) for name, entries in found.items()]
