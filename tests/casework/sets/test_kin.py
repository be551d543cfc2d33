"""Who is kin to a child: what stands of each person, and what contradicts it."""

from __future__ import annotations

import pytest

from tracing.casework.roles import Role
from tracing.casework.sets.kin import (
    KIN_BASES,
    KinStatement,
    Relation,
    Standing,
    contradictions,
    current,
    statement_lacks,
)

CLAIMED, DOCUMENTED, ASSESSED = Standing
MOTHER, AUNT, NONE = Relation.MOTHER, Relation.AUNT_OR_UNCLE, Relation.NONE


def said(number: int, adult: str, relation: Relation, standing: Standing, *bases: str) -> KinStatement:
    usual = {CLAIMED: "adult_says", DOCUMENTED: "birth_record", ASSESSED: "home_study"}
    return KinStatement(number, adult, relation, standing, bases or (usual[standing],))


@pytest.mark.parametrize(
    ("statements", "stands"),
    [
        ([said(1, "M", MOTHER, CLAIMED)], [1]),
        # A paper says more than a word, whichever came first.
        ([said(1, "M", MOTHER, CLAIMED), said(2, "M", MOTHER, DOCUMENTED)], [2]),
        ([said(1, "M", MOTHER, DOCUMENTED), said(2, "M", AUNT, CLAIMED)], [1]),
        # Of two assessments the later one.
        ([said(1, "M", MOTHER, ASSESSED), said(2, "M", NONE, ASSESSED)], [2]),
        ([said(1, "M", MOTHER, CLAIMED), said(2, "T", AUNT, CLAIMED)], [1, 2]),
    ],
)
def test_what_stands_of_each_person(statements: list[KinStatement], stands: list[int]) -> None:
    assert [one.number for one in current(statements)] == stands
    assert [one.number for one in current(reversed(statements))] == stands


@pytest.mark.parametrize(
    ("statements", "pairs"),
    [
        ([said(1, "M", MOTHER, CLAIMED), said(2, "P", Relation.FATHER, CLAIMED)], []),
        ([said(1, "M", MOTHER, CLAIMED), said(2, "N", MOTHER, DOCUMENTED)], [(1, 2)]),
        ([said(1, "M", AUNT, CLAIMED), said(2, "N", AUNT, CLAIMED)], []),
        # Who was found not to be related contradicts nobody any more.
        ([said(1, "M", MOTHER, CLAIMED), said(2, "N", MOTHER, CLAIMED), said(3, "M", NONE, ASSESSED)], []),
    ],
)
def test_two_mothers_contradict_each_other(
    statements: list[KinStatement], pairs: list[tuple[int, int]]
) -> None:
    assert [(one.number, other.number) for one, other in contradictions(statements)] == pairs


@pytest.mark.parametrize(
    ("made", "role", "before", "lacks"),
    [
        (said(2, "M", MOTHER, CLAIMED), Role.PROTECTION_OFFICER, [], []),
        (said(2, "M", MOTHER, CLAIMED, "home_study"), Role.PROTECTION_OFFICER, [], ["basis"]),
        (said(2, "M", MOTHER, ASSESSED, "dna"), Role.PROTECTION_OFFICER, [], ["dna_alone"]),
        (said(2, "M", MOTHER, ASSESSED, "dna", "interviews"), Role.PROTECTION_OFFICER, [], []),
        (said(2, "M", MOTHER, ASSESSED), Role.FOUND_WORKER, [], ["officer_assesses"]),
        (said(2, "M", AUNT, CLAIMED), Role.PROTECTION_OFFICER, [said(1, "M", MOTHER, ASSESSED)],
         ["assessed_already"]),
        (said(2, "T", AUNT, CLAIMED), Role.PROTECTION_OFFICER, [said(1, "M", MOTHER, ASSESSED)], []),
    ],
)  # fmt: skip
def test_what_a_statement_lacks(
    made: KinStatement, role: Role, before: list[KinStatement], lacks: list[str]
) -> None:
    assert list(statement_lacks(made, role, before).codes) == lacks


def test_each_standing_has_bases_of_its_own() -> None:
    codes = [basis.code for bases in KIN_BASES.values() for basis in bases]
    assert len(codes) == len(set(codes))
