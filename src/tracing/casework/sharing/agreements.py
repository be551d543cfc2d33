"""Agreements on sharing: who may have which fields of whose records, what for, from when and until when.

An agreement goes one way: from the agency that holds a record to the one that is to read of it. What goes both ways is two
agreements. It is entered by a protection officer of the office that runs the program and is in force only once a second
person has confirmed it; both its days count. Nothing crosses without one (ICRC code of conduct on data protection in
restoring family links, 2015: transfers; CRC 16).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.agencies import SIDES_OF, AgencyKind
from tracing.casework.sharing.matrix import FIELDS, ever_crosses, receiving_roles
from tracing.casework.wording import PROGRAM, Sentence, sourced, worded

__all__ = [
    "AGREEMENT_FAULTS",
    "AGREEMENT_STANDINGS",
    "SHARE_PURPOSES",
    "Agreement",
    "Proposal",
    "SharePurpose",
    "confirming_lacks",
    "proposal_lacks",
    "standing_of",
    "why_not_in_force",
]

_CODE_OF_CONDUCT: Final = "ICRC RFL code of conduct (2015); CRC 16"


class SharePurpose(StrEnum):
    """What an agreement is for (``casework.agreements.purpose``)."""

    TRACING = "tracing"
    VERIFICATION = "verification"
    CARE = "care"
    CASE_TRANSFER = "case_transfer"
    REPATRIATION = "repatriation"
    CONSULAR = "consular"


SHARE_PURPOSES: Final[Mapping[SharePurpose, Sentence]] = worded(
    {
        SharePurpose.TRACING: ("Búsqueda de la familia", "Family tracing"),
        SharePurpose.VERIFICATION: ("Verificación de un lado", "Verification of one side"),
        SharePurpose.CARE: ("Cuidado y acogida", "Care and reception"),
        SharePurpose.CASE_TRANSFER: ("Otra autoridad toma el caso", "Another authority takes over the case"),
        SharePurpose.REPATRIATION: ("Retorno acompañado", "Escorted return"),
        SharePurpose.CONSULAR: ("Asistencia consular", "Consular assistance"),
    },
    {
        SharePurpose.TRACING: "CRC 10, 22; GC 6 §80",
        SharePurpose.VERIFICATION: "Inter-agency Guiding Principles on UASC (2004)",
        SharePurpose.CARE: "CRC 20",
        SharePurpose.CASE_TRANSFER: "GC 6 §33-38",
        SharePurpose.REPATRIATION: "GC 6 §84-88; CRM Regional Guidelines (2009)",
        SharePurpose.CONSULAR: "VCCR 36, 37",
    },
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as it stands. ``code``: the name people gave it; ``fields``: ``child.birth_date`` and the like
    (``matrix.FIELDS``). ``confirmed``, ``ended``: by somebody."""

    code: str
    purpose: SharePurpose
    fields: frozenset[str]
    valid_from: date
    valid_until: date
    confirmed: bool = False
    ended: bool = False


class _Standing(StrEnum):
    IN_FORCE = "agreement_in_force"
    UNCONFIRMED = "agreement_unconfirmed"
    NOT_YET_VALID = "agreement_not_yet_valid"
    EXPIRED = "agreement_expired"
    ENDED = "agreement_ended"


AGREEMENT_STANDINGS: Final[Mapping[_Standing, Sentence]] = worded(
    {
        _Standing.IN_FORCE: ("El acuerdo está en vigor.", "The agreement is in force."),
        _Standing.UNCONFIRMED: (
            "Al acuerdo le falta la firma de una segunda persona: otro oficial de protección debe confirmarlo.",
            "The agreement lacks a second signature: another protection officer has to confirm it.",
        ),
        _Standing.NOT_YET_VALID: (
            "El acuerdo todavía no rige: nada se comparte antes de su primer día.",
            "The agreement isn't valid yet: nothing is shared before its first day.",
        ),
        _Standing.EXPIRED: (
            "El acuerdo venció: para seguir hace falta uno nuevo, firmado por dos personas.",
            "The agreement has expired: to go on, a new one is needed, signed by two people.",
        ),
        _Standing.ENDED: (
            "El acuerdo se dio por terminado: para seguir hace falta uno nuevo, firmado por dos personas.",
            "The agreement was ended: to go on, a new one is needed, signed by two people.",
        ),
    },
    dict.fromkeys(_Standing, _CODE_OF_CONDUCT),
)


def standing_of(agreement: Agreement, today: date) -> Sentence:
    """Return where an agreement stands on a day: in force, or why not."""
    if agreement.ended:
        standing = _Standing.ENDED
    elif today > agreement.valid_until:
        standing = _Standing.EXPIRED
    elif not agreement.confirmed:
        standing = _Standing.UNCONFIRMED
    elif today < agreement.valid_from:
        standing = _Standing.NOT_YET_VALID
    else:
        standing = _Standing.IN_FORCE
    return AGREEMENT_STANDINGS[standing]


