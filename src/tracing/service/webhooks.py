"""Webhooks: addresses at which an agency's system wants to be told what happens (``service.notices``), signed with a
secret that is shown once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from tracing.casework.roles import Role, Task
from tracing.service import jobs
from tracing.service.access import require
from tracing.service.addresses import check_url
from tracing.service.context import Service
from tracing.service.delivering import WebhookSettings
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.notices import EVENTS, Event
from tracing.store import webhooks as store
from tracing.store.database import Reader, write_audit

__all__ = ["MOST", "NewWebhook", "list_deliveries", "list_webhooks", "register", "remove"]

MOST = 10
"""How many an agency may have."""


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook just registered, with the secret that its notices are signed with."""

    webhook: store.Webhook
    secret: str = field(repr=False)


def register(service: Service, reader: Reader, url: str, events: Sequence[str]) -> NewWebhook:
    """Have the reader's agency told of events at a URL; a first notice says that this is so.

    Raises ``Invalid`` for a URL that isn't ``https`` with the name of a host, or an event that there isn't; ``Conflict``
    where the agency has ten already. What the name leads to is looked at whenever it is called.
    """
    _require(reader)
    faults = []
    if wrong := check_url(url, WebhookSettings().anywhere):
        faults.append(FieldFault("/url", wrong, "Send a URL such as https://example.org/tracing."))
    faults += [
        FieldFault(f"/events/{place}", "isn't an event", f"Take from: {', '.join(EVENTS)}.")
        for place, event in enumerate(events)
        if event not in set(EVENTS)
    ]
    if not events:
        faults.append(FieldFault("/events", "is empty", f"Take from: {', '.join(EVENTS)}."))
    if faults:
        raise Invalid("invalid", "The webhook can't be registered like that.", fields=faults)
    secret = f"whs_{secrets.token_urlsafe(32)}"
    with service.database.reading(reader) as connection:
        agency = _agency(reader)
        if len(store.all_of(connection, agency, lock=True)) >= MOST:
            raise Conflict("too_many_webhooks", f"Your agency has {MOST} webhooks.", "Remove one first.")
        made = store.add(connection, agency, url, sorted(set(events)))
        sealed = service.keyring.encrypt(secret.encode(), f"webhooks.secret:{made.id}")
        store.set_secret(connection, made.id, sealed)
        store.announce_at(connection, made.id, Event.REGISTERED, {"webhook": str(made.name)})
        jobs.enqueue(connection, "deliver")
        write_audit(connection, reader, "register_webhook", "webhook", made.id, events=sorted(set(events)))
    return NewWebhook(made, secret)


def list_webhooks(service: Service, reader: Reader) -> list[store.Webhook]:
    """Return the webhooks of the reader's agency, the first first."""
    _require(reader)
    with service.database.reading(reader) as connection:
        return store.all_of(connection, _agency(reader))


def remove(service: Service, reader: Reader, name: UUID) -> None:
    """End a webhook; what wasn't delivered yet isn't any more."""
    _require(reader)
    with service.database.reading(reader) as connection:
        found = _found(connection, reader, name)
        store.remove(connection, found.id)
        write_audit(connection, reader, "remove_webhook", "webhook", found.id)


def list_deliveries(
    service: Service, reader: Reader, name: UUID, before: int | None = None, limit: int = 50
) -> list[store.Delivery]:
    """Return what was and is to be delivered to a webhook, the newest first."""
    _require(reader)
    with service.database.reading(reader) as connection:
        found = _found(connection, reader, name)
        return store.deliveries_of(connection, found.id, before, max(1, min(limit, 200)))


def _found(connection: sa.Connection, reader: Reader, name: UUID) -> store.Webhook:
    found = store.find(connection, _agency(reader), name)
    if found is None:
        raise NotFound("no_webhook", "Your agency has no such webhook.")
    return found


def _require(reader: Reader) -> None:
    if reader.role != Role.AGENCY:
        require(reader, Task.WEBHOOKS)


def _agency(reader: Reader) -> int:
    if reader.agency is None:
        raise Forbidden("no_agency", "This is for agencies.")
    return reader.agency
