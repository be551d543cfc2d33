"""What agencies send → rows of the file contract, or refusals: one judge for a posted record and for a file.

The judge is the records room's own (``records.read.accept``) with the dates of ``standardise.record``; what is added here is only what a service must refuse beyond a file on a desk.
No text that leaves this module holds a value, only names of columns.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracing.records import InputError, Refusal, Side
from tracing.records.read import Rows, accept, rows_of
from tracing.records.schema import INQUIRER_COLUMNS, INQUIRY_COLUMNS, match_header
from tracing.records.table import NestedError, Table, cell_text
from tracing.service.errors import FieldFault, Invalid
from tracing.standardise.record import date_refusals

__all__ = ["Judged", "Read", "Remark", "judge", "judge_file", "pointer", "unquoted", "visible"]

Places = NDArray[np.int64]

_MOST_KEYS = 200
_MOST_NUMBERS = 100
_LONGEST_KEY = 100
_LARGEST = 10**40
"""Beyond it a number is no reference, age or measure; Python would refuse to write it out."""

_SIDES: dict[str, Side] = {"child": "children", "inquiry": "inquiries"}
_ASIDE = ("record_id", "agency")

_BETWEEN = re.compile(r"[;,/|\n]")
# Not the apostrophe of a word. What holds one itself stands in double quotes.
_QUOTED = re.compile(r"""(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|"(?:[^"\\]|\\.)*\"""")


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
    """An uploaded file as it was judged. ``lines``: where its accepted records begin; ``remarks``: on all that was odd."""

    lines: list[int]
    remarks: list[Remark]
    rows: Rows = field(repr=False)
    places: Places = field(repr=False)

    def part(self, first: int, size: int) -> list[Judged]:
        """Return some of the accepted records; a large file isn't in memory twice."""
        return list(_judged(self.rows, self.places[first : first + size]))


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
    faults = []
    if side == "child":
        faults += [
            FieldFault(pointer(written[name]), "only inquiries have this field", "Leave it out.")
            for name in INQUIRER_COLUMNS
            if name in written and facts[written[name]]
        ]
    cells: dict[str, list[str | None]] = {}
    for key, value in facts.items():
        try:
            cells[key] = [_cell(value)]
        except NestedError as nested:
            faults.append(FieldFault(pointer(key), str(nested), "Write text, a number, or a list of these."))
    if faults:
        raise _invalid(faults)
    if "record_id" not in written:
        cells["record_id"] = [None]
    table = Table("", list(cells), list(cells.values()), [1])
    rows, keep, refusals = _accepted(accept(table, _SIDES[side]), agency)
    refused = [_fault(r, written) for r in refusals if r.severity == "refused"]
    if refused:
        raise _invalid(refused)
    (judged,) = _judged(rows, np.flatnonzero(keep))
    remarks = [_fault(r, written) for r in refusals]
    told = {remark.pointer for remark in remarks}
    remarks += [
        FieldFault(place, "the field is unknown: it is kept and not used", "See the list of fields.")
        for name in rows.unknown_columns
        if (place := pointer(written[name])) not in told
    ]
    return Judged(judged.reference, judged.row, judged.extra, tuple(remarks))


def judge_file(side: str, agency: str, data: bytes, columns: Mapping[str, str] | None = None) -> Read:
    """Judge an uploaded file, its headers meaning what ``columns`` says; raises ``InputError`` where the whole is unusable."""
    rows, keep, refusals = _accepted(rows_of(data, _SIDES[side], "<file>", columns), agency)
    for name in rows.unknown_columns:
        if (fault := _key_fault(name)) is not None:
            raise InputError(f"a column can't be taken: {fault}. Rename or remove it.")
    remarks = [remark_of(r.line, r.column, r.severity, r.reason, r.mend) for r in refusals]
    places = np.flatnonzero(keep)
    return Read([rows.lines[place] for place in places.tolist()], remarks, rows, places)


def remark_of(line: int | None, column: str, severity: str, reason: str, mend: str) -> Remark:
    """Return a remark without what stands in quotes: names of sheets, texts of others."""
    # Cells of shifted columns may stand where an agency's code should.
    reason = reason.split(" for another agency (")[0] if "for another agency (" in reason else reason
    return Remark(line, visible(column[:_LONGEST_KEY]), severity, unquoted(reason), mend)


def unquoted(text: str) -> str:
    """Return a text of the judge without what stands in quotes there: where a file lacks its header, names of columns are
    values of a person."""
    return _QUOTED.sub("'…'", visible(text))


def visible(text: str) -> str:
    """Return a text of the judge with every character that can't be seen, or stored, as a sign of its own: names of columns
    may stand in it."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _cell(value: object) -> str | None:
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, int) and not -_LARGEST < one < _LARGEST:
            raise NestedError("the number has too many digits")
        if isinstance(one, float) and not math.isfinite(one):
            raise NestedError("the cell holds what is no number")
    return cell_text(value)


def _accepted(rows: Rows, agency: str) -> tuple[Rows, NDArray[np.bool_], list[Refusal]]:
    """Return rows, which of them the service takes, and all that was remarked, in the order of lines."""
    found = date_refusals(_with_agency(rows, agency), rows.lines, rows.source)

    def refuse(row: int, column: str, reason: str, mend: str) -> None:
        found.append((row, Refusal(rows.source, rows.lines[row], column, "", reason, mend, "refused")))

    for row, code in enumerate(rows.columns.get("agency", ())):
        if code is not None and code.upper() != agency:
            refuse(row, "agency", "the agency is not yours", f"Write {agency}, or leave it out.")
    for row, reference in enumerate(rows.columns["record_id"]):
        if reference is not None and not reference.isprintable():
            refuse(row, "record_id", "the reference holds characters that can't be seen", "Write it anew.")
    for column in ("documents", "phones"):
        for row, cell in enumerate(rows.columns.get(column, ())):
            if (
                cell is not None
                and len(cell) > 2 * _MOST_NUMBERS
                and len(_BETWEEN.split(cell)) > _MOST_NUMBERS
            ):
                refuse(row, column, "there are more than 100 numbers", "Give those of this person.")
    keep = rows.keep.copy()
    # Rows that the judge has refused are told of once.
    found = [(row, refusal) for row, refusal in found if rows.keep[row]]
    keep[[row for row, _ in found]] = False
    refusals = [*rows.refusals, *(refusal for _, refusal in found)]
    return rows, keep, sorted(refusals, key=lambda r: r.line or 0)


def _with_agency(rows: Rows, agency: str) -> dict[str, list[str | None]]:
    """Return the columns with the agency's code in every row: by it day and month are read, written there or not."""
    return {**rows.columns, "agency": [agency] * len(rows.lines)}


def _judged(rows: Rows, places: Places) -> Iterator[Judged]:
    """Yield rows as dictionaries without empty cells."""
    unknown = set(rows.unknown_columns)
    known = [(n, cells) for n, cells in rows.columns.items() if n not in unknown and n not in _ASIDE]
    others = [(n, rows.columns[n]) for n in rows.unknown_columns]
    references = rows.columns["record_id"]
    for place in places.tolist():
        row = {name: cell for name, cells in known if (cell := cells[place]) is not None}
        extra = {name: cell for name, cells in others if (cell := cells[place]) is not None}
        yield Judged(references[place] or "", row, extra, (), rows.lines[place])


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
