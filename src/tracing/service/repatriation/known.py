"""What is known of a pair's return, put together for the rules (``casework.repatriation``), with the worker's eyes."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from tracing.casework.hold_kinds import FlagKind
from tracing.casework.repatriation.rules import Known
from tracing.casework.repatriation.steps import Finding, Particulars, Step, StepKind
from tracing.casework.roles import Role
from tracing.casework.states import Facts, HoldSpan
from tracing.service.context import Service
from tracing.standardise.record import profile
from tracing.store import records
from tracing.store import repatriation as store

__all__ = ["known_of", "opened", "sealed"]

_NAMES: Final = frozenset(field.name for field in fields(Particulars))


def known_of(service: Service, connection: sa.Connection, inquiry: int, child: int, facts: Facts) -> Known:
    """Return what is known of the return of a child to whoever asked; the worker's connection."""
    steps = tuple(_step(service, one) for one in store.steps_of(connection, inquiry, child))
    spans = store.flag_spans(connection, child, FlagKind.ASYLUM_CONFIDENTIAL.value)
    origins, held_in = _of_child(connection, child) if steps or spans else (frozenset[str](), "")
    return Known(facts, steps, tuple(HoldSpan(*span) for span in spans), origins, held_in)


def _of_child(connection: sa.Connection, child: int) -> tuple[frozenset[str], str]:
    """Return where a child may come from and where it is held, as ISO codes; nothing of a record that was erased."""
    found = records.latest(connection, [child])
    if not found:
        return frozenset(), ""
    row: dict[str, str | None] = {**found[0].content, "agency": found[0].agency}
    known = profile(row)
    return known.origin.countries | known.nationality, found[0].agency[:2]


def sealed(service: Service, number: int, said: Particulars) -> bytes:
    """Return what a step says, encrypted for its row."""
    values = {name: value for name, value in asdict(said).items() if value not in ("", None, ())}
    text = json.dumps(values, ensure_ascii=False, default=_written)
    return service.keyring.encrypt(text.encode(), f"repatriation_steps.detail:{number}")


def opened(service: Service, step: store.Step) -> Particulars | None:
    """Return what a stored step says; None where its record was erased."""
    if step.detail is None:
        return None
    values: dict[str, Any] = json.loads(
        service.keyring.decrypt(step.detail, f"repatriation_steps.detail:{step.id}")
    )
    for name in ("at", "notified_at"):
        if name in values:
            values[name] = datetime.fromisoformat(values[name])
    if "on" in values:
        values["on"] = date.fromisoformat(values["on"])
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Particulars(**{name: value for name, value in {**values, **lists}.items() if name in _NAMES})


def _written(value: date | datetime) -> str:
    return value.isoformat()


def _step(service: Service, step: store.Step) -> Step:
    return Step(
        step.id, StepKind(step.kind), Finding(step.outcome), step.user_id, Role(step.role), step.at, step.after_act,
        opened(service, step), step.takes_back,
    )  # fmt: skip
