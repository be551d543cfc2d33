"""A hearing and a best-interests decision are entered with their records, read by protection officers, and go with the
child's record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.cases import Case, open_case
from tests.service.rights.samples import hearing, weighing
from tests.service.sets.twice import Twice
from tests.stages import staged
from tracing.casework.law.refusals import rule_of
from tracing.casework.rights.interests import Factor
from tracing.casework.rights.views import Answer, Present, Question
from tracing.service.acts import list_acts
from tracing.service.context import Service
from tracing.service.erasure import erase_record
from tracing.service.errors import Forbidden, Invalid, NotFound, NotYet
from tracing.service.rights.hearings import answers_of
from tracing.service.rights.reading import due_reviews, read_interests, read_views
from tracing.store.database import Reader
from tracing.store.tables import best_interests, hearings, record_versions


@staged
def case(service: Service) -> Case:
    """A case verified on both sides."""
    case = open_case(service)
    case.settle()
    case.act(case.officer, "verify_child", "confirmed", "photo")
    case.act(case.second_officer, "verify_family", "confirmed", "birth_record")
    return case


def rows(case: Case, query: str) -> list[Any]:
    with case.service.database.working() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def fields(refused: pytest.ExceptionInfo[Any]) -> list[str]:
    return [fault.pointer for fault in refused.value.fields]


def test_the_child_is_heard_and_what_it_said_is_read_by_protection_officers(case: Case) -> None:
    again = case.clock.now.date() + timedelta(days=20)
    views = hearing(case.clock.now.date(), hear_again_on=again)
    act = case.act(case.officer, "child_views", "agrees", "interpreter", views=views).body["act"]
    read = read_views(case.service, case.second_officer, case.pair, act)
    assert (read.explained_by, read.language, read.interpreter) == ("Inés Ical", "kek", "Petrona Choc")
    assert read.present == {Present.ADVISER, Present.INTERPRETER}
    assert read.answers[Question.CONTACT] is Answer.YES
    assert read.hear_again_on == again
    for stranger in (case.one, case.found, case.family):
        with pytest.raises(Forbidden):
            read_views(case.service, stranger, case.pair, act)
    with pytest.raises(NotFound):
        read_views(case.service, case.officer, case.pair, act - 1)
    with pytest.raises(NotFound):
        read_interests(case.service, case.officer, case.pair, act)


def test_a_child_isnt_heard_without_a_record(case: Case) -> None:
    with pytest.raises(Invalid) as refused:
        case.act(case.officer, "child_views", "agrees", "own_language", views=None)
    assert fields(refused) == ["/views"]
    assert len(list_acts(case.service, case.officer, case.pair)[0]) == 2


def test_what_a_hearing_lacks_is_named_with_its_rule_and_nothing_is_stored(case: Case) -> None:
    alone = hearing(case.clock.now.date(), present=("accompanying_officer",), answers={"contact": "no"})
    with pytest.raises(Invalid) as refused:
        case.act(case.officer, "child_views", "agrees", "own_language", views=alone)
    assert fields(refused) == ["/views/present", "/views/present", "/views/answers", "/views/answers"]
    said = [rule_of("", fault.reason) for fault in refused.value.fields]
    assert [rule and rule.code for rule in said] == [
        "adviser_missing", "officer_present", "answer_missing", "answer_contradicts",
    ]  # fmt: skip
    assert all(rule and rule.source for rule in said)
    assert rows(case, "SELECT count(*) FROM casework.hearings") == [(0,)]
    assert len(list_acts(case.service, case.officer, case.pair)[0]) == 2


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"way": "telepathy"}, "/views/way"),
        ({"present": ("adviser", "dog")}, "/views/present"),
        ({"answers": {"contact": "maybe"}}, "/views/answers"),
        ({"language": "k\0"}, "/views/language"),
        ({"said": "x" * 8001}, "/views/said"),
    ],
)
def test_what_isnt_a_hearing_at_all(case: Case, change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        case.act(
            case.officer, "child_views", "agrees", "own_language",
            views=replace(hearing(case.clock.now.date()), **change),
        )  # fmt: skip
    assert fields(refused) == [pointer]


def test_a_record_goes_with_its_own_kind_of_act(case: Case) -> None:
    with pytest.raises(Invalid) as refused:
        case.act(
            case.officer, "assess_relationship", "established", "documented",
            views=hearing(case.clock.now.date()), interests=weighing(case.clock.now.date()),
        )  # fmt: skip
    assert fields(refused) == ["/views", "/interests"]


def heard_and_assessed(case: Case, **views: Any) -> None:
    made = replace(hearing(case.clock.now.date()), **views)
    case.act(case.officer, "child_views", "agrees", "own_language", views=made)
    case.act(case.officer, "assess_relationship", "established", "documented")


def test_a_determination_is_entered_and_read(case: Case) -> None:
    heard_and_assessed(case)
    made = case.act(case.officer, "best_interests", "reunification", "panel")
    assert made.body["state"] == "best_interests_determined"
    read = read_interests(case.service, case.second_officer, case.pair, made.body["act"])
    assert [member.name for member in read.panel] == ["Marta Tot", "Abel Cuc", "Rita Sis"]
    assert set(read.factors) == set(Factor)
    assert read.review_on == case.clock.now.date() + timedelta(days=90)
    with pytest.raises(Forbidden):
        read_interests(case.service, case.one, case.pair, made.body["act"])


def test_best_interests_without_a_record_are_refused(case: Case) -> None:
    heard_and_assessed(case)
    with pytest.raises(Invalid) as refused:
        case.act(case.officer, "best_interests", "reunification", "panel", interests=None)
    assert fields(refused) == ["/interests"]


def test_a_decision_against_what_the_child_said_explains_itself(case: Case) -> None:
    heard_and_assessed(case, answers={"contact": "yes", "return": "no", "stay": "yes"})
    silent = weighing(case.clock.now.date(), against_views=None, factors={"safety": "segura"})
    with pytest.raises(Invalid) as refused:
        case.act(case.officer, "best_interests", "reunification", "panel", interests=silent)
    assert "/interests/against_views" in fields(refused)
    assert "/interests/factors/education" in fields(refused)
    assert rows(case, "SELECT count(*) FROM casework.best_interests") == [(0,)]
    case.act(case.officer, "best_interests", "reunification", "panel")


def test_who_reviewed_the_pair_doesnt_sit_on_its_panel(case: Case) -> None:
    heard_and_assessed(case)
    made = weighing(case.clock.now.date())
    panel = (replace(made.panel[0], person=case.one.person), *made.panel[1:])
    with pytest.raises(Invalid) as refused:
        case.act(
            case.officer, "best_interests", "reunification", "panel", interests=replace(made, panel=panel)
        )
    assert fields(refused) == ["/interests/panel"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "guess"}, "/interests/kind"),
        ({"factors": {"weather": "x"}}, "/interests/factors"),
        ({"reasons": "x\0"}, "/interests/reasons"),
    ],
)
def test_what_isnt_a_best_interests_record_at_all(case: Case, change: dict[str, Any], pointer: str) -> None:
    heard_and_assessed(case)
    made = replace(weighing(case.clock.now.date()), **change)
    with pytest.raises(Invalid) as refused:
        case.act(case.officer, "best_interests", "reunification", "panel", interests=made)
    assert fields(refused) == [pointer]


def test_best_interests_come_up_again_on_their_day_until_they_are_decided_anew(case: Case) -> None:
    heard_and_assessed(case)
    made = case.act(case.officer, "best_interests", "reunification", "panel").body["act"]
    on = case.clock.now.date() + timedelta(days=90)
    assert due_reviews(case.service, case.officer) == []
    assert [(one.act, one.review_on) for one in due_reviews(case.service, case.officer, on)] == [(made, on)]
    case.clock.move(days=90)
    assert [one.pair for one in due_reviews(case.service, case.second_officer)] == [case.pair]
    case.act(case.officer, "child_views", "agrees", "own_language")
    case.act(case.officer, "best_interests", "reunification", "panel")
    assert due_reviews(case.service, case.officer) == []
    with pytest.raises(Forbidden):
        due_reviews(case.service, case.one)


def test_old_views_are_no_ground_for_a_decision(case: Case) -> None:
    heard_and_assessed(case)
    case.clock.move(days=91)
    with pytest.raises(NotYet) as refused:
        case.act(case.officer, "best_interests", "reunification", "panel")
    assert fields(refused) == ["missing:views_too_old"]
    case.act(case.officer, "child_views", "agrees", "own_language")
    case.act(case.officer, "best_interests", "reunification", "panel")


def test_when_another_person_asks_the_child_is_heard_again(case: Case) -> None:
    heard_and_assessed(case)
    later = case.clock.now + timedelta(days=1)
    with case.service.database.working() as connection:
        connection.execute(
            sa.insert(record_versions).values(
                record_id=case.pair.inquiry, version=2, content={"inquirer_name": "Otra Persona"}, provenance=[], at=later
            )
        )  # fmt: skip
    case.clock.move(days=2)
    with pytest.raises(NotYet) as refused:
        case.act(case.officer, "best_interests", "reunification", "panel")
    assert fields(refused) == ["missing:views_before_change"]


def heard_before(case: Case, days: int) -> None:
    """Let the child be heard so many days ago, and what it said be entered today."""
    views = hearing(case.clock.now.date() - timedelta(days=days))
    number = case.act(case.officer, "child_views", "agrees", "own_language", views=views).body["act"]
    assert read_views(case.service, case.officer, case.pair, number).heard_on == views.heard_on
    case.act(case.officer, "assess_relationship", "established", "documented")


def test_views_are_as_old_as_the_hearing_not_as_its_entry(case: Case) -> None:
    heard_before(case, 29)
    case.clock.move(days=62)
    with pytest.raises(NotYet) as refused:
        case.act(case.officer, "best_interests", "reunification", "panel")
    assert fields(refused) == ["missing:views_too_old"]


def test_what_changed_before_a_hearing_was_entered_is_a_change(case: Case) -> None:
    with case.service.database.working() as connection:
        connection.execute(
            sa.insert(record_versions).values(
                record_id=case.pair.inquiry, version=2, content={"inquirer_name": "Otra Persona"}, provenance=[],
                at=case.clock.now - timedelta(days=10),
            )
        )  # fmt: skip
    heard_before(case, 29)
    with pytest.raises(NotYet) as refused:
        case.act(case.officer, "best_interests", "reunification", "panel")
    assert fields(refused) == ["missing:views_before_change"]
    case.act(case.officer, "child_views", "agrees", "own_language")
    case.act(case.officer, "best_interests", "reunification", "panel")


def test_nothing_of_it_lies_open_and_erasing_the_child_empties_it(case: Case) -> None:
    heard_and_assessed(case)
    act = case.act(case.officer, "best_interests", "reunification", "panel").body["act"]
    lying = rows(
        case,
        "SELECT h\\:\\:text FROM casework.hearings h UNION ALL SELECT b\\:\\:text FROM casework.best_interests b",
    )
    for word in ("Inés", "kek", "mamá", "Marta", "lejos"):
        assert word.encode().hex() not in json.dumps(lying)
        assert word not in json.dumps(lying, ensure_ascii=False)
    state = list_acts(case.service, case.officer, case.pair)[1]
    assert erase_record(case.service, case.pair.child, Reader("worker", purpose="test"), "asked")
    assert rows(case, "SELECT record FROM casework.hearings") == [(None,)]
    assert rows(case, "SELECT record FROM casework.best_interests") == [(None,)]
    with pytest.raises(NotFound):
        read_interests(case.service, case.officer, case.pair, act)
    assert state == "best_interests_determined"


def test_raw_sql_enters_no_record_of_anothers_act_and_changes_none(case: Case) -> None:
    case.act(case.officer, "child_views", "agrees", "own_language")
    act = rows(case, "SELECT act_id FROM casework.hearings")[0][0]
    entry = sa.insert(hearings).values(act_id=act, heard_on=case.clock.now.date(), record=b"x")
    for reader in (case.second_officer, case.one):
        with (
            pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
            case.service.database.reading(reader) as connection,
        ):
            connection.execute(entry)
    for table in (hearings, best_interests):
        with (
            pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
            case.service.database.reading(case.officer) as connection,
        ):
            connection.execute(sa.delete(table))


def test_each_reading_stands_in_the_audit(case: Case) -> None:
    act = case.act(case.officer, "child_views", "agrees", "own_language").body["act"]
    read_views(case.service, case.second_officer, case.pair, act)
    with case.service.database.reading(Reader("auditor")) as connection:
        query = "SELECT act, object, person FROM casework.audit ORDER BY number DESC LIMIT 1"
        assert tuple(connection.execute(sa.text(query)).one()) == (
            "read_views",
            case.pair.name,
            case.second_officer.person,
        )


def test_what_the_child_said_on_one_record_counts_on_the_other(twice: Twice) -> None:
    heard = hearing(twice.case.clock.now.date(), answers={"contact": "yes", "return": "no", "stay": "yes"})
    twice.case.settle()
    twice.case.act(twice.case.officer, "child_views", "agrees", "interpreter", views=heard)
    answers = answers_of(twice.case.service, twice.other)
    assert answers is not None
    assert answers[Question.RETURN] is Answer.NO
    twice.split()
    assert answers_of(twice.case.service, twice.other) is None
