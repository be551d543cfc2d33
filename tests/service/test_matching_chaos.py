"""Live matching with real processes that are killed, a server that is killed, and many at once: the same links as a batch."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests.databases import MEMORY, server_folder
from tests.service.parties import agency, person
from tests.service.test_matching import pool
from tests.service.working import worker_process
from tracing.service.context import Service
from tracing.service.errors import Refused
from tracing.service.keyring import Keyring
from tracing.service.matching import match_pending
from tracing.service.promotion import ensure_matcher
from tracing.service.submission import correct, submit, withdraw
from tracing.simulation.batch import batch_links, in_use, stored_links
from tracing.store.database import Database, Reader
from tracing.store.embedded import EmbeddedServer
from tracing.store.schema import upgrade
from tracing.store.waiting import waiting

PATIENCE = 240


class Agency:
    """Somebody who submits, corrects and withdraws at random, and tries again when the server is away."""

    def __init__(self, service: Service, code: str, seed: int) -> None:
        self._service = service
        own = agency(service, code)
        self._readers: dict[str, Reader] = {
            "child": person(service, own, "found_worker"),
            "inquiry": person(service, own, "family_worker"),
        }
        self._random = random.Random(seed)
        self._live: dict[tuple[str, str], int] = {}
        self._numbers = count(1)

    def act(self) -> None:
        """Do one thing."""
        chosen = self._random.random()
        known = sorted(self._live)
        if chosen < 0.65 or not known:
            side = self._random.choice(["child", "inquiry"])
            reference = f"R{next(self._numbers)}"
            row = {"record_id": reference, **self._row(side)}
            self._try(lambda: submit(self._service, self._readers[side], side, row))
            self._live[side, reference] = 1
            return
        side, reference = self._random.choice(known)
        reader, version = self._readers[side], self._live[side, reference]
        if chosen < 0.9:
            row = self._row(side)
            self._try(lambda: correct(self._service, reader, side, reference, version, row))
            self._live[side, reference] = version + 1
        else:
            self._try(lambda: withdraw(self._service, reader, side, reference))
            del self._live[side, reference]

    def _row(self, side: str) -> dict[str, str]:
        group = self._random.choice(["", "1", "2", "3"])
        return {**self._random.choice(pool()[side]), **({"group_id": group} if group else {})}

    def _try(self, act: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                act()
            except Refused:
                return  # done before the connection broke, or never
            except (sa.exc.DBAPIError, psycopg.Error):
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
            else:
                return


def _all_done(service: Service) -> bool:
    with service.database.working() as connection:
        return waiting(connection).nothing


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "the worker doesn't come to an end"
        time.sleep(0.2)


@pytest.fixture
def server() -> Iterator[tuple[EmbeddedServer, Path]]:
    with server_folder(MEMORY) as folder, EmbeddedServer(folder) as server:
        upgrade(server.url)
        yield server, folder


def test_links_are_those_of_a_batch_though_workers_and_the_server_are_killed(
    server: tuple[EmbeddedServer, Path], tmp_path: Path
) -> None:
    keyring = tmp_path / "keyring"
    Keyring.new().write(keyring)
    service = Service(Database(server[0].url, size=4), Keyring.read(keyring))
    chance, stop = random.Random(5), threading.Event()
    agencies = [Agency(service, code, seed) for seed, code in enumerate(("HN-SENAF", "GT-PGN"))]

    def submit_on() -> None:
        while not stop.is_set():
            chance.choice(agencies).act()
            time.sleep(0.02)

    submitting = threading.Thread(target=submit_on)
    with ExitStack() as stack:
        stack.callback(service.database.close)
        workers = [stack.enter_context(worker_process(server[0].url, keyring)) for _ in range(2)]
        submitting.start()
        stack.callback(submitting.join)
        stack.callback(stop.set)
        # Once they're at it.
        _until(lambda: bool(stored(service)))
        for n in range(4):
            time.sleep(chance.uniform(0.2, 1.5))
            if n == 2:
                postmaster = int((server[1] / "cluster" / "postmaster.pid").read_text().split()[0])
                os.kill(postmaster, signal.SIGKILL)
            workers[n % 2].send_signal(signal.SIGKILL)
            workers[n % 2].wait()
            workers[n % 2] = stack.enter_context(worker_process(server[0].url, keyring))
        stop.set()
        submitting.join()
        _until(lambda: _answers(service) and _all_done(service))
        line = in_use(service)
        links = stored_links(service, line.id)
        assert len(links) > 20
        assert links == batch_links(service, line)
        # They end when they are told, with a server or without.
        workers[0].send_signal(signal.SIGTERM)
        assert workers[0].wait(PATIENCE) == 0
        server[0].stop()
        workers[1].send_signal(signal.SIGTERM)
        assert workers[1].wait(PATIENCE) == 0


def test_a_dead_workers_job_is_taken_up_or_dropped_if_another_waits(
    database_url: str, tmp_path: Path
) -> None:
    keyring = tmp_path / "keyring"
    Keyring.new().write(keyring)
    left = sa.text(
        "INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)"
        " SELECT task, task, task, task, jsonb_build_object('timestamp', 0),"
        " CAST(status AS jobs.procrastinate_job_status)"
        " FROM (VALUES ('keep_up', 'doing'), ('keep_up', 'todo'), ('daily', 'doing')) AS jobs (task, status)"
    )
    unfinished = sa.text("SELECT count(*) FROM jobs.procrastinate_jobs WHERE args = '{\"timestamp\"\\: 0}'")
    with ExitStack() as stack:
        database = Database(database_url, size=2)
        stack.callback(database.close)
        with database.working() as connection:
            connection.execute(left)
        worker = stack.enter_context(worker_process(database_url, keyring))

        def done() -> bool:
            with database.working() as connection:
                return connection.execute(unfinished).scalar_one() == 0

        _until(done)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0


def stored(service: Service) -> bool:
    """Whether any links are stored yet."""
    with service.database.working() as connection:
        return bool(connection.execute(sa.text("SELECT EXISTS (SELECT FROM casework.links)")).scalar_one())


def _answers(service: Service) -> bool:
    try:
        with service.database.working() as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.DBAPIError:
        return False
    return True


def test_many_at_once_make_the_links_of_a_batch(database_url: str) -> None:
    keyring = Keyring.new()
    with ExitStack() as stack:

        def own() -> Service:
            made = Database(database_url, size=3)
            stack.callback(made.close)
            return Service(made, keyring)

        service = own()
        ensure_matcher(service)
        codes = ("HN-SENAF", "GT-PGN", "MX-DIF")
        agencies = [Agency(own(), code, seed) for seed, code in enumerate(codes)]
        failures: list[BaseException] = []
        submitted = threading.Event()

        def run(act: Callable[[], object]) -> threading.Thread:
            def guarded() -> None:
                try:
                    act()
                except BaseException as failure:
                    failures.append(failure)

            thread = threading.Thread(target=guarded)
            thread.start()
            return thread

        def work(worker: Service) -> None:
            while not submitted.is_set():
                match_pending(worker)
                time.sleep(0.005)

        def act(one: Agency) -> None:
            for _ in range(40):
                one.act()

        workers = [run(partial(work, own())) for _ in range(3)]
        submitting = [run(partial(act, one)) for one in agencies]
        for thread in submitting:
            thread.join()
        submitted.set()
        for thread in workers:
            thread.join()
        assert failures == []
        match_pending(service)
        line = in_use(service)
        links = stored_links(service, line.id)
        assert len(links) > 10
        assert links == batch_links(service, line)
