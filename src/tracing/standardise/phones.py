"""Telephone numbers in E.164, read by the country of the agency (brief H2)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from tracing.standardise.placeholders import is_placeholder

__all__ = ["Phone", "parse", "parse_list"]

_CALLING = {"501": 7, "502": 8, "503": 8, "504": 8, "505": 8, "506": 8, "507": 8, "52": 10, "1": 10}
"""Calling codes of the region and the digits that follow."""

_SHORTEST = 7
_LONGEST = 100
_EXTENSION = re.compile(r"(?:\bext(?:ensi[oó]n)?\.?|\bx)\s*\d{1,6}\s*$|\.0+$", re.I)
_BETWEEN = re.compile(r"[;,/|\n]|\s+(?:y|o|and|or)\s+", re.I)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.I)


@lru_cache(maxsize=1 << 16)
def _number(dialled: str, home: str | None) -> phonenumbers.PhoneNumber | None:
    """Return the number, None where no plan has one as long."""
    try:
        number = phonenumbers.parse(dialled, home)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


@lru_cache(maxsize=1 << 16)
def _by_plan(dialled: str, home: str | None) -> tuple[str | None, bool]:
    """Return the country, and whether the number is one by its plan. Most ask for neither, and it takes as long as all else."""
    number = _number(dialled, home)
    if number is None:
        return None, False
    region = phonenumbers.region_code_for_number(number)
    # What is_valid_number does, without looking for the region once more.
    return region, region is not None and phonenumbers.is_valid_number_for_region(number, region)


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number; ``tail`` (the last eight digits) serves where the country stays unknown.

    ``dialled`` begins with + where the number names its country, else it is read by the plan of ``home``. Comparing takes
    the tail alone: plans of numbers are slow, and are looked at only where somebody asks.
    """

    dialled: str
    home: str | None
    tail: str
    raw: str

    @property
    def e164(self) -> str | None:
        """The number as it is dialled from anywhere, None where that isn't known."""
        number = _number(self.dialled, self.home)
        if number is None:
            return None
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    @property
    def country(self) -> str | None:
        """The country by the number's plan, ISO alpha-2."""
        return _by_plan(self.dialled, self.home)[0]

    @property
    def valid(self) -> bool:
        """Whether the country's plan has such a number."""
        return _by_plan(self.dialled, self.home)[1]

    def masked(self) -> str:
        """Return the number as it may be shown: its last two digits."""
        return f"…{self.tail[-2:]}"


def _mexican(digits: str, country: str | None) -> str:
    # Until 2019 mobiles were dialled +52 1 …, and 01, 044 or 045 … at home.
    if digits.startswith("521") and len(digits) == 13:
        return "52" + digits[3:]
    if digits.startswith(("044", "045")) and len(digits) == 13:
        return digits[3:]
    if digits.startswith("01") and len(digits) == 12:
        return digits[2:]
    if country == "MX" and digits.startswith("1") and len(digits) == 11:
        return digits[1:]
    return digits


def _first(text: str) -> str:
    """Return the first number of a text that holds several, without its extension."""
    if _SCIENTIFIC.fullmatch(text.strip()):
        # A spreadsheet's way to write a long number; digits it dropped are lost.
        mantissa, _, exponent = text.strip().upper().replace(",", ".").partition("E")
        whole = mantissa.replace(".", "")
        return whole if len(whole) == int(exponent) + 1 else ""
    parts = [part for part in _BETWEEN.split(text) if len(re.sub(r"\D", "", part)) >= _SHORTEST]
    return _EXTENSION.sub("", (parts[0] if parts else text).strip())


@lru_cache(maxsize=1 << 17)
def parse(text: str, *, country: str | None = None) -> Phone | None:
    """Return the number, or None for a placeholder or fewer than seven digits. ``country`` is ISO alpha-2.

    A number with its country's calling code is read as such, whatever ``country`` says. Of several numbers in one text
    the first is returned; see :func:`parse_list`. Never raises.
    """
    country = country.strip().upper() if country else None
    written = _first(unicodedata.normalize("NFKC", text[:_LONGEST]))
    plain = re.sub(r"[^0-9]", "", written)
    digits = _mexican(plain, None if written.startswith("+") else country)
    international = written.startswith(("+", "00"))
    digits = digits.removeprefix("00")
    if len(digits) < _SHORTEST or is_placeholder(text) or len(set(digits)) == 1:
        return None
    for code, length in _CALLING.items():
        international = international or (digits.startswith(code) and len(digits) == len(code) + length)
    if international:
        return Phone("+" + digits, None, digits[-8:], text)
    return Phone(digits, country, digits[-8:], text)


def parse_list(cell: str, *, country: str | None = None) -> tuple[Phone, ...]:
    """Return the numbers of a cell, parted by ``;``, a comma, a slash or "y"."""
    if not cell:
        return ()
    parts = [cell] if _SCIENTIFIC.fullmatch(cell.strip()) else _BETWEEN.split(cell)
    return tuple(p for part in parts if part.strip() and (p := parse(part.strip(), country=country)))
