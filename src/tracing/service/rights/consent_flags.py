"""Consents as they are stored: protection flags of the kind ``consent``, each one statement of one person. What release 1
noted says neither as what somebody consented nor in which language; it still speaks of consent, and fills nobody's place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

import sqlalchemy as sa

from tracing.casework.hold_kinds import FlagKind
from tracing.casework.holds import Consent
from tracing.casework.law.register import Register
from tracing.casework.registration.definitions import CareStatus
from tracing.casework.rights.consent import (
    OFFICER_CONSENTS,
    SPOKEN_FOR_BY,
    Capacity,
    Form,
    Need,
    Said,
    Scope,
    Statement,
    consent_lacks,
    consent_status,
    contact_refused,
    need_of,
)
from tracing.service.context import Service
from tracing.service.errors import FieldFault
from tracing.service.flag_details import flag_detail
from tracing.service.law.applied import register_on
from tracing.service.law.person import LawFacts, law_facts
from tracing.store import holds as flag_store
from tracing.store import rights as store

_C = TypeVar("_C", bound=StrEnum)
_O = TypeVar("_O")

__all__ = [
    "CONSENT_MEMBERS",
    "consent_faults",
    "is_given",
    "may_be_shared",
    "need_for",
    "statements_of",
    "stops_of",
]

CONSENT_MEMBERS: Final = ("capacity", "scope", "form", "language", "explained_by")
"""What a statement of consent says beside its status, who and when, once it says as what."""

_CODES: Final = {"capacity": Capacity, "scope": Scope, "form": Form}


def consent_faults(detail: Mapping[str, str], today: date) -> list[FieldFault]:
    """Return what is wrong with a statement of consent, by pointers within it."""
    if "capacity" not in detail:
        if detail.get("status", "given") not in set(Consent):
            return [FieldFault("/status", "is no status", f"Take one of: {', '.join(Consent)}.")]
        return []
    faults = [
        FieldFault(f"/{name}", "is missing", "Say it.") for name in CONSENT_MEMBERS if not detail.get(name)
    ]
    faults += [
        FieldFault(f"/{name}", "isn't a code", f"Take one of: {', '.join(codes)}.")
        for name, codes in (*_CODES.items(), ("status", Said))
        if detail.get(name) and detail[name] not in set(codes)
    ]
    if detail["capacity"] == Capacity.ACCOMPANYING_OFFICER:
        faults.append(FieldFault.of("/capacity", OFFICER_CONSENTS))
    told = detail.get("status") in (Said.INFORMED, Said.NOT_INFORMED)
    if told and detail["capacity"] not in SPOKEN_FOR_BY | {Capacity.PARENT, Capacity.CARER}:
        faults.append(
            FieldFault(
                "/status", "is said of who speaks for the child alone", "Take given, refused or withdrawn."
            )
        )
    if detail.get("status") == Said.NOT_INFORMED and not detail.get("note"):
        faults.append(FieldFault("/note", "is missing", "Say why informing them would harm the child."))
    if detail.get("form") == Form.OBSERVED and detail["capacity"] != Capacity.CHILD:
        faults.append(FieldFault("/form", "is for a child alone", "Take written or spoken."))
    return faults


def statements_of(details: Iterable[Mapping[str, str]]) -> list[Statement]:
    """Return what consent flags say, in their order; one that can't be read says that nothing is known."""
    return [
        Statement(
            said=_code(Said, one.get("status"), Said.UNKNOWN),
            on=_day(one.get("on", "")),
            capacity=_code(Capacity, one.get("capacity"), None),
            scope=_code(Scope, one.get("scope"), Scope.TRACING) if "capacity" in one else Scope.TRACING,
            form=_code(Form, one.get("form"), Form.SPOKEN),
        )
        for one in details
    ]


def need_for(connection: sa.Connection, law: LawFacts, today: date, register: Register) -> Need:
    """Return what a child's age asks for, where its record is held; the connection is the worker's.

    Who travels with a parent or carer is only known once somebody has assessed so (``casework.registration.definitions``).
    """
    assessed = store.care_status(connection, [law.record_id]).get(law.record_id)
    return need_under(law, assessed, today, register)


def need_under(law: LawFacts, assessed: str | None, today: date, register: Register) -> Need:
    """Return the same of a child whose last assessment is known (``CareStatus``)."""
    return need_of(
        *law.born,
        law.held,
        today,
        accompanied=assessed == CareStatus.ACCOMPANIED,
        register=register,
    )


def stops_of(
    service: Service, connection: sa.Connection, children: Collection[int], register: Register
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the consent of a child to tracing lacks today, and who doesn't agree to contact, as codes; the connection is
    the worker's. ``children``: all records of the child. What was said on one counts for it; of what their ages ask for, all does.

    Where a protection officer lifted the hold on unknown consent, another legal basis carries it until the day on which they
    look at it again (ICRC code of conduct: vital interest, public interest). A refusal it carries nobody past.
    """
    today = service.now().date()
    laws = [law for law in law_facts(connection, sorted(children), today) if law.live]
    live = [law.record_id for law in laws]
    lacks, refused = list[str](), list[str]()
    for law in laws:
        statements, need = _said(service, connection, live, law, register)
        if not store.consent_waived(connection, law.record_id, today):
            lacks += consent_lacks(statements, need)
        refused += contact_refused(statements, need)
    return tuple(dict.fromkeys(lacks)), tuple(dict.fromkeys(refused))


def is_given(service: Service, connection: sa.Connection, child: int, scope: Scope) -> bool:
    """Say whether all have consented for a scope whose word a child's age asks for, and nobody of them has taken it back; the
    connection is the worker's. No other basis carries it here: whoever names consent as theirs needs one."""
    law = law_facts(connection, [child], service.now().date())
    if not law:
        return False
    said, need = _said(service, connection, [child], law[0], register_on(connection))
    return consent_status(said, need, scope) is Consent.GIVEN and not consent_lacks(said, need, scope)


def may_be_shared(service: Service, connection: sa.Connection, child: int, same: Collection[int]) -> bool:
    """Say whether consent to sharing was given on a record, and on none of ``same``, which tell of the same child or once did, was
    it refused or withdrawn; the connection is the worker's. What is given on one record lets no other cross."""
    if not is_given(service, connection, child, Scope.SHARING):
        return False
    stopping = (Consent.REFUSED, Consent.WITHDRAWN)
    laws = law_facts(connection, same, service.now().date())
    register = register_on(connection)
    said = (_said(service, connection, [law.record_id], law, register) for law in laws)
    return all(consent_status(statements, need, Scope.SHARING) not in stopping for statements, need in said)


def _said(
    service: Service,
    connection: sa.Connection,
    children: Collection[int],
    law: LawFacts,
    register: Register,
) -> tuple[list[Statement], Need]:
    """Return what was said of consent, and whose word the child's age asks for today by one of its records."""
    flags = flag_store.flags_of(connection, children, kind=FlagKind.CONSENT.value)
    statements = statements_of(flag_detail(service, flag) for flag in flags)
    return statements, need_for(connection, law, service.now().date(), register)


def _code(codes: type[_C], text: str | None, other: _O) -> _C | _O:
    return codes(text) if text in set(codes) else other


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min
