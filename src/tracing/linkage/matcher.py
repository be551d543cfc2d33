"""A matcher: comparisons with their levels, blocking rules, thresholds and prior, read from a TOML file.

The file is the whole of what a score depends on besides the two records (design, principles 1 and 8). Reading it
checks every field and names the one that is wrong, with what was expected.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from tracing.linkage.comparisons import KINDS
from tracing.linkage.fixed import to_units
from tracing.linkage.keys import PARTS
from tracing.records import InputError

__all__ = ["NAMES", "BlockingRule", "Comparison", "Kinship", "Level", "MatcherFile", "load_matcher"]


NAMES = frozenset({"given_names", "surnames", "aliases"})
"""Comparisons of the child's own names."""


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison.

    ``m`` and ``u`` are P(level | same child) and P(level | unrelated children); ``sibling`` is
    P(level | full siblings), equal to ``m`` where siblings look like the child itself. ``frequency`` (0 … 1) says
    how much of the agreeing value's rarity counts; ``m / u`` then holds at ``reference`` bits of rarity.
    """

    name: str
    m: float
    u: float
    sibling: float
    frequency: float = 0.0
    reference: float = 0.0

    @property
    def units(self) -> int:
        """log2(m / u) in units, before the value's rarity."""
        return to_units(math.log2(self.m / self.u))

    @property
    def sibling_units(self) -> int:
        """log2(m / sibling) in units: evidence for the child itself against a brother or sister."""
        return to_units(math.log2(self.m / self.sibling))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A named comparison: its kind (what code compares), its levels from strongest to weakest, its options."""

    name: str
    kind: str
    levels: tuple[Level, ...]
    options: Mapping[str, Any]

    def level(self, name: str) -> Level:
        """Return the level called ``name``; KeyError if there is none."""
        for level in self.levels:
            if level.name == name:
                return level
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class BlockingRule:
    """Pairs are compared if they share a key of any rule; a key is one value of each part, taken together."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kinship:
    """How likely a pair that isn't the same child is a pair of full siblings, in bits against (sigma)."""

    sigma: float


@dataclass(frozen=True)
class MatcherFile:
    """All that a matcher file says."""

    name: str
    version: str
    description: str
    schema: str
    comparisons: tuple[Comparison, ...]
    blocking: tuple[BlockingRule, ...]
    prior: float
    strong: float
    possible: float
    output: float
    beyond_names: float
    calibration: tuple[float, float]
    kinship: Kinship | None
    frequencies: Mapping[str, float]
    source: str
    digest: str

    @cached_property
    def prior_bits(self) -> float:
        """Prior odds of a pair that blocking proposes, in bits."""
        return math.log2(self.prior / (1 - self.prior))

    def probability(self, weight: float) -> float:
        """Return the calibrated probability of the same child for a match weight in bits."""
        slope, offset = self.calibration
        bits = slope * (weight + self.prior_bits) + offset
        return 1.0 / (1.0 + math.exp2(min(1000.0, -bits)))

    def band(self, weight: float, beyond_names: float) -> str:
        """Return ``strong``, ``possible`` or ``weak`` by the matcher's own thresholds.

        ``beyond_names`` is the sum, in bits, of what agrees besides the child's own names: homonyms are too many
        for a name alone to be strong (brief H4.4).
        """
        if weight >= self.strong and beyond_names >= self.beyond_names:
            return "strong"
        return "possible" if weight >= self.possible else "weak"


