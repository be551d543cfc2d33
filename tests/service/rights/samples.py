"""An invented hearing and best-interests record, as they are sent."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from tracing.casework.rights.interests import Factor
from tracing.service.rights.hearings import NewViews
from tracing.service.rights.interests import NewInterests, NewMember, NewOption

__all__ = ["as_json", "hearing", "record_of", "weighing"]

_ANSWERS = {
    "agrees": {"contact": "yes", "return": "yes", "stay": "not_said"},
    "refuses": {"contact": "no", "return": "no", "stay": "yes"},
    "not_able_yet": {"contact": "not_said", "return": "not_said", "stay": "not_said"},
}


def hearing(on: date, outcome: str = "agrees", **more: Any) -> NewViews:
    """Return a hearing that can stand for an outcome."""
    made = NewViews(
        heard_on=on,
        explained_by="Inés Ical",
        language="kek",
        way="observed" if outcome == "not_able_yet" else "talk",
        present=("adviser", "interpreter"),
        said="quiere hablar con su mamá",
        answers=_ANSWERS.get(outcome, {}),
        told_may_change=True,
        interpreter="Petrona Choc",
    )
    return replace(made, **more)


def weighing(on: date, outcome: str = "reunification", **more: Any) -> NewInterests:
    """Return a determination that can stand for an outcome."""
    other = "no_contact" if outcome != "no_contact" else "contact_only"
    made = NewInterests(
        kind="determination",
        panel=(
            NewMember("Marta Tot", "PGN", "psicóloga"),
            NewMember("Abel Cuc", "PGN", "trabajador social"),
            NewMember("Rita Sis", "Casa Alianza", "abogada"),
        ),
        factors=dict.fromkeys(map(str, Factor), "visto por el panel"),
        options=(
            NewOption(outcome, "la madre lo cuidó siempre", "la casa está lejos"),
            NewOption(other, "está seguro donde está", "extraña a su familia"),
        ),
        reasons="la madre lo cuidó siempre y él lo quiere",
        review_on=on + timedelta(days=90),
        against_views="el panel lo habló con él",
    )
    return replace(made, **more)


def record_of(kind: str, outcome: str, on: date) -> dict[str, Any]:
    """Return what an act of a kind needs beside its grounds: nothing for most."""
    match kind:
        case "child_views":
            return {"views": hearing(on, outcome)}
        case "best_interests":
            return {"interests": weighing(on, outcome)}
    return {}


def as_json(record: NewViews | NewInterests) -> dict[str, Any]:
    """Return a record as it goes over HTTP."""
    made: dict[str, Any] = json.loads(json.dumps(asdict(record), default=str))
    return made
