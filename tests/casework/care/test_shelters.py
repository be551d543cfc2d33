"""Which shelter suits which child, and what a shelter may not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tracing.casework.care.shelters import (
    Child,
    Shelter,
    ShelterKind,
    is_firewalled,
    shelter_faults,
    unsuited,
)
from tracing.casework.hold_kinds import FlagKind

TONIGHT = date(2026, 3, 31)
GIRLS = Shelter("MX", ShelterKind.CHILDREN, 12, 17, ("F",), 20, date(2026, 1, 1), "MX-CHP")
ALL = replace(GIRLS, least_age=0, sexes=("F", "M", "X"))


def born(year: int, month: int = 1, day: int = 1, to: date | None = None, sex: str | None = "F") -> Child:
    first = date(year, month, day)
    return Child(first, to or first, sex)


# The shelter, the child, and what whoever places it there has to answer.
SUITS = [
    ("a girl of 14 among girls of 12 to 17", GIRLS, born(2012, 1, 5), []),
    ("a girl of 10", GIRLS, born(2016), ["shelter_age"]),
    ("on the day on which she turns 12", GIRLS, born(2014, 3, 31), []),
    ("the day before", GIRLS, born(2014, 4, 1), ["shelter_age"]),
    ("on the day on which she turns 18", GIRLS, born(2008, 3, 31), ["shelter_age"]),
    ("the day before that: she is 17", GIRLS, born(2008, 4, 1), []),
    ("born on 29 February, twelve years ago", GIRLS, born(2012, 2, 29), []),
    ("11 or 12, nobody knows", GIRLS, born(2014, 1, 1, date(2014, 12, 31)), ["shelter_age_unsure"]),
    ("a birth date that nobody knows", GIRLS, Child(sex="F"), ["shelter_age_unsure"]),
    ("a boy among girls", GIRLS, born(2012, sex="M"), ["shelter_sex"]),
    ("a child recorded as neither", GIRLS, born(2012, sex="X"), ["shelter_sex"]),
    ("a child whose sex nobody wrote down, among girls", GIRLS, born(2012, sex=None), ["shelter_sex"]),
    ("the same where all are taken", ALL, born(2012, sex=None), []),
    ("a baby in a house of many", ALL, born(2025), ["under_three"]),
    ("a baby with its mother, herself a girl", replace(ALL, kind=ShelterKind.MOTHERS), born(2025), []),
    ("a child of three", ALL, born(2023, 3, 31), []),
    ("a child on its own among families", replace(ALL, kind=ShelterKind.FAMILIES), born(2012), ["shelter_kind"]),
    ("a child without such a history among survivors", replace(ALL, kind=ShelterKind.TRAFFICKING), born(2012), ["shelter_kind"]),
    (
        "one with it", replace(ALL, kind=ShelterKind.TRAFFICKING),
        replace(born(2012), flags=frozenset({FlagKind.TRAFFICKING_CONCERN})), [],
    ),
    ("a boy of 9 among girls of 12 to 17", GIRLS, born(2017, sex="M"), ["shelter_age", "shelter_sex"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("shelter", "child", "warned"), [row[1:] for row in SUITS], ids=[r[0] for r in SUITS]
)
def test_whom_a_shelter_suits(shelter: Shelter, child: Child, warned: list[str]) -> None:
    assert [warning.code for warning in unsuited(shelter, child, TONIGHT)] == warned


# What is entered, and the rule that refuses it.
REFUSED = [
    ("a shelter", GIRLS, "Casa de los Volcanes", []),
    ("ages the wrong way round", replace(GIRLS, least_age=17, most_age=12), "Casa", ["ages_reversed"]),
    ("for adults", replace(GIRLS, most_age=60), "Casa", ["ages_reversed"]),
    ("for nobody", replace(GIRLS, sexes=()), "Casa", ["no_sexes"]),
    ("for a sex that isn't one", replace(GIRLS, sexes=("H",)), "Casa", ["no_sexes"]),
    ("with fewer places than none", replace(GIRLS, places=-1), "Casa", ["too_many_places"]),
    ("survivors of trafficking at an open address", replace(GIRLS, kind=ShelterKind.TRAFFICKING), "Casa", ["must_be_confidential"]),
    ("a secret address without its law", replace(GIRLS, confidential=True), "Casa", ["confidential_by_missing"]),
    ("a secret address with it", replace(GIRLS, confidential=True, confidential_by="LGDNNA"), "Casa", []),
    ("a migration station", GIRLS, "Estación Migratoria Siglo XXI", ["shelter_firewall"]),
    ("a police post", GIRLS, "Albergue de la Policía Nacional", ["shelter_firewall"]),
    ("a migration institute by its short name", GIRLS, "Albergue INM Tapachula", ["shelter_firewall"]),
    ("a province of another country", replace(GIRLS, subdivision="GT-01"), "Casa", ["shelter_not_of_country"]),
]  # fmt: skip


@pytest.mark.parametrize(("shelter", "name", "broken"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_a_shelter_may_be(shelter: Shelter, name: str, broken: list[str]) -> None:
    assert [rule.code for rule in shelter_faults(shelter, name)] == broken


@pytest.mark.parametrize(
    ("name", "detention"),
    [
        ("Estacion migratoria de Tenosique", True),
        ("centro de detención", True),
        ("ICE detention center", True),
        ("Instituto Nacional de Migración, Tapachula", True),
        ("Comisaría 3", True),
        ("Casa del Migrante", False),
        ("Hospital General, pediatría", False),
        ("Familia Pop Caal", False),
    ],
)
def test_a_place_where_children_are_detained_is_known_by_its_name(name: str, detention: bool) -> None:
    assert is_firewalled(name) is detention
