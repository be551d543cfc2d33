"""Candidates of a record: who is shown them, in which order, and what that tells."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.service.cases import INQUIRY, Case, link_records, record_id
from tests.service.parties import agency, person
from tests.service.test_queue import add_pair, placed
from tracing.service import conflicts, queue, submission
from tracing.service.candidates import Standing, candidates, standing_of
from tracing.service.decide import decide
from tracing.service.errors import Forbidden, NotFound
from tracing.service.pairs import Pair
from tracing.service.read_audit import read_audit
from tracing.store.database import Reader
from tracing.store.review import view
from tracing.store.review_queue import active_matcher
from tracing.store.tables import links


def weigh(case: Case, child: int, bits: float) -> None:
    with case.service.database.working() as connection:
        query = sa.update(links).where(links.c.child_id == child)
        connection.execute(query.values(weight=round(bits * 256)))


@pytest.mark.parametrize(
    ("weights", "standing"),
    [
        ([], Standing.NONE),
        ([12.0], Standing.ALONE),
        ([20.0, 12.9], Standing.FAR_AHEAD),
        ([20.0, 13.0, 12.0], Standing.AHEAD),
        ([20.0, 17.0, 1.0], Standing.ALIKE),
        ([-2.0, -2.5], Standing.ALIKE),
    ],
)
def test_how_the_first_stands_to_the_others(weights: list[float], standing: Standing) -> None:
    assert standing_of(weights) is standing


def test_candidates_of_an_inquiry_stand_in_the_order_of_their_weights(case: Case) -> None:
    second, third = add_pair(case, 1, 0.6), add_pair(case, 2, 0.2, "weak")
    placed(case)
    for child, bits in ((case.pair.child, 20.0), (second.child, 18.5), (third.child, 4.0)):
        weigh(case, child, bits)
    found = candidates(case.service, case.one, case.pair.inquiry_name)
    assert [one.line.pair for one in found.items] == [case.pair, second, third]
    assert [(one.rank, one.weight) for one in found.items] == [(1, 20.0), (2, 18.5), (3, 4.0)]
    assert (found.standing, found.alike, found.lead) == (Standing.ALIKE, 2, 1.5)
    of_child = candidates(case.service, case.one, second.child_name)
    assert [one.line.pair for one in of_child.items] == [second]
    assert of_child.standing is Standing.ALONE


def test_whoever_was_shown_candidates_has_seen_their_scores(case: Case) -> None:
    candidates(case.service, case.one, case.pair.child_name)
    with case.service.database.reading(case.one) as connection:
        seen = view(connection, case.one.person or 0, case.pair.inquiry, case.pair.child)
    assert seen is not None
    assert seen.scored
    # So what they then judge without the score isn't judged blind.
    queue.take(case.service, case.one, pair=case.pair, blind=True)
    made = decide(case.service, case.one, case.pair, "possible", ["names_agree"], case.versions())
    with case.service.database.working() as connection:
        blind = connection.exec_driver_sql("SELECT blind FROM casework.decisions").scalar_one()
    assert made.status == 201
    assert not blind


def test_in_blind_review_there_is_no_order_to_be_seen(case: Case) -> None:
    with pytest.raises(Forbidden) as refusal:
        candidates(case.service, case.one, case.pair.child_name, blind=True)
    assert refusal.value.code == "blind_review"
    with case.service.database.reading(case.one) as connection:
        assert view(connection, case.one.person or 0, case.pair.inquiry, case.pair.child) is None


@pytest.mark.parametrize("name", ["B-0000000", "x", "N-58TY0AC"])
def test_what_is_no_record_has_no_candidates(case: Case, name: str) -> None:
    with pytest.raises(NotFound):
        candidates(case.service, case.one, name)


def test_an_authority_of_a_third_country_finds_no_such_record(case: Case) -> None:
    abroad = person(case.service, agency(case.service, "HN-SENAF"), "reviewer")
    for name in (case.pair.inquiry_name, case.pair.child_name):
        with pytest.raises(NotFound):
            candidates(case.service, abroad, name)


def test_an_authority_reads_of_its_country_s_pairs_alone(case: Case) -> None:
    """A child in Mexico whom a family asks for in Guatemala and another in Honduras."""
    abroad = agency(case.service, "HN-SENAF")
    submission.submit(
        case.service,
        person(case.service, abroad, "family_worker"),
        "inquiry",
        {**INQUIRY, "record_id": "F-9"},
    )
    other = Pair(record_id(case.service, "F-9"), case.pair.child)
    with case.service.database.working() as connection:
        matcher = active_matcher(connection)
    assert matcher is not None
    link_records(case.service, matcher[0], other, 0.5, "possible")
    placed(case)
    for office, pairs in (("GT-PGN", {case.pair}), ("HN-DINAF", {other}), ("MX-DIF", {case.pair, other})):
        reviewer = person(case.service, agency(case.service, office), "reviewer")
        found = candidates(case.service, reviewer, case.pair.child_name)
        assert {one.line.pair for one in found.items} == pairs


def test_a_conflict_of_interest_closes_the_record_and_its_pairs(case: Case) -> None:
    other = add_pair(case, 1, 0.6)
    placed(case)
    conflicts.declare(case.service, case.one, other.child_name)
    with pytest.raises(Forbidden):
        candidates(case.service, case.one, other.child_name)
    found = candidates(case.service, case.one, case.pair.inquiry_name)
    assert [one.line.pair for one in found.items] == [case.pair]


@pytest.mark.parametrize("who", ["found", "family"])
def test_the_two_sides_see_no_candidates(case: Case, who: str) -> None:
    reader: Reader = getattr(case, who)
    with pytest.raises(Forbidden):
        candidates(case.service, reader, case.pair.child_name)


def test_who_looked_at_candidates_stands_in_the_audit(case: Case) -> None:
    candidates(case.service, case.one, case.pair.child_name)
    auditor = person(case.service, case.office, "auditor")
    entries = read_audit(case.service, auditor, kind="candidates")
    assert [(entry.act, entry.object) for entry in entries] == [("list", str(case.pair.child))]
