"""What the numbers of each country say, and whether their check digits hold (brief G)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from tracing.standardise.documents.curp import curp_facts
from tracing.standardise.documents.model import Check, Facts

__all__ = ["facts_of"]

_MALFORMED = Facts("fail", flags=("malformed",))

_GT_MUNICIPALITIES = [17, 8, 16, 16, 14, 14, 19, 8, 24, 21, 9, 30, 33, 21, 8, 17, 14, 5, 11, 11, 7, 17]
_HN_MUNICIPALITIES = [8, 10, 21, 23, 12, 16, 19, 28, 6, 17, 4, 19, 28, 16, 23, 28, 9, 11]
"""Municipalities of each department in the registry's order (brief F1). More than these is a doubt, no refusal."""

_HN_ORDER = "AT CL CM CP CR CH EP FM GD IN IB LP LE OC OL SB VA YO".split()  # noqa: SIM905
"""Honduras' registry numbers its departments in an order of its own (brief F1)."""

_SV_ORDER = "AH SA SO CH LI SS CU PA CA SV US SM MO UN".split()  # noqa: SIM905
_CR_ORDER = "SJ A C H G P L".split()  # noqa: SIM905
_NI_BLOCKS = "MN CA CI CO ES GR JI LE MD BO MS MT NS SJ RI".split()  # noqa: SIM905
"""Departments by blocks of forty municipality codes; from 600 on the two Caribbean regions (brief G)."""

_NI_BLOCK, _NI_USED, _NI_CARIBBEAN = 40, 20, range(600, 620)
_NI_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"
_PA_PROVINCES = {str(n): f"PA-{n}" for n in range(1, 10)} | {
    "10": "PA-KY", "11": "PA-EM", "12": "PA-NB", "13": "PA-10",
}  # fmt: skip
"""Cédula province → ISO 3166-2: 13 is Panamá Oeste, whose ISO code is 10, and 10 is Guna Yala (brief F1, G)."""

_PA_MARKS = {
    "E": "foreigner",
    "N": "naturalised",
    "PE": "panamanian_abroad",
    "PI": "indigenous",
    "AV": "before_register",
}


def _day(two_digits: str, month: str, day: str) -> date | None:
    year = int(two_digits)
    year += 2000 if year <= date.today().year % 100 else 1900
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def _cui(number: str) -> Facts:
    if not re.fullmatch(r"\d{13}", number):
        return _MALFORMED
    remainder = sum(int(d) * (i + 2) for i, d in enumerate(number[:8])) % 11
    flags: tuple[str, ...] = ("impossible_serial",) if remainder == 10 else ()
    department, municipality = int(number[9:11]), int(number[11:])
    check: Check = "ok" if remainder == int(number[8]) else "fail"
    if not 1 <= department <= 22:
        return Facts(check, free=number[:9], flags=(*flags, "unknown_department"))
    place = f"GT-{number[9:11]}"
    if not 1 <= municipality <= _GT_MUNICIPALITIES[department - 1]:
        return Facts(check, place=place, free=number[:9], flags=(*flags, "unknown_municipality"))
    return Facts(check, place=place, municipality=f"{place}-{number[11:]}", free=number[:9], flags=flags)


def _dni(number: str) -> Facts:
    if not re.fullmatch(r"\d{13}", number):
        return _MALFORMED
    department, municipality, year = int(number[:2]), int(number[2:4]), int(number[4:8])
    if not 1 <= department <= 18:
        return Facts("fail", flags=("unknown_department",), free=number[4:])
    place = f"HN-{_HN_ORDER[department - 1]}"
    flags = ["year_is_registration"]
    if not 1900 <= year <= date.today().year:
        flags.append("implausible_year")
    known = 1 <= municipality <= _HN_MUNICIPALITIES[department - 1]
    if not known:
        flags.append("unknown_municipality")
    return Facts(
        "none", place=place, municipality=f"{place}-{number[2:4]}" if known else None, free=number[8:],
        flags=tuple(flags),
    )  # fmt: skip


def _dui(number: str) -> Facts:
    if not re.fullmatch(r"\d{9}", number):
        return _MALFORMED
    total = sum(int(d) * (9 - i) for i, d in enumerate(number[:8]))
    return Facts("ok" if (10 - total % 10) % 10 == int(number[8]) else "fail")


def _nui(number: str) -> Facts:
    # Its form may equal the DUI's; nothing about it is published.
    return Facts("none") if number.isdigit() else _MALFORMED


