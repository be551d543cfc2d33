"""What a run on Spark says while Spark works: each of its steps as it comes, with the tasks that are done."""

from __future__ import annotations

from types import SimpleNamespace

from tracing.linkage.spark.stages import Stages


class Tracker:
    """Stands for Spark's own: steps under way by number, with tasks done and in all."""

    def __init__(self) -> None:
        self.steps: dict[int, tuple[int, int] | None] = {}

    def getActiveStageIds(self) -> list[int]:  # noqa: N802 - Spark's name
        return list(self.steps)

    def getStageInfo(self, number: int) -> SimpleNamespace | None:  # noqa: N802 - Spark's name
        found = self.steps[number]
        return None if found is None else SimpleNamespace(numCompletedTasks=found[0], numTasks=found[1])


def test_each_step_is_told_with_its_tasks() -> None:
    seen: list[tuple[str, int, int]] = []
    stages, tracker = Stages(lambda *step: seen.append(step)), Tracker()
    stages.begin("compare")
    for steps in ({}, {7: (0, 20)}, {7: (12, 20), 8: (0, 5)}, {7: (20, 20), 8: (3, 5)}, {7: None, 8: (4, 5)}):
        tracker.steps = steps
        stages.look(tracker)
    stages.end()
    stages.look(tracker)
    assert seen == [
        ("compare", 0, 1),
        ("compare, step 1", 0, 20),
        ("compare, step 1", 12, 20),
        ("compare, step 2", 3, 5),
        ("compare, step 2", 4, 5),
        ("compare", 1, 1),
    ]
    assert list(stages.seconds) == ["compare"]


def test_steps_are_counted_anew_in_each_stage() -> None:
    seen: list[str] = []
    stages, tracker = Stages(lambda stage, _done, _total: seen.append(stage)), Tracker()
    tracker.steps = {3: (1, 2)}
    stages.begin("standardise")
    stages.look(tracker)
    tracker.steps = {9: (1, 2)}
    stages.begin("compare")
    stages.look(tracker)
    assert [stage for stage in seen if "step" in stage] == ["standardise, step 1", "compare, step 1"]


def test_nobody_who_does_not_ask_is_told() -> None:
    stages = Stages(None)
    with stages.watching(None):
        stages.begin("compare")
    stages.end()
    assert list(stages.seconds) == ["compare"]
