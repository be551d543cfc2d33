"""Kinds of numbers: their names, who issues them, and their one form for comparing (brief G, G2)."""

from __future__ import annotations

import re

from tracing.standardise.documents.curp import mend_curp
from tracing.standardise.documents.model import UNKNOWN
from tracing.standardise.text import fold

__all__ = ["by_shape", "issuer_of", "kind_of", "leading_kind", "normalised"]

_NAMES = {
    "CURP": "CURP",
    "CUI": "CUI DPI",
    "DNI": "DNI IDENTIDAD TARJETADEIDENTIDAD",
    "DUI": "DUI",
    "NUI": "NUI",
    "NIT": "NIT",
    "CEDULA": "CEDULA CED CEDULADEIDENTIDAD TIM",
    "DIMEX": "DIMEX",
    "ANUMBER": "ANUMBER A ALIENNUMBER ALIEN ANUM USCIS",
    "PASSPORT": "PASSPORT PASAPORTE PASSPORTNO PASAPORTENO",
    "BIRTHCERT": "BIRTHCERT PARTIDA ACTA PARTIDADENACIMIENTO ACTADENACIMIENTO BIRTHCERTIFICATE CERTIFICADO",
    "SSN": "SSN SEGUROSOCIAL",
    "SIN": "SIN NAS",
    "OTHER": "OTHER OTRO ID NUMERO NO",
}
_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_ISSUER = {
    "CURP": "MX", "CUI": "GT", "DNI": "HN", "DUI": "SV", "NIT": "SV", "DIMEX": "CR", "ANUMBER": "US", "SIN": "CA",
}  # fmt: skip
_LENGTH = {
    ("CUI", "GT"): 13, ("DNI", "HN"): 13, ("DUI", "SV"): 9, ("NIT", "SV"): 14, ("CEDULA", "DO"): 11, ("NUI", "DO"): 11,
    ("CEDULA", "CR"): 9, ("DIMEX", "CR"): 12, ("SIN", "CA"): 9, ("SSN", "US"): 9, ("SSN", "BZ"): 9,
}  # fmt: skip
"""Digits of numbers that have nothing else."""

_SHAPES = (
    (re.compile(r"[A-ZÑ]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d"), "CURP", "MX"),
    (re.compile(r"\d{3}-?\d{6}-?\d{4}[A-Z]"), "CEDULA", "NI"),
    (re.compile(r"\d{3}-\d{7}-\d"), "CEDULA", "DO"),
    (re.compile(r"\d{4}-\d{4}-\d{5}"), "DNI", "HN"),
    (re.compile(r"\d{4}-\d{6}-\d{3}-\d"), "NIT", "SV"),
    (re.compile(r"\d{4}[ -]\d{5}[ -]\d{4}|\d{8}[ -]\d[ -]\d{4}"), "CUI", "GT"),
    (re.compile(r"\d{8}-\d"), "DUI", "SV"),
    (re.compile(r"A[- #]*\d{3}[- ]?\d{3}[- ]?\d{1,3}"), "ANUMBER", "US"),
    (re.compile(r"(?:PE|E|N)-\d{1,4}-\d{1,6}|\d{1,2}-?(?:PI|AV)-\d{1,4}-\d{1,6}"), "CEDULA", "PA"),
)
_PLAIN_DIGITS = {("GT", 13): "CUI", ("HN", 13): "DNI", ("SV", 9): "DUI", ("SV", 14): "NIT", ("DO", 11): "CEDULA",
                 ("CR", 9): "CEDULA", ("CA", 9): "SIN"}  # fmt: skip
_PARTED = re.compile(r"\d{1,2}-\d{1,4}-\d{1,6}")
_TO_DIGIT = str.maketrans("OILSB", "01158")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d{1,2})")
_MOST_ZEROS = {"DUI": 4}
"""Leading zeros that may be lost; two where nothing is said."""

_FEWEST_ALIEN = 7


def kind_of(name: str) -> str:
    """Return the kind that a name stands for; a name of its own where it is not known."""
    plain = re.sub(r"[^A-Z]", "", fold(name))
    return _BY_NAME.get(plain, plain or "OTHER")


def leading_kind(text: str) -> tuple[str, str]:
    """Part a kind's name from the number after it where no colon does: ``DPI 1234 56789 1401``."""
    match = re.match(
        r"(?:N[O°º]\.? DE )?([A-ZÉ]{3,}(?: DE IDENTIDAD| DE NACIMIENTO)?)[ .#]+(?:N[O°º]\.? ?)?(?=.*\d)", text
    )
    if (
        match is not None
        and (kind := _BY_NAME.get(re.sub(r"[^A-Z]", "", fold(match[1]))))
        and kind != "OTHER"
    ):
        return kind, text[match.end() :]
    return "OTHER", text


