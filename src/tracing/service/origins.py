"""Where a record says that a child is from, as points of a map: as precisely as the columns that are given, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracing.standardise.places import Place, distance_km
from tracing.standardise.places.gazetteer import gazetteer
from tracing.standardise.record import origin_of

__all__ = ["Point", "departments", "kilometres", "points_of"]

_COLUMNS = (
    "nationality", "origin_country", "origin_admin1", "origin_admin2", "origin_locality", "origin_text", "agency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A place and where it is (WGS 84 degrees, of its seat). ``level``: 0 country, 1 department, 2 municipality, 3 and 4
    smaller."""

    id: str
    name: str
    country: str
    level: int
    lat: float
    lon: float


def points_of(row: Mapping[str, str]) -> tuple[Point, ...]:
    """Return the places that columns of a record may mean, the likeliest first; a country alone has no place."""
    known: dict[str, str | None] = {name: row[name] for name in _COLUMNS if row.get(name)}
    if not known:
        return ()
    return tuple(point for place in origin_of(known).places if (point := _point(place)) and place.level > 0)


@cache
def departments() -> tuple[Point, ...]:
    """Return all departments, states and provinces, to find one's way by."""
    found = (gazetteer().place(name) for name in gazetteer().ids())
    return tuple(point for place in found if place and place.level == 1 and (point := _point(place)))


def kilometres(one: Point, other: Point) -> float:
    """Return the great-circle distance of two points."""
    first, second = gazetteer().place(one.id), gazetteer().place(other.id)
    found = None if first is None or second is None else distance_km(first, second)
    return 0.0 if found is None else found


def _point(place: Place) -> Point | None:
    if place.lat is None or place.lon is None:
        return None
    return Point(place.id, place.name, place.country, place.level, place.lat, place.lon)
