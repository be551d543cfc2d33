"""Where a record says that a child is from: columns, text and nationality as one answer (brief F, H2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.places.countries import country_code
from tracing.standardise.places.gazetteer import gazetteer
from tracing.standardise.places.place import Place
from tracing.standardise.places.resolve import Resolution, resolve

__all__ = ["Origin", "origin"]

_MOST_PLACES = 4
_LEAST_COUNTRY = 0.1


@dataclass(frozen=True, slots=True)
class Origin:
    """What a record says of where the child is from.

    ``countries`` are ISO alpha-2 codes; ``places`` the best-supported readings, most specific, at most four;
    ``locality_text`` a village that the gazetteer does not know. Flags are those of a resolution, and
    ``route_place`` alone, without places, where the record names only a place on the route.
    """

    countries: frozenset[str]
    places: tuple[Place, ...]
    locality_text: str | None
    flags: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def origin(
    country: str | None,
    admin1: str | None,
    admin2: str | None,
    locality: str | None,
    text: str | None,
    nationality: tuple[str, ...] = (),
) -> Origin:
    """Return where the child is from, by columns and free text (brief F, H2); empty where nothing is known.

    A place on the route is where a child was stopped: alone it is no origin, and only its flag remains.
    """
    home = country_code(country) if country else None
    said = _said(country)
    nations = frozenset(c for n in nationality if (c := country_code(n)))
    place_text = ", ".join(t for t in (_said(locality), _said(text)) if t)
    columns = (_said(admin1), _said(admin2))
    narrowed = home or (next(iter(nations)) if len(nations) == 1 else None)
    # Raw: what means "nothing said" may be the code of a state (NC, ND, NS).
    found = resolve(place_text, country=narrowed, admin1=admin1, admin2=admin2)
    flags = set(found.flags)
    if said and home is None:
        # A country column that holds a place still says something.
        found = resolve(f"{place_text}, {said}" if place_text else said, admin1=columns[0], admin2=columns[1])
        flags = set(found.flags)
    places = _most_specific(found)
    if _only_route(found, home, nations, any(columns)):
        return Origin(_one(home) or nations, (), None, tuple(sorted(flags)))
    countries = _one(home) | _countries(found)
    if home is None and nations:
        countries = (countries & nations) or (countries | nations)
    return Origin(countries, places, found.locality_text, tuple(sorted(flags)))


def _said(text: str | None) -> str | None:
    if text is None or not text.strip() or is_placeholder(text):
        return None
    return text.strip()


def _one(country: str | None) -> frozenset[str]:
    return frozenset() if country is None else frozenset({country})


def _most_specific(found: Resolution) -> tuple[Place, ...]:
    """Return the readings below country level; a country alone is told by ``countries``."""
    below = tuple(p for p in found.places if p.level > 0)
    if found.places and found.places[0].level == 0:
        # "Guatemala" or "México" said of origin is the country first; its city stays a reading.
        return (found.places[0], *below)[:_MOST_PLACES]
    return below[:_MOST_PLACES]


def _countries(found: Resolution) -> frozenset[str]:
    """Return the countries of the readings, without those that only a small village speaks for."""
    support: dict[str, float] = {}
    for place, score in zip(found.places, found.scores, strict=True):
        support[place.country] = support.get(place.country, 0.0) + score
    return frozenset(c for c, s in support.items() if s >= _LEAST_COUNTRY)


def _only_route(found: Resolution, home: str | None, nations: frozenset[str], columns: bool) -> bool:
    if not found.places or "route_place" not in found.flags or columns:
        return False
    if "handover" in found.flags:
        return True
    role = gazetteer().route_role[found.places[0].id]
    if role == "head_town":
        return False
    if role == "transit":
        # Tapachula or Tijuana is also home to many: a record that says Mexico means it.
        return found.places[0].country not in ({home} | nations)
    return True
