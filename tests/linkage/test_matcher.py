"""Matcher files: the shipped ones load, wrong ones are refused by file and field."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.linkage.build import DEFAULT, MAKER, forms
from tracing import InputError
from tracing.linkage.features import FormMaker
from tracing.linkage.matcher import Calibration, Group, Level, load_matcher, write_matcher
from tracing.linkage.score import weights_of
from tracing.linkage.vocabulary import hash_text
from tracing.standardise.record import profile

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
    # A lead to a brother or sister is no strong pair, however much the family agrees.
    assert [matcher.band(b, 99, lead=True) for b in (20, 4.99)] == ["possible", "weak"]


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
        ("output = 0", 'output = 0\nduplicate = "many"', "thresholds.duplicate: expected a number"),
        ("output = 0", "output = 0\nlow = 1", "thresholds.low: unknown field"),
        ('name = "sex"', 'name = "sex"\ndiscount = 0', "comparison.sex.discount: expected a number above 0"),
        (
            'name = "sex"',
            'name = "sex"\ndiscount = 1.1',
            "comparison.sex.discount: expected a number above 0",
        ),
        ('["birth_day"]', '["birth_day"]\nat_least = -1', "blocking.day.at_least: expected bits from 0 up"),
        ("[thresholds]", "[group]\ncap = 6\nleast = 8\n[thresholds]", "group.per_pair: missing"),
        (
            "[thresholds]",
            "[group]\nper_pair = 0\ncap = 6\nleast = 8\n[thresholds]",
            "group.per_pair: expected bits above 0",
        ),
        (
            "[thresholds]",
            "[calibration]\nslope = 0\n[thresholds]",
            "calibration.slope: expected a number above 0",
        ),
        (
            "[thresholds]",
            "[calibration]\nslope = 1\npoints = [[0, 0.1], [1, 0.2]]\n[thresholds]",
            "calibration.points: expected either points or slope",
        ),
        (
            "[thresholds]",
            "[calibration]\npoints = [[0, 0.1]]\n[thresholds]",
            "calibration.points: expected a list of at least two",
        ),
        (
            "[thresholds]",
            "[calibration]\npoints = [[0, 0.2], [1, 0.1]]\n[thresholds]",
            "calibration.points[2]: expected more bits than the point before and no smaller probability",
        ),
        (
            "[thresholds]",
            "[calibration]\npoints = [[0, 0], [1, 0.1]]\n[thresholds]",
            "calibration.points[1].probability: expected a probability",
        ),
        ("[thresholds]", '[generic]\nphones = ["555"]\n[thresholds]', "generic.phones[1]: expected a hash"),
        ("[thresholds]", "[generic]\nfaces = []\n[thresholds]", "generic.faces: unknown field"),
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


FULL = (
    SMALL.replace("output = 0", "output = 0\nduplicate = 18.5")
    .replace('name = "sex"', 'name = "sex"\ndiscount = 0.5')
    .replace('keys = ["birth_day"]', 'keys = ["birth_day"]\nat_least = 16.0')
    + """
[group]
per_pair = 3
cap = 8
least = 10
[calibration]
points = [[-4, 0.01], [0, 0.2], [6, 0.9]]
[generic]
phones = ["00000000000000ff"]
documents = ["7000000000000001", "0000000000000002"]
[provenance]
made = 2026-11-24
pairs = 1000
by = "hand, \\"carefully\\""
quality = { f1 = 0.5, seeds = [1, 2] }
"""
)


def test_every_field_is_kept(tmp_path: Path) -> None:
    matcher = load_matcher(_write(tmp_path, FULL))
    assert matcher.duplicate == 18.5
    assert matcher.group == Group(3, 8, 10)
    assert matcher.comparisons[0].discount == 0.5
    assert matcher.blocking[0].at_least == 16
    assert matcher.calibration == Calibration(points=((-4, 0.01), (0, 0.2), (6, 0.9)))
    assert matcher.generic == {"phones": {255}, "documents": {2, 0x7000000000000001}}
    assert matcher.provenance["quality"] == {"f1": 0.5, "seeds": [1, 2]}


def test_what_is_written_reads_the_same(tmp_path: Path) -> None:
    for matcher in (load_matcher(_write(tmp_path, FULL)), DEFAULT, load_matcher("febrl")):
        write_matcher(matcher, tmp_path / "written.toml", heading="Said above\nin two lines")
        again = load_matcher(tmp_path / "written.toml")
        assert replace(again, source=matcher.source, digest=matcher.digest) == matcher


def test_a_matcher_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_matcher(DEFAULT, tmp_path / "no folder" / "m.toml")
    assert list(tmp_path.iterdir()) == []


def test_discount_by_hand(tmp_path: Path) -> None:
    comparison = load_matcher(_write(tmp_path, FULL)).comparisons[0]
    # log2(10) = 850.4 units; half of 850 units counts.
    assert weights_of(comparison).base.tolist() == [425, round(math.log2(0.2) * 256) // 2, 0]


def test_calibration_points_by_hand() -> None:
    # Odds of 1/4 at 0 bits and of 4 at 4 bits: even odds half way, and no more than the ends beyond them.
    calibration = Calibration(points=((0.0, 0.2), (4.0, 0.8)))
    assert calibration.probability(np.array([-9.0, 0.0, 2.0, 4.0, 99.0])) == pytest.approx(
        [0.2, 0.2, 0.5, 0.8, 0.8]
    )


def test_generic_values_are_left_out() -> None:
    told: dict[str, str | None] = {
        "phones": "+504 9871-2345; +504 9999-1111",
        "documents": "DNI:0801-2012-04321",
    }
    before = forms(**told)
    shelter = next(p.tail for p in profile({"record_id": "C", "phones": "+504 9999-1111"}).phones)
    number = before.documents[0].number
    generic = {"phones": frozenset({hash_text(shelter)}), "documents": frozenset({hash_text(number)})}
    after = FormMaker(MAKER.frequencies, generic).forms(profile({"record_id": "C", **told}))
    assert before.phones - after.phones == generic["phones"]
    assert len(after.phones) == 1
    assert after.documents == ()
