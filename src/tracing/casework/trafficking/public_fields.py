"""Whether an inquirer knows anything of a child beyond what is public or common: a measure over the comparisons of a pair.

Name, sex, age and country stand in alerts and in the press, and half a village has them. What a family knows beside is
the day of birth, the village, the parents, brothers and sisters, what the child is called at home, a scar, a rare
language, a telephone. The measure counts in how many of these the two records meet (``known``), in how many the inquirer
says something that the record can't confirm (``unchecked``: the doubt benefits the family), and in how many the child's
record could have confirmed it (``askable``).

Thin inquiries are mostly honest: a grandmother who calls from a village by a bad line. So the flag needs somebody who
claims to be close family, nothing known, nothing even said, and a record that holds at least ``ASKABLE_AT_LEAST`` things
to be met. Of 1,240 invented honest pairs it is raised on 1, and on 8 where all that is said in haste is left to name, sex,
age, birth, municipality and mother. It stops nothing by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

__all__ = [
    "ASKABLE_AT_LEAST",
    "COLUMNS",
    "COMMON_LANGUAGES",
    "KNOWN_AT",
    "Detail",
    "Knowledge",
    "knowledge_of",
    "knows_only_what_is_public",
    "says",
]

_PARENT: Final = frozenset({"full", "name_and_surname", "given", "partial"})

KNOWN_AT: Final[Mapping[str, frozenset[str]]] = {
    "birth": frozenset({"exact", "alternative", "swapped", "one_digit", "same_day_month", "adjacent"}),
    "origin": frozenset({"same_locality", "same_municipality", "within_25km"}),
    "mother": _PARENT,
    "father": _PARENT,
    "caregiver": _PARENT,
    "siblings": frozenset({"one", "two_or_more"}),
    "aliases": frozenset({"same"}),
    "languages": frozenset({"same_rare"}),
    "phones": frozenset({"same"}),
    "documents": frozenset({"same", "same_failed_check", "one_digit"}),
    "marks": frozenset({"same_place", "same_kind"}),
}
"""Comparison of the matcher → levels that nobody reaches by what is public. A surname alone isn't among a parent's: the
child bears it."""

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "birth": ("birth_date",),
    "origin": ("origin_locality", "origin_admin2", "origin_text"),
    "mother": ("mother_name",),
    "father": ("father_name",),
    "caregiver": ("caregiver_name",),
    "siblings": ("siblings",),
    "aliases": ("aliases",),
    "languages": ("languages",),
    "phones": ("phones",),
    "documents": ("documents",),
    "marks": ("marks",),
}
"""Comparison → the columns of the file contract in which either side says it."""

_UNREAD: Final = frozenset({"missing"})
"""What couldn't be compared, though both sides say something, couldn't be read."""

_UNSETTLED: Final[Mapping[str, frozenset[str]]] = {
    # Most villages stand in no gazetteer: a village of the right department may be the right one.
    "origin": frozenset({"missing", "same_department", "within_60km"}),
}

COMMON_LANGUAGES: Final = frozenset({"spa", "eng"})
"""Languages by which nobody is known: a record that names these holds nothing to be met."""

ASKABLE_AT_LEAST: Final = 3
"""How many things the child's record must hold that a family would know."""

_CLOSE: Final = frozenset(
    {"mother", "father", "guardian", "grandmother", "grandfather", "sister", "brother", "caregiver"}
)


@dataclass(frozen=True, slots=True)
class Detail:
    """One comparison of a pair: the ``level`` it reached; whether the child's record (``held``) and the inquiry (``told``)
    say anything there."""

    comparison: str
    level: str
    held: bool
    told: bool


def says(row: Mapping[str, str], comparison: str) -> bool:
    """Say whether a row of the file contract says anything that counts for a comparison."""
    cells = [row[column] for column in COLUMNS[comparison] if row.get(column)]
    if comparison == "languages":
        return any(part.strip() not in COMMON_LANGUAGES for cell in cells for part in cell.split(";"))
    return bool(cells)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What an inquirer knows of a child beyond what is public, as numbers of comparisons."""

    child: int
    known: int
    unchecked: int
    askable: int


def knowledge_of(child: int, details: Iterable[Detail], published: Collection[str] = ()) -> Knowledge:
    """Measure a pair. ``published``: comparisons of what was made public of this child (an alert gives marks, too)."""
    private = [d for d in details if d.comparison in KNOWN_AT and d.comparison not in published]
    return Knowledge(
        child,
        sum(d.level in KNOWN_AT[d.comparison] for d in private),
        sum(d.told and (not d.held or d.level in _UNSETTLED.get(d.comparison, _UNREAD)) for d in private),
        sum(d.held for d in private),
    )


def knows_only_what_is_public(knowledge: Knowledge, relation: str) -> bool:
    """Say whether somebody who claims to be close family knows nothing that a family would know."""
    return (
        relation in _CLOSE
        and knowledge.known == 0
        and knowledge.unchecked == 0
        and knowledge.askable >= ASKABLE_AT_LEAST
    )
