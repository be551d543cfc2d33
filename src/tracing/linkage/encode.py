"""Records → arrays: standardise in as many processes as there are cores, then number the words of each side.

Standardising is plain Python and independent for each row, so it is shared out in pieces and put together in the
records' order; the result doesn't depend on the number of processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import IO, cast

import pandas as pd
import pyarrow as pa

from tracing.linkage.columns import Columns, columns_of
from tracing.linkage.features import FormMaker
from tracing.linkage.form_pipe import receive, send, standardise_rows
from tracing.linkage.form_table import FORM_SCHEMA
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.words import WordMaker
from tracing.records import Records

__all__ = ["Blocked", "Progress", "encode", "encode_table", "forms_of"]

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, what is done and what there is to do."""

PIECE = 1000
"""Rows that are standardised at once: about half a second of work."""

FEW = 4000
"""Rows up to which a process of one's own costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Both sides encoded, ready to be blocked and compared."""

    children: Columns
    inquiries: Columns


class _Worker:
    """One standardising process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracing.linkage.form_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, rows: pa.Table) -> pa.Table:
        try:
            send(cast("IO[bytes]", self.process.stdin), rows)  # type: ignore[arg-type]
            table = receive(cast("IO[bytes]", self.process.stdout))  # type: ignore[arg-type]
        except (BrokenPipeError, EOFError):
            table = None
        if table is None:
            raise RuntimeError(
                "a standardising process ended early (its last words stand above); this is a fault of the program"
            )
        return table

    def close(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(timeout=30)
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def _workers(count: int) -> Iterator[list[_Worker]]:
    workers = [_Worker() for _ in range(count)]
    try:
        yield workers
    except BaseException:
        for worker in workers:
            worker.process.kill()
        raise
    finally:
        for worker in workers:
            worker.close()


def _pieces(frame: pd.DataFrame) -> list[pa.Table]:
    columns = [pa.array(frame[name].tolist(), type=pa.string()) for name in frame.columns]
    rows = pa.Table.from_arrays(columns, names=[str(name) for name in frame.columns])
    return [rows.slice(first, PIECE) for first in range(0, rows.num_rows, PIECE)]


def forms_of(
    records: Records,
    stage: str = "standardise",
    progress: Progress | None = None,
    processes: int | None = None,
) -> pa.Table:
    """Standardise records into a form table (``form_table.FORM_SCHEMA``), in their order."""
    pieces = _pieces(records.frame)
    size = len(records.frame)
    count = min(processes or os.cpu_count() or 1, len(pieces))
    if size <= FEW and processes is None:
        count = 1
    done = 0
    tables: list[pa.Table] = []

    def note(table: pa.Table) -> None:
        nonlocal done
        tables.append(table)
        done += table.num_rows
        if progress is not None:
            progress(stage, done, size)

    if progress is not None:
        progress(stage, 0, size)
    if count <= 1:
        maker = FormMaker(load_frequencies(13.0))
        for piece in pieces:
            note(standardise_rows(piece, maker))
    else:
        with _workers(count) as workers, ThreadPoolExecutor(count) as pool:
            free: SimpleQueue[_Worker] = SimpleQueue()
            for worker in workers:
                free.put(worker)

            def run(piece: pa.Table) -> pa.Table:
                worker = free.get()
                try:
                    return worker.run(piece)
                finally:
                    free.put(worker)

            for table in pool.map(run, pieces):
                note(table)
    return pa.concat_tables(tables) if tables else FORM_SCHEMA.empty_table()


def encode_table(matcher: MatcherFile, forms: pa.Table, maker: WordMaker | None = None) -> Columns:
    """Make arrays of a form table for one matcher."""
    words = maker or WordMaker(load_frequencies(matcher.frequencies["cap"]))
    return columns_of(forms, words, matcher.generic)


def encode(
    matcher: MatcherFile,
    children: Records,
    inquiries: Records,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Blocked:
    """Standardise and encode both sides."""
    maker = WordMaker(load_frequencies(matcher.frequencies["cap"]))
    sides = []
    for records, stage in ((children, "standardise children"), (inquiries, "standardise inquiries")):
        sides.append(encode_table(matcher, forms_of(records, stage, progress, processes), maker))
    return Blocked(*sides)
