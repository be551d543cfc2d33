"""Reminders of what is no step of a case, and where to look for it: queries and nothing else, for the worker's eyes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tracing.store import locks
from tracing.store.named import queries
from tracing.store.tables import reminders

__all__ = ["Other", "complaints_open", "keep", "registrations"]

_R = reminders.c


@dataclass(frozen=True, slots=True)
class Other:
    """What is reminded of: an item of a record (as an inquiry or a child), of a referral of one, or of a complaint."""

    item: str
    party: str
    due_on: date
    inquiry: int | None = None
    child: int | None = None
    complaint: int | None = None
    referral: int | None = None


def keep(
    connection: sa.Connection,
    items: Collection[str],
    standing: Collection[Other],
    at: datetime,
    children: Collection[int] | None = None,
) -> int:
    """Raise what stands of these items and wasn't raised before, end what stands no more, open again what does; return how many
    are new. ``children``: all that is known is known of these records alone."""
    locks.lock(connection, "reminders", *items)
    query = sa.select(
        _R.id,
        _R.ended_at,
        _R.item,
        _R.party,
        _R.due_on,
        _R.inquiry_id,
        _R.child_id,
        _R.complaint_id,
        _R.referral_id,
    ).where(_R.item.in_(sorted(items)))
    if children is not None:
        query = query.where(_R.child_id.in_(sorted(children)))
    before = {Other(*row[2:]): (row[0], row[1]) for row in connection.execute(query)}
    over = [number for other, (number, ended) in before.items() if ended is None and other not in standing]
    again = [number for other, (number, ended) in before.items() if ended is not None and other in standing]
    for ids, moment in ((over, at), (again, None)):
        if ids:
            connection.execute(sa.update(reminders).where(_R.id.in_(ids)).values(ended_at=moment))
    new = [other for other in standing if other not in before]
    for other in sorted(new, key=lambda one: one.due_on):
        connection.execute(queries("repatriation")["raise_other_reminder"], {**asdict(other), "at": at})
    return len(new)


def registrations(
    connection: sa.Connection, since: datetime | None, after: int, most: int
) -> list[tuple[int, datetime, bool]]:
    """Return (child, when it was registered, whether it is live) after an id: those registered since a moment, or, where that is
    None, those of whose registration somebody is reminded."""
    given = {"since": since, "after": after, "most": most}
    if since is None:
        del given["since"]
    named = queries("repatriation")["registrations_reminded" if since is None else "registrations"]
    return [(row.id, row.created_at, row.live) for row in connection.execute(named, given)]


def complaints_open(connection: sa.Connection) -> list[tuple[int, str]]:
    """Return (complaint, role of whoever took it in) of those whose answer nobody has told yet."""
    return [(row.id, row.role) for row in connection.execute(queries("repatriation")["complaints_open"])]
