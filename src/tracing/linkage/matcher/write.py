"""Writing a matcher file as a person would: comments, aligned levels, one table after another.

Reading what was written gives the same matcher again, but for ``source`` and ``digest``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from tracing.linkage.matcher.model import BlockingRule, Comparison, MatcherFile
from tracing.linkage.matcher.read import GENERIC
from tracing.records import InputError, open_atomic

__all__ = [
    "comparison_text",
    "level_text",
    "levels_text",
    "matcher_text",
    "number_text",
    "points_text",
    "rule_text",
    "value_text",
    "write_matcher",
    "write_text",
]

_BARE = re.compile(r"[A-Za-z0-9_-]+")

_HEADER = """\
m: P(level | same child) · u: P(level | unrelated children) · sibling: P(level | full siblings), m if not given.
weight of a level = log2(m / u), in bits. Where `frequency` is given, that weight holds for values of `reference`
bits of rarity (-log2 of the share of persons with the name) and rises or falls with the value's own rarity."""


_BLOCKING = """\
Two records are compared if they share a key of any rule; a key is one value of each of its parts. `at_least` is what
sharing the key must say, in bits, for it to be a key at all: rare names suffice with little else, common ones need more
beside them. So the number of pairs is bounded by the rules, whatever the data."""


def _string(text: str) -> str:
    # TOML's basic strings take JSON's escapes; the one control character JSON leaves as it is must be escaped too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def value_text(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {value_text(v)}" for k, v in value.items()) + " }"
    if isinstance(value, Iterable):
        return "[" + ", ".join(map(value_text, value)) + "]"
    raise TypeError(f"{value!r} has no form in a matcher file")


def number_text(value: float) -> str:
    """Return a number without an exponent where that is readable, so that it reads back to the same bits."""
    plain = f"{value:.12f}".rstrip("0").rstrip(".")
    return plain if plain and float(plain) == value else repr(value)


def _comment(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.splitlines()]


def _level_cells(comparison: Comparison, number: int) -> list[str]:
    level = comparison.levels[number]
    cells = [f"name = {_string(level.name)}"]
    least = comparison.options.get("at_least")
    if least is not None:
        cells.append(f"at_least = {number_text(least[number])}")
    cells += [f"m = {number_text(level.m)}", f"u = {number_text(level.u)}"]
    if level.sibling != level.m:
        cells.append(f"sibling = {number_text(level.sibling)}")
    if level.frequency:
        cells.append(f"frequency = {number_text(level.frequency)}")
    if level.reference != level.default_reference:
        cells.append(f"reference = {number_text(level.reference)}")
    return cells


def _aligned(rows: list[list[str]]) -> list[str]:
    """Put the cells that start alike under each other; a row without such a cell leaves the place empty."""
    order = ["name", "at_least", "m", "u", "sibling", "frequency", "reference"]
    width = {
        key: max((len(c) for row in rows for c in row if c.split(" = ")[0] == key), default=0)
        for key in order
    }
    lines = []
    for row in rows:
        cells = {cell.split(" = ")[0]: cell for cell in row}
        last = max(order.index(key) for key in cells)
        parts = []
        for key in order[: last + 1]:
            if width[key]:
                cell = cells.get(key)
                comma = "," if cell is not None and order.index(key) < last else ""
                parts.append(f"{(cell or '') + comma:<{width[key] + 1}}")
        lines.append("  { " + " ".join(parts).rstrip() + " },")
    return lines


def level_text(comparison: Comparison, number: int) -> str:
    """Return one level of a comparison as an inline table."""
    return "{ " + ", ".join(_level_cells(comparison, number)) + " }"


def levels_text(comparison: Comparison) -> str:
    """Return the levels of a comparison as a list, a line each."""
    rows = [_level_cells(comparison, number) for number in range(len(comparison.levels))]
    return "\n".join(["[", *_aligned(rows), "]"])


def comparison_text(comparison: Comparison) -> str:
    """Return a comparison as a ``[[comparison]]`` table."""
    lines = ["", "[[comparison]]", f"name = {_string(comparison.name)}"]
    if comparison.kind != comparison.name:
        lines.append(f"kind = {_string(comparison.kind)}")
    lines += [f"{_key(k)} = {value_text(v)}" for k, v in comparison.options.items() if k != "at_least"]
    if comparison.discount != 1:
        lines.append(f"discount = {number_text(comparison.discount)}  # the share of its bits that counts")
    return "\n".join([*lines, f"level = {levels_text(comparison)}"]) + "\n"


def points_text(points: Sequence[tuple[float, float]]) -> str:
    """Return calibration points as a list, a line each."""
    lines = [f"  [{number_text(bits)}, {number_text(probability)}]," for bits, probability in points]
    return "\n".join(["[", *lines, "]"])


