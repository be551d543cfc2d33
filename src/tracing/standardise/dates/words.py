"""Numbers and months in words, Spanish and English (brief E1)."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["month_number", "number"]

_MONTHS = (
    ("ENERO", "JANUARY"),
    ("FEBRERO", "FEBRUARY"),
    ("MARZO", "MARCH"),
    ("ABRIL", "APRIL"),
    ("MAYO", "MAY"),
    ("JUNIO", "JUNE"),
    ("JULIO", "JULY"),
    ("AGOSTO", "AUGUST"),
    ("SEPTIEMBRE", "SETIEMBRE", "SEPTEMBER"),
    ("OCTUBRE", "OCTOBER"),
    ("NOVIEMBRE", "NOVEMBER"),
    ("DICIEMBRE", "DECEMBER"),
)
_ROMAN = {
    r: i
    for i, r in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"], start=1)
}
_UNITS = [
    "CERO UNO DOS TRES CUATRO CINCO SEIS SIETE OCHO NUEVE DIEZ ONCE DOCE TRECE CATORCE QUINCE DIECISEIS DIECISIETE "
    "DIECIOCHO DIECINUEVE VEINTE VEINTIUNO VEINTIDOS VEINTITRES VEINTICUATRO VEINTICINCO VEINTISEIS VEINTISIETE "
    "VEINTIOCHO VEINTINUEVE",
    "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN SEVENTEEN "
    "EIGHTEEN NINETEEN TWENTY",
]
_WORDS = {word: n for units in _UNITS for n, word in enumerate(units.split())} | {
    "UN": 1, "UNA": 1, "PRIMERO": 1, "PRIMER": 1, "VEINTIUN": 21, "TREINTA": 30, "CUARENTA": 40, "CINCUENTA": 50,
    "SESENTA": 60, "SETENTA": 70, "OCHENTA": 80, "NOVENTA": 90, "CIEN": 100, "CIENTO": 100, "NOVECIENTOS": 900,
    "OCHOCIENTOS": 800, "MIL": 1000, "DOSMIL": 2000, "THIRTY": 30, "FORTY": 40, "FIFTY": 50, "SIXTY": 60,
}  # fmt: skip
_THOUSAND = 1000


def month_number(word: str) -> int:
    """Return 1 to 12 for a folded month: its name, a beginning of it from three letters on, or Roman; else 0."""
    if word in _ROMAN:
        return _ROMAN[word]
    if len(word) < 3:
        return 0
    return next(
        (n for n, names in enumerate(_MONTHS, start=1) if any(name.startswith(word) for name in names)),
        9 if word == "SEPT" else 0,
    )


def number(words: Sequence[str]) -> int | None:
    """Return what folded words count (``DOS MIL DIEZ`` → 2010), None if one is no number."""
    total = 0
    for word in words:
        if word in ("Y", "AND"):
            continue
        value = int(word) if word.isascii() and word.isdigit() and len(word) <= 4 else _WORDS.get(word)
        if value is None:
            return None
        total = max(total, 1) * _THOUSAND if value == _THOUSAND else total + value
    return total if words else None
