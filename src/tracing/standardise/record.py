"""Records → profiles: every field of every row in its comparable form, and what could not be understood.

The one step between reading and linking. A row is refused only for what the file contract refuses: a date that is
none. What is merely doubtful is said and used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from tracing.standardise import dates, documents, languages, marks, names, phones, places, sex
from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.profile import RULES_VERSION, Profile

if TYPE_CHECKING:
    from tracing.records import Records, Refusal

__all__ = [
    "birth_of", "date_refusals", "is_standardised", "origin_of", "profile", "profiles", "refuse_unreadable",
    "relation_of", "rows_of",
]  # fmt: skip

_RELATION_FIELD = {
    "mother": "mother_name",
    "madre": "mother_name",
    "mama": "mother_name",
    "father": "father_name",
    "padre": "father_name",
    "papa": "father_name",
}

_MDY_AGENCIES = ("US-",)
"""Agencies whose forms write the month first (brief E1)."""

_DATE_COLUMNS = ("birth_date", "age_date", "event_date")

Row = dict[str, str | None]


def _list(cell: str | None) -> Sequence[str]:
    if not cell:
        return ()
    return [part.strip() for part in cell.split(";") if part.strip() and not is_placeholder(part)]


def _name(text: str | None, sex_code: str | None = None, adult: bool = False) -> names.ParsedName | None:
    if not text or is_placeholder(text):
        return None
    parsed = names.parse(text, sex=sex_code, adult=adult)
    return parsed if parsed.readings else None


def _child_name(row: Row, sex_code: str | None) -> names.ParsedName | None:
    fields = (row.get("given_names"), row.get("first_surname"), row.get("second_surname"))
    if any(fields):
        parsed = names.from_fields(*fields, sex=sex_code)
        if parsed.readings:
            return parsed
    return _name(row.get("full_name"), sex_code)


@lru_cache(maxsize=1 << 12)
def _country(agency: str) -> str | None:
    agency = agency.strip().upper()
    return agency[:2] if len(agency) > 2 and agency[2] == "-" and agency[:2].isalpha() else None


def _group(row: Row) -> str | None:
    """A group's reference is its agency's own, like a record's: two agencies may both have a group 1."""
    group = row.get("group_id")
    return f"{(row.get('agency') or '').strip().upper()}/{group}" if group else None


def _order(agency: str | None) -> dates.Order:
    return "mdy" if agency and agency.upper().startswith(_MDY_AGENCIES) else "dmy"


def birth_of(row: Row, today: date, recorded_on: date | None = None) -> dates.BirthDate | None:
    """Return when somebody was born, by the columns that say so; None where nothing is known. Never raises on a value.

    ``recorded_on``: when the columns were written down, for an age without the day on which it was stated; ``today`` where that
    isn't known. Whoever asks again on later days names it: else the child would grow no older.
    """
    text, age = row.get("birth_date"), row.get("age")
    if not text and not age:
        return None
    stated = row.get("age_date") or row.get("event_date") if age else None
    for on in (stated, None):
        # A stated day that is no day leaves the age without one.
        try:
            return dates.parse_birth(
                text,
                age=age,
                age_date=on,
                order=_order(row.get("agency")),
                recorded_on=recorded_on,
                today=today,
            )
        except dates.DateError:
            continue
    return None


def _event(row: Row, today: date) -> dates.Day | None:
    try:
        return dates.parse_event(row.get("event_date"), order=_order(row.get("agency")), today=today)
    except dates.DateError:
        return None


@lru_cache(maxsize=1 << 12)
def _nations(cell: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for n in _list(cell) if (code := places.country_code(n))))


def _origin(row: Row, nationality: tuple[str, ...]) -> places.Origin:
    return places.origin(
        row.get("origin_country"),
        row.get("origin_admin1"),
        row.get("origin_admin2"),
        row.get("origin_locality"),
        row.get("origin_text"),
        nationality,
    )


def origin_of(row: Row) -> places.Origin:
    """Return where somebody is from, by the columns that say so; empty where nothing is known."""
    return _origin(row, _nations(row.get("nationality")))


def relation_of(text: str) -> str:
    """Return what an inquirer is to the child: ``mother``, ``father``, or as written, in lower case."""
    written = text.strip().lower()
    return _RELATION_FIELD.get(written, written).removesuffix("_name")


