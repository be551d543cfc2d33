"""Sharing agreements: entered by a protection officer of the office, in force once a second person confirms, ended by hand.

What may be agreed at all is said by ``casework.sharing``; what is shared under an agreement is decided record by record
(``service.sharing.shares``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tracing.casework.agencies import AgencyKind
from tracing.casework.roles import Task
from tracing.casework.sharing.agreements import (
    SHARE_PURPOSES,
    Agreement,
    Proposal,
    SharePurpose,
    confirming_lacks,
    proposal_lacks,
    standing_of,
    why_not_in_force,
)
from tracing.casework.sharing.matrix import FIELDS
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound, NotYet
from tracing.service.idempotency import Answer, once
from tracing.service.texts import is_filled
from tracing.store import people
from tracing.store import sharing as store
from tracing.store.database import Reader, write_audit

__all__ = [
    "AgreementView",
    "NewAgreement",
    "confirm",
    "end",
    "enter",
    "in_force",
    "list_agreements",
    "no_agreement",
    "of_office",
    "read_agreement",
    "rule_of",
]

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,59}")
_LONGEST = 2000
_MOST_FIELDS = 100


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """An agreement to be entered. ``sender``, ``receiver``: agencies by their codes; ``fields``: ``child.birth_date`` …"""

    code: str
    sender: str
    receiver: str
    purpose: str
    fields: tuple[str, ...]
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement, and where it stands today."""

    id: int
    code: str
    sender: str
    receiver: str
    purpose: Sentence
    fields: tuple[str, ...]
    valid_from: date
    valid_until: date
    standing: Sentence
    entered_by: int
    entered_at: datetime
    confirmed_by: int | None
    confirmed_at: datetime | None
    ended_by: int | None
    ended_at: datetime | None
    end_reason: str | None


def enter(service: Service, reader: Reader, new: NewAgreement, key: str | None = None) -> Answer:
    """Enter an agreement; it shares nothing until ``confirm``. Raises ``Invalid`` with all that can't be agreed."""
    require(reader, Task.ENTER_AGREEMENT)
    asked = {
        "act": "enter_agreement", "code": new.code, "sender": new.sender, "receiver": new.receiver, "purpose": new.purpose,
        "fields": list(new.fields), "from": new.valid_from, "until": new.valid_until,
    }  # fmt: skip
    with service.database.reading(reader) as connection:
        if not of_office(connection, reader):
            raise Forbidden(
                "office_only", "Agreements are entered by the office that runs the program.",
                "Ask a protection officer of that office.",
            )  # fmt: skip

        def act() -> Answer:
            sender, receiver = _checked(service, connection, new)
            made = store.add_agreement(
                connection, code=new.code, sender=sender.id, receiver=receiver.id, purpose=new.purpose,
                fields=[name for name in FIELDS if name in new.fields], valid_from=new.valid_from,
                valid_until=new.valid_until, person=reader.person, at=service.now(),
            )  # fmt: skip
            if not made:
                raise Conflict("code_taken", "There is an agreement of that code.", "Give it another code.")
            return Answer(201, {"agreement": new.code, "standing": "agreement_unconfirmed"})

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection, reader, "enter_agreement", "agreement", new.code, sender=new.sender, receiver=new.receiver,
                sharing_for=new.purpose, fields=list(new.fields),
            )  # fmt: skip
    return answer


def confirm(service: Service, reader: Reader, code: str, key: str | None = None) -> Answer:
    """Sign an agreement as the second person. Raises ``NotYet`` for whoever entered it, and where it can't be signed."""
    require(reader, Task.ENTER_AGREEMENT)
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            found = store.agreement(connection, code, lock=True) if code.isprintable() else None
            if found is None:
                raise no_agreement()
            refusal = confirming_lacks(
                rule_of(found), found.entered_by, reader.person or 0, service.now().date()
            )
            if refusal is not None:
                raise _not_yet(code, refusal)
            store.confirm(connection, found.id, reader.person or 0, service.now())
            write_audit(connection, reader, "confirm_agreement", "agreement", code)
            return Answer(200, {"agreement": code, "standing": "agreement_in_force"})

        return once(service, connection, reader, key, {"act": "confirm_agreement", "code": code}, act)


def end(service: Service, reader: Reader, code: str, reason: str, key: str | None = None) -> Answer:
    """End an agreement, at once and for good; officers of the office and of either party may."""
    require(reader, Task.ENTER_AGREEMENT)
    if not is_filled(reason, _LONGEST):
        fault = FieldFault("/reason", "isn't a text of 1 to 2,000 characters", "Say why it ends.")
        raise Invalid("invalid", "The agreement can't be ended like that.", fields=[fault])
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            found = store.agreement(connection, code, lock=True) if code.isprintable() else None
            if found is None:
                raise no_agreement()
            if found.ended_at is not None:
                raise Conflict("agreement_ended", "The agreement was ended before.")
            store.end_agreement(connection, found.id, reader.person or 0, service.now(), reason.strip())
            write_audit(connection, reader, "end_agreement", "agreement", code)
            return Answer(200, {"agreement": code, "standing": "agreement_ended"})

        asked = {"act": "end_agreement", "code": code, "reason": reason}
        return once(service, connection, reader, key, asked, act)


