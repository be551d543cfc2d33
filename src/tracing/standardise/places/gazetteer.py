"""The gazetteer in memory: places by id, by name and by code (brief F1; data/places).

Loading is lazy and happens once in a process. Names are folded in one pass over the whole table, and places
become objects only when asked for: both keep the first use fast.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from math import log10
from operator import itemgetter

from tracing.standardise.places.countries import country_rows
from tracing.standardise.places.place import Place
from tracing.standardise.places.sound import sound
from tracing.standardise.places.wording import ABBREVIATED, key
from tracing.standardise.text import fold

__all__ = ["Gazetteer", "gazetteer"]

# How much a reading is worth before context: most of the children come from the north of Central America.
_COUNTRY_SUPPORT = {"HN": 1.0, "GT": 1.0, "SV": 1.0, "NI": 0.6, "MX": 0.5}
_LEVEL_SUPPORT = {0: 1.5, 1: 0.9, 2: 1.0, 3: 0.3}
_ALIAS = 0.6
_CURATED = 1.2
# Families shorten long names: Todos Santos (Cuchumatán), (San Pedro) Carchá.
_SHORTENED = frozenset({"GT", "HN", "SV", "NI"})
_SHORT = 0.35
_SAINTS = frozenset({"San", "Santa", "Santo", "Santiago", "Nueva", "Nuevo"})
_WORDS = frozenset({"DE", "IN", "ME", "OR", "OK", "HI", "AS", "LA", "AL"})
_LETTERS = re.compile(r"[^0-9A-Z|]+")
_ROW = ("country", "level", "name", "parent_id", "lat", "lon", "municipio_2024", "official_code", "kind")
_EDGE = re.compile(r" *\| *")


class Gazetteer:
    """All places, with what is needed to find them; made by :func:`gazetteer`."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, Place] = {}
        self._support: dict[str, float] = {}
        self.by_name: dict[str, dict[str, float]] = defaultdict(dict)
        """key → place id → support."""
        self.curated: set[tuple[str, str]] = set()
        """(key, place id) of nicknames and variants."""
        self.by_code: dict[tuple[str, str], str] = {}
        """(country, code) → place id."""
        self.route_role: dict[str, str] = {}
        """place id → crossing, transit or head_town."""
        self.handover: dict[str, list[str]] = defaultdict(list)
        """key of a shelter or reception centre → place ids."""
        self._load_countries()
        self._load_divisions()
        self._load_localities()
        self._load_curated()
        self._by_sound: dict[str, list[str]] | None = None
        self._near: dict[int, list[str]] = defaultdict(list)

    def place(self, place_id: str) -> Place | None:
        """Return a place by its id, None if there is none."""
        found = self._places.get(place_id)
        if found is None and (row := self._rows.get(place_id)) is not None:
            found = self._places[place_id] = self._make(place_id, row)
        return found

    def ids(self) -> list[str]:
        """Return the ids of all places."""
        return list(self._rows)

    def same_sound(self, name: str) -> list[str]:
        """Return the keys that sound like ``name``."""
        return self._sounds().get(sound(name), [])

    def near_sounds(self, length: int) -> list[str]:
        """Return the sounds of divisions, nicknames and larger towns that are ``length`` letters long."""
        self._sounds()
        return self._near[length]

    def sound_of(self, name: str) -> str:
        """Return the sound of a key."""
        return sound(name)

    def keys_of_sound(self, heard: str) -> list[str]:
        """Return the keys with the sound ``heard``."""
        return self._sounds().get(heard, [])

    def _sounds(self) -> dict[str, list[str]]:
        if self._by_sound is None:
            keys = list(self.by_name)
            by_sound: dict[str, list[str]] = defaultdict(list)
            # A town of fewer than about 5,000 is too easily one letter from something else.
            for k, heard in zip(keys, sound("|".join(keys)).split("|"), strict=True):
                if heard not in by_sound and max(self.by_name[k].values()) >= 0.25:
                    self._near[len(heard)].append(heard)
                by_sound[heard].append(k)
            self._by_sound = dict(by_sound)
        return self._by_sound

    def _add(self, k: str, place_id: str, support: float) -> None:
        if k:
            known = self.by_name[k]
            known[place_id] = max(support, known.get(place_id, 0.0))

    def _load_countries(self) -> None:
        for code, alpha3, name, aliases in country_rows():
            self._rows[code] = (code, "0", name, "", "", "", "", "", "country")
            for text in (name, alpha3, *filter(None, aliases.split(";"))):
                self._add(key(text), code, _LEVEL_SUPPORT[0])
            self._add(code, code, 0.5)

    def _load_divisions(self) -> None:
        names: list[tuple[str, str, float]] = []
        short_forms: list[tuple[str, str, float]] = []
        for table in ("places.csv", "places_added.csv"):
            for i, iso, aliases, *row in _read(table, "id", "iso_3166_2", "aliases", *_ROW):
                country, level, name, parent, _, _, _, code, kind = row
                self._rows[i] = tuple(row)
                if kind == "border point":
                    support = 0.5
                elif level == "4":
                    support = 0.9
                else:
                    support = _LEVEL_SUPPORT[int(level)]
                support *= _COUNTRY_SUPPORT.get(country, 0.4)
                names.append((name, i, support))
                if aliases:
                    names.extend((a, i, support * _ALIAS) for a in aliases.split(";") if a)
                if level == "2" and country in _SHORTENED and kind != "municipio_2024":
                    short_forms.extend((short, i, support * _SHORT) for short in _short_forms(name))
                    above = self._rows.get(parent)
                    if above is not None and name.endswith(f" de {above[2]}"):
                        # Where the department is said, it is left out of the name: Trinidad (de Copán), Copán.
                        names.append((name.removesuffix(f" de {above[2]}"), i, support * _SHORT))
                elif country in ("US", "CA") and level == "1" and i[3:] not in _WORDS:
                    names.append((i[3:], i, 0.29))
                if code:
                    self.by_code.setdefault((country, code), i)
                if iso:
                    self.by_code[(country, iso.partition("-")[2])] = i
        self._index(names)
        # "Huehuetenango" is not short for San Sebastián Huehuetenango; "San Pedro" is for San Pedro Carchá.
        self._index([f for f in short_forms if " " in f[0] or key(f[0]) not in self.by_name])
        for country, code, i in _read("codes.csv", "country", "code", "place_id"):
            self.by_code.setdefault((country, code), i)

    def _load_localities(self) -> None:
        names: list[tuple[str, str, float]] = []
        at_home = {code: support**0.5 for code, support in _COUNTRY_SUPPORT.items()}
        elsewhere = 0.4**0.5
        for number, country, name, parent, lat, lon, population, aliases in _read(
            "localities.csv",
            "geonames_id",
            "country",
            "name",
            "parent_id",
            "lat",
            "lon",
            "population",
            "aliases",
        ):
            i = "geonames:" + number
            self._rows[i] = (country, "4", name, parent, lat, lon, "", "", "locality")
            people = int(population or 0)
            size = max(0.0, min(3.0, log10(people / 500))) if people > 500 else 0.0
            support = (0.1 + 0.1 * size) * at_home.get(country, elsewhere)
            names.append((name, i, support))
            if aliases:
                names.extend((a, i, support * _ALIAS) for a in aliases.split(";") if a)
        self._index(names)

    def _index(self, names: list[tuple[str, str, float]]) -> None:
        joined = "|".join(n for n, _, _ in names).replace("'", "").replace("’", "")
        folded = _EDGE.sub("|", _LETTERS.sub(" ", fold.__wrapped__(joined))).strip()
        add = self._add
        for k, (_, i, support) in zip(folded.split("|"), names, strict=True):
            add(k, i, support)
            if not ABBREVIATED.isdisjoint(k.split()):
                # Texts have their abbreviations written out: Dr. Belisario Domínguez.
                add(key(k), i, support)

    def _load_curated(self) -> None:
        rank: dict[str, int] = defaultdict(int)
        for alias, i in _read("aliases.csv", "alias", "place_id"):
            k = key(alias)
            country = self._rows[i][0]
            support = _CURATED * 0.9 ** rank[k] * _COUNTRY_SUPPORT.get(country, 0.5) ** 0.5
            rank[k] += 1
            if k != key(self._rows[i][2]):
                self.curated.add((k, i))
            self._add(k, i, support)
            if self._rows[i][1] == "2":
                self._drop_seat(k, self._rows[i][3])
        for i, role in _read("route_places.csv", "place_id", "role"):
            self.route_role[i] = role
        for name, i in _read("handover_places.csv", "name", "place_id"):
            self.handover[key(name)].extend(filter(None, [i]))

    def _drop_seat(self, k: str, admin1: str) -> None:
        # The nickname is the municipality's, so the town of the same name is its seat, not another place.
        known = self.by_name[k]
        for i in [i for i in known if i.startswith("geonames:") and self._rows[i][3] == admin1]:
            del known[i]

    def _make(self, place_id: str, row: tuple[str, ...]) -> Place:
        country, level_text, name, parent, lat, lon, municipio, code, kind = row
        level = int(level_text)
        admin1: str | None = None
        admin2: str | None = None
        if level == 1:
            admin1 = place_id
        elif level in (2, 4):
            admin1 = parent or None
            admin2 = place_id if level == 2 else None
        elif level == 3:
            admin2 = parent
            admin1 = self._rows[parent][3]
        if kind == "municipio_2024":
            municipio = place_id
        return Place(
            place_id, country, level, name, admin1, admin2, float(lat) if lat else None,
            float(lon) if lon else None, municipio or None, code or None, kind,
        )  # fmt: skip


def _short_forms(name: str) -> list[str]:
    words = name.split()
    if len(words) < 3:
        return []
    forms = [" ".join(words[:2])] if words[1] not in {"de", "del", "la", "las", "los", "el"} else []
    if words[0] in _SAINTS and len(words) == 3 and len(words[2]) > 3 and words[1] not in {"de", "del"}:
        forms.append(words[2])
    return forms


def _read(name: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """Yield some columns of a table, row by row; plain tuples load twice as fast as dictionaries."""
    source = files("tracing.standardise").joinpath("data/places", name)
    rows = csv.reader(source.read_text(encoding="utf-8").splitlines())
    header = next(rows)
    return map(itemgetter(*map(header.index, columns)), rows)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the gazetteer, loaded on first use (about a quarter of a second)."""
    return Gazetteer()
