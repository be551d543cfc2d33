"""A place text read as places: every part weighed against the others (brief F2).

Each reading of each part is tried as the place meant. It is supported by the parts that name a place above
it; a part that names none of them is read as a village that no gazetteer knows, which is the likelier the
more places bear that name. So ``aldea El Rosario, Danlí`` is Danlí, not one of the municipalities El Rosario.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.places.candidates import Found, by_code, candidates, split_known
from tracing.standardise.places.countries import country_code
from tracing.standardise.places.gazetteer import gazetteer
from tracing.standardise.places.place import Place, distance_km
from tracing.standardise.places.wording import RURAL, URBAN, Part, cut, key

__all__ = ["Resolution", "resolve"]

_MOST_READINGS = 6
_LEAST_SHARE = 0.05
_IN_MUNICIPALITY_KM = 25.0
_SEAT_KM, _NAMESAKE_KM = 15.0, 25.0
_AT_HOME = 0.75
"""What a part above counts whose name means more in another country."""

_UNEXPLAINED = 0.01
_BELOW = RURAL | URBAN
_DASH = re.compile(r"[-–—]")


@dataclass(frozen=True, slots=True)
class Resolution:
    """The readings of a place text, best first.

    ``scores`` add up to 1. ``locality_text`` is the folded name of a village, colony or zone below the place
    that the gazetteer does not know, without its kind word. Flags: ``ambiguous`` (more than one reading),
    ``alias`` (a nickname or variant), ``fuzzy`` (a spelling by ear), ``route_place`` (where children are
    found or handed over; brief F), ``handover`` (a shelter or reception centre), ``unknown_part``, ``conflict``
    (parts that exclude each other), ``country_conflict``.
    """

    raw: str
    places: tuple[Place, ...] = ()
    scores: tuple[float, ...] = ()
    locality_text: str | None = None
    locality_kind: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clue:
    """A part with its readings."""

    part: Part
    found: Found
    top: float
    as_text: float
    """How plausible it is that the part is a village outside the gazetteer."""

    tops: dict[str, float]
    """Country → the best support of a reading there."""

    places: tuple[tuple[Place, float, tuple[str, ...]], ...]
    """Each reading with its support and the ids of the places above it."""

    divisions: dict[str | None, list[tuple[Place, float]]]
    """Department → the municipalities among the readings."""


class _Reading(NamedTuple):
    place: Place
    score: float
    texts: tuple[Part, ...]


@lru_cache(maxsize=1 << 16)
def resolve(
    text: str, *, country: str | None = None, admin1: str | None = None, admin2: str | None = None
) -> Resolution:
    """Read a place text, from small to large or from large to small, into gazetteer places (brief F1, F2).

    ``country``, ``admin1`` and ``admin2`` are what other columns say: names, nicknames or codes (ISO 3166-2,
    older ISO letters, national DDMM; CURP letters for MX). Never raises: an unknown or empty text has no
    places.
    """
    home = country_code(country) if country else None
    parts: list[Part] = []
    flags: set[str] = set()
    if not _blank(text) or (home is not None and text.strip().isdigit()):
        named = key(text) in gazetteer().by_name and "-" not in text
        code = () if named else by_code(text, home)
        parts.extend([_code_part(code)] if code else cut(text))
        handed_over = [p for p in parts if p.key in gazetteer().handover]
        if handed_over:
            flags |= {"handover", "route_place"}
            places = [i for p in handed_over for i in gazetteer().handover[p.key]]
            parts = [p for p in parts if p not in handed_over]
            parts.extend([_code_part(tuple(dict.fromkeys(places)))] if places else [])
    for column, said in ((2, admin2), (1, admin1)):
        if said and said.strip():
            # NC, ND, NS and SD mean "nothing said", but in their country's column they are states.
            code = by_code(said, home, column) if home or not _blank(said) else ()
            if code:
                parts.append(_code_part(code, column))
            elif not _blank(said):
                parts.extend(cut(said, column))
    clues = _clues(parts, home, flags)
    if len(clues) > 1 and _DASH.search(text):
        clues = _border_pair(clues)
    return _answer(text, clues, _weigh(clues), flags, home)


def _blank(text: str) -> bool:
    return not text.strip() or is_placeholder(text)


def _code_part(ids: tuple[str, ...], column: int | None = None) -> Part:
    return Part("#" + ";".join(ids), None, column)


def _border_pair(clues: list[_Clue]) -> list[_Clue]:
    """Return one clue of both sides where a text names a crossing (``Talismán–El Carmen``; brief F)."""
    roles = gazetteer().route_role
    sides = [{i: s for i, s in c.found.items() if i in roles} for c in clues]
    if not all(sides) or not any(roles[i] == "crossing" for side in sides for i in side):
        return clues
    both = {i: s / max(side.values()) for side in sides for i, s in side.items()}
    return [_clue(Part(clues[0].part.key), both, _UNEXPLAINED)]


def _above(place: Place) -> tuple[str, ...]:
    """Return the ids of the places that a place is in."""
    ids = dict.fromkeys((place.country, place.admin1, place.admin2, place.municipio_2024))
    return tuple([i for i in ids if i is not None and i != place.id])


def _clue(part: Part, found: Found, as_text: float) -> _Clue:
    tops: dict[str, float] = {}
    places: list[tuple[Place, float, tuple[str, ...]]] = []
    divisions: defaultdict[str | None, list[tuple[Place, float]]] = defaultdict(list)
    for place_id, support in found.items():
        place = gazetteer().place(place_id)
        if place is not None:
            tops[place.country] = max(support, tops.get(place.country, 0.0))
            places.append((place, support, _above(place)))
            if place.level == 2:
                divisions[place.admin1].append((place, support))
    top = max(found.values(), default=0.0)
    return _Clue(part, found, top, as_text, tops, tuple(places), dict(divisions))


@lru_cache(maxsize=1 << 15)
def _clue_of(part: Part, home: str | None) -> tuple[_Clue, frozenset[str]]:
    """Return a part with its readings, and flags of how they were found; the same part stands in many texts."""
    found, how = candidates(part, home)
    if part.column is not None:
        found = {i: s * _column_fit(i, part) for i, s in found.items()}
    return _clue(part, found, _as_text(part, found)), how


@lru_cache(maxsize=1 << 12)
def _clue_of_code(part: Part) -> _Clue:
    return _clue(part, dict.fromkeys(part.key[1:].split(";"), 1.0), _UNEXPLAINED)


def _clues(parts: list[Part], home: str | None, flags: set[str]) -> list[_Clue]:
    clues: list[_Clue] = []
    doubtful: list[Part] = []
    for whole in parts:
        if whole.key.startswith("#"):
            clues.append(_clue_of_code(whole))
            continue
        for part in split_known(whole, home):
            # Said twice in one text it is two levels (Choluteca, Choluteca), a third time nothing new.
            if sum([c.part == part for c in clues]) > 1:
                continue
            clue, how = _clue_of(part, home)
            if is_placeholder(part.key):
                if clue.found:
                    doubtful.append(part)
                else:
                    continue
            flags |= how
            clues.append(clue)
    return [c for c in clues if c.part not in doubtful or _in_company(c, clues)] if doubtful else clues


def _in_company(clue: _Clue, clues: list[_Clue]) -> bool:
    """Return whether letters that also mean "no answer" are a place: ``Raleigh, NC``, not ``Danlí, ND``."""
    if len(clues) == 1:
        return False
    countries = {p.country for i in clue.found if (p := gazetteer().place(i))}
    known = [i for c in clues if c is not clue for i in c.found]
    return not known or any((p := gazetteer().place(i)) and p.country in countries for i in known)


def _column_fit(place_id: str, part: Part) -> float:
    """Return how well a place fits the column that names it: by its level, and by its own name before a nickname."""
    place = gazetteer().place(place_id)
    if place is None or place.level != part.column:
        return 0.2
    return 1.0 if part.column == 2 or key(place.name) == part.key else 0.35


def _as_text(part: Part, found: Found) -> float:
    if part.kind in URBAN:
        return 0.8
    if part.kind in RURAL:
        return 0.5
    if not found:
        return 0.3
    namesakes = sum(1 for s in found.values() if s > 0.04)
    return _UNEXPLAINED + 0.15 * (1 - 1 / max(1, namesakes)) * (0.1 if part.column else 1.0)


def _weigh(clues: list[_Clue]) -> list[_Reading]:
    best: dict[str, _Reading] = {}
    for at, clue in enumerate(clues):
        others = [(c, i < at) for i, c in enumerate(clues) if i != at]
        for place, support, above in clue.places:
            reading = _supported(place, support, above, clue, others)
            known = best.get(place.id)
            if known is None or reading.score > known.score:
                best[place.id] = reading
    least = _LEAST_SHARE * max([r.score for r in best.values()], default=0.0)
    # Many unexplained parts leave nothing of a support.
    likely = [r for r in best.values() if r.score >= least and r.score > 0.0]
    return sorted(likely, key=lambda r: (-r.score, r.place.level == 0, r.place.id))


def _supported(
    place: Place, support: float, above: tuple[str, ...], clue_of_own: _Clue, others: list[tuple[_Clue, bool]]
) -> _Reading:
    """Weigh one reading of a part against the other parts, each with whether it stands before this one."""
    score = support
    texts: list[Part] = []
    own = clue_of_own.part
    if own.kind in URBAN:
        texts.append(own)
    for clue, before in others:
        found = clue.found
        up = 0.0
        for i in above:
            if i in found:
                up += found[i]
        if up:
            factor, inside = (
                min(1.5, max(up / clue.top, _AT_HOME * up / (clue.tops.get(place.country) or clue.top))),
                None,
            )
            if before and _upside_down(place, clue, clue_of_own):
                factor *= 0.5
        else:
            factor, inside = 0.0, None
            if place.id in found or (place.level == 4 and place.admin1 in clue.divisions):
                factor, inside = _beside(place, clue, own, before=before)
        if clue.part.kind in URBAN:
            texts.append(clue.part)
            # A zone or a colony is part of a town.
            below = 1.0 if place.level >= 2 else 0.4
            factor = max(factor, clue.as_text * below)
        elif factor <= clue.as_text and place.level >= 0:
            factor = clue.as_text * (1.0 if before or clue.part.kind else 0.6)
            factor *= 1.0 if place.level >= 2 else 0.5 if place.level == 1 else 0.3
            texts.append(clue.part)
        elif inside is not None:
            place = replace(place, admin2=inside)
            above = _above(place)
        score *= factor
    return _Reading(place, score, tuple(texts))


def _upside_down(place: Place, above: _Clue, own: _Clue) -> bool:
    """Whether a Salvadoran municipio of 2024 stands before a name that is its department's as well as a district's.

    Small comes before large, so ``San Salvador Centro, San Salvador`` is the municipio.
    """
    return (
        place.municipio_2024 is not None
        and place.municipio_2024 != place.id
        and place.municipio_2024 in above.found
        and place.admin1 in own.found
    )


def _beside(place: Place, clue: _Clue, own: Part, *, before: bool) -> tuple[float, str | None]:
    """Return how a part supports a reading that it does not contain, and the municipality it puts it in."""
    if place.id in clue.found:
        same_words = clue.part.key == own.key and clue.part.column is None
        return (0.03 if same_words else 0.9) * clue.found[place.id] / clue.top, None
    if place.level == 4:
        for around, support in clue.divisions.get(place.admin1, ()):
            km = distance_km(place, around)
            if km is not None and km <= _IN_MUNICIPALITY_KM:
                # Small comes before large, unless a kind word says which is the village.
                likely = 0.8 if before and own.kind is None else 3.0
                return likely * support / clue.top, around.id
    return 0.0, None


def _answer(
    raw: str, clues: list[_Clue], readings: list[_Reading], flags: set[str], home: str | None
) -> Resolution:
    if not readings:
        texts = tuple(c.part for c in clues)
        name, kind = _locality(texts)
        if texts:
            flags.add("unknown_part")
        return Resolution(raw, (), (), name, kind, tuple(sorted(flags)))
    by_part = {c.part: c for c in clues}
    if not _strays(readings[0], by_part):
        readings = [r for r in readings if not _strays(r, by_part)]
    kept = _without_seats(readings)[:_MOST_READINGS]
    total = sum(r.score for r in kept)
    first = kept[0]
    texts = first.texts
    own = next((c.part for c in clues if first.place.id in c.found and c.part.kind in RURAL), None)
    if own is not None and len(kept) > 1 and first.place.level == 4 and len(clues) == 1:
        # One of several villages of that name: the words say more than any one reading.
        texts = (own, *texts)
    if any(p.kind is None and not by_part[p].found for p in texts):
        flags.add("unknown_part")
    if any(p.kind is None and len(by_part[p].found) == 1 for p in texts) or any(p.column for p in texts):
        flags.add("conflict")
    if len(kept) > 1:
        flags.add("ambiguous")
    if _by_nickname(first.place, clues):
        flags.add("alias")
    if home is not None and first.place.country == home:
        flags.discard("country_conflict")
    name, kind = _locality(tuple(p for p in texts if not p.column))
    if name is None and first.place.id in gazetteer().route_role:
        flags.add("route_place")
    scores = tuple(r.score / total for r in kept)
    return Resolution(raw, tuple(r.place for r in kept), scores, name, kind, tuple(sorted(flags)))


def _by_nickname(place: Place, clues: list[_Clue]) -> bool:
    curated = gazetteer().curated
    line = (place.id, place.admin1, place.country)
    return any(c.part.kind == "zona" and place.id in c.found for c in clues) or any(
        (c.part.key, i) in curated for c in clues for i in line if i is not None
    )


def _strays(reading: _Reading, by_part: dict[Part, _Clue]) -> bool:
    """Return whether a reading leaves a known place of the text outside it."""
    return any(p.kind not in _BELOW and by_part[p].found for p in reading.texts)


def _without_seats(readings: list[_Reading]) -> list[_Reading]:
    """Drop the town that is the seat of a municipality also read: they are one answer."""
    seats: list[_Reading] = []
    divisions = [r.place for r in readings if r.place.level == 2]
    for reading in readings:
        place = reading.place
        if place.level in (3, 4) and any(_is_seat(place, m) for m in divisions):
            continue
        seats.append(reading)
    return seats


def _is_seat(town: Place, municipality: Place) -> bool:
    if town.admin1 != municipality.admin1 or town.admin2 not in (None, municipality.id):
        return False
    km = distance_km(town, municipality)
    return km is None or km <= (_NAMESAKE_KM if key(town.name) == key(municipality.name) else _SEAT_KM)


def _locality(texts: tuple[Part, ...]) -> tuple[str | None, str | None]:
    for wanted in (RURAL, URBAN, frozenset({None})):
        for part in texts:
            if part.kind in wanted and not part.key.startswith("#"):
                return part.key, part.kind
    for part in texts:
        if not part.key.startswith("#"):
            return part.key, part.kind
    return None, None
