"""The law as it is applied: what comes with the program, and before it what was entered here."""

from __future__ import annotations

import sqlalchemy as sa

from tracing.casework.law.entries import Check, Entered, Entry, EntryState
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register
from tracing.service.context import Service
from tracing.store import law as store

__all__ = ["register_of", "register_on"]


def register_of(service: Service) -> Register:
    """Return the register as it is now, for rules that read it."""
    with service.database.working() as connection:
        return register_on(connection)


def register_on(connection: sa.Connection) -> Register:
    """Return the register as a connection sees it, waiting and refused versions included: they don't count."""
    return shipped().with_entries(_entry(one) for one in store.all_versions(connection))


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
