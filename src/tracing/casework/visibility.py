"""Who sees what of a record: the matrix of brief I6, field by field, for the file contract's columns.

What the matrix doesn't name is hidden: a column that is new stays hidden from everybody until somebody gives it a group
here. The matrix follows the ICRC code of conduct on data protection (minimisation, purpose), CRC general comment 6
§29-30 (confidentiality) and the firewall of brief I1.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Role
from tracing.casework.wording import Sentence, worded
from tracing.records.schema import CHILD_COLUMNS, INQUIRY_COLUMNS

__all__ = [
    "PURPOSES",
    "REVEAL_STEPS",
    "SHOWS",
    "Group",
    "Purpose",
    "Relation",
    "Seen",
    "Show",
    "group_of",
    "may_reveal",
    "pseudonym",
    "seen",
    "sees_flags",
    "sees_score",
    "show",
]


class Relation(StrEnum):
    """What a record is to its reader."""

    OWN = "own"
    """It is the reader's agency's record, of the side that the reader works for."""
    REVIEW = "review"
    """It belongs to a pair that the reader holds the lease of."""
    OTHER = "other"
    """Anything else."""


class Show(StrEnum):
    """How a field comes through."""

    SHOWN = "shown"
    ON_REQUEST = "on_request"
    PSEUDONYM = "pseudonym"
    REGION = "region"
    FLAG = "flag"
    HIDDEN = "hidden"


SHOWS: Final[Mapping[Show, Sentence]] = worded(
    {
        Show.SHOWN: ("Se ve", "Shown"),
        Show.ON_REQUEST: (
            "Se descubre por pasos, con un propósito que queda anotado",
            "Revealed step by step, for a purpose that is written down",
        ),
        Show.PSEUDONYM: ("Solo un seudónimo", "A pseudonym only"),
        Show.REGION: ("Solo la región", "The region only"),
        Show.FLAG: ("Solo si hay algo anotado", "Only whether there is anything"),
        Show.HIDDEN: ("No se ve", "Hidden"),
    }
)


class Group(StrEnum):
    """The columns of the matrix (brief I6), with what it doesn't name placed where its harm is alike."""

    REFERENCE = "reference"
    NAME = "name"
    TRAITS = "traits"
    FAMILY = "family"
    ORIGIN = "origin"
    REGION_OF_ORIGIN = "region_of_origin"
    NUMBERS = "numbers"
    MARKS = "marks"
    WHEREABOUTS = "whereabouts"
    COMPANIONS = "companions"
    NOTES = "notes"
    INQUIRER = "inquirer"
    RELATION = "relation"


_COLUMNS: Final[Mapping[Group, tuple[str, ...]]] = {
    Group.REFERENCE: ("record_id",),
    Group.NAME: ("given_names", "first_surname", "second_surname", "full_name", "aliases", "birth_date"),
    # What a reviewer needs from the start, and tells nobody who the child is.
    Group.TRAITS: ("sex", "age", "age_date", "nationality", "languages", "event_date"),
    Group.FAMILY: ("mother_name", "father_name", "caregiver_name", "siblings"),
    # Where relatives live who may be in danger there (GC 6 §29-30).
    Group.ORIGIN: ("origin_admin2", "origin_locality", "origin_text"),
    Group.REGION_OF_ORIGIN: ("origin_country", "origin_admin1"),
    Group.NUMBERS: ("phones", "documents"),
    Group.MARKS: ("marks",),
    # The agency's code tells where a child is held as well as the place does.
    Group.WHEREABOUTS: ("agency", "event_place"),
    Group.COMPANIONS: ("group_id",),
    # Free text may hold anything, asylum and abuse as well.
    Group.NOTES: ("notes",),
    Group.INQUIRER: ("inquirer_name",),
    Group.RELATION: ("inquirer_relation",),
}
_GROUPS: Final[Mapping[str, Group]] = {c: group for group, columns in _COLUMNS.items() for c in columns}

_OF_SIDE: Final[Mapping[Side, tuple[str, ...]]] = {Side.CHILD: CHILD_COLUMNS, Side.INQUIRY: INQUIRY_COLUMNS}

