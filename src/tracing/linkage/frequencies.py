"""How common a name is, by country, with backoff (brief H2, H4.4).

Three layers: the share of a surname in a department where it clusters (Caal in Alta Verapaz), what a national
register has published of its most common names, and the long tail of Hispanic names in the US census, scaled to
what the head leaves. A name in none of them has the floor. Rarity is -log2 of the share, in bits.
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache
from importlib import resources
from typing import Literal

from tracing.standardise import phonetics
from tracing.standardise.text import fold

__all__ = ["COUNTRIES", "Frequencies"]

COUNTRIES = ("BZ", "CR", "DO", "GT", "HN", "MX", "NI", "PA", "SV")

_FIRST_OF_EACH = 2.0
"""A register counts persons who bear a surname in either place: each place has half of them."""


def _rows(package: str, *path: str) -> list[dict[str, str]]:
    file = resources.files(package).joinpath(*path)
    with file.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _census(file: str, column: str) -> dict[str, float]:
    rows = _rows("tracing.standardise", "data", "names", file)
    counts = {re.sub(r"[^A-Z]", "", row[column]): float(row["hispanic_count"]) for row in rows}
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items()}


class Frequencies:
    """Shares of names by region; region 0 is "anywhere", then the countries, then departments that differ.

    ``cap`` is the rarity, in bits, above which no agreement on a name is worth more.
    """

    def __init__(self, cap: float = 13.0) -> None:
        self.cap = cap
        self._census = {
            "given": _census("given_names.csv", "given_name"),
            "surname": _census("surnames.csv", "surname"),
        }
        self._local: dict[str, dict[str, dict[str, float]]] = {"given": {}, "surname": {}}
        self._read_registers()
        self.regions: tuple[str, ...] = ("", *COUNTRIES, *self._read_departments())
        self._number = {region: i for i, region in enumerate(self.regions)}
        self._alike: dict[str, dict[str, list[str]]] = {}

    def region(self, country: str | None, admin1: str | None) -> int:
        """Return the number of the most specific region with frequencies of its own."""
        if admin1 is not None and admin1 in self._number:
            return self._number[admin1]
        return self._number.get(country or "", 0)

    def share(self, kind: Literal["given", "surname"], name: str, region: int) -> float:
        """Return the share of persons of ``region`` who bear ``name`` (folded, joined) in a given place."""
        key = self.regions[region]
        census = self._census[kind]
        local = self._local[kind]
        for place in (key, key.partition("-")[0]):
            found = local.get(place, {}).get(name)
            if found is not None:
                return found
        return census.get(name, 0.0)

    def bits(self, kind: Literal["given", "surname"], names: Collection[str], region: int) -> float:
        """Return the rarity of agreeing on any of ``names``, in bits, at most the cap."""
        share = sum(self.share(kind, name, region) for name in names)
        return min(self.cap, -math.log2(share)) if share > 0 else self.cap

    def bits_alike(self, kind: Literal["given", "surname"], k1: Collection[str], region: int) -> float:
        """Return the rarity of agreeing in sound: of all the names that share one of the keys together."""
        by_key = self._sounding(kind)
        names = {name for key in k1 for name in by_key.get(key, ())}
        return self.bits(kind, names, region)

    def _sounding(self, kind: Literal["given", "surname"]) -> dict[str, list[str]]:
        if kind not in self._alike:
            names = set(self._census[kind]).union(*(table.keys() for table in self._local[kind].values()))
            by_key: dict[str, list[str]] = defaultdict(list)
            for name in sorted(names):
                for key in phonetics.keys(name, kind).k1:
                    by_key[key].append(name)
            self._alike[kind] = dict(by_key)
        return self._alike[kind]

    def _read_registers(self) -> None:
        for row in _rows("tracing", "matchers", "frequencies", "register_figures.csv"):
            # A base without a count ("girls born 2000 to mid 2023") gives no share.
            number = re.search(r"\d{1,3}(?:,\d{3})+", row["of"])
            if number is None:
                continue
            kind: Literal["given", "surname"] = "given" if row["kind"].startswith("given") else "surname"
            share = float(row["persons"]) / float(number.group().replace(",", ""))
            if kind == "surname":
                share /= _FIRST_OF_EACH
            else:
                # Figures are of one sex; a name met anywhere belongs to either with even chance.
                share /= 2.0
            name = re.sub(r"[^A-Z]", "", fold(row["name"]))
            self._local[kind].setdefault(row["area"] or row["country"], {})[name] = share

    def _read_departments(self) -> list[str]:
        for row in _rows("tracing", "matchers", "frequencies", "regional_surnames.csv"):
            shares = self._local["surname"].setdefault(row["region"], {})
            shares.setdefault(row["surname"], float(row["share"]))
        return sorted(region for region in self._local["surname"] if "-" in region)


@lru_cache(maxsize=4)
def load_frequencies(cap: float) -> Frequencies:
    """Return the shipped frequencies, read once."""
    return Frequencies(cap)
