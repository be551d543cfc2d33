"""The queue: who is given which pair, in which order, and for how long."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, Case, link_records, open_case, record_id
from tests.service.parties import agency, person
from tracing.service import conflicts, holds, queue, submission, upkeep
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet
from tracing.service.pairs import Pair
from tracing.service.queue import LEASED_FOR, MOST_OPEN, Filters
from tracing.service.read_audit import read_audit
from tracing.service.sets.same import say
from tracing.store import review_queue
from tracing.store.database import Reader
from tracing.store.tables import queue as table


def add_pair(case: Case, number: int, probability: float, band: str = "possible", **child: Any) -> Pair:
    """Add another child, linked with the same inquiry."""
    reference = f"A-{number + 10}"
    facts = {**CHILD, "record_id": reference, "phones": [], "caregiver_name": None, **child}
    submission.submit(case.service, case.found, "child", {k: v for k, v in facts.items() if v is not None})
    pair = Pair(case.pair.inquiry, record_id(case.service, reference))
    with case.service.database.working() as connection:
        matcher = review_queue.active_matcher(connection)
    assert matcher is not None
    link_records(case.service, matcher[0], pair, probability, band)
    return pair


def lift_all(case: Case) -> None:
    """Lift the holds that stand for want of consent: these tests are about something else."""
    for hold in holds.list_holds(case.service, case.officer, limit=200):
        on = case.clock.now.date() + timedelta(days=90)
        holds.lift_hold(case.service, case.officer, hold.id, "consta en papel", on)


def placed(case: Case) -> None:
    upkeep.keep_up(case.service)
    lift_all(case)


def order(case: Case, reader: Reader | None = None, **filters: Any) -> list[Pair]:
    found = queue.page(case.service, reader or case.one, Filters(**filters))
    return [line.pair for line in found]


def since(case: Case, pair: Pair, **time: float) -> None:
    """Set when a pair came up."""
    with case.service.database.working() as connection:
        connection.execute(
            sa.update(table)
            .where(table.c.inquiry_id == pair.inquiry, table.c.child_id == pair.child)
            .values(paired_at=case.clock.now - timedelta(**time), placed_on=None)
        )


def test_a_new_link_is_in_the_queue_once_it_was_screened_and_placed(case: Case) -> None:
    (line,) = queue.page(case.service, case.one)
    assert (line.pair, line.stage, line.band, line.held) == (case.pair, "first", "strong", False)
    assert line.ages == (9, 9)
    assert line.origin == "GT"


def test_more_probable_pairs_come_first(case: Case) -> None:
    weak, strong = add_pair(case, 1, 0.2), add_pair(case, 2, 0.99)
    placed(case)
    assert order(case) == [strong, case.pair, weak]


@pytest.mark.parametrize(
    ("child", "first"),
    [
        ({"birth_date": "2024-01-10"}, True),  # two years old
        ({"birth_date": "2008-04-20"}, True),  # eighteen in three weeks
        ({"birth_date": "2009-12-20"}, False),
    ],
)
def test_the_youngest_and_those_nearly_18_pass_a_slightly_more_probable_one(
    case: Case, child: dict[str, Any], first: bool
) -> None:
    urgent = add_pair(case, 1, 0.90, **child)
    placed(case)
    assert (order(case)[0] == urgent) is first


def test_an_old_improbable_pair_passes_a_new_probable_one_in_the_end(case: Case) -> None:
    weak = add_pair(case, 1, 0.05, "weak")
    placed(case)
    assert order(case) == [case.pair, weak]
    since(case, weak, days=60)
    placed(case)
    assert order(case) == [weak, case.pair]


def test_a_pair_that_is_matched_anew_keeps_its_age(case: Case) -> None:
    since(case, case.pair, days=20)
    with case.service.database.working() as connection:
        links_of = sa.text("DELETE FROM casework.links WHERE child_id = :child")
        connection.execute(links_of, {"child": case.pair.child})
    assert order(case) == []
    with case.service.database.working() as connection:
        matcher = review_queue.active_matcher(connection)
    assert matcher is not None
    link_records(case.service, matcher[0], case.pair, 0.6, "possible")
    upkeep.keep_up(case.service)
    (line,) = queue.page(case.service, case.one)
    assert (line.probability, line.paired_at) == (0.6, case.clock.now - timedelta(days=20))


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({"country": "GT"}, True),
        ({"country": "HN"}, False),
        ({"ages": (6, 9)}, True),
        ({"ages": (10, 17)}, False),
        ({"ages": (0, 8)}, False),
        ({"bands": ("strong",)}, True),
        ({"bands": ("possible", "weak")}, False),
        ({"stages": ("first",)}, True),
        ({"stages": ("second", "third")}, False),
        ({"waited_days": 0}, True),
        ({"waited_days": 1}, False),
    ],
)
def test_filters(case: Case, filters: dict[str, Any], shown: bool) -> None:
    assert (order(case, **filters) == [case.pair]) is shown


@pytest.mark.parametrize(
    "filters",
    [{"bands": ("sure",)}, {"stages": ("fourth",)}, {"ages": (9, 6)}, {"ages": (-1, 3)}, {"waited_days": -1}],
)
def test_what_is_no_filter_is_refused(case: Case, filters: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        order(case, **filters)


def test_in_blind_review_a_band_can_neither_be_seen_nor_asked_for(case: Case) -> None:
    (line,) = queue.page(case.service, case.one, blind=True)
    assert (line.band, line.probability) == (None, None)
    assert queue.count(case.service, case.one, blind=True).by_band == {}
    with pytest.raises(Invalid):
        queue.page(case.service, case.one, Filters(bands=("strong",)), blind=True)


def test_pages_follow_each_other_without_gap_or_overlap(case: Case) -> None:
    pairs = [add_pair(case, n, n / 10) for n in range(1, 8)]
    placed(case)
    seen, after = [], None
    while found := queue.page(case.service, case.one, after=after, limit=3):
        seen += [line.pair for line in found]
        after = found[-1].position
    assert seen == [case.pair, *pairs[::-1]]


def test_pairs_are_counted_by_stage_and_band(case: Case) -> None:
    add_pair(case, 1, 0.3)
    placed(case)
    counts = queue.count(case.service, case.one)
    assert (counts.total, counts.by_stage, counts.by_band, counts.more) == (
        2, {"first": 2}, {"strong": 1, "possible": 1}, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({}, set()),  # one strong, one possible: which is which isn't said
        ({"bands": ("strong",)}, set()),
        ({"country": "GT"}, {"A-1"}),  # the one that is left is strong
        ({"country": "GT", "bands": ("strong",)}, {"A-1"}),
        ({"country": "GT", "bands": ("weak",)}, {"A-1"}),  # it isn't weak
        ({"country": "HN"}, {"A-11"}),
        ({"country": "PA"}, set()),
    ],
)
def test_a_count_that_tells_the_band_of_a_pair_is_a_look_at_its_score(
    case: Case, filters: dict[str, Any], told: set[str]
) -> None:
    add_pair(case, 1, 0.3, origin_country="HN", origin_text="Choloma, Cortés")
    placed(case)
    queue.count(case.service, case.two, Filters(**{k: v for k, v in filters.items() if k != "bands"}), True)
    assert seen(case, case.two) == set()
    for _ in range(2):
        queue.count(case.service, case.one, Filters(**filters))
        assert seen(case, case.one) == told
    # So does a list that is empty.
    if not queue.page(case.service, case.three, Filters(**filters)):
        assert seen(case, case.three) == told


def seen(case: Case, reader: Reader) -> set[str]:
    """The children of the pairs whose score somebody has seen."""
    query = sa.text(
        "SELECT r.reference FROM casework.pair_views v JOIN casework.records r ON r.id = v.child_id"
        f" WHERE v.user_id = {reader.person} AND v.scored"
    )
    with case.service.database.working() as connection:
        return set(connection.execute(query).scalars())


@pytest.mark.parametrize(
    ("code", "kind", "role", "shown"),
    [
        ("HN-SENAF", "child_protection", "reviewer", False),  # neither record is held in Honduras
        ("MX-DIF", "child_protection", "reviewer", True),  # the child is
        ("GT-PGN", "child_protection", "protection_officer", True),  # the inquiry is
        ("CR-OFICINA", "tracing_office", "reviewer", True),  # works on all
    ],
)
def test_who_works_on_which_pairs(case: Case, code: str, kind: str, role: str, shown: bool) -> None:
    reader = person(case.service, agency(case.service, code, kind), role)
    assert (order(case, reader) == [case.pair]) is shown
    if shown:
        assert queue.take(case.service, reader).pair == case.pair
    else:
        with pytest.raises(NotFound):
            queue.take(case.service, reader, pair=case.pair)


@pytest.mark.parametrize(
    "role", ["found_worker", "family_worker", "auditor", "analyst", "administrator", "statistics"]
)
def test_nobody_else_has_a_queue(case: Case, role: str) -> None:
    reader = person(case.service, case.office, role)
    for act in (queue.page, queue.count, queue.take):
        with pytest.raises(Forbidden):
            act(case.service, reader)


def test_a_pair_that_somebody_has_open_is_given_to_nobody_else(case: Case) -> None:
    assert queue.take(case.service, case.one).pair == case.pair
    assert order(case, case.two) == []
    with pytest.raises(NotFound):
        queue.take(case.service, case.two)
    with pytest.raises(Conflict, match="Another person"):
        queue.take(case.service, case.two, pair=case.pair)


def test_a_lease_ends_by_itself(case: Case) -> None:
    queue.take(case.service, case.one)
    case.clock.move(minutes=29)
    assert order(case, case.two) == []
    case.clock.move(minutes=1)
    assert queue.take(case.service, case.two).pair == case.pair
    with pytest.raises(Conflict):
        queue.renew(case.service, case.one, case.pair)


def test_a_lease_is_renewed(case: Case) -> None:
    queue.take(case.service, case.one)
    case.clock.move(minutes=20)
    assert queue.renew(case.service, case.one, case.pair).until == case.clock.now + LEASED_FOR
    case.clock.move(minutes=20)
    assert [taken.pair for taken in queue.mine(case.service, case.one)] == [case.pair]


def test_a_pair_is_given_back(case: Case) -> None:
    queue.take(case.service, case.one)
    queue.release(case.service, case.two, case.pair)
    assert order(case, case.two) == []
    queue.release(case.service, case.one, case.pair)
    assert order(case, case.two) == [case.pair]


def test_nobody_hoards_pairs(case: Case) -> None:
    for number in range(1, MOST_OPEN + 1):
        add_pair(case, number, 0.5)
    placed(case)
    for _ in range(MOST_OPEN):
        queue.take(case.service, case.one)
    with pytest.raises(Conflict, match="pairs open"):
        queue.take(case.service, case.one)


def test_who_may_not_judge_the_first_pairs_is_given_a_later_one(case: Case) -> None:
    """Twenty-five records of one child, whose case one reviewer has judged by one of them; and a pair of another child."""
    same = [add_pair(case, number, 0.9) for number in range(1, 26)]
    other = add_pair(case, 26, 0.1, "weak", birth_date="2015-01-09")
    placed(case)
    case.judge(case.one)
    records = [pair.child_name for pair in (case.pair, *same)]
    say(case.service, case.two, "confirm", records, ["same_document"])
    assert len(order(case)) > 20
    assert queue.take(case.service, case.one).pair == other


def test_who_declared_a_conflict_isnt_given_the_pair(case: Case) -> None:
    conflicts.declare(case.service, case.one, case.pair.inquiry_name)
    assert order(case) == []
    with pytest.raises(Forbidden, match="conflict of interest"):
        queue.take(case.service, case.one, pair=case.pair)
    assert order(case, case.two) == [case.pair]


def test_a_declared_conflict_is_written_down_once(case: Case) -> None:
    for _ in range(2):
        conflicts.declare(case.service, case.one, case.pair.inquiry_name)
    auditor = person(case.service, agency(case.service, "GT-PDH", "oversight", ""), "auditor")
    found = [(e.person, e.object) for e in read_audit(case.service, auditor) if e.act == "declare_conflict"]
    assert found == [(case.one.person, str(case.pair.inquiry))]


def test_who_submitted_a_record_isnt_given_its_pair(case: Case) -> None:
    with case.service.database.working() as connection:
        change = sa.text("UPDATE casework.record_versions SET by_user = :person WHERE record_id = :record")
        connection.execute(change, {"person": case.one.person, "record": case.pair.child})
    assert order(case) == []
    with pytest.raises(Forbidden, match="submitted"):
        queue.take(case.service, case.one, pair=case.pair)


def test_whoever_judged_waits_for_the_second_person(case: Case) -> None:
    case.judge(case.one)
    assert order(case, case.one) == []
    (line,) = queue.page(case.service, case.two)
    assert line.stage == "second"


def test_a_pair_on_hold_goes_to_protection_officers_alone(case: Case) -> None:
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "other_concern", "por revisar")
    assert order(case, case.one) == []
    with pytest.raises(NotYet):
        queue.take(case.service, case.one, pair=case.pair)
    (line,) = queue.page(case.service, case.officer, Filters(held=True))
    assert line.held
    assert order(case, case.officer, held=False) == []
    assert queue.take(case.service, case.officer).pair == case.pair


def test_without_consent_a_pair_waits_for_a_protection_officer(service: Service) -> None:
    case = open_case(service, consent=False)
    assert order(case) == []
    lift_all(case)
    assert order(case) == [case.pair]


def test_settled_pairs_are_the_protection_officers(case: Case) -> None:
    case.settle()
    assert order(case, case.three) == []
    assert order(case, case.officer, cases=True) == [case.pair]
    with pytest.raises(Forbidden):
        order(case, case.three, cases=True)


def test_a_withdrawn_record_leaves_the_queue_at_once(case: Case) -> None:
    queue.take(case.service, case.one)
    submission.withdraw(case.service, case.found, "child", "A-1")
    assert order(case, case.two) == []
    assert queue.mine(case.service, case.one) == []


def test_of_two_officers_who_take_at_once_one_gets_the_pair(case: Case) -> None:
    other = add_pair(case, 1, 0.5)
    placed(case)
    start, taken = threading.Barrier(4), list[Pair]()

    def work(reader: Reader) -> None:
        start.wait()
        with suppress(NotFound):
            taken.append(queue.take(case.service, reader).pair)

    threads = [
        threading.Thread(target=work, args=[r]) for r in (case.one, case.two, case.three, case.officer)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted([case.pair, other])


def test_a_promoted_matcher_keeps_what_people_have_begun(case: Case) -> None:
    case.judge(case.one)
    forgotten = add_pair(case, 1, 0.5)
    placed(case)
    with case.service.database.working() as connection:
        for statement in (
            "UPDATE casework.matchers SET state = 'retired', slot = NULL",
            "INSERT INTO casework.matchers (name, digest, file, rules, slot, state) "
            "SELECT 'next', '\\x02', file, rules, 1, 'building' FROM casework.matchers",
            "UPDATE casework.matchers SET state = 'active' WHERE name = 'next'",
        ):
            connection.execute(sa.text(statement))
    upkeep.keep_up(case.service)
    assert order(case, case.two) == [case.pair]
    assert forgotten not in order(case, case.two)


def test_the_audit_says_who_took_what(case: Case) -> None:
    queue.take(case.service, case.one)
    auditor = person(case.service, agency(case.service, "GT-PDH", "oversight", ""), "auditor")
    found = [(e.person, e.act, e.object) for e in read_audit(case.service, auditor, kind="pair")]
    assert found == [(case.one.person, "take", case.pair.name)]


@pytest.mark.parametrize(
    ("filters", "walked"),
    [
        ({}, True),
        # Nobody has waited so long: on a walk past all pairs of a large queue none would be found.
        ({"waited_days": 400}, False),
    ],
)
def test_a_filter_that_leaves_few_pairs_is_no_walk_past_all(
    case: Case, filters: dict[str, Any], walked: bool
) -> None:
    placed(case)
    allowed: list[str] = []

    def note(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        if "enable_sort" in statement:
            allowed.append(given["allowed"])

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        queue.page(case.service, case.one, Filters(**filters))
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert ("off" in allowed) is walked
    assert allowed[-1] == "on"
