"""One place of the gazetteer, and the distance between two (brief F1)."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

__all__ = ["Place", "distance_km"]

_EARTH_DIAMETER_KM = 12742.0


@dataclass(frozen=True, slots=True)
class Place:
    """A country, an administrative division or a populated place (brief F1).

    ``level`` counts 0 country, 1 department, province or state, 2 municipality, 3 distrito municipal (DO),
    4 town or village. El Salvador's level 2 is the distrito, which was the municipio until 2024: families
    and documents name it; ``municipio_2024`` holds the municipio it belongs to now. ``lat`` and ``lon`` are
    WGS 84 degrees of the seat, not of the middle of the area, and None where not known.
    """

    id: str
    country: str
    level: int
    name: str
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    municipio_2024: str | None
    official_code: str | None
    kind: str


def distance_km(a: Place, b: Place) -> float | None:
    """Return the great-circle distance of two places in kilometres, None where a position is not known.

    Seat to seat (haversine on a sphere): good within a country, without meaning along the route (brief F).
    """
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat_a, lon_a, lat_b, lon_b = radians(a.lat), radians(a.lon), radians(b.lat), radians(b.lon)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return _EARTH_DIAMETER_KM * asin(min(1.0, sqrt(half)))
