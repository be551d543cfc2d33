"""A date as written, in whatever form it arrives (brief E1): days with weights, or an interval."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tracing.standardise.dates.model import DateError, Order, Precision, a_day
from tracing.standardise.dates.words import month_number, number
from tracing.standardise.text import fold

__all__ = ["EXPECTED", "Read", "read"]

USUAL, OTHER = 0.9, 0.1
"""Weights of the source's usual order of day and month and of the other (brief E2)."""

EXPECTED = "expected a date such as 2012-07-03, 2012-07, 2012, 03/07/2012 or 3 de julio de 2012"

_DASHES = re.compile("[\u2010-\u2015\u2212]")
# Nothing around it: no letter, blank or dot that any of the patterns below could take for one.
_FIGURES = re.compile(r"[0-9](?:[0-9/-]*[0-9])?")
_CLOCK = re.compile(r"(?:[T ]\d{1,2}:\d\d|,? A LAS? | HORAS? | HRS? ).*$")
_BEFORE = re.compile(
    r"^(?:(?:NACIO|NACID[OA]|BORN|FN|F\. ?N\.?|FECHA DE NAC(?:IMIENTO)?|DOB)\b[ :.]*(?:EL |ON )?(?:DIA )?"
    r"|A LOS |EL (?:DIA )?|DIA )+"
)
_WEEKDAY = re.compile(
    r"^(?:LUN(?:ES)?|MAR(?:TES)?|MIE(?:RCOLES)?|JUE(?:VES)?|VIE(?:RNES)?|SAB(?:ADO)?|DOM(?:INGO)?|MON(?:DAY)?"
    r"|TUE(?:SDAY)?|WED(?:NESDAY)?|THU(?:RSDAY)?|FRI(?:DAY)?|SAT(?:URDAY)?|SUN(?:DAY)?)\.?,? "
    # Mar. is Tuesday only where a whole date follows; before a year or a day alone it is March.
    r"(?=\d{1,2}(?:[-/.]\d|[ -](?:DE )?[A-Z]{3})|[A-Z]{3,}\.? \d)"
)
_ORDINAL = re.compile(r"\b(\d{1,2})(?:[º°ª]|ER[OA]?|ST|ND|RD|TH)(?![A-Z0-9])")
_BETWEEN = r"(?:[-/. ,]|\bDEL?\b|\bDIAS\b|\bMES\b|\bANO\b|\bOF\b)*"
_APPROXIMATE = re.compile(
    r"^(?:HACIA|CIRCA|C(?:A)?\.|APROX(?:IMADAMENTE|IMADO)?\.?|ALREDEDOR DE|COMO EN|POR|ABOUT|~) ?(?:EL |DE )?"
)
_PARTS = (
    (re.compile(r"^(?:A )?(?:PRINCIPIOS?|INICIOS?|COMIENZOS?|EARLY) (?:DEL? |IN )?"), 1, 4),
    (re.compile(r"^(?:A )?(?:MEDIADOS|MITAD|MID)[ -](?:DEL? )?"), 4, 9),
    (re.compile(r"^(?:A )?(?:FINALES|FINES|FINAL|LATE) (?:DEL? |IN )?"), 9, 12),
)
_SEASONS = {
    # In Central America verano and invierno are the dry and the wet months, elsewhere summer and winter.
    "VERANO": (1, 12), "INVIERNO": (1, 12), "PRIMAVERA": (3, 6), "OTONO": (9, 12), "SPRING": (3, 6), "SUMMER": (6, 9),
    "AUTUMN": (9, 12), "FALL": (9, 12), "WINTER": (1, 12),
}  # fmt: skip
_YEAR = r"(?:19|20)\d\d"
_UNKNOWN = r"(?:0{1,2}|X{1,2}|\?{1,2}|-{1,2}|ND|NN)"


@dataclass(frozen=True, slots=True)
class Read:
    """What a text says: days with weights, or an interval with its precision."""

    days: tuple[tuple[date, float], ...] = ()
    first: date = date.min
    last: date = date.max
    precision: Precision = "day"
    flags: tuple[str, ...] = ()


