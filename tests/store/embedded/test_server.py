"""The server runs as nobody in particular, opens nothing to anybody, keeps its data, and is one."""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tracing.store.embedded import EmbeddedError, EmbeddedServer
from tracing.store.embedded.orphans import processes_in


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        found = connection.execute(query).fetchone()
    return None if found is None else found[0]


def root_of(server: EmbeddedServer) -> Path:
    socket = sa.make_url(server.url).query["host"]
    assert isinstance(socket, str)
    return Path(socket).parent


def test_only_the_account_of_the_server_may_look_at_data_and_socket(server: EmbeddedServer) -> None:
    root = root_of(server)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in root.iterdir()
        if path.name not in ("programs", "lock")
    }
    assert modes == {
        "cluster": 0o700,
        "socket": 0o700,
        "secret.json": 0o600,
        "state.json": 0o600,
        "server.log": 0o600,
    }
    assert (root / "cluster").stat().st_uid == (root / "socket").stat().st_uid


def test_the_server_never_runs_as_root(server: EmbeddedServer) -> None:
    owners = set()
    for number in processes_in(root_of(server) / "cluster"):
        # Workers of the server come and go by themselves; the server stays, and is looked at.
        with suppress(FileNotFoundError):
            owners.add(Path(f"/proc/{number}").stat().st_uid)
    assert owners == {(root_of(server) / "cluster").stat().st_uid}
    assert 0 not in owners


def test_it_is_on_no_network_and_asks_for_a_password(server: EmbeddedServer) -> None:
    assert ask(server.url, "SHOW listen_addresses") == ""
    assert ask(server.url, "SHOW unix_socket_permissions") == "0700"
    rules = ask(server.supervisor_url, "SELECT jsonb_agg(ARRAY[type, auth_method]) FROM pg_hba_file_rules")
    assert rules == [["local", "scram-sha-256"]]
    for wrong in ("", "tracing"):
        url = sa.make_url(server.url).set(password=wrong).render_as_string(hide_password=False)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url)


def test_the_owner_of_the_database_has_few_rights(server: EmbeddedServer) -> None:
    with psycopg.connect(server.url) as connection:
        rights = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolreplication, rolcreatedb, rolcreaterole, rolinherit FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
        owns = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'tracing'"
        ).fetchone()
    assert rights == (False, False, False, False, True, False)
    assert owns == ("tracing",)
    url = sa.make_url(server.url).set(database="postgres").render_as_string(hide_password=False)
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(url)


def test_what_is_confirmed_is_on_disk(server: EmbeddedServer) -> None:
    for setting in ("synchronous_commit", "fsync", "full_page_writes", "data_checksums"):
        assert ask(server.url, f"SHOW {setting}") == "on"
    assert ask(server.url, "SHOW server_encoding") == "UTF8"
    assert ask(server.url, "SELECT lower('CAAL ÑÉ')") == "caal ñé"


