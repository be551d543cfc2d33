"""Unaccompanied, separated, accompanied: GC 6 §7-8 as a table."""

from __future__ import annotations

from datetime import date

import pytest

from tracing.casework.registration.definitions import CareStatus, Company, KnownBy, lacks, status_of

TODAY = date(2026, 3, 31)

WHO_IS_WITH_THE_CHILD = [
    # GC 6 §7: no parents, no other relatives, nobody responsible by law or custom
    ("alone", "unaccompanied"),
    ("children", "unaccompanied"),
    ("other_adult", "unaccompanied"),
    ("other_adult children", "unaccompanied"),
    # §8: not necessarily without other relatives
    ("relative", "separated"),
    ("relative other_adult", "separated"),
    # neither: a parent or the carer is there
    ("parent", "accompanied"),
    ("carer", "accompanied"),
    ("parent relative children", "accompanied"),
    ("carer other_adult", "accompanied"),
]


@pytest.mark.parametrize(("company", "status"), WHO_IS_WITH_THE_CHILD)
def test_what_a_child_is_by_who_is_with_it(company: str, status: str) -> None:
    found = [Company(code) for code in company.split()]
    assert status_of(found) is CareStatus(status)
    assert lacks(CareStatus(status), found, [KnownBy.CHILD_SAYS], TODAY, TODAY) == []


ASSESSMENTS = [
    # status, with whom, how it is known, day, what is lacking
    ("unaccompanied", "", "child_says", TODAY, ["company"]),
    ("unaccompanied", "alone", "", TODAY, ["known_by"]),
    ("unaccompanied", "alone children", "observed", TODAY, ["alone_with_others"]),
    ("unaccompanied", "alone", "observed", date(2026, 4, 1), ["day"]),
    ("unaccompanied", "relative", "documents", TODAY, ["contradicts"]),
    ("unaccompanied", "parent", "documents", TODAY, ["contradicts"]),
    ("separated", "parent", "documents", TODAY, ["contradicts"]),
    ("separated", "carer", "documents", TODAY, ["contradicts"]),
    ("accompanied", "relative", "documents", TODAY, ["contradicts"]),
    ("accompanied", "other_adult", "documents", TODAY, ["contradicts"]),
    # Relatives who aren't at hand: the one who assesses knows.
    ("separated", "alone", "child_says", TODAY, []),
    ("separated", "other_adult", "child_says", TODAY, []),
    # Whoever brings a child says that it is theirs (Palermo Protocol).
    ("accompanied", "parent", "adult_says", TODAY, ["adults_word"]),
    ("accompanied", "parent", "adult_says child_says", TODAY, []),
    ("accompanied", "carer", "adult_says documents", TODAY, []),
    # Doubt benefits the child: the adult's word is enough for being protected.
    ("separated", "relative", "adult_says", TODAY, []),
    ("accompanied", "", "", date(2026, 5, 1), ["company", "known_by", "day"]),
]


@pytest.mark.parametrize(("status", "company", "known_by", "on", "expected"), ASSESSMENTS)
def test_what_an_assessment_needs(
    status: str, company: str, known_by: str, on: date, expected: list[str]
) -> None:
    found = lacks(
        CareStatus(status),
        [Company(code) for code in company.split()],
        [KnownBy(code) for code in known_by.split()],
        on,
        TODAY,
    )
    assert [says.code for says in found] == expected
    assert all(says.source for says in found if says.code not in ("day", "alone_with_others"))
