"""Courses: an attempt, its pairs one after another, what the truth was after each, and how far somebody has come."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from tracing.casework.decisions import VERDICTS, DecisionKind
from tracing.casework.roles import Task
from tracing.casework.training.courses import COURSE_LACKS, COURSES, LESSONS, Course, next_course, passed
from tracing.casework.training.scoring import BEST, TRUTHS, Score, Truth, points, score
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid, NotFound, NotYet
from tracing.service.idempotency import Answer, once
from tracing.service.practice.pairs import GradedPair, Spoke, spoke_of
from tracing.service.practice.sandbox import check_sandbox
from tracing.store import training as store
from tracing.store.database import Reader, write_audit

__all__ = [
    "CourseView",
    "Feedback",
    "PairView",
    "answer",
    "begin",
    "courses",
    "feedback",
    "is_passed",
    "pair_of",
    "progress",
]


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course, and how far the reader is with it. ``open``: the one before is passed."""

    course: Course
    open: bool
    passed: bool
    attempts: int
    best: Score | None


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair to be judged. Both records are invented, so all of both is shown."""

    attempt: int
    place: int
    of: int
    child: Mapping[str, str] = field(repr=False)
    inquiry: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a pair really was: the truth, the best decision, the points of the one that was made, what spoke, what to learn."""

    place: int
    decision: DecisionKind
    truth: Sentence
    best: DecisionKind
    points: int
    lesson: Sentence
    spoke: list[Spoke]


def courses(service: Service, reader: Reader) -> list[CourseView]:
    """Return all courses in their order."""
    require(reader, Task.TRAIN)
    with service.database.reading(reader) as connection:
        check_sandbox(connection)
        attempts = store.attempts_of(connection, reader.person or 0)
        scores = {one.id: _score(connection, one.id) for one in attempts if one.ended_at is not None}
    done = {one.course for one in attempts if one.passed}
    following = next_course(done)
    found = []
    for course in COURSES:
        own = [one for one in attempts if one.course == course.code]
        ended = [scores[one.id] for one in own if one.id in scores]
        found.append(
            CourseView(
                course,
                course.code in done or course is following,
                course.code in done,
                len(own),
                _best(ended) if ended else None,
            )
        )
    return found


def begin(service: Service, reader: Reader, code: str, key: str | None = None) -> Answer:
    """Begin an attempt at a course, with pairs that nobody has had before."""
    require(reader, Task.TRAIN)
    course = _course(code)
    with service.database.reading(reader) as connection:
        check_sandbox(connection)

        def act() -> Answer:
            done = {one.course for one in store.attempts_of(connection, reader.person or 0) if one.passed}
            if course.code not in done and course is not next_course(done):
                raise _refusal(NotYet, "course_before")
            number = store.begin(
                connection, reader.person or 0, course.code, secrets.randbelow(2**62), service.now()
            )
            return Answer(201, {"attempt": number, "course": course.code, "pairs": len(course.lessons)})

        made = once(service, connection, reader, key, {"act": "begin_course", "course": code}, act)
        if not made.repeated:
            write_audit(connection, reader, "begin", "course", course.code, attempt=made.body["attempt"])
    return made


def pair_of(service: Service, reader: Reader, number: int) -> PairView:
    """Return the next pair of one's own attempt."""
    require(reader, Task.TRAIN)
    with service.database.reading(reader) as connection:
        check_sandbox(connection)
        attempt, course = _own(connection, reader, number)
        place = len(store.answers_of(connection, number)) + 1
    pair = GradedPair.of(course, attempt.seed, place)
    return PairView(number, place, len(course.lessons), pair.child, pair.inquiry)


def answer(
    service: Service, reader: Reader, number: int, place: int, decision: str, key: str | None = None
) -> Answer:
    """Decide on the next pair of one's own attempt, and learn what it was."""
    require(reader, Task.TRAIN)
    if decision not in VERDICTS or decision == DecisionKind.DUPLICATE_RECORD:
        known = ", ".join(sorted(set(BEST.values())))
        fault = FieldFault("/decision", "isn't a decision on a pair", f"Take one of: {known}.")
        raise Invalid("invalid", "The pair can't be judged like that.", fields=[fault])
    kind = DecisionKind(decision)
    asked = {"act": "answer_pair", "attempt": number, "place": place, "decision": decision}
    with service.database.reading(reader) as connection:
        check_sandbox(connection)

        def act() -> Answer:
            attempt, course = _own(connection, reader, number, lock=True)
            if place != len(store.answers_of(connection, number)) + 1:
                raise _refusal(Conflict, "not_this_pair")
            truth = GradedPair.of(course, attempt.seed, place).truth
            store.add_answer(connection, number, place, truth.value, kind.value, service.now())
            body = {
                "attempt": number,
                "place": place,
                "points": points(truth, kind),
                "left": len(course.lessons) - place,
            }
            if place == len(course.lessons):
                reached = _score(connection, number)
                store.end(connection, number, service.now(), passed(reached, course))
                body |= {"passed": passed(reached, course)}
                write_audit(connection, reader, "end", "course", course.code, attempt=number)
            return Answer(200, body)

        return once(service, connection, reader, key, asked, act)


