"""What the registration of a child found still lacks, and by when it is to be had.

A quick registration begins the search with little; what it leaves open isn't forgotten. The number of days of each thing is
engineering judgement, in the register of law, from how soon it changes what happens to a child: whether it is alone and agrees to be
traced, in which language it can be heard, who its people are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, Terms
from tracing.casework.wording import Sentence, worded

__all__ = ["REGISTRATION_LACKS", "Lacking", "Thing", "lacking"]


class Thing(StrEnum):
    """What a registration may lack."""

    DEFINITION = "definition"
    CONSENT = "consent"
    LANGUAGE = "language"
    NAME = "name"
    BIRTH = "birth"
    ORIGIN = "origin"
    FAMILY = "family"
    SIBLINGS = "siblings"
    MARKS = "marks"
    DOCUMENTS = "documents"


REGISTRATION_LACKS: Final[Mapping[Thing, Sentence]] = worded(
    {
        Thing.DEFINITION: (
            "Valorar si está no acompañada, separada o acompañada",
            "Assess whether unaccompanied, separated or accompanied",
        ),
        Thing.CONSENT: ("Preguntar si acepta que se busque a su familia", "Ask whether the family may be traced"),
        Thing.LANGUAGE: ("Saber qué idioma habla, y buscar intérprete", "Learn which language, and find an interpreter"),
        Thing.NAME: ("Nombre y apellidos", "Given names and surnames"),
        Thing.BIRTH: ("Fecha de nacimiento, o lo que se sepa de ella", "Date of birth, or what is known of it"),
        Thing.ORIGIN: ("De dónde es: al menos país y municipio o aldea", "Where from: country and municipality or village"),
        Thing.FAMILY: ("Nombres de la madre, del padre o de quien le cuidaba", "Names of mother, father or carer"),
        Thing.SIBLINGS: ("Si viaja o fue separada de hermanas y hermanos", "Whether there are sisters and brothers"),
        Thing.MARKS: ("Señas particulares", "Marks"),
        Thing.DOCUMENTS: ("Documentos, o que no los tiene", "Documents, or that there are none"),
    },
    {
        Thing.DEFINITION: "GC 6 §31",
        Thing.CONSENT: "CRC 12; ICRC RFL code of conduct (2015)",
        Thing.LANGUAGE: "GC 6 §25, §31",
        Thing.NAME: "CRC 7, 8; GC 6 §31",
        Thing.BIRTH: "CRC 7, 8; GC 6 §31",
        Thing.ORIGIN: "CRC 7, 8; GC 6 §31",
        Thing.FAMILY: "CRC 8, 22; GC 6 §31, §80",
        Thing.SIBLINGS: "GC 6 §40 (siblings stay together)",
        Thing.MARKS: "Inter-agency Guiding Principles on UASC (2004)",
        Thing.DOCUMENTS: "CRC 8; GC 6 §31",
    },
)  # fmt: skip

_ANY: Final[Mapping[Thing, tuple[str, ...]]] = {
    Thing.LANGUAGE: ("languages",),
    Thing.BIRTH: ("birth_date",),
    Thing.FAMILY: ("mother_name", "father_name", "caregiver_name"),
    Thing.SIBLINGS: ("siblings", "group_id"),
    Thing.MARKS: ("marks",),
    Thing.DOCUMENTS: ("documents",),
}
"""Columns of which one is enough."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is lacking, the day by which it is to be had, and the entry of the register that says so."""

    thing: Thing
    due_on: date
    due_basis: str

    @property
    def says(self) -> Sentence:
        """It in words."""
        return REGISTRATION_LACKS[self.thing]


def lacking(
    columns: Collection[str],
    registered_on: date,
    assessed: bool = False,
    consent_known: bool = False,
    terms: Terms = SHIPPED,
) -> list[Lacking]:
    """Return what a registration lacks, what is due first before the rest.

    ``columns``: of the file contract, those that are filled in. ``assessed``: whether somebody said if the child is
    unaccompanied; ``consent_known``: whether anybody asked for consent, whatever the answer was. ``terms``: the register as it is
    applied where the child is held.
    """
    filled = set(columns)
    there = {thing for thing, names in _ANY.items() if filled & set(names)}
    if "full_name" in filled or ("given_names" in filled and filled & {"first_surname", "second_surname"}):
        there.add(Thing.NAME)
    # A country alone is where millions are from; a place as told says more than its column's name.
    if "origin_text" in filled or (
        filled & {"origin_admin2", "origin_locality"} and "origin_country" in filled
    ):
        there.add(Thing.ORIGIN)
    there |= {
        thing for thing, known in ((Thing.DEFINITION, assessed), (Thing.CONSENT, consent_known)) if known
    }
    due = {thing: terms.after(Rule(f"registration_{thing}_days"), registered_on) for thing in Thing}
    missing = [Lacking(thing, due[thing].on, due[thing].basis) for thing in Thing if thing not in there]
    return sorted(missing, key=lambda one: one.due_on)
