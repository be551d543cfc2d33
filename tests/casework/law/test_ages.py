"""A child's age on a day under every law that applies (brief E4): both laws shown, doubt benefits the child."""

from __future__ import annotations

import pytest

from tests.casework.law.entries import day, entry
from tracing.casework.law.ages import Ages, ages
from tracing.casework.law.files import shipped

TODAY = "2026-11-24"


def _ages(earliest: str, latest: str, held: str, origin: str = "", to: str = "", on: str = TODAY) -> Ages:
    origins = (origin,) if origin else ()
    return ages(shipped(), (day(earliest), day(latest)), day(on), held, origins, to)


@pytest.mark.parametrize(
    ("born", "held", "origin", "under", "treated", "again"),
    [
        # Sixteen: a child everywhere, until the 18th birthday.
        (("2010-06-03",), "MX", "HN", {"INT": "minor", "MX": "minor", "HN": "minor"}, "as_child", "2028-06-03"),
        # Eighteen, found in British Columbia, from Honduras: of age at home, a child where it is held.
        (("2008-06-03",), "CA-BC", "HN", {"INT": "adult", "CA-BC": "minor", "HN": "adult"}, "as_child", "2027-06-03"),
        # The province isn't known.
        (("2008-06-03",), "CA", "GT", {"INT": "adult", "CA": "not_known", "GT": "adult"}, "as_child_in_doubt", "2027-06-03"),
        # Only the year of birth is known.
        (("2008-01-01", "2008-12-31"), "MX", "SV", {"INT": "not_known", "MX": "not_known", "SV": "not_known"},
         "as_child_in_doubt", "2026-12-31"),
        (("2005-06-03",), "US-MS", "MX", {"INT": "adult", "US-MS": "adult", "MX": "adult"}, "as_adult", None),
    ],
)  # fmt: skip
def test_side_by_side(
    born: tuple[str, ...], held: str, origin: str, under: dict[str, str], treated: str, again: str | None
) -> None:
    found = _ages(born[0], born[-1], held, origin)
    assert {law.place: law.age.value for law in found.laws} == under
    assert found.treated.code == treated
    assert found.again_on == (day(again) if again else None)


def test_without_a_birth_date_doubt_benefits_the_child() -> None:
    found = ages(shipped(), None, day(TODAY), "MX", ("GT",))
    assert found.treated.code == "as_child_in_doubt"
    assert {law.age.value for law in found.laws} == {"not_known"}
    assert {(law.may_on, law.must_on) for law in found.laws} == {(None, None)}
    assert found.again_on is None


def test_where_it_may_go_counts_too_and_a_law_that_applies_twice_stands_once() -> None:
    found = _ages("2008-06-03", "2008-06-03", "MX", "US-AL", "US-AL")
    assert [(law.place, [of.value for of in law.of]) for law in found.laws] == [
        ("INT", ["convention"]), ("MX", ["held"]), ("US-AL", ["origin", "destination"]),
    ]  # fmt: skip
    assert found.differ
    assert found.treated.code == "as_child"
    assert not _ages("2008-06-03", "2008-06-03", "MX", "HN").differ


def test_the_answer_changes_only_on_the_days_that_are_named() -> None:
    """Walking from one named day to the next passes every answer, and ends with an adult."""
    on, seen = day("2020-01-01"), []
    while True:
        found = ages(shipped(), (day("2008-01-01"), day("2008-12-31")), on, "CA-BC", ("HN",))
        seen.append((on.isoformat(), found.age.value))
        if found.again_on is None:
            break
        on = found.again_on
    assert seen == [
        ("2020-01-01", "minor"),
        ("2026-01-01", "not_known"),
        ("2026-12-31", "not_known"),
        ("2027-01-01", "not_known"),
        ("2027-12-31", "adult"),
    ]


def test_a_corrected_entry_counts_from_its_first_day() -> None:
    register = shipped().with_entries([entry("HN", "majority_age", "21", "2027-01-01")])
    born = (day("2008-06-03"),) * 2
    answers = [ages(register, born, day(on), "HN").treated.code for on in ("2026-12-31", "2027-01-01")]
    assert answers == ["as_adult", "as_child"]