def feedback(service: Service, reader: Reader, number: int) -> tuple[Score, list[Feedback]]:
    """Return what the pairs of one's own attempt were, as far as they are answered."""
    require(reader, Task.TRAIN)
    with service.database.reading(reader) as connection:
        check_sandbox(connection)
        attempt = _attempt(connection, reader, number)
        answered = store.answers_of(connection, number)
        reached = _score(connection, number)
    course = _course(attempt.course)
    found = []
    for one in answered:
        pair, decision = GradedPair.of(course, attempt.seed, one.place), DecisionKind(one.decision)
        truth = Truth(one.truth)
        found.append(
            Feedback(
                one.place,
                decision,
                TRUTHS[truth],
                BEST[truth],
                points(truth, decision),
                LESSONS[pair.lesson],
                spoke_of(pair),
            )
        )
    return reached, found


def is_passed(service: Service, reader: Reader, number: int) -> bool | None:
    """Say whether one's own attempt has passed its course; None while it goes on."""
    require(reader, Task.TRAIN)
    with service.database.reading(reader) as connection:
        check_sandbox(connection)
        return _attempt(connection, reader, number).passed


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is: courses passed, attempts that ended, and by course the best of these."""

    login: str
    passed: tuple[str, ...]
    attempts: int
    last_at: datetime
    best: Mapping[str, Score]


def progress(service: Service, reader: Reader) -> list[Progress]:
    """Return how far each officer is, for administrators."""
    require(reader, Task.READ_PROGRESS)
    with service.database.reading(reader) as connection:
        check_sandbox(connection)
        ended = store.taken(connection)
        scores = {one.id: _score(connection, one.id) for one in ended}
        write_audit(connection, reader, "list", "training", "all", shown=len(ended))
    order = [course.code for course in COURSES]
    by_login: dict[str, list[store.Taken]] = {}
    for one in ended:
        by_login.setdefault(one.login, []).append(one)
    return [
        Progress(
            login,
            tuple(code for code in order if any(one.passed and one.course == code for one in own)),
            len(own),
            max(one.ended_at for one in own),
            {
                code: _best(scores[one.id] for one in own if one.course == code)
                for code in order
                if any(one.course == code for one in own)
            },
        )
        for login, own in by_login.items()
    ]


def _course(code: str) -> Course:
    found = next((course for course in COURSES if course.code == code), None)
    if found is None:
        raise NotFound("no_course", "There is no such course.", "See GET /v1/training/courses.")
    return found


def _own(
    connection: sa.Connection, reader: Reader, number: int, lock: bool = False
) -> tuple[store.Attempt, Course]:
    """Return an attempt of the reader's that goes on."""
    attempt = _attempt(connection, reader, number)
    if attempt.ended_at is None and lock:
        # Whoever waited for the lock may find that it has ended meanwhile.
        locked = store.attempt(connection, number, lock=True)
        if locked is None:
            raise _refusal(Conflict, "attempt_ended")
        attempt = locked
    if attempt.ended_at is not None:
        raise _refusal(Conflict, "attempt_ended")
    return attempt, _course(attempt.course)


def _attempt(connection: sa.Connection, reader: Reader, number: int) -> store.Attempt:
    attempt = store.attempt(connection, number)
    if attempt is None or attempt.user_id != reader.person:
        raise NotFound(
            "no_attempt", "There is no such attempt of yours.", "Begin one: POST /v1/training/attempts."
        )
    return attempt


def _best(scores: Iterable[Score]) -> Score:
    return max(scores, key=lambda one: (one.share, one.kappa or -1))


def _score(connection: sa.Connection, number: int) -> Score:
    answered = store.answers_of(connection, number)
    return score([(Truth(one.truth), DecisionKind(one.decision)) for one in answered])


def _refusal(kind: type[Conflict] | type[NotYet], code: str) -> Conflict | NotYet:
    lack = COURSE_LACKS[code]
    return kind.of(lack)
