"""Whatever is written into the database, in whatever order: no handover without the whole way, and two people."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.casework.build import OFFICER, SECOND_OFFICER
from tests.casework.repatriation.build import ESCORT, READY, entered, made
from tracing.casework.case_facts import HoldSpan
from tracing.casework.repatriation.rules import FINDINGS_OF, return_of
from tracing.casework.repatriation.steps import ORDER, Step, StepKind

_STEPS = st.builds(
    lambda kind, finding, person: made(
        kind, FINDINGS_OF[kind][finding % len(FINDINGS_OF[kind])], person=person
    ),
    st.sampled_from(ORDER),
    st.integers(0, 2),
    st.sampled_from((OFFICER, SECOND_OFFICER, ESCORT)),
)
_EDITS = st.lists(
    st.tuples(st.sampled_from(("drop", "insert", "swap")), st.integers(0, 12), _STEPS), max_size=4
)


def _edited(edits: list[tuple[str, int, Step]]) -> list[Step]:
    steps = [made(kind) for kind in ORDER]
    for edit, place, step in edits:
        at = place % max(1, len(steps))
        if edit == "insert":
            steps.insert(at, step)
        elif steps and edit == "drop":
            steps.pop(at)
        elif steps:
            steps[at], steps[at - 1] = steps[at - 1], steps[at]
    return steps


def _holds_in_order(steps: list[Step]) -> bool:
    kinds = iter(step.kind for step in steps)
    return all(kind in kinds for kind in ORDER)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(_EDITS)
def test_a_handover_has_the_whole_way_behind_it_and_two_people(edits: list[tuple[str, int, Step]]) -> None:
    steps = _edited(edits)
    found = return_of(entered(READY, *steps))
    if not edits:
        assert found.handed_over
    if found.handed_over:
        assert _holds_in_order(steps)
        people = [found.done[kind].person for kind in (StepKind.HANDED_OVER, StepKind.RECEIVED)]
        assert len(set(people)) == 2
        assert ESCORT not in people
    # What counts is a way without gaps.
    assert [kind for kind in ORDER if kind in found.done] == list(ORDER[: len(found.done)])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(_EDITS, st.integers(0, len(ORDER) - 1))
def test_nothing_goes_forward_under_a_hold_or_an_asylum_flag(
    edits: list[tuple[str, int, Step]], since: int
) -> None:
    moment = made(ORDER[since]).at
    stops = (HoldSpan(moment),)
    steps = _edited(edits)
    for stopped in (replace(READY, asylum=stops), replace(READY, facts=replace(READY.facts, holds=stops))):
        done = return_of(entered(stopped, *steps)).done
        assert all(step.at < moment for step in done.values())
