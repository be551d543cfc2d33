"""Erasing: nothing known of a person is left in any table, and a token keeps the record from coming back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.parties import agency, person
from tests.service.test_submission import CHILD, INQUIRY
from tracing.service.context import Service
from tracing.service.erasure import erase_own, erase_record
from tracing.service.errors import Conflict, Forbidden, NotFound
from tracing.service.imports import store_file, upload
from tracing.service.submission import correct, history, list_own, read_own, submit, withdraw
from tracing.store.database import Reader
from tracing.store.tables import TABLES

WORKER = Reader("worker", purpose="test")
OFFICE = Reader("auditor")


@pytest.fixture
def found(service: Service) -> Reader:
    """A worker of the found side."""
    return person(service, agency(service, "MX-DIF"), "found_worker")


@pytest.fixture
def family(service: Service) -> Reader:
    """A worker of the family side, of another agency."""
    return person(service, agency(service, "GT-PGN"), "family_worker")


@pytest.fixture
def whole(service: Service, found: Reader, family: Reader) -> Service:
    """A child (1) and an inquiry (2) with a row in every table that tells of them, and a second child (3)."""
    submit(service, found, "child", {**CHILD, "albergue": "Casa Esperanza"}, key="k-1")
    submit(service, family, "inquiry", INQUIRY)
    submit(service, found, "child", {"record_id": "C-3", "full_name": "Noé Tec"})
    correct(service, found, "child", "A-2026-0117", 1, {**CHILD, "sex": "X"}, reason="Josué said so")
    upload(service, found, "child", b"record_id,full_name,birth_date\nC-4,Ana,31/02/2012\n")
    store_file(service, 1)
    with service.database.working() as connection:
        for statement in (*filling(int(found.person or 0)), *sharing(int(found.person or 0))):
            connection.execute(sa.text(statement.replace(":", "\\:")))
    return service


def filling(user: int) -> Iterator[str]:
    yield (
        "INSERT INTO casework.matchers (name, digest, file, rules, slot, state)"
        " VALUES ('m', '\\x00', '', 'r', 0, 'active')"
    )
    yield "INSERT INTO casework.links VALUES (1, 2, 1, 5000, 0, 0.9, 'strong', '\\x00', '{1}')"
    yield "INSERT INTO casework.links VALUES (1, 2, 3, 5000, 0, 0.9, 'strong', '\\x00', '{1}')"
    for record in (1, 2, 3):
        side = "inquiry" if record == 2 else "child"
        yield f"INSERT INTO casework.forms VALUES (0, {record}, 1, {record}, 0, 'r', '{{11}}', 'form')"
        yield f"INSERT INTO casework.{side}_keys VALUES (11, {record})"
        yield f"INSERT INTO casework.screenings VALUES ({record}, 1, now())"
        yield f"INSERT INTO casework.erasures (record_id, cause, asked_at) VALUES ({record}, 'asked', now())"
        yield f"INSERT INTO casework.mentions VALUES ({record}, '{side}', 'phone', '\\x00')"
        yield f"INSERT INTO casework.conflicts (user_id, record_id) VALUES ({user}, {record})"
        yield (
            "INSERT INTO casework.complaints (id, name, agency_id, record_id, complainant, subject, urgent, received_by,"
            " received_on, record) OVERRIDING SYSTEM VALUE VALUES"
            f" ({record}, gen_random_uuid(), 1, {record}, 'child', 'care', false, {user}, now(), 'x')"
        )
        yield f"INSERT INTO casework.complaint_steps (complaint_id, kind, person) VALUES ({record}, 'take', {user})"
        yield (
            "INSERT INTO casework.holds (record_id, kind, confidential, reason, review_on)"
            f" VALUES ({record}, 'x', false, 'Josué is afraid', now())"
        )
        yield (
            "INSERT INTO casework.shields (record_id, reason, review_on, shielded_by, ended_by, ended_at, end_reason)"
            f" SELECT {record}, 'x', now(), {user}, u.id, now(), 'x' FROM casework.users u WHERE u.id <> {user} LIMIT 1"
        )
        yield (
            "INSERT INTO casework.concerns (id, record_id, kind, rule, facts, raised_at, changed_at) OVERRIDING SYSTEM VALUE"
            f" VALUES ({record}, {record}, 'x', 'x', '{{}}', now(), now())"
        )
        yield f"INSERT INTO casework.concern_records VALUES ({record}, {record})"
        yield f"INSERT INTO casework.traces VALUES ({record}, '{side}', 'phone', '\\x00')"
        yield (
            "INSERT INTO casework.referrals (id, record_id, recipient, code, shared, basis, urgency, rule, since, due_at,"
            f" made_by, made_at) OVERRIDING SYSTEM VALUE VALUES ({record}, {record}, 'x', 'x', '{{}}', 'x', 'x', 'x', now(),"
            f" now(), {user}, now())"
        )
        yield (
            "INSERT INTO casework.referral_outcomes (referral_id, outcome, by_user, at)"
            f" VALUES ({record}, 'received', {user}, now())"
        )
        yield (
            "INSERT INTO casework.protection_flags (record_id, kind, detail)"
            f" VALUES ({record}, 'asylum_confidential', 'x')"
        )
        yield (
            "INSERT INTO casework.definitions (record_id, status, company, known_by, note, assessed_on, user_id)"
            f" VALUES ({record}, 'separated', '{{relative}}', '{{documents}}', 'Josué', now(), {user})"
        )
    for child in (1, 3):
        yield (
            "INSERT INTO casework.placements (record_id, number, version, kind, begins, basis, warnings, detail, by_user)"
            f" VALUES ({child}, 1, 1, 'hospital', now(), 'emergency', '{{}}', 'x', {user})"
        )
        yield f"INSERT INTO casework.leases VALUES (2, {child}, {user}, now())"
        yield f"INSERT INTO casework.tellings VALUES (2, {child})"
        yield f"INSERT INTO casework.retired_pairs VALUES (2, {child}, now(), true, 1, 1)"
        yield (
            "INSERT INTO casework.pair_views (user_id, inquiry_id, child_id, blind)"
            f" VALUES ({user}, 2, {child}, false)"
        )
        yield (
            "INSERT INTO casework.decisions (inquiry_id, child_id, inquiry_version, child_version, matcher_id, blind, kind,"
            f" reasons, note, user_id) VALUES (2, {child}, 1, 1, 1, false, 'possible', '{{}}', 'Josué', {user})"
        )
        yield (
            "INSERT INTO casework.acts (inquiry_id, child_id, kind, outcome, reasons, detail, user_id, role)"
            f" VALUES (2, {child}, 'screen', 'agrees', '{{}}', 'x', {user}, 'protection_officer')"
        )
        yield (
            "INSERT INTO casework.verification_questions (inquiry_id, child_id, side, question, asked_by)"
            f" VALUES (2, {child}, 'child', 'x', {user})"
        )
        yield (
            "INSERT INTO casework.repatriation_steps (inquiry_id, child_id, kind, outcome, detail, after_act, user_id, role)"
            f" VALUES (2, {child}, 'escort_named', 'done', 'Josué', 0, {user}, 'protection_officer')"
        )
        yield (
            "INSERT INTO casework.reminders (inquiry_id, child_id, item, party, due_on)"
            f" VALUES (2, {child}, 'escort_named', 'found_side', now())"
        )
        yield (
            "INSERT INTO casework.kin (child_id, inquiry_id, relation, standing, bases, note, user_id, at)"
            f" VALUES ({child}, 2, 'mother', 'claimed', '{{}}', 'Josué', {user}, now())"
        )
        for kind in ("todo", "succeeded"):
            yield (
                "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, args, status)"
                f" VALUES ('q', 't', '{{\"record_id\": {child}}}', '{kind}')"
            )
    yield "INSERT INTO casework.webhooks (agency_id, url, secret, events) VALUES (1, 'x', 'x', '{}')"
    for reference in ("A-2026-0117", "C-3"):
        yield (
            "INSERT INTO casework.deliveries (webhook_id, event, body)"
            f' VALUES (1, \'e\', \'{{"data": [{{"reference": "{reference}"}}]}}\')'
        )


def sharing(user: int) -> Iterator[str]:
    """What is shared of a child, and whether it was told of its consulate."""
    yield (
        "INSERT INTO casework.agreements (code, sender_id, receiver_id, purpose, fields, valid_from, valid_until, entered_by,"
        f" entered_at) VALUES ('DIF-PGN', 1, 2, 'care', '{{child.sex}}', now(), now(), {user}, now())"
    )
    for child in (1, 3):
        yield (
            "INSERT INTO casework.shares (agreement_id, record_id, basis, until, decided_by, decided_at)"
            f" VALUES (1, {child}, 'consent', now(), {user}, now())"
        )
        yield (
            "INSERT INTO casework.transfers (agreement_id, kind, share, record_id, side, sender_id, receiver_id, basis,"
            f" fields, by_user, at) VALUES (1, 'read', gen_random_uuid(), {child}, 'child', 1, 2, 'consent',"
            f" '{{child.sex}}', {user}, now())"
        )
        yield (
            "INSERT INTO casework.consular_records (record_id, consulate_id, kind, wish, on_day, language, detail, by_user, at)"
            f" VALUES ({child}, 2, 'informed', 'no', now(), 'spa', 'x', {user}, now())"
        )


def rows(service: Service, query: str) -> list[Any]:
    with service.database.working() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def of(service: Service, record: int) -> dict[str, int]:
    """Return how many rows of each table name a record."""
    counts = {}
    for name, table in TABLES.items():
        columns = [c for c in ("record_id", "inquiry_id", "child_id") if c in table.c]
        if columns:
            where = " OR ".join(f"{column} = {record}" for column in columns)
            counts[name] = rows(service, f"SELECT count(*) FROM casework.{name} WHERE {where}")[0][0]
    return counts


def test_nothing_of_a_record_is_left_but_that_it_was_decided_on(whole: Service) -> None:
    before = of(whole, 1)
    assert {name for name, count in before.items() if not count} == {
        "inquiry_keys",
        "form_changes",
        "links_due",
    }
    others = of(whole, 3)
    assert erase_record(whole, 1, WORKER, "asked")
    left = {name: count for name, count in of(whole, 1).items() if count}
    # That something is to be matched and has changed holds a number, until the worker has seen it.
    assert left == {"decisions": 1, "acts": 1, "repatriation_steps": 1, "pending": 1, "form_changes": 1}
    assert rows(whole, "SELECT child_id, note FROM casework.decisions ORDER BY 1") == [
        (1, None),
        (3, "Josué"),
    ]
    assert rows(whole, "SELECT child_id, detail IS NULL FROM casework.acts ORDER BY 1") == [
        (1, True),
        (3, False),
    ]
    assert rows(whole, "SELECT child_id, detail IS NULL FROM casework.repatriation_steps ORDER BY 1") == [
        (1, True),
        (3, False),
    ]
    assert of(whole, 3) == others
    assert rows(whole, "SELECT body #>> '{data,0,reference}' FROM casework.deliveries") == [("C-3",)]
    jobs = "SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 't'"
    assert rows(whole, jobs) == [({"record_id": 3},)] * 2
    assert rows(whole, "SELECT report FROM casework.imports") == [([],)]
    assert not erase_record(whole, 1, WORKER, "asked")


def test_no_value_of_a_person_is_left_anywhere(whole: Service, found: Reader) -> None:
    for reference in ("A-2026-0117", "C-3"):
        withdraw(whole, found, "child", reference, reason="Josué asked")
    for record in (1, 2, 3):
        erase_record(whole, record, WORKER, "asked")
    everything = []
    for name in TABLES:
        if name != "audit":
            everything += [row[0] for row in rows(whole, f"SELECT t\\:\\:text FROM casework.{name} t")]
    everything += [row[0] for row in rows(whole, "SELECT j\\:\\:text FROM jobs.procrastinate_jobs j")]
    with whole.database.reading(OFFICE) as connection:
        everything += list(connection.scalars(sa.text("SELECT a\\:\\:text FROM casework.audit a")))
    said = "\n".join(everything)
    for value in (
        "Josué", "Caal", "2016-07-03", "5555 01", "555501", "Tapachula", "Esperanza", "tío", "Matilde", "cicatriz", "kek",
        "A-2026-0117", "F-88", "C-3",
    ):  # fmt: skip
        assert value not in said, value


def test_the_token_keeps_the_record_from_coming_back_and_tells_nothing(whole: Service, found: Reader) -> None:
    erase_record(whole, 1, WORKER, "asked")
    ((reference, state, version),) = rows(
        whole, "SELECT reference, state, version FROM casework.records WHERE id = 1"
    )
    assert reference.startswith("erased:")
    assert len(reference) == 7 + 64
    assert (state, version) == ("erased", 3)
    with pytest.raises(Conflict) as refused:
        submit(whole, found, "child", CHILD)
    assert refused.value.code == "erased"
    for act in (
        lambda: read_own(whole, found, "child", "A-2026-0117"),
        lambda: history(whole, found, "child", "A-2026-0117"),
        lambda: correct(whole, found, "child", "A-2026-0117", 2, CHILD),
        lambda: withdraw(whole, found, "child", "A-2026-0117"),
        lambda: read_own(whole, found, "child", reference),
    ):
        with pytest.raises(NotFound):
            act()
    assert [r.reference for r in list_own(whole, found, "child").records] == ["C-3"]
    # Of another agency the same reference is another record.
    other = person(whole, agency(whole, "HN-SENAF"), "found_worker")
    assert submit(whole, other, "child", CHILD).status == 201


def test_a_kept_answer_goes_with_its_record(whole: Service, found: Reader) -> None:
    erase_record(whole, 1, WORKER, "asked")
    with pytest.raises(Conflict) as refused:
        submit(whole, found, "child", {**CHILD, "albergue": "Casa Esperanza"}, key="k-1")
    assert refused.value.code == "erased"


def test_the_companions_of_an_erased_child_are_matched_again(whole: Service) -> None:
    rows_before = "UPDATE casework.forms SET companions = 7 WHERE record_id IN (1, 3)"
    with whole.database.working() as connection:
        connection.execute(sa.text(rows_before))
    erase_record(whole, 1, WORKER, "asked")
    assert rows(whole, "SELECT matcher_id, record_id FROM casework.links_due") == [(1, 3)]


def test_that_it_was_erased_is_written_down(whole: Service, found: Reader) -> None:
    submit(whole, found, "child", {"record_id": "C-5", "full_name": "Josué Caal"})
    withdraw(whole, found, "child", "C-5")
    erase_own(whole, found, "child", "C-5", "asked")
    with whole.database.reading(OFFICE) as connection:
        query = sa.text(
            "SELECT act, object, purpose, detail FROM casework.audit ORDER BY number DESC LIMIT 1"
        )
        act, what, purpose, detail = connection.execute(query).one()
    assert (act, what, purpose) == ("erase", "4", "test")
    assert (detail["cause"], detail["side"], detail["agency"]) == ("asked", "child", "MX-DIF")
    assert detail["removed"]["versions"] == 2


def test_an_agency_erases_its_own_once_withdrawn(whole: Service, found: Reader, family: Reader) -> None:
    with pytest.raises(Conflict, match="still searched for"):
        erase_own(whole, found, "child", "A-2026-0117", "asked")
    with pytest.raises(NotFound):
        erase_own(whole, found, "child", "A-2026-9999", "asked")
    with pytest.raises(NotFound):
        erase_own(whole, found, "child", "A\0", "asked")
    with pytest.raises(Forbidden):
        erase_own(whole, family, "child", "A-2026-0117", "asked")
    with pytest.raises(ValueError, match="expected one of"):
        erase_record(whole, 1, WORKER, "because")
    assert not erase_record(whole, 999, WORKER, "asked")
