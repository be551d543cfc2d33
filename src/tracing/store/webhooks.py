"""Webhooks and what is delivered to them: queries and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tracing.store.direct import ask
from tracing.store.named import queries
from tracing.store.tables import deliveries, webhooks

__all__ = [
    "Delivery", "Due", "Webhook", "add", "all_of", "alone", "announce", "announce_at", "announce_to", "announce_told", "claim", "deliveries_of",
    "done", "drop", "failed", "find", "forget_before", "postpone", "remove", "set_secret",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that an agency wants to be called at; ``name`` is what the agency knows it by."""

    id: int
    name: UUID
    url: str = field(repr=False)
    events: list[str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice to a webhook and how far it is; ``status`` or ``failure`` of the latest attempt."""

    id: int
    name: UUID
    event: str
    body: dict[str, Any] = field(repr=False)
    at: datetime
    attempts: int
    status: int | None
    failure: str | None
    next_at: datetime
    done_at: datetime | None
    given_up: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A notice to be delivered now."""

    id: int
    name: UUID
    event: str
    body: dict[str, Any] = field(repr=False)
    at: datetime
    attempts: int
    webhook_id: int
    url: str = field(repr=False)
    secret: bytes = field(repr=False)
    active: bool


_W, _D = webhooks.c, deliveries.c
_WEBHOOK = sa.select(_W.id, _W.name, _W.url, _W.events, _W.created_at)
_DELIVERY = sa.select(
    _D.id, _D.name, _D.event, _D.body, _D.at, _D.attempts, _D.status, _D.failure, _D.next_at, _D.done_at, _D.given_up
)  # fmt: skip
_GUARD = 72654378


def add(connection: sa.Connection, agency_id: int, url: str, events: list[str]) -> Webhook:
    """Enter a webhook without its secret."""
    query = (
        sa.insert(webhooks)
        .values(agency_id=agency_id, url=url, secret=b"", events=events)
        .returning(_W.id, _W.name, _W.url, _W.events, _W.created_at)
    )
    return Webhook(*list(connection.execute(query).one()))


def set_secret(connection: sa.Connection, webhook_id: int, ciphertext: bytes) -> None:
    """Store a webhook's encrypted secret."""
    connection.execute(sa.update(webhooks).where(_W.id == webhook_id).values(secret=ciphertext))


def all_of(connection: sa.Connection, agency_id: int, lock: bool = False) -> list[Webhook]:
    """Return an agency's webhooks in the order they were entered; ``lock`` keeps others from adding one meanwhile."""
    if lock:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_GUARD, agency_id)))
    query = _WEBHOOK.where(_W.agency_id == agency_id, _W.active).order_by(_W.id)
    return [Webhook(*list(row)) for row in connection.execute(query)]


def find(connection: sa.Connection, agency_id: int, name: UUID) -> Webhook | None:
    """Return an agency's webhook."""
    row = connection.execute(
        _WEBHOOK.where(_W.agency_id == agency_id, _W.name == name, _W.active)
    ).one_or_none()
    return None if row is None else Webhook(*list(row))


def remove(connection: sa.Connection, webhook_id: int) -> None:
    """End a webhook: its address and secret go."""
    values = {"active": False, "url": "", "secret": b""}
    connection.execute(sa.update(webhooks).where(_W.id == webhook_id).values(**values))


def deliveries_of(
    connection: sa.Connection, webhook_id: int, before: int | None, limit: int
) -> list[Delivery]:
    """Return a webhook's notices with numbers below ``before``, the newest first."""
    query = _DELIVERY.where(_D.webhook_id == webhook_id)
    if before is not None:
        query = query.where(_D.id < before)
    return [Delivery(*list(row)) for row in connection.execute(query.order_by(_D.id.desc()).limit(limit))]


def announce(connection: sa.Connection, event: str, body: Mapping[str, Any]) -> bool:
    """Tell the webhooks of the reader's agency; return whether there is anything to deliver."""
    given = {"event": event, "body": json.dumps(body, ensure_ascii=False)}
    ((told,),) = ask(connection, queries("webhooks")["announce"], given)
    return bool(told)


def announce_to(connection: sa.Connection, agency_id: int, event: str, body: Mapping[str, Any]) -> bool:
    """Tell an agency's webhooks, in a transaction of the worker's; return whether there is anything to deliver."""
    given = {"agency": agency_id, "event": event, "body": json.dumps(body, ensure_ascii=False)}
    return connection.execute(queries("webhooks")["announce_to"], given).rowcount > 0


def announce_told(connection: sa.Connection, inquiry_id: int, event: str, status: str) -> bool:
    """Tell the webhooks of an inquiry's agency once that it has a new status; return whether there is anything to
    deliver."""
    given = {"inquiry": inquiry_id, "event": event, "status": status}
    return connection.execute(queries("webhooks")["announce_told"], given).rowcount > 0


def announce_at(connection: sa.Connection, webhook_id: int, event: str, body: Mapping[str, Any]) -> None:
    """Tell one webhook of the reader's agency."""
    connection.execute(sa.insert(deliveries).values(webhook_id=webhook_id, event=event, body=dict(body)))


def claim(connection: sa.Connection, now: datetime, until: datetime, webhooks: int, each: int) -> list[Due]:
    """Take notices that are due, ``each`` of so many ``webhooks`` at most, so that nobody else takes them before
    ``until``."""
    given = {"now": now, "until": until, "webhooks": webhooks, "each": each}
    return [Due(*list(row)) for row in connection.execute(queries("webhooks")["claim"], given)]


def alone(connection: sa.Connection) -> bool:
    """Whether nobody else delivers; until the transaction ends nobody else will."""
    return bool(connection.execute(queries("webhooks")["alone"]).scalar_one())


def done(connection: sa.Connection, delivery_id: int, status: int, now: datetime) -> None:
    """Note that a notice was taken."""
    connection.execute(queries("webhooks")["done"], {"id": delivery_id, "status": status, "now": now})


def failed(
    connection: sa.Connection,
    delivery_id: int,
    status: int | None,
    failure: str | None,
    next_at: datetime,
    given_up: bool,
) -> None:
    """Note that a notice wasn't taken, and when it is tried again."""
    given = {
        "id": delivery_id, "status": status, "failure": failure, "next_at": next_at, "given_up": given_up,
    }  # fmt: skip
    connection.execute(queries("webhooks")["failed"], given)


def drop(connection: sa.Connection, delivery_id: int, failure: str) -> None:
    """Give up a notice without trying it."""
    connection.execute(queries("webhooks")["drop"], {"id": delivery_id, "failure": failure})


def postpone(connection: sa.Connection, webhook_id: int, next_at: datetime) -> None:
    """Put off all that waits for a webhook."""
    connection.execute(queries("webhooks")["postpone"], {"webhook": webhook_id, "next_at": next_at})


def forget_before(connection: sa.Connection, before: datetime, said_once: str) -> int:
    """Remove notices from before a moment that were taken or given up; return how many. Those of an event that is
    ``said_once`` stay as long as the inquiry lives: they are how it is known that it was said."""
    given = {"before": before, "said_once": said_once}
    return connection.execute(queries("webhooks")["forget_before"], given).rowcount
