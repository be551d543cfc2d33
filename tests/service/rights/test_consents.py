"""Consent as it is entered, what is still lacking, and what a withdrawal stops at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, CONSENT, CONSENTS, Case, open_case
from tests.service.parties import agency, as_system, person
from tracing.casework.agencies import Side
from tracing.casework.rights.consent import OFFICER_CONSENTS, Scope
from tracing.service import flags, holds
from tracing.service.context import Service
from tracing.service.disclose import disclose
from tracing.service.errors import Forbidden, Invalid, NotFound, NotYet
from tracing.service.rights.consents import enter_consents, read_consents
from tracing.service.status import read_status

GUARDIAN, CHILDS = CONSENTS


def lacks(case: Case, scope: Scope = Scope.TRACING) -> list[str]:
    return [lack.code for lack in read_consents(case.service, case.found, "A-1").lacks[scope]]


def standing(case: Case) -> list[str]:
    return sorted(hold.kind.value for hold in holds.list_holds(case.service, case.officer))


def verify(case: Case) -> Any:
    return case.act(case.officer, "verify_child", "confirmed", "photo")


def test_what_is_needed_and_what_is_lacking_is_said(service: Service) -> None:
    case = open_case(service, consent=False)
    assert read_consents(case.service, case.found, "A-1").needs.code == "6_11"
    assert lacks(case) == ["consent_guardian", "consent_assent"]
    enter_consents(case.service, case.found, "A-1", [GUARDIAN])
    assert lacks(case) == ["consent_assent"]
    enter_consents(case.service, case.officer, case.pair.child_name, [CHILDS])
    assert lacks(case) == []
    assert lacks(case, Scope.SHARING) == ["consent_guardian", "consent_assent"]
    read = read_consents(case.service, case.officer, case.pair.child_name)
    assert [one.says["capacity"] for one in read.statements] == ["guardian", "child"]
    assert [one.by for one in read.statements] == [case.found.person, case.officer.person]


def test_no_step_rests_on_consent_that_is_incomplete(service: Service) -> None:
    case = open_case(service, consent=False)
    enter_consents(case.service, case.found, "A-1", [GUARDIAN])
    (hold,) = holds.list_holds(case.service, case.officer)
    # Lifted because a guardian has consented, and to be looked at again today: the child is still to be asked.
    with case.service.database.working() as connection:
        connection.execute(
            sa.text("UPDATE casework.holds SET lifted_at = :at, review_on = :on WHERE id = :id"),
            {"at": case.clock.now, "on": case.clock.now.date(), "id": hold.id},
        )
    case.settle()
    with pytest.raises(NotYet) as refused:
        verify(case)
    assert [fault.pointer for fault in refused.value.fields] == ["missing:consent_assent"]
    enter_consents(case.service, case.found, "A-1", [CHILDS])
    verify(case)


def test_an_officer_who_lifts_the_hold_on_unknown_consent_takes_another_legal_basis(service: Service) -> None:
    case = open_case(service, consent=False)
    (hold,) = holds.list_holds(case.service, case.officer)
    until = case.clock.now.date() + timedelta(days=10)
    holds.lift_hold(case.service, case.officer, hold.id, "interés vital: está enfermo", until)
    case.settle()
    verify(case)
    case.clock.move(days=10)
    with pytest.raises(NotYet) as refused:
        case.act(case.second_officer, "verify_family", "confirmed", "photo")
    assert {"missing:consent_guardian", "missing:consent_assent"} <= {f.pointer for f in refused.value.fields}


def test_a_withdrawal_stops_what_rests_on_it_at_once(case: Case) -> None:
    case.settle()
    verify(case)
    case.act(case.second_officer, "verify_family", "confirmed", "birth_record")
    case.act(case.officer, "child_views", "agrees", "own_language")
    for officer in (case.officer, case.second_officer):
        disclose(case.service, officer, case.pair, ("verified",))
    assert read_status(case.service, case.family, Side.INQUIRY, "F-1").says.code == "contact_your_agency"
    case.clock.move(minutes=1)
    enter_consents(case.service, case.found, "A-1", [{**CHILDS, "status": "withdrawn"}])
    assert standing(case) == ["consent_withdrawn"]
    assert read_status(case.service, case.family, Side.INQUIRY, "F-1").says.code == "search_continues"
    case.clock.move(minutes=1)
    with pytest.raises(NotYet) as refused:
        case.act(case.officer, "assess_relationship", "established", "documented")
    assert {f.pointer for f in refused.value.fields} == {"missing:hold_open", "missing:consent_assent"}


@pytest.mark.parametrize(
    ("said", "raised"),
    [
        ({**CHILDS, "status": "refused"}, ["child_refuses"]),
        ({**GUARDIAN, "status": "refused"}, ["consent_withdrawn"]),
        ({**CHILDS, "status": "withdrawn"}, ["consent_withdrawn"]),
        ({**CHILDS, "status": "withdrawn", "scope": "sharing"}, []),
        ({**CONSENT, "status": "refused"}, None),
    ],
)
def test_what_a_statement_raises(case: Case, said: dict[str, str], raised: list[str] | None) -> None:
    if raised is None:
        # As release 1 noted it, and as flags still may.
        flags.raise_flag(case.service, case.found, "A-1", "consent", said)
        assert standing(case) == ["child_refuses"]
        return
    enter_consents(case.service, case.found, "A-1", [said])
    assert standing(case) == raised


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({**CHILDS, "status": "refused"}, "child_refuses"),
        ({**CHILDS, "status": "withdrawn"}, "contact_refused"),
        ({**GUARDIAN, "status": "refused"}, "contact_refused"),
    ],
)
def test_who_doesnt_agree_to_contact_stops_contact_and_no_search(
    in_touch: Case, said: dict[str, str], code: str
) -> None:
    of_contact = {**said, "scope": "contact"}
    enter_consents(in_touch.service, in_touch.found, "A-1", [of_contact])
    assert standing(in_touch) == []
    for kind, outcome, ground in (
        ("contact_child", "agrees", "asked_alone"),
        ("contact_family", "agrees", "asked"),
        ("contact", "took_place", "call"),
        ("reunify", "reunified", "already_together"),
    ):
        with pytest.raises(NotYet) as refused:
            in_touch.act(in_touch.officer, kind, outcome, ground)
        assert [fault.pointer for fault in refused.value.fields] == [f"missing:{code}"]
    in_touch.act(in_touch.officer, "assess_relationship", "established", "documented")
    enter_consents(in_touch.service, in_touch.found, "A-1", [{**of_contact, "status": "given"}])
    in_touch.act(in_touch.officer, "contact", "took_place", "call")


def test_a_boy_who_may_be_of_age_is_asked_for_more_and_a_man_anew(service: Service) -> None:
    case = open_case(service, child={**CHILD, "birth_date": "2008-03-30"}, consent=False)
    assert read_consents(case.service, case.found, "A-1").needs.code == ("18" if _of_age(case) else "15_17")
    case.clock.move(days=400)
    enter_consents(case.service, case.found, "A-1", CONSENTS)
    assert lacks(case) == ["consent_person"]
    own = {**CHILDS, "capacity": "person", "on": case.clock.now.date().isoformat()}
    enter_consents(case.service, case.found, "A-1", [own])
    assert lacks(case) == []


def _of_age(case: Case) -> bool:
    return case.clock.now.date().isoformat() >= "2026-03-30"


@pytest.mark.parametrize(
    ("said", "pointers"),
    [
        ({"status": "given"}, {"capacity", "form", "scope", "language", "explained_by", "who", "on"}),
        ({**GUARDIAN, "capacity": "accompanying_officer"}, {"capacity"}),
        ({**GUARDIAN, "capacity": "neighbour"}, {"capacity"}),
        ({**GUARDIAN, "status": "yes"}, {"status"}),
        ({**GUARDIAN, "form": "observed"}, {"form"}),
        ({**CHILDS, "status": "informed"}, {"status"}),
        ({**GUARDIAN, "status": "not_informed"}, {"note"}),
        ({**GUARDIAN, "language": ""}, {"language"}),
        ({**GUARDIAN, "on": "2036-01-01"}, {"on"}),
        ({**GUARDIAN, "who": "x" * 501}, {"who"}),
    ],
)
def test_what_isnt_a_statement_of_consent(service: Service, said: dict[str, str], pointers: set[str]) -> None:
    case = open_case(service, consent=False)
    with pytest.raises(Invalid) as refused:
        enter_consents(case.service, case.found, "A-1", [CHILDS, said])
    assert {fault.pointer for fault in refused.value.fields} == {f"/statements/1/{name}" for name in pointers}
    # All or nothing.
    assert read_consents(case.service, case.found, "A-1").statements == ()


def test_the_refusal_of_a_statement_rests_on_its_rule_whichever_way_it_is_entered(service: Service) -> None:
    case = open_case(service, consent=False)
    by_officer = {**GUARDIAN, "capacity": "accompanying_officer"}
    for pointer, enter in (
        ("/statements/0/capacity", lambda: enter_consents(case.service, case.found, "A-1", [by_officer])),
        (
            "/detail/capacity",
            lambda: flags.raise_flag(case.service, case.found, "A-1", "consent", by_officer),
        ),
    ):
        with pytest.raises(Invalid) as refused:
            enter()
        (fault,) = refused.value.fields
        assert (fault.pointer, fault.rule) == (pointer, OFFICER_CONSENTS)


def test_consent_is_its_own_agencys_and_the_protection_officers(case: Case) -> None:
    for reader in (case.family, case.one):
        with pytest.raises(Forbidden):
            read_consents(case.service, reader, "A-1")
        with pytest.raises(Forbidden):
            enter_consents(case.service, reader, "A-1", [CHILDS])
    stranger = person(case.service, agency(case.service, "HN-SENAF"), "found_worker")
    with pytest.raises(NotFound):
        read_consents(case.service, stranger, "A-1")
    with pytest.raises(NotFound):
        enter_consents(case.service, stranger, "A-1", [CHILDS])
    assert enter_consents(case.service, as_system(case.found), "A-1", [CHILDS]).status == 201
    assert read_consents(case.service, as_system(case.found), "A-1").statements[-1].by is None
