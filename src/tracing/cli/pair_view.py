"""A pair on a terminal: both records side by side, and the waterfall of the score."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rich.table import Table
from rich.text import Text

from tracing.cli import show
from tracing.linkage import Explanation
from tracing.linkage.explain import Language
from tracing.records import INQUIRY_COLUMNS

__all__ = ["records_table", "waterfall"]

_BAR = 24
_NARROW = 110
_WORDS = {
    "en": ("Score", "sum", "weight", "prior", "probability"),
    "es": ("Puntuación", "suma", "peso", "previa", "probabilidad"),
}


@cache
def _labels() -> Mapping[str, str]:
    """Return what the forms on paper call the columns in Spanish."""
    from tracing.casework.forms.record_forms import FOUND_CHILD, INQUIRY

    return {
        # Forms on paper are an agency's own, and don't ask which.
        "agency": "Institución",
        **{
            field.name: field.es
            for form in (FOUND_CHILD, INQUIRY)
            for section in form.sections
            for field in section.fields
        },
    }


def records_table(explanation: Explanation, language: Language = "en") -> Table:
    """Return both records, a line for each column that either has."""
    spanish = language == "es"
    table = Table(title="Registros" if spanish else "Records", title_justify="left")
    child, inquiry = ("niña o niño", "solicitud") if spanish else ("child", "inquiry")
    for column in ("", f"{child} {explanation.child_id}", f"{inquiry} {explanation.inquiry_id}"):
        table.add_column(show.visible(column), overflow="fold")
    for column in INQUIRY_COLUMNS:
        a, b = explanation.child.get(column, ""), explanation.inquiry.get(column, "")
        if a or b:
            name = _labels().get(column, column) if spanish else column
            table.add_row(name, show.visible(a), show.visible(b))
    return table


def waterfall(explanation: Explanation, language: Language) -> Table:
    """Return the parts of the score as a waterfall, in bits."""
    spanish = language == "es"
    words = _WORDS["es" if spanish else "en"]
    table = Table(title=words[0], title_justify="left")
    table.add_column("")
    table.add_column("", overflow="fold")
    table.add_column("bits", justify="right", no_wrap=True)
    table.add_column(words[1], justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    widest = max((abs(p.bits) for p in explanation.parts), default=1.0) or 1.0
    longest = _BAR if show.out.width >= _NARROW else _BAR // 3
    total = 0.0
    for part in explanation.parts:
        total += part.bits
        length = round(abs(part.bits) / widest * longest)
        strip = Text("█" * length, style="green" if part.bits > 0 else "red")
        table.add_row(
            part.title.told(language),
            part.sentence.told(language),
            f"{part.bits:+.2f}",
            f"{total:+.2f}",
            strip,
        )
    table.add_section()
    table.add_row(words[2], explanation.band_in(language), f"{explanation.weight:+.2f}", "", "")
    table.add_row(words[3], "", f"{explanation.prior_bits:+.2f}", "", "")
    table.add_row(words[4], "", f"{explanation.probability:.4f}", "", "")
    return table
