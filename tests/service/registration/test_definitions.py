"""Assessments: appended, by whom and when, seen by the child's own agency and protection officers alone."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from tests.service.cases import Case
from tests.service.parties import as_system, person
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.registration.definitions import DEFINITION_LACKS, CareStatus, Lack
from tracing.service.errors import Forbidden, Invalid, NotFound
from tracing.service.registration.definitions import assess, list_definitions
from tracing.store.database import Reader
from tracing.store.tables import definitions


def rows(case: Case) -> int:
    with case.service.database.working() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(definitions)).scalar_one())


def test_each_assessment_says_by_whom_when_and_on_what_basis(case: Case) -> None:
    answer = assess(
        case.service, case.found, "A-1", "unaccompanied", ["alone"], ["child_says", "observed"], note="llegó de noche"
    )  # fmt: skip
    assert answer.body == {"child": "A-1", "status": "unaccompanied", "assessed_on": "2026-03-31"}
    (one,) = list_definitions(case.service, case.found, "A-1")
    assert one.status is CareStatus.UNACCOMPANIED
    assert one.says.source == "GC 6 §7"
    assert (one.company, one.known_by) == (("alone",), ("child_says", "observed"))
    assert (one.assessed_by, one.assessed_on, one.note) == (
        case.found.person,
        date(2026, 3, 31),
        "llegó de noche",
    )
    with case.service.database.working() as connection:
        sealed = connection.execute(sa.select(definitions.c.note)).scalar_one()
    assert b"noche" not in bytes(sealed)


def test_a_newer_one_takes_the_place_of_the_one_before_and_leaves_it_standing(case: Case) -> None:
    assess(case.service, case.found, "A-1", "unaccompanied", ["other_adult"], ["adult_says"])
    child = pseudonym(Side.CHILD, case.pair.child)
    assess(case.service, case.officer, child, "separated", ["relative"], ["documents"], date(2026, 3, 30))
    found = list_definitions(case.service, case.officer, child)
    assert [(one.status.value, one.in_force) for one in found] == [
        ("unaccompanied", False),
        ("separated", True),
    ]
    assert [one.assessed_by for one in found] == [case.found.person, case.officer.person]
    assert list_definitions(case.service, case.found, "A-1") == found


def test_one_that_cant_be_entered_names_the_rule_and_its_source_and_nothing_is_stored(case: Case) -> None:
    with pytest.raises(Invalid) as refused:
        assess(case.service, case.found, "A-1", "accompanied", ["parent"], ["adult_says"], date(2026, 4, 1))
    told = {fault.pointer: fault for fault in refused.value.fields}
    assert set(told) == {"/known_by", "/assessed_on"}
    assert told["/known_by"].reason == DEFINITION_LACKS[Lack.ADULTS_WORD].en
    assert told["/known_by"].mend
    for given in (
        ("alone", ["alone"], ["observed"]),
        ("separated", ["uncle"], ["observed"]),
        ("separated", ["relative"], ["Josué"]),
    ):
        with pytest.raises(Invalid) as refused:
            assess(case.service, case.found, "A-1", *given)
        assert "Josué" not in str(refused.value.fields)
    with pytest.raises(Invalid):
        assess(case.service, case.found, "A-1", "separated", ["relative"], ["observed"], note="\0")
    assert rows(case) == 0


def test_sent_again_it_is_entered_once(case: Case) -> None:
    for _ in range(2):
        assess(case.service, case.found, "A-1", "separated", ["relative"], ["observed"], key="k")
    assert rows(case) == 1


def test_the_asking_side_and_those_who_dont_need_it_learn_nothing(case: Case) -> None:
    assess(case.service, case.found, "A-1", "separated", ["relative"], ["observed"])
    child = pseudonym(Side.CHILD, case.pair.child)
    for reader in (case.family, case.one, person(case.service, case.office, "analyst")):
        for name in ("A-1", child, "nobody"):
            with pytest.raises(Forbidden):
                list_definitions(case.service, reader, name)
            with pytest.raises(Forbidden):
                assess(case.service, reader, name, "separated", ["relative"], ["observed"])
    # To an asking agency's program a child that is held and one that isn't look alike.
    refusals = set()
    for name in ("A-1", child, "nobody"):
        with pytest.raises((Forbidden, NotFound)) as refused:
            list_definitions(case.service, as_system(case.family), name)
        refusals.add(str(refused.value))
    assert len(refusals) == 1


def test_an_agencys_program_reads_and_doesnt_assess(case: Case) -> None:
    assess(case.service, case.found, "A-1", "separated", ["relative"], ["observed"])
    system = as_system(case.found)
    assert len(list_definitions(case.service, system, "A-1")) == 1
    with pytest.raises(Forbidden):
        assess(case.service, system, "A-1", "separated", ["relative"], ["observed"])


def test_it_stands_in_the_audit_without_what_it_says(case: Case) -> None:
    assess(case.service, case.found, "A-1", "separated", ["relative"], ["observed"], note="Josué")
    list_definitions(case.service, case.found, "A-1")
    with case.service.database.reading(Reader("auditor")) as connection:
        query = "SELECT act, object, detail\\:\\:text FROM casework.audit ORDER BY number DESC LIMIT 2"
        found = connection.execute(sa.text(query)).all()
    assert [(row.act, row.object) for row in found] == [
        ("read_definitions", str(case.pair.child)),
        ("assess_definition", str(case.pair.child)),
    ]
    assert "separated" not in str(found)
