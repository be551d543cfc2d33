"""Reading a matcher file (TOML): every field is checked, and what is wrong is named with what was expected and how to mend
it. One fault hides no other: each section, comparison and rule is looked at by itself."""

from __future__ import annotations

import difflib
import hashlib
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from tracing.linkage.comparisons import KINDS
from tracing.linkage.keys import PARTS
from tracing.linkage.matcher.checks import Checks
from tracing.linkage.matcher.faults import MatcherError, MatcherFault
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

__all__ = [
    "BLOCKING_FIELDS",
    "COMPARISON_FIELDS",
    "GENERIC",
    "LEVEL_FIELDS",
    "SCHEMAS",
    "SECTIONS",
    "TOP_FIELDS",
    "load_matcher",
    "matcher_bytes",
    "parse_matcher",
    "shipped",
]

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

SCHEMAS = ("tracing", "table")
"""What a matcher links: records of the file contract, or any two tables."""

TOP_FIELDS = {"name", "version", "description", "schema", "prior"}
LEVEL_FIELDS = {"name", "m", "u", "sibling", "frequency", "reference", "at_least"}
COMPARISON_FIELDS = {"name", "kind", "level", "discount"}
BLOCKING_FIELDS = {"name", "keys", "at_least"}

_HASH = re.compile(r"[0-7][0-9a-f]{15}")


def _level(read: Checks, raw: Mapping[str, Any], field: str) -> Level:
    read.only(raw, LEVEL_FIELDS, field)
    m = read.probability(raw, "m", field)
    u = read.probability(raw, "u", field)
    return Level(
        read.text(raw, "name", field),
        m,
        u,
        read.probability(raw, "sibling", field, m),
        read.from_zero(raw, "frequency", field, 0.0, most=1),
        read.number(raw, "reference", field, -math.log2(u)),
    )


def _ordered(read: Checks, levels: tuple[Level, ...], kind: str, field: str) -> tuple[Level, ...]:
    """Return the levels as code orders them; each stands once and none is missing."""
    names = [level.name for level in levels]
    for twice in names:
        if names.count(twice) > 1:
            raise read.fail(field, f"level {twice!r} stands twice", "Take one of the two out.")
    expected = KINDS[kind].levels
    if expected is None:
        return levels
    for wrong in (n for n in names if n not in expected):
        near = difflib.get_close_matches(wrong, expected, n=1)
        raise read.fail(
            field,
            f"unknown level {wrong!r}; {kind} has {', '.join(expected)}",
            f"Did you mean {near[0]!r}?" if near else "Take the level out.",
        )
    for missing in (n for n in expected if n not in names):
        raise read.fail(
            field,
            f"level {missing!r} is missing; {kind} has {', '.join(expected)}",
            f'Add `{{ name = "{missing}", m = …, u = … }}`; with m = u it weighs nothing.',
        )
    return tuple(sorted(levels, key=lambda level: expected.index(level.name)))


def _kind(read: Checks, raw: Mapping[str, Any], name: str) -> str:
    field = f"comparison.{name}"
    kind = read.text(raw, "kind", field, name)
    if kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, n=1)
        raise read.fail(
            f"{field}.kind",
            f"unknown comparison {kind!r}; known are {', '.join(sorted(KINDS))}",
            f'Did you mean `kind = "{near[0]}"`?' if near else 'Say what is compared: `kind = "…"`.',
        )
    return kind


def _comparison(read: Checks, raw: Mapping[str, Any], number: int) -> Comparison:
    name = read.text(raw, "name", f"comparison[{number}]")
    field = f"comparison.{name}"
    kind = _kind(read, raw, name)
    rows = read.tables(raw, "level", f"{field}.")
    before = len(read.faults)
    levels = [
        read.part(lambda level=level, i=i: _level(read, level, f"{field}.level[{i}]"))  # type: ignore[misc]
        for i, level in enumerate(rows, start=1)
    ]
    options = {k: v for k, v in raw.items() if k not in COMPARISON_FIELDS}
    if KINDS[kind].levels is None:
        options["at_least"] = [
            read.number(level, "at_least", f"{field}.level[{i}]", 0.0)
            for i, level in enumerate(rows, start=1)
        ]
        read.text(raw, "column", field)
    else:
        read.only(options, set(), field)
    discount = read.share(raw, "discount", field, 1.0)
    if len(read.faults) > before:
        # Levels that can't be read aren't missing: nothing more is said of them.
        return Comparison(name, kind, (), options)
    good = _ordered(read, tuple(level for level in levels if level is not None), kind, field)
    return Comparison(name, kind, good, options, discount)


def _blocking(read: Checks, raw: Mapping[str, Any], number: int, schema: str) -> BlockingRule:
    field = f"blocking[{number}]"
    read.only(raw, BLOCKING_FIELDS, field)
    name = read.text(raw, "name", field)
    keys = raw.get("keys")
    field = f"blocking.{name}"
    if not isinstance(keys, list) or not keys or not all(isinstance(k, str) for k in keys):
        raise read.fail(
            f"{field}.keys", "expected a list of key names", 'Write `keys = ["…", "…"]`, one name or more.'
        )
    if schema == "tracing":
        for key in keys:
            if key not in PARTS:
                near = difflib.get_close_matches(key, PARTS, n=1)
                raise read.fail(
                    f"{field}.keys",
                    f"unknown key {key!r}; known are {', '.join(PARTS)}",
                    f"Did you mean {near[0]!r}?" if near else "Take a known key.",
                )
    return BlockingRule(name, tuple(keys), read.from_zero(raw, "at_least", field, 0.0))