# A pair under review, for a reviewer (brief I6, "matcher/reviewer").
_REVIEW: Final[Mapping[Group, Show]] = {
    Group.REFERENCE: Show.PSEUDONYM,
    Group.NAME: Show.ON_REQUEST,
    Group.TRAITS: Show.SHOWN,
    Group.FAMILY: Show.ON_REQUEST,
    Group.ORIGIN: Show.ON_REQUEST,
    Group.REGION_OF_ORIGIN: Show.SHOWN,
    Group.NUMBERS: Show.ON_REQUEST,
    Group.MARKS: Show.ON_REQUEST,
    Group.WHEREABOUTS: Show.REGION,
    Group.COMPANIONS: Show.FLAG,
    Group.NOTES: Show.FLAG,
    Group.INQUIRER: Show.PSEUDONYM,
    Group.RELATION: Show.SHOWN,
}

REVEAL_STEPS: Final[tuple[tuple[Group, ...], ...]] = (
    (Group.NAME,),
    (Group.FAMILY, Group.ORIGIN),
    (Group.MARKS, Group.NUMBERS),
)
"""In which order a reviewer reveals: what the next step holds opens once something of this one was asked for."""


class Purpose(StrEnum):
    """Why a field is revealed; written into the audit."""

    COMPARE = "compare"
    TELL_SIBLINGS_APART = "tell_siblings_apart"
    DUPLICATE = "duplicate"
    WARNING = "warning"
    SECOND_REVIEW = "second_review"


PURPOSES: Final[Mapping[Purpose, Sentence]] = worded(
    {
        Purpose.COMPARE: ("Comparar los dos registros", "To compare the two records"),
        Purpose.TELL_SIBLINGS_APART: (
            "Distinguir entre hermanos, gemelos u homónimos",
            "To tell siblings, twins or namesakes apart",
        ),
        Purpose.DUPLICATE: ("Comprobar un registro duplicado", "To check for a duplicate record"),
        Purpose.WARNING: ("Aclarar una advertencia", "To clear up a warning"),
        Purpose.SECOND_REVIEW: ("Segunda revisión", "Second review"),
    }
)

