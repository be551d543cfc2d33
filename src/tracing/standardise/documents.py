"""Identity numbers: kind, country, check digit as reliability, and the facts a number holds (brief G).

A wrong check digit never rejects a number; it lowers what an agreement on it is worth. Full numbers never stand in a
message: ``masked`` shows the kind and the last two characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from stdnum.do import cedula as do_cedula

from tracing.standardise.dates import BirthDate
from tracing.standardise.placeholders import is_placeholder

__all__ = ["Check", "Document", "Relation", "compare", "parse", "parse_list"]

Check = Literal["ok", "fail", "none"]
Relation = Literal[
    "same",
    "same_failed_check",
    "one_digit",
    "transposed",
    "consecutive",
    "partial",
    "different",
    "incomparable",
]

_COUNTRY_OF = {"CURP": "MX", "CUI": "GT", "DUI": "SV", "NUI": "SV", "ANUMBER": "US", "SIN": "CA"}
_LENGTH = {"CUI": 13, "DNI": 13, "DUI": 9}
"""Digits of numbers whose leading zeros spreadsheets eat."""

_CURP = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_NI_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"
_CURP_STATES = [
    "AS",
    "AGU",
    "BC",
    "BCN",
    "BS",
    "BCS",
    "CC",
    "CAM",
    "CL",
    "COA",
    "CM",
    "COL",
    "CS",
    "CHP",
    "CH",
    "CHH",
    "DF",
    "CMX",
    "DG",
    "DUR",
    "GT",
    "GUA",
    "GR",
    "GRO",
    "HG",
    "HID",
    "JC",
    "JAL",
    "MC",
    "MEX",
    "MN",
    "MIC",
    "MS",
    "MOR",
    "NT",
    "NAY",
    "NL",
    "NLE",
    "OC",
    "OAX",
    "PL",
    "PUE",
    "QT",
    "QUE",
    "QR",
    "ROO",
    "SP",
    "SLP",
    "SL",
    "SIN",
    "SR",
    "SON",
    "TC",
    "TAB",
    "TS",
    "TAM",
    "TL",
    "TLA",
    "VZ",
    "VER",
    "YN",
    "YUC",
    "ZS",
    "ZAC",
]
_STATE_OF = {code: f"MX-{iso}" for code, iso in zip(_CURP_STATES[::2], _CURP_STATES[1::2], strict=True)}
_HN_ORDER = [
    "AT",
    "CL",
    "CM",
    "CP",
    "CR",
    "CH",
    "EP",
    "FM",
    "GD",
    "IN",
    "IB",
    "LP",
    "LE",
    "OC",
    "OL",
    "SB",
    "VA",
    "YO",
]
"""Honduras' registry numbers its departments in an order of its own (brief F1)."""

_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8"})
_RELIABILITY = {"ok": 1.0, "none": 0.8, "fail": 0.4}


@dataclass(frozen=True, slots=True)
class Document:
    """One number as kept for comparing; ``free`` is what it says beyond embedded dates and places."""

    kind: str
    country: str | None
    number: str
    check: Check
    reliability: float
    birth: BirthDate | None = None
    sex: str | None = None
    place: str | None = None
    free: str = ""
    flags: tuple[str, ...] = ()

    def masked(self) -> str:
        """Return the number as it may be shown."""
        return f"{self.kind} …{self.number[-2:]}"


@dataclass(frozen=True, slots=True)
class _Facts:
    check: Check = "none"
    born: date | None = None
    year: int | None = None
    sex: str | None = None
    place: str | None = None
    free: str | None = None
    flags: tuple[str, ...] = ()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _curp(number: str) -> _Facts:
    if not re.fullmatch(r"[A-ZÑ]{4}\d{6}[HMX][A-Z]{2}[A-ZÑ]{3}[0-9A-Z]\d", number):
        return _Facts("fail", flags=("malformed",))
    total = sum(_CURP.index(c) * (18 - i) for i, c in enumerate(number[:17]))
    check: Check = "ok" if (10 - total % 10) % 10 == int(number[17]) else "fail"
    # The homoclave tells the century: a digit before 2000, a letter since.
    century = 1900 if number[16].isdigit() else 2000
    born = _day(century + int(number[4:6]), int(number[6:8]), int(number[8:10]))
    sex = {"H": "M", "M": "F"}.get(number[10])
    return _Facts(check, born, None, sex, _STATE_OF.get(number[11:13]), number[:4] + number[13:])


def _cui(number: str) -> _Facts:
    if not re.fullmatch(r"\d{13}", number):
        return _Facts("fail", flags=("malformed",))
    remainder = sum(int(d) * (i + 2) for i, d in enumerate(number[:8])) % 11
    flags: tuple[str, ...] = ("impossible_serial",) if remainder == 10 else ()
    department = int(number[9:11])
    if not 1 <= department <= 22:
        flags = (*flags, "unknown_department")
    check: Check = "ok" if remainder == int(number[8]) else "fail"
    return _Facts(check, place=f"GT-{number[9:11]}", free=number[:9], flags=flags)


def _dni(number: str) -> _Facts:
    if not re.fullmatch(r"\d{13}", number):
        return _Facts("fail", flags=("malformed",))
    department = int(number[:2])
    if not 1 <= department <= 18:
        return _Facts("fail", flags=("unknown_department",), free=number[4:])
    place = f"HN-{_HN_ORDER[department - 1]}"
    return _Facts(
        "none", year=int(number[4:8]), place=place, free=number[8:], flags=("year_is_registration",)
    )


