"""Reminders beside the steps of cases: each raised once, also after a week down, to whom it waits for, ended by what is done."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, Case
from tests.service.parties import agency, person
from tracing.service import own_reminders, submission, upkeep
from tracing.service.erasure import erase_record
from tracing.service.errors import NotFound
from tracing.service.repatriation.reminding import ReminderView, acknowledge, list_reminders
from tracing.service.rights.complaints import NewComplaint, complain, make_step
from tracing.service.trafficking import shields
from tracing.service.trafficking.referrals import NewReferral, note_outcome, refer
from tracing.store.database import Reader


def after_a_week(case: Case) -> None:
    """Let the service be down for a week and come back."""
    case.clock.move(days=7)
    upkeep.daily(case.service)


def listed(case: Case, reader: Reader, item: str) -> list[ReminderView]:
    return [one for one in list_reminders(case.service, reader) if one.says.code == item]


def test_what_a_registration_lacks_is_reminded_of_once_for_each_day(case: Case) -> None:
    after_a_week(case)
    found = listed(case, case.found, "registration")
    begun = case.clock.now.date() - timedelta(days=7)
    # The definition and the language were due after a day, the siblings after three; the marks are there.
    assert [(one.reference, (one.due_on - begun).days) for one in found] == [("A-1", 1), ("A-1", 3)]
    upkeep.daily(case.service)
    assert listed(case, case.found, "registration") == found
    case.clock.move(days=2)
    upkeep.daily(case.service)
    assert len(listed(case, case.found, "registration")) == 3


def test_a_registration_that_cant_be_read_holds_up_no_other(case: Case) -> None:
    submission.submit(case.service, case.found, "child", {**CHILD, "record_id": "A-2"})
    with case.service.database.working() as connection:
        query = "UPDATE casework.record_secrets SET ciphertext = 'x' WHERE record_id = :broken AND ciphertext <> ''"
        connection.execute(sa.text(query), {"broken": case.pair.child})
        # As if both had come in by the test's clock.
        connection.execute(sa.text("UPDATE casework.records SET created_at = :at"), {"at": case.clock.now})
    case.clock.move(days=7)
    own_reminders.remind_of_registrations(case.service)
    assert {one.reference for one in listed(case, case.found, "registration")} == {"A-2"}


def test_a_registration_reminds_nobody_of_the_other_side_nor_of_another_agency(case: Case) -> None:
    after_a_week(case)
    other = person(case.service, agency(case.service, "MX-OTRO"), "found_worker")
    for reader in (case.family, other):
        assert listed(case, reader, "registration") == []


def test_a_registration_reminds_of_nothing_once_the_child_s_record_is_withdrawn(case: Case) -> None:
    after_a_week(case)
    submission.withdraw(case.service, case.found, "child", "A-1")
    upkeep.daily(case.service)
    assert listed(case, case.found, "registration") == []


def referral(case: Case) -> NewReferral:
    return NewReferral(
        case.pair.child_name, "child_protection", "MX-PFPNNA", ("identity",), "victim_protection", "urgent",
        case.clock.now - timedelta(hours=2),
    )  # fmt: skip


def test_a_referral_that_nobody_answered_is_reminded_of_until_somebody_does(case: Case) -> None:
    number = refer(case.service, case.officer, referral(case)).body["referral"]
    upkeep.daily(case.service)
    assert listed(case, case.officer, "referral_unanswered") == []
    after_a_week(case)
    (one,) = listed(case, case.officer, "referral_unanswered")
    assert (one.referral, one.child, one.inquiry) == (number, case.pair.child_name, None)
    assert (
        listed(case, case.found, "referral_unanswered")
        == listed(case, case.family, "referral_unanswered")
        == []
    )
    note_outcome(case.service, case.officer, number, "accepted")
    upkeep.daily(case.service)
    assert listed(case, case.officer, "referral_unanswered") == []


def test_a_shield_is_reminded_of_on_its_day_among_officers_alone(case: Case) -> None:
    on = case.clock.now.date() + timedelta(days=5)
    shields.shield(case.service, case.officer, case.pair.inquiry_name, "pregunta de más", on)
    upkeep.daily(case.service)
    assert listed(case, case.officer, "shield_review") == []
    after_a_week(case)
    (one,) = listed(case, case.second_officer, "shield_review")
    assert (one.due_on, one.inquiry, one.child) == (on, case.pair.inquiry_name, None)
    for reader in (case.family, case.found):
        assert listed(case, reader, "shield_review") == []
    later = case.clock.now.date() + timedelta(days=60)
    shields.renew_shield(case.service, case.officer, case.pair.inquiry_name, "sigue igual", later)
    upkeep.daily(case.service)
    assert listed(case, case.officer, "shield_review") == []


def complaint(case: Case, **more: str) -> UUID:
    made = NewComplaint("child", "not_heard", "kek", "nadie me preguntó", case.clock.now.date(), **more)  # type: ignore[arg-type]
    return UUID(complain(case.service, case.found, made).body["complaint"])


def test_a_complaint_reminds_whom_it_waits_for(case: Case) -> None:
    name = complaint(case)
    after_a_week(case)
    (one,) = listed(case, case.officer, "complaint_to_take")
    assert (one.complaint, one.child, one.reference) == (name, None, None)
    assert (one.due_on - case.clock.now.date()).days == -2
    make_step(case.service, case.officer, name, "take")
    case.clock.move(days=23)
    upkeep.daily(case.service)
    assert listed(case, case.officer, "complaint_to_take") == []
    assert len(listed(case, case.officer, "complaint_to_answer")) == 1
    make_step(case.service, case.officer, name, "answer", "se habló con ella")
    upkeep.daily(case.service)
    # Whoever took it in tells the answer; nobody else of that agency knows of it.
    (told,) = listed(case, case.found, "complaint_to_tell")
    assert told.complaint == name
    colleague = person(case.service, case.shelter, "found_worker", "colega")
    assert listed(case, colleague, "complaint_to_tell") == []
    make_step(case.service, case.found, name, "tell", "en persona")
    upkeep.daily(case.service)
    assert listed(case, case.found, "complaint_to_tell") == []


def test_whoever_is_complained_about_isnt_reminded(case: Case) -> None:
    complaint(case, about_agency="GT-OFICINA")
    after_a_week(case)
    assert listed(case, case.officer, "complaint_to_take") == []
    of_country = person(case.service, agency(case.service, "MX-PFPNNA"), "protection_officer")
    (one,) = listed(case, of_country, "complaint_to_take")
    with pytest.raises(NotFound):
        acknowledge(case.service, case.officer, one.name)
    acknowledge(case.service, of_country, one.name)
    assert listed(case, of_country, "complaint_to_take") == []


def test_no_reminder_outlives_the_record(case: Case) -> None:
    refer(case.service, case.officer, referral(case))
    after_a_week(case)
    submission.withdraw(case.service, case.found, "child", "A-1")
    erase_record(case.service, case.pair.child, case.officer, "asked")
    assert listed(case, case.officer, "referral_unanswered") == []
