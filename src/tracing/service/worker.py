"""The worker: does what use cases left to do, until it is told to end.

It may be killed at any time, and any number may run. What a dead one had begun is taken up by another within seconds, and
when the server goes away it waits for it to come back.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count

import procrastinate
import psycopg
import sqlalchemy as sa
from procrastinate import exceptions
from procrastinate.jobs import Status

from tracing.linkage.uncollected import set_aside
from tracing.service import bench, imports, promotion
from tracing.service.context import Service
from tracing.service.jobs import STOPPING, app, enqueue
from tracing.store.database import Database
from tracing.store.libpq import libpq
from tracing.store.matching import Queries

__all__ = ["run_worker"]

_MATCH = "match"
_QUICK = ("deliver", "keep_up", "refresh")
"""What is done in seconds, and waited for: never behind what takes minutes."""

_MATCHING = 2
"""Bunches that are matched at once: while the server writes the links of one, the next is compared."""

_BESIDE = 3
"""Quick jobs that run at once beside matching, and others."""

_THREADS = _MATCHING + 2 * _BESIDE + 3
"""One for each job and some for what looks after them; by default their number goes by that of the processors."""

_POLL, _HEARTBEAT, _DEAD_AFTER = 2.0, 2.0, 8.0
_MATCH_POLL = 0.2
"""How often it is looked whether there is something to match. Being told of each submission is quicker by half of that, but takes the
interpreter from whatever is being matched a hundred times a second.
"""

_SWEEP, _TIDY_EACH = 2.0, 300
_OVERDUE = timedelta(seconds=3)
_KEPT = timedelta(hours=2)
"""How long changes are kept (``store.matching``): longer than anything takes that has read one."""

_AGAIN = 0.5
_PATIENCE = 3.0
"""How long to wait for a connection."""

_GRACE, _PATIENT_GRACE = 6.0, 60.0
_CONNECTIONS = 20
"""More than matching, the jobs beside it and what looks after both can hold at once."""

_AWAY = (exceptions.ConnectorException, sa.exc.SQLAlchemyError, psycopg.Error, OSError)
_FAILED_HOURS = 24 * 7

_log = logging.getLogger(__name__)


def run_worker(service: Service) -> None:
    """Do jobs until SIGTERM or SIGINT; then end what is under way, and return. Opens connections of its own, as many as
    its jobs need at once."""
    database = Database(service.database.addresses, size=_CONNECTIONS)
    try:
        asyncio.run(_Worker(replace(service, database=database), threading.Event()).run())
    finally:
        database.close()


class _Worker:
    def __init__(self, service: Service, stopping: threading.Event) -> None:
        self.service, self.stopping = service, stopping
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Serve, and begin again when the server was away."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_THREADS, thread_name_prefix="work"))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        try:
            while not self.stopping.is_set():
                try:
                    await self._serve()
                except _AWAY as error:
                    _log.warning("the worker lost the database: %s", type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._ended.wait(), _AGAIN)
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)

    def _stop(self) -> None:
        self.stopping.set()
        self._ended.set()

    async def _serve(self) -> None:
        await asyncio.to_thread(promotion.ensure_matcher, self.service)
        await asyncio.to_thread(bench.warm, self.service)
        connector = procrastinate.PsycopgConnector(
            conninfo=libpq(self.service.database.worker_url),
            kwargs={"options": "-c search_path=jobs -c role=tracing_worker"},
            min_size=2,
            max_size=8,
            timeout=_PATIENCE,
        )
        with app.replace_connector(connector):
            async with app.open_async():
                # Whatever is waiting is matched at once; what a dead worker was at is begun anew.
                await asyncio.to_thread(self._wake)
                app.perform_import_paths()  # type: ignore[no-untyped-call]
                others = {task.queue for task in app.tasks.values()} - {_MATCH, *_QUICK}
                tasks = [
                    asyncio.create_task(self._worker([_MATCH], _MATCHING, told=False)),
                    asyncio.create_task(self._worker(_QUICK, _BESIDE)),
                    asyncio.create_task(self._worker(sorted(others), _BESIDE)),
                    asyncio.create_task(self._sweep()),
                    asyncio.create_task(self._ended.wait()),
                ]
                filling = asyncio.create_task(self._fill())
                done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                left.add(filling)
                for task in left:
                    task.cancel()
                # Jobs under way are ended, but if the server is away nobody would ever hear of it.
                await asyncio.wait(left, timeout=_GRACE if self.stopping.is_set() else _PATIENT_GRACE)
                for task in done:
                    task.result()

    async def _worker(self, queues: Sequence[str], at_once: int, told: bool = True) -> None:
        await app.run_worker_async(
            queues=list(queues),
            concurrency=at_once,
            fetch_job_polling_interval=_POLL if told else _MATCH_POLL,
            listen_notify=told,
            update_heartbeat_interval=_HEARTBEAT,
            stalled_worker_timeout=_DEAD_AFTER,
            delete_jobs="successful",
            install_signal_handlers=False,
            additional_context={"service": self.service, STOPPING: self.stopping},
        )

    async def _sweep(self) -> None:
        """Take up jobs of workers that died, and whatever waits without a job."""
        for rounds in count():
            await asyncio.sleep(_SWEEP)
            try:
                await self._sweep_once(rounds)
            except _AWAY as error:
                # If the server stays away the workers end by themselves.
                _log.warning("the worker can't look for what was left: %s", type(error).__name__)

    async def _sweep_once(self, rounds: int) -> None:
        jobs = app.job_manager
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER):
            try:
                await jobs.retry_job(job)
            except exceptions.UniqueViolation:
                # Another of its kind waits already.
                await jobs.finish_job(job, Status.FAILED, delete_job=True)
        await asyncio.to_thread(self._wake, _OVERDUE)
        await asyncio.to_thread(imports.take_up, self.service)
        if rounds % _TIDY_EACH == 0:
            await asyncio.to_thread(self._tidy)
            await jobs.delete_old_jobs(_FAILED_HOURS, include_failed=True, include_aborted=True)

    async def _fill(self) -> None:
        with suppress(*_AWAY):
            await asyncio.to_thread(bench.fill, self.service, self.stopping.is_set)
            # A million forms at hand.
            await asyncio.to_thread(set_aside)

    def _wake(self, older: timedelta = timedelta(0)) -> None:
        with self.service.database.working() as connection:
            if Queries(connection).something_waits(older):
                enqueue(connection, _MATCH)

    def _tidy(self) -> None:
        with self.service.database.working() as connection:
            Queries(connection).prune_changes(_KEPT)
