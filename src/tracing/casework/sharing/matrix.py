"""What may cross to whom at all, whatever an agreement says: the matrix of brief I6 for records of another agency.

An agreement may open less than this and never more. Where a child is, and free text, in which anything may stand, cross to
protection officers alone. The asking side gets nothing of a child, the found side nothing of an inquirer, a consulate
nothing but name and birth date. What the contract doesn't know crosses to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.roles import ROLES_OF, Role
from tracing.casework.visibility import Group, group_of
from tracing.casework.wording import Sentence, worded
from tracing.records.schema import CHILD_COLUMNS, INQUIRY_COLUMNS

__all__ = [
    "CATEGORIES",
    "FIELDS",
    "LeftOut",
    "Part",
    "categories_left_out",
    "crosses",
    "ever_crosses",
    "fields_for",
    "placements_cross",
    "receiving_roles",
]


class Part(StrEnum):
    """What there is of a case beside its two records."""

    STATE = "case.state"
    DECISIONS = "case.decisions"
    ACTS = "case.acts"
    PLACEMENTS = "case.placements"
    HEARINGS = "case.hearings"
    CHECKLIST = "case.checklist"


_OF_SIDE: Final[Mapping[Side, tuple[str, ...]]] = {Side.CHILD: CHILD_COLUMNS, Side.INQUIRY: INQUIRY_COLUMNS}

# Who holds a record is known from the agreement; a column that says it otherwise says where the child is.
_NEVER: Final = frozenset({"agency"})

FIELDS: Final[tuple[str, ...]] = (
    *(f"{side}.{column}" for side in Side for column in _OF_SIDE[side] if column not in _NEVER),
    *Part,
)
"""Every field that an agreement can name: ``child.birth_date``, ``inquiry.phones``, ``case.acts``."""

_FOUND: Final = frozenset(Group) - {Group.WHEREABOUTS, Group.NOTES, Group.INQUIRER, Group.RELATION}
_FAMILY: Final = frozenset(Group) - {Group.NOTES}

# Role → what of a side's record of another agency may reach it (brief I6). "Own" in the matrix means one's own agency's.
_CROSSES: Final[Mapping[tuple[Role, Side], frozenset[Group]]] = {
    (Role.FOUND_WORKER, Side.CHILD): _FOUND,
    (Role.FAMILY_WORKER, Side.INQUIRY): _FAMILY,
    (Role.PROTECTION_OFFICER, Side.CHILD): frozenset(Group),
    (Role.PROTECTION_OFFICER, Side.INQUIRY): frozenset(Group),
    (Role.CONSULATE, Side.CHILD): frozenset({Group.NAME}),
}
# A consulate's family workers ask for families; what they would read of others' inquiries is the state of origin's.
_NOT_OF: Final[Mapping[AgencyKind, frozenset[Role]]] = {
    AgencyKind.CONSULATE: frozenset({Role.FAMILY_WORKER}),
    # It reads pairs, not records through agreements.
    AgencyKind.TRACING_OFFICE: frozenset(Role),
    AgencyKind.OVERSIGHT: frozenset(Role),
}


def receiving_roles(kind: AgencyKind) -> frozenset[Role]:
    """Return which people of an agency of a kind may read what is shared with it; nobody's systems may."""
    readers = {role for role, _ in _CROSSES}
    return frozenset(readers & ROLES_OF[kind]) - _NOT_OF.get(kind, frozenset())


def crosses(kind: AgencyKind, role: Role, field: str) -> bool:
    """Say whether a field of another agency's record may reach a role at an agency of a kind at all."""
    if role not in receiving_roles(kind) or field not in FIELDS:
        return False
    if field in set(Part):
        return role is Role.PROTECTION_OFFICER
    side, _, column = field.partition(".")
    group = group_of(column, Side(side))
    return group is not None and group in _CROSSES.get((role, Side(side)), frozenset())


def ever_crosses(kind: AgencyKind, field: str) -> bool:
    """Say whether a field may reach anybody at an agency of a kind: what its agreements may name."""
    return any(crosses(kind, role, field) for role in receiving_roles(kind))


