"""The JSON Schema of matcher files says what the loader says: of shipped files, and of files with one field spoilt."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest
import tomlkit
from jsonschema import Draft7Validator

from tracing.linkage.comparisons import KINDS
from tracing.linkage.matcher import MatcherError, matcher_bytes, parse_matcher
from tracing.linkage.matcher.schema import SCHEMA_FILE, matcher_schema, schema_text

SCHEMA = Draft7Validator(matcher_schema())

FULL = """
name = "small"
version = "1"
description = "for a test"
schema = "tracing"
prior = 0.001
[thresholds]
strong = 10
beyond_names = 3
possible = 5
output = 0
duplicate = 12
candidate = 9
candidate_from = 1000
candidate_per_doubling = 1
[calibration]
points = [[-4, 0.01], [6, 0.9]]
[kinship]
sigma = 15
[group]
per_pair = 3
cap = 8
least = 12
[frequencies]
cap = 13
second = 0.5
[generic]
phones = ["00000000000000ff"]
documents = ["7000000000000001"]
[[comparison]]
name = "sex"
kind = "sex"
discount = 0.5
level = [
  { name = "same", m = 0.5, u = 0.05, sibling = 0.4, frequency = 0.5, reference = 9 },
  { name = "different", m = 0.1, u = 0.5 },
  { name = "missing", m = 0.1, u = 0.1 },
]
[[blocking]]
name = "day"
keys = ["birth_day"]
at_least = 12
[provenance]
made = "here"
"""
TABLE = """
name = "plain"
version = "1"
schema = "table"
prior = 0.001
[thresholds]
strong = 8
possible = 4
output = 0
[calibration]
slope = 0.9
offset = 1
[[comparison]]
name = "family"
kind = "jaro_winkler"
column = "surname"
level = [
  { name = "close", at_least = 0.9, m = 0.5, u = 0.05 },
  { name = "missing", m = 0.1, u = 0.1 },
]
[[blocking]]
name = "family"
keys = ["surname:3"]
"""
WRONG: tuple[object, ...] = ("", "wrong", -1, 0, 0.5, 1, 1e9, True, [], ["wrong"], {}, [{}], None)
"""What a field may be spoilt with; None takes it out."""


def _loads(raw: Any) -> bool:
    try:
        parse_matcher(tomlkit.dumps(raw).encode(), "m.toml")
    except MatcherError:
        return False
    return True


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        if path[:1] != ("provenance",):
            yield from _places(inner, (*path, key))


def _spoilt(raw: Any, path: tuple[str | int, ...], wrong: object) -> Any:
    made = copy.deepcopy(raw)
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    if wrong is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = wrong
    return made


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cross(raw: Any) -> bool:
    """Whether what only the loader checks is broken: bands in order, points that rise, texts without names, names twice."""
    bands = raw.get("thresholds")
    if isinstance(bands, dict):
        values = [bands.get(name) for name in ("strong", "possible", "output")]
        if all(map(_number, values)) and sorted(values, reverse=True) != values:  # type: ignore[type-var]
            return True
    section = raw.get("calibration")
    points = section.get("points") if isinstance(section, dict) else None
    if (
        isinstance(points, list)
        and len(points) > 1
        and all(isinstance(p, list) and len(p) == 2 for p in points)
    ):
        numbers = [v for p in points for v in p]
        if all(map(_number, numbers)):
            return any(b[0] <= a[0] or b[1] < a[1] for a, b in pairwise(points))
    return False


@pytest.mark.parametrize("text", [FULL, TABLE], ids=["records", "tables"])
def test_schema_and_loader_judge_alike(text: str) -> None:
    raw = tomllib.loads(text)
    assert _loads(raw)
    assert SCHEMA.is_valid(raw)
    refused = 0
    for path in _places(raw):
        for wrong in WRONG:
            made = _spoilt(raw, path, wrong)
            good = _loads(made)
            refused += not good
            if good or not _cross(made):
                assert SCHEMA.is_valid(made) is good, (path, wrong)
        if isinstance(path[-1], str) and path[0] != "provenance":
            made = _spoilt(raw, (*path[:-1], "colour"), 1)
            # A plain table's comparison may have options of its own.
            assert SCHEMA.is_valid(made) == _loads(made), path
    assert refused > 100


@pytest.mark.parametrize("name", ["default", "febrl"])
def test_shipped_matchers_keep_to_the_schema(name: str) -> None:
    assert (
        list(
            SCHEMA.iter_errors(
                json.loads(json.dumps(tomllib.loads(matcher_bytes(name)[0].decode()), default=str))
            )
        )
        == []
    )


def test_every_kind_of_comparison_has_its_levels_in_the_schema() -> None:
    raw = tomllib.loads(FULL)
    for name, kind in KINDS.items():
        if kind.levels is None or kind.needs:
            continue
        levels = [{"name": level, "m": 0.1, "u": 0.1} for level in kind.levels]
        for chosen, good in (
            (levels, True),
            (levels[1:], False),
            ([*levels[1:], {**levels[0], "name": "odd"}], False),
        ):
            made = _spoilt(raw, ("comparison",), [{"name": name, "level": chosen}])
            assert _loads(made) is good, name
            assert SCHEMA.is_valid(made) is good, name


def test_the_shipped_schema_is_the_one_in_force() -> None:
    """Written anew by ``tracing matcher schema --out``."""
    shipped = (resources.files("tracing") / "matchers" / SCHEMA_FILE).read_text(encoding="utf-8")
    assert shipped == schema_text()
    Draft7Validator.check_schema(json.loads(shipped))
