"""What must not come back with a restored backup: records that were erased since, and keys that were taken back.

The backup doesn't know of it, but the audit that was exported elsewhere does (``service.audit``). All else that happened since
the backup is lost, and counted here by its act, so that whoever restores knows what to ask agencies for anew.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tracing.records import InputError
from tracing.service.api_keys import revoke_key
from tracing.service.audit import read_export, side_by_side
from tracing.service.context import Service
from tracing.service.erasure import CAUSES, close_inquiry, erase_record
from tracing.service.errors import NotFound
from tracing.store import audit as store
from tracing.store.audit import Entry
from tracing.store.database import Reader

__all__ = ["Repeated", "repeat_erasures"]


@dataclass(frozen=True, slots=True)
class Repeated:
    """What was done: records erased, keys taken back; ``lost``: act → how often it happened since and is lost."""

    erased: int
    revoked: int
    lost: Counter[str]


def repeat_erasures(service: Service, reader: Reader, exported: Path) -> Repeated:
    """Do again what an export says was erased or taken back after the end of this database's audit. Twice does no harm.

    ``reader`` is an administrator. Run before the service is started again. Raises ``InputError`` where the export isn't whole,
    or is of another database.
    """
    later, begun = _later(service, exported), service.now()
    erased, revoked = set[int](), 0
    for entry in later:
        if entry.act == "erase" and entry.kind == "record":
            if erase_record(service, int(entry.object), reader, _cause(entry)):
                erased.add(int(entry.object))
        elif entry.act == "ask_erasure" and json.loads(entry.detail).get("side") == "inquiry":
            # What is left of it goes by a job, once nothing stands in the way.
            if close_inquiry(service, int(entry.object), reader, _cause(entry)):
                erased.add(int(entry.object))
        elif entry.act == "revoke_key":
            try:
                at = revoke_key(service, reader, int(entry.object)).revoked_at
                revoked += at is not None and at >= begun
            except NotFound:
                continue  # made since the backup: it is lost itself
    done = ("erase", "ask_erasure", "revoke_key")
    return Repeated(len(erased), revoked, Counter(entry.act for entry in later if entry.act not in done))


def _cause(entry: Entry) -> str:
    cause = str(json.loads(entry.detail).get("cause"))
    return cause if cause in CAUSES else "asked"


def _later(service: Service, exported: Path) -> list[Entry]:
    """Return the entries of an export that the database doesn't have."""
    later: list[Entry] = []
    first = True
    with service.database.reading(Reader("auditor", purpose="restore")) as connection:
        anchor = store.anchor(connection)
        for own, entry in side_by_side(store.entries(connection), read_export(exported)):
            if entry is None or (anchor is not None and entry.number <= anchor.number):
                continue  # the beginning of one of the two was removed when its time was over
            if later or own is None or own.hash != entry.hash:
                # What was written here since it was restored (this very command, at least) has numbers of its own.
                later.append(entry)
            if first and own is not None and later:
                raise InputError(f"{exported}: this is the export of another database's audit.")
            first = False
    return later
