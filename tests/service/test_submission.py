"""Submitting, correcting, withdrawing, reading one's own; what agencies see and what they don't."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.parties import agency, person
from tracing.service.contents import contract_rows, hashes_of
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tracing.service.idempotency import Answer
from tracing.service.submission import correct, history, list_own, read_own, submit, withdraw
from tracing.store.database import Reader

CHILD: dict[str, object] = {
    "record_id": "A-2026-0117",
    "given_names": "Josué Elvin",
    "first_surname": "Caal",
    "second_surname": "Pop",
    "sex": "M",
    "birth_date": "2016-07-03",
    "age": 9,
    "languages": ["kek", "spa"],
    "phones": ["+502 5555 0101", "2231-3345 / 4478-5512"],
    "documents": ["CUI:2345 67890 1601"],
    "marks": "cicatriz en la ceja izquierda",
    "event_date": "2026-03-30",
    "event_place": "Tapachula, Chiapas",
    "group_id": "7",
    "notes": "teme al tío",
}
INQUIRY: dict[str, object] = {
    "record_id": "F-88",
    "full_name": "Josué Elvin Caal Pop",
    "event_place": "Chamelco",
    "phones": "+502 5555 0101",
    "inquirer_name": "Matilde Pop Xol",
    "inquirer_relation": "mother",
    "notes": "llama cada semana",
}


@pytest.fixture
def found(service: Service) -> Reader:
    """A worker of the found side."""
    return person(service, agency(service, "MX-DIF"), "found_worker")


@pytest.fixture
def family(service: Service) -> Reader:
    """A worker of the family side, of another agency."""
    return person(service, agency(service, "GT-PGN"), "family_worker")


def rows(service: Service, query: str) -> list[Any]:
    with service.database.working() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def audit(service: Service, query: str) -> list[Any]:
    """The audit is shown to auditors alone."""
    with service.database.reading(Reader("auditor")) as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def pointers(refusal: Refused) -> list[str]:
    return [fault.pointer for fault in refusal.fields]


# What comes in


def test_a_record_comes_back_as_it_was_submitted(service: Service, found: Reader) -> None:
    said = [
        {"fields": ["birth_date", "age"], "said_by": "the child", "said_on": "2026-03-31", "language": "kek"}
    ]
    answer = submit(service, found, "child", CHILD, said)
    assert (answer.status, answer.etag) == (201, "1")
    assert answer.body == {"reference": "A-2026-0117", "version": 1, "state": "live", "remarks": []}
    own = read_own(service, found, "child", "A-2026-0117")
    assert (own.reference, own.version, own.state) == ("A-2026-0117", 1, "live")
    expected = {**CHILD, "age": "9"}
    del expected["record_id"]
    assert own.content == expected
    assert own.provenance == [{**said[0], "interpreter": None}]


def test_a_receipt_holds_no_number_of_ours(service: Service, found: Reader, family: Reader) -> None:
    """Numbers that count over all would tell the asking side how many children others submit."""
    for number in range(5):
        submit(service, found, "child", {**CHILD, "record_id": f"C{number}"})
    after = submit(service, family, "inquiry", INQUIRY)
    assert after.body == {"reference": "F-88", "version": 1, "state": "live", "remarks": []}


def test_what_stands_open_and_what_does_not(service: Service, found: Reader, family: Reader) -> None:
    submit(service, found, "child", {**CHILD, "albergue": "Casa Esperanza", "cama": "12"})
    submit(service, family, "inquiry", {**INQUIRY, "expediente": "PGN-1"})
    child, inquiry = rows(
        service, "SELECT content, found_region, noted FROM casework.record_versions ORDER BY record_id"
    )
    # Of a child nobody can tell what a free text or an unknown column says of where it is.
    hidden = {"documents", "phones", "event_place", "notes", "albergue", "cama", "record_id", "agency"}
    assert not hidden & set(child[0])
    assert child[1:] == ("MX, Chiapas", True)
    assert inquiry[0]["event_place"] == "Chamelco"
    assert inquiry[0]["expediente"] == "PGN-1"
    assert "phones" not in inquiry[0]
    assert inquiry[1:] == (None, False)
    everything = str(rows(service, "SELECT r::text FROM casework.record_secrets r"))
    everything += str(rows(service, "SELECT w::text FROM casework.whereabouts w"))
    for value in ("5555 0101", "55550101", "2345 67890", "Tapachula", "Esperanza"):
        assert value not in everything
        assert value.encode().hex() not in everything
    own = read_own(service, found, "child", "A-2026-0117")
    assert own.content["albergue"] == "Casa Esperanza"


def test_a_number_is_found_however_it_is_written(service: Service, found: Reader, family: Reader) -> None:
    submit(service, found, "child", CHILD)
    submit(service, family, "inquiry", {**INQUIRY, "phones": "55550101"})
    for cell in ("5555-0101", "(502) 55 55 01 01", "00502 55550101"):
        (hashed,) = hashes_of(service.keyring, "phones", cell, "GT-PGN")
        with service.database.working() as connection:
            query = sa.text("SELECT record_id FROM casework.record_secrets WHERE hash = :hash ORDER BY 1")
            assert list(connection.execute(query, {"hash": hashed}).scalars()) == [1, 2]
    # The second cell of the list holds two numbers; each is found.
    for cell in ("22313345", "4478 5512"):
        (hashed,) = hashes_of(service.keyring, "phones", cell, "MX-DIF")
        assert rows(
            service, f"SELECT count(*) FROM casework.record_secrets WHERE hash = '\\x{hashed.hex()}'"
        ) == [(1,)]


def test_what_cannot_be_read_as_a_number_looks_like_nobody_elses(service: Service, found: Reader) -> None:
    """Two children with 'DESCONOCIDO' for a telephone don't share one."""
    for reference in ("C1", "C2"):
        submit(service, found, "child", {**CHILD, "record_id": reference, "phones": "DESCONOCIDO"})
    found_hashes = rows(service, "SELECT hash FROM casework.record_secrets WHERE field = 'phones'")
    assert len(set(found_hashes)) == 2
    assert read_own(service, found, "child", "C1").content["phones"] == ["DESCONOCIDO"]


