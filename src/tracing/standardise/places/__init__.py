"""Places of origin: a gazetteer of the region, and place texts read against it (brief F)."""

from __future__ import annotations

from tracing.standardise.places.countries import country_code
from tracing.standardise.places.origin import Origin, origin
from tracing.standardise.places.place import Place, distance_km
from tracing.standardise.places.resolve import Resolution, resolve

__all__ = ["Origin", "Place", "Resolution", "country_code", "distance_km", "origin", "resolve"]
