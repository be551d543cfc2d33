"""How common a name is, by country, with backoff (brief H2, H4.4).

Three layers, each before the next: the share of a surname in a department where it clusters (Caal in Alta Verapaz), what a
national register has published of its most common names, and the share among Hispanic names in the US census, as it
stands there: it isn't scaled to what the others leave, so a region's shares need not sum to one. A name in none of them
is as rare as the cap allows. Rarity is -log2 of the share, in bits.

Shares are held as one row per name, one column per region, so that the rarity of a name, or of all names that sound
alike, is worked out for every region at once.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib import resources
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.fixed import UNIT
from tracing.standardise import hypocorisms, phonetics
from tracing.standardise.text import fold

__all__ = ["COUNTRIES", "Frequencies", "Kind", "load_frequencies"]

Kind = Literal["given", "surname"]

COUNTRIES = ("BZ", "CR", "DO", "GT", "HN", "MX", "NI", "PA", "SV")

_FIRST_OF_EACH = 2.0
"""A register counts persons who bear a surname in either place: each place has half of them."""

_DEPARTMENTS = 20.0
"""Departments of a country, roughly: a surname that clusters in one is so many times rarer in all of them."""


def _rows(package: str, *path: str) -> list[dict[str, str]]:
    file = resources.files(package).joinpath(*path)
    with file.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _census(file: str, column: str) -> dict[str, float]:
    rows = _rows("tracing.standardise", "data", "names", file)
    counts = {re.sub(r"[^A-Z]", "", row[column]): float(row["hispanic_count"]) for row in rows}
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items()}


def _registers() -> dict[Kind, dict[str, dict[str, float]]]:
    """Return what national registers have published: kind → country or area → name → share."""
    published: dict[Kind, dict[str, dict[str, float]]] = {"given": {}, "surname": {}}
    for row in _rows("tracing", "matchers", "frequencies", "register_figures.csv"):
        # A base without a count ("girls born 2000 to mid 2023") gives no share.
        number = re.search(r"\d{1,3}(?:,\d{3})+", row["of"])
        if number is None:
            continue
        kind: Kind = "given" if row["kind"].startswith("given") else "surname"
        share = float(row["persons"]) / float(number.group().replace(",", ""))
        # Figures of given names are of one sex; a name met anywhere belongs to either with even chance.
        share /= _FIRST_OF_EACH if kind == "surname" else 2.0
        name = re.sub(r"[^A-Z]", "", fold(row["name"]))
        published[kind].setdefault(row["area"] or row["country"], {})[name] = share
    for row in _rows("tracing", "matchers", "frequencies", "regional_surnames.csv"):
        shares = published["surname"].setdefault(row["region"], {})
        shares.setdefault(row["surname"], float(row["share"]))
    return published


class _Table:
    """Shares of the names of one kind: ``share[row[name], region]``."""

    def __init__(
        self, census: Mapping[str, float], local: Mapping[str, Mapping[str, float]], regions: Iterable[str]
    ) -> None:
        names = sorted(set(census).union(*(table.keys() for table in local.values())))
        self.row = {name: i for i, name in enumerate(names)}
        columns = []
        everywhere = np.array([census.get(name, 0.0) for name in names])
        for region in regions:
            column = everywhere.copy()
            for place in dict.fromkeys((region.partition("-")[0], region)):
                for name, share in local.get(place, {}).items():
                    column[self.row[name]] = share
            columns.append(column)
        self.share = np.column_stack(columns)

    def rows(self, names: Collection[str]) -> tuple[int, ...]:
        """Return the rows of the ``names`` that are known, in the table's order: sums depend on no other."""
        return tuple(sorted([self.row[name] for name in names if name in self.row]))

    def of(self, rows: Sequence[int]) -> NDArray[np.float64]:
        """Return the shares of the names of all ``rows`` together, by region."""
        if len(rows) == 1:
            return np.asarray(self.share[rows[0]], dtype=np.float64)
        return np.asarray(self.share[list(rows)].sum(axis=0), dtype=np.float64)