def test_rows_for_standardising_are_those_of_the_file_contract(service: Service, found: Reader) -> None:
    submit(service, found, "child", {**CHILD, "cama": "12"})
    submit(service, found, "child", {"record_id": "C2", "full_name": "Ana Xol"})
    withdraw(service, found, "child", "C2")
    with service.database.working() as connection:
        found_rows = contract_rows(service, connection, [1, 2, 3])
    expected = {k: ";".join(v) if isinstance(v, list) else str(v) for k, v in CHILD.items()}
    assert found_rows == {1: {**expected, "agency": "MX-DIF"}}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"birth_date": "31/02/2012"}, ["/birth_date"]),
        ({"birth_date": "no sé", "event_date": "ayer"}, ["/birth_date", "/event_date"]),
        ({"record_id": None}, ["/record_id"]),
        ({"record_id": "x" * 201}, ["/record_id"]),
        ({"record_id": "A\u200b1"}, ["/record_id"]),
        ({"marks": "lunar\0"}, ["/marks"]),
        ({"marks": "\ud83d"}, ["/marks"]),
        ({"marks": "x" * 100_001}, ["/marks"]),
        ({"marks": {"where": "arm"}}, ["/marks"]),
        ({"siblings": [["Ana"], "Eva"]}, ["/siblings"]),
        ({"siblings": ["Ana; Eva"]}, ["/siblings"]),
        ({"age": 10**4000}, ["/age"]),
        ({"phones": ["55550101"] * 101}, ["/phones"]),
        ({"agency": "HN-SENAF"}, ["/agency"]),
        ({"inquirer_name": "Rosa"}, ["/inquirer_name"]),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_what_is_refused_names_its_field_and_repeats_no_value(
    service: Service, found: Reader, changed: dict[str, object], faults: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        submit(service, found, "child", {**CHILD, **changed})
    assert pointers(refused.value) == faults
    said = str([(f.reason, f.mend) for f in refused.value.fields]) + str(refused.value)
    assert all(fault.reason and fault.mend for fault in refused.value.fields)
    for value in changed.values():
        assert str(value)[:100] not in said or value is None or str(value) == "HN-SENAF"
    assert rows(service, "SELECT * FROM casework.records") == []


def test_column_names_count_as_they_do_in_files(service: Service, found: Reader) -> None:
    answer = submit(service, found, "child", {"Record ID": "C1", "Full Name": "Ana Xol", "bith_date": "2012"})
    assert answer.body["remarks"] == [
        {
            "pointer": "/bith_date",
            "reason": "the column is unknown and was not used",
            "mend": "Is birth_date meant?",
        }
    ]
    with pytest.raises(Invalid, match="same column"):
        submit(service, found, "child", {"record_id": "C2", "Record ID": "C3"})
    with pytest.raises(Invalid, match="can't be seen"):
        submit(service, found, "child", {"record_id": "C2", "a\0": "b"})
    with pytest.raises(Invalid, match="more than 200 fields"):
        submit(service, found, "child", {"record_id": "C2", **{f"x{n}": "1" for n in range(201)}})


def test_an_unknown_field_is_kept_and_said(service: Service, found: Reader) -> None:
    answer = submit(service, found, "child", {**CHILD, "cama/piso": 3})
    assert [r["pointer"] for r in answer.body["remarks"]] == ["/cama~1piso"]
    assert read_own(service, found, "child", "A-2026-0117").content["cama/piso"] == "3"


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"fields": ["weight"], "said_by": "the child"}, "/provenance/0/fields"),
        ({"fields": [], "said_by": "the child"}, "/provenance/0/fields"),
        ({"fields": "sex", "said_by": "the child"}, "/provenance/0/fields"),
        ({"fields": ["sex"]}, "/provenance/0/said_by"),
        ({"fields": ["sex"], "said_by": "a\0"}, "/provenance/0/said_by"),
        ({"fields": ["sex"], "said_by": "x", "said_on": "31-12-2020"}, "/provenance/0/said_on"),
        ({"fields": ["sex"], "said_by": "x", "said_on": "2999-01-01"}, "/provenance/0/said_on"),
        ({"fields": ["sex"], "said_by": "x", "interpreter": True}, "/provenance/0/interpreter"),
        ({"fields": ["sex"], "said_by": "x", "mood": "tired"}, "/provenance/0"),
    ],
)
def test_who_said_what_is_checked(
    service: Service, found: Reader, entry: dict[str, object], fault: str
) -> None:
    with pytest.raises(Invalid) as refused:
        submit(service, found, "child", CHILD, [entry])
    assert pointers(refused.value) == [fault]


