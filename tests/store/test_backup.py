"""What is saved comes back the same, whole or not at all."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from tests.databases import Host
from tests.store.catalog import connected, contents, fill, objects
from tracing.store import backup as module
from tracing.store.backup import BackupError, Saved, backup, restore
from tracing.store.clients import find_clients
from tracing.store.libpq import libpq
from tracing.store.schema import SchemaError, known

LATEST = known()[0]


@pytest.fixture
def saved(host: Host, tmp_path: Path) -> Path:
    """A backup of a database with a row in each table."""
    with host.database(host.template) as url:
        fill(url, LATEST)
        backup(url, tmp_path / "saved.dump")
    return tmp_path / "saved.dump"


def test_a_restored_database_holds_the_same(host: Host, tmp_path: Path, empty_database_url: str) -> None:
    file = tmp_path / "saved.dump"
    with host.database(host.template) as url:
        fill(url, LATEST)
        made = backup(url, file)
        before = contents(url), objects(url)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert restore(empty_database_url, file) == made
    assert made == Saved(LATEST, _server(empty_database_url))
    assert (contents(empty_database_url), objects(empty_database_url)) == before
    with connected(empty_database_url) as connection:
        connection.execute("SET ROLE tracing_app")
        assert connection.execute("SELECT count(*) FROM casework.records").fetchone() == (0,)


def test_the_chain_of_audit_goes_on_where_it_was(saved: Path, empty_database_url: str) -> None:
    restore(empty_database_url, saved)
    with connected(empty_database_url, "tracing_worker") as connection:
        connection.execute("SELECT casework.write_audit('read', 'review', 'record', '1', '{}', NULL)")
    with connected(empty_database_url, "tracing_backup") as connection:
        links = connection.execute(
            "SELECT number, previous = lag(hash) OVER (ORDER BY number), hash = sha256(previous || convert_to("
            " casework.audit_text(number, at, person, key_id, agency_id, act, purpose, kind, object, detail), 'UTF8'))"
            " FROM casework.audit ORDER BY number"
        ).fetchall()
    assert links == [(1, None, True), (2, True, True), (3, True, True)]


def test_numbers_given_to_rows_go_on_where_they_were(saved: Path, empty_database_url: str) -> None:
    restore(empty_database_url, saved)
    with connected(empty_database_url, "tracing_worker") as connection:
        made = connection.execute(
            "INSERT INTO casework.records (side, agency_id, reference, version, state) VALUES ('child', 1, 'N-2', 1, 'live')"
            " RETURNING id"
        ).fetchone()
    assert made == (3,)


def test_what_the_database_holds_is_given_up_only_when_told(saved: Path, database_url: str) -> None:
    fill(database_url, LATEST)
    with connected(database_url, "tracing_worker") as connection:
        connection.execute("UPDATE casework.agencies SET name = 'Otra'")
    before = contents(database_url)
    with pytest.raises(BackupError, match="say --replace"):
        restore(database_url, saved)
    assert contents(database_url) == before
    restore(database_url, saved, replace=True)
    with connected(database_url, "tracing_backup") as connection:
        names = connection.execute("SELECT name FROM casework.agencies WHERE id = 1").fetchall()
    assert names == [("Procuraduría de la Niñez (inventada)",)]


def test_nothing_is_restored_under_a_running_service(saved: Path, database_url: str) -> None:
    with (
        connected(database_url),
        pytest.raises(BackupError, match="1 connections use the database; stop the service"),
    ):
        restore(database_url, saved, replace=True)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("cut short", "is no backup, or a damaged one"),
        ("a hole", "is damaged: .*; the database is as it was"),
        ("empty", "is no backup"),
        ("other", "is no backup"),
    ],
)
def test_a_damaged_file_changes_nothing(damage: str, said: str, saved: Path, database_url: str) -> None:
    fill(database_url, LATEST)
    before = contents(database_url), objects(database_url)
    whole = saved.read_bytes()
    block = whole.index(b"\x78\x9c", whole.rindex(b"PRIMARY KEY"))  # where a table's rows begin, compressed
    saved.write_bytes(
        {
            "cut short": whole[: len(whole) * 9 // 10],
            "a hole": whole[:block] + bytes(20) + whole[block + 20 :],
            "empty": b"",
            "other": b"reference,name\nN-1,Maria\n",
        }[damage]
    )
    with pytest.raises(BackupError, match=said):
        restore(database_url, saved, replace=True)
    assert (contents(database_url), objects(database_url)) == before


def test_a_backup_of_something_else_is_none(host: Host, tmp_path: Path, database_url: str) -> None:
    file = tmp_path / "other.dump"
    with host.database() as url:
        with connected(url) as connection:
            connection.execute("CREATE SCHEMA letters CREATE TABLE letters (n integer)")
        module._run(
            find_clients(_server(url))[0].path("pg_dump"),
            "--format=custom",
            f"--file={file}",
            libpq(url, password=False),
            url=url,
        )
    with pytest.raises(BackupError, match="no schema of tracing"):
        restore(database_url, file, replace=True)


def test_an_older_schema_is_saved_before_its_upgrade(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "known", lambda: ["9999", LATEST])
    assert backup(database_url, tmp_path / "saved.dump").release == LATEST


def test_an_empty_database_is_nothing_to_save(empty_database_url: str, tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="schema is empty"):
        backup(empty_database_url, tmp_path / "saved.dump")


def test_a_backup_of_a_newer_schema_is_refused(host: Host, tmp_path: Path, database_url: str) -> None:
    file = tmp_path / "newer.dump"
    with host.database(host.template) as url, pytest.MonkeyPatch.context() as patch:
        with connected(url) as connection:
            connection.execute("UPDATE tracing.release SET version_num = '9999'")
        with pytest.raises(SchemaError, match="newer than this program knows"):
            backup(url, file)
        patch.setattr(module, "known", lambda: ["9999"])
        backup(url, file)
    before = contents(database_url)
    with pytest.raises(BackupError, match="schema 9999, which is newer"):
        restore(database_url, file, replace=True)
    assert contents(database_url) == before


def test_a_backup_of_a_newer_server_is_refused(
    saved: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = _server(database_url)
    monkeypatch.setattr(module, "_server", lambda url: server - 1)
    with pytest.raises(
        BackupError, match=rf"made from PostgreSQL {server}, which this server \({server - 1}\) can't read"
    ):
        restore(database_url, saved, replace=True)


def test_newer_programs_serve_an_older_server(
    host: Host, tmp_path: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = find_clients(_server(empty_database_url))[-1]
    monkeypatch.setattr(module, "find_clients", lambda least: [newest])
    with host.database(host.template) as url:
        fill(url, LATEST)
        backup(url, tmp_path / "saved.dump")
        before = contents(url)
    restore(empty_database_url, tmp_path / "saved.dump")
    assert contents(empty_database_url) == before


def test_without_programs_the_package_is_named(
    saved: Path, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "find_clients", lambda least: [])
    for attempt in (
        lambda: backup(database_url, tmp_path / "b"),
        lambda: restore(database_url, saved, replace=True),
    ):
        with pytest.raises(BackupError, match="postgresql-client-"):
            attempt()


def test_a_backup_that_fails_leaves_no_file_and_keeps_the_old_one(
    host: Host, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "saved.dump"
    target.write_bytes(b"the one before")
    monkeypatch.setattr(module, "SCHEMAS", ("nothing",))
    with pytest.raises(BackupError, match="no matching schemas"):
        backup(database_url, target)
    assert [path.name for path in tmp_path.iterdir()] == ["saved.dump"]
    assert target.read_bytes() == b"the one before"


def test_a_missing_file_is_named(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no such file"):
        restore(database_url, tmp_path / "nothing.dump")


def test_no_list_of_processes_shows_the_password(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlalchemy as sa

    secret = "secreto-inventado"
    url = sa.make_url(database_url).set(password=secret).render_as_string(hide_password=False)
    called = []
    real = subprocess.run

    def run(command: list[str], **options: object) -> object:
        called.append((command, options["env"]))
        return real(command, **options)

    monkeypatch.setenv("TRACING_DATABASE_URL", url)
    monkeypatch.setattr(subprocess, "run", run)
    module._run("/bin/true", libpq(url, password=False), url=url)
    command, environment = called[-1]
    assert secret not in " ".join(command)
    assert isinstance(environment, dict)
    assert environment["PGPASSWORD"] == secret
    assert "TRACING_DATABASE_URL" not in environment


def test_programs_are_found_the_nearest_version_first() -> None:
    found = find_clients(15)
    assert [clients.major for clients in found] == sorted(clients.major for clients in found)
    assert found[-1].major >= 18
    assert find_clients(99) == []


def _server(url: str) -> int:
    with connected(url) as connection:
        return connection.info.server_version // 10000