class _Reader:
    """Walks the parsed TOML and refuses what is wrong, by the field's full name."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fail(self, field: str, problem: str) -> InputError:
        return InputError(f"{self.file}: {field}: {problem}")

    def number(self, table: Mapping[str, Any], key: str, field: str, default: float | None = None) -> float:
        value = table.get(key, default)
        if value is None:
            raise self.fail(f"{field}.{key}", "missing; expected a number")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.fail(f"{field}.{key}", f"expected a number, found {value!r}")
        return float(value)

    def probability(
        self, table: Mapping[str, Any], key: str, field: str, default: float | None = None
    ) -> float:
        value = self.number(table, key, field, default)
        if not 0 < value < 1:
            raise self.fail(f"{field}.{key}", f"expected a probability above 0 and below 1, found {value:g}")
        return value

    def text(self, table: Mapping[str, Any], key: str, field: str, default: str | None = None) -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.fail(f"{field}.{key}", f"expected a text, found {value!r}")
        return value

    def tables(self, table: Mapping[str, Any], key: str, field: str) -> Sequence[Mapping[str, Any]]:
        value = table.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise self.fail(f"{field}{key}", f"expected at least one [[{field}{key}]] table")
        return value

    def only(self, table: Mapping[str, Any], known: set[str], field: str) -> None:
        unknown = sorted(set(table) - known)
        if unknown:
            raise self.fail(f"{field}.{unknown[0]}", f"unknown field; known are {', '.join(sorted(known))}")


def _level(read: _Reader, raw: Mapping[str, Any], field: str) -> Level:
    read.only(raw, {"name", "m", "u", "sibling", "frequency", "reference", "at_least"}, field)
    m = read.probability(raw, "m", field)
    u = read.probability(raw, "u", field)
    frequency = read.number(raw, "frequency", field, 0.0)
    if not 0 <= frequency <= 1:
        raise read.fail(f"{field}.frequency", f"expected a number from 0 to 1, found {frequency:g}")
    reference = read.number(raw, "reference", field, -math.log2(u))
    return Level(
        read.text(raw, "name", field), m, u, read.probability(raw, "sibling", field, m), frequency, reference
    )


def _comparison(read: _Reader, raw: Mapping[str, Any], number: int) -> Comparison:
    name = read.text(raw, "name", f"comparison[{number}]")
    field = f"comparison.{name}"
    kind = read.text(raw, "kind", field, name)
    if kind not in KINDS:
        raise read.fail(f"{field}.kind", f"unknown comparison {kind!r}; known are {', '.join(sorted(KINDS))}")
    levels = tuple(
        _level(read, level, f"{field}.level[{i}]")
        for i, level in enumerate(read.tables(raw, "level", f"{field}."), start=1)
    )
    names = [level.name for level in levels]
    for twice in names:
        if names.count(twice) > 1:
            raise read.fail(field, f"level {twice!r} stands twice")
    expected = KINDS[kind].levels
    if expected is not None:
        for wrong in (n for n in names if n not in expected):
            raise read.fail(field, f"unknown level {wrong!r}; {kind} has {', '.join(expected)}")
        for missing in (n for n in expected if n not in names):
            raise read.fail(field, f"level {missing!r} is missing; {kind} has {', '.join(expected)}")
        levels = tuple(sorted(levels, key=lambda level: expected.index(level.name)))
    options = {k: v for k, v in raw.items() if k not in {"name", "kind", "level"}}
    if expected is None:
        options["at_least"] = [
            read.number(level, "at_least", f"{field}.level[{i}]", 0.0)
            for i, level in enumerate(raw["level"], start=1)
        ]
        read.text(raw, "column", field)
    else:
        read.only(options, set(), field)
    return Comparison(name, kind, levels, options)


def _blocking(read: _Reader, raw: Mapping[str, Any], number: int, schema: str) -> BlockingRule:
    field = f"blocking[{number}]"
    read.only(raw, {"name", "keys"}, field)
    name = read.text(raw, "name", field)
    keys = raw.get("keys")
    if not isinstance(keys, list) or not keys or not all(isinstance(k, str) for k in keys):
        raise read.fail(f"blocking.{name}.keys", "expected a list of key names")
    if schema == "tracing":
        for key in keys:
            if key not in PARTS:
                raise read.fail(f"blocking.{name}.keys", f"unknown key {key!r}; known are {', '.join(PARTS)}")
    return BlockingRule(name, tuple(keys))


def _parse(data: bytes, source: str) -> MatcherFile:
    read = _Reader(source)
    try:
        raw = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{source}: not a matcher file (TOML expected): {error}") from error
    known = {"name", "version", "description", "schema", "prior", "thresholds", "calibration", "kinship"}
    read.only(raw, known | {"comparison", "blocking", "frequencies", "provenance"}, "matcher")
    schema = read.text(raw, "schema", "matcher", "tracing")
    if schema not in {"tracing", "table"}:
        raise read.fail("schema", f"expected 'tracing' or 'table', found {schema!r}")
    sections: dict[str, Mapping[str, Any]] = {}
    for name in ("thresholds", "calibration", "kinship", "frequencies"):
        section = raw.get(name, {})
        if not isinstance(section, dict):
            raise read.fail(name, "expected a table")
        sections[name] = section
    thresholds = sections["thresholds"]
    strong = read.number(thresholds, "strong", "thresholds")
    possible = read.number(thresholds, "possible", "thresholds")
    output = read.number(thresholds, "output", "thresholds")
    if not strong >= possible >= output:
        raise read.fail("thresholds", "expected strong ≥ possible ≥ output")
    calibration = sections["calibration"]
    kinship = sections["kinship"]
    comparisons = tuple(
        _comparison(read, c, i) for i, c in enumerate(read.tables(raw, "comparison", ""), start=1)
    )
    names = [c.name for c in comparisons]
    for twice in names:
        if names.count(twice) > 1:
            raise read.fail("comparison", f"{twice!r} stands twice")
    for comparison in comparisons:
        for needed in KINDS[comparison.kind].needs:
            if needed not in names:
                raise read.fail(f"comparison.{comparison.name}", f"needs the comparison {needed!r} as well")
    return MatcherFile(
        name=read.text(raw, "name", "matcher"),
        version=read.text(raw, "version", "matcher"),
        description=read.text(raw, "description", "matcher", ""),
        schema=schema,
        comparisons=comparisons,
        blocking=tuple(
            _blocking(read, b, i, schema) for i, b in enumerate(read.tables(raw, "blocking", ""), start=1)
        ),
        prior=read.probability(raw, "prior", "matcher"),
        strong=strong,
        possible=possible,
        output=output,
        beyond_names=read.number(thresholds, "beyond_names", "thresholds", 0.0),
        calibration=(
            read.number(calibration, "slope", "calibration", 1.0),
            read.number(calibration, "offset", "calibration", 0.0),
        ),
        kinship=Kinship(read.number(kinship, "sigma", "kinship")) if kinship else None,
        frequencies={
            key: read.number(sections["frequencies"], key, "frequencies", default)
            for key, default in (("cap", 13.0), ("second", 0.75))
        },
        source=source,
        digest=hashlib.sha256(data).hexdigest()[:16],
    )


def shipped() -> dict[str, Callable[[], bytes]]:
    """Return the matchers that come with the package, by name."""
    folder = resources.files("tracing") / "matchers"
    return {
        entry.name.removesuffix(".toml"): entry.read_bytes
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }


def load_matcher(name: str | Path) -> MatcherFile:
    """Load a matcher by the name of a shipped one (``default``) or by its file's path.

    Raises InputError, naming the file and the field, where the file is missing or says something impossible.
    """
    if isinstance(name, str) and "/" not in name and not name.endswith(".toml"):
        known = shipped()
        if name not in known:
            raise InputError(f"no matcher is called {name!r}; shipped are {', '.join(sorted(known))}")
        return _parse(known[name](), f"{name}.toml")
    path = Path(name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't read the matcher file: {error.strerror or error}") from error
    return _parse(data, path.name)
