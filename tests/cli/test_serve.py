"""`tracing serve` as a process: it starts, answers, matches, stops in good order, and comes back after it was killed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import accounts
from tests.cli.conftest import Run
from tests.cli.served import Served, data_folder, ended, start, until
from tracing.casework.roles import Role
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.service.submission import submit
from tracing.store.database import Database, Reader
from tracing.store.embedded import EmbeddedServer
from tracing.store.schema import downgrade, upgrade
from tracing.store.tables import training_truth
from tracing.store.training import is_sandbox

CHILD = {"full_name": "Josue Kaal Pop", "sex": "M", "birth_date": "11/02/2017", "origin_country": "GT",
         "origin_text": "aldea Chamelco, Alta Verapaz", "mother_name": "Matilde Pop"}  # fmt: skip
INQUIRY = {"full_name": "Josué Caal Pop", "sex": "M", "birth_date": "2017-02-11", "origin_country": "GT",
           "origin_text": "Chamelco, Alta Verapaz", "mother_name": "Matilde Pop", "inquirer_name": "Matilde Pop",
           "inquirer_relation": "mother"}  # fmt: skip


def test_the_life_of_a_service() -> None:
    with data_folder() as data:
        with start(data) as served:
            _answers(served)
            first = re.search(r"one-time password +(\S+)", served.printed)
            assert first is not None
            assert (
                served.ask("/v1/sessions", {"login": "administrator", "password": first.group(1)})[0] == 201
            )
            assert stat.S_IMODE((data / "keyring.json").stat().st_mode) == 0o600

            with _opened(data) as service:
                accounts.agency(service, "MX-DIF", "child_protection", "child")
                accounts.agency(service, "GT-PGN", "child_protection", "inquiry")
                found = accounts.key(service, "MX-DIF", "children:write")
                asked = accounts.key(service, "GT-PGN", "inquiries:write")
                assert served.ask("/v1/children", {"record_id": "C-1", **CHILD}, found)[0] == 201
                assert served.ask("/v1/inquiries", {"record_id": "I-1", **INQUIRY}, asked)[0] == 201
                until(lambda: _links(service) == {("I-1", "C-1")})
                # Requests and jobs come in as what they work as, not as the owner, who could become anybody.
                assert {"tracing_app", "tracing_worker"} <= _signed_in(service)

                _a_second_start_is_refused(data)

                # What comes while no worker runs is done by the next one.
                killed = until(lambda: served.worker)
                os.kill(killed, signal.SIGKILL)
                assert served.ask("/v1/inquiries", {"record_id": "I-2", **INQUIRY}, asked)[0] == 201
                until(lambda: _links(service) == {("I-1", "C-1"), ("I-2", "C-1")})
                assert served.worker not in (None, killed)
                assert '"worker_died"' in served.said
                assert served.metric("tracing_worker_starts_total") == 2
                until(lambda: served.metric("tracing_waiting_records") == 0)

            worker = until(lambda: served.worker)
            served.stop(signal.SIGKILL)
            until(lambda: ended(worker))
            assert served.printed.count(first.group(1)) == 1
            assert first.group(1) not in served.said

        with start(data) as served:
            _answers(served)
            assert "one-time password" not in served.printed
            assert served.ask("/v1/children", {"record_id": "C-1", **CHILD}, found)[0] == 409
            assert served.ask("/v1/children", {"record_id": "C-2", **CHILD}, found)[0] == 201
            with _opened(data) as service:
                until(lambda: ("I-2", "C-2") in _links(service))
            _requests_under_way_are_finished(served, found)
            assert served.wait() == 0


def test_a_restored_service_answers_the_same(
    empty_database_url: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ("/v1/children/C-1", "/v1/children/C-1/versions", "/v1/children?limit=10", "/v1/agencies")
    with data_folder() as data:
        with start(data) as served:
            _answers(served)
            with _opened(data) as service:
                accounts.agency(service, "MX-DIF", "child_protection", "child")
                accounts.agency(service, "GT-PGN", "child_protection", "inquiry")
                found = accounts.key(service, "MX-DIF", "children:write", "children:read")
                asked = accounts.key(service, "GT-PGN", "inquiries:write")
                for reference in ("C-1", "C-2"):
                    child = {"record_id": reference, **CHILD, "documents": "CUI 1234567890101"}
                    assert served.ask("/v1/children", child, found)[0] == 201
                assert served.ask("/v1/inquiries", {"record_id": "I-1", **INQUIRY}, asked)[0] == 201
                until(lambda: len(_links(service)) == 2)
                before = [served.ask(path, key=found) for path in paths]
                links = _links(service)
            monkeypatch.setenv("TRACING_DATA_DIR", str(data))
            assert run("db", "backup", tmp_path / "saved") == 0
            assert served.stop() == 0

        monkeypatch.setenv("TRACING_DATABASE_URL", empty_database_url)
        assert run("db", "restore", tmp_path / "saved") == 0
        assert run("audit", "verify") == 0
        with start(data, TRACING_DATABASE_URL=empty_database_url) as served:
            assert [served.ask(path, key=found) for path in paths] == before
            assert before[0][0] == 200
            database = Database(empty_database_url, size=2)
            service = Service(database, Keyring.read(data / "keyring.json"))
            assert _links(service) == links
            assert served.ask("/v1/inquiries", {"record_id": "I-2", **INQUIRY}, asked)[0] == 201
            until(lambda: _links(service) == {*links, ("I-2", "C-1"), ("I-2", "C-2")})
            database.close()
            assert served.stop() == 0


def _signed_in(service: Service) -> set[str]:
    query = sa.text("SELECT usename FROM pg_stat_activity WHERE datname = current_database()")
    with service.database.working() as connection:
        return set(connection.execute(query).scalars())


def test_a_database_of_ones_own(empty_database_url: str, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(60)
        named = {"TRACING_DATABASE_URL": empty_database_url, "NOTIFY_SOCKET": str(tmp_path / "notify")}
        with start(tmp_path / "data", **named) as served:
            assert systemd.recv(100) == b"READY=1"
            _answers(served)
            assert "one-time password" in served.printed
            assert [file.name for file in (tmp_path / "data").iterdir()] == ["keyring.json"]
            assert served.stop() == 0
            assert systemd.recv(100) == b"STOPPING=1"


def test_a_database_of_the_release_before_is_brought_up_and_goes_on(
    empty_database_url: str, tmp_path: Path
) -> None:
    """As after ``pip install`` of a newer release: what was submitted before, and not yet matched, is read and matched."""
    upgrade(empty_database_url)
    keyring = Keyring.new()
    (tmp_path / "data").mkdir(mode=0o700)
    keyring.write(tmp_path / "data" / "keyring.json")
    database = Database(empty_database_url, size=2)
    service = Service(database, keyring)
    holder = Reader(
        "agency", accounts.agency(service, "MX-DIF", "child_protection", "child").id, purpose="test"
    )
    accounts.agency(service, "GT-PGN", "child_protection", "inquiry")
    found = accounts.key(service, "MX-DIF", "children:write", "children:read")
    asked = accounts.key(service, "GT-PGN", "inquiries:write")
    submit(service, holder, "child", {"record_id": "C-1", **CHILD, "phones": "+502 5555 0101"})
    downgrade(empty_database_url, "0001")
    with start(tmp_path / "data", TRACING_DATABASE_URL=empty_database_url) as served:
        _answers(served)
        assert "schema 0001 → 0002" in served.said
        status, read = served.ask("/v1/children/C-1", key=found)
        assert (status, read["facts"]["full_name"]) == (200, CHILD["full_name"])
        assert served.ask("/v1/inquiries", {"record_id": "I-1", **INQUIRY}, asked)[0] == 201
        until(lambda: _links(service) == {("I-1", "C-1")})
        assert served.stop() == 0
    database.close()


def test_one_more_worker_beside_a_service(empty_database_url: str, tmp_path: Path) -> None:
    named = {"TRACING_DATABASE_URL": empty_database_url}
    keyring = tmp_path / "data" / "keyring.json"
    with start(tmp_path / "data", **named) as served:
        _answers(served)
        database = Database(empty_database_url, size=2)
        service = Service(database, Keyring.read(keyring))
        accounts.agency(service, "MX-DIF", "child_protection", "child")
        accounts.agency(service, "GT-PGN", "child_protection", "inquiry")
        found = accounts.key(service, "MX-DIF", "children:write")
        asked = accounts.key(service, "GT-PGN", "inquiries:write")
        served.ask("/v1/children", {"record_id": "C-1", **CHILD}, found)
        served.ask("/v1/inquiries", {"record_id": "I-1", **INQUIRY}, asked)
        until(lambda: _links(service) == {("I-1", "C-1")})
        until(lambda: served.metric("tracing_waiting_records") == 0)
        own = until(lambda: served.worker)
        os.kill(own, signal.SIGSTOP)
        try:
            # As on another machine: the database's address and a copy of the keyring are all that it has.
            elsewhere = {**named, "TRACING_KEYRING": str(keyring)}
            with start(tmp_path / "elsewhere", command=("worker",), **elsewhere) as beside:
                served.ask("/v1/inquiries", {"record_id": "I-2", **INQUIRY}, asked)
                until(lambda: beside.process.poll() is not None or ("I-2", "C-1") in _links(service))
                assert ("I-2", "C-1") in _links(service), beside.said
                assert beside.stop() == 0
                assert "Traceback" not in beside.said
        finally:
            os.kill(own, signal.SIGCONT)
        database.close()
        assert served.stop() == 0


def test_a_sandbox_is_filled_and_marked(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with data_folder() as data:
        with start(data / "none", "--sandbox", "--sandbox-dir", data) as served:
            assert "invented" in served.ask("/")[1]["notice"]
            described = served.ask("/openapi.json")[1]["info"]
            assert "invented" in described["title"]
            assert "invented" in described["description"]

            def shown() -> list[str]:
                return [line for line in served.printed.splitlines() if line.startswith("  curl ")]

            # The lines come one by one, after the one that says where it answers.
            until(lambda: len(shown()) >= 6)
            commands = shown()
            assert len(commands) == 6
            for command in commands:
                assert _by_hand(command, tmp_path) // 100 == 2, command

            opened = json.loads((data / "sandbox.json").read_text(encoding="utf-8"))
            assert {account["role"] for account in opened["accounts"]} == set(Role) - {Role.AGENCY}
            for account in opened["accounts"]:
                signed_in = served.ask("/v1/sessions", {k: account[k] for k in ("login", "password")})
                assert signed_in[0] == 201
                assert signed_in[1]["role"] == account["role"]
                assert signed_in[1]["to_do"] == []
            with _opened(data) as service:
                names = [agency.name for agency in _agencies(service)]
                assert len({agency.country for agency in _agencies(service)}) > 5
                assert all("invented" in name for name in names)
                with service.database.working() as connection:
                    assert is_sandbox(connection)
                    assert connection.scalar(sa.select(sa.func.count()).select_from(training_truth)) > 50
                assert len(_links(service)) > 80
            assert served.stop(signal.SIGINT) == 0

        monkeypatch.setenv("TRACING_DATA_DIR", str(data))
        assert run("serve", "--port", 0) == 2
        assert "holds a sandbox's invented data" in capsys.readouterr().err
        (tmp_path / "thesis.txt").touch()
        assert run("serve", "--port", 0, "--sandbox", "--sandbox-dir", tmp_path) == 2
        assert "holds something that is no sandbox" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--host", "192.0.2.1"], 2, "isn't an address of this machine"),
        (["--host", "nowhere.invalid"], 2, "there is no such address"),
        (["--port", "70000"], 2, "65535"),
        (["--sandbox-dir", "x"], 2, "is for --sandbox only"),
    ],
)
def test_addresses_that_cannot_be_used(
    arguments: list[str], status: int, said: str, run: Run, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("TRACING_DATA_DIR", str(tmp_path / "data"))
    assert run("serve", *arguments) == status
    assert said in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_port_that_another_program_has(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACING_DATA_DIR", str(tmp_path / "data"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert run("serve", "--port", port) == 2
    assert f"port {port} of 127.0.0.1 is in use" in capsys.readouterr().err


def test_a_worker_needs_a_service(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACING_DATA_DIR", str(tmp_path / "data"))
    assert run("worker") == 1
    assert "no database runs in" in capsys.readouterr().err


def _answers(served: Served) -> None:
    assert served.ask("/healthz") == (200, {"status": "ok"})
    assert served.ask("/readyz") == (200, {"status": "ok"})


def _a_second_start_is_refused(data: Path) -> None:
    with start(data) as second:
        assert second.wait() == 1
        assert "already runs on the data in" in second.said


def _requests_under_way_are_finished(served: Served, key: str) -> None:
    """Send half of a record, have the service stop, send the rest."""
    body = json.dumps({"record_id": "C-9", **CHILD}).encode()
    host, port = served.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as line:
        head = (
            f"POST /v1/children HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        line.sendall(head.encode() + body[:20])
        # An answer to a request that was sent later tells that this one has been taken up.
        assert served.ask("/healthz")[0] == 200
        served.process.terminate()
        until(lambda: not _takes_connections(host, int(port)))
        line.sendall(body[20:])
        assert line.recv(4096).startswith(b"HTTP/1.1 201 ")


def _takes_connections(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=60).close()
    except ConnectionRefusedError:
        return False
    return True


def _by_hand(command: str, folder: Path) -> int:
    """Run a printed command as it stands; return the status of the answer."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} -o /dev/null -w '%{{http_code}}'"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(done.stdout)


@contextmanager
def _opened(data: Path) -> Iterator[Service]:
    """Open the database of a running service beside it."""
    url = EmbeddedServer.running_url(data / "database")
    assert url is not None
    database = Database(url, size=2)
    try:
        yield Service(database, Keyring.read(data / "keyring.json"))
    finally:
        database.close()


def _links(service: Service) -> set[tuple[str, str]]:
    """The pairs found, by the references of inquiry and child."""
    with service.database.working() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT i.reference, c.reference FROM casework.links l JOIN casework.records i ON i.id = l.inquiry_id"
                " JOIN casework.records c ON c.id = l.child_id"
            )
        )
        return {(inquiry, child) for inquiry, child in rows}


def _agencies(service: Service) -> list[sa.Row[tuple[str, str]]]:
    with service.database.working() as connection:
        return list(connection.execute(sa.text("SELECT name, country FROM casework.agencies")))