def test_a_reference_is_unique_within_agency_and_side(
    service: Service, found: Reader, family: Reader
) -> None:
    submit(service, found, "child", CHILD)
    with pytest.raises(Conflict) as taken:
        submit(service, found, "child", {**CHILD, "full_name": "Otro"})
    assert taken.value.code == "reference_taken"
    submit(service, family, "inquiry", {**INQUIRY, "record_id": CHILD["record_id"]})
    other = person(service, agency(service, "HN-SENAF"), "found_worker")
    submit(service, other, "child", CHILD)


# Who may


def test_each_submits_their_own_side(service: Service, found: Reader, family: Reader) -> None:
    with pytest.raises(Forbidden):
        submit(service, found, "inquiry", INQUIRY)
    with pytest.raises(Forbidden):
        submit(service, family, "child", CHILD)
    consulate = agency(service, "GT-CONSUL", "consulate", "inquiry")
    with pytest.raises(Forbidden, match="no records of this kind"):
        submit(service, replace(found, agency=consulate), "child", CHILD)
    for role in ("reviewer", "auditor", "analyst", "administrator", "statistics", "consulate"):
        with pytest.raises(Forbidden):
            submit(service, person(service, int(found.agency or 0), role), "child", CHILD)
    system = replace(found, role="agency", person=None)
    assert submit(service, system, "child", CHILD).status == 201


