"""What is known of a pair's return, put together for the rules (``casework.repatriation``), with the worker's eyes."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from tracing.casework.acts import ActKind
from tracing.casework.case_facts import Facts, HoldSpan
from tracing.casework.hold_kinds import FlagKind
from tracing.casework.law.entries import EVERYWHERE, name_of
from tracing.casework.law.rules import Rule
from tracing.casework.repatriation.follow_ups import SHIPPED, follow_ups
from tracing.casework.repatriation.rules import Known
from tracing.casework.repatriation.steps import Finding, Particulars, Step, StepKind
from tracing.casework.roles import Role
from tracing.casework.states import live_acts
from tracing.service.context import Service
from tracing.service.law.applied import terms_in
from tracing.standardise.record import profile
from tracing.store import records
from tracing.store import repatriation as store

__all__ = ["known_of", "opened", "sealed"]

_NAMES: Final = frozenset(field.name for field in fields(Particulars))


def known_of(
    service: Service,
    connection: sa.Connection,
    inquiries: Collection[int],
    children: Collection[int],
    facts: Facts,
) -> Known:
    """Return what is known of the return of a child to whoever asked, by all records of both; the worker's connection."""
    steps = tuple(_step(service, one) for one in store.steps_among(connection, inquiries, children))
    spans = store.flag_spans(connection, children, FlagKind.ASYLUM_CONFIDENTIAL.value)
    origins, held_in = _of_child(connection, children) if steps or spans else (frozenset[str](), "")
    return Known(
        facts,
        steps,
        tuple(HoldSpan(*span) for span in spans),
        origins,
        held_in,
        *_follow_ups(connection, inquiries, facts),
    )


def _follow_ups(
    connection: sa.Connection, inquiries: Collection[int], facts: Facts
) -> tuple[Mapping[StepKind, int], str]:
    """Return in how many days the family is visited, by the law of where it asked on the day of the reunification, and which
    entry that is."""
    reunited = [act.at for act in live_acts(facts.acts) if act.kind is ActKind.REUNIFY]
    if not reunited:
        return SHIPPED, name_of(EVERYWHERE, Rule.FOLLOW_UP_DAYS)
    asked_in = {one.agency[:2] for one in records.latest(connection, sorted(inquiries))}
    place = asked_in.pop() if len(asked_in) == 1 else EVERYWHERE
    terms, on = terms_in(connection, place), reunited[-1].date()
    return follow_ups(terms.register, place, on), terms.basis(Rule.FOLLOW_UP_DAYS, on)


def _of_child(connection: sa.Connection, children: Collection[int]) -> tuple[frozenset[str], str]:
    """Return where a child may come from and where it is held, as ISO codes; nothing of records that were erased. Where
    its records are held in two countries nobody can say that no border is crossed."""
    origins, held = set[str](), set[str]()
    for one in records.latest(connection, sorted(children)):
        row: dict[str, str | None] = {**one.content, "agency": one.agency}
        known = profile(row)
        origins |= known.origin.countries | known.nationality
        held.add(one.agency[:2])
    return frozenset(origins), held.pop() if len(held) == 1 else ""


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
