"""An expert's deadline for one country counts there from then on, without code, and each day names its entry."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.service.care.houses import placement
from tests.service.cases import Case
from tests.service.laws import enter_law
from tests.service.parties import agency, person
from tracing.service.acts import list_acts
from tracing.service.care.directory import get_entry
from tracing.service.care.placement_views import list_placements, to_review
from tracing.service.care.placements import place_child
from tracing.service.errors import Invalid
from tracing.service.registration.quick import read_registration, register
from tracing.service.repatriation.listing import read_checklist, read_waits_of_child
from tracing.service.repatriation.reminding import list_reminders, remind
from tracing.service.rights.complaints import NewComplaint, complain, read_complaint
from tracing.service.submission import submit
from tracing.service.trafficking import shields
from tracing.service.trafficking.referrals import NewReferral, list_referrals, refer


def law(case: Case, place: str, **figures: int) -> None:
    """Let an expert have entered figures for a place."""
    for rule, value in figures.items():
        enter_law(case.service, case.officer.person, place, rule, str(value))


def day(case: Case, days: int) -> date:
    return case.clock.now.date() + timedelta(days=days)


def test_a_duty_is_due_and_reminded_of_by_the_law_of_where_the_child_is(case: Case) -> None:
    law(case, "MX", verify_child_within_days=5)
    law(case, "GT", verify_family_within_days=5)
    case.settle()
    items = {item.code: item for item in read_checklist(case.service, case.officer, case.pair)[0]}
    assert (items["verify_child"].due_on, items["verify_child"].due_basis) == (
        day(case, 5), "MX/verify_child_within_days",
    )  # fmt: skip
    # The child's country counts for the case, not the family's.
    assert items["verify_family"].due_basis == "INT/verify_family_within_days"
    mine = {item.code: item for item in read_waits_of_child(case.service, case.found, "A-1")}
    assert mine["verify_child"].due_basis == "MX/verify_child_within_days"
    case.clock.move(days=5)
    assert remind(case.service) == 1
    (one,) = list_reminders(case.service, case.officer)
    assert one.says.code == "verify_child"


def test_a_registration_is_due_by_the_law_of_its_agency(case: Case) -> None:
    law(case, "MX", registration_origin_days=10)
    new: dict[str, Any] = {
        "record_id": "A-9", "event_date": "2026-03-30", "event_place": "Tapachula", "sex": "F", "age": 7, "full_name": "Ana Caal",
    }  # fmt: skip
    receipt = {one["code"]: one for one in register(case.service, case.found, new).body["lacking"]}
    assert receipt["origin"]["due_basis"] == "MX/registration_origin_days"
    assert receipt["origin"]["due_on"] == day(case, 10).isoformat()
    assert receipt["family"]["due_basis"] == "INT/registration_family_days"
    read = {one.thing: one for one in read_registration(case.service, case.found, "A-9").lacking}
    assert read["origin"].due_basis == "MX/registration_origin_days"


def test_a_complaint_is_answered_by_the_law_of_where_it_was_taken_in(case: Case) -> None:
    law(case, "MX", complaint_answered_days=10, complaint_taken_days=2)
    new = NewComplaint("child", "care", "kek", "no hay camas", case.clock.now.date())
    receipt = complain(case.service, case.found, new).body
    assert (receipt["answer_by"], receipt["answer_basis"]) == (
        day(case, 10).isoformat(), "MX/complaint_answered_days",
    )  # fmt: skip
    found = read_complaint(case.service, case.officer, receipt["complaint"])
    assert (found.due_on, found.due_basis) == (day(case, 2), "MX/complaint_taken_days")


def test_a_shield_and_a_referral_name_their_entry_and_the_refusal_its_number(case: Case) -> None:
    law(case, "MX", shield_review_days=60, at_once_hours=12)
    name = case.pair.child_name
    with pytest.raises(Invalid) as refused:
        shields.shield(case.service, case.officer, name, "amenazas", day(case, 61))
    (fault,) = refused.value.fields
    assert "60 days" in fault.reason
    assert fault.rule is not None
    assert "INT/shield_review_days" in fault.rule.source
    new = NewReferral(
        name, "child_protection", "MX-PFPNNA", ("identity",), "victim_protection", "urgent", case.clock.now
    )
    made = refer(case.service, case.officer, new).body
    assert made["due_at"] == (case.clock.now + timedelta(hours=12)).isoformat()
    assert made["due_basis"] == "MX/at_once_hours"
    assert [one.due_basis for one in list_referrals(case.service, case.officer)] == ["MX/at_once_hours"]
    shields.shield(case.service, case.officer, name, "amenazas", day(case, 60))
    assert [one.review_basis for one in shields.list_shields(case.service, case.officer)] == [
        "MX/shield_review_days"
    ]


def test_placements_are_looked_at_again_by_the_law_of_each_place(case: Case) -> None:
    dif = person(case.service, agency(case.service, "HN-DIF"), "found_worker")
    for worker, child in ((case.found, "A-1"), (dif, "H-1")):
        new: dict[str, Any] = {"record_id": child, "full_name": "Ana", "event_date": "2026-03-20"}
        if child == "H-1":
            submit(case.service, worker, "child", new)
        stay = placement(30, kind="foster_family", place="una casa")
        place_child(case.service, worker, child, stay)
    law(case, "HN", placement_review_days=30)
    case.clock.move(days=40)
    found = to_review(case.service, case.officer)
    assert [(one.reference, one.review_basis) for one in found] == [(None, "HN/placement_review_days")]
    case.clock.move(days=60)
    assert len(to_review(case.service, case.officer, limit=1)) == 1
    assert len(to_review(case.service, case.officer)) == 2
    (mine,) = list_placements(case.service, case.found, "A-1")
    assert mine.review_basis == "INT/placement_review_days"


def test_an_institution_is_stale_by_the_law_of_its_country(case: Case) -> None:
    seen = get_entry(case.service, case.found, "GT-PGN")
    assert (seen.check_due.basis, seen.check_due.on) == (
        "INT/directory_check_days", seen.entry.checked_on + timedelta(days=365),
    )  # fmt: skip
    law(case, "GT", directory_check_days=1)
    assert get_entry(case.service, case.found, "GT-PGN").check_due.basis == "GT/directory_check_days"


def test_a_withholding_names_the_entry_of_its_review(case: Case) -> None:
    case.settle()
    case.act(case.officer, "disclosure", "withhold", "safety", review_on=day(case, 90))
    (act,) = list_acts(case.service, case.officer, case.pair)[0]
    assert act.review_basis == "INT/withholding_review_days"
