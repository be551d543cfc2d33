"""Two matchers beside each other: differences counted by hand, paired by family, and what moved and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.linkage.evaluation.small import LINKS, TRUTH
from tracing import InputError, Matcher
from tracing.linkage.evaluation import by_subgroup, evaluate_judged, families_of, judge
from tracing.linkage.evaluation.compare import compare_links
from tracing.linkage.evaluation.moved import moved_pairs
from tracing.linkage.matcher import MatcherFile, load_matcher
from tracing.records import Records, read_children, read_inquiries, read_truth
from tracing.samples import generate

CHILDREN = read_children(
    pd.DataFrame({"record_id": list("ABCDEF"), "sex": list("FFMMFM"), "agency": "MX-DIF"})
)
INQUIRIES = read_inquiries(
    pd.DataFrame({"record_id": ["I1", "I2", "I3"], "sex": ["F", "M", "F"], "agency": "HN-SENAF"})
)

AFTER = LINKS.assign(
    rank=[1, 2, 2, 1, 1],
    band=["strong", "possible", "possible", "strong", "strong"],
    weight=[10.0, 5, 6, 8, 7],
)
"""The child D of I2 comes before C and into the band; E, whom nobody seeks, becomes strong as well."""


def test_differences_by_hand() -> None:
    found = compare_links(LINKS, AFTER, TRUTH, CHILDREN, INQUIRIES, ["sex"], resamples=50)
    told = {one.figure: one for one in found.overall}
    # Strong before: A (true), C (not): 1 of 2, of three true pairs 1. After: A, D true, E not.
    assert (told["strong.precision"].before, told["strong.precision"].after) == pytest.approx((1 / 2, 2 / 3))
    assert (told["strong.recall"].before, told["strong.recall"].after) == pytest.approx((1 / 3, 2 / 3))
    assert (told["recall@1"].before, told["recall@1"].after) == (0.5, 1.0)
    assert told["recall@10"].change == 0
    groups = {(g.value): {d.figure: d for d in g.figures} for g in found.groups}
    # A is a girl's pair and stays; of the boys' D rises, F is missed by both.
    assert groups["F"]["recall_at_1"].change == 0
    assert (groups["M"]["recall_at_1"].before, groups["M"]["recall_at_1"].after) == (0.0, 0.5)
    assert [g.pairs for g in found.groups] == [1, 2]


def test_a_matcher_against_itself_differs_in_nothing() -> None:
    found = compare_links(LINKS, LINKS, TRUTH, CHILDREN, INQUIRIES, resamples=50)
    assert all(d.change == 0 and d.interval == (0, 0) for d in found.overall)
    shown = [d for g in found.groups for d in g.figures if d.before == d.before]
    assert shown
    assert all(d.change == 0 and d.interval == (0, 0) for d in shown)


def test_unknown_dimensions_are_refused() -> None:
    with pytest.raises(InputError, match="hair"):
        compare_links(LINKS, AFTER, TRUTH, CHILDREN, INQUIRIES, ["hair"])


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> tuple[Records, Records, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("samples")
    generate(500, 300, 4, folder)
    return (
        read_children(folder / "children.csv"),
        read_inquiries(folder / "inquiries.csv"),
        read_truth(folder / "truth.csv"),
    )


def _without(matcher: MatcherFile, name: str) -> MatcherFile:
    return replace(matcher, comparisons=tuple(c for c in matcher.comparisons if c.name != name))


def test_figures_are_those_of_the_evaluation_and_intervals_are_narrower(
    records: tuple[Records, Records, pd.DataFrame], tmp_path: Path
) -> None:
    children, inquiries, truth = records
    before = load_matcher("default")
    after = _without(before, "marks")
    links = [Matcher(m).link(children, inquiries).to_pandas() for m in (before, after)]
    found = compare_links(links[0], links[1], truth, children, inquiries, ["sex"], resamples=200, seed=1)
    told = {one.figure: one for one in found.overall}
    for place, frame in enumerate(links):
        judged = judge(frame, truth)
        family = families_of(list(judged.inquiries), judged.truth, inquiries)
        alone = evaluate_judged(judged, family, resamples=200, seed=1)
        assert alone.strong is not None
        assert (told["strong.f1"].before, told["strong.f1"].after)[place] == pytest.approx(alone.strong.f1)
        assert (told["f1"].before, told["f1"].after)[place] == pytest.approx(alone.best.f1)
        groups = by_subgroup(judged, family, children, inquiries, ["sex"]).groups
        assert [
            (d.before, d.after)[place] for g in found.groups for d in g.figures if d.figure == "f1_strong"
        ] == pytest.approx([g.f1_strong for g in groups])
        bounds, own = told["strong.f1"].interval, alone.intervals["strong.f1"]
        assert bounds is not None
        # What is hard for both is drawn for both: the difference is surer than either figure.
        assert bounds.high - bounds.low < own.high - own.low
        assert bounds.low <= told["strong.f1"].change <= bounds.high


def test_what_moved_is_explained_by_the_comparison_that_changed(
    records: tuple[Records, Records, pd.DataFrame],
) -> None:
    children, inquiries, truth = records
    before = load_matcher("default")
    after = _without(before, "birth")
    links = tuple(Matcher(m).link(children, inquiries).to_pandas() for m in (before, after))
    found = moved_pairs((before, after), (links[0], links[1]), truth, children, inquiries, most=3)
    assert found.counts["true_down"] > found.counts["true_up"]
    down = [one for one in found.pairs if one.why == "true_down"]
    assert down
    for one in found.pairs:
        # The parts that changed are the whole difference of the weights.
        assert sum(part.change for part in one.parts) == pytest.approx(one.weight_after - one.weight_before)
        for part in one.parts:
            assert part.name in {"birth", "kinship", "group"}
    lost = [part for one in down for part in one.parts if part.name == "birth"]
    assert all(part.level_after == "" and part.bits_after == 0 for part in lost)
    assert {part.said_after.es for part in lost} == {"no se compara"}
    assert all(part.said_before.en != part.level_before for part in lost)
