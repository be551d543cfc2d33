"""Dates and ages as intervals with provenance, never as a bare date (brief E).

A text that can be read in two orders keeps both days with weights; a year is the whole year; an age stated on a day is
the year of births that it allows; a filled-in 1 January counts as the year alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.text import fold

__all__ = ["BirthDate", "DateError", "Day", "Order", "is_minor", "parse_age", "parse_birth", "parse_event"]

Order = Literal["dmy", "mdy", "ymd"]
Precision = Literal["day", "month", "year", "season", "age", "estimated"]
Basis = Literal["document", "number", "child", "family", "assessed", "imputed", "stated"]

USUAL, OTHER = 0.9, 0.1
"""Weights of the source's usual order of day and month and of the other (brief E2)."""

_OLDEST = 120

_FILLED_IN = frozenset({(1, 1), (7, 1), (6, 15), (12, 31)})
"""Days (month, day) that clerks fill in for an unknown one (brief E2)."""

_NEVER = frozenset({date(1900, 1, 1), date(1970, 1, 1), date(9999, 12, 31)})
"""Days that stand for a missing date."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("ENE", "JAN"), ("FEB",), ("MAR",), ("ABR", "APR"), ("MAY",), ("JUN",), ("JUL",), ("AGO", "AUG"),
            ("SEP", "SET"), ("OCT",), ("NOV",), ("DIC", "DEC"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_ROMAN = {
    r: i
    for i, r in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], start=1)
}

_UNITS = [
    "CERO",
    "UNO",
    "DOS",
    "TRES",
    "CUATRO",
    "CINCO",
    "SEIS",
    "SIETE",
    "OCHO",
    "NUEVE",
    "DIEZ",
    "ONCE",
    "DOCE",
    "TRECE",
    "CATORCE",
    "QUINCE",
    "DIECISEIS",
    "DIECISIETE",
    "DIECIOCHO",
    "DIECINUEVE",
    "VEINTE",
    "VEINTIUNO",
    "VEINTIDOS",
    "VEINTITRES",
    "VEINTICUATRO",
    "VEINTICINCO",
    "VEINTISEIS",
    "VEINTISIETE",
    "VEINTIOCHO",
    "VEINTINUEVE",
]
_WORDS = {word: number for number, word in enumerate(_UNITS)} | {
    "UN": 1, "PRIMERO": 1, "PRIMER": 1, "VEINTIUN": 21, "TREINTA": 30, "CUARENTA": 40, "CINCUENTA": 50, "SESENTA": 60,
    "SETENTA": 70, "OCHENTA": 80, "NOVENTA": 90, "CIEN": 100, "NOVECIENTOS": 900, "MIL": 1000,
}  # fmt: skip

_EXPECTED = "expected a date such as 2012-07-03, 2012-07, 2012, 03/07/2012 or 3 de julio de 2012"


class DateError(ValueError):
    """The text is no date; the message says what was expected and doesn't repeat the text."""


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A birth date: every day from ``earliest`` to ``latest`` is possible.

    ``alternatives`` holds single days with weights where the date is known to the day.
    """

    earliest: date
    latest: date
    alternatives: tuple[tuple[date, float], ...]
    precision: Precision
    basis: Basis
    stated_on: date | None
    raw: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """When something happened, as an interval of days."""

    earliest: date
    latest: date
    raw: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What a text says: days with weights, or an interval with its precision."""

    days: tuple[tuple[date, float], ...] = ()
    first: date = date.min
    last: date = date.max
    precision: Precision = "day"
    flags: tuple[str, ...] = ()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _sure(day: date | None, *flags: str) -> _Read:
    if day is None:
        raise DateError(f"no day of the calendar; {_EXPECTED}")
    return _Read(((day, 1.0),), day, day, "day", flags)


def _month_number(text: str) -> int:
    return _ROMAN.get(text) or _MONTHS.get(text[:3], 0)


def _year(text: str, adult: bool, today: date) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    # A child of today can't be born in the coming years; an adult can hardly be born in this century's teens.
    newest = today.year % 100 - (18 if adult else 0)
    return 2000 + year if year <= newest else 1900 + year


def _number(words: list[str]) -> int | None:
    total = 0
    for word in words:
        if word == "Y":
            continue
        value = _WORDS.get(word)
        if value is None:
            return None
        total = max(total, 1) * 1000 if value == 1000 else total + value
    return total


def _in_words(text: str) -> _Read | None:
    words = re.findall(r"[A-Z]+", text)
    at = next((i for i, w in enumerate(words) if len(w) > 2 and w[:3] in _MONTHS and w not in _WORDS), None)
    if at is None:
        return None
    day = _number([w for w in words[:at] if w not in {"DE", "DIA", "EL"}])
    year = _number([w for w in words[at + 1 :] if w not in {"DE", "DEL", "ANO"}])
    return _sure(_day(year, _month_number(words[at]), day)) if day and year else None


