"""Killed servers come back, killed supervisors leave nothing that the next one can't take up."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import sqlalchemy as sa

from tests.store.embedded.conftest import Supervise
from tracing.store.embedded import EmbeddedServer
from tracing.store.embedded.orphans import processes_in


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def postmaster(folder: Path) -> int:
    return int((folder / "cluster" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])


def rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert found is not None
    return int(found[0])


def keep(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n integer)")
        connection.execute("INSERT INTO kept VALUES (1)")


def test_a_killed_server_is_started_again_and_connections_return(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        engine = sa.create_engine(
            sa.make_url(server.url).set(drivername="postgresql+psycopg"), pool_pre_ping=True
        )
        for killed in range(3):
            keep(server.url)
            before = postmaster(folder)
            os.kill(before, signal.SIGKILL)
            assert until(lambda: answers(server.url) and postmaster(folder) != before)  # noqa: B023
            with engine.connect() as connection:
                assert connection.scalar(sa.text("SELECT count(*) FROM kept")) == killed + 1
        engine.dispose()
        assert server.fault is None
    assert processes_in(folder / "cluster") == []


def test_a_killed_connection_process_takes_nothing_with_it(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        keep(server.url)
        with psycopg.connect(server.url) as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)
        assert until(lambda: answers(server.url))
        assert rows(server.url) == 1


def test_a_supervisor_that_is_told_to_stop_stops_the_server_cleanly(
    folder: Path, supervise: Supervise
) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        supervisor = supervise()
        supervisor.send_signal(number)
        supervisor.wait()
        assert until(lambda: not processes_in(folder / "cluster"))
        assert (
            (folder / "server.log")
            .read_text(encoding="utf-8")
            .rstrip()
            .endswith("database system is shut down")
        )
        (folder / "server.log").write_text("", encoding="utf-8")


def test_after_kill_9_of_the_supervisor_the_next_start_finds_everything(
    folder: Path, supervise: Supervise
) -> None:
    supervisor = supervise()
    url = EmbeddedServer.running_url(folder)
    assert url is not None
    keep(url)
    supervisor.kill()
    supervisor.wait()
    with EmbeddedServer(folder) as server:
        assert rows(server.url) == 1


def test_a_server_left_running_is_stopped_and_started_again(folder: Path, supervise: Supervise) -> None:
    supervisor = supervise(bare=True)
    url = EmbeddedServer.running_url(folder)
    assert url is not None
    keep(url)
    orphan = postmaster(folder)
    supervisor.kill()
    supervisor.wait()
    assert answers(url)
    assert EmbeddedServer.running_url(folder) is None
    with EmbeddedServer(folder) as server:
        assert postmaster(folder) != orphan
        assert rows(server.url) == 1
    assert processes_in(folder / "cluster") == []


def test_both_killed_at_once(folder: Path, supervise: Supervise) -> None:
    supervisor = supervise()
    url = EmbeddedServer.running_url(folder)
    assert url is not None
    keep(url)
    server_process = postmaster(folder)
    supervisor.kill()
    os.kill(server_process, signal.SIGKILL)
    supervisor.wait()
    with EmbeddedServer(folder) as server:
        assert rows(server.url) == 1


def test_killed_while_the_data_are_made(folder: Path) -> None:
    # What `initdb` had written when it was killed.
    (folder / "cluster.partial" / "base").mkdir(parents=True)
    (folder / "desk").mkdir()
    with EmbeddedServer(folder) as server:
        keep(server.url)
        assert not (folder / "cluster.partial").exists()
        assert not (folder / "desk").exists()


def test_a_mark_whose_number_is_another_programs_by_now_is_no_server(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        keep(server.url)
    mark = folder / "cluster" / "postmaster.pid"
    mark.write_text(f"{os.getpid()}\n{folder / 'cluster'}\n", encoding="ascii")
    with EmbeddedServer(folder) as server:
        assert rows(server.url) == 1
