"""What agencies send → rows of the file contract, or refusals: one judge for a posted record and for a file.

The judge is the records room's own (``records.read_children``, ``read_inquiries``) with the dates of
``standardise.record.refuse_unreadable``; what is added here is only what a service must refuse beyond a file on a desk.
No text that leaves this module holds a value, only names of columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tracing.records import InputError, Records, Refusal, read_children, read_inquiries
from tracing.records.schema import INQUIRER_COLUMNS, INQUIRY_COLUMNS, match_header
from tracing.service.errors import FieldFault, Invalid
from tracing.standardise.record import refuse_unreadable

__all__ = ["Judged", "Read", "Remark", "judge", "judge_file", "pointer"]

_MOST_KEYS = 200
_MOST_NUMBERS = 100
_LONGEST_KEY = 100
_LARGEST = 10**40
"""Beyond it a number is no reference, age or measure; Python would refuse to write it out."""

_BETWEEN = re.compile(r"[;,/|\n]")
_QUOTED = re.compile(r"'[^']*'")


@dataclass(frozen=True, slots=True)
class Judged:
    """An accepted record. ``row``: contract columns as text, ``extra``: the others; neither has empty cells, nor
    ``record_id`` (``reference``) and ``agency``."""

    reference: str
    row: dict[str, str] = field(repr=False)
    extra: dict[str, str] = field(repr=False)
    remarks: tuple[FieldFault, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on an uploaded file, as it is stored and shown: no value in it."""

    line: int | None
    column: str
    severity: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Read:
    """An uploaded file: its accepted records in the order of lines, and what was remarked on the others."""

    records: list[Judged]
    remarks: list[Remark]


def pointer(key: str) -> str:
    """Return the JSON pointer to a key of the body (RFC 6901)."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def judge(side: str, agency: str, facts: Mapping[str, object]) -> Judged:
    """Judge one record as it was posted; raises ``Invalid`` with a fault for each field that can't be taken.

    ``side`` is ``child`` or ``inquiry``; ``agency`` the submitting agency's code; ``facts`` have the contract's columns as
    keys and text, numbers, or lists of these as values.
    """
    _forbid_keys(facts)
    try:
        names = match_header(list(facts), INQUIRY_COLUMNS, "")
    except InputError:
        raise Invalid(
            "doubled_field", "Two keys of the record mean the same column.", "Give each column once."
        ) from None
    written = dict(zip(names, facts, strict=True))
    faults = list(_numbers(facts))
    if side == "child":
        faults += [
            FieldFault(pointer(written[name]), "only inquiries have this field", "Leave it out.")
            for name in INQUIRER_COLUMNS
            if facts.get(written.get(name, ""))
        ]
    if faults:
        raise _invalid(faults)
    cells = np.empty((1, len(facts) + 1), dtype=object)
    cells[0, : len(facts)] = _objects(facts.values())
    columns = [*facts, "record_id"]
    if "record_id" in written:
        cells, columns = cells[:, :-1], columns[:-1]
    records = _accepted(_read(side, pd.DataFrame(cells, columns=columns)), agency)
    refused = [_fault(r, written) for r in records.refusals if r.severity == "refused"]
    if refused:
        raise _invalid(refused)
    (judged,) = _judged(records)
    remarks = [_fault(r, written) for r in records.refusals]
    told = {remark.pointer for remark in remarks}
    remarks += [
        FieldFault(place, "the field is unknown: it is kept and not used", "See the list of fields.")
        for name in records.unknown_columns
        if (place := pointer(written[name])) not in told
    ]
    return Judged(judged.reference, judged.row, judged.extra, tuple(remarks))


def judge_file(side: str, agency: str, data: bytes) -> Read:
    """Judge an uploaded file; raises ``InputError`` where the whole is unusable."""
    records = _accepted(_read(side, data), agency)
    for name in records.unknown_columns:
        if (fault := _key_fault(name)) is not None:
            raise InputError(f"a column can't be taken: {fault}. Rename or remove it.")
    remarks = [remark_of(r.line, r.column, r.severity, r.reason, r.mend) for r in records.refusals]
    return Read(list(_judged(records)), remarks)


def remark_of(line: int | None, column: str, severity: str, reason: str, mend: str) -> Remark:
    """Return a remark without what stands in quotes: names of sheets, texts of others."""
    # Cells of shifted columns may stand where an agency's code should.
    reason = reason.split(" for another agency (")[0] if "for another agency (" in reason else reason
    return Remark(line, column[:_LONGEST_KEY], severity, _QUOTED.sub("'…'", reason), mend)


def _read(side: str, source: pd.DataFrame | bytes) -> Records:
    return read_children(source) if side == "child" else read_inquiries(source)


def _accepted(records: Records, agency: str) -> Records:
    """Return ``records`` without the rows that the service can't take."""
    refusals: list[Refusal] = []
    rows: list[int] = []

    def refuse(row: int, column: str, reason: str, mend: str) -> None:
        rows.append(row)
        line = int(records.lines[row])
        refusals.append(Refusal(records.source, line, column, "", reason, mend, "refused"))

    for row, code in enumerate(records.frame["agency"].tolist()):
        if code is not None and code.strip().upper() != agency:
            refuse(row, "agency", "the agency is not yours", f"Write {agency}, or leave it out.")
    for row, reference in enumerate(records.frame["record_id"].tolist()):
        if not reference.isprintable():
            refuse(row, "record_id", "the reference holds characters that can't be seen", "Write it anew.")
    for column in ("documents", "phones"):
        for row, cell in enumerate(records.frame[column].tolist()):
            if (
                cell is not None
                and len(cell) > 2 * _MOST_NUMBERS
                and len(_BETWEEN.split(cell)) > _MOST_NUMBERS
            ):
                refuse(row, column, "there are more than 100 numbers", "Give those of this person.")
    return refuse_unreadable(records.refuse(refusals, sorted(set(rows))) if refusals else records)