def _calibration(read: Checks, raw: Mapping[str, Any]) -> Calibration:
    if "points" not in raw:
        slope = read.number(raw, "slope", "calibration", 1.0)
        if slope <= 0:
            raise read.fail(
                "calibration.slope",
                f"expected a number above 0, found {slope:g}",
                "More bits must not mean less probability; leave the section out to take weights as they are.",
            )
        return Calibration(slope, read.number(raw, "offset", "calibration", 0.0))
    field = "calibration.points"
    if len(raw) > 1:
        raise read.fail(
            field, "expected either points or slope and offset, found both", "Take one of the two out."
        )
    points = raw["points"]
    mend = "Write `points = [[bits, probability], …]`, rising."
    if not isinstance(points, list) or len(points) < 2:
        raise read.fail(field, "expected a list of at least two [bits, probability]", mend)
    checked: list[tuple[float, float]] = []
    for i, point in enumerate(points, start=1):
        if not isinstance(point, list) or len(point) != 2:
            raise read.fail(f"{field}[{i}]", f"expected [bits, probability], found {point!r}", mend)
        pair = {"bits": point[0], "probability": point[1]}
        at = (
            read.number(pair, "bits", f"{field}[{i}]"),
            read.probability(pair, "probability", f"{field}[{i}]"),
        )
        if checked and (at[0] <= checked[-1][0] or at[1] < checked[-1][1]):
            raise read.fail(
                f"{field}[{i}]",
                "expected more bits than the point before and no smaller probability",
                mend,
            )
        checked.append(at)
    return Calibration(points=tuple(checked))


def _generic(read: Checks, raw: Mapping[str, Any]) -> dict[str, frozenset[int]]:
    generic = {}
    mend = "Let `tracing train` write them: they are hashes of values, never the values."
    for name, values in raw.items():
        field = f"generic.{name}"
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise read.fail(field, "expected a list of hashes", mend)
        for i, value in enumerate(values, start=1):
            if not _HASH.fullmatch(value):
                raise read.fail(
                    f"{field}[{i}]", f"expected a hash of 16 hexadecimal digits, found {value!r}", mend
                )
        if values:
            generic[name] = frozenset(int(value, 16) for value in values)
    return generic


