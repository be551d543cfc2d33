"""Whether the chain of audit is whole, and how it is kept elsewhere.

Each entry's hash covers the entry and the hash before it. Whoever can write to the database directly can change, remove
or reorder entries, but the hashes from there on no longer fit. Two things the chain alone can't show, since what is left
is a chain as good as any: that its end was cut off, and that everything from some entry on was written anew with hashes to
match. Both show against an export that was kept elsewhere, so export often, and keep exports where an administrator of
the database can't reach them.

A chain whose beginning was removed (``service.audit_shortening``) hangs on an anchor: the number and the hash of the last entry that
went, which the first that is left follows on. The chain itself must say so, in the entry of the shortening; an
anchor that it doesn't speak of is none.

Hashes are computed here from the rows by the description of ``migrations/sql``, not by the database's function.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
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
from tracing.store.audit import Anchor, Entry
from tracing.store.database import Reader, write_audit

__all__ = [
    "SHORTENING",
    "Break",
    "Checked",
    "check_chain",
    "export",
    "hash_of",
    "read_export",
    "side_by_side",
    "verify",
    "verify_chain",
]

SHORTENING = "shorten_audit"
"""The act of an entry that says up to where the chain's beginning was removed."""

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
    """What was looked at: how many entries, and the last hash. ``anchor``: what a chain that was shortened hangs on."""

    entries: int
    hash: bytes
    broken: Break | None
    anchor: Anchor | None = None


def verify(connection: sa.Connection, exported: Iterable[Entry] = ()) -> Break | None:
    """Return the first break of the chain, None where it is whole.

    ``exported``: the entries of an earlier export (``read_export``), without which a cut-off end can't be found.
    """
    return check_chain(store.entries(connection), exported, store.anchor(connection)).broken


def check_chain(
    chain: Iterable[Entry], exported: Iterable[Entry] = (), anchor: Anchor | None = None
) -> Checked:
    """Look at the entries one by one, and at those that were exported beside them; ends at the first break.

    ``anchor``: what a chain that was shortened hangs on. Raises ``InputError`` where an export ends before that.
    """
    link = _Link(anchor)
    for entry, known in side_by_side(chain, exported):
        broken = link.add(entry, known)
        if broken is not None:
            return Checked(link.count, link.before, broken)
    return Checked(link.count, link.before, link.end())


def side_by_side(
    chain: Iterable[Entry], exported: Iterable[Entry]
) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Yield the entries of a chain and of an export by their numbers, None in the place of what one of them doesn't have."""
    here, there = iter(chain), iter(exported)
    one, other = next(here, None), next(there, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.number < other.number):
            yield one, None
            one = next(here, None)
        elif one is None or other.number < one.number:
            yield None, other
            other = next(there, None)
        else:
            yield one, other
            one, other = next(here, None), next(there, None)


@dataclass(slots=True)
class _Link:
    """Where the check of a chain is: how many entries, the last hash, what of an export is missing so far."""

    anchor: Anchor | None
    count: int = 0
    number: int = field(init=False)
    before: bytes = field(init=False)
    spoken_of: bool = False
    last_exported: int | None = None
    missing: int | None = None

    def __post_init__(self) -> None:
        self.number, self.before = (
            (0, _FIRST) if self.anchor is None else (self.anchor.number, self.anchor.hash)
        )

    def add(self, entry: Entry | None, known: Entry | None) -> Break | None:
        if known is not None:
            self.last_exported = known.number
        if entry is None:
            return self._not_here(known)
        broken = _break(entry, self.number + 1, self.before, known)
        if broken is None:
            self.spoken_of = self.spoken_of or _speaks_of(entry, self.anchor)
            self.number, self.before, self.count = entry.number, entry.hash, self.count + 1
        return broken

    def _not_here(self, known: Entry | None) -> Break | None:
        if known is None or (self.anchor is not None and known.number < self.anchor.number):
            return None
        if self.anchor is not None and known.number == self.anchor.number:
            if known.hash == self.anchor.hash:
                return None
            text = (
                f"what the chain hangs on isn't entry {known.number} as it was exported: it was written anew"
            )
            return Break(known.number, "written_anew", text)
        # Behind the end, unless an entry comes that then doesn't follow.
        self.missing = self.missing or known.number
        return None

    def end(self) -> Break | None:
        anchor = self.anchor
        if self.missing is not None:
            text = f"the chain ends with entry {self.number}, but entry {self.missing} was exported: the end was cut off"
            return Break(self.number + 1, "cut_off", text)
        if anchor is None:
            return None
        if not self.spoken_of:
            text = f"the entries up to {anchor.number} were removed, and no entry of the chain says that it was shortened"
            return Break(1, "removed", text)
        if self.last_exported is not None and self.last_exported < anchor.number:
            raise InputError(
                f"the export ends with entry {self.last_exported}, before what is left of the audit begins"
                f" ({anchor.number + 1}). Take a later one."
            )
        return None


