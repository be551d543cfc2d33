"""One at a time: locks by name, held until the transaction ends."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

__all__ = ["SCREENING", "lock"]

SCREENING: Final = "screen"
"""Taken by whoever notes what records share, and by whoever removes what was noted of one."""

# An array is gone through from its first element on.
_LOCK = sa.text(
    "SELECT pg_advisory_xact_lock(hashtextextended('casework.' || CAST(:what AS text) || ':' || name, 0))"
    " FROM unnest(CAST(:names AS text[])) AS name"
)


def lock(connection: sa.Connection, what: str, *names: object) -> None:
    """Let transactions that do ``what`` pass one after the other: with things of these names, or at all where none is given.
    Names are taken in one order everywhere, so that no two wait for each other."""
    connection.execute(_LOCK, {"what": what, "names": sorted({str(name) for name in names or ("",)})})