def _judged(records: Records) -> Iterator[Judged]:
    """Yield the records of a frame as dictionaries without empty cells."""
    names = [name for name in records.frame.columns if name not in ("record_id", "agency")]
    columns = [records.frame[name].tolist() for name in names]
    unknown = [records.extra[name].tolist() for name in records.unknown_columns]
    references = records.frame["record_id"].tolist()
    for place, (reference, line) in enumerate(zip(references, records.lines.tolist(), strict=True)):
        row = {n: c[place] for n, c in zip(names, columns, strict=True) if c[place] is not None}
        extra = {
            n: c[place] for n, c in zip(records.unknown_columns, unknown, strict=True) if c[place] is not None
        }
        yield Judged(reference, row, extra, (), line)


def _objects(values: Iterable[object]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    listed = list(values)
    cells = np.empty(len(listed), dtype=object)
    for place, value in enumerate(listed):
        cells[place] = value
    return cells


def _invalid(faults: list[FieldFault]) -> Invalid:
    return Invalid("invalid_record", "The record can't be taken as it is.", "Mend the fields named.", faults)


def _fault(refusal: Refusal, written: Mapping[str, str]) -> FieldFault:
    column = refusal.column
    place = pointer(written.get(column, column)) if column else ""
    remark = remark_of(None, column, refusal.severity, refusal.reason, refusal.mend)
    return FieldFault(place, remark.reason, remark.mend)


def _forbid_keys(facts: Mapping[str, object]) -> None:
    if len(facts) > _MOST_KEYS:
        raise Invalid("too_many_fields", f"The record has more than {_MOST_KEYS} fields.", "Send fewer.")
    for key in facts:
        if (fault := _key_fault(key)) is not None:
            raise Invalid("bad_field", f"A field can't be taken: {fault}.", "Rename it or leave it out.")


def _key_fault(key: str) -> str | None:
    if len(key) > _LONGEST_KEY:
        return f"its name has more than {_LONGEST_KEY} characters"
    return None if key.isprintable() else "its name holds characters that can't be seen"


def _numbers(facts: Mapping[str, object]) -> Iterator[FieldFault]:
    for key, value in facts.items():
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, int) and not -_LARGEST < one < _LARGEST:
                yield FieldFault(pointer(key), "the number has too many digits", "Write it as text.")
                break
