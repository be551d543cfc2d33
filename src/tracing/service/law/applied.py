"""The law as it is applied: what comes with the program, and before it what was entered here."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import sqlalchemy as sa

from tracing.casework.law.entries import EVERYWHERE, Check, Entered, Entry, EntryState
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register
from tracing.casework.law.terms import Terms
from tracing.service.context import Service
from tracing.store import law as store

__all__ = ["register_of", "register_on", "terms_by_record", "terms_in", "terms_of", "terms_of_agencies"]


def register_of(service: Service) -> Register:
    """Return the register as it is now, for rules that read it."""
    with service.database.working() as connection:
        return register_on(connection)


def register_on(connection: sa.Connection) -> Register:
    """Return the register as a connection sees it, waiting and refused versions included: they don't count."""
    return _with(tuple(_entry(one) for one in store.all_versions(connection)))


def terms_in(connection: sa.Connection, place: str) -> Terms:
    """Return the register as it is applied in a place, as a connection sees it."""
    return Terms(register_on(connection), place or EVERYWHERE)


def terms_of(
    connection: sa.Connection, record_ids: Collection[int], register: Register | None = None
) -> Terms:
    """Return the register as it is applied where records are held; everywhere's where that is several places. ``register``:
    where it was read already."""
    held = set(store.held_in(connection, record_ids).values())
    return Terms(register or register_on(connection), held.pop() if len(held) == 1 else EVERYWHERE)


def terms_of_agencies(connection: sa.Connection, agency_ids: Collection[int]) -> dict[int, Terms]:
    """Return by agency the register as it is applied where it is."""
    register, places = register_on(connection), store.places_of(connection, agency_ids)
    return {agency: Terms(register, places.get(agency, EVERYWHERE)) for agency in agency_ids}


def terms_by_record(connection: sa.Connection, record_ids: Collection[int]) -> dict[int, Terms]:
    """Return by record the register as it is applied where it is held."""
    register, held = register_on(connection), store.held_in(connection, record_ids)
    return {record: Terms(register, held.get(record, EVERYWHERE)) for record in record_ids}


@lru_cache(maxsize=8)
def _with(entered: tuple[Entry, ...]) -> Register:
    # Rules ask for it with each case; what was entered changes once in a while.
    return shipped().with_entries(entered) if entered else shipped()


def _entry(stored: store.StoredVersion) -> Entry:
    what = stored.what
    return Entry(
        place=what.place,
        rule=what.rule,
        version=what.version,
        value=what.value,
        es=what.es,
        en=what.en,
        source=what.source,
        valid_from=what.valid_from,
        valid_until=what.valid_until,
        cite=what.cite,
        ends=what.ends,
        check=Check(what.checked),
        checked_on=what.checked_on,
        checked_by=what.checked_by,
        state=_state(stored),
        entered=Entered(what.entered_by, what.entered_at, stored.decided_by, stored.decided_at),
    )


def _state(stored: store.StoredVersion) -> EntryState:
    if not stored.what.weakens or stored.agreed:
        return EntryState.IN_FORCE
    return EntryState.WAITS if stored.agreed is None else EntryState.REFUSED
