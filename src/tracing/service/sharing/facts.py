"""What is known of a record that is to cross, put before the rules (``casework.sharing.firewall``).

Read with the worker's eyes: the rules must know of flags and holds that who asks may not see. Only what they conclude is
used, and a reader at the receiving agency isn't told even that. What stops one record of a child stops all of them, also
such as were split from each other again: in doubt nothing crosses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.hold_kinds import FlagKind
from tracing.casework.holds import Consent
from tracing.casework.rights.consent import Band, Need, Scope, consent_status
from tracing.casework.sharing.consular import Wish
from tracing.casework.sharing.firewall import Basis, CrossingFacts
from tracing.service.context import Service
from tracing.service.flag_details import flag_detail
from tracing.service.rights.consent_flags import statements_of
from tracing.store import sharing as store
from tracing.store.holds import Flag

__all__ = ["crossing_facts"]


def crossing_facts(
    service: Service, agreement: store.Agreement, known: store.Known, basis: Basis
) -> CrossingFacts:
    """Return the facts of a record that is to reach the receiver of an agreement."""
    details = [
        (FlagKind(kind), _detail(service, number, sealed), record)
        for number, kind, sealed, record in known.flags
    ]
    return CrossingFacts(
        Side(known.side),
        basis,
        AgencyKind(agreement.receiver_kind),
        agreement.receiver_country,
        abroad=agreement.sender_country != agreement.receiver_country,
        live=known.state == "live" and known.agency_id == agreement.sender_id,
        consent=_consent(known.record_id, details),
        asylum=known.asylum_hold or any(kind is FlagKind.ASYLUM_CONFIDENTIAL for kind, _, _ in details),
        shielded=known.shielded,
        confidential_hold=known.confidential_hold,
        barred_countries=frozenset(
            detail.get("country", "")
            for kind, detail, _ in details
            if kind is FlagKind.DO_NOT_SHARE_WITH_COUNTRY
        ),
        wish=None if known.wish is None else Wish(known.wish),
        determined=known.determined,
    )


def _consent(record_id: int, details: Iterable[tuple[FlagKind, Mapping[str, str], int]]) -> Consent:
    """Return what is known of consent: what was said on the record itself, unless it was refused or withdrawn on another of the
    same child. What is given on one record lets no other cross."""
    said: dict[int, list[Mapping[str, str]]] = {record_id: []}
    for kind, detail, record in details:
        if kind is FlagKind.CONSENT:
            said.setdefault(record, []).append(detail)
    # By the band in which everybody's word counts: no age is looked up while somebody waits for an answer.
    found = {
        record: consent_status(statements_of(details), Need(Band.CHILD), Scope.SHARING)
        for record, details in said.items()
    }
    stopped = [one for one in found.values() if one in (Consent.REFUSED, Consent.WITHDRAWN)]
    return next(iter(stopped), found[record_id])


def _detail(service: Service, number: int, sealed: bytes | None) -> dict[str, str]:
    # As service.screening opens a flag; of a flag only its number and detail are needed.
    return flag_detail(service, Flag(number, 0, "", sealed, None, service.now(), None))
