"""What is known of a record that is to cross, put before the rules (``casework.sharing.firewall``).

Read with the worker's eyes: the rules must know of flags and holds that who asks may not see. Only what they conclude is
used, and a reader at the receiving agency isn't told even that.
"""

from __future__ import annotations

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.hold_kinds import FlagKind
from tracing.casework.rights.consent import Band, Need, Scope, consent_status
from tracing.casework.sharing.consular import Wish
from tracing.casework.sharing.firewall import Basis, CrossingFacts
from tracing.service.context import Service
from tracing.service.rights.consent_flags import statements_of
from tracing.service.screening import flag_detail
from tracing.store import sharing as store
from tracing.store.holds import Flag

__all__ = ["crossing_facts"]


def crossing_facts(
    service: Service, agreement: store.Agreement, known: store.Known, basis: Basis
) -> CrossingFacts:
    """Return the facts of a record that is to reach the receiver of an agreement."""
    details = [(FlagKind(kind), _detail(service, number, sealed)) for number, kind, sealed in known.flags]
    consents = statements_of(detail for kind, detail in details if kind is FlagKind.CONSENT)
    return CrossingFacts(
        Side(known.side),
        basis,
        AgencyKind(agreement.receiver_kind),
        agreement.receiver_country,
        abroad=agreement.sender_country != agreement.receiver_country,
        live=known.state == "live" and known.agency_id == agreement.sender_id,
        # By the band in which everybody's word counts: no age is looked up while somebody waits for an answer.
        consent=consent_status(consents, Need(Band.CHILD), Scope.SHARING),
        asylum=known.asylum_hold or any(kind is FlagKind.ASYLUM_CONFIDENTIAL for kind, _ in details),
        shielded=known.shielded,
        confidential_hold=known.confidential_hold,
        barred_countries=frozenset(
            detail.get("country", "")
            for kind, detail in details
            if kind is FlagKind.DO_NOT_SHARE_WITH_COUNTRY
        ),
        wish=None if known.wish is None else Wish(known.wish),
    )


def _detail(service: Service, number: int, sealed: bytes | None) -> dict[str, str]:
    # As service.screening opens a flag; of a flag only its number and detail are needed.
    return flag_detail(service, Flag(number, 0, "", sealed, None, service.now(), None))
