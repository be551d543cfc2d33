"""Protection flags on children (brief I4): consent, refusal, asylum, whom to keep away, medical need.

A child's own agency raises them, and protection officers, who alone end them. A flag is put before the rules of holds at
once. What it says beside its kind is encrypted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import FlagKind
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Role, Task
from tracing.service.access import require
from tracing.service.children import child_named
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid, NotFound
from tracing.service.flag_details import flag_detail
from tracing.service.idempotency import Answer, once
from tracing.service.reached import in_country
from tracing.service.rights.consent_flags import CONSENT_MEMBERS, consent_faults
from tracing.service.screening import screen
from tracing.service.texts import is_line
from tracing.store import holds as store
from tracing.store import review_queue
from tracing.store.database import Reader, write_audit

__all__ = [
    "DETAILS",
    "FlagView",
    "check_raiser",
    "checked_flag",
    "end_flag",
    "enter_flag",
    "list_flags",
    "raise_flag",
]

_LONGEST = 500

DETAILS: Mapping[FlagKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    FlagKind.ASYLUM_CONFIDENTIAL: ((), ("note",)),
    FlagKind.NO_CONTACT_WITH: (("person",), ("note",)),
    FlagKind.WHEREABOUTS_WITHHELD_FROM: (("person",), ("note",)),
    FlagKind.TRAFFICKING_CONCERN: ((), ("note",)),
    FlagKind.DO_NOT_SHARE_WITH_COUNTRY: (("country",), ("note",)),
    FlagKind.CHILD_REFUSES_TRACING: ((), ("note",)),
    FlagKind.CONSENT: (("status", "who", "on"), ("note", *CONSENT_MEMBERS)),
    FlagKind.MEDICAL_NEED: ((), ("note",)),
}
"""Kind → what a flag must say, and may."""


@dataclass(frozen=True, slots=True)
class FlagView:
    """A flag on a child, by the child's pseudonym, and its own agency's reference for its workers."""

    id: int
    record: str
    kind: FlagKind
    detail: dict[str, str] = field(repr=False)
    raised_by: int | None
    raised_at: datetime
    ended_at: datetime | None


def raise_flag(
    service: Service,
    reader: Reader,
    child: str,
    kind: str,
    detail: Mapping[str, str] | None = None,
    key: str | None = None,
) -> Answer:
    """Raise a flag on a child: by its reference for its own agency, by its pseudonym for protection officers.

    A newer consent of the same person takes the place of the one before. Raises ``Invalid`` with what the flag must say.
    """
    check_raiser(reader)
    said = checked_flag(kind, dict(detail or {}), service.now().date())
    asked = {"act": "raise_flag", "child": child, "kind": kind, "detail": said}
    with service.database.reading(reader) as connection:
        record_id = child_named(connection, reader, child)

        def act() -> Answer:
            enter_flag(service, connection, reader, record_id, kind, said)
            # No number of ours: it would tell an agency how many flags others raise.
            return Answer(201, {"child": child, "kind": kind}, None, record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            # Which flag isn't said: auditors know of no asylum.
            write_audit(connection, reader, "raise_flag", "record", record_id)
    _follow(service, record_id, kind)
    return answer


def enter_flag(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    record_id: int,
    kind: str,
    said: Mapping[str, str],
) -> None:
    """Enter a flag that was checked, with what it says encrypted."""
    number = store.next_flag(connection)
    sealed = None
    if said:
        text = json.dumps(said, ensure_ascii=False).encode()
        sealed = service.keyring.encrypt(text, f"protection_flags.detail:{number}")
    store.add_flag(connection, number, record_id, kind, sealed, reader.person, service.now())


def list_flags(service: Service, reader: Reader, child: str, standing_only: bool = True) -> list[FlagView]:
    """Return the flags on a child, the first first, to its own agency and to protection officers."""
    check_raiser(reader)
    with service.database.reading(reader) as connection:
        record_id = child_named(connection, reader, child)
        found = [
            FlagView(
                flag.id, pseudonym(Side.CHILD, record_id), FlagKind(flag.kind), flag_detail(service, flag),
                flag.raised_by, flag.raised_at, flag.ended_at,
            )
            for flag in store.flags_of(connection, [record_id], standing_only)
        ]  # fmt: skip
        write_audit(connection, reader, "read_flags", "record", record_id, shown=len(found))
    return found


def end_flag(service: Service, reader: Reader, number: int) -> None:
    """End a flag. A hold that it raised stands until it is lifted."""
    require(reader, Task.END_FLAG)
    with service.database.reading(reader) as connection:
        record_id = store.end_flag(connection, number, reader.person or 0, service.now())
        if record_id is None or not in_country(connection, reader, record_id):
            raise NotFound("no_flag", "There is no such flag, or it was ended.")
        write_audit(connection, reader, "end_flag", "record", record_id, flag=number)
    screen(service, [record_id])


def _follow(service: Service, record_id: int, kind: str) -> None:
    """Put a flag before the rules of holds; where a need makes a child's pairs urgent, have them placed anew."""
    screen(service, [record_id])
    if kind == FlagKind.MEDICAL_NEED:
        with service.database.working() as connection:
            review_queue.place_anew(connection, [record_id])


def check_raiser(reader: Reader) -> None:
    """Raise ``Forbidden`` unless a person may raise flags; what a key may do was asked where its scopes are known."""
    if reader.role != Role.AGENCY:
        require(reader, Task.RAISE_FLAG)


def checked_flag(kind: str, detail: dict[str, str], today: date) -> dict[str, str]:
    """Return what a flag says, checked; raises ``Invalid`` with what it must say."""
    if kind not in set(FlagKind):
        fault = FieldFault("/kind", "isn't a kind of flag", f"Take one of: {', '.join(FlagKind)}.")
        raise Invalid("invalid", "The flag can't be raised like that.", fields=[fault])
    needed, allowed = DETAILS[FlagKind(kind)]
    faults = [
        FieldFault(f"/detail/{name}", "is missing", "Say it.") for name in needed if not detail.get(name)
    ]
    if unknown := set(detail) - {*needed, *allowed}:
        text = f"has {len(unknown)} members that this flag doesn't have"
        faults.append(FieldFault("/detail", text, f"It may say: {', '.join((*needed, *allowed))}."))
    faults += [
        FieldFault(f"/detail/{name}", f"isn't a line of up to {_LONGEST} characters", "Write plain text.")
        for name, text in detail.items()
        if name in (*needed, *allowed) and not is_line(text, _LONGEST, empty=True)
    ]
    if kind == FlagKind.CONSENT:
        faults += [
            replace(fault, pointer=f"/detail{fault.pointer}") for fault in consent_faults(detail, today)
        ]
    if "on" in needed and detail.get("on") and not _is_day(detail["on"], today):
        faults.append(FieldFault("/detail/on", "isn't a day up to today", "Write it as 2026-03-31."))
    country = detail.get("country", "XX")
    if not (len(country) == 2 and country.isascii() and country.isupper()):
        faults.append(FieldFault("/detail/country", "isn't a country's code", "Write it as GT."))
    if faults:
        raise Invalid("invalid", "The flag can't be raised like that.", fields=faults)
    return {name: text.strip() for name, text in detail.items() if text.strip()}


def _is_day(text: str, today: date) -> bool:
    try:
        return date.fromisoformat(text) <= today
    except ValueError:
        return False
