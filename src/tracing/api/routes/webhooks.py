"""Webhooks: where an agency's system wants to be told what happens to what it has sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from tracing.api.door import TheService
from tracing.api.models import Code, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service import webhooks
from tracing.service.notices import EVENTS
from tracing.store.database import Reader
from tracing.store.webhooks import Delivery as StoredDelivery
from tracing.store.webhooks import Webhook as StoredWebhook

__all__ = ["router"]

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])

Owner = Annotated[Reader, reader_for(Task.WEBHOOKS, purpose="webhooks")]


class NewWebhook(Model):
    """A webhook to register."""

    url: Annotated[
        str,
        StringConstraints(min_length=1, max_length=500),
        Field(description="`https`, with the name of a host", examples=["https://example.org/tracing"]),
    ]
    events: Annotated[
        list[Code],
        Field(min_length=1, max_length=10, description=f"From: {', '.join(EVENTS)}", examples=[[*EVENTS]]),
    ]


class Webhook(Model):
    """A webhook of one's agency."""

    id: UUID
    url: str
    events: list[str]
    created_at: datetime


class WebhookWithSecret(Webhook):
    """A webhook just registered; the secret, which its notices are signed with, is shown once."""

    secret: str


class Webhooks(Model):
    """All webhooks of one's agency."""

    items: list[Webhook]


class Delivery(Model):
    """A notice and how far it is. ``status``: what the receiver answered last; ``failure``: why it didn't."""

    id: UUID
    event: str
    at: datetime
    state: Literal["waiting", "delivered", "given_up"]
    attempts: int
    status: int | None
    failure: str | None
    next_attempt_at: datetime | None
    delivered_at: datetime | None


def _webhook(found: StoredWebhook) -> Webhook:
    return Webhook(id=found.name, url=found.url, events=found.events, created_at=found.created_at)


def _delivery(found: StoredDelivery) -> Delivery:
    state: Literal["waiting", "delivered", "given_up"] = "waiting"
    if found.done_at is not None:
        state = "delivered"
    elif found.given_up:
        state = "given_up"
    return Delivery(
        id=found.name,
        event=found.event,
        at=found.at,
        state=state,
        attempts=found.attempts,
        status=found.status,
        failure=found.failure,
        next_attempt_at=found.next_at if state == "waiting" else None,
        delivered_at=found.done_at,
    )


@router.post("", status_code=201, summary="Register a webhook", responses=responses(409, 422))
def register(body: NewWebhook, reader: Owner, service: TheService) -> WebhookWithSecret:
    """Have events told to a URL. Each notice is a POST signed with the secret in this answer; the first one,
    `webhook.registered`, is sent at once."""
    made = webhooks.register(service, reader, body.url, body.events)
    return WebhookWithSecret(**_webhook(made.webhook).model_dump(), secret=made.secret)


@router.get("", summary="List webhooks", responses=responses())
def list_webhooks(reader: Owner, service: TheService) -> Webhooks:
    """List the agency's webhooks."""
    return Webhooks(items=[_webhook(found) for found in webhooks.list_webhooks(service, reader)])


@router.delete("/{webhook}", status_code=204, summary="Remove a webhook", responses=responses(404))
def remove(webhook: UUID, reader: Owner, service: TheService) -> None:
    """End a webhook; what wasn't delivered yet isn't any more."""
    webhooks.remove(service, reader, webhook)


@router.get("/{webhook}/deliveries", summary="What was delivered", responses=responses(404, 422))
def deliveries(
    webhook: UUID, reader: Owner, service: TheService, cursor: Cursor = None, limit: Limit = 50
) -> Page[Delivery]:
    """List notices of the last thirty days, the newest first: delivered, waiting for the next attempt, or given up."""
    name = f"deliveries:{webhook}"
    before = id_after(service.keyring, name, cursor) or None
    found = webhooks.list_deliveries(service, reader, webhook, before, limit)
    return Page(
        items=[_delivery(each) for each in found],
        next=next_after(service.keyring, name, limit, [each.id for each in found]),
    )