def by_shape(text: str, country: str | None) -> tuple[str, str] | None:
    """Return kind and issuer of a number that names none, by its groups of digits; None where that tells nothing."""
    text = text.strip()
    for shape, kind, issuer in _SHAPES:
        if shape.fullmatch(text):
            return kind, issuer
    if country in ("CR", "PA") and _PARTED.fullmatch(text):
        return "CEDULA", country
    digits = re.sub(r"[ .-]", "", text)
    plain = _PLAIN_DIGITS.get((country or "", len(digits))) if digits.isascii() and digits.isdigit() else None
    return (plain, country) if plain and country else None


def issuer_of(kind: str, text: str, country: str | None) -> str | None:
    """Return the country that issues a kind; a cédula's is told by its form, else by ``country``."""
    if kind in _ISSUER:
        return _ISSUER[kind]
    if kind == "NUI":
        return country if country == "DO" else "SV"
    if kind == "CEDULA" and (shape := by_shape(text, country)) is not None and shape[0] == "CEDULA":
        return shape[1]
    return country


def _panamanian(text: str) -> str:
    """Keep the hyphens, which carry meaning, and no zeros before a group."""
    groups = [g for g in re.split(r"[-\s]+", text) if g]
    if groups and (glued := re.fullmatch(r"(\d{1,2})(AV|PI)", groups[0])):
        groups[:1] = [glued[1], glued[2]]
    kept = [g.translate(_TO_DIGIT) if any(c.isdigit() for c in g) else g for g in groups]
    return "-".join(g.lstrip("0") or "0" if g.isdigit() else g for g in kept)


def _costa_rican(text: str) -> str:
    groups = re.split(r"[-\s]+", text.strip().translate(_TO_DIGIT))
    if len(groups) == 3 and all(g.isdigit() for g in groups) and len(groups[0].lstrip("0")) <= 1:
        return (
            f"{groups[0].lstrip('0') or '0'}{groups[1].lstrip('0').zfill(4)}{groups[2].lstrip('0').zfill(4)}"
        )
    digits = re.sub(r"[^0-9A-Z?]", "", "".join(groups))
    return digits[1:] if len(digits) == 10 and digits.startswith("0") else digits


def _written_out(text: str) -> tuple[str, tuple[str, ...]]:
    """Undo what spreadsheets do to long numbers; digits they dropped are unknown."""
    match = _SCIENTIFIC.fullmatch(text.strip())
    if match is not None:
        digits = match[1] + (match[2] or "")
        length = int(match[3]) + 1
        if len(digits) >= length:
            return digits[:length], ()
        return digits + UNKNOWN * (length - len(digits)), ("excel_rounded",)
    return re.sub(r"(?<=\d)\.0+$", "", text), ()


def _eaten(kind: str, number: str, length: int) -> int:
    """Return how many leading zeros a spreadsheet ate: all of them, so what still begins with one lost none."""
    short = length - len(number)
    return short if 0 < short <= _MOST_ZEROS.get(kind, 2) and not number.startswith("0") else 0


def normalised(kind: str, issuer: str | None, raw: str) -> tuple[str, tuple[str, ...]]:
    """Return a number in the one form for comparing, and flags; ``?`` stands for a digit that is not known."""
    text, flags = _written_out(fold(raw, keep_tilde=True))
    if kind == "CEDULA" and issuer == "PA":
        return _panamanian(re.sub(r"[^0-9A-Z\s-]", "", text)), flags
    if kind == "CEDULA" and issuer == "CR":
        number = _costa_rican(re.sub(r"[.]", "", text))
    else:
        number = re.sub(r"[^0-9A-ZÑ?]", "", re.sub(r"[*_•]", UNKNOWN, text))
    if kind == "CURP":
        return mend_curp(number), flags
    if kind == "ANUMBER":
        number = re.sub(r"^A(?=.)", "", number).translate(_TO_DIGIT)
        return (number.zfill(9) if len(number) >= _FEWEST_ALIEN else number), flags
    if kind == "CEDULA" and issuer == "NI" and len(number) > 11:
        number = number[:-1].translate(_TO_DIGIT) + number[-1]
        short = _eaten(kind, number, 14)
        return "0" * short + number, (*flags, "excel_zeros_restored") if short else flags
    length = _LENGTH.get((kind, issuer or ""))
    if length is not None:
        number = number.translate(_TO_DIGIT)
        short = _eaten(kind, number, length)
        if kind != "DIMEX" and number.replace(UNKNOWN, "0").isdigit() and short:
            return "0" * short + number, (*flags, "excel_zeros_restored")
    return number, flags