def rule_text(rule: BlockingRule) -> str:
    """Return a blocking rule as a ``[[blocking]]`` table."""
    lines = ["", "[[blocking]]", f"name = {_string(rule.name)}", f"keys = {value_text(rule.parts)}"]
    if rule.at_least:
        lines.append(f"at_least = {number_text(rule.at_least)}")
    return "\n".join(lines) + "\n"


def _sections(matcher: MatcherFile) -> Iterable[str]:
    yield ""
    yield "[thresholds]  # match weights in bits"
    yield f"strong = {number_text(matcher.strong)}"
    if matcher.beyond_names:
        yield f"beyond_names = {number_text(matcher.beyond_names)}  # more than names must speak for a strong pair, by these bits"
    yield f"possible = {number_text(matcher.possible)}"
    yield f"output = {number_text(matcher.output)}"
    if matcher.duplicate is not None:
        yield f"duplicate = {number_text(matcher.duplicate)}  # of two records of one side"
    if matcher.candidate is not None:
        yield f"candidate = {number_text(matcher.candidate)}  # the strongest key and the quick comparisons together"
    if matcher.candidate_from:
        yield f"candidate_from = {matcher.candidate_from}  # children in the register from which on more is asked"
        yield f"candidate_per_doubling = {number_text(matcher.candidate_per_doubling)}  # bits more for each doubling"
    calibration = matcher.calibration
    if calibration.points:
        yield ""
        yield "[calibration]  # posterior bits (match weight + prior) and the probability found true, linear in log-odds"
        yield f"points = {points_text(calibration.points)}"
    elif (calibration.slope, calibration.offset) != (1.0, 0.0):
        yield ""
        yield "[calibration]  # log-odds in bits = slope × (match weight + prior) + offset"
        yield f"slope = {number_text(calibration.slope)}"
        yield f"offset = {number_text(calibration.offset)}"
    if matcher.kinship is not None:
        yield ""
        yield "[kinship]  # how much rarer a full sibling is than an unrelated child, in bits"
        yield f"sigma = {number_text(matcher.kinship.sigma)}"
    if matcher.group is not None:
        yield ""
        yield "[group]  # what companions that agree as well add: bits for each, at most, and from which weight of theirs"
        yield f"per_pair = {number_text(matcher.group.per_pair)}"
        yield f"cap = {number_text(matcher.group.cap)}"
        yield f"least = {number_text(matcher.group.least)}"
    if matcher.schema == "tracing":
        yield ""
        yield "[frequencies]"
        yield f"cap = {number_text(matcher.frequencies['cap'])}  # bits; no agreement on one name is worth more"
        yield f"second = {number_text(matcher.frequencies['second'])}  # a further agreeing name counts this much: names of one child go together"
    if matcher.generic:
        yield ""
        yield "[generic]  # hashes of values found on many unrelated records: they neither block nor weigh"
        for name in GENERIC:
            if matcher.generic.get(name):
                yield f"{name} = ["
                yield from (f'  "{value:016x}",' for value in sorted(matcher.generic[name]))
                yield "]"


def matcher_text(matcher: MatcherFile, heading: str = "") -> str:
    """Return the file of ``matcher`` as text; ``heading`` is a comment to stand above everything."""
    lines = _comment(heading or matcher.description)
    lines += ["#", *_comment(_HEADER), ""]
    lines += [f"name = {_string(matcher.name)}", f"version = {_string(matcher.version)}"]
    if matcher.description:
        lines.append(f"description = {_string(matcher.description)}")
    if matcher.schema != "tracing":
        lines.append(f"schema = {_string(matcher.schema)}")
    lines += [
        "",
        "# P(same child) of a child and an inquiry taken at random.",
        f"prior = {number_text(matcher.prior)}",
    ]
    lines += _sections(matcher)
    lines += [comparison_text(comparison).rstrip("\n") for comparison in matcher.comparisons]
    lines += ["", *_comment(_BLOCKING)]
    lines += [rule_text(rule).rstrip("\n") for rule in matcher.blocking]
    if matcher.provenance:
        lines += ["", "[provenance]  # where these numbers come from"]
        lines += [f"{_key(k)} = {value_text(v)}" for k, v in matcher.provenance.items()]
    return "\n".join(lines) + "\n"


def write_text(text: str, path: str | Path) -> None:
    """Write a matcher's text to ``path``, whole or not at all. Raises InputError where it can't be written."""
    try:
        with open_atomic(path) as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"{path}: the matcher could not be written ({error.strerror or error}).") from error


def write_matcher(matcher: MatcherFile, path: str | Path, heading: str = "") -> None:
    """Write ``matcher`` to ``path``, whole or not at all. Raises InputError where it can't be written."""
    write_text(matcher_text(matcher, heading), path)
