"""Shielded records: who still sees them, and that work on them goes on among protection officers."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.service.cases import CHILD, INQUIRY, Case, link_records, open_case, record_id
from tests.service.parties import as_system, person
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.service import conflicts, queue, submission, upkeep
from tracing.service.after_review import read_reviewed
from tracing.service.context import Service
from tracing.service.decision_export import export_decisions
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tracing.service.holds import list_holds, raise_hold
from tracing.service.pair import read_pair
from tracing.service.pairs import Pair
from tracing.service.status import read_status
from tracing.service.trafficking import shields
from tracing.service.verify import ask, tasks
from tracing.store.database import Reader
from tracing.store.tables import TABLES

SIDES = ("child", "inquiry")


@staged
def case(service: Service) -> Case:
    """A pair that two people have called possible, with questions put to both sides."""
    case = open_case(service)
    case.settle()
    for side in Side:
        ask(case.service, case.officer, case.pair, side, ["¿Cómo se llama la abuela?"])
    return case


def close(case: Case, side: str, by: Reader | None = None) -> str:
    """Shield the record of a side; return its name."""
    name = case.pair.child_name if side == "child" else case.pair.inquiry_name
    on = case.clock.now.date() + timedelta(days=30)
    shields.shield(case.service, by or case.officer, name, "amenazas en el albergue", on)
    return name


def rows(case: Case, reader: Reader) -> dict[str, int]:
    """How many rows of each table a reader sees that speak of a record or a pair."""
    found = {}
    with case.service.database.reading(reader) as connection:
        for name, table in TABLES.items():
            of = [c for c in ("record_id", "inquiry_id", "child_id") if c in table.c]
            if of or name == "records":
                query = sa.select(sa.func.count()).select_from(table)
                found[name] = int(connection.execute(query).scalar_one())
    return {name: count for name, count in found.items() if count}


# Who still sees it


def test_a_shielded_child_is_not_there_for_its_own_agency(case: Case) -> None:
    before = submission.read_own(case.service, case.found, "child", "A-1")
    assert before.reference == "A-1"
    close(case, "child")
    for reader in (case.found, as_system(case.found)):
        assert rows(case, reader) == {}
        assert submission.list_own(case.service, reader, "child").records == []
        for attempt in (
            lambda r: submission.read_own(case.service, r, "child", "A-1"),
            lambda r: submission.history(case.service, r, "child", "A-1"),
            lambda r: submission.correct(case.service, r, "child", "A-1", 1, CHILD),
            lambda r: submission.withdraw(case.service, r, "child", "A-1"),
            lambda r: read_status(case.service, r, Side.CHILD, "A-1"),
        ):
            with pytest.raises(NotFound):
                attempt(reader)
        # It doesn't come in a second time beside the one that is shielded.
        with pytest.raises(Conflict):
            submission.submit(case.service, reader, "child", CHILD)
    assert tasks(case.service, case.found, Side.CHILD) == []
    with pytest.raises(NotFound):
        read_reviewed(case.service, case.found, "A-1")


@pytest.mark.parametrize("side", SIDES)
def test_no_reviewer_and_no_analyst_sees_a_pair_of_a_shielded_record(case: Case, side: str) -> None:
    analyst = person(case.service, case.office, "analyst")
    raise_hold(case.service, case.officer, case.pair.child_name, "coached_answers", "de memoria")
    assert rows(case, analyst)
    close(case, side)
    name = case.pair.child_name if side == "child" else case.pair.inquiry_name
    seen = rows(case, case.one)
    other = 2 if side == "child" else 1
    # The other record of the pair is seen by who may see it; nothing of the pair is.
    assert set(seen) <= {"records", "record_versions", "record_secrets", "holds"}
    assert seen["records"] == 1, other
    assert rows(case, analyst) == {}
    assert export_decisions(case.service, analyst) == []
    assert queue.page(case.service, case.three) == []
    assert queue.count(case.service, case.three).total == 0
    for attempt in (
        lambda: queue.take(case.service, case.three, pair=case.pair),
        lambda: read_pair(case.service, case.three, case.pair),
        lambda: conflicts.declare(case.service, case.three, name),
        lambda: raise_hold(case.service, case.three, name, "coached_answers", "de memoria"),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.parametrize("side", SIDES)
def test_a_reviewer_who_has_the_pair_open_loses_it(opened: Case, side: str) -> None:
    queue.take(opened.service, opened.one, pair=opened.pair)
    close(opened, side)
    assert queue.mine(opened.service, opened.one) == []
    for attempt in (
        lambda: read_pair(opened.service, opened.one, opened.pair),
        lambda: queue.renew(opened.service, opened.one, opened.pair),
    ):
        with pytest.raises(Refused):
            attempt()
    # An officer needn't wait for the reviewer's time to be over.
    assert queue.take(opened.service, opened.officer, pair=opened.pair).pair == opened.pair


def test_the_childs_agency_learns_nothing_of_a_shielded_inquiry(case: Case) -> None:
    assert len(tasks(case.service, case.found, Side.CHILD)) == 1
    assert len(read_reviewed(case.service, case.found, "A-1")) == 1
    told = read_status(case.service, case.found, Side.CHILD, "A-1").says
    close(case, "inquiry")
    assert tasks(case.service, case.found, Side.CHILD) == []
    assert read_reviewed(case.service, case.found, "A-1") == []
    seen = rows(case, case.found)
    assert set(seen) <= {"records", "record_versions", "record_secrets", "whereabouts", "protection_flags"}
    alone = read_status(case.service, case.found, Side.CHILD, "A-1").says
    assert alone != told
    # The same as of a child with whom nobody was paired.
    submission.submit(case.service, case.found, "child", {"record_id": "A-2", "full_name": "Ana Tzul Coc"})
    assert alone == read_status(case.service, case.found, Side.CHILD, "A-2").says


@pytest.mark.parametrize("side", SIDES)
def test_for_the_asking_side_nothing_changes(case: Case, side: str) -> None:
    def known(reader: Reader) -> list[object]:
        return [
            rows(case, reader),
            submission.read_own(case.service, reader, "inquiry", "F-1"),
            submission.list_own(case.service, reader, "inquiry"),
            submission.history(case.service, reader, "inquiry", "F-1"),
            read_status(case.service, reader, Side.INQUIRY, "F-1"),
            tasks(case.service, reader, Side.INQUIRY) if reader.person else None,
        ]

    readers = (case.family, as_system(case.family))
    before = [known(reader) for reader in readers]
    close(case, side)
    assert [known(reader) for reader in readers] == before
    changed = {**INQUIRY, "notes": "llamó otra vez"}
    assert submission.correct(case.service, case.family, "inquiry", "F-1", 1, changed).status == 200
    assert submission.withdraw(case.service, case.family, "inquiry", "F-1").status == 200


@pytest.mark.parametrize("side", SIDES)
def test_protection_officers_go_on_with_its_pairs(opened: Case, side: str) -> None:
    close(opened, side)
    assert [line.pair for line in queue.page(opened.service, opened.officer)] == [opened.pair]
    for officer in (opened.officer, opened.second_officer):
        opened.judge(officer)
    found = queue.page(opened.service, opened.officer, queue.Filters(cases=True))
    assert [line.pair for line in found] == [opened.pair]


def test_matching_goes_on_and_what_it_finds_is_shielded_too(opened: Case) -> None:
    close(opened, "child")
    submission.submit(opened.service, opened.family, "inquiry", {**INQUIRY, "record_id": "F-2"})
    pair = Pair(record_id(opened.service, "F-2"), opened.pair.child)
    link_records(opened.service, 1, pair)
    upkeep.keep_up(opened.service)
    assert queue.page(opened.service, opened.one) == []
    assert {line.pair for line in queue.page(opened.service, opened.officer)} == {opened.pair, pair}


# Raising and ending it


def test_another_officer_ends_it_and_all_is_as_before(case: Case) -> None:
    before = [rows(case, reader) for reader in (case.found, case.one, case.family)]
    name = close(case, "child")
    with pytest.raises(Forbidden) as refused:
        shields.unshield(case.service, case.officer, name, "ya pasó")
    assert refused.value.code == "shield_second_person"
    assert refused.value.rule is not None
    assert "Palermo" in refused.value.rule.source
    assert rows(case, case.found) == {}
    shields.unshield(case.service, case.second_officer, name, "ya no trabaja ahí")
    assert [rows(case, reader) for reader in (case.found, case.one, case.family)] == before
    (ended,) = shields.list_shields(case.service, case.officer, open_only=False)
    assert (ended.reason, ended.end_reason) == ("amenazas en el albergue", "ya no trabaja ahí")
    assert shields.list_shields(case.service, case.officer) == []


def test_with_both_records_shielded_ending_one_opens_nothing(case: Case) -> None:
    child, _ = close(case, "child"), close(case, "inquiry")
    shields.unshield(case.service, case.second_officer, child, "ya no trabaja ahí")
    assert queue.page(case.service, case.three) == []
    assert tasks(case.service, case.found, Side.CHILD) == []
    assert submission.read_own(case.service, case.found, "child", "A-1").reference == "A-1"


def test_a_record_is_shielded_once_and_looked_at_again_on_its_day(case: Case) -> None:
    name = close(case, "child")
    with pytest.raises(Conflict):
        close(case, "child", case.second_officer)
    today = case.clock.now.date()
    assert shields.list_shields(case.service, case.officer, review_by=today) == []
    on = today + timedelta(days=90)
    shields.renew_shield(case.service, case.second_officer, name, "sigue la amenaza", on)
    (found,) = shields.list_shields(case.service, case.officer, review_by=on)
    assert (found.record, found.reason, found.review_on) == (name, "sigue la amenaza", on)
    # It stands after its day, until somebody has looked at it.
    case.clock.move(days=200)
    upkeep.daily(case.service)
    assert rows(case, case.found) == {}


@pytest.mark.parametrize("who", ["one", "found", "family"])
def test_only_protection_officers_shield(case: Case, who: str) -> None:
    reader, name = getattr(case, who), case.pair.child_name
    on = case.clock.now.date() + timedelta(days=30)
    for attempt in (
        lambda: shields.shield(case.service, reader, name, "x", on),
        lambda: shields.renew_shield(case.service, reader, name, "x", on),
        lambda: shields.unshield(case.service, reader, name, "x"),
        lambda: shields.list_shields(case.service, reader),
    ):
        with pytest.raises(Forbidden):
            attempt()


@pytest.mark.parametrize(
    ("reason", "days", "pointers"),
    [
        ("", 30, ["/reason"]),
        ("a\0b", 30, ["/reason"]),
        ("x" * 2001, 30, ["/reason"]),
        ("amenazas", None, ["/review_on"]),
        ("amenazas", 181, ["/review_on"]),
        ("", 0, ["/reason", "/review_on"]),
    ],
)
def test_what_a_shield_lacks_is_named_and_nothing_is_stored(
    case: Case, reason: str, days: int | None, pointers: list[str]
) -> None:
    on = None if days is None else case.clock.now.date() + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        shields.shield(case.service, case.officer, case.pair.child_name, reason, on)
    assert [fault.pointer for fault in refused.value.fields] == pointers
    assert shields.list_shields(case.service, case.officer, open_only=False) == []


def test_an_officer_in_conflict_neither_shields_nor_ends(case: Case) -> None:
    conflicts.declare(case.service, case.second_officer, case.pair.child_name)
    with pytest.raises(Forbidden, match="conflict of interest"):
        close(case, "child", case.second_officer)
    name = close(case, "child")
    with pytest.raises(Forbidden, match="conflict of interest"):
        shields.unshield(case.service, case.second_officer, name, "ya pasó")


def test_the_reason_stands_encrypted_and_each_act_in_the_audit(case: Case) -> None:
    name = close(case, "child")
    shields.unshield(case.service, case.second_officer, name, "ya no trabaja ahí")
    with case.service.database.working() as connection:
        stored = str(connection.execute(sa.text("SELECT s\\:\\:text FROM casework.shields s")).all())
    assert b"amenazas".hex() not in stored
    with case.service.database.reading(Reader("auditor")) as connection:
        acts = connection.execute(
            sa.text(
                "SELECT act FROM casework.audit WHERE kind = 'record' AND object = :record ORDER BY number"
            ),
            {"record": str(case.pair.child)},
        ).scalars()
        assert [act for act in acts if act.endswith("shield")] == ["shield", "unshield"]


def test_shielding_twice_with_one_key_is_one_shield(case: Case) -> None:
    on = case.clock.now.date() + timedelta(days=30)
    answers = [
        shields.shield(case.service, case.officer, case.pair.child_name, "amenazas", on, "k-1").body
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(shields.list_shields(case.service, case.officer)) == 1


def test_a_hold_on_a_shielded_record_is_seen_by_officers_alone(case: Case) -> None:
    raise_hold(case.service, case.officer, case.pair.child_name, "coached_answers", "de memoria")
    close(case, "child")
    assert list_holds(case.service, case.found) == []
    assert [hold.kind.value for hold in list_holds(case.service, case.officer)] == ["coached_answers"]