_NOT_REVEALED: Final = Sentence(
    "not_revealed",
    "Ese dato no se descubre en una revisión.",
    "That field isn't revealed in a review.",
    "CRC 16; GC 6 §29-30; ICRC RFL code of conduct (2015)",
)
_LATER_STEP: Final = Sentence(
    "later_step",
    "Descubra primero los datos del paso anterior.",
    "Reveal fields of the step before first.",
    "CRC 16; GC 6 §29-30; ICRC RFL code of conduct (2015)",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader gets of a record.

    ``pseudonym``: the record's name while it has no other; None where nothing is shown. ``fields``: column → value;
    a flag's value is True or False, a region's the region. ``revealable``: columns that hold something and may be
    asked for now. ``withheld``: columns of the contract that the reader won't get, by the matrix alone, whether or not
    they hold anything.
    """

    pseudonym: str | None
    fields: Mapping[str, object]
    revealable: tuple[str, ...]
    withheld: tuple[str, ...]


def group_of(column: str, side: Side) -> Group | None:
    """Return the matrix's column that a column of the contract falls under; None where it falls under none."""
    if column not in _OF_SIDE[side]:
        return None
    # A telephone in an inquiry is the inquirer's own: whoever has it can call the family.
    return Group.INQUIRER if column == "phones" and side is Side.INQUIRY else _GROUPS.get(column)


def show(role: Role, relation: Relation, side: Side, column: str) -> Show:
    """Return how one column of a record of ``side`` comes through to a role in a relation (brief I6)."""
    group = group_of(column, side)
    if group is None:
        return Show.HIDDEN
    if role is Role.PROTECTION_OFFICER:
        return Show.SHOWN
    if relation is Relation.OWN and role in _OWN_OF[side]:
        return Show.SHOWN
    if relation is Relation.REVIEW and role is Role.REVIEWER:
        return _REVIEW[group]
    # Auditors, statistics, analysts, administrators, consulates, and everybody for the records of others.
    return Show.HIDDEN


# Who wrote a record reads it, and on the other side nobody does.
_OWN_OF: Final[Mapping[Side, frozenset[Role]]] = {
    Side.CHILD: frozenset({Role.FOUND_WORKER, Role.AGENCY}),
    Side.INQUIRY: frozenset({Role.FAMILY_WORKER, Role.AGENCY}),
}


def sees_score(
    role: Role,
    relation: Relation,
    side: Side,
    *,
    reviewed: bool = False,
    blind: bool = False,
    judged: bool = False,
) -> bool:
    """Say whether a role sees a pair's score and explanation, looking from a record of ``side`` (brief I6).

    Found-side workers after review; the asking side never. In blind mode not before the reader's own first judgement.
    """
    if blind and not judged:
        return False
    if role in (Role.PROTECTION_OFFICER, Role.ANALYST):
        return True
    if role is Role.REVIEWER:
        return relation is Relation.REVIEW
    return role is Role.FOUND_WORKER and side is Side.CHILD and relation is Relation.OWN and reviewed


def sees_flags(role: Role, relation: Relation, side: Side) -> Show:
    """Return how a record's protection flags and confidential holds come through: asylum, abuse (brief I6)."""
    if role is Role.PROTECTION_OFFICER:
        return Show.SHOWN
    if side is Side.CHILD and relation is Relation.OWN and role in _OWN_OF[side]:
        return Show.SHOWN
    if role is Role.REVIEWER and relation is Relation.REVIEW:
        return Show.FLAG
    return Show.HIDDEN


def _empty(value: object) -> bool:
    return value is None or value == "" or value == [] or value == ()


def _step(column: str) -> int:
    return next(n for n, groups in enumerate(REVEAL_STEPS) if _GROUPS[column] in groups)


def _open_steps(
    content: Mapping[str, object], requestable: Collection[str], revealed: Collection[str]
) -> int:
    """Return how many steps are open: one, and each next whose step before was asked for or holds nothing."""
    filled = [c for c in requestable if not _empty(content.get(c))]
    open_steps = 1
    while open_steps < len(REVEAL_STEPS):
        before = [c for c in filled if _step(c) == open_steps - 1]
        if before and not set(before) & set(revealed):
            break
        open_steps += 1
    return open_steps


def seen(
    role: Role,
    relation: Relation,
    side: Side,
    content: Mapping[str, object],
    revealed: Collection[str] = (),
    *,
    record_id: int,
    region: str | None = None,
) -> Seen:
    """Return what a role gets of a record (brief I6).

    ``content``: column → value, a list for columns of lists; columns that the contract doesn't know never come
    through. ``revealed``: columns this reader was granted before; those the matrix doesn't allow are ignored.
    ``region``: country and department where the record's event was, for those who may see no more of it.
    """
    shows = {column: show(role, relation, side, column) for column in _OF_SIDE[side]}
    name = pseudonym(side, record_id)
    fields: dict[str, object] = {}
    for column, how in shows.items():
        value = content.get(column)
        if how is Show.FLAG:
            fields[column] = not _empty(value)
        elif how is Show.REGION:
            place = str(value or "")[:2] if column == "agency" else region
            fields.update({column: place} if place else {})
        elif _empty(value) or how is Show.HIDDEN:
            continue
        elif how is Show.PSEUDONYM:
            fields[column] = name
        elif how is Show.SHOWN or column in revealed:
            fields[column] = value
    requestable = [column for column, how in shows.items() if how is Show.ON_REQUEST]
    steps = _open_steps(content, requestable, revealed)
    return Seen(
        pseudonym=name if any(how is not Show.HIDDEN for how in shows.values()) else None,
        fields=fields,
        revealable=tuple(
            c for c in requestable if c not in revealed and not _empty(content.get(c)) and _step(c) < steps
        ),
        withheld=tuple(c for c, how in shows.items() if how not in (Show.SHOWN, Show.ON_REQUEST)),
    )


def may_reveal(
    role: Role,
    relation: Relation,
    side: Side,
    content: Mapping[str, object],
    column: str,
    revealed: Collection[str] = (),
) -> Sentence | None:
    """Return why a column can't be revealed to a reader now, None where it can (or already was)."""
    if show(role, relation, side, column) is not Show.ON_REQUEST:
        return _NOT_REVEALED
    requestable = [c for c in _OF_SIDE[side] if show(role, relation, side, c) is Show.ON_REQUEST]
    return None if _step(column) < _open_steps(content, requestable, revealed) else _LATER_STEP