def _dui(number: str) -> _Facts:
    if not re.fullmatch(r"\d{9}", number):
        return _Facts("fail", flags=("malformed",))
    total = sum(int(d) * (9 - i) for i, d in enumerate(number[:8]))
    return _Facts("ok" if (10 - total % 10) % 10 == int(number[8]) else "fail")


def _ni(number: str) -> _Facts:
    if not re.fullmatch(r"\d{13}[A-Z]", number):
        return _Facts("fail", flags=("malformed",))
    check: Check = "ok" if _NI_LETTERS[int(number[:13]) % 23] == number[13] else "fail"
    year = int(number[7:9])
    born = _day(
        (2000 if year <= date.today().year % 100 else 1900) + year, int(number[5:7]), int(number[3:5])
    )
    return _Facts(check, born, free=number[9:])


def _do(number: str) -> _Facts:
    if not re.fullmatch(r"\d{11}", number):
        return _Facts("fail", flags=("malformed",))
    # Many numbers in use fail the check: python-stdnum holds the official list of exceptions.
    return _Facts("ok" if do_cedula.is_valid(number) else "fail")


def _facts(kind: str, country: str | None, number: str) -> _Facts:
    readers = {
        ("CURP", "MX"): _curp,
        ("CUI", "GT"): _cui,
        ("DNI", "HN"): _dni,
        ("DUI", "SV"): _dui,
        ("CEDULA", "NI"): _ni,
        ("CEDULA", "DO"): _do,
    }
    reader = readers.get((kind, country or ""))
    return reader(number) if reader else _Facts()


def _normalised(kind: str, raw: str) -> tuple[str, tuple[str, ...]]:
    if re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", raw.strip()):
        return f"{float(raw):.0f}", ("excel_rounded",)
    number = re.sub(r"[^0-9A-ZÑ]", "", raw)
    if kind in _LENGTH:
        number = number.translate(_LOOKALIKE)
        short = _LENGTH[kind] - len(number)
        if number.isdigit() and 0 < short <= 2:
            return "0" * short + number, ("excel_zeros_restored",)
    if kind == "ANUMBER":
        number = number.removeprefix("A").translate(_LOOKALIKE).zfill(9)
    return number, ()


def _birth(facts: _Facts) -> BirthDate | None:
    if facts.born is None:
        return None
    return BirthDate(facts.born, facts.born, ((facts.born, 1.0),), "day", "number", None, "")


@lru_cache(maxsize=1 << 16)
def parse(text: str, *, country: str | None = None) -> Document | None:
    """Return the document of ``KIND:NUMBER`` (``CC-KIND:NUMBER``), or None for a placeholder. Never raises.

    ``country`` is the agency's, taken where neither prefix nor kind names one.
    """
    head, colon, rest = text.strip().upper().partition(":")
    kind, raw = (head.strip(), rest) if colon else ("OTHER", head)
    if is_placeholder(raw):
        return None
    prefix, dash, name = kind.partition("-")
    issuer = None
    if dash and len(prefix) == 2:
        issuer, kind = prefix, name
    number, flags = _normalised(kind, raw)
    if len(number) < 3 or len(set(number)) == 1:
        return None
    issuer = issuer or _COUNTRY_OF.get(kind)
    if issuer is None and kind == "DNI":
        issuer = "HN"
    issuer = issuer or country
    facts = _facts(kind, issuer, number)
    flags = (*flags, *facts.flags)
    reliability = _RELIABILITY[facts.check] * (0.5 if "impossible_serial" in flags else 1.0)
    return Document(
        kind, issuer, number, facts.check, reliability, _birth(facts), facts.sex, facts.place,
        facts.free if facts.free is not None else number, flags,
    )  # fmt: skip


def parse_list(cell: str, *, country: str | None = None) -> tuple[Document, ...]:
    """Return the documents of a cell, parted by ``;``."""
    if not cell:
        return ()
    return tuple(
        d for part in cell.split(";") if part.strip() and (d := parse(part.strip(), country=country))
    )


def compare(a: Document, b: Document) -> Relation:
    """Say how two numbers relate (brief G2). Numbers of different kinds are incomparable unless they are equal."""
    if a.number == b.number and len(a.number) >= 5:
        return "same_failed_check" if "fail" in (a.check, b.check) else "same"
    if a.kind != b.kind or (a.country and b.country and a.country != b.country):
        return "incomparable"
    if len(a.number) != len(b.number):
        return "different"
    wrong = [i for i, (x, y) in enumerate(zip(a.number, b.number, strict=True)) if x != y]
    both_valid = a.check == b.check == "ok"
    serials = (a.free or a.number, b.free or b.number)
    if (
        all(s.isdigit() for s in serials)
        and abs(int(serials[0][:8]) - int(serials[1][:8])) == 1
        and (both_valid or a.check == "none")
    ):
        # Siblings registered together have consecutive numbers.
        return "consecutive"
    if len(wrong) == 1:
        return "one_digit"
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        i, j = wrong
        if a.number[i] == b.number[j] and a.number[j] == b.number[i]:
            return "transposed"
    return "different"