def test_nobody_reads_or_changes_anothers(service: Service, found: Reader) -> None:
    submit(service, found, "child", CHILD)
    other = person(service, agency(service, "HN-SENAF"), "found_worker")
    for act in (
        lambda: read_own(service, other, "child", "A-2026-0117"),
        lambda: history(service, other, "child", "A-2026-0117"),
        lambda: correct(service, other, "child", "A-2026-0117", 1, CHILD),
        lambda: withdraw(service, other, "child", "A-2026-0117"),
        lambda: read_own(service, found, "child", "A-2026-9999"),
        lambda: read_own(service, found, "child", "A\0"),
    ):
        with pytest.raises(NotFound) as missing:
            act()
        assert str(missing.value) == "Your agency has no record with this reference."
    assert list_own(service, other, "child").records == []


# Correcting


def test_a_correction_makes_a_version_and_keeps_the_old_one(service: Service, found: Reader) -> None:
    said = [
        {"fields": ["birth_date", "marks"], "said_by": "the child"},
        {"fields": ["sex"], "said_by": "the nurse"},
    ]
    submit(service, found, "child", CHILD, said)
    changed = {**CHILD, "birth_date": "2015-07-03", "phones": [], "notes": "ya no teme"}
    del changed["record_id"]
    anew = [{"fields": ["birth_date"], "said_by": "certificate", "said_on": "2026-04-02"}]
    answer = correct(service, found, "child", "A-2026-0117", 1, changed, anew, "certificate seen")
    assert (answer.status, answer.etag, answer.body["version"]) == (200, "2", 2)
    own = read_own(service, found, "child", "A-2026-0117")
    assert own.content["birth_date"] == "2015-07-03"
    assert "phones" not in own.content
    # Who said the marks and the sex is still known; who said the old birth date stands in the version before.
    kept = [(entry["fields"], entry["said_by"]) for entry in own.provenance]
    assert kept == [(["marks"], "the child"), (["sex"], "the nurse"), (["birth_date"], "certificate")]
    first, second = history(service, found, "child", "A-2026-0117")
    assert first.content["birth_date"] == "2016-07-03"
    assert first.content["phones"] == CHILD["phones"]
    assert first.content["notes"] == "teme al tío"
    assert second.content["notes"] == "ya no teme"
    assert (first.reason, second.reason) == (None, "certificate seen")
    assert (first.by_user, second.by_user) == (found.person, found.person)


def test_a_correction_of_an_old_version_is_refused(service: Service, found: Reader) -> None:
    submit(service, found, "child", CHILD)
    correct(service, found, "child", "A-2026-0117", 1, {**CHILD, "sex": "X"})
    with pytest.raises(Conflict) as stale:
        correct(service, found, "child", "A-2026-0117", 1, {**CHILD, "sex": "F"})
    assert stale.value.code == "version_changed"
    assert read_own(service, found, "child", "A-2026-0117").content["sex"] == "X"


