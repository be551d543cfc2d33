"""What one part of a place text may mean: place ids with their support (brief F1, F2)."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from tracing.standardise.places.gazetteer import gazetteer
from tracing.standardise.places.wording import (
    ADMIN1,
    CANTON,
    DISTRICT,
    MUNICIPALITY,
    RURAL,
    URBAN,
    Part,
)

__all__ = ["by_code", "candidates", "split_known"]

_SAME_SOUND = 0.6
_ONE_EDIT = 0.35
_NO_ARTICLE = 0.6
_SHORTEST_HEARD = 5
_TWO_EDITS_FROM = 12
_MOST_NEAR = 12
_ARTICLES = ("EL ", "LA ", "LOS ", "LAS ")
_TITLES = ("CIUDAD DE ", "CIUDAD ", "VILLA DE ", "VILLA ", "PUEBLO DE ", "PUEBLO ", "PUERTO DE ", "ISLA DE ")
_NAMELESS = frozenset({"DE", "DEL", "EN", "Y"})
_BEFORE_SAINT = frozenset({"SAN", "SANTA", "SANTO", "EL", "LA", "LOS", "LAS", "DE", "DEL", "NUEVA", "NUEVO"})
_SAINT = re.compile(r"(?:SAN|SANTA|SANTO) [A-Z]+ ([A-Z]{5,})")
_LONGEST_PART = 12
Found = dict[str, float]


@lru_cache(maxsize=1 << 14)
def by_code(code: str, country: str | None, column: int | None = None) -> tuple[str, ...]:
    """Return the ids that a code names: ``HN-CR``, ``GT-GU``, ``CR`` or ``0703`` with the country (brief F1).

    Subdivision codes collide across countries, so without a country every country's reading is returned.
    """
    g = gazetteer()
    code = code.strip().upper()
    if g.place(code) is not None and "-" in code:
        return (code,)
    head, dash, rest = code.partition("-")
    if dash and (found := g.by_code.get((head, rest))):
        return (found,)
    if not (code.isdigit() or (code.isalpha() and len(code) <= 3)):
        return ()
    if country is None:
        if code.isdigit() or column != 1:
            return ()
        return tuple(dict.fromkeys(i for (_, c), i in g.by_code.items() if c == code and i != code))
    width = {1: 2, 2: 4}.get(column or 0, 4 if len(code) > 2 else 2)
    if column == 2 and country == "MX":
        width = 5
    for form in (code, code.zfill(width), code.lstrip("0")):
        found = g.by_code.get((country, form))
        if found and found != country:
            return (found,)
    return ()


@lru_cache(maxsize=1 << 15)
def candidates(part: Part, country: str | None = None) -> tuple[Found, frozenset[str]]:
    """Return the readings of a part (place id → support) and flags of how they were found.

    The country narrows the reading where the name exists there; elsewhere others stay and are flagged.
    Exact names and nicknames come first, then the same sound, then one letter off (brief F2).
    """
    if part.kind in URBAN:
        return _zone(part, country)
    flags: set[str] = set()
    found = _named(part.key, country, part.kind)
    if not found and part.kind not in RURAL - CANTON:
        found = _heard(part.key, country, part.kind, near=part.kind is None or part.kind not in RURAL)
        if found:
            flags.add("fuzzy")
    elif not found:
        found = _heard(part.key, country, part.kind, near=False)
    if not found and country is not None:
        found, flags_elsewhere = candidates(part, None)
        if found:
            return found, flags_elsewhere | {"country_conflict"}
    return found, frozenset(flags)


def _zone(part: Part, country: str | None) -> tuple[Found, frozenset[str]]:
    # Numbered zones are how people of Guatemala City say where they live (brief F2).
    if part.kind == "zona" and country in (None, "GT") and part.key.split()[-1].isdigit():
        return {"GT-01-01": 0.5}, frozenset()
    return {}, frozenset()


def _named(name: str, country: str | None, kind: str | None) -> Found:
    if kind is not None and (found := _admitted(f"{kind.upper()} DE {name}", country, kind)):
        return found
    if found := _admitted(name, country, kind):
        return found
    for title in _TITLES:
        if name.startswith(title) and (found := _admitted(name[len(title) :], country, kind)):
            return {i: s * 0.8 for i, s in found.items()}
    for article in _ARTICLES:
        if name.startswith(article):
            return {i: s * _NO_ARTICLE for i, s in _admitted(name[len(article) :], country, kind).items()}
    saint = _SAINT.fullmatch(name)
    if saint and (found := _admitted(saint[1], "GT", kind or "municipio")) and country in (None, "GT"):
        return {i: s * 0.5 for i, s in found.items()}
    merged: Found = {}
    for article in (*_ARTICLES, "DEL "):
        for i, s in _admitted(article + name, country, kind).items():
            merged[i] = s * _NO_ARTICLE
    return merged


def _admitted(name: str, country: str | None, kind: str | None) -> Found:
    """Return the exact readings that the country and the kind word admit."""
    found = gazetteer().by_name.get(name)
    if not found:
        return {}
    out: Found = {}
    for i, support in found.items():
        place = gazetteer().place(i)
        if place is None or (country is not None and place.country != country):
            continue
        weight = _fits(kind, place.level, place.country)
        if weight:
            out[i] = support * weight
    return out


def _fits(kind: str | None, level: int, country: str) -> float:
    """Return how well a kind word fits a level: a canton is a municipality in CR, a hamlet in SV (F1)."""
    if kind is None:
        return 1.0
    if kind in MUNICIPALITY:
        return {2: 1.0, 3: 0.3, 4: 0.3}.get(level, 0.02)
    if kind in ADMIN1:
        return {1: 1.0, 0: 0.05, 2: 0.05}.get(level, 0.0)
    if kind in CANTON and country == "CR":
        return 1.0 if level == 2 else 0.0
    if kind in DISTRICT:
        if country in {"SV", "PA"} and level == 2:
            return 1.0
        if level == 1 and country in {"PA", "BZ"}:
            return 1.0
        return {3: 0.5, 4: 0.3, 2: 0.1 if kind == "distrito" else 0.0}.get(level, 0.0)
    return 1.0 if level >= 3 else 0.0


def _heard(name: str, country: str | None, kind: str | None, near: bool) -> Found:
    """Return the readings that sound the same, else those one letter off (two from 12 letters on)."""
    g = gazetteer()
    if len(name) < _SHORTEST_HEARD:
        return {}
    out: Found = {}
    for k in g.same_sound(name):
        for i, s in _admitted(k, country, kind).items():
            out[i] = max(out.get(i, 0.0), s * _SAME_SOUND)
    if out or not near:
        return out
    heard = g.sound_of(name)
    for edits in (1, 2) if len(heard) >= _TWO_EDITS_FROM else (1,):
        for length in range(len(heard) - edits, len(heard) + edits + 1):
            for other, _, _ in extract(
                heard, g.near_sounds(length), scorer=OSA.distance, score_cutoff=edits, limit=_MOST_NEAR
            ):
                for k in g.keys_of_sound(other):
                    for i, s in _admitted(k, country, kind).items():
                        out[i] = max(out.get(i, 0.0), s * _ONE_EDIT / edits)
        if out:
            break
    return out


@lru_cache(maxsize=1 << 15)
def split_known(part: Part, country: str | None = None) -> tuple[Part, ...]:
    """Split a part without separators into known names: ``DANLI EL PARAISO`` is two places (brief F)."""
    words = part.key.split()
    if len(words) < 2 or len(words) > _LONGEST_PART:
        return (part,)
    if part.kind in RURAL or part.kind in URBAN:
        return _split_tail(part, words, country)
    if _named(part.key, country, part.kind) or _named(part.key, None, part.kind):
        return (part,)
    whole, pieces = _cover(words, country)
    if not pieces or (not whole and _heard(part.key, country, part.kind, near=True)):
        return (part,)
    if whole and _heard(part.key, country, part.kind, near=False):
        return (part,)
    first, *rest = pieces
    return (
        Part(first, part.kind, part.column if len(pieces) == 1 else None),
        *(Part(p) for p in rest),
    )


def _split_tail(part: Part, words: list[str], country: str | None) -> tuple[Part, ...]:
    """Cut the municipality or department off the end of a village: ``EL ROSARIO DE DANLI``."""
    if _admitted(part.key, country, part.kind):
        return (part,)
    start = 2 if words[0] in {"ZONA", "KM"} else 1
    for i in range(start, len(words)):
        head, tail = words[:i], words[i:]
        if tail[0] in _NAMELESS or head[-1] in _BEFORE_SAINT - _NAMELESS:
            continue
        while head[-1] in _NAMELESS and len(head) > 1:
            head = head[:-1]
        if words[i - 1] in _NAMELESS or len(head) >= start:
            known = _admitted(" ".join(tail), country, None)
            level = min((p.level for j in known if (p := gazetteer().place(j))), default=9)
            if level <= 2 and max(known.values()) >= 0.6 and head[-1] not in _BEFORE_SAINT:
                return (Part(" ".join(head), part.kind, part.column), Part(" ".join(tail)))
    return (part,)


def _cover(words: list[str], country: str | None) -> tuple[bool, list[str]]:
    """Return whether known names cover the words, and the pieces; no pieces where nothing is known."""
    size = len(words)
    names = gazetteer().by_name
    best: list[tuple[float, list[str], list[str]]] = [(0.0, [], [])]
    for end in range(1, size + 1):
        cost, pieces, loose = best[end - 1]
        word = words[end - 1]
        options = [(cost + (0.1 if word in _NAMELESS else 3.0), pieces, [*loose, word])]
        for start in range(max(0, end - 6), end):
            name = " ".join(words[start:end])
            found = names.get(name) or (_named(name, country, None) if _SAINT.fullmatch(name) else None)
            # Small villages would tear unknown names apart; a state's letters stand at the end.
            last_code = end == size and len(name) == 2
            if not found or (max(found.values()) < 0.3 and not last_code) or word in _NAMELESS:
                continue
            if start == end - 1 and word in _BEFORE_SAINT and size > 1:
                continue
            if country is not None and end - start == 1 and not _admitted(name, country, None):
                continue
            cost, pieces, loose = best[start]
            options.append((cost + 1.0, [*pieces, *_join(loose), name], []))
        best.append(min(options, key=lambda o: (o[0], len(o[1]))))
    cost, pieces, loose = best[size]
    if not pieces:
        return False, []
    return cost == len(pieces) or cost < 3.0, [*pieces, *_join(loose)]


def _join(loose: list[str]) -> list[str]:
    text = list(loose)
    while text and text[-1] in _NAMELESS:
        text.pop()
    while text and text[0] in _NAMELESS:
        text.pop(0)
    return [" ".join(text)] if text else []
