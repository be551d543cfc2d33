"""Records of hearings and of best-interests decisions: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.store.any_of import any_of
from tracing.store.named import queries
from tracing.store.tables import best_interests, definitions, hearings

__all__ = [
    "DueReview",
    "Hearing",
    "InterestsRow",
    "RecordOfAct",
    "add_hearing",
    "add_interests",
    "care_status",
    "consent_waived",
    "hearing",
    "interests",
    "interests_due",
    "records_of_acts",
    "who_asks_changed",
]


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a child was heard; ``record`` is encrypted, None once erased."""

    act_id: int
    heard_on: date
    hear_again_on: date | None
    record: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class InterestsRow:
    """An assessment or determination; ``panel`` are users, ``record`` is encrypted, None once erased."""

    act_id: int
    kind: str
    panel: list[int]
    review_on: date
    record: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordOfAct:
    """That an act has the record that its kind needs, and what rules must know of it; ``heard_on`` None of acts of release 1."""

    act_id: int
    panel: list[int]
    hear_again_on: date | None
    heard_on: date | None


@dataclass(frozen=True, slots=True)
class DueReview:
    """A best-interests decision that is to be looked at again."""

    inquiry_id: int
    child_id: int
    act_id: int
    kind: str
    outcome: str
    review_on: date


def add_hearing(connection: sa.Connection, made: Hearing) -> None:
    """Enter how a child was heard, with its act."""
    connection.execute(
        sa.insert(hearings).values(
            act_id=made.act_id, heard_on=made.heard_on, hear_again_on=made.hear_again_on, record=made.record
        )
    )


def add_interests(connection: sa.Connection, made: InterestsRow) -> None:
    """Enter an assessment or determination, with its act."""
    connection.execute(
        sa.insert(best_interests).values(
            act_id=made.act_id,
            kind=made.kind,
            panel=made.panel,
            review_on=made.review_on,
            record=made.record,
        )
    )


def hearing(connection: sa.Connection, act_id: int) -> Hearing | None:
    """Return how a child was heard in an act."""
    c = hearings.c
    query = sa.select(c.act_id, c.heard_on, c.hear_again_on, c.record).where(c.act_id == act_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else Hearing(row[0], row[1], row[2], _bytes(row[3]))


def interests(connection: sa.Connection, act_id: int) -> InterestsRow | None:
    """Return the assessment or determination of an act."""
    c = best_interests.c
    query = sa.select(c.act_id, c.kind, c.panel, c.review_on, c.record).where(c.act_id == act_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else InterestsRow(row[0], row[1], list(row[2]), row[3], _bytes(row[4]))


def records_of_acts(connection: sa.Connection, act_ids: Collection[int]) -> list[RecordOfAct]:
    """Return which acts have their record; the connection is the worker's."""
    rows = connection.execute(queries("rights")["of_acts"], {"acts": list(act_ids)})
    return [RecordOfAct(row.act_id, list(row.panel), row.hear_again_on, row.heard_on) for row in rows]


def who_asks_changed(connection: sa.Connection, inquiry_ids: Collection[int]) -> list[datetime]:
    """Return when inquiries came to name another inquirer, or another relation to the child; the connection is the
    worker's."""
    rows = connection.execute(queries("rights")["who_asks_changed"], {"inquiries": list(inquiry_ids)})
    return [row.at for row in rows]


def consent_waived(connection: sa.Connection, child_id: int, today: date) -> bool:
    """Say whether the hold on a child's unknown consent was lifted and isn't to be looked at again yet; the connection is
    the worker's."""
    given = {"child": child_id, "today": today}
    return bool(connection.execute(queries("rights")["consent_waived"], given).scalar_one())


def care_status(connection: sa.Connection, child_ids: Collection[int]) -> dict[int, str]:
    """Return by child what it was last assessed to be (unaccompanied, separated, accompanied), where somebody has."""
    c = definitions.c
    query = sa.select(c.record_id, c.status).where(any_of(c.record_id, child_ids)).order_by(c.id)
    return {row[0]: row[1] for row in connection.execute(query)}


def interests_due(connection: sa.Connection, by: date) -> list[DueReview]:
    """Return the latest best-interests decision of each pair that is to be looked at again by a day, the first due first."""
    found = [DueReview(*row) for row in connection.execute(queries("rights")["interests_due"])]
    return sorted((one for one in found if one.review_on <= by), key=lambda one: (one.review_on, one.act_id))


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
