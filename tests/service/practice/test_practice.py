"""Training in a sandbox: courses in their order, what each pair was, and one's own decisions beside the truth."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, INQUIRY, Case, open_case
from tests.service.parties import agency, person
from tests.stages import staged
from tracing.casework.training.courses import COURSES, Lesson
from tracing.casework.training.scoring import BEST, FULL, Truth
from tracing.samples.lessons import TRAPS
from tracing.service.context import Service
from tracing.service.decide import take_back
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet
from tracing.service.practice.courses import answer, begin, courses, feedback, pair_of, progress
from tracing.service.practice.decided import own_decisions
from tracing.service.practice.pairs import GradedPair, spoke_of, truths_of
from tracing.service.practice.sandbox import mark_sandbox
from tracing.store.database import Reader
from tracing.store.tables import training_attempts


@pytest.fixture
def sandbox(service: Service) -> Service:
    mark_sandbox(service)
    return service


@pytest.fixture
def office(service: Service) -> int:
    return agency(service, "GT-OFICINA", "tracing_office", "")


@pytest.fixture
def officer(service: Service, office: int) -> Reader:
    return person(service, office, "reviewer")


def started(service: Service, reader: Reader, course: str = "first_steps") -> int:
    return int(begin(service, reader, course).body["attempt"])


def truths(service: Service, number: int) -> list[Truth]:
    with service.database.working() as connection:
        row = connection.execute(
            sa.select(training_attempts.c.course, training_attempts.c.seed).where(
                training_attempts.c.id == number
            )
        ).one()
    return list(truths_of(next(c for c in COURSES if c.code == row.course), row.seed))


def take(service: Service, reader: Reader, course: str, wrong: int = 0) -> int:
    """Take a course, with the best decision on all pairs but the first few."""
    number = started(service, reader, course)
    for place, truth in enumerate(truths(service, number), start=1):
        worst = "relative_lead" if truth in (Truth.SAME, Truth.OTHER, Truth.OPEN) else "possible"
        answer(service, reader, number, place, worst if place <= wrong else BEST[truth].value)
    return number


# A real installation


@pytest.mark.parametrize("role", ["reviewer", "protection_officer", "administrator"])
def test_an_installation_that_is_no_sandbox_refuses_everything(
    service: Service, office: int, role: str
) -> None:
    reader = person(service, office, role)
    asked = [lambda: progress(service, reader)] if role == "administrator" else [
        lambda: courses(service, reader),
        lambda: begin(service, reader, "first_steps"),
        lambda: pair_of(service, reader, 1),
        lambda: answer(service, reader, 1, 1, "possible"),
        lambda: feedback(service, reader, 1),
        lambda: own_decisions(service, reader),
    ]  # fmt: skip
    for one in asked:
        with pytest.raises(Forbidden, match="no sandbox"):
            one()


def test_the_database_refuses_where_a_program_forgets(service: Service, officer: Reader) -> None:
    entry = sa.insert(training_attempts).values(user_id=officer.person, course="names", seed=1)
    with (
        pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
        service.database.reading(officer) as connection,
    ):
        connection.execute(entry)


def test_a_database_with_records_never_becomes_a_sandbox(case: Case) -> None:
    with pytest.raises(Conflict, match="holds records"):
        mark_sandbox(case.service, [("F-1", "A-1")])
    with pytest.raises(Forbidden):
        courses(case.service, case.one)


# Courses


def test_courses_open_one_after_another(sandbox: Service, officer: Reader) -> None:
    assert [one.open for one in courses(sandbox, officer)] == [True, False, False, False, False]
    with pytest.raises(NotYet):
        begin(sandbox, officer, "names")
    take(sandbox, officer, "first_steps")
    found = courses(sandbox, officer)
    assert [one.open for one in found] == [True, True, False, False, False]
    assert [one.passed for one in found] == [True, False, False, False, False]
    best = found[0].best
    assert best is not None
    assert (best.share, best.kappa) == (1.0, 1.0)
    with pytest.raises(NotFound):
        begin(sandbox, officer, "cooking")


def test_somebody_who_errs_too_often_begins_again_with_other_pairs(sandbox: Service, officer: Reader) -> None:
    first = take(sandbox, officer, "first_steps", wrong=5)
    assert not courses(sandbox, officer)[0].passed
    second = started(sandbox, officer)
    shown = pair_of(sandbox, officer, second)
    with sandbox.database.working() as connection:
        seeds = (
            connection.execute(sa.select(training_attempts.c.seed).order_by(training_attempts.c.id))
            .scalars()
            .all()
        )
    assert len(set(seeds)) == 2
    assert GradedPair.of(COURSES[0], seeds[0], 1).child != shown.child
    assert feedback(sandbox, officer, first)[0].share < 0.8


def test_the_truth_is_told_after_the_answer(sandbox: Service, officer: Reader) -> None:
    number = started(sandbox, officer)
    shown = pair_of(sandbox, officer, number)
    assert (shown.place, shown.of) == (1, 10)
    assert "truth" not in {*shown.child, *shown.inquiry}
    assert feedback(sandbox, officer, number)[1] == []
    truth = truths(sandbox, number)[0]
    made = answer(sandbox, officer, number, 1, BEST[truth].value)
    assert made.body == {"attempt": number, "place": 1, "points": FULL, "left": 9}
    _, (learnt,) = feedback(sandbox, officer, number)
    assert (learnt.truth.code, learnt.best, learnt.lesson.code) == (truth.value, BEST[truth], "plain")
    assert learnt.spoke
    assert all(one.text_es and one.text_en and one.bits for one in learnt.spoke)


@pytest.mark.parametrize("place", [0, 2, 10, 11])
def test_pairs_are_answered_in_their_order(sandbox: Service, officer: Reader, place: int) -> None:
    number = started(sandbox, officer)
    with pytest.raises(Conflict):
        answer(sandbox, officer, number, place, "possible")
    answer(sandbox, officer, number, 1, "possible")
    with pytest.raises(Conflict):
        answer(sandbox, officer, number, 1, "not_this_child")


def test_an_answer_sent_again_counts_once(sandbox: Service, officer: Reader) -> None:
    number = started(sandbox, officer)
    first, second = (answer(sandbox, officer, number, 1, "possible", key="a") for _ in range(2))
    assert first.body == second.body
    assert pair_of(sandbox, officer, number).place == 2


def test_an_attempt_that_ended_takes_no_more(sandbox: Service, officer: Reader) -> None:
    number = take(sandbox, officer, "first_steps", wrong=9)
    with pytest.raises(Conflict):
        answer(sandbox, officer, number, 11, "possible")
    with pytest.raises(Conflict):
        pair_of(sandbox, officer, number)
    assert len(feedback(sandbox, officer, number)[1]) == 10


@pytest.mark.parametrize("decision", ["", "taken_back", "duplicate_record", "perhaps", "POSSIBLE"])
def test_what_is_no_decision_on_a_pair(sandbox: Service, officer: Reader, decision: str) -> None:
    number = started(sandbox, officer)
    with pytest.raises(Invalid) as refused:
        answer(sandbox, officer, number, 1, decision)
    assert [fault.pointer for fault in refused.value.fields] == ["/decision"]
    assert pair_of(sandbox, officer, number).place == 1


def test_nobody_sees_anothers_attempt_and_administrators_see_how_far_all_are(
    sandbox: Service, office: int, officer: Reader
) -> None:
    number = take(sandbox, officer, "first_steps")
    other = person(sandbox, office, "reviewer", "revisora-2")
    for asked in (lambda: feedback(sandbox, other, number), lambda: pair_of(sandbox, other, number)):
        with pytest.raises(NotFound):
            asked()
    (line,) = progress(sandbox, person(sandbox, office, "administrator"))
    assert (line.passed, line.attempts) == (("first_steps",), 1)
    assert {course: (best.share, best.kappa) for course, best in line.best.items()} == {
        "first_steps": (1.0, 1.0)
    }
    with pytest.raises(Forbidden):
        progress(sandbox, officer)


@pytest.mark.parametrize(
    "role", ["found_worker", "family_worker", "consulate", "auditor", "statistics", "administrator"]
)
def test_who_judges_no_pairs_takes_no_course(sandbox: Service, office: int, role: str) -> None:
    with pytest.raises(Forbidden):
        courses(sandbox, person(sandbox, office, role))


def test_truths_are_balanced_and_nobody_foresees_them() -> None:
    orders = {tuple(truths_of(COURSES[0], seed)) for seed in range(20)}
    assert len(orders) > 5
    for order in orders:
        plain = [t for t, lesson in zip(order, COURSES[0].lessons, strict=True) if lesson is Lesson.PLAIN]
        assert sorted(plain) == ["other"] * 3 + ["same"] * 3


@pytest.mark.parametrize("trap", TRAPS)
def test_the_matcher_speaks_for_the_truth_where_the_records_decide(trap: str) -> None:
    """What is shown as a reason must not mislead: of the same child the comparisons together say more than of another."""
    course = next(c for c in COURSES if Lesson(trap) in c.lessons)
    weights: dict[str, list[float]] = {}
    for seed in range(6):
        for place, lesson in enumerate(course.lessons, start=1):
            if lesson == trap:
                pair = GradedPair.of(course, seed, place)
                weights.setdefault(pair.truth.value, []).append(sum(one.bits for one in spoke_of(pair)))
    if "same" in weights:
        (other,) = set(weights) - {"same"}
        assert min(weights["same"]) > max(weights[other])


# The sandbox's own pairs


@staged
def sandboxed(service: Service) -> Case:
    """A case of invented records that were marked before they came in."""
    mark_sandbox(service, [("I0000001", "C0000001")])
    return open_case(
        service, child={**CHILD, "record_id": "C0000001"}, inquiry={**INQUIRY, "record_id": "I0000001"}
    )


def test_ones_own_decision_beside_the_truth(sandboxed: Case) -> None:
    case = sandboxed
    assert own_decisions(case.service, case.one)[0].decided == 0
    case.judge(case.one)
    case.judge(case.two, "not_this_child")
    reached, (own,) = own_decisions(case.service, case.one)
    assert (reached.share, own.points, own.truth.code, own.decision) == (1.0, FULL, "same", "possible")
    assert own.pair == case.pair
    assert own.spoke[0].bits == 8.0
    assert own_decisions(case.service, case.two)[0].share == 0.0
    assert own_decisions(case.service, case.three)[1] == []


def test_a_decision_taken_back_counts_no_more(sandboxed: Case) -> None:
    case = sandboxed
    made = case.judge(case.one)
    take_back(case.service, case.one, case.pair, made.body["decision"], ["mistake"])
    assert own_decisions(case.service, case.one)[0].decided == 0


def test_of_what_somebody_entered_to_try_nothing_is_known(service: Service) -> None:
    mark_sandbox(service)
    case = open_case(service)
    case.judge(case.one)
    assert own_decisions(case.service, case.one)[1] == []
