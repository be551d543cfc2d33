"""Unaccompanied, separated, accompanied: what each means, and what an assessment needs (GC 6 §7–8, §31).

An assessment is a person's: who made it, on which day, from what was seen and how that is known. It is appended; a newer one
takes the place of the one before and leaves it standing. It isn't a column of the file contract: nobody learns it from a
file, and the asking side never.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["CARE_STATUSES", "COMPANY", "DEFINITION_LACKS", "KNOWN_BY", "CareStatus", "Company", "KnownBy", "Lack", "lacks",
           "status_of"]  # fmt: skip


class CareStatus(StrEnum):
    """What a child found is (``casework.definitions.status``)."""

    UNACCOMPANIED = "unaccompanied"
    SEPARATED = "separated"
    ACCOMPANIED = "accompanied"


CARE_STATUSES: Final[Mapping[CareStatus, Sentence]] = worded(
    {
        CareStatus.UNACCOMPANIED: (
            "No acompañada o no acompañado: sin madre, padre, otros familiares ni quien le cuide por ley o costumbre",
            "Unaccompanied: without parents, other relatives, or anybody who by law or custom is responsible",
        ),
        CareStatus.SEPARATED: (
            "Separada o separado: sin madre, padre ni quien le cuidaba, pero quizá con otros familiares",
            "Separated: without parents or the previous carer, but maybe with other relatives",
        ),
        CareStatus.ACCOMPANIED: (
            "Acompañada o acompañado: con su madre, su padre o quien le cuida por ley o costumbre",
            "Accompanied: with a parent or the legal or customary carer",
        ),
    },
    {
        CareStatus.UNACCOMPANIED: "GC 6 §7",
        CareStatus.SEPARATED: "GC 6 §8",
        CareStatus.ACCOMPANIED: "GC 6 §7-8, by contrast",
    },
)


class Company(StrEnum):
    """Who was with a child when it was found."""

    ALONE = "alone"
    PARENT = "parent"
    CARER = "carer"
    RELATIVE = "relative"
    OTHER_ADULT = "other_adult"
    CHILDREN = "children"


COMPANY: Final[Mapping[Company, Sentence]] = worded(
    {
        Company.ALONE: ("Nadie: sola o solo", "Nobody: alone"),
        Company.PARENT: ("Su madre o su padre", "The mother or father"),
        Company.CARER: ("Quien le cuida por ley o costumbre", "The legal or customary carer"),
        Company.RELATIVE: ("Otros familiares adultos", "Other adult relatives"),
        Company.OTHER_ADULT: ("Otra persona adulta, sin parentesco", "Another adult, no relative"),
        Company.CHILDREN: ("Otras niñas, niños o adolescentes", "Other children"),
    }
)


class KnownBy(StrEnum):
    """How it is known who is with a child."""

    CHILD_SAYS = "child_says"
    ADULT_SAYS = "adult_says"
    DOCUMENTS = "documents"
    REGISTRY = "registry"
    OBSERVED = "observed"
    OTHERS_SAY = "others_say"


KNOWN_BY: Final[Mapping[KnownBy, Sentence]] = worded(
    {
        KnownBy.CHILD_SAYS: ("Lo dice la niña o el niño, a solas", "The child says so, heard alone"),
        KnownBy.ADULT_SAYS: ("Lo dice la persona adulta que le acompaña", "The adult beside the child says so"),
        KnownBy.DOCUMENTS: ("Documentos", "Documents"),
        KnownBy.REGISTRY: ("Consulta al registro civil", "The civil registry was asked"),
        KnownBy.OBSERVED: ("Se observó el trato entre ambos", "How they are with each other was observed"),
        KnownBy.OTHERS_SAY: ("Lo dicen otras personas", "Others say so"),
    }
)  # fmt: skip


class Lack(StrEnum):
    """What an assessment may lack."""

    COMPANY = "company"
    ALONE_WITH_OTHERS = "alone_with_others"
    KNOWN_BY = "known_by"
    ADULTS_WORD = "adults_word"
    CONTRADICTS = "contradicts"
    DAY = "day"


DEFINITION_LACKS: Final[Mapping[Lack, Sentence]] = worded(
    {
        Lack.COMPANY: ("Falta decir quién estaba con la niña o el niño", "Say who was with the child"),
        Lack.ALONE_WITH_OTHERS: (
            "No puede estar a la vez sola o solo y con otras personas",
            "A child can't be alone and with others at once",
        ),
        Lack.KNOWN_BY: ("Falta decir cómo se sabe", "Say how that is known"),
        Lack.ADULTS_WORD: (
            "La sola palabra de la persona adulta no basta para tener por acompañada a una niña o un niño; escúchele a "
            "solas, vea documentos o consulte el registro",
            "The adult's own word alone doesn't make a child accompanied; hear the child alone, see documents, or ask the "
            "registry",
        ),
        Lack.CONTRADICTS: (
            "La definición no corresponde a quién estaba con la niña o el niño",
            "The definition isn't the one that goes with who was with the child",
        ),
        Lack.DAY: ("El día no puede ser futuro", "The day can't be in the future"),
    },
    {
        Lack.COMPANY: "GC 6 §7-8",
        Lack.KNOWN_BY: "GC 6 §31",
        Lack.ADULTS_WORD: "GC 6 §31; Palermo Protocol; CRC 35",
        Lack.CONTRADICTS: "GC 6 §7-8",
    },
)  # fmt: skip


def status_of(company: Collection[Company]) -> CareStatus:
    """Return what a child is by who is with it."""
    if Company.PARENT in company or Company.CARER in company:
        return CareStatus.ACCOMPANIED
    return CareStatus.SEPARATED if Company.RELATIVE in company else CareStatus.UNACCOMPANIED


def lacks(
    status: CareStatus,
    company: Collection[Company],
    known_by: Collection[KnownBy],
    on: date,
    today: date,
) -> list[Sentence]:
    """Return what keeps an assessment from being entered: all of it, in the order in which it is asked for.

    A separated child may also be one whose relatives aren't beside it now, so without company it may be called separated
    as well as unaccompanied.
    """
    found = []
    if not company:
        found.append(Lack.COMPANY)
    elif Company.ALONE in company and len(set(company)) > 1:
        found.append(Lack.ALONE_WITH_OTHERS)
    elif (status is CareStatus.ACCOMPANIED) != (status_of(company) is CareStatus.ACCOMPANIED) or (
        status is CareStatus.UNACCOMPANIED and Company.RELATIVE in company
    ):
        found.append(Lack.CONTRADICTS)
    if not known_by:
        found.append(Lack.KNOWN_BY)
    elif status is CareStatus.ACCOMPANIED and set(known_by) == {KnownBy.ADULT_SAYS}:
        found.append(Lack.ADULTS_WORD)
    if on > today:
        found.append(Lack.DAY)
    return [DEFINITION_LACKS[lack] for lack in found]
