"""Decisions: what a judgement needs, who may make it, when the review is settled, and what comes of taking one back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, CONSENTS, INQUIRY, Case, link_records, open_case, record_id
from tests.service.parties import agency, person
from tests.stages import staged
from tracing.casework.review import ReviewState
from tracing.casework.states import State
from tracing.linkage.training.labels import read_decisions
from tracing.service import conflicts, holds, queue, submission, upkeep
from tracing.service.context import Service
from tracing.service.decide import decide, take_back
from tracing.service.decision_export import export_decisions, write_labels
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet
from tracing.service.pair import read_pair
from tracing.service.pairs import Pair
from tracing.service.rights.consents import enter_consents
from tracing.service.state_of import case_of
from tracing.store.database import Reader
from tracing.store.tables import decisions


@staged
def possible_case(service: Service) -> Case:
    """A pair that isn't strong."""
    return open_case(service, band="possible")


def review(case: Case) -> tuple[str, str | None]:
    found = case_of(case.service, case.pair).review
    return found.state.value, None if found.outcome is None else found.outcome.value


def stored(case: Case) -> list[Any]:
    with case.service.database.working() as connection:
        return list(connection.execute(sa.select(decisions).order_by(decisions.c.id)))


@pytest.mark.parametrize(
    ("judgements", "outcome"),
    [
        (["possible"], ("waits_for_second", None)),
        (["possible", "possible"], ("settled", "possible")),
        (["possible", "not_this_child"], ("waits_for_third", None)),
        (["possible", "not_this_child", "possible"], ("settled", "possible")),
        (["possible", "not_this_child", "not_this_child"], ("settled", "not_this_child")),
        (["not_this_child", "relative_lead", "possible"], ("waits_for_third", None)),
    ],
)
def test_a_strong_pair_takes_two_who_agree(
    case: Case, judgements: list[str], outcome: tuple[str, str | None]
) -> None:
    for reader, kind in zip((case.one, case.two, case.three), judgements, strict=False):
        case.judge(reader, kind)
    assert review(case) == outcome


@pytest.mark.parametrize("kind", ["possible", "not_this_child", "relative_lead"])
def test_one_person_settles_a_pair_that_isnt_strong(possible_case: Case, kind: str) -> None:
    possible_case.judge(possible_case.one, kind)
    assert review(possible_case) == ("settled", kind)


def test_what_was_decided_is_kept_with_what_it_was_decided_on(case: Case) -> None:
    answer = case.judge(case.one, note="mismo lunar, misma aldea")
    assert (answer.status, answer.body["review"], answer.body["outcome"]) == (201, "waits_for_second", None)
    (row,) = stored(case)
    assert (row.inquiry_version, row.child_version, row.kind, row.reasons) == (
        1,
        1,
        "possible",
        ["names_agree"],
    )
    assert (row.weight, row.probability, row.band, row.blind) == (4096 + 128, 0.97, "strong", False)
    assert (row.user_id, row.note) == (case.one.person, "mismo lunar, misma aldea")


@pytest.mark.parametrize(
    ("kind", "reasons", "note", "pointer"),
    [
        ("possible", [], None, "/reasons"),
        ("possible", ["twin"], None, "/reasons"),
        ("possible", ["names_agree", "names_agree"], None, "/reasons"),
        ("possible", ["other"], None, "/note"),
        ("possible", ["names_agree"], "x" * 4001, "/note"),
        ("possible", ["names_agree"], "nul\0", "/note"),
        ("duplicate_record", ["child_twice"], None, "/note"),
        ("confirmed", ["names_agree"], None, "/kind"),
        ("taken_back", ["mistake"], None, "/kind"),
    ],
)
def test_what_a_decision_lacks_is_named(
    case: Case, kind: str, reasons: list[str], note: str | None, pointer: str
) -> None:
    queue.take(case.service, case.one)
    with pytest.raises(Invalid) as refused:
        decide(case.service, case.one, case.pair, kind, reasons, (1, 1), note)
    assert [fault.pointer for fault in refused.value.fields] == [pointer]
    assert stored(case) == []


def test_nobody_decides_on_a_pair_they_dont_have_open(case: Case) -> None:
    with pytest.raises(Conflict, match="don't have this pair open"):
        decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    queue.take(case.service, case.one)
    case.clock.move(minutes=31)
    with pytest.raises(Conflict, match="don't have this pair open"):
        decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    assert stored(case) == []


def test_nobody_decides_twice_on_a_pair(case: Case) -> None:
    case.judge(case.one)
    with pytest.raises(Forbidden, match="another person's"):
        queue.take(case.service, case.one, pair=case.pair)
    with pytest.raises(Forbidden, match="another person's"):
        decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))


def _submitted(case: Case) -> None:
    with case.service.database.working() as connection:
        change = sa.text("UPDATE casework.record_versions SET by_user = :person WHERE record_id = :record")
        connection.execute(change, {"person": case.one.person, "record": case.pair.inquiry})


