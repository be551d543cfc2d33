"""What the rules of holds look at (``casework.holds.HoldFacts``), for a bunch of records, read with the worker's eyes.

All is read for the bunch at once: record by record it took longer than matching them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import FlagKind
from tracing.casework.holds import Claim, Consent, HoldFacts, Shared, SharedThing
from tracing.casework.kin import Kin, unrelated
from tracing.casework.law.register import Register
from tracing.casework.rights.consent import consent_status
from tracing.service.contents import hashes_of, whole_rows
from tracing.service.context import Service
from tracing.service.flag_details import flag_detail
from tracing.service.law.person import LawFacts
from tracing.service.likeness import INSTITUTION_ABOVE, kin_of, words
from tracing.service.rights.consent_flags import need_under, statements_of
from tracing.standardise.record import relation_of
from tracing.store import holds as store
from tracing.store import records as record_store
from tracing.store.hashes import MENTIONS
from tracing.store.rights import care_status

__all__ = ["BARS", "Screened", "hold_facts", "phones_of", "read_live"]

BARS: Final = (FlagKind.NO_CONTACT_WITH, FlagKind.WHEREABOUTS_WITHHELD_FROM)
"""Flags that keep a child from somebody."""

_Mention = tuple[str, bytes]
"""A thing (``SharedThing``) and its keyed hash."""


@dataclass(frozen=True, slots=True)
class Screened:
    """A live record as the rules need it."""

    id: int
    side: Side
    version: int
    agency: str
    row: Mapping[str, str] = field(repr=False)


def read_live(service: Service, connection: sa.Connection, ids: Collection[int]) -> list[Screened]:
    """Return those of the records that are live, in the order of ids."""
    if not ids:
        return []
    live = [one for one in record_store.latest(connection, sorted(ids)) if one.state == "live"]
    rows = whole_rows(service.keyring, connection, live)
    return [Screened(one.id, Side(one.side), one.version, one.agency, rows[one.id]) for one in live]


def phones_of(service: Service, record: Screened) -> list[bytes]:
    """Return the keyed hashes of a record's telephones."""
    return hashes_of(service.keyring, "phones", record.row.get("phones", ""), record.agency)


def hold_facts(
    service: Service,
    connection: sa.Connection,
    records: Sequence[Screened],
    members: Mapping[int, frozenset[int]],
    laws: Mapping[int, LawFacts],
    register: Register,
) -> dict[int, HoldFacts]:
    """Return by record what the rules look at; ``members``: all records of the same child or inquiry, whose flags and claims
    count for it; ``laws``: by record."""
    today = service.now().date()
    children = {one.id for one in records if one.side is Side.CHILD}
    same = frozenset[int]().union(*(members[child] for child in children))
    flags = _by_record(store.flags_of(connection, same))
    claims = _Claims(service, connection, same)
    assessed = care_status(connection, [one.id for one in records])
    shared = _shared(service, connection, records)
    made = {}
    for one in records:
        theirs = list[store.Flag]()
        linked = dict[int, bool]()
        if one.id in children:
            theirs = sorted((f for id_ in members[one.id] for f in flags.get(id_, ())), key=lambda f: f.id)
            linked = claims.on(members[one.id])
        asking = [claims.of[inquiry] for inquiry in sorted(linked) if inquiry in claims.of]
        barred = {words(flag_detail(service, f).get("person", "")) for f in theirs if f.kind in BARS}
        law = laws[one.id]
        made[one.id] = HoldFacts(
            one.side,
            today,
            _consent(service, theirs, law, assessed.get(one.id), register),
            frozenset(FlagKind(flag.kind) for flag in theirs),
            any(name and name in barred for _, name in asking),
            *law.born,
            tuple(shared[one.id]),
            tuple(claim for claim, _ in asking if linked[claim.inquiry]),
            law.held,
            law.origins,
            register,
        )
    return made


def _by_record(found: Iterable[store.Flag]) -> dict[int, list[store.Flag]]:
    by_record: dict[int, list[store.Flag]] = {}
    for one in found:
        by_record.setdefault(one.record_id, []).append(one)
    return by_record


class _Claims:
    """The claims to some children. ``of``: inquiry → the claim, and the inquirer's name as names are compared here."""

    def __init__(self, service: Service, connection: sa.Connection, children: Collection[int]) -> None:
        self._to: dict[int, list[tuple[int, bool]]] = {}
        for child, inquiry, serious in store.claims_of(connection, children):
            self._to.setdefault(child, []).append((inquiry, serious))
        asking = {inquiry for found in self._to.values() for inquiry, _ in found}
        self.of = {one.id: _claim(service, one) for one in read_live(service, connection, asking)}

    def on(self, children: Collection[int]) -> dict[int, bool]:
        """Return by inquiry whether its claim to one of these records of a child is serious."""
        linked = dict[int, bool]()
        for child in children:
            for inquiry, serious in self._to.get(child, ()):
                linked[inquiry] = linked.get(inquiry, False) or serious
        return linked


def _claim(service: Service, record: Screened) -> tuple[Claim, str]:
    name = words(record.row.get("inquirer_name", ""))
    phones = frozenset(hash_.hex() for hash_ in phones_of(service, record))
    # Somebody who isn't named is nobody else's same.
    who = service.keyring.digest("claims.inquirer", name or f"inquiry:{record.id}").hex()
    return Claim(record.id, who, relation_of(record.row.get("inquirer_relation", "")), phones), name


def _consent(
    service: Service, flags: Sequence[store.Flag], law: LawFacts, assessed: str | None, register: Register
) -> Consent:
    said = [flag_detail(service, flag) for flag in flags if flag.kind == FlagKind.CONSENT]
    return consent_status(statements_of(said), need_under(law, assessed, service.now().date(), register))


def _shared(
    service: Service, connection: sa.Connection, records: Sequence[Screened]
) -> dict[int, list[Shared]]:
    """Return by record what it shares with others of its side, and of how many unrelated families they are."""
    on: dict[int, list[_Mention]] = {one.id: [] for one in records}
    for record, thing, hash_ in MENTIONS.of(connection, list(on)):
        on[record].append((thing, hash_))
    by_side = {
        side: MENTIONS.shared_by(
            connection,
            side.value,
            {thing for one in records if one.side is side for thing in on[one.id]},
            INSTITUTION_ABOVE,
        )
        for side in {one.side for one in records}
    }
    several = {id_ for found in by_side.values() for ids in found.values() if len(ids) > 1 for id_ in ids}
    kin: dict[int, Kin] = {
        one.id: kin_of(one.row, one.agency) for one in read_live(service, connection, several)
    }
    made: dict[int, list[Shared]] = {}
    for one in records:
        made[one.id] = [
            Shared(SharedThing(thing), hash_.hex(), unrelated([kin[other] for other in ids if other in kin]))
            for thing, hash_ in on[one.id]
            if len(ids := by_side[one.side].get((thing, hash_), [])) > 1
        ]
    return made
