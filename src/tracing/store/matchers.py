"""Matchers: entering one, building it beside the one in use, putting it in its place: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import sqlalchemy as sa

from tracing.store.arrays import Bigs, cursor
from tracing.store.named import queries

__all__ = ["EMPTIED", "SLOTS", "MatcherQueries", "StoredMatcher"]

SLOTS = (0, 1)
EMPTIED = ("forms", "child_keys", "inquiry_keys")
"""Tables of which each slot has its part."""


@dataclass(frozen=True, slots=True)
class StoredMatcher:
    """A matcher without its file; ``formed_to`` and ``linked_to`` are the records up to which it is built."""

    id: int
    name: str
    digest: bytes
    rules: str
    state: str
    slot: int | None
    formed_to: int
    linked_to: int
    entered_by: int | None
    entered_at: datetime
    promoted_at: datetime | None


class MatcherQueries:
    """The queries about matchers, in the transaction of a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._cursor = cursor(connection)

    def _run(self, query: str, /, **values: Any) -> None:
        self._cursor.execute(queries("matchers")[query].text.encode(), values)

    def _all(self, query: str, /, **values: Any) -> list[tuple[Any, ...]]:
        self._run(query, **values)
        return self._cursor.fetchall()

    def enter(self, name: str, digest: bytes, file: str, rules: str, by: int | None) -> int:
        """Enter a matcher; return its id."""
        values = {"name": name, "digest": digest, "file": file, "rules": rules, "by": by}
        return int(self._all("enter", **values)[0][0])

    def all(self) -> list[StoredMatcher]:
        """Return all matchers, the newest first."""
        return [StoredMatcher(*row) for row in self._all("all")]

    def file(self, matcher_id: int) -> str | None:
        """Return a matcher's file, None where there is no such matcher."""
        rows = self._all("file", matcher=matcher_id)
        return str(rows[0][0]) if rows else None

    def begin_building(self, matcher_id: int, rules: str) -> str:
        """Begin to build a matcher, for an administrator; return ``building`` or what is in the way
        (``casework.begin_building``)."""
        return str(self._all("begin_building", matcher=matcher_id, rules=rules)[0][0])

    def build(self, matcher_id: int, slot: int, rules: str) -> None:
        """Begin to build a matcher in a slot that is empty. Needs the lock of matching."""
        self._run("build", matcher=matcher_id, slot=slot, rules=rules)

    def activate(self, matcher_id: int, slot: int, rules: str) -> None:
        """Put a matcher in use, and the one that was out of it. Needs the lock of matching."""
        self._run("retire")
        self._run("activate", matcher=matcher_id, slot=slot, rules=rules)

    def fail(self, matcher_id: int) -> None:
        """Give up building a matcher. Needs the lock of matching."""
        self._run("fail", matcher=matcher_id)

    def formed_to(self, matcher_id: int, record: int) -> None:
        """Note up to which record forms are built."""
        self._run("formed_to", matcher=matcher_id, record=record)

    def linked_to(self, matcher_id: int, record: int) -> None:
        """Note up to which record links are built."""
        self._run("linked_to", matcher=matcher_id, record=record)

    def live(self, after: int, most: int) -> list[int]:
        """Return live records in the order of their ids."""
        return [row[0] for row in self._all("live", after=after, most=most)]

    def live_inquiries(self, after: int, most: int) -> list[int]:
        """Return live inquiries in the order of their ids."""
        return [row[0] for row in self._all("live_inquiries", after=after, most=most)]

    def newest_record(self) -> int:
        """Return the highest id of a record."""
        return int(self._all("newest_record")[0][0])

    def mark_all_pending(self) -> None:
        """Note that every live record is to be matched."""
        self._run("mark_all_pending")

    def drop_of(self, matchers: Collection[int], most: int) -> int:
        """Remove up to ``most`` links of matchers that aren't in use, and what is due under them; return how many links
        that were."""
        self._run("drop_due", matchers=Bigs(list(matchers)))
        self._run("drop_links", matchers=Bigs(list(matchers)), most=most)
        return max(0, self._cursor.rowcount)

    def empty(self, table: str, slot: int) -> bool:
        """Empty one of the tables of a slot (``EMPTIED``); False, and the transaction of no more use, where somebody has
        been reading it for too long."""
        if not self._all(f"holds_{table}_{slot}")[0][0]:
            return True
        self._run("hurry")
        try:
            self._run(f"empty_{table}_{slot}")
        except psycopg.errors.LockNotAvailable:
            return False
        return True
