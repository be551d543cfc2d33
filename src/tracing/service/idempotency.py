"""The same request sent again gets the same answer and does nothing a second time.

An agency's system that got no answer sends its request again with the same ``Idempotency-Key``. The key is kept as a
keyed hash and the answer encrypted, so that neither tells anybody anything. The answer to a repeat comes from what is
kept alone: it can't tell what has come of the record since.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tracing.service.context import Service
from tracing.service.errors import Conflict, Invalid
from tracing.store import idempotency as store
from tracing.store.database import Reader

__all__ = ["KEPT_FOR", "Answer", "forget_old", "once"]

KEPT_FOR = timedelta(days=7)

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a use case answers: the HTTP status, the body, the version that stands in ``ETag``. ``repeated``: it was
    given before. ``record_id`` is never shown; the kept answer goes when that record is erased."""

    status: int
    body: dict[str, Any] = field(repr=False)
    etag: str | None = None
    record_id: int | None = None
    repeated: bool = False


def once(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    key: str | None,
    request: object,
    act: Callable[[], Answer],
) -> Answer:
    """Run ``act`` unless the agency has sent this ``key`` before; then return the answer it got.

    ``request`` is all that was asked, as JSON. Another request with a key that was used is refused. Requests with one key
    that come at once wait for each other. What is refused is not kept: it may be mended and sent with the same key.
    """
    if key is None or reader.agency is None:
        return act()
    if not 1 <= len(key) <= _LONGEST or not key.isascii() or not key.isprintable():
        raise Invalid(
            "bad_idempotency_key",
            "The Idempotency-Key isn't 1 to 200 printable ASCII characters.",
            "Send a UUID.",
        )
    hidden = service.keyring.digest("idempotency.key", f"{reader.agency}/{key}")
    digest = service.keyring.digest("idempotency.request", _text(request))
    context = f"idempotency.body:{reader.agency}/{hidden.hex()}"
    store.lock(connection, int.from_bytes(hidden[:8], "big", signed=True))
    before = store.kept(connection, reader.agency, hidden.hex())
    if before is not None:
        if before.request != digest:
            raise Conflict(
                "idempotency_key_used",
                "This Idempotency-Key was sent with another request.",
                "Send a new key with each new request.",
            )
        body = json.loads(service.keyring.decrypt(before.body, context))
        return Answer(before.status, body, before.etag, repeated=True)
    answer = act()
    sealed = service.keyring.encrypt(json.dumps(answer.body, ensure_ascii=False).encode(), context)
    kept = store.Kept(digest, answer.status, sealed, answer.etag)
    store.keep(connection, reader.agency, hidden.hex(), kept, answer.record_id)
    return answer


def _text(request: object) -> str:
    try:
        return json.dumps(request, sort_keys=True, default=str, ensure_ascii=True)
    except ValueError:  # a number of thousands of digits
        raise Invalid("bad_request", "The request holds a number with too many digits.") from None


def forget_old(service: Service) -> int:
    """Forget answers older than a week; return how many."""
    with service.database.working() as connection:
        return store.forget_before(connection, service.now() - KEPT_FOR)
