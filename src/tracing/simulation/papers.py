"""What officers write into the records that steps need: consents, hearings, best-interests determinations. All invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tracing.casework.rights.interests import Factor

__all__ = ["consents", "determination", "hearing", "record_for"]

_REVIEWED_AFTER = timedelta(days=90)
_ANSWERS = {
    "agrees": {"contact": "yes", "return": "yes", "stay": "not_said"},
    "refuses": {"contact": "no", "return": "no", "stay": "yes"},
}


def consents(on: date) -> dict[str, Any]:
    """Return the guardian's consent and the child's own, in writing: enough for any age below 18."""
    said = {"status": "given", "on": on.isoformat(), "scope": "tracing", "form": "written", "language": "spa",
            "explained_by": "trabajadora social"}  # fmt: skip
    return {"statements": [
        {**said, "capacity": "guardian", "who": "tutora"},
        {**said, "capacity": "child", "who": "niña o niño"},
    ]}  # fmt: skip


def hearing(on: date, outcome: str) -> dict[str, Any]:
    """Return how a child was heard, fit for an outcome."""
    return {
        "heard_on": on.isoformat(), "explained_by": "trabajadora social", "language": "spa", "way": "talk",
        "present": ["adviser"], "said": "lo dijo con sus palabras", "answers": _ANSWERS[outcome],
        "told_may_change": True,
    }  # fmt: skip


def determination(on: date, outcome: str) -> dict[str, Any]:
    """Return a panel's determination that comes to an outcome."""
    people = (("psicóloga", "Protección"), ("trabajador social", "Protección"), ("abogada", "Defensoría"))
    return {
        "kind": "determination",
        "panel": [
            {"name": f"Panel {n}", "organisation": whose, "function": what} for n, (what, whose) in enumerate(people, 1)
        ],
        "factors": dict.fromkeys(map(str, Factor), "visto por el panel"),
        "options": [
            {"outcome": outcome, "speaks_for": "lo cuidaron siempre", "speaks_against": "la casa está lejos"},
            {"outcome": "no_contact", "speaks_for": "está seguro donde está", "speaks_against": "extraña a los suyos"},
        ],
        "reasons": "lo cuidaron siempre y lo quiere",
        "review_on": (on + _REVIEWED_AFTER).isoformat(),
        "against_views": None,
    }  # fmt: skip


def record_for(kind: str, outcome: str, on: date) -> dict[str, Any]:
    """Return what a step of a kind needs beside its grounds: nothing for most."""
    match kind:
        case "child_views":
            return {"views": hearing(on, outcome)}
        case "best_interests":
            return {"interests": determination(on, outcome)}
    return {}