class Frequencies:
    """Shares of names by region; region 0 is "anywhere", then the countries, then departments that differ.

    ``cap`` is the rarity, in bits, above which no agreement on a name is worth more.
    """

    def __init__(self, cap: float = 13.0) -> None:
        self.cap = cap
        self._published = _registers()
        departments = sorted(region for region in self._published["surname"] if "-" in region)
        self.regions: tuple[str, ...] = ("", *COUNTRIES, *departments)
        self._number = {region: i for i, region in enumerate(self.regions)}
        self._sounds: dict[tuple[Kind, int], dict[str, list[str]]] = {}
        self._shorts: dict[str, list[str]] | None = None
        self._units: dict[tuple[Kind, tuple[int, ...]], tuple[int, ...]] = {}
        self._key_units: dict[tuple[Kind, str | None, str | None], int] = {}

    @cached_property
    def _tables(self) -> dict[Kind, _Table]:
        # Form tables need no more than the regions.
        return {
            "given": _Table(_census("given_names.csv", "given_name"), self._published["given"], self.regions),
            "surname": _Table(_census("surnames.csv", "surname"), self._published["surname"], self.regions),
        }

    def region(self, country: str | None, admin1: str | None) -> int:
        """Return the number of the most specific region with frequencies of its own."""
        if admin1 is not None and admin1 in self._number:
            return self._number[admin1]
        return self._number.get(country or "", 0)

    def units(self, kind: Kind, names: Collection[str]) -> tuple[int, ...]:
        """Return the rarity of agreeing on any of ``names``, in units (1/256 bit), by region, at most the cap."""
        rows = self._tables[kind].rows(names)
        # Names nobody knows, and names spelt in several ways, come again and again.
        known = self._units.get((kind, rows))
        if known is None:
            known = self._units[kind, rows] = self._units_of(kind, rows)
        return known

    def _units_of(self, kind: Kind, rows: tuple[int, ...]) -> tuple[int, ...]:
        if len(rows) == 1:
            # Most names: looked up in the whole table, which is worked out at once.
            return tuple(self._units_alone[kind][rows[0]].tolist())
        return tuple(self._rarity(self._tables[kind].of(rows)).tolist())

    @cached_property
    def _units_alone(self) -> dict[Kind, NDArray[np.int64]]:
        return {kind: self._rarity(table.share) for kind, table in self._tables.items()}

    def _rarity(self, share: NDArray[np.float64]) -> NDArray[np.int64]:
        bits = np.full(share.shape, self.cap)
        np.log2(share, out=bits, where=share > 0)
        bits = np.where(share > 0, np.minimum(self.cap, -bits), self.cap)
        return np.asarray(np.rint(bits * UNIT), dtype=np.int64)

    def units_alike(self, kind: Kind, k1: Collection[str]) -> tuple[int, ...]:
        """Return the rarity of agreeing in sound: of all the names that share one of the keys together."""
        by_key = self._sounding(kind, 1)
        return self.units(kind, {name for key in k1 for name in by_key.get(key, ())})

    def key_units(self, kind: Kind, *, k2: str | None = None, node: str | None = None) -> int:
        """Return what sharing a blocking value says, in units, wherever the records come from.

        The value is a sound (``k2``) or a name that short forms may stand for (``node``): as rare as the names that
        have it, taken over all countries, or over a department where they cluster if that makes them more common.
        """
        known = self._key_units.get((kind, k2, node))
        if known is None:
            known = self._key_units[kind, k2, node] = self._key_units_of(kind, k2, node)
        return known

    def _key_units_of(self, kind: Kind, k2: str | None, node: str | None) -> int:
        if k2 is not None:
            names: Collection[str] = self._sounding(kind, 2).get(k2, ())
        else:
            names = self._short(node or "")
        table = self._tables[kind]
        share = table.of(table.rows(names))
        countries = share[1 : 1 + len(COUNTRIES)].mean()
        clustered = share[1 + len(COUNTRIES) :].max(initial=0.0) / _DEPARTMENTS
        most = max(countries, clustered)
        return int(np.rint(min(self.cap, -np.log2(most)) * UNIT)) if most > 0 else int(self.cap * UNIT)

    def _sounding(self, kind: Kind, level: Literal[1, 2]) -> dict[str, list[str]]:
        if (kind, level) not in self._sounds:
            by_key: tuple[dict[str, list[str]], dict[str, list[str]]] = (defaultdict(list), defaultdict(list))
            for name in self._tables[kind].row:
                keys = phonetics.keys(name, kind)
                for table, values in zip(by_key, (keys.k1, keys.k2), strict=True):
                    for key in values:
                        table[key].append(name)
            self._sounds[kind, 1], self._sounds[kind, 2] = (dict(table) for table in by_key)
        return self._sounds[kind, level]

    def _short(self, node: str) -> list[str]:
        if self._shorts is None:
            by_node: dict[str, list[str]] = defaultdict(list)
            for name in self._tables["given"].row:
                for edge in hypocorisms.nodes(name):
                    by_node[edge.node].append(name)
            self._shorts = dict(by_node)
        return self._shorts.get(node, [])


@lru_cache(maxsize=4)
def load_frequencies(cap: float = 13.0) -> Frequencies:
    """Return the shipped frequencies, read once. Form tables don't depend on ``cap``; weights do."""
    return Frequencies(cap)
