"""Delivering notices to webhooks: signed, at least once, tried again with growing pauses, given up after days.

A notice is taken for a while, sent, and noted as taken by a 2xx answer. Whoever dies in between leaves it to be taken and
sent again, so receivers go by ``Tracing-Delivery``. Nothing of the answer but its status is read, no redirect is followed,
and only public addresses are called (``service.addresses``).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

import httpx
import procrastinate
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracing.service import jobs
from tracing.service.addresses import NotCallableError, Resolve, pinned, resolve
from tracing.service.context import Service
from tracing.service.keyring import KeyringError
from tracing.service.notices import Event
from tracing.store import webhooks as store

__all__ = ["KEPT_FOR", "PAUSES", "WebhookSettings", "deliver_due", "forget_old", "signature"]

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long after each attempt that failed the next one is made; after the last there is none."""

KEPT_FOR = timedelta(days=30)
"""How long a notice that was taken or given up can be looked at."""

_OLDEST = timedelta(days=4)
_LEASE = timedelta(minutes=10)
_AT_ONCE, _OF_EACH = 8, 5


class WebhookSettings(BaseSettings):
    """``anywhere``: for tests and trying, plain HTTP and addresses that aren't public are called as well.
    ``seconds``: how long a receiver has to answer."""

    model_config = SettingsConfigDict(env_prefix="TRACING_WEBHOOK_", frozen=True)

    anywhere: bool = False
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class _Outcome:
    status: int | None
    failure: str | None = None

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def signature(secret: str, moment: int, body: bytes) -> str:
    """Return the value of ``Tracing-Signature``: ``t=<seconds since 1970>,v1=<hex>``, of which ``v1`` is the HMAC-SHA-256
    of ``<t>.<body>``."""
    made = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={made}"


def deliver_due(service: Service, settings: WebhookSettings | None = None, look_up: Resolve = resolve) -> int:
    """Send what is due; return how many notices were taken by their receivers.

    Notices of one webhook go one after the other; a receiver that doesn't answer at all keeps only its own waiting. One
    worker does this at a time: slow receivers must not take up all.
    """
    settings = settings or WebhookSettings()
    with service.database.working() as connection:
        return _deliver_all(service, settings, look_up) if store.alone(connection) else 0


def _deliver_all(service: Service, settings: WebhookSettings, look_up: Resolve) -> int:
    taken = 0
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="deliver") as pool:
        while True:
            now = service.now()
            with service.database.working() as connection:
                due = store.claim(connection, now, now + _LEASE, _AT_ONCE, _OF_EACH)
            if not due:
                return taken
            due.sort(key=attrgetter("webhook_id", "id"))
            bunches = [list(each) for _, each in groupby(due, key=attrgetter("webhook_id"))]
            taken += sum(pool.map(lambda each: _to_one(service, settings, look_up, each), bunches))


def forget_old(service: Service) -> int:
    """Remove notices that were taken or given up a month ago, but for news of an inquiry that is still open, which are told
    once; return how many."""
    with service.database.working() as connection:
        return store.forget_before(connection, service.now() - KEPT_FOR, Event.NEXT_STEP)


@jobs.app.periodic(cron="* * * * *", queueing_lock="deliver")
@jobs.app.task(name="deliver", queue="deliver", pass_context=True)
def _deliver(context: procrastinate.JobContext, timestamp: int = 0) -> None:
    deliver_due(jobs.service_of(context))


@jobs.app.periodic(cron="40 8 * * *", queueing_lock="forget_deliveries")
@jobs.app.task(name="forget_deliveries", queue="deliver", pass_context=True)
def _forget(context: procrastinate.JobContext, timestamp: int = 0) -> None:
    forget_old(jobs.service_of(context))


def _to_one(service: Service, settings: WebhookSettings, look_up: Resolve, due: list[store.Due]) -> int:
    taken = 0
    for each in due:
        outcome = _attempt(service, settings, look_up, each)
        _note(service, each, outcome)
        taken += outcome.taken
        if each.active and outcome.status is None:
            break  # what is left was put off with this one
    return taken


def _attempt(service: Service, settings: WebhookSettings, look_up: Resolve, due: store.Due) -> _Outcome:
    if not due.active:
        return _Outcome(None, "removed")
    try:
        secret = service.keyring.decrypt(due.secret, f"webhooks.secret:{due.webhook_id}").decode()
    except KeyringError:
        return _Outcome(None, "no_key")
    document = {"id": str(due.name), "event": due.event, "at": due.at.isoformat(), **due.body}
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "tracing",
        "Tracing-Event": due.event,
        "Tracing-Delivery": str(due.name),
        "Tracing-Signature": signature(secret, int(service.now().timestamp()), body),
    }
    return asyncio.run(_post(due.url, body, headers, settings, look_up))


async def _post(
    url: str, body: bytes, headers: dict[str, str], settings: WebhookSettings, look_up: Resolve
) -> _Outcome:
    try:
        # One limit over all: an answer that comes byte by byte would never run into a pause.
        async with asyncio.timeout(settings.seconds):
            to = await asyncio.to_thread(pinned, url, settings.anywhere, look_up)
            # Nothing from the environment: a proxy would look the name up by itself.
            client = httpx.AsyncClient(
                verify=ssl.create_default_context() if to.scheme == "https" else False,
                follow_redirects=False,
                trust_env=False,
            )
            async with (
                client,
                client.stream(
                    "POST", to.url, content=body, headers={**headers, "Host": to.named},
                    extensions={"sni_hostname": to.host},
                ) as answer,
            ):  # fmt: skip
                return _Outcome(answer.status_code)
    except NotCallableError as error:
        return _Outcome(None, str(error))
    except (TimeoutError, httpx.TimeoutException):
        return _Outcome(None, "too_slow")
    except httpx.ConnectError:
        return _Outcome(None, "not_reached")
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        return _Outcome(None, "no_answer")


def _note(service: Service, due: store.Due, outcome: _Outcome) -> None:
    now = service.now()
    with service.database.working() as connection:
        if outcome.taken:
            store.done(connection, due.id, outcome.status or 0, now)
        elif outcome.failure == "removed":
            store.drop(connection, due.id, outcome.failure)
        else:
            next_at = _next(due, now)
            again = now if next_at is None else next_at
            store.failed(connection, due.id, outcome.status, outcome.failure, again, next_at is None)
            if outcome.status is None:
                store.postpone(connection, due.webhook_id, now + PAUSES[min(due.attempts, len(PAUSES) - 1)])


def _next(due: store.Due, now: datetime) -> datetime | None:
    """When it is tried again, None where it is given up."""
    if due.attempts >= len(PAUSES) or now - due.at > _OLDEST:
        return None
    return now + PAUSES[due.attempts]
