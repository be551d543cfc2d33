"""Records → arrays: standardise in as many processes as there are cores, then number the words of each side.

Standardising is plain Python and independent for each row, so it is shared out in pieces and put together in the
records' order; the result doesn't depend on the number of processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
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
from tracing.linkage.met_words import MetWords, rows_with
from tracing.linkage.uncollected import uncollected
from tracing.linkage.words import WordMaker
from tracing.records import Records, Refusal
from tracing.standardise.guarded import faults_of
from tracing.standardise.record import is_standardised

__all__ = ["Blocked", "Progress", "Standardiser", "encode", "encode_table", "remarks_of"]

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, what is done and what there is to do."""

PIECE = 1000
"""Rows that are standardised at once: about half a second of work."""

FEW = 4000
"""Rows up to which a process of one's own costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Both sides encoded, ready to be blocked and compared, and the rows and words that the program failed at
    (``remarks_of``)."""

    children: Columns
    inquiries: Columns
    faults: tuple[Refusal, ...] = ()


class _Worker:
    """One standardising process."""

    def __init__(self) -> None:
        # -P: a file called re.py in the user's folder is not the standard library's.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tracing.linkage.form_worker"],
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
        """Let the process end, which stops when its input does; one that died already has no input to close."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


class Standardiser:
    """Standardises records into form tables, in processes of its own where that pays; they serve all sides."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes
        self._workers: list[_Worker] = []
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        self._pool = ThreadPoolExecutor(self._most)
        self._begun: dict[int, list[Future[pa.Table]]] = {}

    def __enter__(self) -> Standardiser:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        unfinished = kind is not None or bool(self._begun)
        for worker in self._workers if unfinished else ():
            worker.process.kill()
        self._pool.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()
        for worker in self._workers:
            worker.process.wait()
        self._workers, self._begun = [], {}

    @property
    def _most(self) -> int:
        return self.processes or os.cpu_count() or 1

    def begin(self, records: Records) -> None:
        """Let the processes start on records that ``forms`` will be asked for, the same object; few records wait for
        that."""
        if id(records) in self._begun or _has_forms(records):
            return
        if not self._workers and len(records) <= (FEW if self.processes is None else 0):
            return
        pieces = _pieces(records.frame)
        count = min(self._most, len(pieces))
        if count <= 1 and not self._workers:
            return
        while len(self._workers) < count:
            self._workers.append(_Worker())
            self._free.put(self._workers[-1])
        self._begun[id(records)] = [self._pool.submit(self._one, piece) for piece in pieces]

    def forms(
        self,
        records: Records,
        stage: str = "standardise",
        progress: Progress | None = None,
        meanwhile: Callable[[pa.Table], None] | None = None,
    ) -> pa.Table:
        """Return the form table of records (``form_table.FORM_SCHEMA``), in their order; one that came with them is
        taken if today's rules made it. ``meanwhile`` is called with each piece, while others are under way."""
        if _has_forms(records):
            return cast("pa.Table", records.forms)
        size = len(records)
        tables: list[pa.Table] = []
        done = 0
        if progress is not None:
            progress(stage, 0, size)
        for table in self._tables(records):
            tables.append(table)
            done += table.num_rows
            if progress is not None:
                progress(stage, done, size)
            if meanwhile is not None:
                meanwhile(table)
        return pa.concat_tables(tables) if tables else FORM_SCHEMA.empty_table()

    def _tables(self, records: Records) -> Iterator[pa.Table]:
        self.begin(records)
        begun = self._begun.pop(id(records), None)
        if begun is None:
            maker = FormMaker(load_frequencies())
            for piece in _pieces(records.frame):
                yield standardise_rows(piece, maker)
            return
        begun.reverse()
        while begun:
            yield begun.pop().result()

    def _one(self, piece: pa.Table) -> pa.Table:
        worker = self._free.get()
        try:
            return worker.run(piece)
        finally:
            self._free.put(worker)


def _has_forms(records: Records) -> bool:
    forms = records.forms
    return forms is not None and is_standardised(records) and bool(forms.schema.names == FORM_SCHEMA.names)


def _pieces(frame: pd.DataFrame) -> list[pa.Table]:
    columns = [pa.array(frame[name].tolist(), type=pa.string()) for name in frame.columns]
    rows = pa.Table.from_arrays(columns, names=[str(name) for name in frame.columns])
    return [rows.slice(first, PIECE) for first in range(0, rows.num_rows, PIECE)]


def encode_table(matcher: MatcherFile, forms: pa.Table, maker: WordMaker | None = None) -> Columns:
    """Make arrays of a form table for one matcher."""
    words = maker or WordMaker(load_frequencies(matcher.frequencies["cap"]))
    return columns_of(forms, words, matcher.generic)


def encode(
    matcher: MatcherFile,
    children: Records,
    inquiries: Records,
    progress: Progress | None = None,
    standardiser: Standardiser | None = None,
) -> Blocked:
    """Standardise and encode both sides. ``standardiser``: one that has begun with some of the records already."""
    broken: dict[str, str] = {}
    maker = WordMaker(load_frequencies(matcher.frequencies["cap"]), broken.__setitem__)
    sides = ((children, "standardise children"), (inquiries, "standardise inquiries"))
    tables = []
    met = MetWords(maker)
    with uncollected(), ExitStack() as stack:
        if standardiser is None:
            standardiser = stack.enter_context(Standardiser())
        stack.enter_context(_often_switching())
        for records, _ in sides:
            standardiser.begin(records)
        for records, stage in sides:
            # Words are worked out here while the processes standardise, not when all of them have done.
            tables.append(standardiser.forms(records, stage, progress, met.meet))
    with uncollected():
        encoded = [encode_table(matcher, forms, maker) for forms in tables]
    faults = [
        r
        for (records, _), forms in zip(sides, tables, strict=True)
        for r in remarks_of(records, forms, broken)
    ]
    return Blocked(encoded[0], encoded[1], tuple(faults))


@contextmanager
def _often_switching() -> Iterator[None]:
    """Hand over between threads ten times as often as usual: a process waits for its next piece for as long as the
    thread that serves it waits for its turn."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 10)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def remarks_of(records: Records, forms: pa.Table, broken: Mapping[str, str]) -> list[Refusal]:
    """Return what the program failed at: rows, which take no part in matching, and ``broken`` words (``Spelling.to_text``
    and what broke), which are compared by their letters alone. Each fault of words is told once, at its first row."""
    texts = forms.column("fault").to_pylist()
    remarks = faults_of(records, range(len(texts)), texts)
    for fault in sorted(set(broken.values())):
        rows = rows_with(forms, [text for text, said in broken.items() if said == fault])
        if len(rows):
            more = f" and of {len(rows) - 1:,} more rows" if len(rows) > 1 else ""
            reason = f"a word of a name of this row{more} could not be worked out ({fault})"
            mend = "The fault is the program's: please report it. The word was compared by its letters alone."
            line = int(records.lines[int(rows[0])])
            remarks.append(Refusal(records.source, line, "", "", reason, mend, "doubtful"))
    return remarks