def _whole_month(year: int, month: int) -> _Read:
    first = _day(year, month, 1)
    if first is None:
        raise DateError(f"no month of the year; {_EXPECTED}")
    following = date(year + month // 12, month % 12 + 1, 1)
    return _Read((), first, following - timedelta(days=1), "month")


def _two_orders(first: int, second: int, year: int, order: Order) -> _Read:
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    usual, other = (month_first, day_first) if order == "mdy" else (day_first, month_first)
    if usual and other and usual != other:
        days = ((usual, USUAL), (other, OTHER))
        return _Read(days, min(usual, other), max(usual, other), "day", ("day_month_swappable",))
    return _sure(usual) if usual else _sure(other, "mixed_order")


@lru_cache(maxsize=1 << 16)
def _read(raw: str, order: Order, adult: bool, today: date) -> _Read:
    text = re.sub(r"[T ]\d{1,2}:\d\d.*$", "", fold(raw)).strip(" .")
    if m := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(?=(?:19|20))(\d{4})(\d\d)(\d\d)", text):
        year, month, day = (int(g) for g in m.groups() if g is not None)
        return _sure(_day(year, month, day))
    if m := re.fullmatch(r"(\d{4})[-/](\d{1,2})", text):
        return _whole_month(int(m[1]), int(m[2]))
    if m := re.fullmatch(r"(\d{1,2})[-/](\d{4})", text):
        return _whole_month(int(m[2]), int(m[1]))
    if m := re.fullmatch(r"(?:HACIA |EN |ANO |C\. ?)?((?:19|20)\d\d)", text):
        year = int(m[1])
        return _Read((), date(year, 1, 1), date(year, 12, 31), "year")
    if m := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d\d)", text):
        return _two_orders(int(m[1]), int(m[2]), _year(m[3], adult, today), order)
    if (m := re.fullmatch(r"(\d{1,2})(?:[-/. ]|DE )*([A-Z]+)\.?(?:[-/. ]|DEL? )*(\d{4}|\d\d)", text)) and (
        month := _month_number(m[2])
    ):
        return _sure(_day(_year(m[3], adult, today), month, int(m[1])))
    if (m := re.fullmatch(r"([A-Z]+)\.? (\d{1,2}),? (\d{4})", text)) and (month := _month_number(m[1])):
        return _sure(_day(int(m[3]), month, int(m[2])))
    if (m := re.fullmatch(r"([A-Z]+)\.?(?: |DEL? )*(\d{4})", text)) and (m[1][:3] in _MONTHS):
        return _whole_month(int(m[2]), _MONTHS[m[1][:3]])
    if (m := re.fullmatch(r"(\d{5})(?:\.0+)?", text)) and 25_569 <= int(m[1]) <= 60_000:
        # Spreadsheets count days from 1899-12-30.
        return _sure(date(1899, 12, 30) + timedelta(days=int(m[1])), "serial")
    if read := _in_words(text):
        return read
    raise DateError(f"not a date; {_EXPECTED}")


def parse_event(text: str | None, *, order: Order = "dmy", today: date | None = None) -> Day | None:
    """Return when something happened, or None for a placeholder; DateError for a text that is no date."""
    if not text or is_placeholder(text):
        return None
    read = _read(text, order, False, today or date.today())
    return None if read.last in _NEVER else Day(read.first, read.last, text)


def _years_before(day: date, years: int) -> date:
    # Somebody born on 29 February turns a year older on 28 February or 1 March, by country.
    return _day(day.year - years, day.month, day.day) or date(day.year - years, 3, 1)