def _sure(day: date | None, *flags: str) -> Read:
    if day is None:
        raise DateError(f"no day of the calendar; {EXPECTED}")
    return Read(((day, 1.0),), day, day, "day", flags)


def _months(year: int, first: int, last: int, precision: Precision) -> Read:
    start = a_day(year, first, 1)
    following = a_day(year + last // 12, last % 12 + 1, 1) if 1 <= last <= 12 else None
    if start is None or following is None:
        raise DateError(f"no month of the year; {EXPECTED}")
    return Read((), start, following - timedelta(days=1), precision)


def _year(text: str, adult: bool, today: date) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    # A child of today can't be born in the coming years; an adult can hardly be born in this century's teens.
    newest = today.year % 100 - (18 if adult else 0)
    return 2000 + year if year <= newest else 1900 + year


def _two_orders(first: int, second: int, year: int, order: Order) -> Read:
    day_first, month_first = a_day(year, second, first), a_day(year, first, second)
    usual, other = (month_first, day_first) if order == "mdy" else (day_first, month_first)
    if usual and other and usual != other:
        days = ((usual, USUAL), (other, OTHER))
        return Read(days, min(usual, other), max(usual, other), "day", ("day_month_swappable",))
    return _sure(usual) if usual else _sure(other, "mixed_order")


def _year_first(year: int, month: int, day: int) -> Read:
    found = a_day(year, month, day)
    return _sure(found) if found or month <= 12 else _sure(a_day(year, day, month), "mixed_order")


def _in_words(text: str) -> Read | None:
    words = re.findall(r"[A-Z]+|\d+", text)
    at = next((i for i, w in enumerate(words) if i and month_number(w) and number([w]) is None), None)
    if at is None:
        return None
    day = number([w for w in words[:at] if w not in {"DE", "DEL", "DIA", "DIAS", "MES", "EL", "LOS", "A"}])
    year = number([w for w in words[at + 1 :] if w not in {"DE", "DEL", "ANO"}])
    return _sure(a_day(year, month_number(words[at]), day)) if day and year else None


def _numeric(text: str, order: Order, adult: bool, today: date) -> Read | None:
    if m := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})|(?=(?:19|20))(\d{4})(\d\d)(\d\d)", text):
        year, month, day = (int(g) for g in m.groups() if g is not None)
        if month and not day:
            return _months(year, month, month, "month")
        if not month and not day:
            return _months(year, 1, 12, "year")
        return _year_first(year, month, day)
    if m := re.fullmatch(r"(\d\d)(\d\d)(\d\d)", text):
        # Machine-readable zones write YYMMDD.
        year = _year(m[1], adult, today)
        found = a_day(year, int(m[2]), int(m[3]))
        return (
            _sure(found)
            if found
            else _sure(a_day(_year(m[3], adult, today), int(m[2]), int(m[1])), "mixed_order")
        )
    if m := re.fullmatch(r"(\d{4})[-/](\d{1,2})", text):
        return _months(int(m[1]), int(m[2]), int(m[2]), "month")
    if m := re.fullmatch(r"(\d{1,2})[-/](\d{4})", text):
        return _months(int(m[2]), int(m[1]), int(m[1]), "month")
    if m := re.fullmatch(rf"{_UNKNOWN}[-/. ]{_UNKNOWN}[-/. ]({_YEAR})", text):
        return _months(int(m[1]), 1, 12, "year")
    if m := re.fullmatch(rf"{_UNKNOWN}[-/. ](\d{{1,2}})[-/. ]({_YEAR})", text):
        return _months(int(m[2]), int(m[1]), int(m[1]), "month")
    if order == "ymd" and (m := re.fullmatch(r"(\d\d)[-/. ](\d{1,2})[-/. ](\d{1,2})", text)):
        return _year_first(_year(m[1], adult, today), int(m[2]), int(m[3]))
    separator = r"(?:[-/. ]| DEL? )"
    if m := re.fullmatch(rf"(\d{{1,2}}){separator}(\d{{1,2}}){separator}(\d{{4}}|\d\d)", text):
        return _two_orders(int(m[1]), int(m[2]), _year(m[3], adult, today), order)
    if (m := re.fullmatch(r"(\d{5})(?:\.\d+)?", text)) and 25_569 <= int(m[1]) <= 60_000:
        # Spreadsheets count days from 1899-12-30.
        return _sure(date(1899, 12, 30) + timedelta(days=int(m[1])), "serial")
    return None


