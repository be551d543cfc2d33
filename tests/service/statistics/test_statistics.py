"""Statistics from records to what is published: months close by the clock, a person publishes, and nobody else reads anything."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import astuple, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from tests.accounts import Clock
from tests.service.cases import Case
from tests.service.parties import agency, person
from tests.service.sets.twice import Twice, recorded_twice
from tests.service.test_disclose import act, heard, told, verified
from tracing.casework.statistics.attacker import Attacker, Row
from tracing.casework.statistics.measures import AgeBand, Event, Measure, Sex
from tracing.casework.statistics.periods import Period
from tracing.casework.statistics.suppression import WIDTH
from tracing.casework.statistics.tables import Cell, World, harmless, is_kept
from tracing.service import submission, upkeep
from tracing.service.context import Service
from tracing.service.erasure import erase_own
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet
from tracing.service.statistics.closing import close_months, events_in
from tracing.service.statistics.events import events_of
from tracing.service.statistics.publishing import publish, release_asked
from tracing.service.statistics.reading import as_csv, as_metadata, catalogue, read_publication
from tracing.store import statistics as store
from tracing.store.database import Reader
from tracing.store.tables import records, statistics_cells, statistics_months

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
THERE = {"origin_country": "GT", "origin_text": "Chamelco, Alta Verapaz"}


def at(service: Service, when: datetime) -> None:
    """Let every record be entered at a moment: families ask by the database's clock."""
    with service.database.working() as connection:
        connection.execute(sa.update(records).values(created_at=when))


# What is counted


def test_a_case_is_counted_where_it_came_to_and_when(case: Case) -> None:
    at(case.service, datetime(2026, 3, 20, tzinfo=UTC))
    verified(case)
    heard(case)
    case.clock.move(days=10)
    told(case)
    for kind, outcome, ground in (
        ("assess_relationship", "established", "documented"),
        ("best_interests", "reunification", "panel"),
        ("contact_child", "agrees", "asked_alone"),
        ("contact_family", "agrees", "asked"),
        ("contact", "took_place", "call"),
        ("reunify", "reunified", "already_together"),
    ):
        act(case, case.officer, kind, outcome, ground)
    case.clock.move(days=30)
    act(case, case.officer, "close", "solved", "durable_solution")
    child = {
        "country": "GT", "department": "GT-16", "municipality": "GT-16-10", "sex": Sex.MALE, "age": AgeBand.UNDER_12,
    }  # fmt: skip
    of_case: dict[str, Any] = {**child, "agency": ("MX", "shelter")}
    inquiry: dict[str, Any] = {**child, "department": "?", "municipality": "?"}
    assert events_of(case.service, MARCH) == sorted(
        [
            Event(Measure.FOUND, **child),  # type: ignore[arg-type]
            Event(Measure.SOUGHT, **inquiry),
            Event(Measure.MATCHED, **of_case, days=11),
            Event(Measure.VERIFIED, **of_case, days=11),
        ]
    )
    assert events_of(case.service, APRIL) == [Event(Measure.REUNIFIED, **of_case, days=21)]
    assert events_of(case.service, MAY) == [Event(Measure.CLOSED, **of_case, ground="durable_solution")]


def test_what_was_taken_back_is_not_counted_and_what_came_again_only_once(case: Case) -> None:
    case.settle()
    for ground in ("verification_failed", "family_withdrew"):
        act(case, case.officer, "close", "unsolved", ground)
        act(case, case.officer, "reopen", "done", "new_information")
        case.clock.move(days=1)
    closed = [
        e
        for e in (*events_of(case.service, MARCH), *events_of(case.service, APRIL))
        if e.measure is Measure.CLOSED
    ]
    assert [event.ground for event in closed] == ["verification_failed"]
    with case.service.database.working() as connection:
        number = connection.scalar(sa.text("SELECT min(id) FROM casework.acts WHERE kind = 'close'"))
    act(case, case.officer, "taken_back", "done", "mistake", takes_back=number)
    closed = [e for e in events_of(case.service, MARCH) if e.measure is Measure.CLOSED]
    assert closed == []


