"""Who is kin to a child, and how far that is more than a claim (GC 6 §33, 81-83; Guiding Principles 2004).

A relation is *claimed* by whoever says so, *documented* by a paper that was checked, *assessed* by a protection officer who
has looked into it. Statements are appended; the last that stands of a person counts, and a claim never weakens what was
assessed. Two assessed mothers contradict each other, and a contradiction settles nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.missing import Missing
from tracing.casework.roles import Role
from tracing.casework.wording import Sentence, sourced, worded

__all__ = [
    "KIN_BASES",
    "KIN_LACKS",
    "RELATIONS",
    "STANDINGS",
    "KinStatement",
    "Relation",
    "Standing",
    "contradictions",
    "current",
    "statement_lacks",
]


class Relation(StrEnum):
    """What somebody is to a child (``casework.kin.relation``)."""

    MOTHER = "mother"
    FATHER = "father"
    SISTER_OR_BROTHER = "sibling"
    GRANDPARENT = "grandparent"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    COUSIN = "cousin"
    STEP_PARENT = "step_parent"
    GODPARENT = "godparent"
    GUARDIAN = "guardian"
    TRAVELLING_COMPANION = "travelling_companion"
    OTHER = "other"
    NONE = "none"


RELATIONS: Final[Mapping[Relation, Sentence]] = worded(
    {
        Relation.MOTHER: ("Madre", "Mother"),
        Relation.FATHER: ("Padre", "Father"),
        Relation.SISTER_OR_BROTHER: ("Hermana o hermano", "Sister or brother"),
        Relation.GRANDPARENT: ("Abuela o abuelo", "Grandparent"),
        Relation.AUNT_OR_UNCLE: ("Tía o tío", "Aunt or uncle"),
        Relation.COUSIN: ("Prima o primo", "Cousin"),
        Relation.STEP_PARENT: ("Madrastra o padrastro", "Step-parent"),
        Relation.GODPARENT: ("Madrina o padrino", "Godparent"),
        Relation.GUARDIAN: ("Tutora o tutor", "Legal guardian"),
        Relation.TRAVELLING_COMPANION: ("Compañera o compañero de viaje", "Travelling companion"),
        Relation.OTHER: ("Otra persona cercana", "Somebody else who is close"),
        Relation.NONE: ("No son parientes", "Not related"),
    }
)


class Standing(StrEnum):
    """How far a relation is known, the weakest first."""

    CLAIMED = "claimed"
    DOCUMENTED = "documented"
    ASSESSED = "assessed"


STANDINGS: Final[Mapping[Standing, Sentence]] = worded(
    {
        Standing.CLAIMED: ("Declarada", "Claimed"),
        Standing.DOCUMENTED: ("Documentada", "Documented"),
        Standing.ASSESSED: ("Evaluada", "Assessed"),
    },
    {Standing.ASSESSED: "CRM Regional Guidelines (2009)"},
)

_RANK = {standing: place for place, standing in enumerate(Standing)}

KIN_BASES: Final[Mapping[Standing, tuple[Sentence, ...]]] = {
    Standing.CLAIMED: (
        Sentence("adult_says", "Lo dice la persona adulta", "The adult says so"),
        Sentence("child_says", "Lo dice la niña o el niño", "The child says so"),
        Sentence("third_person", "Lo dice otra persona", "Somebody else says so"),
    ),
    Standing.DOCUMENTED: (
        Sentence("birth_record", "Acta de nacimiento cotejada con el registro", "Birth record checked with the register"),
        Sentence("court", "Resolución judicial", "Court decision"),
        Sentence("identity_document", "Documento de identidad cotejado", "Identity document checked"),
    ),
    Standing.ASSESSED: (
        Sentence("home_study", "Visita al hogar", "Home study"),
        Sentence("interviews", "Entrevistas por separado", "Separate interviews"),
        Sentence("community", "Confirmación de la comunidad", "Confirmed by the community"),
        Sentence("dna", "ADN, voluntario y como último recurso", "DNA, voluntary and as the last resort"),
    ),
}  # fmt: skip
"""Standing → what it may rest on."""

KIN_LACKS: Final[Mapping[str, Sentence]] = sourced(
    (
        Sentence("basis", "Indique en qué se apoya, de la lista de ese grado.",
                 "Say what it rests on, from the list of that standing."),
        Sentence("dna_alone", "El ADN solo acompaña a otra evidencia; es voluntario y el último recurso.",
                 "DNA only goes with other evidence; it is voluntary and the last resort.",
                 "Inter-agency Guiding Principles on UASC (2004)"),
        Sentence("officer_assesses", "La evaluación la hace un oficial de protección.",
                 "A protection officer assesses.", "CRM Regional Guidelines (2009)"),
        Sentence("assessed_already", "La relación ya fue evaluada: solo otra evaluación la cambia.",
                 "The relation was assessed already: only another assessment changes it.",
                 "CRM Regional Guidelines (2009)"),
    )
)  # fmt: skip
"""Code → what is missing."""

_ONLY_ONE = frozenset({Relation.MOTHER, Relation.FATHER})


@dataclass(frozen=True, slots=True)
class KinStatement:
    """A statement on what ``adult`` (whatever names them) is to a child; ``number`` rises."""

    number: int
    adult: str
    relation: Relation
    standing: Standing
    bases: tuple[str, ...]


def current(statements: Iterable[KinStatement]) -> list[KinStatement]:
    """Return the statement that counts of each person: the last of the highest standing that was reached."""
    counts: dict[str, KinStatement] = {}
    for one in sorted(statements, key=lambda s: s.number):
        before = counts.get(one.adult)
        if before is None or _RANK[one.standing] >= _RANK[before.standing]:
            counts[one.adult] = one
    return sorted(counts.values(), key=lambda s: s.number)


def contradictions(statements: Iterable[KinStatement]) -> list[tuple[KinStatement, KinStatement]]:
    """Return pairs of statements that can't both be so: two mothers or two fathers."""
    counts = [one for one in current(statements) if one.relation in _ONLY_ONE]
    return [
        (one, other)
        for place, one in enumerate(counts)
        for other in counts[place + 1 :]
        if one.relation is other.relation
    ]


def statement_lacks(made: KinStatement, role: Role, before: Sequence[KinStatement] = ()) -> Missing:
    """Return what stands in the way of a statement by somebody of a role."""
    bases = {basis.code for basis in KIN_BASES[made.standing]}
    known = next((one for one in current(before) if one.adult == made.adult), None)
    found = {
        "basis": not made.bases or not set(made.bases) <= bases,
        "dna_alone": set(made.bases) == {"dna"},
        "officer_assesses": made.standing is Standing.ASSESSED and role is not Role.PROTECTION_OFFICER,
        "assessed_already": known is not None
        and known.standing is Standing.ASSESSED
        and made.standing is not Standing.ASSESSED,
    }
    return Missing(tuple(KIN_LACKS[code] for code, so in found.items() if so))
