"""What happens is told to the webhooks of the agency that it concerns: written down in the transaction that does it,
delivered by a job (``service.delivering``).

A notice holds references and states, never anything about a person. The asking side's are those that it gets whatever is
stored of others, and one more once two people have decided that the family is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from tracing.casework.disclosure import CONTACT_YOUR_AGENCY
from tracing.service import jobs
from tracing.store import webhooks as store

__all__ = ["EVENTS", "Event", "import_ended", "next_step", "record_received"]


class Event(StrEnum):
    """What an agency can be told."""

    IMPORT_FINISHED = "import.finished"
    RECORD_RECEIVED = "record.received"
    NEXT_STEP = "inquiry.next_step"
    REGISTERED = "webhook.registered"


EVENTS: Final = (Event.IMPORT_FINISHED, Event.RECORD_RECEIVED, Event.NEXT_STEP)
"""What a webhook can be registered for; that it is registered is told to all."""


def record_received(connection: sa.Connection, side: str, receipt: Mapping[str, Any]) -> None:
    """Tell the reader's agency that a record was submitted, corrected or withdrawn, by the receipt given for it."""
    body = {"side": side, **{name: receipt[name] for name in ("reference", "version", "state")}}
    _deliver(connection, store.announce(connection, Event.RECORD_RECEIVED, body))


def import_ended(
    connection: sa.Connection, agency_id: int, side: str, number: int, state: str, done: int, refused: int
) -> None:
    """Tell an agency that an upload has ended, in a transaction of the worker's."""
    body = {"side": side, "number": number, "state": state, "done": done, "refused": refused}
    _deliver(connection, store.announce_to(connection, agency_id, Event.IMPORT_FINISHED, body))


def next_step(connection: sa.Connection, inquiry_id: int) -> None:
    """Tell the asking side that there is news of an inquiry, in a transaction of the worker's. Call it only where two
    people have decided so and no hold stands; it is said once."""
    told = store.announce_told(connection, inquiry_id, Event.NEXT_STEP, CONTACT_YOUR_AGENCY.code)
    _deliver(connection, told)


def _deliver(connection: sa.Connection, anything: bool) -> None:
    if anything:
        jobs.enqueue(connection, "deliver")
