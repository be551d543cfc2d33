"""A complaint from its receipt to its answer; what whoever is complained about, and the asking side, can learn of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from tests.service.cases import Case
from tests.service.parties import agency, person
from tracing.casework.rights.complaints import ComplaintState
from tracing.service.erasure import erase_record
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.retention import keep_clocks
from tracing.service.rights.complaints import (
    NewComplaint,
    complain,
    list_complaints,
    make_step,
    read_complaint,
)
from tracing.store.database import Reader


def told(case: Case, **more: Any) -> NewComplaint:
    made = NewComplaint(
        "child", "not_heard", "kek", "nadie me preguntó", case.clock.now.date(), by="su maestra"
    )
    return replace(made, **more)


def entered(case: Case, reader: Reader | None = None, **more: Any) -> UUID:
    return UUID(complain(case.service, reader or case.found, told(case, **more)).body["complaint"])


def login_of(case: Case, reader: Reader) -> str:
    with case.service.database.working() as connection:
        query = sa.text("SELECT login FROM casework.users WHERE id = :id")
        return str(connection.execute(query, {"id": reader.person}).scalar_one())


def step(case: Case, reader: Reader, name: UUID, kind: str, said: str | None = None, **more: Any) -> Any:
    return make_step(case.service, reader, name, kind, said, **more)


def test_a_complaint_is_taken_answered_and_told(case: Case) -> None:
    name = entered(case, record="A-1")
    assert read_complaint(case.service, case.officer, name).state is ComplaintState.RECEIVED
    step(case, case.officer, name, "take")
    step(case, case.officer, name, "answer", "se habló con ella; se le pidió perdón")
    # Whoever took it in reads the answer and brings it.
    read = read_complaint(case.service, case.found, name)
    assert [one.said for one in read.steps] == ["se habló con ella; se le pidió perdón"]
    assert (read.state, read.steps[0].person) == (None, None)
    step(case, case.found, name, "tell", "en persona, en q'eqchi'")
    found = read_complaint(case.service, case.second_officer, name)
    assert (found.state, found.due_on) == (ComplaintState.TOLD, None)
    assert [one.kind.value for one in found.steps] == ["take", "answer", "tell"]
    assert (found.language, found.said, found.by) == ("kek", "nadie me preguntó", "su maestra")
    # Contested, somebody else looks at it.
    step(case, case.found, name, "contest", "no le cree")
    with pytest.raises(Conflict) as refused:
        step(case, case.officer, name, "take")
    assert refused.value.code == "answered_it_before"
    step(case, case.second_officer, name, "take")


def test_whoever_is_complained_about_never_sees_it(case: Case) -> None:
    name = entered(case, about_login=login_of(case, case.officer))
    with pytest.raises(NotFound):
        read_complaint(case.service, case.officer, name)
    with pytest.raises(NotFound):
        step(case, case.officer, name, "take")
    assert list_complaints(case.service, case.officer) == []
    step(case, case.second_officer, name, "take")
    # A worker who takes in a complaint about themselves has the receipt, and no more.
    own = entered(case, about_login=login_of(case, case.found).upper())
    with pytest.raises(NotFound):
        read_complaint(case.service, case.found, own)
    assert [view.name for _, view in list_complaints(case.service, case.found)] == [name]


def test_nobody_of_an_agency_that_is_complained_about_sees_it(case: Case) -> None:
    name = entered(case, about_agency="GT-OFICINA")
    for reader in (case.officer, case.second_officer):
        with pytest.raises(NotFound):
            read_complaint(case.service, reader, name)
    elsewhere = person(case.service, agency(case.service, "HN-SENAF"), "protection_officer")
    with pytest.raises(NotFound):
        step(case, elsewhere, name, "take")
    # An officer of the country in which it was taken in.
    of_country = person(case.service, agency(case.service, "MX-PFPNNA"), "protection_officer")
    step(case, of_country, name, "take")
    of_shelter = entered(case, about_agency="MX-ALBERGUE")
    assert of_shelter not in {view.name for _, view in list_complaints(case.service, case.found)}


def test_who_is_meant_may_be_found_out_later(case: Case) -> None:
    name = entered(case, about="la señora de la oficina")
    step(case, case.officer, name, "name", login=login_of(case, case.second_officer))
    with pytest.raises(NotFound):
        read_complaint(case.service, case.second_officer, name)
    assert read_complaint(case.service, case.officer, name).about_persons == (case.second_officer.person,)
    with pytest.raises(Forbidden, match="about you"):
        step(case, case.officer, name, "name", login=login_of(case, case.officer))
    with pytest.raises(Invalid):
        step(case, case.officer, name, "name", login="nadie")


def test_the_receipt_is_the_same_whoever_is_meant_and_whatever_is_held(case: Case) -> None:
    """The asking side could else ask by complaining."""
    answers = [
        complain(case.service, case.family, told(case, **more))
        for more in (
            {"record": "F-1"},
            {"about_login": login_of(case, case.officer)},
            {"about_login": "nadie.de.nada"},
            {"about": "quien tiene a Josué"},
            {"about_login": login_of(case, case.family)},
            {"about_agency": "GT-BUSCA"},
        )
    ]
    receipts = {(a.status, a.body["state"], a.body["answer_by"], tuple(a.body)) for a in answers}
    until = (case.clock.now.date() + timedelta(days=30)).isoformat()
    assert receipts == {(201, "received", until, ("complaint", "state", "answer_by", "answer_basis"))}
    # Nor does it learn who does what with it.
    name = UUID(answers[0].body["complaint"])
    before = read_complaint(case.service, case.family, name)
    step(case, case.officer, name, "take")
    assert read_complaint(case.service, case.family, name) == before


def test_nobody_complains_of_others_records(case: Case) -> None:
    for reader, record in ((case.family, "A-1"), (case.found, "F-1"), (case.family, "F-2")):
        with pytest.raises(NotFound):
            complain(case.service, reader, told(case, record=record))
    assert complain(case.service, case.officer, told(case, record=case.pair.child_name)).status == 201
    for name in ("N-0000000", "A-1"):
        with pytest.raises(NotFound):
            complain(case.service, case.officer, told(case, record=name))


@pytest.mark.parametrize("who", ["one", "auditor"])
def test_who_takes_no_complaints(case: Case, who: str) -> None:
    reader = case.one if who == "one" else Reader("auditor", case.office, 1, purpose="test")
    for asked in (
        lambda: complain(case.service, reader, told(case)),
        lambda: list_complaints(case.service, reader),
        lambda: read_complaint(case.service, reader, uuid4()),
    ):
        with pytest.raises(Forbidden):
            asked()
    with pytest.raises(Forbidden):
        step(case, case.found, entered(case), "take")


def test_another_worker_finds_none(case: Case) -> None:
    name = entered(case)
    with pytest.raises(NotFound):
        read_complaint(case.service, case.family, name)
    with pytest.raises(NotFound):
        step(case, case.family, name, "contest", "x")
    with pytest.raises(NotFound):
        read_complaint(case.service, case.officer, uuid4())


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"complainant": "neighbour"}, "/complainant"),
        ({"subject": "weather"}, "/subject"),
        ({"said": " "}, "/said"),
        ({"said": "x" * 8001}, "/said"),
        ({"language": ""}, "/language"),
        ({"by": "x\0"}, "/by"),
        ({"about_agency": "XX-NADIE"}, "/about_agency"),
    ],
)
def test_what_isnt_a_complaint(case: Case, change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        complain(case.service, case.found, told(case, **change))
    assert [fault.pointer for fault in refused.value.fields] == [pointer]
    assert list_complaints(case.service, case.officer) == []


@pytest.mark.parametrize("days", [-1, 366])
def test_it_came_within_the_year(case: Case, days: int) -> None:
    with pytest.raises(Invalid):
        complain(
            case.service, case.found, told(case, received_on=case.clock.now.date() - timedelta(days=days))
        )


@pytest.mark.parametrize(
    ("kind", "said", "login", "pointer"),
    [
        ("shred", None, None, "/kind"),
        ("answer", None, None, "/said"),
        ("tell", " ", None, "/said"),
        ("take", "x", None, "/said"),
        ("name", None, None, "/login"),
        ("take", None, "oficial-1", "/login"),
        ("answer", "x\0", None, "/said"),
    ],
)
def test_what_isnt_a_step(case: Case, kind: str, said: str | None, login: str | None, pointer: str) -> None:
    name = entered(case)
    with pytest.raises(Invalid) as refused:
        step(case, case.officer, name, kind, said, login=login)
    assert [fault.pointer for fault in refused.value.fields] == [pointer]


def test_the_same_request_is_one_complaint(case: Case) -> None:
    made = [complain(case.service, case.found, told(case), "clave-1").body for _ in range(2)]
    assert made[0] == made[1]
    assert len(list_complaints(case.service, case.officer)) == 1


def test_nothing_of_it_lies_open_and_it_outlives_the_childs_record_until_it_is_over(case: Case) -> None:
    name = entered(case, record="A-1", about="doña Rosa")
    step(case, case.officer, name, "take")
    step(case, case.officer, name, "answer", "se le pidió perdón")
    query = sa.text(
        "SELECT c\\:\\:text FROM casework.complaints c UNION ALL SELECT s\\:\\:text FROM casework.complaint_steps s"
    )
    with case.service.database.working() as connection:
        lying = " ".join(connection.execute(query).scalars())
    for word in ("nadie", "Rosa", "perdón", "maestra", "kek"):
        assert word not in lying
        assert word.encode().hex() not in lying
    erase_record(case.service, case.pair.child, Reader("worker", purpose="test"), "asked")
    # It goes on without the record, and goes once it was told and can't be contested any more.
    assert read_complaint(case.service, case.officer, name).said == "nadie me preguntó"
    step(case, case.found, name, "tell", "en persona")
    case.clock.move(days=61)
    keep_clocks(case.service)
    with case.service.database.working() as connection:
        assert list(connection.execute(query)) == []
