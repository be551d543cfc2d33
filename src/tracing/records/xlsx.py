"""XLSX: the first sheet that looks like the table, its typed cells turned back into what was typed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from tracing.records.errors import InputError
from tracing.records.refusals import Refusal
from tracing.records.schema import match_header
from tracing.records.table import NestedError, Table, cell_text

__all__ = ["inspect", "parse"]

_TOTAL_LIMIT = 512 * 2**20
_RATIO_LIMIT = 200
_RATIO_FLOOR = 16 * 2**20  # small files may be as regular as they like
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ZEROS = re.compile(r"0{2,30}")
_CHUNK = 1 << 20
_EXACT = 10**15  # spreadsheets keep 15 digits of a number

_DAMAGES = (
    InvalidFileException,
    zipfile.BadZipFile,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    SyntaxError,  # ElementTree's ParseError is one
    TypeError,
    ValueError,
)

Row = list[str | None]


def parse(data: bytes, source: str, known: Sequence[str], most: int | None = None) -> Table:
    """Return the rows of an XLSX file's first sheet that has one of the ``known`` columns, the first ``most`` where so many
    are enough.

    Dates come as ISO text, whole numbers without ``.0``, numbers shown with leading zeros with these zeros.
    A cell with a formula comes with its stored value and a doubtful ``Refusal``. Raises InputError for
    other ZIP archives, damaged files, and archives that would unpack to more than 512 MB.
    """
    formulas = inspect(data, source)
    # Parsers of three libraries meet hostile bytes here; whatever they stumble over, the file is unusable.
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        typed = (
            openpyxl.load_workbook(io.BytesIO(data), read_only=True) if formulas and most is None else None
        )
        return _read(book, typed, source, known, most)
    except _DAMAGES as error:
        raise InputError(
            f"{source}: the spreadsheet is damaged ({type(error).__name__}). "
            "Open it in a spreadsheet program and save it again as XLSX or 'CSV UTF-8'."
        ) from error


def inspect(data: bytes, source: str) -> bool:
    """Check the archive before anything of it is kept unpacked; return whether any sheet holds a formula.

    Raises InputError for other ZIP archives, damaged files, entities, and archives that would unpack to more than 512 MB
    or to far more than their size.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError(
            f"{source}: the file is a damaged or cut-off ZIP or XLSX file. Export it again."
        ) from error
    with archive:
        infos = archive.infolist()
        names = {info.filename for info in infos}
        if "xl/workbook.xml" not in names and not any(n.startswith("xl/") for n in names):
            what = (
                "an OpenDocument file" if "mimetype" in names and "content.xml" in names else "a ZIP archive"
            )
            raise InputError(
                f"{source}: this is {what}, not an XLSX table. Save the table as XLSX or 'CSV UTF-8'."
            )
        total = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        if total > _TOTAL_LIMIT or (total > _RATIO_FLOOR and total > _RATIO_LIMIT * max(packed, 1)):
            raise InputError(
                f"{source}: the spreadsheet would unpack to {total / 2**20:,.0f} MB from "
                f"{packed / 2**20:,.1f} MB, "
                "which no ordinary table does. It was not opened; export the table as CSV."
            )
        formulas = False
        for info in infos:
            if info.filename.endswith((".xml", ".rels")):
                formulas |= _scan(archive, info, source)
    return formulas


def _scan(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: str) -> bool:
    sheet = info.filename.startswith("xl/worksheets/")
    found = False
    tail = b""
    try:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                chunk = tail + chunk
                if _DOCTYPE.search(chunk):
                    raise InputError(
                        f"{source}: the spreadsheet declares XML entities, which no spreadsheet "
                        "program writes. "
                        "It was not opened."
                    )
                found = found or (sheet and _FORMULA.search(chunk) is not None)
                tail = chunk[-40:]
    except (
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        OSError,
        EOFError,
        zlib.error,
    ) as error:
        raise InputError(
            f"{source}: the spreadsheet is damaged or encrypted. Save it again as XLSX."
        ) from error
    return found