def _declared(case: Case) -> None:
    conflicts.declare(case.service, case.one, case.pair.child_name)


@pytest.mark.parametrize(
    ("because", "code"), [(_submitted, "own_submission"), (_declared, "conflict_of_interest")]
)
def test_nobody_decides_on_their_own_submission_or_family(
    case: Case, because: Callable[[Case], None], code: str
) -> None:
    queue.take(case.service, case.one)
    because(case)
    with pytest.raises(Forbidden) as refused:
        decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    assert refused.value.code == code
    assert stored(case) == []


def test_a_judgement_of_somebody_who_declares_a_conflict_later_counts_no_more(case: Case) -> None:
    case.settle()
    _declared(case)
    assert review(case) == ("waits_for_second", None)
    assert [line.stage for line in queue.page(case.service, case.three)] == ["second"]


@pytest.mark.parametrize(
    "role", ["found_worker", "family_worker", "auditor", "analyst", "administrator", "consulate"]
)
def test_nobody_else_decides(case: Case, role: str) -> None:
    reader = person(case.service, case.office, role)
    with pytest.raises(Forbidden):
        decide(case.service, reader, case.pair, "possible", ["names_agree"], (1, 1))


@pytest.mark.parametrize(
    ("side", "change", "told"),
    [
        ("child", {"birth_date": "2015-07-03"}, ["/child/birth_date"]),
        ("child", {"event_place": "Reynosa"}, []),  # a reviewer isn't told where the child was found
        ("child", {"notes": "habla mam"}, []),  # nor what its notes say
        ("inquiry", {"second_surname": "Pop Xol"}, ["/inquiry/second_surname"]),
    ],
)
def test_a_record_that_changed_since_it_was_read_stops_a_decision(
    case: Case, side: str, change: dict[str, str], told: list[str]
) -> None:
    queue.take(case.service, case.one)
    reader, facts = (case.found, CHILD) if side == "child" else (case.family, INQUIRY)
    submission.correct(case.service, reader, side, str(facts["record_id"]), 1, {**facts, **change})
    with pytest.raises(Conflict) as refused:
        decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    assert refused.value.code == "version_changed"
    assert [fault.pointer for fault in refused.value.fields] == told
    assert stored(case) == []
    decide(case.service, case.one, case.pair, "possible", ["names_agree"], case.versions())
    assert len(stored(case)) == 1


def test_a_question_that_a_correction_answers_opens_the_pair_again(possible_case: Case) -> None:
    case = possible_case
    case.judge(case.one, "need_information", ["ask_marks"])
    assert review(case) == ("settled", "need_information")
    submission.correct(case.service, case.found, "child", "A-1", 1, {**CHILD, "marks": "cicatriz"})
    upkeep.keep_up(case.service)
    assert review(case) == ("open", None)
    assert queue.take(case.service, case.one).pair == case.pair


def test_a_hold_stops_reviewers_and_not_protection_officers(case: Case) -> None:
    queue.take(case.service, case.one)
    holds.raise_hold(
        case.service, case.officer, case.pair.inquiry_name, "false_family", "llamó un uniformado"
    )
    with pytest.raises(NotYet):
        decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    queue.release(case.service, case.one, case.pair)
    case.judge(case.officer, "not_this_child")
    assert len(stored(case)) == 1


def test_taking_back_is_a_decision(case: Case) -> None:
    case.settle()
    first = stored(case)[0].id
    take_back(case.service, case.one, case.pair, first, ["mistake"])
    assert review(case) == ("waits_for_second", None)
    assert [row.kind for row in stored(case)] == ["possible", "possible", "taken_back"]
    case.judge(case.one, "not_this_child")
    assert review(case) == ("waits_for_third", None)


@pytest.mark.parametrize(("who", "may"), [("one", True), ("two", False), ("officer", True)])
def test_who_may_take_back_whose_decision(case: Case, who: str, may: bool) -> None:
    case.judge(case.one)
    reader, number = getattr(case, who), stored(case)[0].id
    if may:
        assert take_back(case.service, reader, case.pair, number, ["mistake"]).body["review"] == "open"
        with pytest.raises(Conflict, match="taken back already"):
            take_back(case.service, reader, case.pair, number, ["mistake"])
    else:
        with pytest.raises(Forbidden, match="Only who decided"):
            take_back(case.service, reader, case.pair, number, ["mistake"])


def test_a_decision_that_isnt_the_pairs_cant_be_taken_back(case: Case) -> None:
    with pytest.raises(NotFound):
        take_back(case.service, case.officer, case.pair, 77, ["mistake"])


