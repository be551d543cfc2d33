"""JSON Lines: one object per line, flat."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from tracing.records.errors import InputError
from tracing.records.refusals import Refusal
from tracing.records.schema import match_header
from tracing.records.table import NestedError, Table, cell_text, number_text

__all__ = ["parse"]


def parse(text: str, source: str, known: Sequence[str]) -> Table:
    """Return the rows of a JSON Lines text; keys are matched like a CSV header, lists joined with ``;``.

    Lines that are no flat object are left out and named in ``refusals``. Raises InputError where no line is
    an object, or where two keys of the file mean the same column.
    """
    lines = io.StringIO(text, newline="")
    keys: dict[str, int] = {}
    rows: list[dict[str, str | None]] = []
    at: list[int] = []
    refusals: list[Refusal] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _row(line)
        except _BadLineError as bad:
            refusals.append(Refusal(source, number, bad.key, "", str(bad), bad.mend, "refused"))
            continue
        for key in row:
            keys.setdefault(key, len(keys))
        rows.append(row)
        at.append(number)
    if not rows:
        reason = f" Line {refusals[0].line}: {refusals[0].reason}." if refusals else ""
        raise InputError(
            f"{source}: no line is a JSON object. Expected JSON Lines: one record per line.{reason}"
        )
    header = match_header(list(keys), known, source)
    columns = [[row.get(key) for row in rows] for key in keys]
    return Table(source, header, columns, at, header_line=None, refusals=refusals)


class _BadLineError(ValueError):
    def __init__(self, reason: str, mend: str, key: str = "") -> None:
        super().__init__(reason)
        self.mend = mend
        self.key = key


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _BadLineError("a key stands twice in the object", "Write each key once.")
    return found


def _number(digits: str) -> str | None:
    if "e" not in digits and "E" not in digits and not digits.rstrip("0").endswith("."):
        return digits
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return digits
    # An exponent beyond what any reference or measure needs would only fill the memory with zeros.
    if value and abs(value.adjusted()) > 40:
        return digits
    return number_text(value)


def _constant(_name: str) -> None:
    """NaN and Infinity, which some exporters write for "not known"."""


# Whole numbers keep their own digits: an 18-digit reference must not pass through a float.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=str, parse_float=_number, parse_constant=_constant
)


def _row(line: str) -> dict[str, str | None]:
    try:
        value = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        raise _BadLineError(
            f"the line is not valid JSON (character {error.pos + 1}: {error.msg})",
            "Write one object per line.",
        ) from None
    except RecursionError:
        raise _BadLineError("the object is nested too deeply", "Write a flat object.") from None
    if not isinstance(value, dict):
        raise _BadLineError("the line is JSON but not an object", 'Write {"record_id": ...} on each line.')
    row: dict[str, str | None] = {}
    for key, cell in value.items():
        if type(cell) is str:
            row[key] = cell
            continue
        try:
            row[key] = cell_text(cell)
        except NestedError as nested:
            mend = "Write text, a number, or a list of these."
            if isinstance(cell, dict):
                raise _BadLineError("the cell holds an object", mend, key) from None
            raise _BadLineError(str(nested), mend, key) from None
    return row