def list_agreements(service: Service, reader: Reader, after: int = 0, limit: int = 50) -> list[AgreementView]:
    """Return the agreements of the reader's agency; the office and the auditor see all."""
    require(reader, Task.READ_AGREEMENTS)
    with service.database.reading(reader) as connection:
        found = store.agreements_after(connection, after, limit)
    return [_view(one, service.now().date()) for one in found]


def read_agreement(service: Service, reader: Reader, code: str) -> AgreementView:
    """Return one agreement; raises ``NotFound`` where there is none, or the reader's agency is no party to it."""
    require(reader, Task.READ_AGREEMENTS)
    with service.database.reading(reader) as connection:
        found = store.agreement(connection, code) if code.isprintable() else None
    if found is None:
        raise no_agreement()
    return _view(found, service.now().date())


def in_force(service: Service, connection: sa.Connection, code: str) -> store.Agreement:
    """Return an agreement that is in force today; raises ``NotFound``, or ``NotYet`` naming it and what would make sharing
    under it legal. Nothing else is looked at before, so that the answer tells nothing of any record."""
    found = store.agreement(connection, code) if code.isprintable() else None
    if found is None:
        raise no_agreement()
    refusal = why_not_in_force(rule_of(found), service.now().date())
    if refusal is not None:
        raise _not_yet(code, refusal, found)
    return found


def of_office(connection: sa.Connection, reader: Reader) -> bool:
    """Say whether the reader works for the office that runs the program."""
    agency = None if reader.agency is None else people.agency(connection, reader.agency)
    return agency is not None and agency.kind == AgencyKind.TRACING_OFFICE


def rule_of(found: store.Agreement) -> Agreement:
    """Return an agreement as the rules need it."""
    return Agreement(
        found.code, SharePurpose(found.purpose), frozenset(found.fields), found.valid_from, found.valid_until,
        found.confirmed_at is not None, found.ended_at is not None,
    )  # fmt: skip


def no_agreement() -> NotFound:
    """Return the refusal of an agreement that isn't there, or that isn't the reader's agency's."""
    return NotFound("no_agreement", "There is no such agreement, or your agency is no party to it.")


def _not_yet(code: str, refusal: Sentence, found: store.Agreement | None = None) -> NotYet:
    days = "" if found is None else f" It is agreed from {found.valid_from} until {found.valid_until}."
    return NotYet(
        refusal.code, f"Agreement {code}: {refusal.en}{days}", refusal.es,
        [FieldFault.of(f"agreement:{code}", refusal)], refusal,
    )  # fmt: skip


def _checked(
    service: Service, connection: sa.Connection, new: NewAgreement
) -> tuple[people.Agency, people.Agency]:
    faults = []
    if not _CODE.fullmatch(new.code):
        faults.append(
            FieldFault("/code", "isn't a code of 3 to 60 capital letters, digits, hyphens", "Write one.")
        )
    if new.purpose not in set(SharePurpose):
        faults.append(
            FieldFault("/purpose", "isn't one of the purposes", f"Take one of: {', '.join(SharePurpose)}.")
        )
    if len(new.fields) > _MOST_FIELDS:
        faults.append(FieldFault("/fields", "has more than 100 fields", "Name each once."))
    parties = {}
    for name, code in (("sender", new.sender), ("receiver", new.receiver)):
        found = people.agency_by_code(connection, code) if code.isprintable() else None
        if found is None or not found.active:
            faults.append(FieldFault(f"/{name}", "isn't the code of an agency", "Name one that takes part."))
        else:
            parties[name] = found
    if faults:
        raise Invalid("invalid", "The agreement can't be entered like that.", fields=faults)
    proposal = Proposal(
        SharePurpose(new.purpose), frozenset(new.fields), new.valid_from, new.valid_until,
        AgencyKind(parties["sender"].kind), AgencyKind(parties["receiver"].kind),
        parties["sender"].id == parties["receiver"].id,
    )  # fmt: skip
    faults = [
        FieldFault.of(f"/{where}", why) for where, why in proposal_lacks(proposal, service.now().date())
    ]
    if faults:
        raise Invalid("agreement_not_lawful", "This can't be agreed.", fields=faults)
    return parties["sender"], parties["receiver"]


def _view(found: store.Agreement, today: date) -> AgreementView:
    return AgreementView(
        found.id, found.code, found.sender, found.receiver, SHARE_PURPOSES[SharePurpose(found.purpose)],
        tuple(found.fields), found.valid_from, found.valid_until, standing_of(rule_of(found), today), found.entered_by,
        found.entered_at, found.confirmed_by, found.confirmed_at, found.ended_by, found.ended_at, found.end_reason,
    )  # fmt: skip
