"""Reading a matcher file (TOML): every field is checked, and the one that is wrong is named with what was expected."""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from tracing.linkage.comparisons import KINDS
from tracing.linkage.keys import PARTS
from tracing.linkage.matcher.model import (
    BlockingRule,
    Calibration,
    Comparison,
    Group,
    Kinship,
    Level,
    MatcherFile,
)
from tracing.records import InputError

__all__ = ["GENERIC", "SECTIONS", "load_matcher", "parse_matcher", "shipped"]

GENERIC = ("phones", "documents")
"""What a matcher may hold to be too common to mean anything."""

SECTIONS = {
    "thresholds": {
        "strong",
        "beyond_names",
        "possible",
        "output",
        "duplicate",
        "candidate",
        "candidate_from",
        "candidate_per_doubling",
    },
    "calibration": {"slope", "offset", "points"},
    "kinship": {"sigma"},
    "group": {"per_pair", "cap", "least"},
    "frequencies": {"cap", "second"},
    "generic": set(GENERIC),
}
"""The tables of a matcher file and their fields."""

_HASH = re.compile(r"[0-7][0-9a-f]{15}")


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

    def share(self, table: Mapping[str, Any], key: str, field: str, default: float) -> float:
        value = self.number(table, key, field, default)
        if not 0 < value <= 1:
            raise self.fail(f"{field}.{key}", f"expected a number above 0, at most 1, found {value:g}")
        return value

    def above(self, table: Mapping[str, Any], key: str, field: str) -> float:
        value = self.number(table, key, field)
        if value <= 0:
            raise self.fail(f"{field}.{key}", f"expected bits above 0, found {value:g}")
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
    options = {k: v for k, v in raw.items() if k not in {"name", "kind", "level", "discount"}}
    if expected is None:
        options["at_least"] = [
            read.number(level, "at_least", f"{field}.level[{i}]", 0.0)
            for i, level in enumerate(raw["level"], start=1)
        ]
        read.text(raw, "column", field)
    else:
        read.only(options, set(), field)
    return Comparison(name, kind, levels, options, read.share(raw, "discount", field, 1.0))


def _blocking(read: _Reader, raw: Mapping[str, Any], number: int, schema: str) -> BlockingRule:
    field = f"blocking[{number}]"
    read.only(raw, {"name", "keys", "at_least"}, field)
    name = read.text(raw, "name", field)
    keys = raw.get("keys")
    if not isinstance(keys, list) or not keys or not all(isinstance(k, str) for k in keys):
        raise read.fail(f"blocking.{name}.keys", "expected a list of key names")
    if schema == "tracing":
        for key in keys:
            if key not in PARTS:
                raise read.fail(f"blocking.{name}.keys", f"unknown key {key!r}; known are {', '.join(PARTS)}")
    at_least = read.number(raw, "at_least", f"blocking.{name}", 0.0)
    if at_least < 0:
        raise read.fail(f"blocking.{name}.at_least", f"expected bits from 0 up, found {at_least:g}")
    return BlockingRule(name, tuple(keys), at_least)


def _calibration(read: _Reader, raw: Mapping[str, Any]) -> Calibration:
    if "points" not in raw:
        slope = read.number(raw, "slope", "calibration", 1.0)
        if slope <= 0:
            raise read.fail("calibration.slope", f"expected a number above 0, found {slope:g}")
        return Calibration(slope, read.number(raw, "offset", "calibration", 0.0))
    field = "calibration.points"
    if len(raw) > 1:
        raise read.fail(field, "expected either points or slope and offset, found both")
    points = raw["points"]
    if not isinstance(points, list) or len(points) < 2:
        raise read.fail(field, "expected a list of at least two [bits, probability]")
    checked: list[tuple[float, float]] = []
    for i, point in enumerate(points, start=1):
        if not isinstance(point, list) or len(point) != 2:
            raise read.fail(f"{field}[{i}]", f"expected [bits, probability], found {point!r}")
        pair = {"bits": point[0], "probability": point[1]}
        at = (
            read.number(pair, "bits", f"{field}[{i}]"),
            read.probability(pair, "probability", f"{field}[{i}]"),
        )
        if checked and (at[0] <= checked[-1][0] or at[1] < checked[-1][1]):
            raise read.fail(
                f"{field}[{i}]", "expected more bits than the point before and no smaller probability"
            )
        checked.append(at)
    return Calibration(points=tuple(checked))


def _generic(read: _Reader, raw: Mapping[str, Any]) -> dict[str, frozenset[int]]:
    generic = {}
    for name, values in raw.items():
        field = f"generic.{name}"
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise read.fail(field, "expected a list of hashes")
        for i, value in enumerate(values, start=1):
            if not _HASH.fullmatch(value):
                raise read.fail(f"{field}[{i}]", f"expected a hash of 16 hexadecimal digits, found {value!r}")
        if values:
            generic[name] = frozenset(int(value, 16) for value in values)
    return generic


def parse_matcher(data: bytes, source: str) -> MatcherFile:
    """Read a matcher from its text; ``source`` names it in what ``InputError`` says."""
    read = _Reader(source)
    try:
        raw = tomllib.loads(data.decode("utf-8"))
    # Besides what isn't TOML: numbers of thousands of digits, and what nests too deep.
    except (ValueError, RecursionError) as error:
        raise InputError(f"{source}: not a matcher file (TOML expected): {error}") from error
    known = {"name", "version", "description", "schema", "prior", "comparison", "blocking", "provenance"}
    read.only(raw, known | set(SECTIONS), "matcher")
    schema = read.text(raw, "schema", "matcher", "tracing")
    if schema not in {"tracing", "table"}:
        raise read.fail("schema", f"expected 'tracing' or 'table', found {schema!r}")
    sections: dict[str, Mapping[str, Any]] = {}
    for name in (*SECTIONS, "provenance"):
        section = raw.get(name, {})
        if not isinstance(section, dict):
            raise read.fail(name, "expected a table")
        if name in SECTIONS:
            read.only(section, SECTIONS[name], name)
        sections[name] = section
    thresholds, kinship, group = sections["thresholds"], sections["kinship"], sections["group"]
    strong = read.number(thresholds, "strong", "thresholds")
    possible = read.number(thresholds, "possible", "thresholds")
    output = read.number(thresholds, "output", "thresholds")
    if not strong >= possible >= output:
        raise read.fail("thresholds", "expected strong ≥ possible ≥ output")
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
        calibration=_calibration(read, sections["calibration"]),
        kinship=Kinship(read.number(kinship, "sigma", "kinship")) if kinship else None,
        frequencies={
            key: read.number(sections["frequencies"], key, "frequencies", default)
            for key, default in (("cap", 13.0), ("second", 0.75))
        },
        source=source,
        digest=hashlib.sha256(data).hexdigest()[:16],
        duplicate=read.number(thresholds, "duplicate", "thresholds") if "duplicate" in thresholds else None,
        candidate=read.number(thresholds, "candidate", "thresholds") if "candidate" in thresholds else None,
        candidate_from=int(read.number(thresholds, "candidate_from", "thresholds", 0.0)),
        candidate_per_doubling=read.number(thresholds, "candidate_per_doubling", "thresholds", 0.0),
        group=Group(
            read.above(group, "per_pair", "group"),
            read.above(group, "cap", "group"),
            read.number(group, "least", "group"),
        )
        if group
        else None,
        generic=_generic(read, sections["generic"]),
        provenance=sections["provenance"],
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
        return parse_matcher(known[name](), f"{name}.toml")
    path = Path(name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't read the matcher file: {error.strerror or error}") from error
    return parse_matcher(data, path.name)
