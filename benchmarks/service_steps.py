"""What the service's benchmark does, step by step: load, match what is loaded, one inquiry at a time, a steady stream."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from data import Sample

from tracing.service import imports, linking, promotion
from tracing.service.bench import bench_of, fill, warm
from tracing.service.context import Service
from tracing.service.forming import form_pending
from tracing.service.keyring import Keyring
from tracing.service.linking import link_due
from tracing.service.submission import submit
from tracing.store.database import Database, Reader
from tracing.store.matching import Queries
from tracing.store.tables import agencies, users
from tracing.store.waiting import waiting

__all__ = [
    "WORKER",
    "Rates",
    "Site",
    "each_second",
    "heard",
    "load",
    "match_all",
    "memory",
    "paced",
    "read_all",
    "running",
    "sampled",
    "settle",
    "singles",
    "stream",
]

PIECE = 20_000
"""Rows of one upload."""

WORKER, _SUBMITTER, _LOADER = "service_worker.py", "service_submitter.py", "service_loader.py"
"""Scripts that run as processes of their own."""

_SIDES = {"child": ("children.csv", "found_worker"), "inquiry": ("inquiries.csv", "family_worker")}
_PAGE = os.sysconf("SC_PAGE_SIZE")

Row = dict[str, str]


@dataclass(frozen=True)
class Site:
    """A service that is measured: where its database and keyring are."""

    url: str
    keyring: Path

    @contextmanager
    def service(self, connections: int = 4) -> Iterator[Service]:
        """Open the service in this process."""
        database = Database(self.url, size=connections)
        try:
            yield Service(database, Keyring.read(self.keyring))
        finally:
            database.close()


@dataclass
class Rates:
    """What a steady stream came to: submissions a second, how long a submission took (ms) and how long it was until its
    links were there, the worker's memory (MiB) over time, and what was left to do beside matching once all was matched."""

    per_second: float
    submit_ms: list[float]
    behind_s: list[float]
    memory_mib: list[float] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)


def rows_of(sample: Sample, side: str, first: int, last: int) -> Iterator[tuple[str, Row]]:
    """Yield (agency, row) of a side's rows from ``first`` up to ``last``, without empty cells."""
    with sample.file(_SIDES[side][0]).open(encoding="utf-8", newline="") as file:
        for row in itertools.islice(csv.DictReader(file), first, last):
            agency = row.pop("agency")
            yield agency, {name: cell for name, cell in row.items() if cell}


def reader_of(service: Service, side: str, agency: str) -> Reader:
    """Return somebody of an agency who submits to a side; both are entered if they aren't there."""
    role = _SIDES[side][1]
    with service.database.working() as connection:
        found = connection.execute(sa.select(agencies.c.id).where(agencies.c.code == agency)).scalar()
        if found is None:
            values: dict[str, Any] = {"code": agency, "name": agency, "country": agency[:2],
                                      "kind": "child_protection", "sides": ["child", "inquiry"]}  # fmt: skip
            found = connection.execute(
                sa.insert(agencies).values(**values).returning(agencies.c.id)
            ).scalar_one()
        login = f"{role}-{found}"
        person = connection.execute(sa.select(users.c.id).where(users.c.login == login)).scalar()
        if person is None:
            values = {"agency_id": found, "login": login, "name": role, "role": role, "password_hash": "none"}
            person = connection.execute(sa.insert(users).values(**values).returning(users.c.id)).scalar_one()
    return Reader(role, int(found), int(person), purpose="benchmark")


def load(
    site: Site, service: Service, sample: Sample, side: str, rows: tuple[int, int], workers: int
) -> float:
    """Store rows of a side (from, up to) by uploads, which ``workers`` processes take up; return the records a second."""
    pieces: dict[str, list[Row]] = {}
    files: list[tuple[str, bytes]] = []
    seconds = 0.0
    with running(site, _LOADER, [{}] * workers) as loaders:
        for process in loaders:
            heard(process)
        for agency, row in rows_of(sample, side, *rows):
            piece = pieces.setdefault(agency, [])
            piece.append(row)
            if len(piece) == PIECE:
                files.append((agency, _file(pieces.pop(agency))))
            if len(files) == 2 * workers:
                seconds += _uploaded(service, loaders, side, files)
                files = []
        files += [(agency, _file(piece)) for agency, piece in pieces.items()]
        seconds += _uploaded(service, loaders, side, files)
    return (rows[1] - rows[0]) / seconds


