"""fallback"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.text import fold

Order = str
MONTHS = {
    m: i
    for i, ms in enumerate(
        (
            ("ENE", "JAN"),
            ("FEB",),
            ("MAR",),
            ("ABR", "APR"),
            ("MAY",),
            ("JUN",),
            ("JUL",),
            ("AGO", "AUG"),
            ("SEP", "SET"),
            ("OCT",),
            ("NOV",),
            ("DIC", "DEC"),
        ),
        1,
    )
    for m in ms
}
ROMAN = {r: i for i, r in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)}


class DateError(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class BirthDate:
    earliest: date
    latest: date
    alternatives: tuple
    precision: str
    basis: str
    stated_on: date | None
    raw: str
    flags: tuple = ()


@dataclass(frozen=True, slots=True)
class Day:
    earliest: date
    latest: date
    raw: str


def _month(t):
    t = t.strip(".")
    if t.isdigit():
        return int(t)
    if t in ROMAN:
        return ROMAN[t]
    return MONTHS.get(t[:3], 0)


def _d(y, m, d):
    try:
        return date(y, m, d)
    except ValueError:
        return None


def _shift(d, years):
    y = d.year + years
    return _d(y, d.month, d.day) or date(y, 2, 28)


@lru_cache(maxsize=1 << 16)
def _parse(text, order):
    """-> list[(earliest, latest, weight)], precision, flags"""
    t = fold(text).strip()
    t = re.sub(r"[T ]\d\d:\d\d.*$", "", t)
    m = (
        re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", t)
        or re.fullmatch(r"(\d{4})/(\d{1,2})/(\d{1,2})", t)
        or re.fullmatch(r"(19\d\d|20\d\d)(\d\d)(\d\d)", t)
    )
    if m:
        d = _d(*map(int, m.groups()))
        if d is None:
            raise DateError("no day of the calendar; expected year-month-day, as 2012-07-03")
        return ((d, 1.0),), None, ()
    m = re.fullmatch(r"(\d{4})-(\d{1,2})", t)
    if m and 1 <= int(m[2]) <= 12:
        a = date(int(m[1]), int(m[2]), 1)
        b = (date(a.year + a.month // 12, a.month % 12 + 1, 1)) - timedelta(1)
        return (), (a, b, "month"), ()
    m = re.fullmatch(r"(?:HACIA |EN |ANO |C\. ?)?((?:19|20)\d\d)", t)
    if m:
        return (), (date(int(m[1]), 1, 1), date(int(m[1]), 12, 31), "year"), ()
    m = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})", t)
    if m:
        a, b, y = map(int, m.groups())
        if y < 100:
            y += 2000 if y <= 26 else 1900
        x, z = (_d(y, b, a), _d(y, a, b)) if order != "mdy" else (_d(y, a, b), _d(y, b, a))
        if x and z and x != z:
            return ((x, 0.9), (z, 0.1)), None, ()
        if x:
            return ((x, 1.0),), None, ()
        if z:
            return ((z, 1.0),), None, ("mixed_order",)
        raise DateError("no day of the calendar; expected day/month/year")
    m = re.fullmatch(r"(\d{1,2})(?:[ /.\-]|DE)*([A-Z]+)\.?(?:[ /.\-]|DEL?)*(\d{4}|\d{2})", t) or None
    if m and _month(m[2]):
        y = int(m[3])
        y += 0 if y > 99 else (2000 if y <= 26 else 1900)
        d = _d(y, _month(m[2]), int(m[1]))
        if d:
            return ((d, 1.0),), None, ()
    m = re.fullmatch(r"([A-Z]+)\.? (\d{1,2}),? (\d{4})", t)
    if m and _month(m[1]):
        d = _d(int(m[3]), _month(m[1]), int(m[2]))
        if d:
            return ((d, 1.0),), None, ()
    m = re.fullmatch(r"([A-Z]+)(?: DEL?| )*(\d{4})", t)
    if m and m[1][:3] in MONTHS:
        return _parse(f"{m[2]}-{MONTHS[m[1][:3]]:02d}", order)
    m = re.fullmatch(r"\d{5}(?:\.0)?", t)
    if m and 25569 <= float(t) <= 60000:
        return ((date(1899, 12, 30) + timedelta(int(float(t))), 1.0),), None, ("serial",)
    raise DateError("not a date; expected 2012-07-03, 2012-07, 2012, 03/07/2012 or 3 de julio de 2012")


def parse_event(text, *, order="dmy"):
    if not text or is_placeholder(text):
        return None
    days, span, _ = _parse(text, order)
    if span:
        return Day(span[0], span[1], text)
    return Day(min(d for d, _ in days), max(d for d, _ in days), text)


def parse_birth(
    text,
    *,
    age=None,
    age_date=None,
    order="dmy",
    role="child",
    documented=False,
    recorded_on=None,
    today=None,
):
    if text and not is_placeholder(text):
        days, span, flags = _parse(text, order)
        if days:
            d = days[0][0]
            if d.year <= 1900 or d.year >= 2030 or (d.year == 1970 and (d.month, d.day) == (1, 1)):
                return None
            if not documented and (d.month, d.day) in ((1, 1), (7, 1), (6, 15), (12, 31)):
                return BirthDate(
                    date(d.year, 1, 1),
                    date(d.year, 12, 31),
                    (),
                    "year",
                    "imputed",
                    None,
                    text,
                    (*flags, "imputed_day"),
                )
            return BirthDate(
                min(x for x, _ in days), max(x for x, _ in days), days, "day", "stated", None, text, flags
            )
        return BirthDate(span[0], span[1], (), span[2], "stated", None, text, flags)
    if age and not is_placeholder(age):
        m = re.search(r"(\d+)", age)
        if not m:
            raise DateError("no age; expected years, or months as `8 meses`")
        n = int(m[1])
        D = age_date if isinstance(age_date, date) else None
        wide = D is None
        D = D or date(2026, 1, 1)
        t = fold(age)
        m2 = re.search(r"(\d+)\s*(?:Y|A|-)\s*(\d+)", t)
        if "MES" in t or "MONTH" in t:
            return BirthDate(D - timedelta(31 * (n + 1)), D - timedelta(30 * n), (), "age", "stated", D, age)
        lo, hi = (n, int(m2[2])) if m2 and int(m2[2]) > n else (n, n)
        if hi > 110:
            raise DateError("no age")
        a, b = _shift(D, -(hi + 1)) + timedelta(1), _shift(D, -lo)
        if wide:
            a, b = _shift(a, -1), _shift(b, 1)
        return BirthDate(a, b, (), "age", "stated", D, age)
    return None
