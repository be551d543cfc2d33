"""Removing the beginning of the audit, once its time is over (``casework.retention.audit_due``): by whoever owns the database, from
the command line, against an export that is kept elsewhere.

Removed are the entries whose time is over and which stand in the export as they stand here; the whole chain is looked at
before. The database looks again at the number and the hash, removes nothing of the last year, and writes an entry of the shortening
and the anchor that what is left hangs on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tracing.casework.retention import Clocks, audit_due, clocks_of
from tracing.records import InputError
from tracing.service.audit import Break, check_chain, read_export, side_by_side
from tracing.service.context import Service
from tracing.service.law.applied import register_of
from tracing.store import audit as store
from tracing.store.audit import Entry
from tracing.store.database import Reader

__all__ = ["Shortened", "shorten"]

_READER = Reader("auditor", purpose="retention")


@dataclass(frozen=True, slots=True)
class Shortened:
    """How many entries were removed, up to which; ``broken``: the chain isn't whole, and nothing was removed."""

    removed: int
    upto: int
    broken: Break | None = None


def shorten(service: Service, exported: Path, clocks: Clocks | None = None) -> Shortened:
    """Remove the oldest entries of the audit, as far as their time is over and an export holds them.

    By the clocks of the register of law unless others are given. Raises ``InputError`` where the export can't be read or
    isn't whole.
    """
    clocks = clocks or clocks_of(register_of(service), service.now().date())
    digest = _digest(exported)
    with service.database.reading(_READER) as connection:
        checked = check_chain(store.entries(connection), read_export(exported), store.anchor(connection))
        if checked.broken is not None:
            return Shortened(0, 0, checked.broken)
        last = _last_due(service, connection, exported, clocks)
    if last is None:
        return Shortened(0, 0)
    if _digest(exported) != digest:
        raise InputError(f"{exported}: the export was changed while it was read.")
    return Shortened(store.shorten(service.database, last.number, last.hash, digest), last.number)


def _last_due(service: Service, connection: sa.Connection, exported: Path, clocks: Clocks) -> Entry | None:
    """Return the last entry before which, itself included, every one is due and stands in the export."""
    last, today = None, service.now().date()
    for entry, known in side_by_side(store.entries(connection), read_export(exported)):
        if entry is None:
            continue  # removed by an earlier shortening
        if known is None or audit_due(entry.at.date(), today, clocks) is None:
            break
        last = entry
    return last


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise InputError(f"{path}: the export can't be read ({type(error).__name__}).") from None
