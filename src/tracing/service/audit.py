"""Whether the chain of audit is whole, and how it is kept elsewhere.

Each entry's hash covers the entry and the hash before it. Whoever can write to the database directly can change, remove
or reorder entries, but the hashes from there on no longer fit. Two things the chain alone can't show, since what is left
is a chain as good as any: that its end was cut off, and that everything from some entry on was written anew with hashes to
match. Both show against an export that was kept elsewhere, so export often, and keep exports where an administrator of
the database can't reach them.

Hashes are computed here from the rows by the description of ``migrations/sql``, not by the database's function.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tracing.casework.roles import Task
from tracing.records import InputError, open_atomic
from tracing.service.access import require
from tracing.service.context import Service
from tracing.store import audit as store
from tracing.store.audit import Entry
from tracing.store.database import Reader, write_audit

__all__ = ["Break", "Checked", "check_chain", "export", "hash_of", "read_export", "verify", "verify_chain"]

_FIRST = hashlib.sha256(b"tracing").digest()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain doesn't hold. ``kind``: ``changed``, ``removed``, ``moved``, ``written_anew`` or
    ``cut_off``; the last two are found against an export only."""

    number: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at: how many entries, and the last hash."""

    entries: int
    hash: bytes
    broken: Break | None


def verify(connection: sa.Connection, exported: Iterable[Entry] = ()) -> Break | None:
    """Return the first break of the chain, None where it is whole.

    ``exported``: the entries of an earlier export (``read_export``), without which a cut-off end can't be found.
    """
    return check_chain(store.entries(connection), exported).broken


def check_chain(chain: Iterable[Entry], exported: Iterable[Entry] = ()) -> Checked:
    """Look at the entries one by one; ends at the first break."""
    before, count = _FIRST, 0
    kept = iter(exported)
    for entry in chain:
        known = next(kept, None)
        broken = _break(entry, count + 1, before, known)
        if broken is not None:
            return Checked(count, before, broken)
        before, count = entry.hash, count + 1
    missing = next(kept, None)
    if missing is not None:
        text = (
            f"the chain ends with entry {count}, but entry {missing.number} was exported: the end was cut off"
        )
        return Checked(count, before, Break(count + 1, "cut_off", text))
    return Checked(count, before, None)


def verify_chain(service: Service, reader: Reader, exported: Iterable[Entry] = ()) -> Checked:
    """Look at the whole chain, which is itself written down."""
    require(reader, Task.READ_AUDIT)
    with service.database.reading(reader) as connection:
        checked = check_chain(store.entries(connection), exported)
        write_audit(
            connection, reader, "verify_audit", "audit", checked.entries, whole=checked.broken is None
        )
    return checked


def export(service: Service, reader: Reader, path: Path) -> Checked:
    """Write the whole chain to a file as JSON Lines, the number and hash of its end last; return what was written.

    A chain that is broken is exported all the same, as evidence; ``broken`` says where. Raises ``InputError`` where the
    file can't be written.
    """
    with service.database.reading(reader) as connection, open_atomic(path) as file:
        written = 0

        def each() -> Iterator[Entry]:
            nonlocal written
            for entry in store.entries(connection):
                file.write(json.dumps(_exported(entry), ensure_ascii=False) + "\n")
                written += 1
                yield entry

        entries = each()
        checked = check_chain(entries)
        last = checked.hash
        for entry in entries:  # behind a break
            last = entry.hash
        end = {"entries": written, "last_hash": last.hex(), "exported_at": service.now().isoformat()}
        file.write(json.dumps({"end": end}) + "\n")
        write_audit(connection, reader, "export_audit", "audit", written)
    return Checked(written, last, checked.broken)


def read_export(path: Path) -> Iterator[Entry]:
    """Yield the entries of an export; raises ``InputError`` where it isn't whole itself."""
    before, count, ended = _FIRST, 0, False
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                document = json.loads(line, parse_float=Decimal)
                if "end" in document:
                    ended = (
                        document["end"]["entries"] == count and document["end"]["last_hash"] == before.hex()
                    )
                    continue
                entry = _imported(document)
                if (
                    ended
                    or entry.number != count + 1
                    or entry.previous != before
                    or hash_of(entry) != entry.hash
                ):
                    raise InputError(
                        f"{path}: line {number} doesn't follow on the line before; the export itself was changed, or"
                        " was made of a broken chain. Take another export."
                    )
                before, count = entry.hash, count + 1
                yield entry
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: the export can't be read ({type(error).__name__}).") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{path}: this is no export of the audit, or it is damaged.") from None
    if not ended:
        raise InputError(f"{path}: the export has no end, or not that of its entries; it is cut off.")


def hash_of(entry: Entry) -> bytes:
    """Return the hash that an entry must have after the one it names as previous."""
    values = [
        entry.number, _seconds(entry.at), entry.person, entry.key_id, entry.agency_id, entry.act, entry.purpose,
        entry.kind, entry.object, json.loads(entry.detail, parse_float=Decimal),
    ]  # fmt: skip
    return hashlib.sha256(entry.previous + _jsonb(values).encode()).digest()


def _break(entry: Entry, expected: int, before: bytes, known: Entry | None) -> Break | None:
    if entry.number > expected:
        return Break(
            expected, "removed", f"entry {expected} was removed: {entry.number} follows {expected - 1}"
        )
    if hash_of(entry) != entry.hash:
        return Break(
            entry.number, "changed", f"entry {entry.number} isn't what was written: its hash doesn't fit"
        )
    if entry.number < expected or entry.previous != before:
        text = (
            f"entry {entry.number} doesn't follow on the one before: entries were moved, or an earlier one was"
            " changed and given a hash to match"
        )
        return Break(entry.number, "moved", text)
    if known is not None and known.hash != entry.hash:
        text = (
            f"entry {entry.number} isn't the one that was exported: from here on the chain was written anew"
        )
        return Break(entry.number, "written_anew", text)
    return None


def _exported(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": entry.person,
        "key": entry.key_id,
        "agency": entry.agency_id,
        "act": entry.act,
        "purpose": entry.purpose,
        "kind": entry.kind,
        "object": entry.object,
        # As text: a reader of JSON may write numbers otherwise than they were hashed.
        "detail": entry.detail,
        "previous": entry.previous.hex(),
        "hash": entry.hash.hex(),
    }


def _imported(document: dict[str, Any]) -> Entry:
    return Entry(
        document["number"], datetime.fromisoformat(document["at"]), document["person"], document["key"],
        document["agency"], document["act"], document["purpose"], document["kind"], document["object"],
        document["detail"], bytes.fromhex(document["previous"]), bytes.fromhex(document["hash"]),
    )  # fmt: skip


def _seconds(moment: datetime) -> Decimal:
    """Return seconds since 1970 with six digits, as PostgreSQL's ``extract(epoch ...)`` gives them."""
    return Decimal((moment - _EPOCH) // timedelta(microseconds=1)).scaleb(-6)


def _jsonb(value: object) -> str:
    """Return a value as PostgreSQL writes ``jsonb``: keys by length, then by bytes; a space after comma and colon."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{_jsonb(key)}: {_jsonb(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_jsonb, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)
