"""Where found children have lived, as their own agency's workers and protection officers read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.care.placements import (
    PLACEMENT_WARNINGS,
    REVIEWED_BY,
    Basis,
    PlacementKind,
    Stay,
    place_of,
    review_due,
)
from tracing.casework.law.terms import Term, Terms, least
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Role, Task
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.care.children import child_named
from tracing.service.context import Service
from tracing.service.law.applied import register_on, terms_by_record, terms_of
from tracing.store.care import placements as store
from tracing.store.care import shelters as shelter_store
from tracing.store.database import Reader, write_audit

__all__ = ["PlacementView", "ToReview", "detail_of", "list_placements", "stay_of", "to_review"]


@dataclass(frozen=True, slots=True)
class PlacementView:
    """A version of a placement. ``answered``: the warnings that were raised, with the reasons given; ``review_on``: by when a
    placement that lasts is to be looked at again."""

    number: int
    version: int
    kind: PlacementKind
    shelter: tuple[str, str] | None = field(repr=False)
    place: str = field(repr=False)
    begins: date
    ends: date | None
    basis: Basis
    placed_by: str = field(repr=False)
    note: str = field(repr=False)
    answered: tuple[tuple[Sentence, str], ...] = field(repr=False)
    void: bool
    reason: str | None = field(repr=False)
    by_user: int
    at: datetime
    review_on: date | None
    review_basis: str | None


@dataclass(frozen=True, slots=True)
class ToReview:
    """A placement that is to be looked at again. ``child``: the child's pseudonym; ``reference`` for its own agency."""

    id: int
    child: str
    reference: str | None
    number: int
    kind: PlacementKind
    basis: Basis
    begins: date
    review_on: date
    review_basis: str


def list_placements(
    service: Service, reader: Reader, child: str, all_versions: bool = False
) -> list[PlacementView]:
    """Return where a child has lived, the first place first; ``all_versions``: also what was corrected."""
    require(reader, Task.READ_PLACEMENTS)
    with service.database.reading(reader) as connection:
        record = child_named(connection, reader, child)
        found = (
            store.versions(connection, record.id) if all_versions else store.latest(connection, [record.id])
        )
        houses = {
            one: next(iter(shelter_store.shelters(connection, id=one)), None)
            for one in {p.shelter_id for p in found if p.shelter_id is not None}
        }
        write_audit(connection, reader, "read_placements", "record", record.id, shown=len(found))
        terms = terms_of(connection, [record.id])
    return [_view(service, one, houses, terms) for one in found if all_versions or not one.void]


def to_review(service: Service, reader: Reader, after: int = 0, limit: int = 50) -> list[ToReview]:
    """Return placements that last and were decided on so long ago that they are to be looked at again (CRC 25): a worker's
    own children's, all for protection officers."""
    require(reader, Task.READ_PLACEMENTS)
    with service.database.reading(reader) as connection:
        found = _to_review(connection, service.now().date(), after, limit)
        write_audit(connection, reader, "list", "placements", reader.agency or 0, shown=len(found))
    own = reader.role == Role.FOUND_WORKER
    return [
        ToReview(
            one.id, pseudonym(Side.CHILD, one.record_id), reference if own else None, one.number,
            PlacementKind(one.kind), Basis(one.basis), one.begins, due.on, due.basis,
        )
        for one, reference, due in found
    ]  # fmt: skip


def _to_review(
    connection: sa.Connection, today: date, after: int, limit: int
) -> list[tuple[store.Placement, str, Term]]:
    """Return placements that are due, by the law of where each child is: asked for by the shortest term that any place has."""
    register, due = register_on(connection), list[tuple[store.Placement, str, Term]]()
    since = {basis: today - timedelta(days=least(register, rule)) for basis, rule in REVIEWED_BY.items()}
    while len(due) < limit:
        found = store.to_review(connection, since[Basis.BEST_INTERESTS], since[Basis.EMERGENCY], after, limit)
        terms = terms_by_record(connection, {one.record_id for one, _ in found})
        for one, reference in found:
            term = _review_due(one, terms[one.record_id])
            due += [(one, reference, term)] if term.on <= today else []
            after = one.id
        if len(found) < limit:
            break
    return due[:limit]


def stay_of(service: Service, one: store.Placement) -> Stay:
    """Return a placement as the rules need it."""
    kind = PlacementKind(one.kind)
    place = "" if kind is PlacementKind.SHELTER else str(detail_of(service, one)["place"])
    return Stay(
        one.number, kind, Basis(one.basis), place_of(kind, one.shelter_id, place), one.begins, one.ends
    )


def detail_of(service: Service, one: store.Placement) -> dict[str, Any]:
    """Return what stands encrypted in a placement."""
    found: dict[str, Any] = json.loads(service.keyring.decrypt(one.detail, f"placements.detail:{one.id}"))
    return found


def _review_due(one: store.Placement, terms: Terms) -> Term:
    return review_due(Basis(one.basis), max(one.begins, one.at.date()), terms)


def _view(
    service: Service, one: store.Placement, houses: Mapping[int, shelter_store.Shelter | None], terms: Terms
) -> PlacementView:
    due = None if one.ends or one.void else _review_due(one, terms)
    detail = detail_of(service, one)
    house = None if one.shelter_id is None else houses[one.shelter_id]
    return PlacementView(
        one.number, one.version, PlacementKind(one.kind), None if house is None else (house.agency, house.code),
        detail["place"], one.begins, one.ends, Basis(one.basis), detail["placed_by"], detail["note"],
        tuple((PLACEMENT_WARNINGS[code], detail["answers"].get(code, "")) for code in one.warnings), one.void,
        detail.get("reason"), one.by_user, one.at, None if due is None else due.on,
        None if due is None else due.basis,
    )  # fmt: skip