def test_a_child_of_several_records_is_counted_once_whoever_judged_which(service: Service) -> None:
    twice = recorded_twice(service, joined=False)
    case = twice.case
    at(case.service, datetime(2026, 3, 20, tzinfo=UTC))
    case.judge(case.one)
    case.pair, first = twice.other, case.pair
    case.clock.move(hours=1)
    case.judge(case.two)
    twice.join()
    case.pair = first
    act(case, case.officer, "close", "unsolved", "family_withdrew")
    case.pair = twice.other
    act(case, case.officer, "reopen", "done", "new_information")
    act(case, case.officer, "close", "unsolved", "verification_failed")
    assert [event.measure for event in events_of(case.service, MARCH)] == [
        Measure.CLOSED, Measure.FOUND, Measure.MATCHED, Measure.SOUGHT,
    ]  # fmt: skip
    (closed,) = [event for event in events_of(case.service, MARCH) if event.measure is Measure.CLOSED]
    assert closed.ground == "family_withdrew"
    case.clock.move(days=10)
    upkeep.daily(case.service)
    with case.service.database.working() as connection:
        assert [one.month for one in store.closed(connection)] == [MARCH]


@pytest.mark.parametrize(
    ("entered", "erased", "counted"),
    [
        # In one month, and in two: where the first record was entered.
        ((MARCH, MARCH), False, {MARCH: 1, APRIL: 0}),
        ((MARCH, APRIL), False, {MARCH: 1, APRIL: 0}),
        # Of an erased record nothing is known any more; a month before has counted it.
        ((MARCH, MARCH), True, {MARCH: 1, APRIL: 0}),
        ((MARCH, APRIL), True, {MARCH: 0, APRIL: 0}),
    ],
)
def test_a_child_found_is_counted_by_its_first_record(
    twice: Twice, entered: tuple[date, date], erased: bool, counted: dict[date, int]
) -> None:
    case = twice.case
    with case.service.database.working() as connection:
        for child, month in zip((case.pair.child, twice.other.child), entered, strict=True):
            when = datetime(month.year, month.month, 9, tzinfo=UTC)
            connection.execute(sa.update(records).where(records.c.id == child).values(created_at=when))
    if erased:
        submission.withdraw(case.service, case.found, "child", "A-1")
        erase_own(case.service, case.found, "child", "A-1", "asked")
    for month, many in counted.items():
        found = [event for event in events_of(case.service, month) if event.measure is Measure.FOUND]
        assert len(found) == many


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"origin_country": "GT", "origin_text": "Chamelco, Alta Verapaz"}, ("GT", "GT-16", "GT-16-10")),
        ({"origin_country": "GT", "origin_text": "Alta Verapaz"}, ("GT", "GT-16", "?")),
        ({"origin_country": "GT"}, ("GT", "?", "?")),
        ({"origin_text": "no sabe"}, ("?", "?", "?")),
    ],
)
def test_an_origin_is_counted_as_far_as_it_is_known(
    service: Service, facts: dict[str, str], place: tuple[str, str, str]
) -> None:
    shelter = agency(service, "MX-ALBERGUE", "shelter", "child")
    worker = person(service, shelter, "found_worker")
    submission.submit(service, worker, "child", {"record_id": "A-1", "full_name": "Ana Caal", **facts})
    at(service, datetime(2026, 3, 20, tzinfo=UTC))
    (event,) = events_of(service, MARCH)
    assert (event.country, event.department, event.municipality) == place
    assert (event.sex, event.age) == (Sex.OTHER, AgeBand.NOT_KNOWN)


# Months


def test_months_are_closed_once_however_long_the_service_was_down(case: Case) -> None:
    at(case.service, datetime(2026, 1, 20, tzinfo=UTC))
    assert close_months(case.service) == [date(2026, 1, 1), date(2026, 2, 1)]  # it is 31 March
    case.clock.move(days=5)
    assert close_months(case.service) == []
    case.clock.move(days=70)
    upkeep.daily(case.service)
    upkeep.daily(case.service)
    with case.service.database.working() as connection:
        assert [one.month.month for one in store.closed(connection)] == [1, 2, 3, 4, 5]


def test_a_closed_month_stands_and_leads_back_to_nobody(case: Case) -> None:
    case.clock.move(days=10)
    close_months(case.service)
    with case.service.database.working() as connection:
        (before,) = store.closed(connection)
        assert b"Caal" not in before.events
        assert b'"GT' not in before.events
    known = events_in(case.service, before)
    submission.withdraw(case.service, case.found, "child", "A-1")
    erase_own(case.service, case.found, "child", "A-1", "asked")
    case.clock.move(days=100)
    close_months(case.service)
    with case.service.database.working() as connection:
        (after, *_) = store.closed(connection)
    assert events_in(case.service, after) == known
    assert sorted(e.measure.value for e in known) == ["found", "sought"]