def _read(book: Any, typed: Any, source: str, known: Sequence[str], most: int | None) -> Table:
    wanted = set(known)
    best: tuple[int, Any, int] | None = None
    filled: list[str] = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some exporters declare a size of one cell
        found = _first_row(sheet, source)
        if found is None:
            continue
        line, cells = found
        filled.append(sheet.title)
        try:
            score = len(wanted.intersection(match_header(cells, known, source)))
        except InputError:
            score = 1
        if sheet.sheet_state == "visible" and (best is None or score > best[0]):
            best = (score, sheet, line)
    if best is None:
        raise InputError(f"{source}: the spreadsheet has no visible sheet with anything in it.")
    _, sheet, line = best
    table = _sheet(sheet, typed[sheet.title] if typed is not None else None, line, source, most)
    others = [title for title in filled if title != sheet.title]
    if others:
        reason = f"only the sheet {sheet.title!r} was read; {len(others)} other sheets are not empty"
        mend = "Put all records into one sheet if they belong together."
        table.refusals.append(Refusal(source, None, "", ", ".join(others), reason, mend, "doubtful"))
    return table


def _first_row(sheet: Any, source: str) -> tuple[int, list[str]] | None:
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [(cell_text(value) or "").strip() for value in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            return line, texts
    return None


def _sheet(sheet: Any, typed: Any, header_line: int, source: str, most: int | None) -> Table:
    rows: list[Row] = []
    lines: list[int] = []
    refusals: list[Refusal] = []
    header: list[str] = []
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if line < header_line:
            continue
        if most is not None and len(rows) >= most:
            break
        row, doubts = _row(cells, line)
        if line == header_line:
            while row and row[-1] is None:
                row.pop()
            header = [cell or "" for cell in row]
            continue
        if not any(cell and not cell.isspace() for cell in row):
            continue
        width = len(header)
        if any(cell and not cell.isspace() for cell in row[width:]):
            reason = f"the row has cells to the right of the header's {width} columns"
            mend = "Give the column a name, or remove the cells."
            refusals.append(Refusal(source, line, "", row[0] or "", reason, mend, "refused"))
            continue
        rows.append(row[:width] + [None] * (width - len(row)))
        lines.append(line)
        for place, reason in doubts:
            value, name = row[place] or "", header[place] if place < width else ""
            mend = "Write such references as text."
            refusals.append(Refusal(source, line, name, value, reason, mend, "doubtful"))
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in header]
    table = Table(source, header, columns, lines, header_line=header_line, refusals=refusals)
    if typed is not None:
        refusals.extend(_formulas(typed, table))
    return table


def _row(cells: Sequence[Any], line: int) -> tuple[Row, list[tuple[int, str]]]:
    row: Row = []
    doubts: list[tuple[int, str]] = []
    for place, cell in enumerate(cells):
        value = cell.value
        if value is None or isinstance(value, str):
            row.append(value)
            continue
        try:
            text = cell_text(value)
        except NestedError:
            text = str(value)
        if text is not None and isinstance(value, int | float) and not isinstance(value, bool):
            if abs(value) >= _EXACT:
                doubts.append(
                    (place, "a number of more than 15 digits, of which a spreadsheet keeps only 15")
                )
            zeros = str(cell.number_format)
            # A format of nothing but zeros is how the leading 0 of an identity number is kept on the screen.
            if _ZEROS.fullmatch(zeros) and text.isdigit():
                text = text.zfill(len(zeros))
        row.append(text)
    return row, doubts


def _formulas(sheet: Any, table: Table) -> Iterator[Refusal]:
    sheet.reset_dimensions()
    kept = {line: position for position, line in enumerate(table.lines)}
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        position = kept.get(line)
        if position is None:
            continue
        for place, cell in enumerate(cells[: len(table.header)]):
            if cell.data_type != "f":
                continue
            value = table.columns[place][position]
            reason = "the cell holds a formula; its stored value was read"
            if value is None:
                reason = "the cell holds a formula without a stored value and was read as empty"
            mend = "Replace the formula by its value (copy, paste as values)."
            yield Refusal(table.source, line, table.header[place], value or "", reason, mend, "doubtful")
