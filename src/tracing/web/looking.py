"""What a form of a record says as the service reads it, before it is sent: what is understood, what is doubtful, what is like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracing.api.door import Door
from tracing.casework.vocabulary.edition import in_force
from tracing.service.errors import Refused
from tracing.service.judging import Judged, judge
from tracing.service.own_alike import own_alike
from tracing.service.submission import with_reference
from tracing.service.understood import Understood, understood
from tracing.web.handles import handle_of
from tracing.web.record_forms import Side, Wrong, grouped, options_of, wrong_in
from tracing.web.texts import Texts
from tracing.web.visitors import Visitor

__all__ = ["Looked", "look", "shown_of", "understood_of"]


@dataclass(frozen=True)
class Looked:
    """What a form says as the service reads it: what was understood, what is doubtful, the agency's own records like it."""

    understood: list[Understood]
    remarks: list[Wrong]
    alike: list[tuple[str, str]]


def understood_of(door: Door, visitor: Visitor, side: Side, facts: Mapping[str, object]) -> list[Understood]:
    """Return what is understood of facts; also of those that can't be taken as they are."""
    try:
        row: dict[str, str | None] = dict(_judged(visitor, side, facts).row)
    except Refused:
        row = {n: ";".join(v) if isinstance(v, list) else str(v) for n, v in facts.items()}
    row["agency"] = visitor.me.agency.code
    return understood(row, door.service.now().date())


def look(door: Door, visitor: Visitor, side: Side, facts: Mapping[str, object], but: str = "") -> Looked:
    """Judge facts, and say what is understood of them; raises ``Invalid`` where they can't be taken. ``but``: the reference of
    the record itself."""
    judged = _judged(visitor, side, facts)
    row: dict[str, str | None] = {**judged.row, "agency": visitor.me.agency.code}
    doubts = Refused("remarks", "", fields=list(judged.remarks))
    alike = own_alike(door.service, visitor.reads, side.code, judged.row, but)
    return Looked(
        understood(row, door.service.now().date()),
        wrong_in(doubts, visitor.texts, side, {}),
        [(handle_of(door, visitor, side, one), one) for one in alike],
    )


def shown_of(
    side: Side, texts: Texts, values: Mapping[str, list[str]], looked: Looked | None, wrong: Sequence[Wrong]
) -> dict[str, Any]:
    """Return what every form of a record shows: its fields as they are filled in, what was understood and what is wrong."""
    return {
        "side": side,
        "values": values,
        "options": {field.name: options_of(field, texts) for field in side.reads() if field.list},
        "vocabulary": in_force().name,
        "looked": looked,
        "groups": grouped([] if looked is None else looked.understood, side, texts),
        "wrong": wrong,
    }


def _judged(visitor: Visitor, side: Side, facts: Mapping[str, object]) -> Judged:
    return judge(side.code, visitor.me.agency.code, with_reference(facts, "written"))
