"""A pair as its reader may see it (brief I6), revealed step by step, explained, with what to beware of."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, INQUIRY, Case, link_records, open_case, record_id
from tests.service.parties import agency, person
from tracing.casework.agencies import Side
from tracing.casework.review import ReviewState
from tracing.service import flags, holds, queue, submission, upkeep
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.pair import read_pair, reveal
from tracing.service.pairs import Pair
from tracing.service.read_audit import read_audit

WITHHELD_FROM_REVIEWERS = (
    "Tapachula",
    "duerme mal",
    "A-1",
    "F-1",
    "MX-ALBERGUE",
    "5555 0199",
    "Matilde Pop Xol",
)


@pytest.fixture
def taken(case: Case) -> Case:
    queue.take(case.service, case.one)
    return case


def test_a_reviewer_sees_a_pair_under_pseudonyms(taken: Case) -> None:
    view = read_pair(taken.service, taken.one, taken.pair)
    assert view.child.seen.fields == {
        "record_id": taken.pair.child_name, "sex": "M", "event_date": "2026-03-20", "agency": "MX",
        "event_place": "MX, Chiapas", "notes": True, "group_id": False, "origin_country": "GT",
    }  # fmt: skip
    assert view.inquiry.seen.fields == {
        "record_id": taken.pair.inquiry_name, "sex": "M", "event_date": "2026-02-01", "agency": "GT",
        "inquirer_name": taken.pair.inquiry_name, "inquirer_relation": "mother", "group_id": False, "notes": False,
        "origin_country": "GT", "phones": taken.pair.inquiry_name,
    }  # fmt: skip


@pytest.mark.parametrize("step", [0, 1, 2])
def test_nothing_that_is_withheld_comes_through_whatever_is_revealed(taken: Case, step: int) -> None:
    steps = [["full_name", "birth_date"], ["mother_name", "origin_text"], ["marks", "phones"]]
    for fields in steps[: step + 1]:
        reveal(taken.service, taken.one, taken.pair, Side.CHILD, fields, "compare")
    view = repr(read_pair(taken.service, taken.one, taken.pair).child.seen) + str(
        read_pair(taken.service, taken.one, taken.pair).inquiry.seen.fields
    )
    assert [text for text in WITHHELD_FROM_REVIEWERS if text in view] == []


def test_fields_are_revealed_step_by_step(taken: Case) -> None:
    view = read_pair(taken.service, taken.one, taken.pair)
    assert view.child.seen.revealable == ("full_name", "birth_date")
    with pytest.raises(Invalid) as refused:
        reveal(taken.service, taken.one, taken.pair, Side.CHILD, ["marks"], "compare")
    assert [fault.pointer for fault in refused.value.fields] == ["/fields/0"]
    made = reveal(taken.service, taken.one, taken.pair, Side.CHILD, ["birth_date"], "compare")
    assert made.seen.fields["birth_date"] == "2016-07-03"
    assert "mother_name" in made.seen.revealable
    again = read_pair(taken.service, taken.one, taken.pair)
    assert again.child.seen.fields["birth_date"] == "2016-07-03"
    assert "birth_date" not in again.inquiry.seen.fields


@pytest.mark.parametrize("field", ["event_place", "agency", "notes", "record_id", "hidden"])
def test_what_the_matrix_withholds_isnt_revealed(taken: Case, field: str) -> None:
    with pytest.raises(Invalid):
        reveal(taken.service, taken.one, taken.pair, Side.CHILD, [field], "compare")


def test_a_purpose_must_be_one_of_the_list(taken: Case) -> None:
    with pytest.raises(Invalid) as refused:
        reveal(taken.service, taken.one, taken.pair, Side.CHILD, ["full_name"], "curiosity")
    assert [fault.pointer for fault in refused.value.fields] == ["/purpose"]


def test_what_was_revealed_is_in_the_audit_by_name_and_purpose(taken: Case) -> None:
    reveal(taken.service, taken.one, taken.pair, Side.CHILD, ["full_name"], "tell_siblings_apart")
    auditor = person(taken.service, agency(taken.service, "GT-PDH", "oversight", ""), "auditor")
    entry = read_audit(taken.service, auditor, kind="record", object_id=str(taken.pair.child))[-1]
    assert (entry.act, entry.person) == ("reveal", taken.one.person)
    assert '"why": "tell_siblings_apart"' in entry.detail
    assert "full_name" in entry.detail
    assert "Josué" not in entry.detail


def test_a_reviewer_without_the_pair_open_sees_nothing_of_it(taken: Case) -> None:
    for act in (
        lambda: read_pair(taken.service, taken.two, taken.pair),
        lambda: reveal(taken.service, taken.two, taken.pair, Side.CHILD, ["full_name"], "compare"),
    ):
        with pytest.raises(Conflict):
            act()
    taken.clock.move(minutes=31)
    with pytest.raises(Conflict):
        read_pair(taken.service, taken.one, taken.pair)


def test_a_protection_officer_sees_everything(case: Case) -> None:
    view = read_pair(case.service, case.officer, case.pair)
    assert view.child.seen.fields["event_place"] == "Tapachula, Chiapas"
    assert view.child.seen.fields["notes"] == "duerme mal"
    assert view.inquiry.seen.fields["phones"] == ["+502 5555 0199"]
    assert view.urgency is not None
    assert "young" in [part.what.code for part in view.urgency]
    assert view.child.flags == ("consent",)


@pytest.mark.parametrize("role", ["found_worker", "family_worker", "auditor", "analyst", "consulate"])
def test_nobody_else_sees_a_pair(case: Case, role: str) -> None:
    with pytest.raises(Forbidden):
        read_pair(case.service, person(case.service, case.shelter, role, f"otra-{role}"), case.pair)


def test_pairs_of_others_and_pairs_that_are_none_look_alike(case: Case) -> None:
    elsewhere = person(case.service, agency(case.service, "CR-PANI"), "protection_officer")
    refusals = []
    for pair in (case.pair, Pair(case.pair.inquiry, 4711)):
        with pytest.raises(NotFound) as refused:
            read_pair(case.service, elsewhere, pair)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


def test_the_parts_of_an_explanation_sum_to_the_weight(taken: Case) -> None:
    explained = read_pair(taken.service, taken.one, taken.pair).explanation
    assert explained is not None
    assert sum(step.bits for step in explained.steps) == explained.weight == (4096 + 128) / 256
    assert {"kinship", "group"} <= {step.name for step in explained.steps}
    assert all(step.text_es and step.text_en and step.title_es for step in explained.steps)
    assert (explained.probability, explained.band) == (0.97, "strong")


def test_blind_review_hides_the_score_until_ones_own_judgement(case: Case) -> None:
    queue.take(case.service, case.one, blind=True)
    view = read_pair(case.service, case.one, case.pair)
    assert view.blind
    assert (view.explanation, view.of_inquiry, view.of_child, view.urgency) == (None, None, None, None)
    assert "0.97" not in repr(view)
    assert "strong" not in repr(view)


def test_what_others_judged_stays_hidden_until_ones_own_judgement(case: Case) -> None:
    case.judge(case.one, "not_this_child")
    queue.take(case.service, case.two)
    view = read_pair(case.service, case.two, case.pair)
    assert view.review is ReviewState.WAITS_FOR_SECOND
    assert view.decisions == ()
    queue.release(case.service, case.two, case.pair)
    case.judge(case.two, "not_this_child")
    assert len(read_pair(case.service, case.officer, case.pair).decisions) == 2


def test_the_runners_up_of_both_sides_are_told(taken: Case) -> None:
    submission.submit(taken.service, taken.found, "child", {**CHILD, "record_id": "A-2"})
    submission.submit(taken.service, taken.family, "inquiry", {**INQUIRY, "record_id": "F-2"})
    child, inquiry = record_id(taken.service, "A-2"), record_id(taken.service, "F-2")
    for pair in (Pair(taken.pair.inquiry, child), Pair(inquiry, taken.pair.child)):
        link_records(taken.service, 1, pair, 0.4, "possible")
    view = read_pair(taken.service, taken.one, taken.pair)
    assert view.of_inquiry is not None
    assert view.of_child is not None
    assert [(other.pair.child, other.band) for other in view.of_inquiry] == [(child, "possible")]
    assert [other.pair.inquiry for other in view.of_child] == [inquiry]


def warnings(case: Case) -> list[str]:
    return [w.code for w in read_pair(case.service, case.officer, case.pair).warnings]


def test_a_pair_without_anything_to_beware_of_warns_of_nothing(case: Case) -> None:
    assert warnings(case) == []


def test_warned_of_a_sibling_lead(case: Case) -> None:
    with case.service.database.working() as connection:
        connection.execute(sa.text("DELETE FROM casework.links"))
    link_records(case.service, 1, case.pair, sibling=True)
    assert warnings(case) == ["sibling_lead"]


def test_warned_of_a_date_that_was_filled_in(service: Service) -> None:
    case = open_case(service, child={**CHILD, "birth_date": "2016-01-01"})
    assert "imputed_date" in warnings(case)


def test_warned_of_a_flag_without_being_told_which(taken: Case) -> None:
    flags.raise_flag(taken.service, taken.found, "A-1", "asylum_confidential")
    view = read_pair(taken.service, taken.one, taken.pair)
    assert [w.code for w in view.warnings] == ["hold", "flagged"]
    assert view.held
    assert "asyl" not in repr(view).lower()
    assert view.child.flags == ()


def test_a_hold_that_isnt_confidential_is_named(taken: Case) -> None:
    holds.raise_hold(
        taken.service, taken.one, taken.pair.child_name, "coached_answers", "respuestas de memoria"
    )
    view = read_pair(taken.service, taken.one, taken.pair)
    assert [hold.code for hold in view.child.holds] == ["coached_answers"]


def test_warned_of_an_inquirer_who_asks_again(case: Case) -> None:
    submission.submit(case.service, case.family, "inquiry", {**INQUIRY, "record_id": "F-2"})
    upkeep.keep_up(case.service)
    assert warnings(case) == ["repeated_inquirer"]


def test_warned_that_matching_no_longer_proposes_the_pair(case: Case) -> None:
    case.judge(case.one)
    with case.service.database.working() as connection:
        connection.execute(sa.text("DELETE FROM casework.links"))
    assert warnings(case) == ["no_link"]
    assert read_pair(case.service, case.officer, case.pair).explanation is None
