"""Doing jobs as the worker does, within a test."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import procrastinate
import sqlalchemy as sa

from tracing.service import jobs
from tracing.service.context import Service

__all__ = ["do_jobs", "waiting_jobs"]

_DUE = sa.text(
    "SELECT count(*) FROM jobs.procrastinate_jobs WHERE status = 'todo'"
    " AND (scheduled_at IS NULL OR scheduled_at <= now())"
    " AND (CAST(:queue AS text) IS NULL OR queue_name = CAST(:queue AS text))"
)


def do_jobs(service: Service, queue: str | None = None) -> None:
    """Do what is due, of one queue or of all, and keep the jobs. In a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, _run(service, queue)).result()


def waiting_jobs(service: Service, queue: str) -> int:
    """Return how many jobs of a queue are due."""
    with service.database.working() as connection:
        return int(connection.execute(_DUE, {"queue": queue}).scalar_one())


async def _run(service: Service, queue: str | None) -> None:
    url = service.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connector = procrastinate.PsycopgConnector(
        conninfo=url, kwargs={"options": "-c search_path=jobs -c role=tracing_worker"}
    )
    with jobs.app.replace_connector(connector):
        async with jobs.app.open_async():
            jobs.app.perform_import_paths()  # type: ignore[no-untyped-call]
            await jobs.app.run_worker_async(
                queues=None if queue is None else [queue], wait=False, delete_jobs="never",
                install_signal_handlers=False, additional_context={"service": service},
            )  # fmt: skip
