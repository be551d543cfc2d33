"""Graded pairs for people who learn to judge: a child found and an inquiry with one trap of brief H4 in them, and the truth.

Each trap comes in the ways in which it deceives and in those in which it doesn't: whoever learns "1 January means no" has learnt nothing.
What decides stands in the records; only a thin inquiry leaves it open.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from tracing.samples.clerk import misheard, plain
from tracing.samples.generate import PLACES_FOUND, TODAY
from tracing.samples.population import Child, Family, Person, family, given_names, places_of

__all__ = ["TRAPS", "Lesson", "make_lesson"]

MARKS = ("cicatriz en la frente", "lunar en mano izquierda", "cicatriz rodilla derecha", "lunar en mejilla")

TRAPS: Final[Mapping[str, tuple[str, ...]]] = {
    "plain": ("same", "other"),
    "thin_inquiry": ("open",),
    "swapped_surnames": ("same", "other"),
    "homonyms": ("other", "same"),
    "mothers_name_only": ("same", "other"),
    "first_of_january": ("same", "other"),
    "twins": ("twin", "same"),
    "sibling_lead": ("sibling", "same"),
}
"""Trap → what the two records may be to each other: ``same`` child, ``twin``, ``sibling``, ``other`` child, or ``open``."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A pair as rows of the file contract, and what the two are to each other."""

    trap: str
    truth: str
    child: Mapping[str, str] = field(repr=False)
    inquiry: Mapping[str, str] = field(repr=False)


def make_lesson(trap: str, truth: str, seed: str) -> Lesson:
    """Make a pair with a trap, for one of its truths (``TRAPS``). The same arguments make the same pair."""
    if truth not in TRAPS[trap]:
        raise ValueError(f"{trap} has no {truth}: expected one of {', '.join(TRAPS[trap])}")
    rng = random.Random(f"lesson/{trap}/{truth}/{seed}")
    child, inquiry = _MAKERS[trap](rng, truth)
    return Lesson(trap, truth, child, inquiry)


Pair = tuple[dict[str, str], dict[str, str]]


def _home(rng: random.Random) -> Family:
    """Return a family with both parents and a child of 3 to 16."""
    while True:
        home = family(rng)
        years = (TODAY - home.children[0].born).days // 365
        if home.father is not None and home.mother.second and 3 <= years <= 16:
            return home


def _stranger(rng: random.Random, home: Family, like: Child) -> tuple[Family, Child]:
    """Return another family elsewhere in the country, and a child of it near in age."""
    while True:
        other = _home(rng)
        places = [p for p in places_of()[home.place.country] if p.department != home.place.department]
        if other.mother.first != home.mother.first and places:
            break
    born = like.born + timedelta(days=rng.choice((-1, 1)) * rng.randrange(200, 600))
    return replace(other, place=rng.choice(places)), replace(other.children[0], born=born)


def _found(rng: random.Random, home: Family, child: Child, named: Person | None = None) -> dict[str, str]:
    name = named or child.name
    return _row(home, child) | {
        "record_id": "C1",
        "agency": "MX-DIF",
        "given_names": " ".join(misheard(rng, n) if rng.random() < 0.3 else n for n in name.given),
        "first_surname": name.first,
        "second_surname": name.second or "",
        "event_date": (TODAY - timedelta(days=rng.randrange(5, 60))).isoformat(),
        "event_place": rng.choice(PLACES_FOUND),
    }


def _asked(rng: random.Random, home: Family, child: Child) -> dict[str, str]:
    name = child.name
    return _row(home, child) | {
        "record_id": "I1",
        "agency": {"HN": "HN-SENAF", "GT": "GT-PGN", "SV": "SV-CONAPINA"}.get(home.place.country, "MX-DIF"),
        "given_names": " ".join(name.given),
        "first_surname": name.first,
        "second_surname": name.second or "",
        "inquirer_name": home.mother.full(),
        "inquirer_relation": "mother",
        "event_date": (TODAY - timedelta(days=rng.randrange(60, 200))).isoformat(),
    }


def _row(home: Family, child: Child) -> dict[str, str]:
    return {
        "sex": child.sex,
        "birth_date": child.born.isoformat(),
        "origin_country": home.place.country,
        "origin_admin1": home.place.department,
        "origin_admin2": home.place.municipality,
        "mother_name": home.mother.full(),
        "father_name": "" if home.father is None else home.father.full(),
    }


def _plain(rng: random.Random, truth: str) -> Pair:
    home = _home(rng)
    child = home.children[0]
    if truth == "same":
        return _found(rng, home, child), _asked(rng, home, child)
    there, other = _stranger(rng, home, child)
    # Of the same surname, as thousands are.
    other = replace(other, name=replace(other.name, first=child.name.first))
    return _found(rng, there, other), _asked(rng, home, child)


