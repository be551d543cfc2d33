"""The JSON Schema of a matcher file, for editors that complete and check TOML while it is written.

It is made of what the loader knows: sections, kinds of comparison with their levels, key parts. What hangs on two fields at once
(bands in order, calibration points that rise) only the loader checks; ``tracing matcher validate`` tells it.
"""

from __future__ import annotations

import json
from typing import Any

from tracing.linkage.comparisons import KINDS
from tracing.linkage.comparisons.kind import Kind
from tracing.linkage.keys import PARTS
from tracing.linkage.matcher.read import GENERIC, SCHEMAS, SECTIONS

__all__ = ["SCHEMA_FILE", "matcher_schema", "schema_text"]

SCHEMA_FILE = "matcher.schema.json"
"""Its name, beside the shipped matchers."""

_ABOUT = {
    "name": "What the matcher is called.",
    "version": "Its version, as text.",
    "description": "For which records it is.",
    "schema": "`tracing`: records of the file contract; `table`: any two tables.",
    "prior": "P(same person) of a pair taken at random.",
    "strong": "Bits from which a pair is of the band strong.",
    "beyond_names": "Bits that must come from more than the person's own names for a strong pair.",
    "possible": "Bits from which a pair is of the band possible.",
    "output": "Bits below which a pair isn't written.",
    "duplicate": "Bits from which two records of one side are held to be of one person.",
    "candidate": "Bits that the strongest shared key and the quick comparisons must come to for a pair to be compared.",
    "candidate_from": "Records in the register from which on more is asked of a candidate.",
    "candidate_per_doubling": "So many bits more for each doubling of the register beyond that.",
    "slope": "log-odds in bits = slope × (weight + prior) + offset.",
    "offset": "log-odds in bits = slope × (weight + prior) + offset.",
    "points": "[bits, probability], rising; bits are weight + prior.",
    "sigma": "How much rarer full siblings are than unrelated persons, in bits.",
    "per_pair": "Bits that each companion who agrees as well adds.",
    "cap": "At most so many bits.",
    "least": "Bits that a companion's own pair must weigh.",
    "second": "The share that a further agreeing name counts.",
    "m": "P(level | same person).",
    "u": "P(level | unrelated persons).",
    "sibling": "P(level | full siblings); m if not given.",
    "frequency": "How much of the agreeing value's rarity counts, 0 to 1.",
    "reference": "Bits of rarity at which log2(m / u) holds.",
    "at_least": "From which similarity, 0 to 1, the level is reached (plain tables).",
    "discount": "The share of the comparison's bits that counts, because others tell the rest.",
    "column": "The column that is compared (plain tables).",
    "keys": "Pairs that share one value of each of these are compared.",
}


def _number(name: str, **bounds: float) -> dict[str, Any]:
    return {"type": "number", "description": _ABOUT[name], **bounds}


def _text(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "description": _ABOUT[name], **more}


_SPECIAL: dict[tuple[str, str], dict[str, Any]] = {
    ("thresholds", "candidate_from"): _number("candidate_from"),
    ("calibration", "slope"): _number("slope", exclusiveMinimum=0),
    ("calibration", "points"): {
        "type": "array",
        "minItems": 2,
        "description": _ABOUT["points"],
        "items": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": [
                {"type": "number"},
                {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            ],
        },
    },
    ("group", "per_pair"): _number("per_pair", exclusiveMinimum=0),
    ("group", "cap"): _number("cap", exclusiveMinimum=0),
    **{
        ("generic", name): {
            "type": "array",
            "description": "Hashes of values that stand on many unrelated records.",
            "items": {"type": "string", "pattern": "^[0-7][0-9a-f]{15}$"},
        }
        for name in GENERIC
    },
}
_REQUIRED = {
    "thresholds": ["strong", "possible", "output"],
    "kinship": ["sigma"],
    "group": ["per_pair", "cap", "least"],
}
_EMPTY_IS_NONE = frozenset({"kinship", "group"})
"""Sections that say nothing if they are empty."""


