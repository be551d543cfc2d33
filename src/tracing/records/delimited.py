"""Text → rows: CSV in the dialects that spreadsheets and agencies write, with exact line numbers.

The parser is strict about quotes and starts again at the next line where they don't match up, so that one
forgotten quote costs one row and not the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from tracing.records.errors import InputError
from tracing.records.refusals import Refusal
from tracing.records.schema import match_header
from tracing.records.table import Table

__all__ = ["parse"]

_SEPARATORS = (",", ";", "\t", "|")
_EXCEL_HINT = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)


def parse(text: str, source: str, known: Sequence[str]) -> Table:
    """Return the rows of a CSV text; ``known`` are the column names by which the separator is recognised.

    Rows with too many or too few cells or with broken quotes are left out and named in ``refusals``; blank
    lines and rows of empty cells are skipped. Raises InputError where the header can't be read, or where
    quotes are broken so often that rows can't be told apart.
    """
    lines = list(io.StringIO(text, newline=""))
    # The limit is one number for the whole process: it is only ever raised. Cells that are too long are
    # refused later, with their line and column, which the csv module could not tell.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    del text
    separator, first = _hint(lines)
    if separator is None:
        separator = _sniff(lines, first, source, known)
    header, start = _header(lines, first, separator)
    if header is None:
        raise InputError(
            f"{source}: the header in line {first + 1} has a quote that is not closed. "
            "Expected the names of the columns, separated by commas, semicolons or tabs."
        )
    table = Table(source, header, [], [], header_line=first + 1, escaped=True)
    cells = _cells(lines, start, separator, table)
    width = len(header)
    table.columns = [list(cells[place::width]) for place in range(width)]
    return table


def _hint(lines: list[str]) -> tuple[str | None, int]:
    """Return the separator that a first line ``sep=;`` names (Excel's hint), and the header's place."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    found = _EXCEL_HINT.match(lines[first].rstrip("\r\n")) if lines else None
    if found and first + 1 < len(lines):
        rest = next((i for i in range(first + 1, len(lines)) if lines[i].strip()), first + 1)
        return found.group(1), rest
    return None, first


def _header(lines: list[str], first: int, separator: str) -> tuple[list[str] | None, int]:
    """Return the header's cells and the index of the line after it; None where its quotes are broken."""
    # A header is short: without a bound, one stray quote in it would swallow the file.
    reader = csv.reader(lines[first : first + 20], delimiter=separator, skipinitialspace=True, strict=True)
    try:
        return next(reader), first + reader.line_num
    except (csv.Error, StopIteration):
        return None, first


def _sniff(lines: list[str], first: int, source: str, known: Sequence[str]) -> str:
    """Return the separator under which the header has most known names, then most cells."""
    wanted = set(known)
    best, best_score = ",", (-1, -1)
    for separator in _SEPARATORS:
        header, _ = _header(lines, first, separator)
        if header is None:
            continue
        try:
            names = match_header(header, known, source)
        except InputError:
            # Doubled names: under the true separator this is an error, told when the header is matched for
            # good.
            names = [name for cell in set(header) for name in match_header([cell], known, source)]
        score = (len(wanted.intersection(names)), len(header))
        if score > best_score:
            best, best_score = separator, score
    return best


def _cells(lines: list[str], start: int, separator: str, table: Table) -> list[str]:
    """Return the cells of all good rows, row after row, and note in ``table`` their lines and what is bad."""
    width = len(table.header)
    # One list for all: a hundred thousand small ones would keep the garbage collector busier than the parser.
    cells: list[str] = []
    at = table.lines
    # Starting again re-reads lines. Honest files need it once or twice; the bound keeps hostile ones linear.
    budget = 4 * len(lines) + 1000
    while start < len(lines):
        reader = csv.reader(
            map(lines.__getitem__, range(start, len(lines))),
            delimiter=separator,
            skipinitialspace=True,
            strict=True,
        )
        base = begin = start
        broken = ""
        try:
            for row in reader:
                end = base + reader.line_num
                if len(row) != width:
                    if any(map(str.strip, row)):
                        if end > begin + 1:
                            broken = f"it was read on to line {end} and then had {len(row)} cells"
                            break
                        table.refusals.append(_ragged(table, begin + 1, row, width))
                else:
                    if end > begin + 1 and _swallowed(row, separator, width):
                        table.refusals.append(_suspicious(table, begin + 1, end))
                    if any(map(str.strip, row)):
                        cells.extend(row)
                        at.append(begin + 1)
                begin = end
            else:
                return cells
        except csv.Error as error:
            end = base + reader.line_num
            broken = "text follows the closing quote"
            if "end of data" in str(error):
                broken = "the quote is not closed before the end of the file"
            elif end > begin + 1:
                broken = f"the quote is met again only in line {end}"
        table.refusals.append(_broken_quote(table, begin + 1, broken))
        budget -= end - begin
        if budget < 0:
            raise InputError(
                f"{table.source}: the quotes of line {table.refusals[0].line} and many others don't "
                "match up, "
                'so that rows can\'t be told apart. Double every quote inside a cell ("") or export '
                "the file again."
            )
        start = begin + 1
    return cells


def _swallowed(row: list[str], separator: str, width: int) -> bool:
    """Return whether a cell over several lines looks as if it held a whole other row."""
    return width > 2 and any(
        line.count(separator) >= width - 1 for cell in row if "\n" in cell for line in cell.split("\n")
    )


def _ragged(table: Table, line: int, row: list[str], width: int) -> Refusal:
    more = len(row) > width
    return Refusal(
        table.source,
        line,
        "",
        row[0],
        f"the row has {len(row)} cells, the header {width}",
        "Put cells that contain the separator in quotes."
        if more
        else "Write empty cells too, or quote line breaks.",
        "refused",
    )


def _broken_quote(table: Table, line: int, why: str) -> Refusal:
    return Refusal(
        table.source,
        line,
        "",
        "",
        f"a quote that opens in this line is broken: {why}",
        'Close the quote, and write a quote inside a cell twice ("").',
        "refused",
    )


def _suspicious(table: Table, line: int, end: int) -> Refusal:
    return Refusal(
        table.source,
        line,
        "",
        "",
        f"one cell of this row reaches to line {end} and seems to contain a whole other row",
        "Check the quotes of these lines.",
        "doubtful",
    )
