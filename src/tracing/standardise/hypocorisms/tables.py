"""The tables of brief C as data: short forms (C1), fused double names (C2), equivalence sets (C3), kin words."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

__all__ = ["Lexeme", "Tables", "tables"]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A registered given name: bearers, and the share of them who are Hispanic and female (US Census 2020)."""

    count: int
    hispanic: float
    female: float


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables, by folded name; sex is ``M``, ``F`` or empty where it does not matter."""

    short_forms: dict[str, tuple[tuple[str, str], ...]]  # short form → (canonical, sex)
    sets: dict[str, tuple[tuple[str, str, str], ...]]  # name → (set, "equivalent" or "weak", sex)
    fused: dict[str, tuple[tuple[str, str], ...]]  # fused name → (part, sex)
    kin_words: frozenset[str]
    unexpanded: frozenset[str]  # kin words that stand for no name at all
    not_equivalent: frozenset[frozenset[str]]
    legal_diminutives: dict[str, bool]  # name → whether it still equals its base, at a discount
    lexicon: dict[str, Lexeme]
    canonicals: frozenset[str]

    def known(self, name: str) -> bool:
        """Whether the tables of brief C have the name."""
        return name in self.canonicals or name in self.short_forms or name in self.sets


def _rows(folder: str, file: str) -> Iterator[dict[str, str]]:
    path = resources.files("tracing.standardise") / "data" / folder / file
    with path.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return the tables, read once."""
    short_forms: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    sets: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    fused: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    canonicals: set[str] = set()
    for row in _rows("hypocorisms", "short_forms.csv"):
        short_forms[row["short"]].append((row["canonical"], row["sex"]))
        canonicals.add(row["canonical"])
    for row in _rows("hypocorisms", "equivalents.csv"):
        sets[row["name"]].append((row["set"], row["kind"], row["sex"]))
    for row in _rows("hypocorisms", "fused.csv"):
        fused[row["name"]].append((row["part"], row["sex"]))
    kin = {row["word"]: row["expands"] for row in _rows("hypocorisms", "kin_words.csv")}
    return Tables(
        {name: tuple(entries) for name, entries in short_forms.items()},
        {name: tuple(entries) for name, entries in sets.items()},
        {name: tuple(entries) for name, entries in fused.items()},
        frozenset(kin),
        frozenset(word for word, expands in kin.items() if not expands),
        frozenset(
            frozenset((row["name"], row["other"])) for row in _rows("hypocorisms", "not_equivalent.csv")
        ),
        {row["name"]: bool(row["equal"]) for row in _rows("hypocorisms", "legal_diminutives.csv")},
        {
            row["given_name"]: Lexeme(
                int(row["hispanic_count"]), float(row["share_hispanic"]), float(row["share_female"])
            )
            for row in _rows("names", "given_names.csv")
        },
        frozenset(canonicals),
    )
