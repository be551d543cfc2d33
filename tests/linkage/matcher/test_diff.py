"""What changed from one matcher to another."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tracing.linkage.matcher import BlockingRule, load_matcher
from tracing.linkage.matcher.diff import diff_matchers

DEFAULT = load_matcher("default")


def test_a_matcher_is_the_same_as_itself() -> None:
    assert diff_matchers(DEFAULT, DEFAULT).same


def test_a_level_by_hand() -> None:
    sex = next(c for c in DEFAULT.comparisons if c.name == "sex")
    levels = tuple(replace(b, m=0.5, u=0.125, sibling=0.25) if b.name == "same" else b for b in sex.levels)
    changed = replace(sex, levels=levels, discount=0.5)
    after = replace(DEFAULT, comparisons=tuple(changed if c is sex else c for c in DEFAULT.comparisons))
    found = diff_matchers(DEFAULT, after)
    same = found.levels[0]
    assert (same.comparison, same.level) == ("sex", "same")
    # log2(0.5 / 0.125) = 2 bits and one against a sibling; half of them counts.
    assert (same.bits_after, same.sibling_bits_after) == pytest.approx((1.0, 0.5))
    # The discount alone changes what the other level weighs; missing weighs nothing in either.
    assert [(one.comparison, one.level) for one in found.levels[1:]] == [("sex", "different")]
    assert [(c.part, c.name, c.before, c.after) for c in found.changes] == [
        ("comparison", "sex", "sex, discount 0.8", "sex, discount 0.5")
    ]


def test_rules_bands_and_sections() -> None:
    rules = (BlockingRule("new", ("phone", "given"), 9.5), *DEFAULT.blocking[1:])
    after = replace(
        DEFAULT, blocking=rules, strong=15.0, group=None, frequencies={"cap": 12.0, "second": 0.5}
    )
    told = {(c.part, c.name): (c.what, c.before, c.after) for c in diff_matchers(DEFAULT, after).changes}
    assert told == {
        ("thresholds", "strong"): ("changed", "14.58", "15"),
        ("group", "per_pair"): ("removed", "3", ""),
        ("group", "cap"): ("removed", "8", ""),
        ("group", "least"): ("removed", "12", ""),
        ("frequencies", "cap"): ("changed", "13", "12"),
        ("blocking", "document"): ("removed", "document", ""),
        ("blocking", "new"): ("added", "", "phone + given, at least 9.5 bits"),
    }


def test_generic_values_are_counted_and_not_shown() -> None:
    after = replace(DEFAULT, generic={"phones": frozenset({0x1234ABCD})})
    found = diff_matchers(DEFAULT, after)
    assert [(c.name, c.before, c.after) for c in found.changes] == [("phones", "0", "1 (1 new)")]
    assert "1234abcd" not in json.dumps(found.to_dict())
