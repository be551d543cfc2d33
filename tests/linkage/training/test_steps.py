"""How far a training says it is: comparing by pairs, the iteration by how small its change has become."""

from __future__ import annotations

import numpy as np
import pytest

from tests.linkage.training.made import table_matcher
from tracing.linkage.training import evidence as evidence_module
from tracing.linkage.training.evidence import evidence_of
from tracing.linkage.training.steps import told

Seen = list[tuple[str, int, int]]


def test_the_iteration_nears_its_end_by_its_change_and_never_goes_back() -> None:
    seen: Seen = []
    numbers: list[int] = []
    tell = told(lambda *step: seen.append(step), lambda number, _sizes, _change: numbers.append(number), 2, 3)
    assert tell is not None
    for number, change in enumerate((1.0, 0.1, 0.01, 0.05, 0.001, 0.00009), start=1):
        tell(number, {}, change)
    assert [done for _, done, _ in seen] == [0, 25, 50, 50, 74, 100]
    assert {(stage, total) for stage, _, total in seen} == {("learn, start 2 of 3", 100)}
    assert numbers == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("change", [0.0, 0.00005])
def test_an_iteration_that_is_at_rest_at_once(change: float) -> None:
    seen: Seen = []
    tell = told(lambda *step: seen.append(step), None, 1, 1)
    assert tell is not None
    tell(1, {}, change)
    assert seen == [("learn, start 1 of 1", 100, 100)]


def test_without_anybody_who_waits_the_step_is_what_it_was() -> None:
    def step(_number: int, _sizes: dict[str, float], _change: float) -> None:
        pass

    assert told(None, step, 1, 3) is step
    assert told(None, None, 1, 3) is None


def test_comparing_says_how_many_pairs_are_done(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_module, "_CHUNK", 40)
    matcher = table_matcher(tmp_path_factory.mktemp("made"), 2)
    ids = np.array([f"R{n}" for n in range(20)], dtype=object)
    left, right = np.divmod(np.arange(100), 20)

    def compare(a: np.ndarray, _b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros((2, len(a)), dtype=np.uint8), np.zeros((2, len(a)), dtype=np.float32)

    seen: Seen = []
    evidence_of(
        matcher, compare, (left, right), (ids, ids), 0, random_pairs=60, progress=lambda *s: seen.append(s)
    )
    assert seen == [
        ("compare candidates", 40, 100),
        ("compare candidates", 80, 100),
        ("compare candidates", 100, 100),
        ("compare random pairs", 40, 60),
        ("compare random pairs", 60, 60),
    ]