def _section(name: str) -> dict[str, Any]:
    fields = {field: _SPECIAL.get((name, field)) or _number(field) for field in sorted(SECTIONS[name])}
    found: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": fields}
    required = _REQUIRED.get(name)
    if name in _EMPTY_IS_NONE:
        return found | {"anyOf": [{"maxProperties": 0}, {"required": required}]}
    if name == "calibration":
        return found | {
            "not": {"required": ["points"], "anyOf": [{"required": ["slope"]}, {"required": ["offset"]}]}
        }
    return found | ({"required": required} if required else {})


def _level(names: tuple[str, ...] | None) -> dict[str, Any]:
    share = {"exclusiveMinimum": 0, "exclusiveMaximum": 1}
    name = {"type": "string", "minLength": 1, "description": "The level."}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "m", "u"],
        "properties": {
            "name": name if names is None else {"enum": list(names), "description": "The level."},
            "m": _number("m", **share),
            "u": _number("u", **share),
            "sibling": _number("sibling", **share),
            "frequency": _number("frequency", minimum=0, maximum=1),
            "reference": _number("reference"),
            "at_least": _number("at_least"),
        },
    }


def _levels(kind: Kind) -> dict[str, Any]:
    names = kind.levels
    found: dict[str, Any] = {"type": "array", "minItems": 1, "items": _level(names)}
    if names is not None:
        found |= {
            "minItems": len(names),
            "maxItems": len(names),
            "allOf": [{"contains": {"properties": {"name": {"const": name}}}} for name in names],
        }
    return found


def _comparison(name: str, kind: Kind) -> dict[str, Any]:
    """What holds of a comparison of one kind: its levels, and a column only where a plain table is compared."""
    then: dict[str, Any] = {"properties": {"level": _levels(kind)}}
    if kind.levels is None:
        then["required"] = ["column"]
        then["properties"]["column"] = _text("column")
    else:
        then["propertyNames"] = {"enum": ["name", "kind", "level", "discount"]}
    named = {"properties": {"kind": {"const": name}}, "required": ["kind"]}
    unnamed = {"properties": {"name": {"const": name}}, "not": {"required": ["kind"]}}
    return {"if": {"anyOf": [named, unnamed]}, "then": then}


def matcher_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema, draft 7: what editors of TOML know) as JSON-ready values."""
    known = {"enum": list(KINDS)}
    comparison = {
        "type": "object",
        "required": ["name", "level"],
        "properties": {
            "name": {"type": "string", "minLength": 1, "description": "What the comparison is called."},
            "kind": {**known, "description": "What is compared; the name if not given."},
            "level": {"type": "array", "description": "Its levels, strongest first."},
            "discount": _number("discount", exclusiveMinimum=0, maximum=1),
        },
        "allOf": [
            {"if": {"not": {"required": ["kind"]}}, "then": {"properties": {"name": known}}},
            *(_comparison(name, kind) for name, kind in KINDS.items()),
        ],
    }

    def rule(keys: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["name", "keys"],
            "properties": {
                "name": {"type": "string", "minLength": 1, "description": "What the rule is called."},
                "keys": {"type": "array", "minItems": 1, "items": keys, "description": _ABOUT["keys"]},
                "at_least": {
                    "type": "number",
                    "minimum": 0,
                    "description": "Bits of rarity that a key must have to be looked up.",
                },
            },
        }

    def rules(keys: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "minItems": 1, "items": rule(keys)}

    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Matcher file of tracing",
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "version", "prior", "thresholds", "comparison", "blocking"],
        "properties": {
            "name": _text("name"),
            "version": _text("version"),
            "description": {"type": "string", "description": _ABOUT["description"]},
            "schema": {"enum": list(SCHEMAS), "description": _ABOUT["schema"]},
            "prior": _number("prior", exclusiveMinimum=0, exclusiveMaximum=1),
            **{name: _section(name) for name in SECTIONS},
            "comparison": {"type": "array", "minItems": 1, "items": comparison},
            "blocking": {"type": "array", "minItems": 1},
            "provenance": {"type": "object", "description": "Free: data, date, versions, measured quality."},
        },
        "if": {"properties": {"schema": {"const": "table"}}, "required": ["schema"]},
        "then": {"properties": {"blocking": rules({"type": "string"})}},
        "else": {"properties": {"blocking": rules({"enum": list(PARTS)})}},
    }


def schema_text() -> str:
    """Return the schema as it is shipped beside the matchers."""
    return json.dumps(matcher_schema(), ensure_ascii=False, indent=1) + "\n"