def test_the_same_request_decides_once(case: Case) -> None:
    queue.take(case.service, case.one)
    given = (case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    first, again = decide(*given, key="7f1c"), decide(*given, key="7f1c")
    assert (first.body, first.repeated, again.body, again.repeated) == (first.body, False, first.body, True)
    assert len(stored(case)) == 1


def test_two_requests_at_once_decide_once(case: Case) -> None:
    queue.take(case.service, case.one)
    start, said = threading.Barrier(3), list[str]()

    def work() -> None:
        start.wait()
        try:
            decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
            said.append("made")
        except (Forbidden, Conflict) as refused:
            said.append(refused.code)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["made", "same_person", "same_person"]
    assert len(stored(case)) == 1


@pytest.mark.parametrize(
    ("blind", "reads", "kept"),
    [(True, False, True), (True, True, True), (False, False, False), (False, True, False)],
)
def test_a_judgement_is_blind_where_it_was_taken_without_the_score(
    case: Case, blind: bool, reads: bool, kept: bool
) -> None:
    queue.take(case.service, case.one, blind=blind)
    if reads:
        assert (read_pair(case.service, case.one, case.pair).explanation is None) is blind
    decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    assert stored(case)[0].blind is kept


def test_who_saw_the_score_cant_become_blind_again(case: Case) -> None:
    queue.take(case.service, case.one)
    read_pair(case.service, case.one, case.pair)
    queue.release(case.service, case.one, case.pair)
    queue.take(case.service, case.one, blind=True)
    decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    assert stored(case)[0].blind is False


@pytest.mark.parametrize(("blind", "kept"), [(False, False), (True, True)])
def test_a_score_that_was_seen_in_the_list_is_known(case: Case, blind: bool, kept: bool) -> None:
    queue.page(case.service, case.one, blind=blind)
    queue.page(case.service, case.one, blind=blind)
    queue.take(case.service, case.one, blind=True)
    assert read_pair(case.service, case.one, case.pair).explanation is None
    decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    assert stored(case)[0].blind is kept


def test_a_score_counts_for_who_saw_it_and_also_after_the_pair_was_taken(case: Case) -> None:
    queue.page(case.service, case.three)
    queue.take(case.service, case.one, blind=True)
    decide(case.service, case.one, case.pair, "possible", ["names_agree"], (1, 1))
    queue.take(case.service, case.two, blind=True)
    queue.page(case.service, case.two)
    decide(case.service, case.two, case.pair, "possible", ["names_agree"], (1, 1))
    assert [row.blind for row in stored(case)] == [True, False]


def test_a_score_that_was_seen_beside_another_pair_is_known(case: Case) -> None:
    submission.submit(case.service, case.found, "child", {**CHILD, "record_id": "A-2"})
    other = Pair(case.pair.inquiry, record_id(case.service, "A-2"))
    link_records(case.service, 1, other, 0.4, "possible")
    enter_consents(case.service, case.found, "A-2", CONSENTS)
    upkeep.keep_up(case.service)
    queue.take(case.service, case.one, pair=case.pair)
    view = read_pair(case.service, case.one, case.pair)
    assert [one.pair for one in view.of_inquiry or ()] == [other]
    queue.take(case.service, case.one, pair=other, blind=True)
    decide(case.service, case.one, other, "possible", ["names_agree"], (1, 1))
    assert stored(case)[0].blind is False


def test_a_settled_pair_is_possible_and_no_further(case: Case) -> None:
    assert case_of(case.service, case.pair).state is State.CANDIDATE
    case.settle()
    found = case_of(case.service, case.pair)
    assert (found.state, found.review.state) == (State.POSSIBLE, ReviewState.SETTLED)


def test_raw_sql_cant_decide_on_ones_own_submission(case: Case) -> None:
    _submitted(case)
    entry = sa.insert(decisions).values(
        inquiry_id=case.pair.inquiry, child_id=case.pair.child, inquiry_version=1, child_version=1, matcher_id=1,
        blind=False, kind="possible", reasons=["names_agree"], user_id=case.one.person,
    )  # fmt: skip
    with (
        pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
        case.service.database.reading(case.one) as connection,
    ):
        connection.execute(entry)


def test_settled_decisions_are_labels_for_training(case: Case, tmp_path: Any) -> None:
    case.judge(case.one)
    analyst = person(case.service, case.office, "analyst")
    assert export_decisions(case.service, analyst) == []
    case.judge(case.two)
    labels = export_decisions(case.service, analyst)
    file = tmp_path / "decisions.csv"
    file.write_text(write_labels(labels), encoding="utf-8")
    (row,) = read_decisions(file).to_dict("records")
    assert (row["child_id"], row["inquiry_id"], row["decision"]) == (
        case.pair.child_name, case.pair.inquiry_name, "possible",
    )  # fmt: skip
    assert row["officer"] == str(case.two.person)


@pytest.mark.parametrize("role", ["reviewer", "protection_officer", "auditor", "found_worker"])
def test_only_analysts_export(case: Case, role: str) -> None:
    reader: Reader = person(case.service, agency(case.service, "CR-X", "child_protection"), role)
    with pytest.raises(Forbidden):
        export_decisions(case.service, reader)