def test_values_never_come_into_its_log(server: EmbeddedServer) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE t (name text UNIQUE, born date)")
        connection.execute("INSERT INTO t VALUES ('Petrona Inventada', NULL)")
        for query in (
            "INSERT INTO t VALUES ('Petrona Inventada', NULL)",
            "SELECT 'Petrona Inventada'::date",
            "SELEC 'Petrona Inventada'",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(query)
    assert "Petrona" not in (root_of(server) / "server.log").read_text(encoding="utf-8")


def test_a_second_start_on_the_same_data_is_refused(server: EmbeddedServer) -> None:
    with pytest.raises(
        EmbeddedError, match=rf"already runs on the data in .* \(process {os.getpid()}\); stop it"
    ):
        EmbeddedServer(root_of(server)).start()
    assert ask(server.url, "SELECT 1") == 1
    assert server.fault is None


def test_others_find_the_running_server_by_its_folder(server: EmbeddedServer, tmp_path: Path) -> None:
    assert EmbeddedServer.running_url(root_of(server)) == server.url
    assert EmbeddedServer.running_url(tmp_path / "nothing") is None


def test_data_stay_over_a_stop_and_the_next_start(folder: Path) -> None:
    server = EmbeddedServer(folder)
    for attempt in range(2):
        with server, psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (n integer)")
            connection.execute("INSERT INTO kept VALUES (%s)", [attempt])
        assert processes_in(folder / "cluster") == []
        assert EmbeddedServer.running_url(folder) is None
        assert not (folder / "cluster" / "postmaster.pid").exists()
    with server:
        assert ask(server.url, "SELECT count(*) FROM kept") == 2


def test_a_stop_that_is_not_needed_does_nothing(folder: Path) -> None:
    EmbeddedServer(folder).stop()
    assert not folder.exists()


def test_it_stops_though_somebody_is_connected(folder: Path) -> None:
    server = EmbeddedServer(folder).start()
    with psycopg.connect(server.url) as connection:
        connection.execute("SELECT 1")
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    assert "database system is shut down" in (folder / "server.log").read_text(encoding="utf-8")


def test_a_path_too_long_for_a_socket_has_it_elsewhere(folder: Path) -> None:
    deep = folder.parent / ("a" * 60) / ("b" * 60)
    server = EmbeddedServer(deep).start()
    socket = Path(str(sa.make_url(server.url).query["host"]))
    assert not socket.is_relative_to(deep)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert ask(server.url, "SELECT 1") == 1
    assert EmbeddedServer.running_url(deep) == server.url
    server.stop()
    assert not socket.exists()


def test_the_socket_that_a_killed_supervisor_left_elsewhere_is_removed(folder: Path) -> None:
    server = EmbeddedServer(folder)
    with server:
        pass
    left = folder.parent / "tracing-abcdefgh"
    left.mkdir()
    other = folder.parent / "others"
    other.mkdir()
    for named in (left, other):
        (folder / "state.json").write_text(json.dumps({"socket": str(named)}), encoding="utf-8")
        with server:
            pass
    assert not left.exists()
    assert other.exists()  # not a name that we give


def test_data_of_another_major_version_are_refused_with_what_to_do(folder: Path) -> None:
    server = EmbeddedServer(folder)
    with server:
        pass
    (folder / "cluster" / "PG_VERSION").write_text("17\n", encoding="ascii")
    with pytest.raises(
        EmbeddedError, match=r"written by PostgreSQL 17, .* brings 18.*tracing db backup.*restore"
    ):
        server.start()


def test_lost_passwords_are_named(folder: Path) -> None:
    server = EmbeddedServer(folder)
    with server:
        pass
    kept = (folder / "secret.json").read_text(encoding="utf-8")
    (folder / "secret.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EmbeddedError, match=r"secret.json isn't what tracing wrote"):
        server.start()
    (folder / "secret.json").unlink()
    with pytest.raises(EmbeddedError, match=r"secret.json is missing"):
        server.start()
    (folder / "secret.json").write_text(kept, encoding="utf-8")
    with server:
        assert ask(server.url, "SELECT 1") == 1


def test_a_folder_of_something_else_is_not_taken(folder: Path) -> None:
    (folder / "cluster").mkdir(parents=True)
    (folder / "cluster" / "letters.txt").write_text("de otra persona", encoding="utf-8")
    (folder / "secret.json").write_text('{"supervisor": "a", "owner": "b"}', encoding="utf-8")
    with pytest.raises(EmbeddedError, match="holds no PostgreSQL data"):
        EmbeddedServer(folder).start()
    assert (folder / "cluster" / "letters.txt").exists()


def test_a_data_folder_that_is_a_file_is_named(folder: Path) -> None:
    folder.write_text("", encoding="utf-8")
    with pytest.raises(EmbeddedError, match="data folder can't be used"):
        EmbeddedServer(folder).start()
