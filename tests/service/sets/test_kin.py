"""What adults claim, papers show and a protection officer has assessed of a child's kin."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.service.cases import Case
from tracing.service.erasure import erase_record
from tracing.service.errors import Forbidden, Invalid, NotFound, NotYet
from tracing.service.sets.kin import KinView, NewKin, read_kin, state_kin
from tracing.store.database import Reader
from tracing.store.tables import kin

AUNT = NewKin("aunt_or_uncle", "documented", ["birth_record"], name="Rosa Ical", note="acta de Cobán")


def state(case: Case, new: NewKin, reader: Reader | None = None, key: str | None = None) -> int:
    answer = state_kin(case.service, reader or case.officer, case.pair.child_name, new, key)
    return int(answer.body["statement"])


def stated(case: Case) -> list[KinView]:
    return list(read_kin(case.service, case.officer, case.pair.child_name).statements)


def mother(
    case: Case, standing: str = "claimed", basis: str = "adult_says", relation: str = "mother"
) -> NewKin:
    return NewKin(relation, standing, [basis], record=case.pair.inquiry_name)


def test_a_claim_a_paper_an_assessment(case: Case) -> None:
    state(case, mother(case))
    state(case, mother(case, "documented", "birth_record"))
    state(case, mother(case, "assessed", "home_study"))
    found = stated(case)
    assert [(one.standing.value, one.counts) for one in found] == [
        ("claimed", False),
        ("documented", False),
        ("assessed", True),
    ]
    assert {one.record for one in found} == {case.pair.inquiry_name}


def test_a_claim_doesnt_weaken_an_assessment(case: Case) -> None:
    state(case, mother(case, "assessed", "home_study"))
    with pytest.raises(NotYet) as refused:
        state(case, mother(case, relation="aunt_or_uncle"))
    assert [fault.pointer for fault in refused.value.fields] == ["missing:assessed_already"]


def test_two_mothers_are_shown_to_contradict_each_other(case: Case) -> None:
    state(case, mother(case))
    state(case, NewKin("mother", "claimed", ["adult_says"], name="Otra Señora"))
    assert [one.contradicted for one in stated(case)] == [True, True]


def test_a_name_is_sealed_and_one_person_however_it_is_written(case: Case) -> None:
    state(case, AUNT)
    state(case, NewKin("aunt_or_uncle", "assessed", ["interviews"], name="ROSA  ICAL"))
    found = stated(case)
    assert [(one.name, one.counts) for one in found] == [("Rosa Ical", False), ("ROSA  ICAL", True)]
    assert found[0].note == "acta de Cobán"
    with case.service.database.working() as connection:
        row = connection.execute(sa.select(kin.c.name, kin.c.note).order_by(kin.c.id)).first()
    assert row is not None
    assert b"Rosa" not in bytes(row.name)
    assert b"acta" not in bytes(row.note)


def test_only_protection_officers_know_of_kin(case: Case) -> None:
    for reader in (case.one, case.found, case.family):
        with pytest.raises(Forbidden):
            state(case, AUNT, reader)
        with pytest.raises(Forbidden):
            read_kin(case.service, reader, case.pair.child_name)


@pytest.mark.parametrize(
    ("new", "pointer"),
    [
        (NewKin("wife", "claimed", ["adult_says"], name="X"), "/relation"),
        (NewKin("mother", "known", ["adult_says"], name="X"), "/standing"),
        (NewKin("mother", "claimed", ["adult_says"]), "/record"),
        (NewKin("mother", "claimed", ["adult_says"], name=" "), "/name"),
        (NewKin("mother", "claimed", ["home_study"], name="X"), "/bases"),
        (NewKin("mother", "assessed", ["dna"], name="X"), "/bases"),
    ],
)
def test_what_cant_be_stated(case: Case, new: NewKin, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        state(case, new)
    assert [fault.pointer for fault in refused.value.fields] == [pointer]
    assert stated(case) == []


def test_a_child_is_no_kin_of_itself_and_an_inquiry_has_none(case: Case) -> None:
    with pytest.raises(NotFound):
        state(case, NewKin("sibling", "claimed", ["child_says"], record=case.pair.child_name))
    with pytest.raises(NotFound):
        read_kin(case.service, case.officer, case.pair.inquiry_name)


def test_erasing_the_child_erases_its_kin(case: Case) -> None:
    state(case, AUNT)
    erase_record(case.service, case.pair.child, case.officer, "withdrawn")
    with case.service.database.working() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(kin)).scalar_one() == 0
