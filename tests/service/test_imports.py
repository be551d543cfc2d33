"""Files of many records: stored in bunches, reported on without values, resumed where they were left."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from tests.service.at_work import do_jobs, waiting_jobs
from tests.service.parties import agency, person
from tracing.service import imports
from tracing.service.context import Service
from tracing.service.erasure import erase_own
from tracing.service.errors import Forbidden, Invalid, NotFound, TooLarge
from tracing.service.imports import Upload, list_uploads, read_upload, store_file, upload
from tracing.service.keyring import Keyring
from tracing.service.submission import correct, history, list_own, read_own, submit, withdraw
from tracing.store.database import Reader

CSV = """record_id,agency,full_name,birth_date,phones,event_place,cama
C1,MX-DIF,Ana Xol Caal,2014-07-03,+502 5555 0101,Tapachula,12
C2,,Leo Pop,03/05/2012,,Tenosique,
C3,mx-dif,Eva Cuc,2013,,,7
"""


@pytest.fixture
def found(service: Service) -> Reader:
    """A worker of the found side."""
    return person(service, agency(service, "MX-DIF"), "found_worker")


def rows(service: Service, query: str) -> list[Any]:
    with service.database.working() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def send(service: Service, reader: Reader, data: str | bytes, side: str = "child", bunch: int = 2) -> Upload:
    """Upload a file, store it as the job does, and return how it ended."""
    body = data.encode() if isinstance(data, str) else data
    number = upload(service, reader, side, body).body["number"]
    query = sa.text(
        "SELECT id FROM casework.imports WHERE (agency_id, side, number) = (:agency, :side, :number)"
    )
    with service.database.working() as connection:
        given = {"agency": reader.agency, "side": side, "number": number}
        import_id = connection.execute(query, given).scalar_one()
    store_file(service, import_id, bunch)
    return read_upload(service, reader, side, number)


def sheet(table: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# What comes in


def test_an_upload_waits_for_its_job_and_then_is_stored(service: Service, found: Reader) -> None:
    answer = upload(service, found, "child", CSV.encode(), "niños.csv")
    assert (answer.status, answer.body) == (
        202,
        {"number": 1, "side": "child", "format": "csv", "state": "received"},
    )
    assert rows(service, "SELECT task_name, args FROM jobs.procrastinate_jobs") == [("import", {"number": 1})]
    assert b"Xol" not in bytes(rows(service, "SELECT file FROM casework.imports")[0][0])
    waiting = read_upload(service, found, "child", 1)
    assert (waiting.state, waiting.rows) == ("received", 0)
    store_file(service, 1)
    done = read_upload(service, found, "child", 1)
    assert (done.state, done.rows, done.done, done.refused) == ("done", 3, 3, 0)
    assert done.ended_at is not None
    assert rows(service, "SELECT file FROM casework.imports") == [(None,)]
    own = read_own(service, found, "child", "C1")
    assert own.content == {
        "full_name": "Ana Xol Caal",
        "birth_date": "2014-07-03",
        "phones": ["+502 5555 0101"],
        "event_place": "Tapachula",
        "cama": "12",
    }
    assert [r.reference for r in list_own(service, found, "child").records] == ["C1", "C2", "C3"]
    assert history(service, found, "child", "C1")[0].by_user == found.person
    assert sorted(rows(service, "SELECT record_id FROM casework.pending")) == [(1,), (2,), (3,)]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("csv", "record_id;full_name\nC1;Ana\n".encode("utf-16")),
        ("csv", "record_id\tfull_name\nC1\tMuñoz\n".encode("cp1252")),
        ("jsonl", b'{"record_id": "C1", "phones": ["1", "2"]}\n'),
        ("xlsx", sheet([["record_id", "full_name"], ["C1", "Ana"]])),
    ],
)
def test_formats_are_told_by_their_content(service: Service, found: Reader, kind: str, data: bytes) -> None:
    done = send(service, found, data)
    assert (done.format, done.state, done.done) == (kind, "done", 1)


def test_inquiries_come_the_same_way(service: Service) -> None:
    family = person(service, agency(service, "GT-PGN"), "family_worker")
    done = send(service, family, "record_id,full_name,inquirer_name\nF1,Ana,Rosa\n", "inquiry")
    assert (done.state, done.done) == ("done", 1)
    assert read_own(service, family, "inquiry", "F1").content["inquirer_name"] == "Rosa"
    with pytest.raises(Forbidden):
        upload(service, family, "child", CSV.encode())
    with pytest.raises(Forbidden):
        read_upload(service, family, "child", 1)


def test_numbers_count_within_the_agency_and_side(service: Service, found: Reader) -> None:
    other = person(service, agency(service, "HN-SENAF"), "found_worker")
    for reader in (found, other, found):
        send(service, reader, "record_id,full_name\nC1,Ana\n")
    assert [u.number for u in list_uploads(service, found, "child")] == [2, 1]
    assert [u.number for u in list_uploads(service, found, "child", before=2)] == [1]
    assert [u.number for u in list_uploads(service, other, "child")] == [1]
    with pytest.raises(NotFound):
        read_upload(service, other, "child", 2)
    with pytest.raises(NotFound):
        read_upload(service, other, "child", 2**40)


def test_uploads_at_once_get_numbers_of_their_own(service: Service, found: Reader) -> None:
    numbers: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: numbers.append(upload(service, found, "child", CSV.encode()).body["number"])
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [1, 2, 3, 4]


def test_the_same_upload_again_is_one(service: Service, found: Reader) -> None:
    first = upload(service, found, "child", CSV.encode(), key="k-1")
    assert upload(service, found, "child", CSV.encode(), key="k-1").body == first.body
    assert len(list_uploads(service, found, "child")) == 1


# What is refused in it


def test_the_report_says_where_and_how_to_mend_and_repeats_no_value(service: Service, found: Reader) -> None:
    data = (
        "record_id,agency,full_name,birth_date,phones\n"
        "C1,,Ana Xol,2014-07-03,\n"
        "C2,,Secreto Uno,31/02/2012,\n"
        ",,Secreto Dos,,\n"
        "C1,Secreto Tres,Secreto Cuatro,,\n"
        "C5,HN-SENAF,Secreto Cinco,,\n"
        "C6,,Secreto\0Seis,,\n"
        "C7,,Secreto Siete,,1;" + "2;" * 200 + "\n"
        "C8,,Leo MuÃ±oz,,\n"
        "C9,,too,many,cells,here\n"
    )
    done = send(service, found, data)
    assert (done.state, done.rows, done.done, done.refused) == ("done", 9, 2, 7)
    told = [(r["line"], r["column"], r["severity"]) for r in done.report]
    assert told == [
        (3, "birth_date", "refused"),
        (4, "record_id", "refused"),
        (5, "record_id", "refused"),
        (6, "agency", "refused"),
        (7, "full_name", "refused"),
        (8, "phones", "refused"),
        (9, "full_name", "doubtful"),
        (10, "", "refused"),
    ]
    assert all(r["reason"] and r["mend"] for r in done.report)
    assert "Secreto" not in json.dumps(done.report)
    assert [r.reference for r in list_own(service, found, "child").records] == ["C1", "C8"]


def test_a_report_is_not_longer_than_anybody_reads(service: Service, found: Reader) -> None:
    bad = "".join(f"C{n},31/02/2012,MuÃ±oz\n" for n in range(1500))
    done = send(service, found, "record_id,birth_date,full_name\n" + bad, bunch=1000)
    assert (done.rows, done.done, done.refused, len(done.report)) == (1500, 0, 1500, 1000)
    assert {r["severity"] for r in done.report} == {"refused"}


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        ("full_name,birth_date\nAna,2012\n", "no record_id column"),
        ("record_id,Record ID\n1,2\n", "same name"),
        ('[{"record_id": "1"}]', "JSON array"),
        ("record_id,full_name,inquirer_name\n1,Ana,Rosa\n", "seem to be swapped"),
        ("record_id," + "x" * 101 + "\n1,2\n", "more than 100 characters"),
        ("record_id,a\u200bb\n1,2\n", "can't be seen"),
    ],
)
def test_what_is_no_table_of_records_fails_as_a_whole(
    service: Service, found: Reader, data: str, failure: str
) -> None:
    done = send(service, found, data)
    assert done.state == "failed"
    assert failure in (done.failure or "")
    assert rows(service, "SELECT file FROM casework.imports") == [(None,)]
    assert list_own(service, found, "child").records == []


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b'{"record_id": "C1", "marks": "\\ud83d"}\n{"record_id": "C2"}\n', "done"),
        (b'{"record_id": "C1", "marks": "\\u0000"}\n{"record_id": "C2"}\n', "done"),
        (b'{"record_id": "C1", "a\\u0000": {"b": 1}}\n{"record_id": "C2"}\n', "done"),
        (b'{"record_id": "C1", "a\\ud83d": [[1]]}\n{"record_id": "C2"}\n', "done"),
        (b'{"record_id": "C1", "x": ' + b"[" * 10_000 + b'}\n{"record_id": "C2"}\n', "done"),
        (b'{"record_id": "C1", "a\\u0000": 1}\n', "failed"),
        (b"full_name,na\0me,birth_date\n1,2,3\n", "failed"),
        (b"record_id," + b",".join(b"x%d" % n for n in range(3000)) + b"\n", "done"),
    ],
)
def test_hostile_bytes_end_in_a_report(service: Service, found: Reader, data: bytes, state: str) -> None:
    done = send(service, found, data)
    assert done.state == state
    assert done.failure is None or done.failure.isprintable()
    kept = [r.reference for r in list_own(service, found, "child").records]
    assert kept == (["C2"] if b"C2" in data else [])


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (40 * 2**20))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("bomb", bomb(), "would unpack to 40 MB"),
        ("zip", b"PK\x03\x04 and then nothing", "damaged or cut-off"),
        ("pdf", b"%PDF-1.7 ...", "a PDF document"),
        ("parquet", b"PAR1....PAR1", "Parquet"),
        ("empty", b"", "is empty"),
        ("binary", bytes(range(32)) * 40, "not a text file"),
        ("web page", b"<html><table></table></html>", "web page"),
    ],
)
def test_what_can_be_no_table_is_not_kept(
    service: Service, found: Reader, name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(Invalid, match=reason):
        upload(service, found, "child", data)
    assert rows(service, "SELECT * FROM casework.imports") == [], name


def test_a_file_too_large_is_not_kept(
    service: Service, found: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_BYTES", 2**20)
    with pytest.raises(TooLarge, match="more than 1 MB"):
        upload(service, found, "child", b"record_id\n" + b"1\n" * 2**20)
    assert rows(service, "SELECT * FROM casework.imports") == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b.csv", "C:\\niños.csv", "..", "a\0.csv", "x" * 256, "a\n.csv"]
)
def test_a_name_that_is_a_path_is_refused(service: Service, found: Reader, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        upload(service, found, "child", CSV.encode(), name)
    assert [fault.pointer for fault in refused.value.fields] == ["/name"]


# Sent again


def test_known_references_are_corrected_or_left_as_they_are(service: Service, found: Reader) -> None:
    send(service, found, CSV)
    said = [{"fields": ["full_name", "birth_date"], "said_by": "the child"}]
    facts = {"full_name": "Leo Pop", "birth_date": "03/05/2012", "event_place": "Tenosique"}
    correct(service, found, "child", "C2", 1, facts, said)
    again = CSV.replace("03/05/2012", "03/05/2011") + "C4,,Noé Tec,,,,\n"
    done = send(service, found, again)
    assert (done.state, done.rows, done.done) == ("done", 4, 4)
    versions = {r.reference: r.version for r in list_own(service, found, "child").records}
    assert versions == {"C1": 1, "C2": 3, "C3": 1, "C4": 1}
    own = read_own(service, found, "child", "C2")
    assert own.content["birth_date"] == "03/05/2011"
    # Who said the name is still known, who said the other birth date isn't asked any more.
    assert [entry["fields"] for entry in own.provenance] == [["full_name"]]


def test_withdrawn_and_erased_records_do_not_come_back_with_an_old_file(
    service: Service, found: Reader
) -> None:
    send(service, found, CSV)
    for reference in ("C1", "C2"):
        withdraw(service, found, "child", reference)
    erase_own(service, found, "child", "C2", "asked")
    done = send(service, found, CSV)
    assert (done.done, done.refused) == (1, 2)
    assert [(r["line"], r["reason"]) for r in done.report] == [
        (2, "the record was withdrawn"),
        (3, "the record was erased and isn't taken in again"),
    ]
    assert [(r.reference, r.state) for r in list_own(service, found, "child").records] == [
        ("C1", "withdrawn"),
        ("C3", "live"),
    ]


def test_a_row_that_somebody_submits_meanwhile_is_taken_once(service: Service, found: Reader) -> None:
    """The same reference by file and by form at once: one record, no failure."""
    table = "record_id,full_name\n" + "".join(f"C{n},Ana\n" for n in range(200))
    number = upload(service, found, "child", table.encode()).body["number"]
    taken: list[str] = []

    def post() -> None:
        for n in reversed(range(200)):
            try:
                submit(service, found, "child", {"record_id": f"C{n}", "full_name": "Ana"})
            except Exception as error:
                taken.append(type(error).__name__)

    thread = threading.Thread(target=post)
    thread.start()
    store_file(service, 1, bunch=10)
    thread.join()
    done = read_upload(service, found, "child", number)
    assert (done.state, done.done) == ("done", 200)
    assert set(taken) <= {"Conflict"}
    assert rows(service, "SELECT count(*) FROM casework.records") == [(200,)]
    assert rows(service, "SELECT count(*) FROM casework.record_versions") == [(200,)]


# Left in the middle


def content(service: Service) -> list[Any]:
    return rows(
        service,
        "SELECT r.reference, r.version, v.content, v.found_region FROM casework.records r"
        " JOIN casework.record_versions v ON v.record_id = r.id ORDER BY 1, 2",
    )


def test_a_job_that_fails_in_a_bunch_goes_on_where_it_was(
    service: Service, found: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = "record_id,full_name,event_place\n" + "".join(f"C{n},Ana {n},Tapachula\n" for n in range(10))
    number = upload(service, found, "child", table.encode()).body["number"]
    advance, calls = imports.store.advance, []

    def fails(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise ConnectionError("the server went away")
        advance(*given)

    monkeypatch.setattr(imports.store, "advance", fails)
    with pytest.raises(ConnectionError):
        store_file(service, 1, bunch=3)
    half = read_upload(service, found, "child", number)
    assert (half.state, half.done) == ("reading", 6)
    assert len(content(service)) == 6
    store_file(service, 1, bunch=3)
    store_file(service, 1, bunch=3)  # and once more, as a job that comes twice
    done = read_upload(service, found, "child", number)
    assert (done.state, done.rows, done.done, done.refused) == ("done", 10, 10, 0)
    assert [(r[0], r[1]) for r in content(service)] == [(f"C{n}", 1) for n in range(10)]


def test_jobs_beside_each_other_store_each_row_once(service: Service, found: Reader) -> None:
    table = "record_id,full_name,birth_date\n" + "".join(
        f"C{n},Ana {n},{'ayer' if n % 7 == 0 else ''}\n" for n in range(300)
    )
    number = upload(service, found, "child", table.encode()).body["number"]
    threads = [threading.Thread(target=store_file, args=(service, 1, 20)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = read_upload(service, found, "child", number)
    assert (done.state, done.rows, done.done, done.refused, len(done.report)) == ("done", 300, 257, 43, 43)
    assert rows(service, "SELECT count(*), max(version) FROM casework.records") == [(257, 1)]


JOB = """
import sys
from pathlib import Path
from tracing.service.context import Service
from tracing.service.imports import store_file
from tracing.service.keyring import Keyring
from tracing.store.database import Database
store_file(Service(Database(sys.argv[1], 2), Keyring.read(Path(sys.argv[2]))), 1, 10)
"""


def test_a_job_that_is_killed_goes_on_where_it_was(
    service: Service, found: Reader, database_url: str, tmp_path: Path
) -> None:
    service.keyring.write(tmp_path / "ring.json")
    service = replace(service, keyring=Keyring.read(tmp_path / "ring.json"))
    table = "record_id,full_name,event_place\n" + "".join(f"C{n:04},Ana {n},Tapachula\n" for n in range(2000))
    upload(service, found, "child", table.encode())
    job = subprocess.Popen([sys.executable, "-c", JOB, database_url, str(tmp_path / "ring.json")])
    try:
        until = time.monotonic() + 60
        while read_upload(service, found, "child", 1).done < 50 and time.monotonic() < until:
            time.sleep(0.01)
    finally:
        job.send_signal(signal.SIGKILL)
        job.wait()
    half = read_upload(service, found, "child", 1)
    assert half.state == "reading"
    assert 50 <= half.done < 2000
    assert half.done == len(content(service)) == half.done // 10 * 10
    store_file(service, 1)
    done = read_upload(service, found, "child", 1)
    assert (done.state, done.rows, done.done, done.refused) == ("done", 2000, 2000, 0)
    assert content(service) == [
        (f"C{n:04}", 1, {"full_name": f"Ana {n}"}, "MX, Chiapas") for n in range(2000)
    ]


def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports.import_file.retry_strategy, "wait", 0)


def test_a_file_that_fails_each_time_ends_as_failed_and_is_gone(
    service: Service, found: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        tried.append(1)
        raise RuntimeError("a bug")

    tried: list[int] = []
    no_pause(monkeypatch)
    monkeypatch.setattr(imports, "judge_file", fails)
    upload(service, found, "child", CSV.encode())
    while waiting_jobs(service, "import"):
        assert read_upload(service, found, "child", 1).state == "received"
        do_jobs(service, "import")
    ended = read_upload(service, found, "child", 1)
    assert (ended.state, ended.failure) == ("failed", "it couldn't be stored; send it again")
    assert len(tried) == 21
    assert rows(service, "SELECT file FROM casework.imports") == [(None,)]


def test_a_file_that_kills_its_worker_each_time_ends_as_failed(service: Service, found: Reader) -> None:
    upload(service, found, "child", CSV.encode())
    with service.database.working() as connection:
        # Each time a dead worker's job is taken up it counts as an attempt.
        connection.execute(sa.text("UPDATE jobs.procrastinate_jobs SET attempts = 21"))
    do_jobs(service, "import")
    assert read_upload(service, found, "child", 1).state == "failed"
    assert rows(service, "SELECT file FROM casework.imports") == [(None,)]


def test_an_upload_whose_job_is_lost_gets_another_and_one_that_ended_gets_none(
    service: Service, found: Reader
) -> None:
    upload(service, found, "child", CSV.encode())
    imports.take_up(service)
    assert waiting_jobs(service, "import") == 1
    with service.database.working() as connection:
        connection.execute(sa.text("UPDATE jobs.procrastinate_jobs SET status = 'failed'"))
    imports.take_up(service)
    assert waiting_jobs(service, "import") == 1
    do_jobs(service, "import")
    imports.take_up(service)
    assert waiting_jobs(service, "import") == 0
    assert read_upload(service, found, "child", 1).state == "done"


def test_bunches_are_written_down(service: Service, found: Reader) -> None:
    send(service, found, CSV)
    with service.database.reading(Reader("auditor")) as connection:
        query = sa.text("SELECT act, object, purpose, detail FROM casework.audit ORDER BY number")
        acts = [tuple(row) for row in connection.execute(query)]
    side = {"side": "child", "agency": "MX-DIF"}
    assert acts == [
        ("upload", "1", "test", {"side": "child", "bytes": len(CSV.encode()), "format": "csv"}),
        ("import_rows", "1", "import", {**side, "records": [1, 2]}),
        ("import_rows", "1", "import", {**side, "records": [3]}),
        ("import_done", "1", "import", {**side, "done": 3, "refused": 0}),
    ]
