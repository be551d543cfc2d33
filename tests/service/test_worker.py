"""The worker: what fails is done again, and what takes long keeps nothing waiting that is done in seconds."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.parties import agency, person
from tests.service.working import worker_process
from tests.store.catalog import connected
from tracing.service import bench, imports, jobs, promotion, upkeep
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.service.worker import _Worker
from tracing.store.database import Reader

PATIENCE = 240.0

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
)


@pytest.fixture
def found(service: Service) -> Reader:
    """A worker of the found side."""
    return person(service, agency(service, "MX-DIF"), "found_worker")


def attempts(owner: Any) -> int:
    """Return how often the job was tried in vain."""
    query = "SELECT coalesce(max(attempts), 0) FROM jobs.procrastinate_jobs WHERE task_name = 'import'"
    return int(owner.execute(query).fetchone()[0])


def test_an_upload_is_stored_whole_though_its_connections_are_cut_in_the_middle(
    service: Service, found: Reader, database_url: str, tmp_path: Path
) -> None:
    service.keyring.write(tmp_path / "ring.json")
    service = replace(service, keyring=Keyring.read(tmp_path / "ring.json"))
    table = "record_id,full_name\n" + "".join(f"C{n:04},Ana {n}\n" for n in range(3000))
    until = time.monotonic() + PATIENCE

    def state() -> imports.Upload:
        assert time.monotonic() < until
        time.sleep(0.01)
        return imports.read_upload(service, found, "child", 1)

    with worker_process(database_url, tmp_path / "ring.json"), connected(database_url) as owner:
        imports.upload(service, found, "child", table.encode())
        while state().done == 0:
            pass
        with owner.transaction():
            # Whoever is to store the next bunch waits, and is cut off while waiting.
            owner.execute("LOCK TABLE casework.records IN EXCLUSIVE MODE")
            half = state()
            while not attempts(owner):
                owner.execute(CUT)
                assert state().state == "reading"
        assert (half.state, half.done) in (("reading", 1000), ("reading", 2000))
        while state().state == "reading":
            pass
        done = state()
    assert (done.state, done.done, done.refused) == ("done", 3000, 0)
    with service.database.working() as connection:
        query = sa.text("SELECT count(*), max(version) FROM casework.records")
        assert tuple(connection.execute(query).one()) == (3000, 1)


def test_uploads_that_take_long_hold_up_neither_screening_nor_states(
    service: Service, found: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, stored, done = threading.Event(), list[int](), list[str]()

    def store_file(_: Service, number: int) -> None:
        stored.append(number)
        release.wait(PATIENCE)

    monkeypatch.setattr(promotion, "ensure_matcher", lambda _: None)
    monkeypatch.setattr(bench, "warm", lambda _: None)
    monkeypatch.setattr(bench, "fill", lambda *_: None)
    monkeypatch.setattr(imports, "store_file", store_file)
    monkeypatch.setattr(upkeep, "keep_up", lambda *_: done.append("keep_up"))
    monkeypatch.setattr(upkeep, "refresh_record", lambda *_: done.append("refresh"))
    for number in range(3):
        imports.upload(service, found, "child", f"record_id\n{number}\n".encode())

    async def until(true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                await asyncio.sleep(0.05)

    async def run() -> None:
        worker = _Worker(service, threading.Event())
        working = asyncio.create_task(worker.run())
        try:
            await until(lambda: len(stored) == 3)
            done.clear()
            with service.database.working() as connection:
                jobs.enqueue_refresh(connection, record=1)
            await until(lambda: {"keep_up", "refresh"} <= set(done))
        finally:
            release.set()
            worker._stop()
            await working

    asyncio.run(run())


def test_what_is_at_hand_is_out_of_the_garbage_collectors_sight(service: Service) -> None:
    async def fill() -> None:
        await _Worker(service, threading.Event())._fill()

    gc.unfreeze()
    try:
        # In a thread of its own: a browser's loop may run in this one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, fill()).result()
        assert len(gc.get_objects()) < gc.get_freeze_count()
    finally:
        gc.unfreeze()
