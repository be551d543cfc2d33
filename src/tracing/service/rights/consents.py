"""Consent to tracing: who said what as what, entered by the child's own agency or a protection officer, withdrawn at any
time, and what is still lacking for the child's age (``casework.rights.consent``).

Each statement is stored as a flag of the kind ``consent`` (``consent_flags``), several of one hearing in one transaction, and
put before the rules of holds at once: a refusal or withdrawal stops what rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tracing.casework.hold_kinds import FlagKind
from tracing.casework.missing import LACKS
from tracing.casework.rights.consent import Scope, consent_lacks, in_words
from tracing.casework.wording import Sentence
from tracing.service.children import child_named
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid
from tracing.service.flag_details import flag_detail
from tracing.service.flags import check_raiser, checked_flag, enter_flag
from tracing.service.idempotency import Answer, once
from tracing.service.law.applied import register_on
from tracing.service.law.person import law_facts
from tracing.service.rights.consent_flags import CONSENT_MEMBERS, need_for, statements_of
from tracing.service.screening import screen
from tracing.store import holds
from tracing.store.database import Reader, write_audit

__all__ = ["Consents", "Entered", "enter_consents", "read_consents"]

_MOST = 10


@dataclass(frozen=True, slots=True)
class Entered:
    """A statement as it was entered: what it says, by whom it was entered and when."""

    says: dict[str, str] = field(repr=False)
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Consents:
    """All that was said of consent for a child: what its age asks for, and by scope what is lacking."""

    needs: Sentence
    lacks: Mapping[Scope, tuple[Sentence, ...]]
    statements: tuple[Entered, ...]


def enter_consents(
    service: Service,
    reader: Reader,
    child: str,
    statements: Sequence[Mapping[str, str]],
    key: str | None = None,
) -> Answer:
    """Enter what people said of consent: all of it or, where one can't be taken, nothing.

    ``child``: its reference for its own agency, its pseudonym for protection officers. Raises ``Invalid``, ``NotFound``.
    """
    check_raiser(reader)
    said = _checked(service, statements)
    asked = {"act": "enter_consents", "child": child, "statements": said}
    with service.database.reading(reader) as connection:
        record_id = child_named(connection, reader, child)

        def act() -> Answer:
            for one in said:
                enter_flag(service, connection, reader, record_id, FlagKind.CONSENT.value, one)
            return Answer(201, {"child": child, "entered": len(said)}, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "enter_consents", "record", record_id, entered=len(said))
    screen(service, [record_id])
    return answer


def read_consents(service: Service, reader: Reader, child: str) -> Consents:
    """Return what was said of consent for a child, the first first, and what is lacking today."""
    check_raiser(reader)
    with service.database.reading(reader) as connection:
        record_id = child_named(connection, reader, child)
        flags = holds.flags_of(connection, [record_id], kind=FlagKind.CONSENT.value)
        write_audit(connection, reader, "read_consents", "record", record_id, shown=len(flags))
    entered = tuple(Entered(flag_detail(service, flag), flag.raised_by, flag.raised_at) for flag in flags)
    today = service.now().date()
    with service.database.working() as connection:
        (law,) = law_facts(connection, [record_id], today)
        register = register_on(connection)
        need = need_for(connection, law, today, register)
    statements = statements_of(one.says for one in entered)
    lacks = {scope: tuple(LACKS[code] for code in consent_lacks(statements, need, scope)) for scope in Scope}
    return Consents(in_words(need.band, law.held, today, register), lacks, entered)


def _checked(service: Service, statements: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    if not 1 <= len(statements) <= _MOST:
        fault = FieldFault("/statements", f"aren't 1 to {_MOST}", "Send some of them.")
        raise Invalid("invalid", "The consents can't be taken as they are.", fields=[fault])
    today, made, faults = service.now().date(), list[dict[str, str]](), list[FieldFault]()
    for place, one in enumerate(statements):
        given = {name: text for name, text in one.items() if text}
        missing = dict.fromkeys(CONSENT_MEMBERS[:1], "") | given
        try:
            made.append(checked_flag(FlagKind.CONSENT.value, missing, today))
        except Invalid as refused:
            faults += [
                replace(f, pointer=f.pointer.replace("/detail", f"/statements/{place}", 1))
                for f in refused.fields
            ]
    if faults:
        raise Invalid("invalid", "The consents can't be taken as they are; none was.", fields=faults)
    return made
