"""One document of A4 or letter pages, with a head and a foot on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from tracing.casework.wording import Language
from tracing.service.paper.fonts import FAMILY, add_fonts, settable

__all__ = ["Head", "Paper", "Sheet"]

Paper = Literal["A4", "letter"]

_MARGIN: Final = 16.0
_FOOT: Final = 18.0
_TEXT: Final = 9.0
_SMALL: Final = 7.0
_LINE: Final = 4.6
"""Height of a line of text in mm; sizes of letters are in points."""
_WRITTEN: Final = 8.5
"""Height of a line to write on by hand."""
_BOX: Final = 3.4
_SIZES: Final = {1: 14.0, 2: 11.0, 3: 9.5}
_GREY: Final = 110


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on every page: above the ``title``; below the ``code`` of what this is, a ``note`` (such as the version
    of the vocabulary) and the page's number. ``made_at`` stands in the document's description and, with ``dated``, on
    the page."""

    title: str
    code: str
    made_at: datetime
    note: str = ""
    language: Language = "es"
    paper: Paper = "A4"
    dated: bool = False


class _Pages(FPDF):
    def __init__(self, head: Head) -> None:
        super().__init__(unit="mm", format=head.paper)
        self._head = head
        add_fonts(self)
        self.set_margin(_MARGIN)
        self.set_line_width(0.15)
        self.c_margin = 0  # letters begin where lines and boxes do
        self.set_auto_page_break(True, _FOOT)
        self.set_lang(head.language)
        self.set_title(settable(head.title))
        self.set_subject(head.code)
        self.set_creator("tracing")
        self.set_creation_date(head.made_at)

    def header(self) -> None:
        if self.page_no() > 1:
            self.set_font(FAMILY, "", _SMALL)
            self.set_text_color(_GREY)
            self.cell(0, _LINE, settable(self._head.title), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_text_color(0)
            self.ln(2)

    def footer(self) -> None:
        head, page = self._head, self.page_no()
        self.set_y(-_FOOT + 5)
        self.set_draw_color(_GREY)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.set_font(FAMILY, "", _SMALL)
        self.set_text_color(_GREY)
        numbers = [f"Página {page} de {{nb}}", f"Page {page} of {{nb}}"]
        left = " · ".join(part for part in (head.code, head.note) if part)
        if head.dated:
            left += f" · {head.made_at:%Y-%m-%d %H:%M %Z}"
        width = self.epw / 2
        self.cell(width, _LINE, settable(left))
        self.cell(width, _LINE, " · ".join(numbers if head.language == "es" else numbers[::-1]), align="R")
        self.set_text_color(0)
        self.set_draw_color(0)


class Sheet:
    """A document that grows downwards. Each method adds one thing under what is there, on a new page where it doesn't fit;
    ``pdf`` ends it. Texts are set as they are: the caller gives them in the language of the ``head``."""

    def __init__(self, head: Head) -> None:
        self._pdf = _Pages(head)
        self._pdf.add_page()
        self.heading(head.title)

    def heading(self, text: str, level: int = 1) -> None:
        """Set a heading; 1 is the largest, 3 the smallest."""
        pdf = self._pdf
        self._need(_SIZES[level] + 2 * _WRITTEN)
        pdf.ln(1 if level == 1 else 3)
        pdf.set_font(FAMILY, "B", _SIZES[level])
        self._lines(text, _SIZES[level] * 0.5)
        pdf.ln(1)

    def text(self, text: str, small: bool = False) -> None:
        """Set a paragraph."""
        self._pdf.set_font(FAMILY, "", _SMALL if small else _TEXT)
        self._lines(text, 3.6 if small else _LINE)
        self._pdf.ln(1)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Set what is known, line by line: its name, and its value beside it."""
        self._table(None, rows, (1, 2))

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float] | None = None
    ) -> None:
        """Set a table; its header is repeated on each page. ``widths`` are shares of the page's width."""
        self._table(header, rows, widths or [1] * len(header))

    def line(self, label: str, lines: int = 1, hint: str = "") -> None:
        """Set a label with lines to write on."""
        pdf = self._pdf
        self._need(_LINE * 2 + _WRITTEN * lines)
        self._label(label, hint)
        for _ in range(lines):
            pdf.ln(_WRITTEN - 2)
            pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
            pdf.ln(2)
        pdf.ln(1)

    def cells(self, label: str, groups: Sequence[tuple[str, int]], hint: str = "") -> None:
        """Set a label with cells for one letter or digit each, in groups that are named (such as a day's)."""
        pdf, side = self._pdf, 6.0
        self._need(_LINE * 3 + side)
        self._label(label, hint)
        top, x = pdf.get_y() + 1, pdf.l_margin
        pdf.set_font(FAMILY, "", _SMALL)
        for name, count in groups:
            for place in range(count):
                pdf.rect(x + place * side, top, side, side)
            pdf.text(x, top + side + 3, settable(name))
            x += count * side + 4
        pdf.set_y(top + side + 5)

    def boxes(self, label: str, options: Sequence[tuple[str, str]], hint: str = "", columns: int = 2) -> None:
        """Set a label with boxes to tick: (code, what it says) each."""
        pdf = self._pdf
        self._need(_LINE * 3 + _WRITTEN)
        self._label(label, hint)
        width = pdf.epw / columns
        for start in range(0, len(options), columns):
            row = options[start : start + columns]
            texts = [settable(text if not code else f"{text} ({code})") for code, text in row]
            pdf.set_font(FAMILY, "", _TEXT - 1)
            parts = [self._wrapped(text, width - _BOX - 5) for text in texts]
            height = max(len(lines) for lines in parts) * 4.0 + 1
            self._need(height)
            top = pdf.get_y()
            for column, lines in enumerate(parts):
                x = pdf.l_margin + column * width
                pdf.rect(x, top + 0.4, _BOX, _BOX)
                for number, line in enumerate(lines):
                    pdf.text(x + _BOX + 2, top + 3.2 + number * 4.0, line)
            pdf.set_y(top + height)
        pdf.ln(1.5)

    def signatures(self, labels: Sequence[str]) -> None:
        """Set places to sign beside each other, two in a row."""
        pdf = self._pdf
        width = pdf.epw / 2
        for start in range(0, len(labels), 2):
            self._need(26)
            top = pdf.get_y() + 18
            pdf.set_font(FAMILY, "", _SMALL)
            for place, label in enumerate(labels[start : start + 2]):
                x = pdf.l_margin + place * width
                pdf.line(x, top, x + width - 8, top)
                for number, line in enumerate(self._wrapped(settable(label), width - 8)):
                    pdf.text(x, top + 3.5 + number * 3.4, line)
            pdf.set_y(top + 9)

    def pdf(self) -> bytes:
        """Return the document. The same calls give the same bytes."""
        return bytes(self._pdf.output())

    def _label(self, label: str, hint: str) -> None:
        pdf = self._pdf
        pdf.set_font(FAMILY, "B", _TEXT)
        self._lines(label, _LINE)
        if hint:
            pdf.set_font(FAMILY, "", _SMALL)
            pdf.set_text_color(_GREY)
            self._lines(hint, 3.6)
            pdf.set_text_color(0)

    def _lines(self, text: str, height: float) -> None:
        self._pdf.multi_cell(0, height, settable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _wrapped(self, text: str, width: float) -> list[str]:
        lines = self._pdf.multi_cell(width, 4.0, text, align="L", dry_run=True, output="LINES")
        return cast(list[str], lines)

    def _table(
        self, header: Sequence[str] | None, rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        pdf = self._pdf
        if not rows:
            return
        pdf.set_font(FAMILY, "", _TEXT - 1)
        with pdf.table(
            col_widths=tuple(widths),
            text_align="LEFT",
            line_height=_LINE,
            first_row_as_headings=header is not None,
            headings_style=FontFace(emphasis="BOLD", fill_color=235),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            padding=(0.6, 1.5),
        ) as table:
            for cells in ([header] if header is not None else []) + list(rows):
                row = table.row()
                for cell in cells:
                    row.cell(settable(cell))
        pdf.ln(2)

    def _need(self, height: float) -> None:
        """Begin a new page where less than a height is left."""
        if self._pdf.will_page_break(height):
            self._pdf.add_page()
