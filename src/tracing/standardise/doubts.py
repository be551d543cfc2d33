"""What is doubtful in a record: values that were read, but not as their writer will have meant them.

A doubt never keeps a record out; it tells an agency what to look at and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracing.records import Records, Refusal
from tracing.standardise import dates, documents, languages, phones, places, sex
from tracing.standardise.guarded import faults_of, profile_or_fault
from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.profile import Profile
from tracing.standardise.record import rows_of

__all__ = ["doubts"]

Finding = tuple[str, str, str, str]
"""Column, value, reason, how to mend."""


def _text(row: dict[str, str | None], column: str) -> str | None:
    text = row.get(column)
    return None if not text or is_placeholder(text) else text


def _list(row: dict[str, str | None], column: str) -> list[str]:
    return [t.strip() for t in (_text(row, column) or "").split(";") if t.strip() and not is_placeholder(t)]


def _name_doubts(row: dict[str, str | None], profile: Profile) -> Iterator[Finding]:
    if profile.name is None:
        yield "full_name", "", "no name at all", "give full_name, or given_names and first_surname"
    elif len(profile.name.readings) > 1 and profile.name.readings[0].weight < 0.6:
        column = "full_name" if row.get("full_name") else "given_names"
        yield (
            column,
            row.get(column) or "",
            "where the given names end is not clear; both readings are compared",
            "give given_names, first_surname and second_surname in columns of their own",
        )


def _date_doubts(row: dict[str, str | None], profile: Profile) -> Iterator[Finding]:
    birth, text = profile.birth, _text(row, "birth_date")
    if text and birth is not None:
        if len(birth.alternatives) > 1:
            yield "birth_date", text, "day and month can be read in two orders", "write it as 2012-07-03"
        if "mixed_order" in birth.flags:
            yield (
                "birth_date",
                text,
                "month and day stand in the other order than usual here",
                "write it as 2012-07-03",
            )
        if any(flag.startswith("imputed") for flag in birth.flags):
            yield (
                "birth_date",
                text,
                "looks filled in rather than known; used as the year",
                "give the year alone if the day is not known",
            )
        if "age_contradicts" in birth.flags:
            yield (
                "age",
                row.get("age") or "",
                "age and birth date contradict each other",
                "correct the one that is wrong",
            )
    age = _text(row, "age")
    if age and birth is None and not text:
        try:
            dates.parse_birth(None, age=age)
        except dates.DateError as error:
            yield "age", age, str(error), "write years, or months as `8 meses`"
    if age and not _text(row, "age_date"):
        yield "age_date", "", "an age without the day on which it was stated is a year vaguer", "add age_date"


def _code_doubts(row: dict[str, str | None], profile: Profile) -> Iterator[Finding]:
    text = _text(row, "sex")
    if text and sex.parse(text) is None:
        yield "sex", text, "not understood", "write F, M or X"
    for nationality in _list(row, "nationality"):
        if places.country_code(nationality) is None:
            yield (
                "nationality",
                nationality,
                "no country is known by this",
                "write a code of ISO 3166-1, such as HN",
            )
    for spoken in _list(row, "languages"):
        language = languages.parse(spoken)
        if language is None or language.code is None:
            yield (
                "languages",
                spoken,
                "which language this is, is not clear",
                "write a code of ISO 639-3, such as mam",
            )
    for number in _list(row, "phones"):
        phone = phones.parse(number, country=(row.get("agency") or "")[:2] or None)
        if phone is None or not phone.valid:
            yield (
                "phones",
                "…" + number[-2:],
                "no valid number of any country here",
                "write it with its country code, such as +504",
            )
    for document in profile.documents:
        if document.check == "fail":
            yield "documents", document.masked(), "its check digit is wrong", "compare it with the paper"
    for text in _list(row, "documents"):
        if documents.parse(text) is None:
            yield "documents", "…" + text[-2:], "not understood", "write KIND:NUMBER, such as CURP:…"


def _place_doubts(row: dict[str, str | None], profile: Profile) -> Iterator[Finding]:
    column = next(
        (c for c in ("origin_admin2", "origin_locality", "origin_text", "origin_admin1") if _text(row, c)),
        None,
    )
    if column is None:
        return
    text = row.get(column) or ""
    if not profile.origin.places:
        yield (
            column,
            text,
            "no place is known by this",
            "add origin_country and origin_admin1, and check the spelling",
        )
    elif len({p.admin2 or p.admin1 for p in profile.origin.places}) > 1:
        yield column, text, "several places bear this name; all are compared", "add origin_admin1"


def doubts(records: Records) -> list[Refusal]:
    """Return what is doubtful in ``records``, row by row, with how to mend it, and the rows that the program failed at."""
    found: list[Refusal] = []
    broken: dict[int, str] = {}
    for number, row in enumerate(rows_of(records)):
        profile = profile_or_fault(row)
        if isinstance(profile, str):
            broken[number] = profile
            continue
        for judge in (_name_doubts, _date_doubts, _code_doubts, _place_doubts):
            found.extend(
                Refusal(
                    records.source, int(records.lines[number]), column, value[:60], reason, mend, "doubtful"
                )
                for column, value, reason, mend in judge(row, profile)
            )
    found += faults_of(records, broken, broken.values())
    found.extend(
        Refusal(
            records.source,
            1,
            column,
            "",
            "unknown column: kept, not used",
            "see the file contract for the names",
            "doubtful",
        )
        for column in records.unknown_columns
    )
    return found
