"""Live matching case by case: who goes first, what breaks, what is kept from whom, what isn't stored."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
import sqlalchemy as sa

from tests.service.parties import agency, person
from tests.service.test_matching import pool
from tracing.service import forming
from tracing.service.bench import bench_of
from tracing.service.context import Service
from tracing.service.erasure import erase_record
from tracing.service.errors import Forbidden
from tracing.service.forming import Outrun, form_pending
from tracing.service.jobs import enqueue_match
from tracing.service.matching import match_pending
from tracing.service.promotion import ensure_matcher
from tracing.service.ranking import rank
from tracing.service.submission import correct, submit, withdraw
from tracing.simulation.batch import batch_links, in_use, stored_links
from tracing.store.database import Reader
from tracing.store.matching import Queries
from tracing.store.tables import form_changes, forms, links_due, pending

ROLES = {"child": "found_worker", "inquiry": "family_worker"}


@pytest.fixture
def readers(service: Service) -> dict[str, Reader]:
    ensure_matcher(service)
    own = agency(service)
    return {side: person(service, own, role) for side, role in ROLES.items()}


def _submit(service: Service, readers: dict[str, Reader], side: str, place: int, **more: str) -> int:
    row = {"record_id": f"R{place}", **pool()[side][place], **more}
    answer = submit(service, readers[side], side, row)
    assert answer.record_id is not None
    return answer.record_id


def _ids(service: Service, column: sa.ColumnClause[int]) -> list[int]:
    with service.database.working() as connection:
        return list(connection.execute(sa.select(column).order_by(column)).scalars())


def test_a_true_pair_is_found_whichever_comes_first(service: Service, readers: dict[str, Reader]) -> None:
    first = _submit(service, readers, "child", 0), _submit(service, readers, "inquiry", 1)
    match_pending(service)
    assert stored_links(service, in_use(service).id) == {}
    second = _submit(service, readers, "inquiry", 0), _submit(service, readers, "child", 1)
    match_pending(service)
    assert set(stored_links(service, in_use(service).id)) == {(second[0], first[0]), (first[1], second[1])}


def test_two_agencies_groups_of_one_name_are_two_groups(service: Service, readers: dict[str, Reader]) -> None:
    other = agency(service, "GT-PGN")
    others = {side: person(service, other, role) for side, role in ROLES.items()}
    for whose, places in ((readers, (0, 1)), (others, (2, 3))):
        for place in places:
            for side in ROLES:
                _submit(service, whose, side, place, group_id="1")
    match_pending(service)
    line = in_use(service)
    links = stored_links(service, line.id)
    assert links == batch_links(service, line)
    assert sum(link.group_term > 0 for link in links.values()) == 4
    with service.database.working() as connection:
        numbers = connection.execute(sa.select(forms.c.companions)).scalars().all()
    assert 0 not in numbers
    assert len(set(numbers)) == 4


def test_who_leaves_a_group_takes_what_it_said_for_the_others(
    service: Service, readers: dict[str, Reader]
) -> None:
    for place in (0, 1):
        for side in ROLES:
            _submit(service, readers, side, place, group_id="1")
    match_pending(service)
    line = in_use(service)
    assert all(link.group_term > 0 for link in stored_links(service, line.id).values())
    correct(service, readers["child"], "child", "R0", 1, {"record_id": "R0", **pool()["child"][0]})
    match_pending(service)
    links = stored_links(service, line.id)
    assert len(links) == 2
    assert not any(link.group_term for link in links.values())


def test_what_is_withdrawn_leaves_nothing(service: Service, readers: dict[str, Reader]) -> None:
    child = _submit(service, readers, "child", 0)
    _submit(service, readers, "inquiry", 0)
    match_pending(service)
    assert len(stored_links(service, in_use(service).id)) == 1
    withdraw(service, readers["child"], "child", "R0")
    assert stored_links(service, in_use(service).id) == {}
    assert child not in _ids(service, forms.c.record_id)
    with service.database.working() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM casework.child_keys")).scalar_one() == 0
    match_pending(service)
    assert child not in _ids(service, forms.c.record_id)


@pytest.mark.parametrize("at", ["lock", "write_forms"])
@pytest.mark.parametrize("end", ["withdraw", "erase"])
def test_who_ends_a_record_while_a_correction_of_it_is_matched_waits_for_nobody_who_waits(
    service: Service, readers: dict[str, Reader], at: str, end: str
) -> None:
    """At ``lock`` forms are made and not yet kept; at ``write_forms`` nobody else writes any."""
    child = _submit(service, readers, "child", 0)
    match_pending(service)
    correct(service, readers["child"], "child", "R0", 1, pool()["child"][1])
    ends = {
        "withdraw": lambda: withdraw(service, readers["child"], "child", "R0"),
        "erase": lambda: erase_record(service, child, readers["child"], "asked"),
    }
    thread = threading.Thread(target=ends[end])
    query = getattr(Queries, at)

    def meanwhile(queries: Queries, *given: object) -> None:
        thread.start()
        while thread.is_alive() and not _somebody_waits(service):
            thread.join(0.01)
        query(queries, *given)

    with patch.object(Queries, at, meanwhile), suppress(Outrun):
        form_pending(service, bench_of(service), 1)
    thread.join()
    match_pending(service)
    assert child not in _ids(service, forms.c.record_id)
    with service.database.working() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM casework.child_keys")).scalar_one() == 0


def _somebody_waits(service: Service) -> bool:
    query = (
        "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE NOT l.granted AND a.datname = current_database())"
    )
    with service.database.working() as connection:
        return bool(connection.execute(sa.text(query)).scalar_one())


def test_one_that_comes_by_itself_goes_before_a_file_of_many(
    service: Service, readers: dict[str, Reader]
) -> None:
    many = [_submit(service, readers, "child", place) for place in range(3)]
    match_pending(service)
    with service.database.working() as connection:
        enqueue_match(connection, many)
    alone = _submit(service, readers, "child", 3)
    assert form_pending(service, bench_of(service), 1) == 1
    assert _ids(service, links_due.c.record_id) == [alone]
    assert _ids(service, pending.c.record_id) == many


def test_a_record_that_breaks_the_program_keeps_no_other_waiting(
    service: Service,
    readers: dict[str, Reader],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ids = [_submit(service, readers, "child", place) for place in range(3)]
    _submit(service, readers, "inquiry", 0)
    make = forming.forms_of

    def break_one(*given: object) -> object:
        made = make(*given)  # type: ignore[arg-type]
        if any(one.facts.id == ids[1] for one in made):
            raise ValueError("Ixcoy")
        return made

    monkeypatch.setattr(forming, "forms_of", break_one)
    match_pending(service)
    assert ids[1] not in _ids(service, forms.c.record_id)
    assert len(_ids(service, forms.c.record_id)) == 3
    assert len(stored_links(service, in_use(service).id)) == 1
    assert f"record {ids[1]} can't be matched: ValueError" in caplog.text
    assert "Ixcoy" not in caplog.text


def test_an_age_was_said_when_the_record_was_written(service: Service, readers: dict[str, Reader]) -> None:
    row = {
        key: value
        for key, value in pool()["child"][0].items()
        if key not in ("birth_date", "event_date", "age_date")
    }
    submit(service, readers["child"], "child", {**row, "record_id": "R0", "age": "9"})
    match_pending(service)

    def form() -> bytes:
        with service.database.working() as connection:
            (record, sealed), *_ = connection.execute(sa.select(forms.c.record_id, forms.c.form))
        return service.keyring.decrypt(sealed, f"forms.form:{record}")

    before = form()
    with service.database.working() as connection:
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        connection.execute(sa.text("UPDATE casework.record_versions SET at = :at"), {"at": long_ago})
        enqueue_match(connection, _ids(service, forms.c.record_id))
    match_pending(service)
    assert form() != before


def test_a_posted_record_is_ranked_as_if_it_were_submitted_and_not_stored(
    service: Service, readers: dict[str, Reader]
) -> None:
    for place in range(8):
        for side in ROLES:
            _submit(service, readers, side, place)
    match_pending(service)
    with pytest.raises(Forbidden):
        rank(service, readers["child"], "inquiry", pool()["inquiry"][8])
    analyst = person(service, readers["child"].agency or 0, "analyst")
    before = _ids(service, forms.c.record_id), _ids(service, form_changes.c.stamp)
    found = {}
    for side in ROLES:
        row = {"record_id": "posted", "agency": "HN-SENAF", **pool()[side][2]}
        found[side] = rank(service, analyst, side, {**row, "group_id": "1"}).links
        assert rank(service, analyst, side, row).links == found[side]
    assert (_ids(service, forms.c.record_id), _ids(service, form_changes.c.stamp)) == before
    for side in ROLES:
        twin = _submit(service, readers, side, 2, record_id="twin")
        match_pending(service)
        of_twin = [link for pair, link in stored_links(service, in_use(service).id).items() if twin in pair]
        own = "child_id" if side == "child" else "inquiry_id"
        posted = [replace(one.link, **{own: twin}) for one in found[side]]
        assert sorted(posted, key=lambda link: link.pair) == sorted(of_twin, key=lambda link: link.pair)
        withdraw(service, readers[side], side, "twin")
    assert any(found.values())