def _speaks_of(entry: Entry, anchor: Anchor | None) -> bool:
    if anchor is None or entry.act != SHORTENING or entry.number != anchor.entry:
        return False
    said = {"hash": anchor.hash.hex(), "export": anchor.export_digest.hex()}
    return entry.object == str(anchor.number) and json.loads(entry.detail) == said


def verify_chain(service: Service, reader: Reader, exported: Iterable[Entry] = ()) -> Checked:
    """Look at the whole chain, which is itself written down."""
    require(reader, Task.READ_AUDIT)
    with service.database.reading(reader) as connection:
        anchor = store.anchor(connection)
        checked = replace(check_chain(store.entries(connection), exported, anchor), anchor=anchor)
        write_audit(
            connection, reader, "verify_audit", "audit", checked.entries, whole=checked.broken is None
        )
    return checked


def export(service: Service, reader: Reader, path: Path) -> Checked:
    """Write the whole chain to a file as JSON Lines, the number and hash of its end last; return what was written. Of a chain that
    was shortened the first line says what it hangs on.

    A chain that is broken is exported all the same, as evidence; ``broken`` says where. Raises ``InputError`` where the
    file can't be written.
    """
    with service.database.reading(reader) as connection, open_atomic(path) as file:
        written, anchor = 0, store.anchor(connection)
        if anchor is not None:
            begin = {"after": anchor.number, "hash": anchor.hash.hex()}
            file.write(json.dumps({"begin": begin}) + "\n")

        def each() -> Iterator[Entry]:
            nonlocal written
            for entry in store.entries(connection):
                file.write(json.dumps(_exported(entry), ensure_ascii=False) + "\n")
                written += 1
                yield entry

        entries = each()
        checked = check_chain(entries, anchor=anchor)
        last = checked.hash
        for entry in entries:  # behind a break
            last = entry.hash
        end = {"entries": written, "last_hash": last.hex(), "exported_at": service.now().isoformat()}
        file.write(json.dumps({"end": end}) + "\n")
        write_audit(connection, reader, "export_audit", "audit", written)
    return Checked(written, last, checked.broken)


def read_export(path: Path) -> Iterator[Entry]:
    """Yield the entries of an export; raises ``InputError`` where it isn't whole itself."""
    before, last, count, ended = _FIRST, 0, 0, False
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                document = json.loads(line, parse_float=Decimal)
                if "end" in document:
                    ended = (
                        document["end"]["entries"] == count and document["end"]["last_hash"] == before.hex()
                    )
                    continue
                if "begin" in document and number == 1:
                    last, before = document["begin"]["after"], bytes.fromhex(document["begin"]["hash"])
                    continue
                entry = _imported(document)
                if (
                    ended
                    or entry.number != last + 1
                    or entry.previous != before
                    or hash_of(entry) != entry.hash
                ):
                    raise InputError(
                        f"{path}: line {number} doesn't follow on the line before; the export itself was changed, or"
                        " was made of a broken chain. Take another export."
                    )
                before, last, count = entry.hash, entry.number, count + 1
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