# Publishing


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 4, 10, 12, tzinfo=UTC))


@pytest.fixture
def full(service: Service, clock: Clock) -> Service:
    """A service with three months in which children were found, closed as the worker closes them."""
    service = replace(service, now=clock)
    chance = 0
    with service.database.working() as connection:
        for number, month in enumerate((date(2026, 1, 1), date(2026, 2, 1), MARCH)):
            events = []
            for department, town, many in (
                ("GT-16", "GT-16-10", 30 + number), ("GT-16", "GT-16-01", 14), ("GT-13", "GT-13-01", 6 - number),
                ("HN-05", "HN-05-01", 11), ("HN-05", "HN-05-02", 3),
            ):  # fmt: skip
                for _ in range(many):
                    chance += 1
                    sex, age = (Sex.FEMALE, Sex.MALE)[chance % 2], list(AgeBand)[1 + chance % 3]
                    place = (department[:2], department, town)
                    events.append(Event(Measure.FOUND, *place, sex, age))
                    if chance % 2:
                        events.append(
                            Event(
                                Measure.REUNIFIED, *place, sex, age, ("MX", "shelter"), days=20 + chance % 30
                            )
                        )
            store_month(service, connection, month, events)
    return service


def store_month(service: Service, connection: sa.Connection, month: date, events: list[Event]) -> None:
    text = json.dumps([astuple(event) for event in events]).encode()
    sealed = service.keyring.encrypt(text, f"statistics_months.events:{month.isoformat()}")
    store.close(connection, month, service.now(), sealed)


@pytest.fixture
def reader(full: Service) -> Reader:
    return person(full, agency(full, "GT-OFICINA", "tracing_office", ""), "statistics")


def test_a_period_is_published_by_a_person_and_read_by_the_role(full: Service, reader: Reader) -> None:
    assert publish(full, reader, "2026-03").body == {"period": "2026-03", "state": "asked"}
    with pytest.raises(NotFound):
        read_publication(full, reader, "2026-03")
    assert release_asked(full) == ["2026-03"]
    found = read_publication(full, reader, "2026-03")
    shown = {(one.measure, one.place): one.value for one in found.cells}
    assert shown["found", ("GT", "", "", "", "")] == 50
    assert ("found", ("GT", "GT-13", "", "", "")) not in shown
    assert all(one.value >= 10 for one in found.cells)
    (times,) = [one for one in found.cells if one.place == ("MX", "shelter", "")]
    assert (times.low, times.middle, times.high) == (28, 35, 42)
    with full.database.reading(Reader("auditor")) as connection:
        query = sa.text("SELECT person, act, object FROM casework.audit WHERE act = 'publish'")
        entry = connection.execute(query).one()
    assert tuple(entry) == (reader.person, "publish", "2026-03")


def test_whoever_has_all_that_was_published_finds_out_no_more(full: Service, reader: Reader) -> None:
    """Months, and then the quarter, as they stand in the database."""
    for period in ("2026-01", "2026-03", "2026-02", "2026-Q1"):
        publish(full, reader, period)
    release_asked(full)
    with full.database.working() as connection:
        months = {one.month: events_in(full, one) for one in store.closed(connection)}
        published = [(p, store.cells_of(connection, p.id)) for p in store.publications(connection)]
    for measure in Measure:
        world = World.of(measure, months)
        cells = {p.period: world.cells(period) for p, _ in published if (period := Period.read(p.period))}
        rows = []
        for p, found in published:
            values = {Cell(one.breakdown, one.place): one.value for one in found if one.measure == measure}
            empty = {c: 0 for c, atoms in cells[p.period].items() if harmless(c) and not world.value(atoms)}
            rows += [Row(cells[p.period][cell], value) for cell, value in {**empty, **values}.items()]
        attacker = Attacker(rows, world.links(world.months))
        for p, found in published:
            shown = {Cell(one.breakdown, one.place) for one in found if one.measure == measure}
            for cell, atoms in cells[p.period].items():
                if cell not in shown and is_kept(world, cell, atoms):
                    assert attacker.leaves_open(atoms, WIDTH), (p.period, cell)


def test_publishing_once_is_enough(full: Service, reader: Reader) -> None:
    for _ in range(2):
        publish(full, reader, "2026-03", key="once")
    with pytest.raises(Conflict, match="by difference"):
        publish(full, reader, "2026-03")
    assert release_asked(full) == ["2026-03"]
    assert release_asked(full) == []
    with pytest.raises(Conflict):
        publish(full, reader, "2026-03")


