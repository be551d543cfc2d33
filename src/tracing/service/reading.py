"""How columns of a record are understood, for a reader who sees some of them: of those, and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracing.casework.wording import Language
from tracing.linkage.comparisons import KINDS
from tracing.standardise.record import profile

__all__ = ["Days", "days_of", "titles_of"]

Days = tuple[date, date]
"""The first and the last day of an interval."""


def days_of(row: Mapping[str, str]) -> tuple[Days | None, Days | None]:
    """Return when somebody was born and when they were found or last heard of, as far as the columns given say."""
    known = profile(
        {name: row.get(name) for name in ("birth_date", "age", "age_date", "event_date", "agency")}
    )
    birth = None if known.birth is None else (known.birth.earliest, known.birth.latest)
    event = None if known.event is None else (known.event.earliest, known.event.latest)
    return birth, event


def titles_of(language: Language) -> dict[str, str]:
    """Return comparison → what it is called."""
    return {name: kind.title.told(language) for name, kind in KINDS.items()}
