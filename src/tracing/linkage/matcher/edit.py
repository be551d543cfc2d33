"""Writing a matcher as a change of the file it came from: comments, order and what hasn't changed stay as they were written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import tomlkit
from tomlkit import items
from tomlkit.exceptions import TOMLKitError

from tracing.linkage.matcher.model import Comparison, MatcherFile
from tracing.linkage.matcher.read import GENERIC, parse_matcher
from tracing.linkage.matcher.write import (
    comparison_text,
    level_text,
    levels_text,
    matcher_text,
    number_text,
    points_text,
    rule_text,
    value_text,
)
from tracing.records import InputError

__all__ = ["edited_text"]


def edited_text(base: str, matcher: MatcherFile, heading: str = "") -> str:
    """Return ``base``, a matcher's file, changed so that it says what ``matcher`` says; ``heading``: a comment to set above.

    Comments and the writing of unchanged values stay; reading the text gives ``matcher`` again but for ``source`` and ``digest``.
    What can't be changed so is written anew, without the old comments.
    """
    try:
        before = parse_matcher(base.encode(), matcher.source)
        document = tomlkit.parse(base)
        _edit(document, before, matcher)
        text = _under(heading, tomlkit.dumps(document))
        after = parse_matcher(text.encode(), matcher.source)
    except (TOMLKitError, InputError):
        return matcher_text(matcher, heading)
    same = replace(after, source=matcher.source, digest=matcher.digest) == matcher
    return text if same else matcher_text(matcher, heading)


def _headed(heading: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in heading.splitlines()) + ("\n" if heading else "")


def _under(heading: str, text: str) -> str:
    """Set a heading above a file's text; a line that names the schema stays the first, where editors look for it."""
    if not text.startswith("#:schema "):
        return _headed(heading) + text
    first, _, rest = text.partition("\n")
    return f"{first}\n{_headed(heading)}{rest}"


def _edit(document: tomlkit.TOMLDocument, before: MatcherFile, after: MatcherFile) -> None:
    _fields(
        document,
        {name: getattr(before, name) for name in ("name", "version", "description", "schema", "prior")},
        {name: getattr(after, name) for name in ("name", "version", "description", "schema", "prior")},
    )
    for section, fields in _sections(after).items():
        _section(document, section, _sections(before)[section], fields)
    _comparisons(document, before.comparisons, after.comparisons)
    _rules(document, before, after)
    if before.provenance != after.provenance:
        _section(document, "provenance", before.provenance, after.provenance)


def _sections(matcher: MatcherFile) -> dict[str, dict[str, Any]]:
    """Return the fields of each section; None: the line isn't written."""
    calibration, kinship, group = matcher.calibration, matcher.kinship, matcher.group
    straight = not calibration.points and (calibration.slope, calibration.offset) != (1.0, 0.0)
    return {
        "thresholds": {
            "strong": matcher.strong,
            "beyond_names": matcher.beyond_names or None,
            "possible": matcher.possible,
            "output": matcher.output,
            "duplicate": matcher.duplicate,
            "candidate": matcher.candidate,
            "candidate_from": matcher.candidate_from or None,
            "candidate_per_doubling": matcher.candidate_per_doubling or None,
        },
        "calibration": {
            "points": calibration.points or None,
            "slope": calibration.slope if straight else None,
            "offset": calibration.offset if straight else None,
        },
        "kinship": {"sigma": None if kinship is None else kinship.sigma},
        "group": {
            name: None if group is None else getattr(group, name) for name in ("per_pair", "cap", "least")
        },
        "frequencies": dict(matcher.frequencies),
        "generic": {
            name: [f"{value:016x}" for value in sorted(matcher.generic[name])]
            if matcher.generic.get(name)
            else None
            for name in GENERIC
        },
    }


def _parsed(text: str) -> Any:
    """Return a value as it would be written."""
    return tomlkit.parse(f"x = {text}")["x"]


def _written(name: str, value: Any) -> Any:
    if name == "points":
        return _parsed(points_text(value))
    if name in GENERIC:
        return _parsed("[\n" + "".join(f'  "{one}",\n' for one in value) + "]")
    if isinstance(value, float):
        return _parsed(number_text(value))
    return _parsed(value_text(value))


