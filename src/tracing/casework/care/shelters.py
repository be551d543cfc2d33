"""Shelters: whom they take, and whether one suits a child (GC 6 §39-40; UN Guidelines for the Alternative Care of Children).

A shelter that doesn't suit isn't forbidden: at night there may be no other. Whoever places a child there says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.agencies import refuse_kind
from tracing.casework.care.rules import Rule, rules
from tracing.casework.hold_kinds import FlagKind
from tracing.casework.majority import birthdays
from tracing.casework.wording import Sentence, worded

__all__ = [
    "ACCESSIBILITIES",
    "ALWAYS_CONFIDENTIAL",
    "FAMILY_BASED_UNDER",
    "OLDEST",
    "SEXES",
    "SHELTER_KINDS",
    "SHELTER_RULES",
    "SUIT_WARNINGS",
    "Accessibility",
    "Child",
    "Shelter",
    "ShelterKind",
    "shelter_faults",
    "unsuited",
]


class ShelterKind(StrEnum):
    """The kinds of shelter (``casework.shelter_versions.kind``)."""

    FIRST_RECEPTION = "first_reception"
    CHILDREN = "children"
    FAMILIES = "families"
    MOTHERS = "mothers"
    DISABILITY = "disability"
    TRAFFICKING = "trafficking"
    HIGH_RISK = "high_risk"


SHELTER_KINDS: Final[Mapping[ShelterKind, Sentence]] = worded(
    {
        ShelterKind.FIRST_RECEPTION: ("Primera acogida, por pocos días", "First reception, for a few days"),
        ShelterKind.CHILDREN: ("Niñas, niños y adolescentes solos", "Children on their own"),
        ShelterKind.FAMILIES: ("Familias con sus hijas e hijos", "Families with their children"),
        ShelterKind.MOTHERS: (
            "Adolescentes embarazadas o con hijas e hijos",
            "Girls who are pregnant or have children",
        ),
        ShelterKind.DISABILITY: ("Con atención a la discapacidad", "With care for disabilities"),
        ShelterKind.TRAFFICKING: ("Víctimas de trata", "Survivors of trafficking"),
        ShelterKind.HIGH_RISK: ("Alto riesgo: domicilio secreto", "High risk: secret address"),
    },
    {ShelterKind.TRAFFICKING: "Palermo Protocol art. 6"},
)

ALWAYS_CONFIDENTIAL: Final = frozenset({ShelterKind.TRAFFICKING, ShelterKind.HIGH_RISK})
"""Kinds whose address is confidential whatever is entered (Palermo Protocol art. 6: privacy and safety of victims)."""


class Accessibility(StrEnum):
    """What a shelter has for those who need it."""

    STEP_FREE = "step_free"
    SIGN_LANGUAGE = "sign_language"
    LOW_VISION = "low_vision"
    NURSING = "nursing"
    MENTAL_HEALTH = "mental_health"


ACCESSIBILITIES: Final[Mapping[Accessibility, Sentence]] = worded(
    {
        Accessibility.STEP_FREE: ("Sin escalones", "Step-free"),
        Accessibility.SIGN_LANGUAGE: ("Lengua de señas", "Sign language"),
        Accessibility.LOW_VISION: ("Para baja visión o ceguera", "For low vision or blindness"),
        Accessibility.NURSING: ("Atención de enfermería", "Nursing care"),
        Accessibility.MENTAL_HEALTH: ("Atención psicológica", "Psychological care"),
    }
)

SEXES: Final = ("F", "M", "X")
OLDEST: Final = 21
"""The highest age up to which a shelter may take somebody in (Mississippi's majority; casework.majority)."""

FAMILY_BASED_UNDER: Final = 3
"""Below this age care is given in a family (UN Guidelines for the Alternative Care of Children §22)."""

_PLACES: Final = 2000


@dataclass(frozen=True, slots=True)
class Shelter:
    """A shelter as one version of it says.

    ``least_age``, ``most_age``: in years, both taken. ``sexes``: of F, M, X. ``places``: beds. ``confidential``: its
    address is known only to those who may see where a child is; ``confidential_by``: the law or reason.
    ``valid_from``: the first day on which this is so. ``open``: whether it takes anybody in.
    """

    country: str
    kind: ShelterKind
    least_age: int
    most_age: int
    sexes: tuple[str, ...]
    places: int
    valid_from: date
    subdivision: str = ""
    accessibility: tuple[Accessibility, ...] = ()
    languages: tuple[str, ...] = ()
    confidential: bool = False
    confidential_by: str = ""
    open: bool = True


@dataclass(frozen=True, slots=True)
class Child:
    """What is asked of a child before it is placed. ``earliest``, ``latest``: the birth interval, None where it isn't known;
    ``sex``: F, M, X or None; ``flags``: the protection flags that stand."""

    earliest: date | None = None
    latest: date | None = None
    sex: str | None = None
    flags: frozenset[FlagKind] = frozenset()


_CARE = "UN Guidelines for the Alternative Care of Children (2009)"
_FIREWALL = "CMW GC 3 and 4 / CRC GC 22 and 23 (2017)"

SHELTER_RULES: Final[Mapping[str, Rule]] = rules(
    (
        "ages_reversed", "/most_age", "",
        f"Las edades van de 0 a {OLDEST} años, de la menor a la mayor.",
        f"Ages go from 0 to {OLDEST} years, the least first.",
        "Indique la menor y la mayor edad que recibe.", "Name the least and the greatest age that it takes.",
    ),
    (
        "no_sexes", "/sexes", "",
        "Diga a quiénes recibe: F, M, X, cada uno una vez.", "Say whom it takes: F, M, X, each once.",
        "Indique al menos uno.", "Name at least one.",
    ),
    (
        "too_many_places", "/places", "",
        f"Los lugares van de 0 a {_PLACES}.", f"Places go from 0 to {_PLACES}.",
        "Indique cuántas camas tiene.", "Say how many beds it has.",
    ),
    (
        "must_be_confidential", "/confidential", "Palermo Protocol art. 6",
        "El domicilio de un albergue de ese tipo es confidencial.",
        "The address of a shelter of that kind is confidential.",
        "Márquelo como confidencial.", "Mark it as confidential.",
    ),
    (
        "confidential_by_missing", "/confidential_by", "ICRC RFL code of conduct (2015)",
        "Falta decir qué ley o motivo hace confidencial el domicilio.",
        "Which law or reason makes the address confidential isn't said.",
        "Nombre la ley o el motivo.", "Name the law or the reason.",
    ),
    (
        "shelter_firewall", "/name", _FIREWALL,
        "Una estación migratoria o un puesto policial no es un albergue.",
        "A migration station or a police post is no shelter.",
        "Ninguna niña ni ningún niño se aloja allí; avise a protección de la niñez.",
        "No child is lodged there; tell child protection.",
    ),
    (
        "shelter_not_of_country", "/subdivision", "",
        "La subdivisión empieza con el código del país.", "The subdivision begins with the country's code.",
        "Escriba, por ejemplo, MX y MX-CHP.", "Write for example MX and MX-CHP.",
    ),
)  # fmt: skip


class SuitWarning(StrEnum):
    """Why a shelter may not suit a child."""

    AGE = "shelter_age"
    AGE_UNSURE = "shelter_age_unsure"
    SEX = "shelter_sex"
    KIND = "shelter_kind"
    UNDER_THREE = "under_three"


SUIT_WARNINGS: Final[Mapping[SuitWarning, Sentence]] = worded(
    {
        SuitWarning.AGE: ("El albergue no recibe esa edad", "The shelter doesn't take that age"),
        SuitWarning.AGE_UNSURE: (
            "La edad no se sabe, o puede estar fuera de las que el albergue recibe",
            "The age isn't known, or may lie outside those that the shelter takes",
        ),
        SuitWarning.SEX: (
            "El albergue no recibe ese sexo, o el sexo no se sabe",
            "The shelter doesn't take that sex, or the sex isn't known",
        ),
        SuitWarning.KIND: (
            "El tipo de albergue no es para ella o él",
            "The kind of shelter isn't meant for this child",
        ),
        SuitWarning.UNDER_THREE: (
            f"Antes de los {FAMILY_BASED_UNDER} años el cuidado se da en una familia",
            f"Below {FAMILY_BASED_UNDER} years care is given in a family",
        ),
    },
    {
        SuitWarning.AGE: "GC 6 §40",
        SuitWarning.AGE_UNSURE: "GC 6 §31",
        SuitWarning.SEX: "GC 6 §40",
        SuitWarning.KIND: _CARE,
        SuitWarning.UNDER_THREE: f"{_CARE} §22",
    },
)
"""Each must be answered with a reason by whoever places a child there all the same."""


def shelter_faults(shelter: Shelter, name: str) -> tuple[Rule, ...]:
    """Return the rules that a shelter as it is entered breaks; ``name``: as it is called."""
    inside = re.fullmatch(rf"{shelter.country}-[A-Z0-9]{{1,3}}", shelter.subdivision)
    sexes = shelter.sexes
    broken = (
        ("ages_reversed", not 0 <= shelter.least_age <= shelter.most_age <= OLDEST),
        ("no_sexes", not sexes or len(set(sexes)) < len(sexes) or not set(sexes) <= set(SEXES)),
        ("too_many_places", not 0 <= shelter.places <= _PLACES),
        ("must_be_confidential", shelter.kind in ALWAYS_CONFIDENTIAL and not shelter.confidential),
        ("confidential_by_missing", shelter.confidential and not shelter.confidential_by.strip()),
        ("shelter_firewall", is_firewalled(name)),
        ("shelter_not_of_country", bool(shelter.subdivision) and inside is None),
    )
    return tuple(SHELTER_RULES[code] for code, so in broken if so)


_STATION = re.compile(
    r"ESTACI[OÓ]N MIGRATORIA|ESTANCIA PROVISIONAL|CENTRO DE DETENCI[OÓ]N|DETENTION|COMISAR[IÍ]A|HIELERA", re.I
)


def is_firewalled(name: str) -> bool:
    """Say whether a place is by its name a migration station, a police post or the like: no child is lodged there."""
    return _STATION.search(name) is not None or refuse_kind("shelter", name=name) is not None


def unsuited(shelter: Shelter, child: Child, on: date) -> tuple[Sentence, ...]:
    """Return why a shelter may not suit a child on a day, nothing where it suits."""
    found: list[SuitWarning] = []
    if child.earliest is None or child.latest is None:
        found.append(SuitWarning.AGE_UNSURE)
    else:
        oldest, youngest = _years(child.earliest, on), _years(child.latest, on)
        if youngest > shelter.most_age or oldest < shelter.least_age:
            found.append(SuitWarning.AGE)
        elif oldest > shelter.most_age or youngest < shelter.least_age:
            found.append(SuitWarning.AGE_UNSURE)
        if youngest < FAMILY_BASED_UNDER and shelter.kind not in (ShelterKind.FAMILIES, ShelterKind.MOTHERS):
            found.append(SuitWarning.UNDER_THREE)
    if child.sex not in shelter.sexes and not (child.sex is None and set(shelter.sexes) == set(SEXES)):
        found.append(SuitWarning.SEX)
    if not _of_kind(shelter.kind, child):
        found.append(SuitWarning.KIND)
    return tuple(SUIT_WARNINGS[code] for code in found)


def _of_kind(kind: ShelterKind, child: Child) -> bool:
    if kind is ShelterKind.TRAFFICKING:
        # Among survivors a child without that history is out of place, and its presence would tell of one.
        return FlagKind.TRAFFICKING_CONCERN in child.flags
    # A child on its own among families whom it doesn't belong to.
    return kind is not ShelterKind.FAMILIES


def _years(born: date, on: date) -> int:
    """Return the age in completed years on a day."""
    years = max(on.year - born.year, 0)
    return years if on >= birthdays(born, born, years)[1] else max(years - 1, 0)
