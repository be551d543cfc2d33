"""Records that may be due to be reviewed or erased: queries and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tracing.store.named import queries

__all__ = [
    "Ended",
    "Quiet",
    "Waiting",
    "bring_back",
    "came_to_nothing",
    "cases_of",
    "forget_reports",
    "mark_for_review",
    "maybe_resolved",
    "retire",
    "unspoken_of",
    "withdrawn",
]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record, and when it last changed."""

    id: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """A record of a pair in which an act was made at a moment that may have ended the case."""

    id: int
    recorded_at: datetime
    inquiry: int
    child: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Quiet:
    """A pair that may have come to nothing: whether nobody has judged it, and since when nothing has happened to it."""

    inquiry: int
    child: int
    unjudged: bool
    since: datetime


def withdrawn(connection: sa.Connection, after: int, most: int) -> list[Waiting]:
    """Return withdrawn records by id after one."""
    rows = connection.execute(queries("retention")["withdrawn"], {"after": after, "most": most})
    return [Waiting(*list(row)) for row in rows]


def maybe_resolved(connection: sa.Connection) -> list[Ended]:
    """Return live records whose case may have ended."""
    return [Ended(*list(row)) for row in connection.execute(queries("retention")["maybe_resolved"])]


def cases_of(connection: sa.Connection, record_id: int) -> list[tuple[int, int]]:
    """Return the pairs (inquiry, child) of a record that are cases, under whatever matcher."""
    rows = connection.execute(queries("retention")["cases_of"], {"record": record_id})
    return [(row[0], row[1]) for row in rows]


def came_to_nothing(
    connection: sa.Connection, before: datetime, now: datetime, after: tuple[int, int], most: int
) -> list[Quiet]:
    """Return pairs (inquiry, child) after one that may have come to nothing, and to which nothing has happened since a moment."""
    given = {"before": before, "now": now, "inquiry": after[0], "child": after[1], "most": most}
    return [Quiet(*list(row)) for row in connection.execute(queries("retention")["came_to_nothing"], given)]


def retire(connection: sa.Connection, inquiry_id: int, child_id: int, judged: bool, now: datetime) -> None:
    """Take a pair out of the queue, with what was noted of it, and keep it out."""
    given = {"inquiry": inquiry_id, "child": child_id, "judged": judged, "now": now}
    connection.execute(queries("retention")["retire"], given)


def bring_back(connection: sa.Connection, inquiry_id: int, child_id: int) -> None:
    """Have a pair that was taken out back in the queue, if matching still proposes it."""
    named, given = queries("retention"), {"inquiry": inquiry_id, "child": child_id}
    if connection.execute(named["unretire"], given).rowcount:
        connection.execute(named["enter_anew"], given)


def unspoken_of(connection: sa.Connection, before: datetime, after: int, most: int) -> list[Waiting]:
    """Return live records by id after one that haven't changed since a moment and aren't marked for review."""
    given = {"before": before, "after": after, "most": most}
    return [Waiting(*list(row)) for row in connection.execute(queries("retention")["unspoken_of"], given)]


def mark_for_review(connection: sa.Connection, days: Sequence[tuple[int, date]]) -> None:
    """Say since when records are to be reviewed with the family."""
    given = {"records": [record for record, _ in days], "days": [day for _, day in days]}
    connection.execute(queries("retention")["review"], given)


def forget_reports(connection: sa.Connection, before: datetime) -> int:
    """Empty the reports of uploads that ended before a moment; return how many."""
    return connection.execute(queries("retention")["old_reports"], {"before": before}).rowcount