def _months_before(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


@lru_cache(maxsize=1 << 12)
def parse_age(text: str) -> tuple[int, int, tuple[str, ...]]:
    """Return the least and the greatest age in completed months, and flags; DateError for what is no age.

    ``14 años`` is 168 … 179 months, ``8 meses`` 8 … 8, ``entre 12 y 14`` 144 … 179, ``16 ± 2`` 168 … 227.
    """
    folded = fold(text)
    numbers = [int(n) for n in re.findall(r"\d+", folded)] or [
        value for word in re.findall(r"[A-Z]+", folded) if (value := _WORDS.get(word))
    ]
    if not numbers or max(numbers) > _OLDEST:
        raise DateError("no age; expected years, or months as `8 meses`")
    first = numbers[0]
    turning = re.search(r"CUMPLIR|PARA \d|POR CUMPLIR", folded)
    if re.search(r"MES|MONTH", folded) and not re.search(r"\d\s*(ANO|YEAR|A\b|Y\b)", folded):
        return first, numbers[1] if len(numbers) > 1 and numbers[1] > first else first, ()
    if re.search(r"MES|MONTH", folded) and len(numbers) > 1:
        months = first * 12 + numbers[1]
        return months, months, ()
    if "±" in text or "+/-" in text:
        spread = numbers[1] if len(numbers) > 1 else 1
        return (first - spread) * 12, (first + spread) * 12 + 11, ("assessed",)
    if turning:
        age = numbers[-1] - 1 if "CUMPLIR" in folded else first
        return age * 12, age * 12 + 11, ("about_to_turn",)
    last = numbers[1] if len(numbers) > 1 and numbers[1] >= first else first
    return first * 12, last * 12 + 11, ()


def _from_age(age: str, stated: date | None, recorded: date) -> BirthDate:
    least, greatest, flags = parse_age(age)
    on = stated or recorded

    def before(months: int) -> date:
        return _years_before(on, months // 12) if months % 12 == 0 else _months_before(on, months)

    earliest, latest = before(greatest + 1) + timedelta(days=1), before(least)
    if stated is None:
        # Nobody wrote when the age was stated: a year either way (brief E2).
        earliest, latest = _years_before(earliest, 1), _years_before(latest, -1)
        return BirthDate(earliest, latest, (), "age", "imputed", None, age, (*flags, "no_age_date"))
    basis: Basis = "assessed" if "assessed" in flags else "stated"
    return BirthDate(earliest, latest, (), "age", basis, stated, age, flags)


def _birth_of(read: _Read, raw: str, documented: bool, today: date) -> BirthDate | None:
    if read.last in _NEVER:
        return None
    if read.first > today or read.first.year < today.year - _OLDEST:
        raise DateError("no birth date of anybody living; " + _EXPECTED)
    basis: Basis = "document" if documented else "stated"
    if read.precision != "day":
        return BirthDate(read.first, read.last, (), read.precision, basis, None, raw, read.flags)
    if len(read.days) == 1 and not documented and (read.first.month, read.first.day) in _FILLED_IN:
        year = read.first.year
        flags = (*read.flags, "imputed_day")
        return BirthDate(date(year, 1, 1), date(year, 12, 31), (), "year", "imputed", None, raw, flags)
    first, last, flags = read.first, read.last, read.flags
    if (first.month, first.day) == (2, 29) and first == last:
        last, flags = last + timedelta(days=1), (*flags, "leap_day")
    return BirthDate(first, last, read.days, "day", basis, None, raw, flags)


def parse_birth(
    text: str | None,
    *,
    age: str | None = None,
    age_date: date | str | None = None,
    role: Literal["child", "adult"] = "child",
    order: Order = "dmy",
    documented: bool = False,
    recorded_on: date | None = None,
    today: date | None = None,
) -> BirthDate | None:
    """Return the birth date that a text or, without one, a stated age says (brief E2).

    ``order`` is the source's usual order; ``documented`` keeps a 1 January as it is. None where nothing is known,
    DateError for a text that is no date and an age that is none.
    """
    now = today or date.today()
    found = None
    if text and not is_placeholder(text):
        found = _birth_of(_read(text, order, role == "adult", now), text, documented, now)
    if not age or is_placeholder(age):
        return found
    if isinstance(age_date, str):
        stated_day = parse_event(age_date, order=order, today=now)
        age_date = stated_day.latest if stated_day else None
    if found is None:
        return _from_age(age, age_date, recorded_on or now)
    try:
        told = _from_age(age, age_date, recorded_on or now)
    except DateError:
        return found
    year = timedelta(days=366)
    if told.earliest - found.latest > year or found.earliest - told.latest > year:
        return BirthDate(
            found.earliest, found.latest, found.alternatives, found.precision, found.basis, found.stated_on,
            found.raw, (*found.flags, "age_contradicts"),
        )  # fmt: skip
    return found


_MAJORITY_19 = frozenset({"CA-BC", "CA-NB", "CA-NL", "CA-NS", "CA-NT", "CA-NU", "CA-YT", "US-AL", "US-NE"})


def is_minor(birth: BirthDate, on: date, country: str = "") -> Literal["yes", "no", "possible"]:
    """Say whether somebody is a minor on a day: yes, no, or possible where the interval allows both (brief E4).

    ``country`` is an ISO 3166 code, with its subdivision where majority differs there.
    """
    years = 21 if country == "US-MS" else 19 if country in _MAJORITY_19 else 18
    turned = _years_before(on, years)
    if birth.latest <= turned:
        return "no"
    return "yes" if birth.earliest > turned else "possible"
