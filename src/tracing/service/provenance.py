"""Who said what of a record: checked as it comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tracing.service.errors import FieldFault, Invalid
from tracing.service.judging import Judged

__all__ = ["checked_provenance"]

_MOST_ENTRIES = 200
_LONGEST_SAID = 200


def checked_provenance(
    given: Sequence[Mapping[str, object]], judged: Judged, today: date
) -> list[dict[str, Any]]:
    """Return who said what, checked; raises ``Invalid``."""
    faults: list[FieldFault] = []
    said: list[dict[str, Any]] = []
    known = {*judged.row, *judged.extra}
    if len(given) > _MOST_ENTRIES:
        raise Invalid("invalid_provenance", f"There are more than {_MOST_ENTRIES} entries of provenance.")
    for place, entry in enumerate(given):
        fields, said_on = entry.get("fields"), entry.get("said_on")

        def fault(name: str, reason: str, mend: str, place: int = place) -> None:
            faults.append(FieldFault(f"/provenance/{place}/{name}".rstrip("/"), reason, mend))

        if not isinstance(fields, list | tuple) or not fields or not set(map(str, fields)) <= known:
            fault("fields", "isn't a list of fields that the record has", "Name fields of this record.")
        if not _is_day(said_on, today):
            fault("said_on", "isn't a day up to today", "Write it as 2012-07-03.")
        for name, needed in (("said_by", True), ("language", False), ("interpreter", False)):
            value = entry.get(name)
            if not (_is_line(value) if value is not None else not needed):
                fault(name, "isn't a line of 1 to 200 characters", "Write text.")
        if unknown := set(entry) - {"fields", "said_by", "said_on", "language", "interpreter"}:
            fault(
                "",
                f"has {len(unknown)} unknown members",
                "Give fields, said_by, said_on, language, interpreter.",
            )
        said.append({**entry, "fields": list(map(str, fields))} if isinstance(fields, list | tuple) else {})
    if faults:
        raise Invalid("invalid_provenance", "Who said what can't be taken as it is.", fields=faults)
    return [
        {
            "fields": entry["fields"],
            "said_by": entry["said_by"],
            "said_on": entry.get("said_on"),
            "language": entry.get("language"),
            "interpreter": entry.get("interpreter"),
        }
        for entry in said
    ]


def _is_day(value: object, today: date) -> bool:
    if value is None:
        return True
    try:
        # A day ahead is today somewhere.
        return isinstance(value, str) and date.fromisoformat(value) <= today + timedelta(days=1)
    except ValueError:
        return False


def _is_line(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value.strip()) <= _LONGEST_SAID and value.isprintable()
