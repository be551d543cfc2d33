"""Cells → records: each cell stripped and checked, each row accepted or refused (file contract)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracing.records.refusals import Refusal, Severity
from tracing.records.table import Table

__all__ = ["clean", "judge_ids"]

_CELL_LIMIT = 100_000
_ID_LIMIT = 200
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
# "+504 9999-0000" and "- lunar en la frente" are ordinary; a call, a pipe or a sheet reference after the
# sign is not.
_FORMULA = re.compile(r"=.|[+\-@].*(?:[A-Za-z]\(|\||[A-Za-z']![$A-Z])", re.DOTALL)


# The two bytes of an accented letter in UTF-8, each taken for a letter of Windows-1252.
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


class _Remark(NamedTuple):
    severity: Severity
    reason: str
    mend: str


_NUL = _Remark("refused", "the cell holds a NUL byte", "Export the file again; it is damaged here.")
_LONG = _Remark(
    "refused",
    "the cell has more than 100,000 characters",
    "Check the quotes of this line, or shorten the cell.",
)
_BROKEN = _Remark("refused", "the cell holds half of a character", "Export the file again as UTF-8.")
_LOST = _Remark(
    "doubtful",
    "a letter of this cell was lost before the file was written (�)",
    "Export the source again as UTF-8.",
)
_TWICE = _Remark(
    "doubtful",
    "the accents of this cell were encoded twice (Ã³ instead of ó)",
    "Export the source again as UTF-8, or open it as UTF-8 before saving.",
)
_CALCULATES = _Remark(
    "doubtful", "the cell looks like a formula; it was read as text", "Check where the file comes from."
)


def clean(table: Table) -> tuple[list[Refusal], set[int]]:
    """Strip all cells in place ("" → None); return what is remarkable, and the positions to refuse."""
    refusals: list[Refusal] = []
    refused: set[int] = set()
    for name, column in zip(table.header, table.columns, strict=True):
        # Each distinct value once: most columns repeat few values, and equal cells then share one string.
        cleaned: dict[str | None, str | None] = {None: None}
        remarks: dict[str | None, _Remark] = {}
        for raw in set(column):
            if raw is None:
                continue
            text = raw.strip()
            if not text:
                cleaned[raw] = None
                continue
            if text[0] in "'=+-@":
                if table.escaped and _ESCAPED.match(text):
                    text = text[1:].strip()
                elif _FORMULA.match(text):
                    remarks[raw] = _CALCULATES
            if not text.isascii():
                remark = _letters(text)
                if remark is not None:
                    remarks[raw] = remark
            if len(text) > _CELL_LIMIT:
                remarks[raw] = _LONG
            elif "\0" in text:
                remarks[raw] = _NUL
            cleaned[raw] = text or None
        if remarks:
            for position, raw in enumerate(column):
                remark = remarks.get(raw)
                if remark is None:
                    continue
                refusals.append(_refusal(table, position, name, cleaned[raw] or "", remark))
                if remark.severity == "refused":
                    refused.add(position)
        column[:] = [cleaned[raw] for raw in column]
    return refusals, refused


def _letters(text: str) -> _Remark | None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _BROKEN
    if "\ufffd" in text:
        return _LOST
    return _TWICE if _MOJIBAKE.search(text) else None


def _refusal(table: Table, position: int, column: str, value: str, remark: _Remark) -> Refusal:
    if remark is _BROKEN:
        value = value.encode("utf-8", "replace").decode("utf-8")
    line = table.lines[position]
    return Refusal(table.source, line, column, value, remark.reason, remark.mend, remark.severity)


def judge_ids(
    table: Table, ids: Sequence[str | None], agencies: Sequence[str | None], refused: Iterable[int]
) -> list[tuple[int, Refusal]]:
    """Return the positions whose ``record_id`` is missing, too long or taken, with the reason.

    The first row with a record_id is kept. Links name records by record_id alone, so that the same one from
    two agencies can't be told apart later and is refused as well, with a reason of its own.
    """
    skip = set(refused)
    first: dict[str, int] = {}
    found: list[tuple[int, Refusal]] = []
    for position, record_id in enumerate(ids):
        if position in skip:
            continue
        if record_id is None:
            remark = _Remark(
                "refused", "the row has no record_id", "Give each row the agency's own reference."
            )
        elif len(record_id) > _ID_LIMIT:
            remark = _Remark(
                "refused", "the record_id has more than 200 characters", "Check the row's separators."
            )
        elif (earlier := first.setdefault(record_id, position)) != position:
            remark = _taken(table.lines[earlier], agencies[earlier], agencies[position])
        else:
            continue
        found.append((position, _refusal(table, position, "record_id", record_id or "", remark)))
    return found


def _taken(line: int, one: str | None, other: str | None) -> _Remark:
    if one == other:
        return _Remark(
            "refused",
            f"the record_id already stands in line {line}",
            "Give each record its own, or remove one row.",
        )
    return _Remark(
        "refused",
        f"the record_id already stands in line {line} for another agency ({one or 'none'}, here "
        f"{other or 'none'}), "
        "and links name records by record_id alone",
        "Put the agency's code in front of the record_id.",
    )
