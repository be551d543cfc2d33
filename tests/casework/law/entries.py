"""Entries for tests, as an expert would enter them. All law in them is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tracing.casework.law.entries import Entered, Entry, EntryState

__all__ = ["OFFICER", "day", "entry"]

OFFICER = 7
_AT = datetime(2026, 3, 31, tzinfo=UTC)


def day(text: str) -> date:
    """Return a day."""
    return date.fromisoformat(text)


def entry(
    place: str, rule: str, value: str | None = None, since: str = "", until: str = "", **more: Any
) -> Entry:
    """Return a version that counts."""
    usual: dict[str, Any] = {
        "version": 1, "es": "Lo que dice", "en": "What it says", "source": "Ley inventada, art. 1", "state": EntryState.IN_FORCE,
        "entered": Entered(OFFICER, _AT), "valid_from": day(since) if since else None,
        "valid_until": day(until) if until else None,
    }  # fmt: skip
    return Entry(place=place, rule=rule, value=value, **{**usual, **more})
