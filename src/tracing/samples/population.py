"""Families: parents, children, home, telephone, and the children themselves (brief A1, H4)."""

from __future__ import annotations

import bisect
import csv
import itertools
import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

__all__ = ["Child", "Family", "Person", "Place", "around", "family", "given_names", "places_of"]

NAME_REUSED = 0.01
"""A later child named for an elder one who died (brief H4.3)."""
COUSINS = 0.10
"""A brother of the father lives in the village with his own children (brief H4.5)."""
HOMONYMS = 0.05
"""Another child of the country bears the same full name (brief H4.4)."""

COUNTRIES = {"HN": 33, "GT": 29, "SV": 16, "MX": 11, "NI": 5, "CR": 2, "PA": 2, "DO": 2}
CALLING = {
    "HN": "504",
    "GT": "502",
    "SV": "503",
    "MX": "5255",
    "NI": "505",
    "CR": "506",
    "PA": "507",
    "DO": "180",
}

# The most common surnames by country, most common first (national registers' published lists; brief H4.4, D6).
HEADS = {
    "HN": "Hernández López Martínez Rodríguez García Mejía Cruz Flores Sánchez Reyes Zelaya Pineda Norales Guity",
    "GT": "López Pérez García Morales Hernández González Caal Choc Tzoc Ixcoy Coc Xol Pop Pascual Mateo Ajanel Méndez",
    "SV": "Hernández Martínez López Rivera Flores Ramos Portillo Guevara Aguilar Alfaro Menjívar Quintanilla Orellana",
    "MX": "Hernández García Martínez López González Pérez Rodríguez Sánchez Ramírez Cruz Gómez Méndez Díaz",
    "NI": "López García Martínez Hernández González Pérez Gutiérrez Rodríguez Mendoza Zeledón Wilson Taylor",
    "CR": "Rodríguez Vargas Jiménez Mora Rojas González Sánchez Hernández Ramírez Castro",
    "PA": "González Rodríguez Sánchez Pérez Martínez Castillo Montezuma Bejarano Miranda",
    "DO": "Rodríguez Pérez García Martínez Reyes Sánchez Peña De la Cruz Pierre Jean",
}
MODERN = {
    "M": "Brayan Kevin Josué Jefferson Wilmer Darwin Anthony Christopher Edwin Elmer Melvin Carlos José Juan Luis Marvin"
    " Selvin Ángel David Francisco Jesús Santos",
    "F": "Yessica Jennifer Kimberly Génesis Ashley Yeimi Heidy Dayana Katherine Daniela María Ana Rosa Keyla Brittany"
    " Wendy Mirna Lesly Fátima Guadalupe Suyapa Rosario",
}
LANGUAGES = {
    "GT": ("mam", "quc", "kek", "kjb", "ixl"),
    "HN": ("cab", "miq"),
    "MX": ("tzh", "tzo"),
    "NI": ("miq",),
}
VILLAGES = [
    "El Rosario",
    "Las Flores",
    "San José",
    "El Carmen",
    "Buena Vista",
    "La Ceibita",
    "Agua Fría",
    "Los Pinos",
    "Monte Verde",
    "Santa Rita",
    "Piedra Parada",
    "El Zapote",
    "La Esperanza",
    "Río Abajo",
    "Las Delicias",
]


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality with its department and country."""

    country: str
    department: str
    municipality: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's registered name."""

    given: tuple[str, ...]
    first: str
    second: str | None

    def full(self, second: bool = True) -> str:
        """Return the name in one cell, with or without the second surname."""
        return " ".join([*self.given, self.first, *([self.second] if second and self.second else [])])


@dataclass(frozen=True, slots=True)
class Child:
    """One child of a family."""

    name: Person
    sex: str
    born: date


@dataclass(frozen=True, slots=True)
class Family:
    """Parents and children at one home."""

    place: Place
    village: str
    mother: Person
    father: Person | None
    grandmother: Person
    children: tuple[Child, ...]
    phone: str
    language: str


class _Weighted:
    def __init__(self, names: list[tuple[str, float]]) -> None:
        self.names = [n for n, _ in names]
        self.sums = list(itertools.accumulate(w for _, w in names))

    def pick(self, rng: random.Random) -> str:
        return self.names[min(len(self.names) - 1, bisect.bisect(self.sums, rng.random() * self.sums[-1]))]


def _rows(name: str) -> list[dict[str, str]]:
    with (resources.files("tracing.samples") / "data" / name).open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=1)
def _names() -> dict[str, _Weighted]:
    rows = _rows("given_names.csv")
    tables = {sex: [(r["name"], float(r["persons"])) for r in rows if r["sex"] == sex] for sex in "MF"}
    tables["S"] = [(r["name"], float(r["persons"])) for r in _rows("surnames.csv")]
    return {key: _Weighted(table) for key, table in tables.items()}