def why_not_in_force(agreement: Agreement, today: date) -> Sentence | None:
    """Return why nothing may be shared under an agreement on a day; None where it is in force."""
    standing = standing_of(agreement, today)
    return None if standing.code == _Standing.IN_FORCE else standing


@dataclass(frozen=True, slots=True)
class Proposal:
    """An agreement that is to be entered, with what is known of its parties."""

    purpose: SharePurpose
    fields: frozenset[str]
    valid_from: date
    valid_until: date
    sender_kind: AgencyKind
    receiver_kind: AgencyKind
    same_agency: bool = False


_FAULTS: Final[Mapping[str, Sentence]] = sourced(
    (
        Sentence(
            "one_party",
            "Un acuerdo tiene dos partes: quien entrega no puede ser quien recibe.",
            "An agreement has two parties: who gives can't be who receives.",
        ),
        Sentence(
            "sender_holds_nothing",
            "Quien entrega no guarda registros: nombre a la institución que los tiene.",
            "The sender holds no records: name the agency that has them.",
        ),
        Sentence(
            "receiver_reads_nothing",
            "Ese tipo de institución no recibe datos de nadie, con ningún acuerdo.",
            "An agency of that kind gets nobody's data, whatever the agreement.",
            "CMW GC 3 and 4 / CRC GC 22 and 23 (2017); ICRC RFL code of conduct (2015)",
        ),
        Sentence(
            "consulate_is_consular",
            "Con un consulado solo hay asistencia consular, y asistencia consular solo con un consulado.",
            "With a consulate there is consular assistance only, and consular assistance only with a consulate.",
            "VCCR 36, 37",
        ),
        Sentence(
            "days_reversed",
            "El último día es anterior al primero.",
            "The last day is before the first.",
        ),
        Sentence(
            "over_already",
            "El acuerdo ya habría vencido: indique un último día de hoy en adelante.",
            "The agreement would have expired already: name a last day from today on.",
        ),
        Sentence("no_field", "Nombre los campos que se comparten.", "Name the fields that are shared."),
        Sentence("unknown_field", "No existe ese campo.", "There is no such field."),
        Sentence(
            "field_never_crosses",
            "Ese campo no llega a esa institución con ningún acuerdo: déjelo fuera.",
            "That field doesn't reach that agency whatever the agreement says: leave it out.",
            "CRC 16; GC 6 §29-30",
        ),
    )
)
AGREEMENT_FAULTS: Final = tuple(_FAULTS.values())
"""Why an agreement can't be entered."""


def proposal_lacks(proposal: Proposal, today: date) -> list[tuple[str, Sentence]]:
    """Return what keeps an agreement from being entered: (the field of the proposal, why); nothing where it can be."""
    kind = proposal.receiver_kind
    consular = proposal.purpose is SharePurpose.CONSULAR
    known = proposal.fields & set(FIELDS)
    found = (
        ("receiver", "one_party", proposal.same_agency),
        ("sender", "sender_holds_nothing", not SIDES_OF[proposal.sender_kind]),
        ("receiver", "receiver_reads_nothing", not receiving_roles(kind)),
        ("purpose", "consulate_is_consular", consular is not (kind is AgencyKind.CONSULATE)),
        ("valid_until", "days_reversed", proposal.valid_until < proposal.valid_from),
        ("valid_until", "over_already", proposal.valid_until < today),
        ("fields", "no_field", not proposal.fields),
        ("fields", "unknown_field", bool(proposal.fields - known)),
        (
            "fields",
            "field_never_crosses",
            bool(receiving_roles(kind)) and any(not ever_crosses(kind, name) for name in known),
        ),
    )
    return [(where, _FAULTS[code]) for where, code, so in found if so]


_SECOND_PERSON: Final = Sentence(
    "second_person",
    "Quien registró el acuerdo no lo confirma: hace falta una segunda persona.",
    "Whoever entered the agreement doesn't confirm it: a second person is needed.",
    _CODE_OF_CONDUCT,
)
_CONFIRMED: Final = Sentence(
    "agreement_confirmed",
    "El acuerdo ya está confirmado.",
    "The agreement is confirmed already.",
    PROGRAM,
)


def confirming_lacks(agreement: Agreement, entered_by: int, person: int, today: date) -> Sentence | None:
    """Return why a person can't confirm an agreement; None where they can."""
    if agreement.confirmed:
        return _CONFIRMED
    if entered_by == person:
        return _SECOND_PERSON
    standing = standing_of(agreement, today)
    return standing if standing.code in (_Standing.ENDED, _Standing.EXPIRED) else None