def _sections(read: Checks, raw: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the tables of the file; one that is none, or has unknown fields, is a fault and taken as far as it goes."""
    sections: dict[str, Mapping[str, Any]] = {}
    for name in (*SECTIONS, "provenance"):
        section = raw.get(name, {})
        sections[name] = section if isinstance(section, dict) else {}
        if not isinstance(section, dict):
            read.faults.append(
                MatcherFault(name, "expected a table", f"Write `[{name}]` on a line of its own.")
            )
        elif name in SECTIONS:
            known = SECTIONS[name]
            read.part(lambda section=section, known=known, name=name: read.only(section, known, name))  # type: ignore[misc]
    return sections


@dataclass(frozen=True, slots=True)
class _Thresholds:
    strong: float
    possible: float
    output: float
    beyond_names: float
    duplicate: float | None
    candidate: float | None
    candidate_from: int
    candidate_per_doubling: float


def _thresholds(read: Checks, raw: Mapping[str, Any]) -> _Thresholds:
    def number(key: str, default: float | None = None) -> float:
        return read.number(raw, key, "thresholds", default)

    strong, possible, output = (number(key) for key in ("strong", "possible", "output"))
    if not strong >= possible >= output:
        raise read.fail(
            "thresholds",
            "expected strong ≥ possible ≥ output",
            "Give the bands their bits in this order; `tracing thresholds` proposes some.",
        )
    return _Thresholds(
        strong,
        possible,
        output,
        number("beyond_names", 0.0),
        number("duplicate") if "duplicate" in raw else None,
        number("candidate") if "candidate" in raw else None,
        int(number("candidate_from", 0.0)),
        number("candidate_per_doubling", 0.0),
    )


def _comparisons(read: Checks, raw: Mapping[str, Any]) -> tuple[Comparison, ...]:
    found = [
        read.part(lambda c=c, i=i: _comparison(read, c, i))  # type: ignore[misc]
        for i, c in enumerate(read.tables(raw, "comparison", ""), start=1)
    ]
    names = [c["name"] for c in raw["comparison"] if isinstance(c.get("name"), str)]
    for twice in dict.fromkeys(n for n in names if names.count(n) > 1):
        read.faults.append(
            MatcherFault(
                "comparison", f"{twice!r} stands twice", "Name the second one otherwise, or take it out."
            )
        )
    good = tuple(c for c in found if c is not None)
    for comparison in good:
        for needed in KINDS[comparison.kind].needs:
            if needed not in names:
                read.faults.append(
                    MatcherFault(
                        f"comparison.{comparison.name}",
                        f"needs the comparison {needed!r} as well",
                        f"Add [[comparison]] with name = {needed!r}.",
                    )
                )
    return good


def _rules(read: Checks, raw: Mapping[str, Any], schema: str) -> tuple[BlockingRule, ...]:
    found = [
        read.part(lambda b=b, i=i: _blocking(read, b, i, schema))  # type: ignore[misc]
        for i, b in enumerate(read.tables(raw, "blocking", ""), start=1)
    ]
    return tuple(rule for rule in found if rule is not None)


def _schema(read: Checks, raw: Mapping[str, Any]) -> str:
    schema = read.text(raw, "schema", "matcher", "tracing")
    if schema not in SCHEMAS:
        raise read.fail(
            "schema",
            f"expected 'tracing' or 'table', found {schema!r}",
            "`tracing`: children and inquiries; `table`: any two tables.",
        )
    return schema


def _group(read: Checks, raw: Mapping[str, Any]) -> Group | None:
    if not raw:
        return None
    return Group(
        read.above(raw, "per_pair", "group"),
        read.above(raw, "cap", "group"),
        read.number(raw, "least", "group"),
    )


def _frequencies(read: Checks, raw: Mapping[str, Any]) -> dict[str, float]:
    return {
        key: read.number(raw, key, "frequencies", default)
        for key, default in (("cap", 13.0), ("second", 0.75))
    }


def _toml(data: bytes, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    # Besides what isn't TOML: numbers of thousands of digits, and what nests too deep.
    except (ValueError, RecursionError) as error:
        said = f"not a matcher file (TOML expected): {error}"
        mend = "Look at that place: quotes, brackets and commas must be closed, each field stands once."
        raise MatcherError(source, [MatcherFault("", said, mend)]) from error


def parse_matcher(data: bytes, source: str) -> MatcherFile:
    """Read a matcher from its text; ``source`` names it in what ``MatcherError`` says."""
    raw = _toml(data, source)
    read = Checks()
    read.part(
        lambda: read.only(
            raw, TOP_FIELDS | set(SECTIONS) | {"comparison", "blocking", "provenance"}, "matcher"
        )
    )
    schema = read.part(lambda: _schema(read, raw))
    sections = _sections(read, raw)
    thresholds = read.part(lambda: _thresholds(read, sections["thresholds"]))
    comparisons = read.part(lambda: _comparisons(read, raw))
    name = read.part(lambda: read.text(raw, "name", "matcher"))
    version = read.part(lambda: read.text(raw, "version", "matcher"))
    description = read.part(lambda: read.text(raw, "description", "matcher", ""))
    blocking = read.part(lambda: _rules(read, raw, schema or "tracing"))
    prior = read.part(lambda: read.probability(raw, "prior", "matcher"))
    calibration = read.part(lambda: _calibration(read, sections["calibration"]))
    kinship = sections["kinship"]
    sigma = read.part(lambda: read.number(kinship, "sigma", "kinship")) if kinship else None
    frequencies = read.part(lambda: _frequencies(read, sections["frequencies"]))
    group = read.part(lambda: _group(read, sections["group"]))
    generic = read.part(lambda: _generic(read, sections["generic"]))
    if read.faults:
        raise MatcherError(source, read.faults)
    sure = Checks.sure
    bands = sure(thresholds)
    return MatcherFile(
        name=sure(name),
        version=sure(version),
        description=sure(description),
        schema=sure(schema),
        comparisons=sure(comparisons),
        blocking=sure(blocking),
        prior=sure(prior),
        strong=bands.strong,
        possible=bands.possible,
        output=bands.output,
        beyond_names=bands.beyond_names,
        calibration=sure(calibration),
        kinship=None if sigma is None else Kinship(sigma),
        frequencies=sure(frequencies),
        source=source,
        digest=hashlib.sha256(data).hexdigest()[:16],
        duplicate=bands.duplicate,
        candidate=bands.candidate,
        candidate_from=bands.candidate_from,
        candidate_per_doubling=bands.candidate_per_doubling,
        group=group,
        generic=sure(generic),
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


def matcher_bytes(name: str | Path) -> tuple[bytes, str]:
    """Return a matcher's file, byte for byte, and what messages call it; by a shipped one's name or by path.

    Raises InputError where there is none.
    """
    if isinstance(name, str) and "/" not in name and not name.endswith(".toml"):
        known = shipped()
        if name not in known:
            raise InputError(
                f"no matcher is called {name!r}; shipped are {', '.join(sorted(known))}. Name one of them, or a file that ends in .toml"
            )
        return known[name](), f"{name}.toml"
    path = Path(name)
    try:
        return path.read_bytes(), path.name
    except OSError as error:
        raise InputError(f"{path}: can't read the matcher file: {error.strerror or error}") from error


def load_matcher(name: str | Path) -> MatcherFile:
    """Load a matcher by the name of a shipped one (``default``) or by its file's path.

    Raises InputError, naming the file and the field, where the file is missing or says something impossible.
    """
    return parse_matcher(*matcher_bytes(name))
