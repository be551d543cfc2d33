"""Ages as stated, in completed months (brief E2)."""

from __future__ import annotations

import re
from functools import lru_cache

from tracing.standardise.dates.model import DateError
from tracing.standardise.dates.words import number
from tracing.standardise.text import fold

__all__ = ["parse_age"]

_OLDEST = 120
_GROWN = 17
_ERROR = "no age; expected years, or months as `8 meses`"
_SPREAD = re.compile(r"±|\+ ?/? ?-|MAS O MENOS|MAS MENOS")
_TURNING = re.compile(r"CUMPLIR|CUMPLE|CASI|\b(?:PARA|PA|VA PARA) \d")
_MONTHS = re.compile(r"(\d+)\s*(?:MES|MONTH|MOS?\b|M\b)")
_YEARS = re.compile(r"(\d+)\s*(?:ANO|ANIO|YEAR|YR|A\b|Y\b)")
_DAYS = re.compile(r"(\d+)\s*(DIA|DAY|SEMANA|WEEK)")
_ABOUT = re.compile(r"\b(?:APROX\w*|COMO|UNOS|ALREDEDOR|CERCA|ABOUT|MAS O MENOS)\b|~")


def _in_digits(text: str) -> str:
    """Write number words as digits: ``TREINTA Y CINCO`` → ``35``; ``ANO Y MEDIO`` counts one."""
    text = re.sub(r"^ANO(?=\b)", "1 ANO", text)
    words = re.findall(r"[A-Z]+|\d+|[^A-Z\d\s]+", text)
    out: list[str] = []
    at = 0
    while at < len(words):
        size = 3 if words[at + 1 : at + 2] == ["Y"] and number(words[at + 2 : at + 3]) is not None else 1
        value = number(words[at : at + size]) if not words[at].isdigit() and words[at] != "Y" else None
        if value is not None and size == 3 and value < 31:
            # Doce y catorce are two numbers, treinta y uno is one.
            size, value = 1, number(words[at : at + 1])
        out.append(words[at] if value is None else str(value))
        at += size if value is not None else 1
    return " ".join(out)


@lru_cache(maxsize=1 << 12)
def parse_age(text: str) -> tuple[int, int, tuple[str, ...]]:
    """Return the least and the greatest age in completed months, and flags; DateError for what is no age.

    ``14 años`` is 168 … 179 months, ``8 meses`` 8 … 8, ``entre 12 y 14`` 144 … 179, ``16 ± 2`` 168 … 227 (flag
    ``assessed``), ``14 para 15`` 168 … 179 (``about_to_turn``), ``como 14`` a year either way (``approximate``).
    """
    folded = fold(text).strip()
    if re.search(r"RECIEN NACID|NEWBORN", folded):
        return 0, 0, ()
    spoken = _in_digits(folded)
    numbers = [int(n) for n in re.findall(r"\d+", spoken) if len(n) <= 4]
    if not numbers or max(numbers) > _OLDEST or folded.startswith("-"):
        raise DateError(_ERROR)
    first = numbers[0]
    second = numbers[1] if len(numbers) > 1 else None
    months, years = _MONTHS.search(spoken), _YEARS.search(spoken)
    if _SPREAD.search(folded) and second is not None:
        return max(0, first - second) * 12, (first + second) * 12 + 11, ("assessed",)
    if (days := _DAYS.search(spoken)) and not months and not years:
        age = int(int(days[1]) * (7 if days[2] in ("SEMANA", "WEEK") else 1) / 30.44)
        return age, age, ()
    if _TURNING.search(spoken):
        age = numbers[-1] - 1
        return max(0, age) * 12, max(0, age) * 12 + 11, ("about_to_turn",)
    if months and not years:
        least = int(numbers[0])
        return least, second if second is not None and second > least else least, ()
    if months and years and years.start() < months.start():
        exact = int(years[1]) * 12 + int(months[1])
        return exact, exact, ()
    if re.search(r"\bMENOR(?:ES)? (?:DE|A)\b|MENOS DE|UNDER\b", folded):
        return 0, max(0, first * 12 - 1), ()
    if re.search(r"\bMAYOR(?:ES)? (?:DE|A)\b|MAS DE|OVER\b", folded):
        return first * 12, (_GROWN if first <= _GROWN else _OLDEST) * 12 + 11, ()
    last = (
        second
        if second is not None and second >= first and "." not in folded and "," not in folded
        else first
    )
    if _ABOUT.search(folded):
        return max(0, first - 1) * 12, (last + 1) * 12 + 11, ("approximate",)
    return first * 12, last * 12 + 11, ()