def _with_month(text: str, adult: bool, today: date) -> Read | None:
    if (m := re.fullmatch(rf"(\d{{1,2}}){_BETWEEN}([A-Z]+){_BETWEEN}(\d{{4}}|\d\d)", text)) and (
        month := month_number(m[2])
    ):
        return _sure(a_day(_year(m[3], adult, today), month, int(m[1])))
    if (m := re.fullmatch(rf"([A-Z]+){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{4}})", text)) and (
        month := month_number(m[1])
    ):
        return _sure(a_day(int(m[3]), month, int(m[2])))
    if (m := re.fullmatch(rf"(\d{{4}}){_BETWEEN}([A-Z]+){_BETWEEN}(\d{{1,2}})", text)) and (
        month := month_number(m[2])
    ):
        return _sure(a_day(int(m[1]), month, int(m[3])))
    if (m := re.fullmatch(rf"(?:{_UNKNOWN}{_BETWEEN})?([A-Z]{{3,}}){_BETWEEN}(\d{{4}})", text)) and (
        month := month_number(m[1])
    ):
        return _months(int(m[2]), month, month, "month")
    return None


def _years(text: str) -> Read | None:
    """Read a year, two years, a part of one or a season."""
    if m := re.fullmatch(rf"(?:EN |ANO |EN EL ANO |DEL )?({_YEAR})(?:\.0)?", text):
        return _months(int(m[1]), 1, 12, "year")
    if m := re.fullmatch(rf"(?:ENTRE |DE )?({_YEAR})(?: ?[-/] ?| O | U | Y | A )({_YEAR})", text):
        first, last = sorted((int(m[1]), int(m[2])))
        return Read((), date(first, 1, 1), date(last, 12, 31), "year")
    for start, first, last in _PARTS:
        if (begun := start.match(text)) and re.fullmatch(_YEAR, text[begun.end() :]):
            return _months(int(text[begun.end() :]), first, last, "estimated")
    if (m := re.fullmatch(rf"(?:EN (?:EL |LA )?)?([A-Z]+)(?: |DEL? )*({_YEAR})", text)) and m[1] in _SEASONS:
        return _months(int(m[2]), *_SEASONS[m[1]], "season")
    bare = _APPROXIMATE.sub("", text).strip(" ?")
    if bare != text and re.fullmatch(_YEAR, bare):
        return _months(int(bare), 1, 12, "estimated")
    return None


def _undressed(raw: str) -> str:
    """Return a date's text without the words, marks and times around it."""
    text = _DASHES.sub("-", fold(raw)).strip(" .\"'")
    text = _CLOCK.sub("", text).strip(" .,")
    return _ORDINAL.sub(r"\1", _WEEKDAY.sub("", _BEFORE.sub("", text)))


@lru_cache(maxsize=1 << 16)
def read(raw: str, order: Order, adult: bool, today: date) -> Read:
    """Read a date in ``order``, the source's usual one; DateError for a text that is none.

    ``adult`` sets the pivot of two-digit years.
    """
    text = raw if _FIGURES.fullmatch(raw) else _undressed(raw)
    found = (
        _numeric(text, order, adult, today)
        or _years(text)
        or _with_month(text, adult, today)
        or _in_words(text)
    )
    if found is None:
        raise DateError(f"not a date; {EXPECTED}")
    return found
