"""Pairs that came to nothing: they leave the review after a year and stay out of it, and live matching knows nothing of that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, Case, link_records, open_case
from tests.service.parties import agency, person
from tests.service.test_matching import pool
from tracing.casework.law.files import shipped
from tracing.casework.retention import clocks_of
from tracing.service import queue
from tracing.service.context import Service
from tracing.service.decide import decide, take_back
from tracing.service.erasure import erase_record
from tracing.service.errors import Conflict, NotFound
from tracing.service.holds import raise_hold
from tracing.service.jobs import enqueue_match
from tracing.service.matching import match_pending
from tracing.service.promotion import ensure_matcher
from tracing.service.retention import keep_clocks
from tracing.service.submission import correct, submit
from tracing.service.upkeep import keep_up
from tracing.simulation.batch import batch_links, in_use, stored_links
from tracing.store import retention as store

CLOCKS = replace(clocks_of(shipped(), datetime.now(UTC).date()), review_days=100_000)


def retired(case: Case, days: float = 366) -> int:
    """Let the clocks run so many days from now; return how many pairs left."""
    later = replace(case.service, now=lambda: datetime.now(UTC) + timedelta(days=days))
    return keep_clocks(later, CLOCKS).retired


def rows(service: Service, query: str) -> list[Any]:
    with service.database.working() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def stages(case: Case) -> list[str]:
    """What the pair waits for in the queue; nothing where it isn't there."""
    return [row[0] for row in rows(case.service, "SELECT stage FROM casework.queue")]


def matched_anew(case: Case, band: str = "weak") -> None:
    """Write the link again, as matching does."""
    with case.service.database.working() as connection:
        connection.execute(sa.text("DELETE FROM casework.links"))
        matcher = connection.execute(sa.text("SELECT id FROM casework.matchers")).scalar_one()
    link_records(case.service, matcher, case.pair, band=band)
    keep_up(case.service)


def corrected(case: Case) -> None:
    correct(case.service, case.found, "child", "A-1", 1, {k: v for k, v in CHILD.items() if k != "marks"})


def test_a_weak_pair_that_nobody_looked_at_leaves_the_queue_after_a_year(service: Service) -> None:
    case = open_case(service, band="weak")
    queue.page(case.service, case.one)
    link = rows(case.service, "SELECT * FROM casework.links")
    assert retired(case, 364) == 0
    assert retired(case) == 1
    assert retired(case) == 0
    assert queue.page(case.service, case.one) == []
    for table in ("queue", "pair_views", "leases"):
        assert rows(case.service, f"SELECT 1 FROM casework.{table}") == []
    assert rows(case.service, "SELECT * FROM casework.links") == link
    assert rows(case.service, "SELECT object FROM casework.audit WHERE act = 'retire'") == []
    with case.service.database.reading(replace(case.one, role="auditor")) as connection:
        told = connection.execute(sa.text("SELECT object, purpose FROM casework.audit WHERE act = 'retire'"))
        assert [tuple(row) for row in told] == [(case.pair.name, "retention")]


def test_a_pair_that_left_stays_out_until_it_is_another_pair(service: Service) -> None:
    case = open_case(service, band="weak")
    retired(case)
    matched_anew(case)
    assert stages(case) == []
    # What is known of the child is not what it was.
    corrected(case)
    matched_anew(case)
    assert stages(case) == ["first"]
    assert retired(case, 364) == 0
    assert retired(case) == 1
    # Or it is no weak one any more: companions were found.
    matched_anew(case, "possible")
    assert stages(case) == ["first"]
    assert rows(case.service, "SELECT 1 FROM casework.retired_pairs") == []


def test_a_pair_of_another_child_leaves_with_its_notes_and_comes_back_by_people_alone(
    service: Service,
) -> None:
    case = open_case(service)
    case.judge(case.one, "not_this_child", note="el hermano se llama distinto")
    case.judge(case.two, "not_this_child")
    assert stages(case) == ["done"]
    assert retired(case) == 1
    assert rows(case.service, "SELECT kind, note FROM casework.decisions") == [("not_this_child", None)] * 2
    corrected(case)
    matched_anew(case, "strong")
    assert stages(case) == []
    with pytest.raises(NotFound):
        queue.take(case.service, case.three, pair=case.pair)
    with pytest.raises(Conflict, match="don't have this pair open"):
        decide(case.service, case.three, case.pair, "possible", ["names_agree"], case.versions())
    first = rows(case.service, "SELECT min(id) FROM casework.decisions")[0][0]
    take_back(case.service, case.officer, case.pair, first, ["mistake"])
    assert stages(case) == ["second"]
    keep_up(case.service)
    assert [line.pair for line in queue.page(case.service, case.three)] == [case.pair]


def test_a_question_leaves_unanswered_and_its_answer_brings_it_back(service: Service) -> None:
    case = open_case(service)
    case.judge(case.one, "need_information", ["ask_birth"], note="¿nació en julio?")
    assert retired(case) == 1
    corrected(case)
    keep_up(case.service)
    assert stages(case) == ["first"]


STAYING: list[tuple[str, str, Callable[[Case], object]]] = [
    ("it is more than weak", "possible", lambda case: None),
    ("one person has judged", "strong", lambda case: case.judge(case.one, "not_this_child")),
    ("it is possible", "weak", lambda case: case.judge(case.one)),
    ("it is a lead", "weak", lambda case: case.judge(case.one, "relative_lead")),
    (
        "it may be evidence",
        "weak",
        lambda case: raise_hold(
            case.service, case.officer, case.pair.child_name, "shared_phone", "mismo número"
        ),
    ),
]


@pytest.mark.parametrize(("band", "done"), [s[1:] for s in STAYING], ids=[s[0] for s in STAYING])
def test_what_stays(service: Service, band: str, done: Callable[[Case], object]) -> None:
    case = open_case(service, band=band)
    done(case)
    before = stages(case)
    assert len(before) == 1
    assert retired(case) == 0
    assert stages(case) == before


def test_a_pair_that_somebody_has_open_stays(service: Service) -> None:
    case = open_case(service, band="weak")
    later = replace(case.service, now=lambda: datetime.now(UTC) + timedelta(days=366))
    queue.take(later, case.one, pair=case.pair)
    assert keep_clocks(later, CLOCKS).retired == 0
    queue.release(later, case.one, case.pair)
    assert keep_clocks(later, CLOCKS).retired == 1


def test_that_a_pair_left_goes_with_its_records(service: Service) -> None:
    case = open_case(service, band="weak")
    retired(case)
    erase_record(case.service, case.pair.child, case.officer, "asked")
    assert rows(case.service, "SELECT 1 FROM casework.retired_pairs") == []


def test_live_matching_gives_what_a_batch_gives_whatever_has_left(service: Service) -> None:
    ensure_matcher(service)
    own = agency(service)
    made = {}
    for side, role in (("child", "found_worker"), ("inquiry", "family_worker")):
        answer = submit(service, person(service, own, role), side, {"record_id": "R0", **pool()[side][0]})
        assert answer.record_id is not None
        made[side] = answer.record_id
    match_pending(service)
    line = in_use(service)
    before = stored_links(service, line.id)
    assert set(before) == {(made["inquiry"], made["child"])}
    with service.database.working() as connection:
        store.retire(connection, made["inquiry"], made["child"], True, service.now())
        enqueue_match(connection, list(made.values()))
    match_pending(service)
    assert stored_links(service, line.id) == batch_links(service, line) == before
    assert rows(service, "SELECT 1 FROM casework.queue") == []