def _fields(table: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Set what has changed; take out what isn't said any more."""
    for name in before:
        if after.get(name) is None and name in table:
            del table[name]
    for name, value in after.items():
        if value is not None and value != before.get(name):
            _put(table, name, _written(name, value))


def _put(table: Any, name: str, value: Any) -> None:
    """Set a field in its place; the comment behind it stays."""
    if name in table:
        old = table[name]
        trivia = getattr(old, "trivia", None)
        if trivia is not None:
            value.trivia.indent = trivia.indent
            value.trivia.comment_ws, value.trivia.comment = trivia.comment_ws, trivia.comment
            value.trivia.trail = trivia.trail
    table[name] = value


def _section(document: Any, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    told = {key: value for key, value in after.items() if value is not None}
    if name in document:
        if not told and any(value is not None for value in before.values()):
            del document[name]
        else:
            _fields(document[name], before, after)
    elif any(before.get(key) != value for key, value in told.items()):
        table = tomlkit.table()
        for key, value in told.items():
            table[key] = _written(key, value)
        table.trivia.indent = "\n"
        document[name] = table


def _comparisons(document: Any, before: Sequence[Comparison], after: Sequence[Comparison]) -> None:
    known = {one.name: one for one in before}
    tables = {str(table["name"]): table for table in document["comparison"]}
    _keep(document["comparison"], {one.name for one in after})
    for one in after:
        if one.name not in known:
            document["comparison"].append(tomlkit.parse(comparison_text(one))["comparison"][0])
        elif known[one.name] != one:
            _comparison(tables[one.name], known[one.name], one)


def _keep(tables: Any, names: Iterable[str]) -> None:
    for place in reversed(range(len(tables))):
        if str(tables[place]["name"]) not in names:
            # What stands below a table is said of what follows it.
            below = list(_below(tables[place])) if place else []
            del tables[place]
            for item in below:
                tables[place - 1].add(item)


def _below(table: Any) -> Iterable[items.Item]:
    """Return the comments below the last field of a table, with the empty lines between them."""
    body = table.value.body
    last = max((i for i, (key, _) in enumerate(body) if key is not None), default=-1)
    below = [item for _, item in body[last + 1 :]]
    return below if any(isinstance(item, items.Comment) for item in below) else []


def _comparison(table: Any, before: Comparison, after: Comparison) -> None:
    _fields(
        table, {"discount": before.discount}, {"discount": None if after.discount == 1 else after.discount}
    )
    if before.levels == after.levels and before.options == after.options:
        return
    if before.options != after.options or {b.name for b in before.levels} != {a.name for a in after.levels}:
        _put(table, "level", _parsed(levels_text(after)))
        return
    levels = {level.name: level for level in after.levels}
    rows = table["level"]
    if isinstance(rows, items.Array) and "#" not in rows.as_string():
        # No comment to lose: the columns stand under each other again.
        in_order = tuple(levels[str(row["name"])] for row in rows)
        least = dict(
            zip((level.name for level in after.levels), after.options.get("at_least", ()), strict=False)
        )
        options = (
            {**after.options, "at_least": [least[level.name] for level in in_order]}
            if least
            else after.options
        )
        _put(table, "level", _parsed(levels_text(replace(after, levels=in_order, options=options))))
        return
    old = {level.name: level for level in before.levels}
    number = {level.name: i for i, level in enumerate(after.levels)}
    for place, row in enumerate(rows):
        name = str(row["name"])
        if old[name] != levels[name]:
            rows[place] = _parsed(level_text(after, number[name]))


def _rules(document: Any, before: MatcherFile, after: MatcherFile) -> None:
    known = {rule.name: rule for rule in before.blocking}
    tables = {str(table["name"]): table for table in document["blocking"]}
    _keep(document["blocking"], {rule.name for rule in after.blocking})
    for rule in after.blocking:
        if rule.name not in known:
            document["blocking"].append(tomlkit.parse(rule_text(rule))["blocking"][0])
            continue
        old = known[rule.name]
        _fields(
            tables[rule.name],
            {"keys": old.parts, "at_least": old.at_least or None},
            {"keys": rule.parts, "at_least": rule.at_least or None},
        )