@lru_cache(maxsize=1)
def places_of() -> dict[str, list[Place]]:
    """Return the municipalities by country."""
    found: dict[str, list[Place]] = {}
    for row in _rows("municipalities.csv"):
        place = Place(row["country"], row["department"], row["municipality"])
        found.setdefault(place.country, []).append(place)
    return found


def _surname(rng: random.Random, country: str) -> str:
    head = HEADS[country].replace("De la Cruz", "De_la_Cruz").split()
    if rng.random() < 0.45:
        return head[min(len(head) - 1, int(rng.expovariate(1 / 5)))].replace("_", " ")
    return _names()["S"].pick(rng)


def given_names(rng: random.Random, sex: str, modern: float = 0.4) -> tuple[str, ...]:
    """Return one or two given names; María and José lead as often as registers say (brief A3)."""
    names: list[str] = []
    for _ in range(2 if rng.random() < 0.75 else 1):
        name = rng.choice(MODERN[sex].split()) if rng.random() < modern else _names()[sex].pick(rng)
        if name not in names:
            names.append(name)
    lead, share = ("María", 0.12) if sex == "F" else ("José", 0.08)
    if rng.random() < share:
        names = [lead, *[n for n in names if n != lead][:1]]
    return tuple(names)


def _adult(rng: random.Random, sex: str, country: str, first: str | None = None) -> Person:
    return Person(given_names(rng, sex, 0.05), first or _surname(rng, country), _surname(rng, country))


def _child(
    rng: random.Random, mother: Person, father: Person | None, born: date, taken: list[Child]
) -> Child:
    sex = rng.choice("MF")
    given = given_names(rng, sex)
    if taken and rng.random() < NAME_REUSED:
        given, sex = taken[0].name.given, taken[0].sex
    else:
        while any(given == c.name.given for c in taken):
            given = given_names(rng, sex)
    if father is None:
        # The mother's surnames, often only one of them (brief A1).
        return Child(Person(given, mother.first, mother.second if rng.random() < 0.6 else None), sex, born)
    return Child(Person(given, father.first, mother.first), sex, born)


def family(rng: random.Random) -> Family:
    """Make one family; some have twins, one parent, cousins' names."""
    country = rng.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]
    place = rng.choice(places_of()[country])
    mother = _adult(rng, "F", country)
    father = None if rng.random() < 0.2 else _adult(rng, "M", country)
    grandmother = Person(given_names(rng, "F", 0.0), mother.second or mother.first, _surname(rng, country))
    born = date(2024, 6, 1) - timedelta(days=rng.randrange(365 * 16))
    children: list[Child] = []
    for _ in range(rng.choices([1, 2, 3, 4], [4, 3, 2, 1])[0]):
        children.append(_child(rng, mother, father, born, children))
        if rng.random() >= 0.02:  # else a twin follows
            born -= timedelta(days=rng.randrange(320, 1300))
    spoken = LANGUAGES.get(country, ())
    return Family(
        place,
        rng.choice(VILLAGES),
        mother,
        father,
        grandmother,
        tuple(children),
        f"+{CALLING[country]}{rng.randrange(20_000_000, 99_999_999)}",
        rng.choice(spoken) if spoken and rng.random() < 0.3 else "spa",
    )


def _cousins(rng: random.Random, home: Family, father: Person) -> Family:
    country = home.place.country
    uncle = Person(given_names(rng, "M", 0.05), father.first, father.second)
    wife = _adult(rng, "F", country)
    children: list[Child] = []
    for child in home.children[:2]:
        # Near in age, and often named for the same grandfather.
        born = child.born + timedelta(days=rng.randrange(-500, 500))
        made = _child(rng, wife, uncle, min(born, date(2025, 6, 1)), children)
        if rng.random() < 0.3:
            made = Child(Person(child.name.given, made.name.first, made.name.second), child.sex, made.born)
        children.append(made)
    grandmother = Person(given_names(rng, "F", 0.0), wife.second or wife.first, _surname(rng, country))
    phone = f"{home.phone[:-4]}{rng.randrange(10_000):04d}"
    return Family(home.place, home.village, wife, uncle, grandmother, tuple(children), phone, home.language)


def _homonym(rng: random.Random, home: Family) -> Family:
    other = family(rng)
    child = home.children[0]
    born = child.born + timedelta(days=rng.randrange(-900, 900))
    namesake = Child(child.name, child.sex, min(born, date(2025, 6, 1)))
    place = rng.choice(places_of()[home.place.country])
    return Family(
        place,
        other.village,
        other.mother,
        other.father,
        other.grandmother,
        (namesake,),
        other.phone,
        home.language,
    )


def around(rng: random.Random, home: Family) -> list[Family]:
    """Return families that are easily taken for ``home``: cousins in the village, homonyms elsewhere."""
    others = []
    if home.father is not None and rng.random() < COUSINS:
        others.append(_cousins(rng, home, home.father))
    if rng.random() < HOMONYMS:
        others.append(_homonym(rng, home))
    return others
