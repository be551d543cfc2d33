"""A full disk is called a full disk, and nothing confirmed is lost by it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.databases import server_folder
from tests.store.embedded.test_crashes import until
from tracing.store.embedded import EmbeddedError, EmbeddedServer

_MB = 2**20


@pytest.fixture
def disk() -> Iterator[Path]:
    """A disk of 120 MB."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    with server_folder() as folder:
        folder.mkdir()
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=120m,mode=0711", "tmpfs", str(folder)],
            capture_output=True,
            check=False,
        )
        if made.returncode:
            pytest.skip("this machine lets nobody mount a disk")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(disk: Path, leave: int = 0) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        try:
            while shutil.disk_usage(disk).free > leave:
                file.write(bytes(min(_MB, shutil.disk_usage(disk).free - leave)))
                file.flush()
        except OSError:
            pass
    return ballast


def test_making_the_data_on_a_full_disk(disk: Path) -> None:
    ballast = fill_up(disk, leave=20 * _MB)
    with pytest.raises(EmbeddedError, match=r"the disk that holds .* is full"):
        EmbeddedServer(disk / "data").start()
    assert not (disk / "data" / "cluster").exists()
    ballast.unlink()
    with EmbeddedServer(disk / "data") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_starting_on_a_full_disk(disk: Path) -> None:
    server = EmbeddedServer(disk / "data")
    with server:
        pass
    ballast = fill_up(disk)
    with pytest.raises(EmbeddedError, match=r"the disk that holds .* is full"):
        server.start()
    ballast.unlink()
    with server:
        assert server.fault is None


def test_a_disk_that_fills_up_while_the_server_runs(disk: Path) -> None:
    with EmbeddedServer(disk / "data") as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n integer, filler text)")
            connection.execute("INSERT INTO kept VALUES (0, '')")
        ballast = fill_up(disk)
        confirmed = 0
        with pytest.raises(psycopg.Error):  # noqa: PT012
            while True:
                with psycopg.connect(server.url, autocommit=True) as connection:
                    for _ in range(200):
                        connection.execute(
                            "INSERT INTO kept SELECT %s, string_agg(gen_random_uuid()::text, '')"
                            " FROM generate_series(1, 1000)",
                            [confirmed + 1],
                        )
                        confirmed += 1
        assert until(lambda: "is full" in (server.fault or ""))
        ballast.unlink()
        assert until(lambda: server.fault is None)

        def count() -> int:
            try:
                with psycopg.connect(server.url) as connection:
                    found = connection.execute("SELECT count(*) - 1 FROM kept").fetchone()
            except psycopg.OperationalError:
                return -1
            return -1 if found is None else int(found[0])

        assert until(lambda: count() >= 0)
        assert count() == confirmed
