"""A matcher written from another keeps what a person wrote in it: comments, order, the writing of what hasn't changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tracing.linkage.matcher import (
    BlockingRule,
    Calibration,
    Comparison,
    Group,
    Kinship,
    Level,
    MatcherFile,
    edited_text,
    matcher_bytes,
    parse_matcher,
)

TEXT = """\
# Ours, for the coast.

name = "coast"  # as the office says
version = "1"
prior = 1e-3

[thresholds]
strong = 10.0   # two people agreed on this
possible = 5
output = 0

[[comparison]]
name = "sex"
level = [
  # clerks guess from the name
  { name = "same", m = 0.50, u = 0.05 },
  { name = "different", m = 0.1, u = 0.5 },  # often a slip
  { name = "missing", m = 0.1, u = 0.1 },
]

[[comparison]]
name = "nationality"
level = [
  { name = "same",      m = 0.9,  u = 0.3 },
  { name = "different", m = 0.1,  u = 0.7 },
  { name = "missing",   m = 0.1,  u = 0.1 },
]

# Days are told well here.
[[blocking]]
name = "day"
keys = ["birth_day"]  # exact
"""
BASE = parse_matcher(TEXT.encode(), "coast.toml")
SEX, NATION = BASE.comparisons
PHONES = Comparison(
    "phones",
    "phones",
    (Level("same", 0.6, 0.001, 0.5), Level("different", 0.4, 0.999, 0.5), Level("missing", 0.8, 0.8, 0.8)),
    {},
)


def _with(place: int, **values: float) -> Callable[[Comparison], Comparison]:
    """Change a level; its reference, which counts for nothing without a frequency, stays the one that isn't written."""

    def changed(level: Level) -> Level:
        made = replace(level, **values)  # type: ignore[arg-type]
        return replace(made, reference=made.default_reference)

    return lambda one: replace(
        one, levels=tuple(changed(level) if i == place else level for i, level in enumerate(one.levels))
    )


CHANGES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "name": {"name": "coast trained", "version": "2", "description": "of the coast"},
    "bands": {"strong": 11.25, "beyond_names": 3.0, "duplicate": 14.0, "candidate": 12.0},
    "register": {"candidate": 12.0, "candidate_from": 10_000, "candidate_per_doubling": 1.0},
    "points": {"calibration": Calibration(points=((-2.0, 0.1), (3.5, 0.9)))},
    "slope": {"calibration": Calibration(slope=0.9, offset=-0.5)},
    "siblings and companions": {"kinship": Kinship(15.0), "group": Group(3.0, 8.0, 12.0)},
    "frequencies": {"frequencies": {"cap": 14.0, "second": 0.5}},
    "a level beside comments": {"comparisons": (_with(0, m=0.25)(SEX), NATION)},
    "a level of an aligned list": {"comparisons": (SEX, _with(1, u=0.123456, sibling=0.2)(NATION))},
    "a discount": {"comparisons": (replace(SEX, discount=0.5), NATION)},
    "a comparison less": {"comparisons": (SEX,)},
    "a comparison more": {"comparisons": (SEX, NATION, PHONES)},
    "a rule more": {"blocking": (*BASE.blocking, BlockingRule("phone", ("phone",), 12.5))},
    "a rule asks more": {"blocking": (replace(BASE.blocking[0], at_least=13.0),)},
    "other rules": {"blocking": (BlockingRule("phone", ("phone",)),)},
    "generic": {"generic": {"phones": frozenset({255, 16})}},
    "provenance": {"provenance": {"method": "hand", "quality": {"f1": 0.5, "seeds": [1, 2]}}},
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_what_is_edited_reads_as_what_was_meant(changed: dict[str, Any]) -> None:
    meant = replace(BASE, **changed)
    text = edited_text(TEXT, meant)
    assert _same(text, meant)
    assert "# Ours, for the coast." in text
    assert "# Days are told well here." in text or changed is CHANGES["other rules"]


def _same(text: str, meant: MatcherFile) -> bool:
    return replace(parse_matcher(text.encode(), meant.source), digest=meant.digest) == meant


def test_nothing_changed_nothing_rewritten() -> None:
    assert edited_text(TEXT, BASE) == TEXT


def test_comments_beside_what_changes_stay() -> None:
    text = edited_text(TEXT, replace(BASE, strong=11.25, comparisons=(_with(0, m=0.25)(SEX), NATION)))
    assert "strong = 11.25   # two people agreed on this" in text
    assert "# clerks guess from the name" in text
    assert '{ name = "same", m = 0.25, u = 0.05, sibling = 0.5 }' in text
    assert '{ name = "different", m = 0.1, u = 0.5 },  # often a slip' in text
    assert "prior = 1e-3" in text


def test_columns_stand_under_each_other_again() -> None:
    text = edited_text(TEXT, replace(BASE, comparisons=(SEX, _with(1, u=0.123456)(NATION))))
    assert '{ name = "same",      m = 0.9, u = 0.3 },' in text
    assert '{ name = "different", m = 0.1, u = 0.123456 },' in text


def test_the_heading_stands_above() -> None:
    assert edited_text(TEXT, BASE, "Trained\nelsewhere").startswith(
        "# Trained\n# elsewhere\n\n# Ours, for the coast."
    )


def test_the_line_that_names_the_schema_stays_the_first() -> None:
    text = edited_text(f"#:schema ./matcher.schema.json\n\n{TEXT}", BASE, "Trained")
    assert text.startswith("#:schema ./matcher.schema.json\n# Trained\n\n\n# Ours, for the coast.")


def test_shipped_files_are_edited_too() -> None:
    for name in ("default", "febrl"):
        data, source = matcher_bytes(name)
        read = parse_matcher(data, source)
        changed = tuple(
            replace(one, levels=tuple(replace(b, m=round(b.m * 0.9, 8)) for b in one.levels))
            for one in read.comparisons
        )
        meant = replace(read, comparisons=changed, strong=read.strong + 1, provenance={"method": "test"})
        text = edited_text(data.decode(), meant)
        assert _same(text, meant)
        kept = {line for line in data.decode().splitlines() if line.startswith("#")}
        assert kept <= set(text.splitlines())


def test_a_base_that_cannot_be_read_is_written_anew() -> None:
    assert _same(edited_text("name = ", BASE), BASE)
