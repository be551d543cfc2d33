"""What keeps one record from crossing under an agreement that is in force: asylum first, then holds, flags and consent.

With an asylum request, made or considered, nothing of a child crosses a border and nothing goes to a consulate, whatever
was agreed or consented to. It is told in no other way either: to a reader at the receiving agency a record that is stopped
doesn't exist, as one that was never shared, and what stops it is one of many things (1951 Convention practice; GC 6 §80; 8
CFR 208.6; CRC 22).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.holds import Consent
from tracing.casework.sharing.consular import Wish
from tracing.casework.wording import Sentence, worded

__all__ = ["SHARE_BASES", "STOPS", "Basis", "CrossingFacts", "stops"]


class Basis(StrEnum):
    """The legal basis of a transfer (``casework.shares.basis``)."""

    CONSENT = "consent"
    BEST_INTERESTS = "best_interests"
    VITAL_INTEREST = "vital_interest"
    LEGAL_DUTY = "legal_duty"


SHARE_BASES: Final[Mapping[Basis, Sentence]] = worded(
    {
        Basis.CONSENT: (
            "Consentimiento de la niña o el niño, o de quien le representa",
            "Consent of the child, or of who speaks for the child",
        ),
        Basis.BEST_INTERESTS: ("Determinación del interés superior", "A best-interests determination"),
        Basis.VITAL_INTEREST: ("Interés vital", "Vital interest"),
        Basis.LEGAL_DUTY: ("Obligación legal o resolución judicial", "A legal duty or a court's decision"),
    },
    dict.fromkeys(Basis, "ICRC RFL code of conduct (2015)"),
)


class _Stop(StrEnum):
    NOT_LIVE = "record_not_live"
    ASYLUM = "asylum_firewall"
    SHIELDED = "record_shielded"
    HELD = "held_for_protection"
    BARRED = "country_barred"
    CONSENT = "consent_missing"
    CONSULATE_CONSENT = "consulate_needs_consent"
    NO_WISH = "contact_not_wished"
    NOT_ON_RECORD = "basis_not_on_record"


STOPS: Final[Mapping[_Stop, Sentence]] = worded(
    {
        _Stop.NOT_LIVE: (
            "El registro fue retirado o borrado: ya no se comparte.",
            "The record was withdrawn or erased: it isn't shared any more.",
        ),
        _Stop.ASYLUM: (
            "Hay una solicitud de asilo o refugio, hecha o en estudio: nada cruza una frontera ni llega a un consulado "
            "mientras la señal esté puesta.",
            "There is an asylum request, made or considered: nothing crosses a border or goes to a consulate while the flag "
            "stands.",
        ),
        _Stop.SHIELDED: (
            "El registro está blindado: nada sale de él hasta que otro oficial de protección lo termine.",
            "The record is shielded: nothing of it leaves until another protection officer ends that.",
        ),
        _Stop.HELD: (
            "El caso está detenido por protección: un oficial de protección debe levantar la detención antes de que algo "
            "cruce una frontera.",
            "The case is on hold for protection: a protection officer has to lift the hold before anything crosses a border.",
        ),
        _Stop.BARRED: (
            "Una señal pide no compartir con ese país: solo si un oficial de protección la quita.",
            "A flag says not to share with that country: only once a protection officer has ended it.",
        ),
        _Stop.CONSENT: (
            "No consta el consentimiento en que se apoya: regístrelo, o indique otra base legal.",
            "The consent that this rests on isn't known: record it, or name another legal basis.",
        ),
        _Stop.CONSULATE_CONSENT: (
            "A un consulado solo se le informa con el consentimiento de la niña o el niño; ninguna otra base basta.",
            "A consulate is told with the child's consent only; no other basis is enough.",
        ),
        _Stop.NO_WISH: (
            "La niña o el niño no ha dicho, informado de su derecho, que desea contacto con ese consulado.",
            "The child, told of the right, hasn't said that it wishes contact with that consulate.",
        ),
        _Stop.NOT_ON_RECORD: (
            "No consta la determinación del interés superior en que se apoya: regístrela, o indique otra base legal.",
            "The best-interests determination that this rests on isn't on record: record it, or name another legal basis.",
        ),
    },
    {
        _Stop.NOT_LIVE: "ICRC RFL code of conduct (2015)",
        _Stop.ASYLUM: "CRC 22; GC 6 §80; 1951 Convention practice; 8 CFR 208.6",
        _Stop.SHIELDED: "Palermo Protocol 6; CRC 35",
        _Stop.HELD: "CRC 3, 20",
        _Stop.BARRED: "GC 6 §29-30",
        _Stop.CONSENT: "ICRC RFL code of conduct (2015)",
        _Stop.CONSULATE_CONSENT: "VCCR 36(1)(b), 37(b)",
        _Stop.NO_WISH: "VCCR 36(1)(b), 37(b)",
        _Stop.NOT_ON_RECORD: "CRC 3; GC 6 §84-88",
    },
)


@dataclass(frozen=True, slots=True)
class CrossingFacts:
    """What is known of a record that is to reach an agency.

    ``abroad``: the two agencies are of different countries. ``asylum``: a flag or an open hold says so.
    ``confidential_hold``: any open hold that reviewers know only as one. ``barred_countries``: by flags.
    ``wish``: what the child last said of that consulate, None where nobody told it of the right. ``determined``: a
    best-interests determination in a case of the record's is on record and stands.
    """

    side: Side
    basis: Basis
    receiver_kind: AgencyKind
    receiver_country: str
    abroad: bool
    live: bool = True
    consent: Consent = Consent.UNKNOWN
    asylum: bool = False
    shielded: bool = False
    confidential_hold: bool = False
    barred_countries: frozenset[str] = frozenset()
    wish: Wish | None = None
    determined: bool = False


def stops(facts: CrossingFacts) -> tuple[Sentence, ...]:
    """Return all that keeps a record from crossing, nothing where it may.

    For officers who decide on it, who know of asylum anyway. A reader at the receiving agency learns none of it.
    """
    consulate = facts.receiver_kind is AgencyKind.CONSULATE
    outward = facts.abroad or consulate
    found = (
        (_Stop.NOT_LIVE, not facts.live),
        (_Stop.ASYLUM, facts.asylum and outward),
        (_Stop.SHIELDED, facts.shielded),
        (_Stop.HELD, facts.confidential_hold and not facts.asylum and outward),
        (_Stop.BARRED, facts.receiver_country in facts.barred_countries),
        (
            _Stop.CONSENT,
            facts.side is Side.CHILD and facts.basis is Basis.CONSENT and facts.consent is not Consent.GIVEN,
        ),
        (_Stop.CONSULATE_CONSENT, consulate and facts.basis is not Basis.CONSENT),
        (_Stop.NO_WISH, consulate and facts.wish is not Wish.YES),
        (_Stop.NOT_ON_RECORD, facts.basis is Basis.BEST_INTERESTS and not facts.determined),
    )
    return tuple(STOPS[stop] for stop, so in found if so)
