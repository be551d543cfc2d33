"""A pair comparison by comparison: what each record says, how that was understood, what it weighs.

It is made of what the reader sees of the two records and of nothing else: what isn't revealed isn't understood either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tracing.casework.agencies import Side
from tracing.casework.forms.record_forms import FOUND_CHILD, INQUIRY
from tracing.casework.visibility import REVEAL_STEPS, group_of
from tracing.casework.wording import Language
from tracing.service.pair import PairView, RecordView
from tracing.web.differences import Piece, differences
from tracing.web.rounding import rounded_parts

__all__ = [
    "Cell",
    "Row",
    "bar_of",
    "first_row_of",
    "label_of",
    "place_of_row",
    "reveal_steps",
    "rows_of",
    "shown_text",
]

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "given_names": ("given_names", "full_name"),
    "surnames": ("first_surname", "second_surname", "full_name"),
    "birth": ("birth_date", "age", "age_date"),
    "sex": ("sex",),
    "origin": ("origin_country", "origin_admin1", "origin_admin2", "origin_locality", "origin_text"),
    "nationality": ("nationality",),
    "mother": ("mother_name",),
    "father": ("father_name",),
    "caregiver": ("caregiver_name",),
    "siblings": ("siblings",),
    "aliases": ("aliases",),
    "languages": ("languages",),
    "phones": ("phones",),
    "documents": ("documents",),
    "marks": ("marks",),
    "timing": ("event_date",),
    "group": ("group_id",),
}
"""Comparison → the columns that it looks at."""

_NOT_BY_LETTER = (
    "timing",
    "sex",
    "nationality",
    "languages",
    "siblings",
    "phones",
    "documents",
    "marks",
    "group",
)
"""What isn't compared letter by letter: days of different things, codes, sets in any order."""

_BAR = 90.0
_MOST_BITS = 15.0


@dataclass(frozen=True, slots=True)
class Cell:
    """What one record says to a comparison: (column's label, text in pieces, differing ones marked). ``hidden``: there is more
    that can be revealed; ``withheld``: there may be more that can't."""

    said: tuple[tuple[str, tuple[Piece, ...]], ...]
    hidden: bool
    withheld: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. ``bits`` and what follows are None while the score is hidden; ``bar``: (left edge, width) in pixels, zero
    in the middle."""

    name: str
    title: str
    child: Cell
    inquiry: Cell
    sentence: str
    bits: float | None
    rarity_bits: float
    bar: tuple[float, float] | None


_LABELS: Final[Mapping[str, Mapping[Language, str]]] = {
    field.name: {"es": field.es, "en": field.en} for form in (INQUIRY, FOUND_CHILD) for field in form.fields()
}


def label_of(column: str, language: Language) -> str:
    """Return what a column is called on the forms."""
    return _LABELS[column][language] if column in _LABELS else column


def rows_of(view: PairView, language: Language, titles: Mapping[str, str]) -> list[Row]:
    """Return the rows of a pair; those that weigh most first, or in the matcher's order while the score is hidden.

    ``titles``: comparison → what it is called, for rows without an explanation.
    """
    if view.explanation is None:
        return [
            _row(view, name, title, "", None, 0.0, language)
            for name, title in titles.items()
            if name in _COLUMNS
        ]
    steps = view.explanation.steps
    told = rounded_parts([step.bits for step in steps])
    found = [
        _row(
            view,
            step.name,
            step.title_es if language == "es" else step.title_en,
            step.text_es if language == "es" else step.text_en,
            bits,
            step.rarity_bits,
            language,
        )
        for step, bits in zip(steps, told, strict=True)
    ]
    return sorted(found, key=lambda row: -abs(row.bits or 0.0))


def _row(
    view: PairView,
    name: str,
    title: str,
    sentence: str,
    bits: float | None,
    rarity: float,
    language: Language,
) -> Row:
    columns = _COLUMNS.get(name, ())
    child, inquiry = _texts(view.child, columns), _texts(view.inquiry, columns)
    pieces = {
        column: _differences(name, child.get(column, ""), inquiry.get(column, "")) for column in columns
    }
    return Row(
        name,
        title,
        _cell(view.child, columns, {c: both[0] for c, both in pieces.items()}, language),
        _cell(view.inquiry, columns, {c: both[1] for c, both in pieces.items()}, language),
        sentence,
        bits,
        rarity,
        None if bits is None else bar_of(bits),
    )


def _differences(name: str, left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if name in _NOT_BY_LETTER:
        return tuple((Piece(text, False),) if text else () for text in (left, right))  # type: ignore[return-value]
    return differences(left, right)


def bar_of(bits: float) -> tuple[float, float]:
    """Return where a bar of so many bits begins and how long it is (pixels): to the left of the middle what speaks against."""
    length = round(min(1.0, abs(bits) / _MOST_BITS) * _BAR, 1)
    return (_BAR, length) if bits >= 0 else (round(_BAR - length, 1), length)


def shown_text(value: object) -> str:
    """Return a field's value as text; a list's entries stand one after the other."""
    if isinstance(value, list | tuple):
        return "; ".join(str(one) for one in value)
    return "" if value is None or isinstance(value, bool) else str(value)


def _texts(record: RecordView, columns: tuple[str, ...]) -> dict[str, str]:
    fields = record.seen.fields
    return {column: text for column in columns if (text := shown_text(fields.get(column)))}


def _cell(
    record: RecordView, columns: tuple[str, ...], pieces: Mapping[str, tuple[Piece, ...]], language: Language
) -> Cell:
    said = tuple((label_of(column, language), pieces[column]) for column in columns if pieces[column])
    return Cell(
        said,
        any(column in record.seen.revealable for column in columns),
        any(column in record.seen.withheld for column in columns),
    )


def reveal_steps(record: RecordView) -> list[tuple[int, list[str]]]:
    """Return what can be revealed of a record now: (number of the step, columns), in the order of the steps."""
    side = Side(record.side)
    found: dict[int, list[str]] = {}
    for column in record.seen.revealable:
        group = group_of(column, side)
        step = next((n for n, groups in enumerate(REVEAL_STEPS) if group in groups), None)
        if step is not None:
            found.setdefault(step, []).append(column)
    return sorted(found.items())


def first_row_of(columns: Collection[str], rows: Iterable[Row]) -> str:
    """Return the name of the first of the rows that shows one of the columns; empty where none does."""
    return next((row.name for row in rows if not set(columns).isdisjoint(_COLUMNS.get(row.name, ()))), "")


def place_of_row(name: str) -> str:
    """Return what a row is called in the page's addresses; the whole table where there is no such row."""
    return f"row-{name}" if name in _COLUMNS else "evidence"
