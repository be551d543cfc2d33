"""Telephone and identity numbers: well formed by each country's rules, all invented."""

from __future__ import annotations

import random
import zlib
from datetime import date
from typing import Protocol

from names import TILDES, plain
from places import Place

CALLING = {
    "GT": ("502", 8), "HN": ("504", 8), "SV": ("503", 8), "NI": ("505", 8), "CR": ("506", 8), "PA": ("507", 8),
    "BZ": ("501", 7), "MX": ("52", 10), "US": ("1", 10), "DO": ("1", 10),
}  # fmt: skip
FIRST = {"GT": "345", "HN": "389", "SV": "67", "NI": "578", "CR": "678", "PA": "6", "BZ": "6"}
AREAS = {
    "US": ("213", "713", "202", "305", "404", "615", "919"),
    "DO": ("809", "829", "849"),
    "MX": ("962", "961", "551", "951"),
}
CURP_STATES = {
    "Chiapas": "CS", "Oaxaca": "OC", "Guerrero": "GR", "Michoacán de Ocampo": "MN", "Puebla": "PL", "Yucatán": "YN",
    "Veracruz de Ignacio de la Llave": "VZ", "México": "MC", "Guanajuato": "GT", "Jalisco": "JC", "Hidalgo": "HG",
    "Ciudad de México": "DF", "Chihuahua": "CH", "Tamaulipas": "TS", "Sonora": "SR", "Zacatecas": "ZS",
}  # fmt: skip
CURP_ORDER = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
NI_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"


class Named(Protocol):
    """What a number may be made of."""

    given: list[str]
    s1: str
    s2: str
    sex: str
    born: int


class Numbers:
    """Draws numbers; village and shelter telephones are the same whenever asked."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def phone(self, rng: random.Random, country: str) -> str:
        """`+` country code and national number, no spaces."""
        code, length = CALLING[country]
        start = rng.choice(AREAS[country]) if country in AREAS else rng.choice(FIRST[country])
        rest = length - len(start)
        return f"+{code}{start}{rng.randint(2, 9)}{rng.randrange(10 ** (rest - 1)):0{rest - 1}d}"

    def village_phone(self, country: str, key: str) -> str:
        return self.phone(random.Random(zlib.crc32(f"{self._seed}{key}".encode())), country)

    def serial(self, rng: random.Random) -> int:
        return rng.randrange(10_000, 99_000_000)

    def identity(self, rng: random.Random, home: Place, person: Named, serial: int) -> str:
        """`KIND:NUMBER` that a child or adult of this place would hold, or an empty string."""
        born = date.fromordinal(person.born)
        adult = born.year < 2005
        country = home.country
        if country == "GT":
            body = f"{serial % 100_000_000:08d}"
            check = sum(int(d) * (i + 2) for i, d in enumerate(body)) % 11
            if check == 10:
                return self.identity(rng, home, person, serial + 1)
            return f"CUI:{body}{check}{home.code}"
        if country == "HN":
            year = born.year + (0 if rng.random() < 0.85 else rng.randint(1, 6))
            return f"DNI:{home.code}{year}{serial % 100_000:05d}"
        if country == "MX":
            return "CURP:" + _curp(person, born, CURP_STATES.get(home.department, "NL"), serial)
        if country == "SV" and adult:
            body = f"{serial % 10_000_000:08d}"
            return f"DUI:{body}-{(10 - sum(int(d) * (9 - i) for i, d in enumerate(body)) % 10) % 10}"
        if country == "NI" and adult:
            body = f"{int(home.code) % 600 + 1:03d}{born:%d%m%y}{serial % 10_000:04d}"
            return f"CEDULA:{body[:3]}-{body[3:9]}-{body[9:]}{NI_LETTERS[int(body) % 23]}"
        if country == "DO":
            body = f"402{serial % 10_000_000:07d}"
            total = sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(body))
            return f"CEDULA:{body[:3]}-{body[3:]}-{(10 - total % 10) % 10}"
        return f"BIRTHCERT:{serial % 400 + 1}-{serial % 297 + 1}-{serial % 950 + 1}-{born.year}"

    def a_number(self, rng: random.Random) -> str:
        return f"ANUMBER:A{rng.randrange(200_000_000, 249_999_999)}"


def _curp(person: Named, born: date, state: str, serial: int) -> str:
    words = [_first_word(person.s1), _first_word(person.s2), ""]
    given = [plain(g).upper() for g in person.given]
    words[2] = given[1] if len(given) > 1 and given[0] in {"MARIA", "JOSE"} else given[0]
    words = [w.replace("Ñ", "X").translate(TILDES) for w in words]
    s1, s2, name = words
    vowel = next((c for c in s1[1:] if c in "AEIOU"), "X")
    letters = s1[0] + vowel + (s2[:1] or "X") + name[0]
    inner = "".join(next((c for c in w[1:] if c.isalpha() and c not in "AEIOU"), "X") for w in words)
    homoclave = chr(65 + serial % 26) if born.year >= 2000 else str(serial % 10)
    body = f"{letters}{born:%y%m%d}{'H' if person.sex == 'M' else 'M'}{state}{inner}{homoclave}"
    total = sum(CURP_ORDER.index(c) * (18 - i) for i, c in enumerate(body))
    return body + str((10 - total % 10) % 10)


def _first_word(surname: str) -> str:
    words = [
        w
        for w in plain(surname).upper().replace("-", " ").split()
        if w not in {"DE", "DEL", "LA", "LAS", "LOS"}
    ]
    return words[0] if words else ""
