"""Telephone numbers in E.164, read by the country of the agency (brief H2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from tracing.standardise.placeholders import is_placeholder

__all__ = ["Phone", "parse", "parse_list"]

_CALLING = {"501": 7, "502": 8, "503": 8, "504": 8, "505": 8, "506": 8, "507": 8, "52": 10}
"""Calling codes of the region and the digits that follow."""

_SHORTEST = 7


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number; ``tail`` (the last eight digits) serves where the country stays unknown."""

    e164: str | None
    country: str | None
    tail: str
    valid: bool
    raw: str

    def masked(self) -> str:
        """Return the number as it may be shown: its last two digits."""
        return f"…{self.tail[-2:]}"


def _mexican(digits: str) -> str:
    # Until 2019 mobiles were dialled +52 1 …, and 044 or 045 … at home.
    if digits.startswith("521") and len(digits) == 13:
        return "52" + digits[3:]
    if digits.startswith(("044", "045")) and len(digits) == 13:
        return digits[3:]
    return digits


@lru_cache(maxsize=1 << 17)
def parse(text: str, *, country: str | None = None) -> Phone | None:
    """Return the number, or None for a placeholder or fewer than seven digits. ``country`` is ISO alpha-2."""
    digits = _mexican(re.sub(r"\D", "", text))
    digits = digits.removeprefix("00")
    if len(digits) < _SHORTEST or is_placeholder(text) or len(set(digits)) == 1:
        return None
    international = text.strip().startswith(("+", "00"))
    for code, length in _CALLING.items():
        international = international or (digits.startswith(code) and len(digits) == len(code) + length)
    try:
        number = phonenumbers.parse(
            ("+" if international else "") + digits, None if international else country
        )
    except phonenumbers.NumberParseException:
        return Phone(None, None, digits[-8:], False, text)
    if not phonenumbers.is_possible_number(number):
        return Phone(None, None, digits[-8:], False, text)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    region = phonenumbers.region_code_for_number(number)
    return Phone(e164, region, digits[-8:], phonenumbers.is_valid_number(number), text)


def parse_list(cell: str, *, country: str | None = None) -> tuple[Phone, ...]:
    """Return the numbers of a cell, parted by ``;``."""
    if not cell:
        return ()
    return tuple(
        p for part in cell.split(";") if part.strip() and (p := parse(part.strip(), country=country))
    )