def fields_for(
    kind: AgencyKind, role: Role, agreed: Collection[str], side: Side, *, whereabouts_withheld: bool = False
) -> tuple[str, ...]:
    """Return the columns of a side's record that an agreement (``agreed``) lets a role at an agency of a kind read.

    ``whereabouts_withheld``: a flag keeps from somebody where the child is. Nobody here can know whom the receiving agency
    talks to, so neither the place nor free text crosses to anybody.
    """
    return tuple(
        column
        for column in _OF_SIDE[side]
        if f"{side}.{column}" in agreed
        and crosses(kind, role, f"{side}.{column}")
        and not (
            whereabouts_withheld
            and side is Side.CHILD
            and group_of(column, side) in (Group.WHEREABOUTS, Group.NOTES)
        )
    )


def placements_cross(kind: AgencyKind, *, asks: bool, whereabouts_withheld: bool) -> bool:
    """Say whether where a child has lived may reach an agency of a kind with its case: never one that asks for the child (``asks``:
    the inquiry is its own), and nobody while a flag keeps from somebody where the child is."""
    return crosses(kind, Role.PROTECTION_OFFICER, Part.PLACEMENTS) and not asks and not whereabouts_withheld


class _Beyond(StrEnum):
    """What a bundle may hold beside the columns of records."""

    CASE = "case"
    PROTECTION = "protection"


_OF_COLUMNS: Final = worded(
    {
        Group.REFERENCE: ("Referencia de la institución", "The agency's reference"),
        Group.NAME: ("Nombre y fecha de nacimiento", "Name and date of birth"),
        Group.TRAITS: (
            "Sexo, edad, nacionalidad, idiomas, fechas",
            "Sex, age, nationality, languages, dates",
        ),
        Group.FAMILY: ("Nombres de familiares", "Names of relatives"),
        Group.ORIGIN: ("Municipio y lugar de origen", "Municipality and place of origin"),
        Group.REGION_OF_ORIGIN: ("País y departamento de origen", "Country and department of origin"),
        Group.NUMBERS: ("Documentos y teléfonos", "Documents and telephones"),
        Group.MARKS: ("Señas", "Marks"),
        Group.WHEREABOUTS: ("Lugar donde fue encontrado o está", "Where the child was found or is"),
        Group.COMPANIONS: ("Con quién viajaba", "Companions"),
        Group.NOTES: ("Notas", "Notes"),
        Group.INQUIRER: ("Quien busca, y sus teléfonos", "The inquirer, and their telephones"),
        Group.RELATION: ("Parentesco de quien busca", "What the inquirer is to the child"),
    }
)
_OF_CASES: Final = worded(
    {
        _Beyond.CASE: (
            "Pasos y decisiones del caso, dónde ha vivido y qué dijo",
            "Steps and decisions of the case, where the child has lived and what it said",
        ),
        _Beyond.PROTECTION: (
            "Señales de protección y detenciones: no salen con ningún acuerdo",
            "Protection flags and holds: they leave with no agreement",
        ),
    },
    {_Beyond.PROTECTION: "CRC 22; GC 6 §80; 8 CFR 208.6"},
)

CATEGORIES: Final[Mapping[str, Sentence]] = {
    said.code: said for said in (*_OF_COLUMNS.values(), *_OF_CASES.values())
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A category of which fields are left out. It says so of every record alike, whether or not any value exists."""

    category: Sentence
    fields: tuple[str, ...]


def categories_left_out(
    kind: AgencyKind, role: Role, agreed: Collection[str], *sides: Side, case: bool = False
) -> tuple[LeftOut, ...]:
    """Return what an agreement and the matrix leave out of a record (``case``: and of its case), by category.

    It follows from the agreement and the reader alone, so that it tells nothing of the record: flags on it don't show.
    """
    found: dict[Group | _Beyond, list[str]] = {}
    for field in FIELDS:
        owner, _, column = field.partition(".")
        if field in set(Part):
            if not case:
                continue
            category: Group | _Beyond = _Beyond.CASE
        elif Side(owner) not in sides:
            continue
        else:
            category = group_of(column, Side(owner)) or Group.NOTES
        if field not in agreed or not crosses(kind, role, field):
            found.setdefault(category, []).append(field)
    found[_Beyond.PROTECTION] = []
    return tuple(LeftOut(CATEGORIES[category], tuple(fields)) for category, fields in found.items())