def profile(row: Row) -> Profile:
    """Return the profile of one row of the file contract (column → text or None). Never raises on a value."""
    sex_code = sex.parse(row.get("sex") or "")
    home, today = _country(row.get("agency") or ""), date.today()
    spoken_of = {column: row.get(column) for column in ("mother_name", "father_name", "caregiver_name")}
    inquirer = row.get("inquirer_name")
    if inquirer:
        relation = (row.get("inquirer_relation") or "").strip().lower()
        column = _RELATION_FIELD.get(relation, "caregiver_name")
        spoken_of[column] = spoken_of[column] or inquirer
    parsed = _child_name(row, sex_code)
    aliases = [_name(a, sex_code) for a in (*_list(row.get("aliases")), *(parsed.aliases if parsed else ()))]
    mother = spoken_of["mother_name"] or (parsed.mother_hint if parsed else None)
    nationality = _nations(row.get("nationality"))
    return Profile(
        record_id=row.get("record_id") or "",
        name=parsed,
        aliases=tuple([a for a in aliases if a is not None]),
        sex=sex_code,
        birth=birth_of(row, today),
        nationality=frozenset(nationality),
        origin=_origin(row, nationality),
        languages=languages.parse_list(row.get("languages") or ""),
        mother=_name(mother, "F", adult=True),
        father=_name(spoken_of["father_name"], "M", adult=True),
        caregiver=_name(spoken_of["caregiver_name"], adult=True),
        siblings=tuple([p for s in _list(row.get("siblings")) if (p := _name(s)) is not None]),
        phones=phones.parse_list(row.get("phones") or "", country=home),
        documents=documents.parse_list(row.get("documents") or "", country=home),
        marks=marks.parse(row.get("marks") or ""),
        event=_event(row, today),
        group_id=_group(row),
    )


def rows_of(records: Records) -> Iterator[Row]:
    """Yield every record as a row of the file contract, in the records' order."""
    columns = {str(name): records.frame[name].tolist() for name in records.frame.columns}
    for cells in zip(*columns.values(), strict=True):
        yield dict(zip(columns, cells, strict=True))


def profiles(records: Records) -> Iterator[Profile]:
    """Yield the profile of every record, in the records' order. ``guarded.profile_or_fault`` goes on where one breaks."""
    return map(profile, rows_of(records))


@lru_cache(maxsize=1 << 16)
def _date_problem(column: str, text: str, order: dates.Order, today: date) -> str | None:
    if is_placeholder(text):
        return None
    try:
        if column == "birth_date":
            dates.parse_birth(text, order=order, today=today)
        else:
            dates.parse_event(text, order=order, today=today)
    except dates.DateError as error:
        return str(error)
    return None


def is_standardised(records: Records) -> bool:
    """Whether the records come from ``tracing standardise`` by the rules that hold now."""
    if records.forms is None:
        return False
    metadata = records.forms.schema.metadata or {}
    return bool(metadata.get(b"rules_version") == RULES_VERSION.encode())


def refuse_unreadable(records: Records) -> Records:
    """Return ``records`` without the rows whose dates are none, each reported (file contract)."""
    if is_standardised(records):
        return records
    columns = {
        name: records.frame[name].tolist() for name in ("agency", *_DATE_COLUMNS) if name in records.frame
    }
    found = date_refusals(columns, records.lines.tolist(), records.source)
    return records.refuse([r for _, r in found], sorted({row for row, _ in found})) if found else records


def date_refusals(
    columns: Mapping[str, Sequence[str | None]], lines: Sequence[int], source: str
) -> list[tuple[int, Refusal]]:
    """Return the rows whose dates are none, each with its refusal. ``columns`` are those of the file contract by name;
    the agency's tells in which order day and month stand."""
    # Standardising processes get their rows by pipe: they need no readers, and pandas takes long to load.
    from tracing.records import Refusal

    found: list[tuple[int, Refusal]] = []
    agencies = columns.get("agency") or [None] * len(lines)
    today = date.today()
    order_of = {agency: _order(agency) for agency in set(agencies)}
    orders = [order_of[agency] for agency in agencies]
    for column in _DATE_COLUMNS:
        for row, text in enumerate(columns.get(column, ())):
            if not text:
                continue
            problem = _date_problem(column, text, orders[row], today)
            if problem is not None:
                refusal = Refusal(
                    file=source,
                    line=int(lines[row]),
                    column=column,
                    value=text[:60],
                    reason=problem,
                    mend="write the date as 2012-07-03, 2012-07 or 2012, or leave the cell empty",
                    severity="refused",
                )
                found.append((row, refusal))
    return found
