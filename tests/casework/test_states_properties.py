"""Whatever is written into a case, in any order and by anybody: nothing skips verification (brief I3)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.casework.build import ROLE_OF, WAY, act, append, day
from tracing.casework.acts import Act, ActKind, Outcome
from tracing.casework.case_facts import Facts, HoldSpan
from tracing.casework.decisions import DecisionKind
from tracing.casework.missing import Missing
from tracing.casework.needs import OUTCOMES_OF
from tracing.casework.review import Judgement, review_of
from tracing.casework.roles import Role
from tracing.casework.states import State, state_of, step

LATE = {State.CONTACT_AGREED, State.CONTACT, State.REUNIFIED}
BEYOND = {
    *LATE,
    State.VERIFIED,
    State.RELATIONSHIP_ASSESSED,
    State.BEST_INTERESTS_DETERMINED,
    State.OTHER_SOLUTION,
}


@st.composite
def acts(draw: st.DrawFn) -> Act:
    """Any act by anybody, most of them such as the way has."""
    if draw(st.integers(0, 4)):
        made = draw(st.sampled_from([a for _, a in WAY]))
        if draw(st.booleans()):
            return made
        person = draw(st.sampled_from(sorted(ROLE_OF)))
        return replace(made, person=person, role=ROLE_OF[person])
    kind = draw(st.sampled_from(ActKind))
    person = draw(st.sampled_from(sorted(ROLE_OF)))
    return act(
        kind,
        draw(st.sampled_from([*OUTCOMES_OF[kind], *Outcome])),
        person,
        takes_back=draw(st.integers(1, 12)) if kind is ActKind.TAKEN_BACK else None,
        review_on=day(30).date(),
    )


@st.composite
def cases(draw: st.DrawFn) -> Facts:
    """Any case: the way with acts left out, put in and mixed up, judgements and holds as they come, on rising days."""
    kinds = st.sampled_from([DecisionKind.POSSIBLE, DecisionKind.NOT_THIS_CHILD, DecisionKind.TAKEN_BACK])
    said = [(1, DecisionKind.POSSIBLE), (2, DecisionKind.POSSIBLE)]
    said += draw(st.lists(st.tuples(st.integers(1, 4), kinds), max_size=2))
    said = said[draw(st.sampled_from([0, 0, 0, 1])) :]
    judgements = tuple(
        Judgement(n, person, kind, n - 1 if kind is DecisionKind.TAKEN_BACK else None)
        for n, (person, kind) in enumerate(said, start=1)
    )
    made = [a for _, a in WAY][: draw(st.sampled_from([0, 4, 9, len(WAY)]))]
    for added in draw(st.lists(acts(), max_size=5)):
        made.insert(draw(st.integers(0, len(made))), added)
    for _ in range(draw(st.sampled_from([0, 0, 1])) if made else 0):
        made.pop(draw(st.integers(0, len(made) - 1)))
    spans = st.tuples(st.integers(0, 20), st.integers(1, 6))
    holds = draw(st.lists(spans, max_size=1)) if draw(st.booleans()) else []
    facts = Facts(
        candidate=draw(st.sampled_from([True, True, False])),
        strong=draw(st.booleans()),
        screened=draw(st.sampled_from([True, True, False])),
        judgements=judgements,
        holds=tuple(HoldSpan(day(start), day(start + length)) for start, length in holds),
        conflicted=frozenset(
            {draw(st.integers(1, 7))} if draw(st.sampled_from([False, False, True])) else ()
        ),
        handed_over=draw(st.booleans()),
    )
    return append(facts, *(replace(a, at=day(n)) for n, a in enumerate(made)))


def _live(facts: Facts) -> list[Act]:
    back = {
        a.takes_back for a in facts.acts if a.kind is ActKind.TAKEN_BACK and a.role is Role.PROTECTION_OFFICER
    }
    return [a for a in facts.acts if a.number not in back and a.kind is not ActKind.TAKEN_BACK]


def _did(facts: Facts, kind: ActKind, outcome: Outcome) -> list[Act]:
    """Return acts that could count: not taken back, by no relative, at a moment without a hold."""
    return [
        a
        for a in _live(facts)
        if a.kind is kind
        and a.outcome is outcome
        and a.person not in facts.conflicted
        and not any(hold.stands(a.at) for hold in facts.holds)
    ]


@settings(max_examples=300)
@given(cases())
def test_no_sequence_goes_beyond_possible_without_both_sides_verified_by_two_people(facts: Facts) -> None:
    if state_of(facts) not in BEYOND:
        return
    of_child = _did(facts, ActKind.VERIFY_CHILD, Outcome.CONFIRMED)
    of_family = _did(facts, ActKind.VERIFY_FAMILY, Outcome.CONFIRMED)
    assert any(
        a.person != b.person
        and a.role in (Role.FOUND_WORKER, Role.PROTECTION_OFFICER)
        and b.role in (Role.FAMILY_WORKER, Role.PROTECTION_OFFICER)
        for a in of_child
        for b in of_family
    )
    review = review_of(facts.judgements, strong=facts.strong, barred=facts.conflicted)
    assert review.outcome is DecisionKind.POSSIBLE
    assert len(review.people) >= (2 if facts.strong else 1)
    assert facts.candidate


@settings(max_examples=300)
@given(cases())
def test_no_sequence_reaches_contact_without_disclosure_best_interests_and_the_childs_word(
    facts: Facts,
) -> None:
    if state_of(facts) not in LATE:
        return
    told = {a.person for a in _did(facts, ActKind.DISCLOSURE, Outcome.DISCLOSE)}
    assert len(told) >= 2
    assert _did(facts, ActKind.ASSESS_RELATIONSHIP, Outcome.ESTABLISHED)
    assert _did(facts, ActKind.BEST_INTERESTS, Outcome.REUNIFICATION) or _did(
        facts, ActKind.BEST_INTERESTS, Outcome.CONTACT_ONLY
    )
    assert _did(facts, ActKind.CONTACT_CHILD, Outcome.AGREES)
    assert _did(facts, ActKind.CONTACT_FAMILY, Outcome.AGREES)
    views = [a.outcome for a in _live(facts) if a.kind is ActKind.CHILD_VIEWS]
    assert views
    if state_of(facts) is State.REUNIFIED and not facts.handed_over:
        reunions = _did(facts, ActKind.REUNIFY, Outcome.REUNIFIED)
        assert any("already_together" in a.grounds for a in reunions)


@settings(max_examples=200)
@given(cases(), acts())
def test_a_step_that_is_let_through_counts_and_one_that_is_refused_changes_nothing(
    facts: Facts, tried: Act
) -> None:
    tried = replace(tried, at=day(40))
    answer = step(facts, replace(tried, review_on=day(50).date()))
    appended = append(facts, replace(tried, review_on=day(50).date()))
    if isinstance(answer, Missing):
        assert answer.items
        if tried.kind is not ActKind.TAKEN_BACK and not facts.withdrawn:
            assert state_of(appended) is state_of(facts)
    else:
        assert state_of(appended) is answer


@settings(max_examples=100)
@given(cases())
def test_while_a_hold_is_open_no_step_brings_a_case_forward(facts: Facts) -> None:
    held = replace(facts, holds=(*facts.holds, HoldSpan(day(30))))
    order = list(State)
    for _, made in WAY:
        answer = step(held, replace(made, at=day(40)))
        if not isinstance(answer, Missing):
            assert order.index(answer) <= order.index(state_of(held))


def test_these_cases_do_reach_the_states_they_speak_of() -> None:
    """The properties above would hold of cases that get nowhere."""
    reached: set[State] = set()

    @settings(max_examples=200, database=None, derandomize=True)
    @given(cases())
    def collect(facts: Facts) -> None:
        reached.add(state_of(facts))

    collect()
    assert LATE & reached
    assert State.VERIFIED in reached
    assert State.CLOSED in reached
