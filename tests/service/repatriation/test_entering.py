"""Steps of a return through the service: stored encrypted, refused with the rule and its source, followed up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.care.houses import placement
from tests.service.cases import CHILD, CONSENTS, INQUIRY, Case, link_records, open_case, record_id
from tests.service.laws import enter_law
from tests.service.repatriation.way import HANDOVER, act, in_contact, said, step, until
from tests.stages import staged
from tracing.casework.repatriation.follow_ups import SHIPPED
from tracing.casework.repatriation.rules import return_of
from tracing.casework.repatriation.steps import ORDER, Particulars, StepKind
from tracing.casework.states import State
from tracing.service import flags, holds, submission, upkeep
from tracing.service.acts import list_acts
from tracing.service.care.placements import correct_placement, place_child
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet, Refused
from tracing.service.repatriation.entering import NewStep, enter_step, list_steps
from tracing.service.repatriation.listing import read_checklist
from tracing.service.rights.consents import enter_consents
from tracing.service.state_of import case_of
from tracing.store.tables import repatriation_steps

K = StepKind


@staged
def case(service: Service) -> Case:
    """A case in contact, whose best interests say reunification."""
    case = open_case(service)
    in_contact(case)
    return case


def stored(case: Case) -> int:
    with case.service.database.working() as connection:
        return int(
            connection.execute(sa.select(sa.func.count()).select_from(repatriation_steps)).scalar_one()
        )


def pointers(refused: Refused) -> set[str]:
    return {fault.pointer for fault in refused.fields}


def test_the_way_home(at_home: Case) -> None:
    assert case_of(at_home.service, at_home.pair).state is State.REUNIFIED
    steps = list_steps(at_home.service, at_home.officer, at_home.pair)
    assert [one.kind for one in steps] == list(ORDER)
    assert steps[-2].said is not None
    assert (steps[-2].said.given_by, steps[-2].said.at) == ("Rubén Paz", HANDOVER)
    for kind, days in SHIPPED.items():
        at_home.clock.now = HANDOVER + timedelta(days=days, hours=2)
        assert step(at_home, kind).body["hold"] is None
    act(at_home, at_home.officer, "close", "solved", "durable_solution")
    assert case_of(at_home.service, at_home.pair).state is State.CLOSED


def test_no_reunification_without_a_handover_record_of_both_sides(case: Case) -> None:
    until(case, K.RECEIVED)
    with pytest.raises(NotYet) as refused:
        act(case, case.officer, "reunify", "reunified", "handover")
    assert pointers(refused.value) == {"missing:no_handover"}
    step(case, K.RECEIVED)
    act(case, case.officer, "reunify", "reunified", "handover")
    assert case_of(case.service, case.pair).state is State.REUNIFIED


def test_nobody_skips_a_step(case: Case) -> None:
    with pytest.raises(NotYet) as refused:
        step(case, K.TRAVEL_DOCUMENT)
    assert pointers(refused.value) == {
        "missing:no_determination_written", "missing:no_protection_screened", "missing:no_family_assessed",
        "missing:no_child_consulted",
    }  # fmt: skip
    assert stored(case) == 0


def test_no_step_before_the_best_interests_are_determined(opened: Case) -> None:
    opened.settle()
    with pytest.raises(NotYet) as refused:
        step(opened, K.DETERMINATION_WRITTEN)
    assert "missing:no_best_interests" in pointers(refused.value)
    assert any(fault.rule and "CRC 3" in fault.rule.source for fault in refused.value.fields)


@pytest.mark.parametrize(
    ("kind", "changed", "pointer", "told"),
    [
        # What the law says, and what would make it legal.
        (K.HANDOVER_PLANNED, {"at": HANDOVER.replace(hour=19)}, "/at", "05:46-18:16."),
        (K.HANDOVER_PLANNED, {"authority_kind": "police"}, "/authority_kind", "autoridad de protección"),
        (
            K.HANDOVER_PLANNED,
            {"authority": "Instituto Guatemalteco de Migración"},
            "/authority_kind",
            "autoridad de protección",
        ),
        # As the directory knows it: neither its kind nor its words give it away.
        (
            K.HANDOVER_PLANNED,
            {"authority": "IRCC"},
            "/authority_kind",
            "migración",
        ),
        (K.HANDOVER_PLANNED, {"country": "HN"}, "/country", "país de destino"),
        (K.RECEPTION_CONFIRMED, {"notified_at": HANDOVER - timedelta(days=25)}, "", ""),
        (K.RECEIVED, {"signed_by": ()}, "/signed_by", "firman"),
        (K.RECEIVED, {"adult": "Otra Persona"}, "/adult", "Fije otra entrega"),
    ],
)
def test_a_refusal_names_the_rule_and_what_would_make_it_legal(
    case: Case, kind: StepKind, changed: dict[str, Any], pointer: str, told: str
) -> None:
    until(case, kind)
    before = stored(case)
    if not pointer:
        assert step(case, kind, **changed).status == 201
        return
    with pytest.raises(Invalid) as refused:
        step(case, kind, **changed)
    (fault,) = refused.value.fields
    assert fault.pointer == pointer
    assert told in fault.mend
    assert fault.rule is not None
    assert fault.rule.source
    assert fault.reason == fault.rule.en
    assert stored(case) == before


@pytest.mark.parametrize(
    ("kind", "changed", "pointer"),
    [
        ("dance", {}, "/kind"),
        ("before_release", {}, "/kind"),
        ("protection_screened", {"language": "habla raro"}, "/language"),
        ("determination_written", {"destination": "Macondo"}, "/destination"),
        ("determination_written", {"adult": "Matilde"}, "/adult"),
        ("family_assessed", {"methods": ("telepathy",)}, "/methods"),
        ("travel_document", {"way": "swim"}, "/way"),
        ("handover_planned", {"at": HANDOVER.replace(tzinfo=None)}, "/at"),
        ("handover_planned", {"latitude": 200.0}, "/latitude"),
        ("handover_planned", {"longitude": float("nan")}, "/longitude"),
        ("protection_screened", {"by": "a\0b"}, "/by"),
        ("protection_screened", {"note": "x" * 8001}, "/note"),
    ],
)
def test_what_cant_be_read_is_refused_by_its_field(
    case: Case, kind: str, changed: dict[str, Any], pointer: str
) -> None:
    new = NewStep(kind, "done", Particulars(**changed))
    with pytest.raises(Invalid) as refused:
        enter_step(case.service, case.officer, case.pair, new)
    assert pointers(refused.value) == {pointer}
    assert stored(case) == 0


def test_two_people_confirm_a_handover_and_neither_is_the_escort(case: Case) -> None:
    until(case, K.RECEIVED)
    with pytest.raises(NotYet) as refused:
        step(case, K.RECEIVED, reader=case.officer)
    assert pointers(refused.value) == {"missing:same_confirmer"}
    with pytest.raises(NotYet) as twice:
        step(case, K.HANDED_OVER, reader=case.second_officer)
    assert "missing:handover_done" in pointers(twice.value)


def test_an_escort_with_an_account_is_of_child_protection(case: Case) -> None:
    until(case, K.ESCORT_NAMED)
    # The officer works for the tracing office.
    with pytest.raises(Invalid) as refused:
        step(case, K.ESCORT_NAMED, person=case.officer.person)
    assert pointers(refused.value) == {"/person"}


def test_an_asylum_flag_stops_the_way_and_keeps_the_consulate_out(case: Case) -> None:
    until(case, K.TRAVEL_DOCUMENT)
    case.clock.move(minutes=1)
    flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential", {})
    with pytest.raises(NotYet) as refused:
        step(case, K.TRAVEL_DOCUMENT)
    assert {"missing:asylum_flag", "missing:hold_open", "/way"} <= pointers(refused.value)


def test_the_hold_lifted_the_flag_still_bars_the_return_to_the_country_of_origin(case: Case) -> None:
    case.clock.move(minutes=1)
    flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential", {})
    case.clock.move(minutes=1)
    for hold in holds.list_holds(case.service, case.officer):
        on = case.clock.now.date() + timedelta(days=30)
        holds.lift_hold(case.service, case.officer, hold.id, "se valoró con su tutora", on)
    case.clock.move(minutes=1)
    with pytest.raises(NotYet) as refused:
        step(case, K.DETERMINATION_WRITTEN)
    assert pointers(refused.value) == {"missing:asylum_flag"}
    # To its father in Canada the child may go, and no consulate hears of it.
    step(case, K.DETERMINATION_WRITTEN, destination="Canada")
    for kind in (K.PROTECTION_SCREENED, K.FAMILY_ASSESSED, K.CHILD_CONSULTED):
        step(case, kind)
    with pytest.raises(Invalid) as consulate:
        step(case, K.TRAVEL_DOCUMENT)
    assert pointers(consulate.value) == {"/way"}
    assert step(case, K.TRAVEL_DOCUMENT, way="convention").status == 201


def test_a_clock_that_goes_back_opens_neither_a_hold_nor_an_asylum_flag(case: Case) -> None:
    until(case, K.TRAVEL_DOCUMENT)
    case.clock.move(minutes=1)
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "court_order", "orden del juzgado")
    case.clock.move(hours=-1)
    with pytest.raises(NotYet) as refused:
        step(case, K.TRAVEL_DOCUMENT)
    assert pointers(refused.value) == {"missing:hold_open"}
    with pytest.raises(NotYet) as stopped:
        act(case, case.officer, "contact", "took_place", "call")
    assert pointers(stopped.value) == {"missing:hold_open"}
    case.clock.move(hours=2)
    flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential", {})
    for hold in holds.list_holds(case.service, case.officer):
        on = case.clock.now.date() + timedelta(days=30)
        holds.lift_hold(case.service, case.officer, hold.id, "se valoró con su tutora", on)
    case.clock.move(hours=-1)
    with pytest.raises(NotYet) as flagged:
        step(case, K.TRAVEL_DOCUMENT)
    assert {"missing:asylum_flag", "/way"} <= pointers(flagged.value)


def test_a_child_that_turns_twelve_on_the_way_assents_in_writing_before_a_handover_is_planned(
    service: Service,
) -> None:
    case = open_case(service, child={**CHILD, "birth_date": "2014-04-05"})
    in_contact(case)
    until(case, K.HANDOVER_PLANNED)
    case.clock.move(days=6)
    with pytest.raises(NotYet) as refused:
        step(case, K.HANDOVER_PLANNED)
    assert pointers(refused.value) == {"missing:consent_written"}
    found = {item.code: item for item in read_checklist(case.service, case.officer, case.pair)[0]}
    assert [lack.code for lack in found["handover_planned"].lacks] == ["consent_written"]
    assert (found["screen"].waits, found["screen"].party.value) == (True, "found_side")
    written = {**CONSENTS[1], "form": "written", "on": case.clock.now.date().isoformat()}
    enter_consents(case.service, case.found, "A-1", [written])
    assert step(case, K.HANDOVER_PLANNED).status == 201


def test_a_birthday_on_the_way_undoes_no_step(service: Service) -> None:
    case = open_case(service, child={**CHILD, "birth_date": "2014-04-05"})
    in_contact(case)
    until(case, K.RECEPTION_CONFIRMED)
    case.clock.move(days=6)
    assert K.HANDOVER_PLANNED in return_of(case_of(case.service, case.pair).returning).done
    with pytest.raises(NotYet) as refused:
        step(case, K.RECEPTION_CONFIRMED)
    assert pointers(refused.value) == {"missing:consent_written"}


def test_a_child_that_went_home_isnt_handed_over_to_another_family(at_home: Case) -> None:
    act(at_home, at_home.officer, "close", "solved", "durable_solution")
    asks = {**INQUIRY, "record_id": "F-2", "inquirer_name": "Elena Xol", "inquirer_relation": "grandmother"}
    submission.submit(at_home.service, at_home.family, "inquiry", asks)
    at_home.pair = replace(at_home.pair, inquiry=record_id(at_home.service, "F-2"))
    link_records(at_home.service, 1, at_home.pair)
    upkeep.keep_up(at_home.service)
    in_contact(at_home)
    with pytest.raises(NotYet) as refused:
        step(at_home, K.DETERMINATION_WRITTEN)
    assert pointers(refused.value) == {"missing:handover_done"}


def test_who_brings_a_child_home_is_told_that_its_placement_is_still_open(case: Case) -> None:
    family = placement(21, kind="foster_family", place="Familia de acogida de Tapachula")
    place_child(case.service, case.found, "A-1", family)
    until(case, K.HANDED_OVER)
    assert step(case, K.HANDED_OVER).body["open_placement"] is False
    assert step(case, K.RECEIVED).body["open_placement"] is True
    ended = replace(family, ends=case.clock.now.date())
    correct_placement(case.service, case.found, "A-1", 1, 1, ended, "volvió con su familia")
    assert case.act(case.officer, "reunify", "reunified", "handover").body["open_placement"] is False


def test_a_reunification_says_whether_a_placement_is_still_open(case: Case) -> None:
    place_child(case.service, case.found, "A-1", placement(21, kind="foster_family", place="Familia Cuc"))
    answer = case.act(case.officer, "reunify", "reunified", "already_together")
    assert answer.body["open_placement"] is True


def test_what_a_step_says_is_encrypted(case: Case) -> None:
    until(case, K.RECEPTION_CONFIRMED)
    with case.service.database.working() as connection:
        rows = connection.execute(sa.select(repatriation_steps)).all()
    text = repr([tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows])
    for value in ("Matilde", "Raíces", "PGN", "Rubén", "SC 7781", "kek", "GT"):
        assert value not in text


def test_the_same_request_sent_twice_is_one_step(case: Case) -> None:
    first, second = (step(case, K.DETERMINATION_WRITTEN, key="k-1") for _ in range(2))
    assert (first.body, second.repeated, stored(case)) == (second.body, True, 1)
    with pytest.raises(Conflict):
        step(case, K.DETERMINATION_WRITTEN, key="k-1", destination="HN")


def test_a_step_is_taken_back_by_another(case: Case) -> None:
    number = step(case, K.DETERMINATION_WRITTEN).body["step"]
    back = NewStep("step_taken_back", "done", Particulars(note="era otro expediente"), number)
    enter_step(case.service, case.second_officer, case.pair, back)
    with pytest.raises(NotYet):
        step(case, K.PROTECTION_SCREENED)
    with pytest.raises(NotYet) as refused:
        enter_step(case.service, case.officer, case.pair, back)
    assert pointers(refused.value) == {"missing:no_such_step"}
    for wrong in (
        replace(back, takes_back=None),
        NewStep("protection_screened", "no_need", takes_back=number),
    ):
        with pytest.raises(Invalid) as invalid:
            enter_step(case.service, case.officer, case.pair, wrong)
        assert pointers(invalid.value) == {"/takes_back"}


def _followed(case: Case) -> None:
    case.clock.now = HANDOVER + timedelta(days=30, hours=2)


def test_a_bad_finding_raises_a_hold_and_opens_the_case_again(at_home: Case) -> None:
    act(at_home, at_home.officer, "close", "solved", "durable_solution")
    _followed(at_home)
    answer = step(at_home, K.FOLLOW_UP_30, "concern", note="el tío volvió a la casa")
    assert answer.body["reopened"] is True
    (hold,) = holds.list_holds(at_home.service, at_home.second_officer)
    assert (hold.id, hold.kind.value, hold.record) == (
        answer.body["hold"],
        "other_concern",
        at_home.pair.child_name,
    )
    assert "tío" not in hold.reason
    assert list_acts(at_home.service, at_home.officer, at_home.pair)[1] is State.REUNIFIED
    # What follows waits for a protection officer; seeing the child does not.
    at_home.clock.move(minutes=1)
    with pytest.raises(NotYet):
        act(at_home, at_home.second_officer, "close", "solved", "durable_solution")
    at_home.clock.now = HANDOVER + timedelta(days=90, hours=2)
    assert step(at_home, K.FOLLOW_UP_90).status == 201


def test_a_handover_at_night_is_recorded_with_its_reason_and_held(case: Case) -> None:
    until(case, K.HANDED_OVER)
    late = HANDOVER.replace(hour=20)
    case.clock.now = late + timedelta(hours=1)
    with pytest.raises(Invalid) as refused:
        step(case, K.HANDED_OVER, at=late)
    assert pointers(refused.value) == {"/at"}
    enter_law(case.service, case.officer.person, "MX", "hold_review_days", "10")
    answer = step(case, K.HANDED_OVER, at=late, exception="derrumbe en la carretera")
    (hold,) = holds.list_holds(case.service, case.officer)
    assert hold.id == answer.body["hold"]
    # The law of where the child's record is held says when it is looked at again.
    assert hold.review_on == case.clock.now.date() + timedelta(days=10)


def _by(case: Case, who: str) -> Callable[[], object]:
    reader = getattr(case, who)
    new = NewStep("determination_written", "done", said(case, K.DETERMINATION_WRITTEN))
    return lambda: enter_step(case.service, reader, case.pair, new)


@pytest.mark.parametrize("who", ["one", "found", "family"])
def test_steps_are_for_protection_officers(case: Case, who: str) -> None:
    with pytest.raises(Forbidden):
        _by(case, who)()
    with pytest.raises(Forbidden):
        list_steps(case.service, getattr(case, who), case.pair)
    assert stored(case) == 0


def test_a_pair_that_isnt_there_has_no_steps(case: Case) -> None:
    other = replace(case.pair, child=999)
    with pytest.raises(NotFound):
        list_steps(case.service, case.officer, other)


def test_a_row_written_past_the_rules_counts_for_nothing(case: Case) -> None:
    """Even the database's owner can't hand over a child by writing it down."""
    with case.service.database.working() as connection:
        for kind, person in (("handed_over", case.officer.person), ("received", case.second_officer.person)):
            connection.execute(
                sa.insert(repatriation_steps).values(
                    inquiry_id=case.pair.inquiry, child_id=case.pair.child, kind=kind, outcome="done", after_act=10**6,
                    user_id=person, role="protection_officer",
                )
            )  # fmt: skip
    with pytest.raises(NotYet) as refused:
        act(case, case.officer, "reunify", "reunified", "handover")
    assert pointers(refused.value) == {"missing:no_handover"}