def test_of_two_corrections_at_once_one_is_refused(service: Service, found: Reader) -> None:
    submit(service, found, "child", CHILD)
    outcomes: list[str] = []

    def change(sex: str) -> None:
        try:
            correct(service, found, "child", "A-2026-0117", 1, {**CHILD, "sex": sex})
            outcomes.append("stored")
        except Conflict as conflict:
            outcomes.append(conflict.code)

    threads = [threading.Thread(target=change, args=(sex,)) for sex in ("F", "X", "F", "X")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stored", *["version_changed"] * 3]
    assert len(history(service, found, "child", "A-2026-0117")) == 2


def test_the_reference_stays(service: Service, found: Reader) -> None:
    submit(service, found, "child", CHILD)
    with pytest.raises(Invalid) as refused:
        correct(service, found, "child", "A-2026-0117", 1, {**CHILD, "record_id": "A-2026-0118"})
    assert pointers(refused.value) == ["/record_id"]


def test_what_changes_nothing_makes_no_version(service: Service, found: Reader) -> None:
    submit(service, found, "child", CHILD)
    answer = correct(service, found, "child", "A-2026-0117", 1, {**CHILD, "age": "9 "})
    assert answer.etag == "1"
    assert len(history(service, found, "child", "A-2026-0117")) == 1


# Withdrawing


def test_a_withdrawn_record_stays_so(service: Service, found: Reader) -> None:
    submit(service, found, "child", CHILD)
    with pytest.raises(Conflict, match="has changed"):
        withdraw(service, found, "child", "A-2026-0117", 7)
    answer = withdraw(service, found, "child", "A-2026-0117", 1, "the child says no")
    assert answer.body == {"reference": "A-2026-0117", "version": 2, "state": "withdrawn", "remarks": []}
    assert withdraw(service, found, "child", "A-2026-0117", 1).body == answer.body
    own = read_own(service, found, "child", "A-2026-0117")
    assert (own.state, own.content) == ("withdrawn", {})
    for act in (
        lambda: submit(service, found, "child", CHILD),
        lambda: correct(service, found, "child", "A-2026-0117", 2, CHILD),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "withdrawn"
    assert [v.reason for v in history(service, found, "child", "A-2026-0117")] == [None, "the child says no"]


def test_withdrawing_takes_away_what_matching_made_at_once(
    service: Service, found: Reader, family: Reader
) -> None:
    submit(service, found, "child", CHILD)
    submit(service, family, "inquiry", INQUIRY)
    with service.database.working() as connection:
        for statement in (
            "INSERT INTO casework.matchers (name, digest, file, rules, slot, state)"
            " VALUES ('m', '\\x00', '', 'r', 0, 'active')",
            "INSERT INTO casework.links VALUES (1, 2, 1, 5000, 0, 0.9, 'strong', '\\x00', '{1}')",
            "INSERT INTO casework.forms VALUES (0, 1, 1, 1, 0, 'r', '{11,12}', '\\x00'),"
            " (0, 2, 1, 2, 0, 'r', '{11}', '\\x00')",
            "INSERT INTO casework.child_keys VALUES (11, 1), (12, 1)",
            "INSERT INTO casework.inquiry_keys VALUES (11, 2)",
            f"INSERT INTO casework.leases VALUES (2, 1, {found.person}, now() + interval '1 hour')",
        ):
            connection.execute(sa.text(statement))
    withdraw(service, found, "child", "A-2026-0117")
    for table in ("links", "leases", "child_keys"):
        assert rows(service, f"SELECT * FROM casework.{table}") == [], table
    assert rows(service, "SELECT record_id FROM casework.forms") == [(2,)]
    assert rows(service, "SELECT record_id FROM casework.inquiry_keys") == [(2,)]
    assert (1,) in rows(service, "SELECT record_id FROM casework.pending")


def test_every_act_leaves_work_for_matching(service: Service, found: Reader) -> None:
    submit(service, found, "child", CHILD)
    correct(service, found, "child", "A-2026-0117", 1, {**CHILD, "sex": "X"})
    withdraw(service, found, "child", "A-2026-0117")
    assert rows(service, "SELECT record_id FROM casework.pending") == [(1,)] * 3
    jobs = rows(service, "SELECT task_name, args FROM jobs.procrastinate_jobs")
    assert jobs == [("match", {})] * 3
    with pytest.raises(Refused):
        submit(service, found, "child", {**CHILD, "record_id": "C2", "birth_date": "ayer"})
    assert len(rows(service, "SELECT 1 FROM casework.pending")) == 3


# Lists


def test_pages_of_ones_own(service: Service, found: Reader) -> None:
    for number in range(7):
        submit(service, found, "child", {**CHILD, "record_id": f"C{number}"})
    withdraw(service, found, "child", "C3")
    first = list_own(service, found, "child", limit=3)
    assert [r.reference for r in first.records] == ["C0", "C1", "C2"]
    second = list_own(service, found, "child", after=str(first.after), limit=3)
    assert [(r.reference, r.state) for r in second.records] == [
        ("C3", "withdrawn"),
        ("C4", "live"),
        ("C5", "live"),
    ]
    last = list_own(service, found, "child", after=str(second.after), limit=3)
    assert ([r.reference for r in last.records], last.after) == (["C6"], None)
    assert [r.reference for r in list_own(service, found, "child", state="withdrawn").records] == ["C3"]
    with pytest.raises(Invalid):
        list_own(service, found, "child", after="\0")


# The same request again


def test_the_same_request_again_gets_the_same_answer(service: Service, found: Reader) -> None:
    first = submit(service, found, "child", CHILD, key="k-1")
    again = submit(service, found, "child", CHILD, key="k-1")
    assert (again.status, again.body, again.etag) == (first.status, first.body, first.etag)
    assert (first.repeated, again.repeated) == (False, True)
    correct(service, found, "child", "A-2026-0117", 1, {**CHILD, "sex": "X"}, key="k-2")
    assert correct(service, found, "child", "A-2026-0117", 1, {**CHILD, "sex": "X"}, key="k-2").etag == "2"
    withdraw(service, found, "child", "A-2026-0117", 2, key="k-3")
    # What has come of the record since doesn't show.
    assert submit(service, found, "child", CHILD, key="k-1").body == first.body
    assert len(rows(service, "SELECT 1 FROM casework.record_versions")) == 3
    assert [r[0] for r in audit(service, "SELECT act FROM casework.audit ORDER BY number")] == [
        "submit", "correct", "withdraw",
    ]  # fmt: skip


def test_another_request_with_a_used_key_is_refused(service: Service, found: Reader) -> None:
    submit(service, found, "child", CHILD, key="k-1")
    for act in (
        lambda: submit(service, found, "child", {**CHILD, "record_id": "C2"}, key="k-1"),
        lambda: withdraw(service, found, "child", "A-2026-0117", key="k-1"),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "idempotency_key_used"
    other = person(service, agency(service, "HN-SENAF"), "found_worker")
    assert not submit(service, other, "child", CHILD, key="k-1").repeated


def test_a_refused_request_may_be_mended_under_its_key(service: Service, found: Reader) -> None:
    with pytest.raises(Invalid):
        submit(service, found, "child", {**CHILD, "birth_date": "ayer"}, key="k-1")
    assert submit(service, found, "child", CHILD, key="k-1").status == 201
    for key in ("", "x" * 201, "clé", "a\n"):
        with pytest.raises(Invalid, match="Idempotency-Key"):
            submit(service, found, "child", {**CHILD, "record_id": "C2"}, key=key)


def test_requests_with_one_key_at_once_do_it_once(service: Service, found: Reader) -> None:
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: answers.append(submit(service, found, "child", CHILD, key="k-1")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert sorted(answer.repeated for answer in answers) == [False, *[True] * 7]
    assert len({str(answer.body) for answer in answers}) == 1
    assert rows(service, "SELECT count(*) FROM casework.records") == [(1,)]


def test_kept_answers_tell_nothing_and_are_forgotten(service: Service, found: Reader) -> None:
    from tracing.service.idempotency import forget_old

    submit(service, found, "child", CHILD, key="key-of-agency")
    kept = str(rows(service, "SELECT i::text FROM casework.idempotency i"))
    for value in ("key-of-agency", "A-2026-0117"):
        assert value not in kept
        assert value.encode().hex() not in kept
    assert forget_old(service) == 0
    later = replace(service, now=lambda: datetime.now(UTC) + timedelta(days=8))
    assert forget_old(later) == 1


# What is written down


def test_every_read_and_act_is_written_down_without_a_value(service: Service, found: Reader) -> None:
    submit(service, found, "child", CHILD)
    read_own(service, found, "child", "A-2026-0117")
    list_own(service, found, "child")
    history(service, found, "child", "A-2026-0117")
    entries = audit(
        service, "SELECT act, kind, object, person, agency_id, purpose FROM casework.audit ORDER BY number"
    )
    who = (found.person, found.agency, "test")
    assert entries == [
        ("submit", "record", "1", *who),
        ("read", "record", "1", *who),
        ("list", "records", str(found.agency), *who),
        ("read_history", "record", "1", *who),
    ]
    written = str(audit(service, "SELECT a::text FROM casework.audit a"))
    for value in ("Caal", "2016-07-03", "5555", "A-2026-0117", "Tapachula"):
        assert value not in written


def test_the_day_of_the_service_counts(service: Service, found: Reader) -> None:
    entry = {
        "fields": ["sex"],
        "said_by": "the nurse",
        "said_on": (date.today() - timedelta(days=3)).isoformat(),
    }
    earlier = replace(service, now=lambda: datetime.now(UTC) - timedelta(days=30))
    with pytest.raises(Invalid):
        submit(earlier, found, "child", CHILD, [entry])
    assert submit(service, found, "child", CHILD, [entry]).status == 201