def _file(rows: list[Row]) -> bytes:
    names = sorted({name for row in rows for name in row})
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


_NUMBER = sa.text(
    "SELECT id FROM casework.imports WHERE agency_id = :agency AND side = :side AND number = :number"
)


def _uploaded(
    service: Service, loaders: Sequence[subprocess.Popen[str]], side: str, files: Sequence[tuple[str, bytes]]
) -> float:
    """Return the seconds that it takes to store files, from the upload to the last row."""
    given = [(reader_of(service, side, agency), data) for agency, data in files]
    numbers: list[int] = []
    start = time.perf_counter()
    for reader, data in given:
        body = imports.upload(service, reader, side, data).body
        found = {"agency": reader.agency, "side": side, "number": body["number"]}
        with service.database.working() as connection:
            numbers.append(connection.execute(_NUMBER, found).scalar_one())
    for n, process in enumerate(loaders):
        tell(process, json.dumps(numbers[n :: len(loaders)]))
    for process in loaders:
        heard(process)
    return time.perf_counter() - start


def left(service: Service) -> int:
    """Return how many records wait."""
    with service.database.working() as connection:
        return waiting(connection).records


@contextmanager
def running(
    site: Site, script: str, given: Sequence[Mapping[str, Any]] = ({},)
) -> Iterator[list[subprocess.Popen[str]]]:
    """Run a script of ours as a process for each of ``given``: what it is told, beside where the site is."""
    where = {"url": site.url, "keyring": str(site.keyring)}
    made: list[subprocess.Popen[str]] = []
    try:
        for more in given:
            words = [sys.executable, str(Path(__file__).with_name(script))]
            made.append(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))  # noqa: S603
            tell(made[-1], json.dumps({**where, **more}))
        yield made
    finally:
        for process in made:
            process.terminate()
        for process in made:
            process.wait()


def tell(process: subprocess.Popen[str], line: str) -> None:
    """Send a process a line."""
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str]) -> str:
    """Return the next line of a process."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"a process ended: {process.wait()}")
    return line


def match_all(site: Site, service: Service, count: int) -> float:
    """Match whatever waits with some workers; return the records a second. What was loaded is neither screened nor laid beside its own side: that has
    nothing to do with matching, and would take its processor."""
    with service.database.working() as connection:
        connection.execute(sa.text("DELETE FROM casework.screen_due"))
        connection.execute(sa.text("DELETE FROM casework.likeness_due"))
        begun = connection.execute(sa.text("SELECT count(*) FROM casework.pending")).scalar_one()
    start = time.perf_counter()
    with running(site, WORKER, [{}] * count) as workers:
        while left(service):
            time.sleep(1.0)
            ended = [process.poll() for process in workers]
            if any(status is not None for status in ended):
                raise RuntimeError(f"a worker ended: {ended}")
    return float(begun / (time.perf_counter() - start))


def tidy(site: Site) -> None:
    """Do what autovacuum would have done in a quiet hour."""
    engine = sa.create_engine(sa.make_url(site.url).set(drivername="postgresql+psycopg"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM (ANALYZE)"))
    engine.dispose()


_BESIDE = sa.text(
    "SELECT (SELECT count(*) FROM casework.screen_due) AS screening,"
    " (SELECT count(*) FROM casework.queue WHERE placed_on IS NULL) AS placing,"
    " (SELECT count(*) FROM casework.likeness_due) AS likeness"
)


def left_beside(service: Service) -> dict[str, int]:
    """Return how many records are to be screened, pairs to be placed, and records to be laid beside their own side."""
    with service.database.working() as connection:
        return dict(connection.execute(_BESIDE).mappings().one())


def read_all(folder: Path) -> None:
    """Read what the server has on disk, as it would have been read in the course of days: nothing of it is fetched from the disk
    for the first time while times are taken."""
    for file in (folder / "server" / "cluster" / "base").rglob("*"):
        if file.is_file():
            with file.open("rb", buffering=0) as read:
                while read.read(8 << 20):
                    pass


def settle(site: Site, service: Service) -> None:
    """Match, screen and place whatever waits, so that nothing of before is measured."""

    def waits() -> bool:
        beside = left_beside(service)
        return bool(left(service) or beside["screening"] or beside["placing"])

    if waits():
        with running(site, WORKER):
            while waits():
                time.sleep(1.0)
    # Nobody waits for what is like what: it would be looked for in all that is measured.
    with service.database.working() as connection:
        connection.execute(sa.text("DELETE FROM casework.likeness_due"))


def singles(service: Service, sample: Sample, first: int, last: int) -> dict[str, list[float]]:
    """Submit inquiries one at a time and match each; return milliseconds by stage, and the number of its links.

    ``ranking`` is candidates and ranking: from the inquiry's keys to its links, not yet written.
    """
    promotion.ensure_matcher(service)
    warm(service)
    # As a worker does when it starts.
    fill(service, lambda: False)
    bench, times = bench_of(service), {"submit": [], "form": [], "ranking": [], "link": [], "links": []}
    find = linking.find

    def timed(*given: Any) -> Any:
        start = time.perf_counter()
        found = find(*given)
        times["ranking"].append(1000 * (time.perf_counter() - start))
        times["links"].append(float(len(found.links)))
        return found

    linking.find = timed
    try:
        with service.database.working() as connection:
            (line,) = Queries(connection).in_use()
        for agency, row in rows_of(sample, "inquiry", first, last):
            reader = reader_of(service, "inquiry", agency)
            steps = (
                ("submit", lambda reader=reader, row=row: submit(service, reader, "inquiry", row)),
                ("form", lambda: form_pending(service, bench, 50)),
                ("link", lambda: link_due(service, bench, line, 50)),
            )
            for name, step in steps:
                start = time.perf_counter()
                step()
                times[name].append(1000 * (time.perf_counter() - start))
    finally:
        linking.find = find
    return times


def memory(pid: int) -> float:
    """Return a process's resident set in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * _PAGE / 2**20


