"""Matcher files: the shipped ones load, wrong ones are refused by file and field."""

import math
from pathlib import Path

import pytest

from tracing import InputError
from tracing.linkage.matcher import Level, load_matcher

SMALL = """
name = "small"
version = "1"
prior = 0.001
[thresholds]
strong = 10
possible = 5
output = 0
[[comparison]]
name = "sex"
level = [
  { name = "same", m = 0.5, u = 0.05 },
  { name = "different", m = 0.1, u = 0.5 },
  { name = "missing", m = 0.1, u = 0.1 },
]
[[blocking]]
name = "day"
keys = ["birth_day"]
"""


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_matchers_load() -> None:
    assert load_matcher("default").schema == "tracing"
    assert load_matcher("febrl").schema == "table"


def test_weight_by_hand() -> None:
    level = Level("same", 0.5, 0.05, 0.25)
    assert level.units == round(math.log2(10) * 256)
    assert level.sibling_units == 256  # twice as likely as for a sibling: one bit


def test_missing_weighs_nothing_by_default() -> None:
    matcher = load_matcher("default")
    for comparison in matcher.comparisons:
        assert comparison.level("missing").units == 0, comparison.name
        assert comparison.level("missing").sibling_units == 0, comparison.name


def test_probability_and_prior_by_hand(tmp_path: Path) -> None:
    matcher = load_matcher(_write(tmp_path, SMALL.replace("prior = 0.001", "prior = 0.2")))
    # Prior odds 1:4, ten times as likely: odds 10:4, probability 10/14.
    assert matcher.probability(math.log2(10)) == pytest.approx(10 / 14)
    assert [matcher.band(b, 99) for b in (10, 9.99, 5, 4.99)] == ["strong", "possible", "possible", "weak"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "sex"', 'name = "shoe_size"', "comparison.shoe_size.kind: unknown comparison 'shoe_size'"),
        (
            "m = 0.5, u = 0.05",
            'm = "much", u = 0.05',
            "comparison.sex.level[1].m: expected a number, found 'much'",
        ),
        ("m = 0.5, u = 0.05", "m = 1.5, u = 0.05", "comparison.sex.level[1].m: expected a probability"),
        ("m = 0.5, u = 0.05", "m = 0.5, u = 0", "comparison.sex.level[1].u: expected a probability"),
        ("m = 0.5, u = 0.05", "m = 0.5", "comparison.sex.level[1].u: missing"),
        ('{ name = "different", m = 0.1, u = 0.5 },', "", "comparison.sex: level 'different' is missing"),
        ('name = "different"', 'name = "unlike"', "comparison.sex: unknown level 'unlike'"),
        ("prior = 0.001", "prior = 1", "prior: expected a probability"),
        ("strong = 10", "strong = 1", "thresholds: expected strong ≥ possible ≥ output"),
        ("strong = 10", 'strong = "high"', "thresholds.strong: expected a number"),
        ('keys = ["birth_day"]', 'keys = ["star_sign"]', "blocking.day.keys: unknown key 'star_sign'"),
        ('version = "1"', 'version = "1"\ncolour = "blue"', "colour: unknown field"),
        ("[thresholds]", "[thresholds", "not a matcher file"),
        ("prior = 0.001", "prior = nan", "prior: expected a number"),
    ],
)
def test_wrong_files_are_refused_by_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(InputError) as error:
        load_matcher(_write(tmp_path, SMALL.replace(old, new)))
    assert said in str(error.value)
    assert "m.toml" in str(error.value)


def test_unknown_names_say_what_there_is() -> None:
    with pytest.raises(InputError, match="default"):
        load_matcher("defualt")


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        load_matcher(tmp_path / "none.toml")