def test_a_period_whose_months_are_open_waits(full: Service, reader: Reader, clock: Clock) -> None:
    for period in ("2026-04", "2026-Q2", "2026"):
        with pytest.raises(NotYet) as refused:
            publish(full, reader, period)
        assert [(f.pointer, refused.value.code) for f in refused.value.fields] == [("/period", "month_open")]
    assert catalogue(full, reader).publications == []


@pytest.mark.parametrize("period", ["", "marzo", "2026-13", "2026-Q5", "2026-03-01", "٢٠٢٦-03"])
def test_what_is_no_period_is_named(full: Service, reader: Reader, period: str) -> None:
    with pytest.raises(Invalid) as refused:
        publish(full, reader, period)
    assert [fault.pointer for fault in refused.value.fields] == ["/period"]
    with pytest.raises(NotFound):
        read_publication(full, reader, period)


@pytest.mark.parametrize(
    "role",
    [
        "found_worker",
        "family_worker",
        "reviewer",
        "protection_officer",
        "consulate",
        "auditor",
        "administrator",
    ],
)
def test_nobody_else_reads_or_publishes(full: Service, reader: Reader, role: str) -> None:
    other = person(full, reader.agency or 0, role)
    for refused in (lambda: publish(full, other, "2026-03"), lambda: catalogue(full, other)):
        with pytest.raises(Forbidden):
            refused()
    with full.database.reading(other) as connection:
        assert store.publications(connection) == []


def test_analysts_read_and_dont_publish(full: Service, reader: Reader) -> None:
    analyst = person(full, reader.agency or 0, "analyst")
    assert catalogue(full, analyst).closed_months == [date(2026, 1, 1), date(2026, 2, 1), MARCH]
    with pytest.raises(Forbidden):
        publish(full, analyst, "2026-03")


def test_who_reads_statistics_sees_no_record_and_no_month_as_it_was_closed(
    full: Service, reader: Reader
) -> None:
    with full.database.reading(reader) as connection:
        assert connection.execute(sa.select(records.c.id)).all() == []
        assert connection.execute(sa.select(statistics_months.c.month)).all() == []


# Files


def test_the_csv_and_its_description(full: Service, reader: Reader) -> None:
    publish(full, reader, "2026-03")
    release_asked(full)
    for table in ("origin", "agencies"):
        rows = list(csv.DictReader(io.StringIO(as_csv(full, reader, "2026-03", table))))
        described = as_metadata(full, reader, "2026-03", table)
        assert [c["name"] for c in described["tableSchema"]["columns"]] == list(rows[0])
        assert {t["@language"] for t in described["dc:title"]} == {"es", "en"}
        assert all(set(c["titles"]) == {"es", "en"} for c in described["tableSchema"]["columns"])
        assert described["dc:temporal"] == "2026-03-01/2026-03-31"
        assert "10" in described["rdfs:comment"][0]["@value"]
    with pytest.raises(NotFound):
        as_csv(full, reader, "2026-03", "people")


def test_hidden_cells_have_a_line_without_a_count(full: Service, reader: Reader) -> None:
    publish(full, reader, "2026-03")
    release_asked(full)
    rows = list(csv.DictReader(io.StringIO(as_csv(full, reader, "2026-03", "origin"))))
    found = {
        (r["country"], r["department"]): (r["count"], r["status"])
        for r in rows
        if r["measure"] == "found" and not r["municipality"] and not r["sex"] and not r["age"]
    }
    assert found["GT", ""] == ("50", "shown")
    # Six came from there, and nobody from the department after it: the lines are alike.
    assert found["GT", "GT-13"] == found["GT", "GT-14"] == ("", "hidden")
    assert found["PA", ""] == ("", "hidden")
    assert {r["status"] for r in rows if not r["count"]} == {"hidden"}
    names = {r["department"]: r["department_name"] for r in rows}
    assert names["GT-16"] == "Alta Verapaz"


def test_which_lines_there_are_tells_nothing(full: Service, reader: Reader) -> None:
    """The frame of the CSV hangs on what is shown: with nobody more or less in a hidden cell it is the same."""
    publish(full, reader, "2026-03")
    release_asked(full)
    text = as_csv(full, reader, "2026-03", "origin")
    with full.database.working() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(statistics_cells)) == sum(
            line.endswith("shown") for line in text.splitlines()
        ) + sum(1 for line in as_csv(full, reader, "2026-03", "agencies").splitlines()[1:])
    assert "GT-13-01" not in text
    assert "*" not in text