@contextmanager
def each_second(act: Callable[[], None]) -> Iterator[None]:
    """Do something each second beside what is done."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(1.0):
            act()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def sampled(values: list[float]) -> list[int]:
    """Return a dozen of many values, evenly apart."""
    return [round(value) for value in values[:: max(1, len(values) // 12)]]


def stream(
    site: Site,
    service: Service,
    given: list[tuple[str, str, Row]],
    clients: int,
    seconds: float,
    rate: float,
    ready: float,
) -> Rates:
    """Submit records with ``clients`` processes for some seconds beside one worker, no faster than ``rate`` a second; the worker
    begins ``ready`` seconds before."""
    shares = [{"rows": given[n::clients], "seconds": seconds, "rate": rate / clients} for n in range(clients)]
    with running(site, WORKER) as (worker,), running(site, _SUBMITTER, shares) as submitters:
        # Whoever starts beside it takes the processor from it: all are ready before the first record comes.
        for process in submitters:
            heard(process)
        time.sleep(ready)
        behind, sizes = [], []

        def watch() -> None:
            with service.database.working() as connection:
                behind.append(waiting(connection).seconds)
            sizes.append(memory(worker.pid))

        with each_second(watch):
            start = time.perf_counter()
            for process in submitters:
                tell(process, "go")
            took = [ms for process in submitters for ms in json.loads(heard(process))]
            submitted = time.perf_counter() - start
            while left(service):
                time.sleep(0.2)
            whole = time.perf_counter() - start
        beside = left_beside(service)
    # What was still to be matched at the end counts as time.
    return Rates(len(took) / max(submitted, whole), took, behind, sizes, beside)


def paced(
    service: Service,
    given: list[tuple[str, str, Row]],
    seconds: float,
    rate: float,
    begin: Callable[[], None],
) -> list[float]:
    """Submit records at so many a second, for so long, once ``begin`` returns; return how many milliseconds each took."""
    known = {(side, agency): reader_of(service, side, agency) for side, agency, _ in given}
    took = []
    begin()
    begun = time.perf_counter()
    for n, (side, agency, row) in enumerate(given):
        if time.perf_counter() > begun + seconds:
            break
        time.sleep(max(0.0, begun + n / rate - time.perf_counter()))
        start = time.perf_counter()
        submit(service, known[side, agency], side, row)
        took.append(1000 * (time.perf_counter() - start))
    return took


def percentiles(values: list[float]) -> dict[str, float]:
    """Return what reports show of many values."""
    if not values:
        return {}
    return {
        "p50": float(np.percentile(values, 50)),
        "p95": float(np.percentile(values, 95)),
        "p99": float(np.percentile(values, 99)),
        "mean": float(np.mean(values)),
    }
