"""Duplicates by threshold: what the benchmark counts is what `tracing duplicates` gives there."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks import script
from tracing import Matcher, read_children

data, duplicates = script("data"), script("duplicates")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "DATA", tmp_path_factory.mktemp("made"))
        made = data.Sample("border", 600, 200, 41, 0.2)
        data.make(made)
        yield made


def test_a_threshold_counts_what_duplicates_gives_there(sample: object) -> None:
    matcher = Matcher.load()
    judged = duplicates.judge(matcher, sample)
    assert judged.truths > 50
    for bits in (8.0, 16.0, 22.0):
        line = duplicates.at(bits, judged)
        found = matcher.duplicates(read_children(sample.file("children.csv")), least=bits).to_pandas()  # type: ignore[attr-defined]
        assert line.given.pairs == (found["state"] != "lead").sum()
        assert line.in_sets.pairs == (found["state"] == "set").sum()
    assert duplicates.at(8.0, judged).given.recall > duplicates.at(22.0, judged).given.recall > 0


def test_the_best_threshold_by_hand() -> None:
    # True pairs at 20 and 12 bits, a false one at 10, a true one that is only a lead at 18.
    judged = duplicates.Judged(
        np.array([0, 2, 4, 6]), np.array([1, 3, 5, 7]), np.array([20.0, 18.0, 12.0, 10.0]),
        np.array([True, True, True, False]), np.array([False, True, False, False]), 3,
    )  # fmt: skip
    assert duplicates.choose(judged) == 12.0
    line = duplicates.at(12.0, judged)
    assert (line.given.precision, line.given.recall, line.true_leads) == (1.0, pytest.approx(2 / 3), 1)
