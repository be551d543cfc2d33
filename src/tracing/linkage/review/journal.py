"""A file of decisions that only grows: each stands on the disk before the next pair is shown, and undoing is another line.

The format is that of ``tracing train --decisions`` and of the service's export: ``child_id,inquiry_id,decision,officer,when``.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tracing.linkage.training.labels import COLUMNS, DECISIONS, TAKEN_BACK, read_judgements
from tracing.records import InputError
from tracing.records.append import append_line

__all__ = ["Journal", "Said"]

_HEADER = ",".join(COLUMNS) + "\n"


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer said of a pair, and when (ISO time, UTC)."""

    child_id: str
    inquiry_id: str
    decision: str
    when: str

    @property
    def pair(self) -> tuple[str, str]:
        """Child and inquiry."""
        return self.child_id, self.inquiry_id


class Journal:
    """The decisions of one officer in a file that may hold others' too.

    Opening it mends what a machine that died left half-written: a last line that was never finished is cut off, for nobody was told
    that it stood. Raises InputError where the file is something else or can't be written.
    """

    def __init__(self, path: Path, officer: str) -> None:
        officer = officer.strip()
        if not officer or not officer.isprintable():
            raise InputError("officer: say who decides, in a line of text (--officer)")
        self.path, self.officer = path, officer
        self.cut = self._mend()
        self._made: list[Said] = []
        if self.path.exists() and self.path.stat().st_size:
            rows = read_judgements(self.path)
            own = rows[rows["officer"] == officer]
            columns = (own[name].tolist() for name in ("child_id", "inquiry_id", "decision", "when"))
            self._made = [Said(*map(str, cells)) for cells in zip(*columns, strict=True)]

    @property
    def made(self) -> list[Said]:
        """What the officer stands by, the oldest first."""
        return list(self._made)

    def decide(self, child_id: str, inquiry_id: str, decision: str) -> Said:
        """Write a decision; it stands on the disk when this returns. Raises OutputError where it can't be written."""
        if decision not in DECISIONS:
            raise ValueError(f"{decision}: expected one of {', '.join(DECISIONS)}")
        said = self._write(child_id, inquiry_id, decision)
        self._made = [one for one in self._made if one.pair != said.pair]
        self._made.append(said)
        return said

    def undo(self) -> Said | None:
        """Take the officer's last standing decision back, by a line of its own; return it, or None where there is none."""
        if not self._made:
            return None
        last = self._made[-1]
        self._write(last.child_id, last.inquiry_id, TAKEN_BACK)
        self._made.pop()
        return last

    def _write(self, child_id: str, inquiry_id: str, decision: str) -> Said:
        # Never before what stands there already: a clock that goes back mustn't undo anything.
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        when = max(now, self._made[-1].when) if self._made and self._made[-1].when[-6:] == now[-6:] else now
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow((child_id, inquiry_id, decision, self.officer, when))
        append_line(self.path, text.getvalue(), _HEADER, "the decision")
        return Said(child_id, inquiry_id, decision, when)

    def _mend(self) -> bool:
        """Cut off a last line without its end; return whether there was one."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise InputError(f"{self.path}: the file can't be read ({error.strerror or error})") from error
        if not data or data.endswith(b"\n"):
            return False
        if not data.startswith(_HEADER.encode()) and not _HEADER.encode().startswith(data):
            # Not a file that was written here: it isn't touched but for the end of its last line.
            append_line(self.path, "")
            return False
        with self.path.open("r+b") as file:
            file.truncate(data.rfind(b"\n") + 1)
        return True