def _thin_inquiry(rng: random.Random, truth: str) -> Pair:
    home = _home(rng)
    child = home.children[0]
    asked = _asked(rng, home, child)
    thin = {
        name: asked[name]
        for name in (
            "record_id",
            "agency",
            "event_date",
            "inquirer_name",
            "inquirer_relation",
            "sex",
            "origin_country",
        )
    }
    years = (TODAY - child.born).days // 365
    thin |= {"given_names": child.name.given[0], "age": str(years), "age_date": TODAY.isoformat()}
    # Who asks is no parent, so that nothing of the family is known by it.
    thin |= {"inquirer_name": given_names(rng, "F")[0], "inquirer_relation": "neighbour"}
    return _found(rng, home, child), thin


def _swapped_surnames(rng: random.Random, truth: str) -> Pair:
    home = _home(rng)
    child = home.children[0]
    turned = replace(child.name, first=child.name.second or "", second=child.name.first)
    if truth == "same":
        return _found(rng, home, child, turned), _asked(rng, home, child)
    # Somebody whose father has the mother's surname: another family.
    there, other = _stranger(rng, home, child)
    return _found(rng, there, replace(other, sex=child.sex), turned), _asked(rng, home, child)


def _homonyms(rng: random.Random, truth: str) -> Pair:
    home = _home(rng)
    child = home.children[0]
    if truth == "same":
        return _found(rng, home, child), _asked(rng, home, child)
    there, other = _stranger(rng, home, child)
    return _found(rng, there, replace(other, sex=child.sex, name=child.name)), _asked(rng, home, child)


def _mothers_name_only(rng: random.Random, truth: str) -> Pair:
    home = _home(rng)
    child = home.children[0]
    asked = _asked(rng, home, child)
    asked["mother_name"] = " ".join(home.mother.given[:1])
    asked["inquirer_name"], asked["inquirer_relation"] = given_names(rng, "F")[0], "grandmother"
    asked.pop("father_name")
    asked["marks"] = rng.choice(MARKS)
    if truth == "same":
        return _found(rng, home, child) | {"marks": asked["marks"]}, asked
    there, other = _stranger(rng, home, child)
    there = replace(there, mother=replace(there.mother, given=home.mother.given))
    marks = {"marks": rng.choice([m for m in MARKS if m != asked["marks"]])}
    name = replace(other.name, given=child.name.given)
    return _found(rng, there, replace(other, sex=child.sex, name=name)) | marks, asked


def _first_of_january(rng: random.Random, truth: str) -> Pair:
    home = _home(rng)
    child = home.children[0]
    imputed = child.born.replace(month=1, day=1).isoformat()
    if truth == "same":
        return _found(rng, home, child) | {"birth_date": imputed}, _asked(rng, home, child)
    # Both have the day that nobody knew, and the same year.
    there, other = _stranger(rng, home, child)
    other = replace(other, sex=child.sex, name=replace(other.name, first=child.name.first))
    return (
        _found(rng, there, other) | {"birth_date": imputed},
        _asked(rng, home, child) | {"birth_date": imputed},
    )


def _twins(rng: random.Random, truth: str) -> Pair:
    home = _home(rng)
    child = home.children[0]
    if truth == "same":
        twin = _sister_or_brother(rng, child, child.born)
        # The inquiry tells of the other one, who is at home.
        return _found(rng, home, child), _asked(rng, home, child) | {"siblings": twin.name.given[0]}
    twin = _sister_or_brother(rng, child, child.born)
    return _found(rng, home, twin), _asked(rng, home, child) | {"siblings": twin.name.given[0]}


def _sibling_lead(rng: random.Random, truth: str) -> Pair:
    home = _home(rng)
    child = home.children[0]
    sibling = _sister_or_brother(
        rng, child, child.born + timedelta(days=rng.choice((-1, 1)) * rng.randrange(400, 900))
    )
    asked = _asked(rng, home, child) | {"siblings": sibling.name.given[0]}
    return _found(rng, home, child if truth == "same" else sibling), asked


def _sister_or_brother(rng: random.Random, child: Child, born: date) -> Child:
    while True:
        given = given_names(rng, child.sex)
        if not {plain(n) for n in given} & {plain(n) for n in child.name.given}:
            return Child(Person(given, child.name.first, child.name.second), child.sex, born)


_MAKERS: Final[Mapping[str, Callable[[random.Random, str], Pair]]] = {
    "plain": _plain,
    "thin_inquiry": _thin_inquiry,
    "swapped_surnames": _swapped_surnames,
    "homonyms": _homonyms,
    "mothers_name_only": _mothers_name_only,
    "first_of_january": _first_of_january,
    "twins": _twins,
    "sibling_lead": _sibling_lead,
}