def _nit(number: str) -> Facts:
    if not re.fullmatch(r"\d{14}", number):
        # Since 2021 an adult's DUI is the NIT as well.
        return _dui(number) if re.fullmatch(r"\d{9}", number) else _MALFORMED
    # Loaded where they are needed: stdnum brings half of the standard library with it.
    from stdnum.sv import nit as sv_nit

    check: Check = "ok" if sv_nit.calc_check_digit(number) == number[-1] else "fail"
    born = _day(number[8:10], number[6:8], number[4:6])
    flags = ["adults_only"] + ([] if born else ["impossible_date"])
    department = int(number[:2])
    place = None
    if number[0] == "9":
        flags.append("foreigner")
    elif 1 <= department <= 14:
        place = f"SV-{_SV_ORDER[department - 1]}"
    else:
        flags.append("unknown_department")
    district = f"{place}-{number[2:4]}" if place else None
    return Facts(check, born, place=place, municipality=district, free=number[10:], flags=tuple(flags))


def _ni(number: str) -> Facts:
    if not re.fullmatch(r"\d{13}[A-Z]", number):
        return _MALFORMED
    check: Check = "ok" if _NI_LETTERS[int(number[:13]) % 23] == number[13] else "fail"
    born = _day(number[7:9], number[5:7], number[3:5])
    flags: list[str] = [] if born else ["impossible_date"]
    code = int(number[:3])
    block, used = divmod(code, _NI_BLOCK)
    place = f"NI-{_NI_BLOCKS[block]}" if block < len(_NI_BLOCKS) and used < _NI_USED and code else None
    if place is None:
        flags.append("caribbean_coast" if code in _NI_CARIBBEAN else "unknown_municipality")
    return Facts(check, born, place=place, free=number[9:], flags=tuple(flags))


def _cr(number: str) -> Facts:
    if re.fullmatch(r"1\d{10,11}", number):
        return Facts("none", flags=("foreigner",))
    if not re.fullmatch(r"\d{9}", number):
        return _MALFORMED
    province = int(number[0])
    if 1 <= province <= 7:
        return Facts("none", place=f"CR-{_CR_ORDER[province - 1]}", free=number[1:])
    odd = {8: "naturalised", 9: "special"}.get(province, "unknown_province")
    return Facts("none" if province else "fail", free=number[1:], flags=(odd,))


def _pa(number: str) -> Facts:
    match = re.fullmatch(r"(?:(\d{1,2})-?)?(E|N|PE|PI|AV)?-?(\d{1,4})-(\d{1,6})", number)
    if match is None or not (match[1] or match[2]):
        return _MALFORMED
    flags = (_PA_MARKS[match[2]],) if match[2] else ()
    free = f"{match[3]}-{match[4]}"
    if match[1] is None:
        return Facts("none", free=free, flags=flags)
    place = _PA_PROVINCES.get(match[1])
    if place is None:
        return Facts("fail", free=free, flags=(*flags, "unknown_province"))
    return Facts("none", place=place, free=free, flags=flags)


def _do(number: str) -> Facts:
    if not re.fullmatch(r"\d{11}", number):
        return _MALFORMED
    from stdnum.do import cedula as do_cedula

    # Many numbers in use fail the check: python-stdnum holds the official list of exceptions.
    return Facts("ok" if do_cedula.is_valid(number) else "fail")


def _sin(number: str) -> Facts:
    if not re.fullmatch(r"\d{9}", number):
        return _MALFORMED
    from stdnum import luhn
    from stdnum.exceptions import ValidationError

    try:
        check: Check = "ok" if luhn.validate(number) else "fail"
    except ValidationError:
        check = "fail"
    return Facts(check, flags=("temporary",) if number[0] == "9" else ())


def _nine(number: str) -> Facts:
    return Facts("none") if re.fullmatch(r"\d{9}", number) else _MALFORMED


_READERS: dict[tuple[str, str], Callable[[str], Facts]] = {
    ("CURP", "MX"): curp_facts,
    ("CUI", "GT"): _cui,
    ("DNI", "HN"): _dni,
    ("DUI", "SV"): _dui,
    ("NUI", "SV"): _nui,
    ("NIT", "SV"): _nit,
    ("CEDULA", "NI"): _ni,
    ("CEDULA", "CR"): _cr,
    ("DIMEX", "CR"): _cr,
    ("CEDULA", "PA"): _pa,
    ("CEDULA", "DO"): _do,
    ("NUI", "DO"): _do,
    ("SIN", "CA"): _sin,
    ("SSN", "US"): _nine,
    ("SSN", "BZ"): _nine,
    ("ANUMBER", "US"): _nine,
}


def facts_of(kind: str, country: str | None, number: str) -> Facts:
    """Return what a normalised number says; nothing for kinds that hold nothing."""
    reader = _READERS.get((kind, country or ""))
    return reader(number) if reader else Facts()
