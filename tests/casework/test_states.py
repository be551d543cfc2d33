"""The way of a case (brief I3): each step, what an illegal one lacks, and what undoes what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.casework.build import (
    FAMILY_WORKER,
    FOUND_WORKER,
    OFFICER,
    POSSIBLE,
    REVIEWER,
    SECOND_OFFICER,
    SECOND_REVIEWER,
    START,
    WAY,
    act,
    after,
    append,
    day,
    says,
)
from tracing.casework.acts import GROUNDS, ROLES_OF_ACTS, Act, ActKind, Outcome
from tracing.casework.case_facts import Facts, HoldSpan
from tracing.casework.decisions import DecisionKind
from tracing.casework.missing import LACKS, Missing
from tracing.casework.needs import OUTCOMES_OF
from tracing.casework.roles import Role
from tracing.casework.states import State, progress_of, state_of, step

VERIFY_CHILD = act(ActKind.VERIFY_CHILD, Outcome.CONFIRMED, FOUND_WORKER)
VERIFY_FAMILY = act(ActKind.VERIFY_FAMILY, Outcome.CONFIRMED, FAMILY_WORKER)
DISCLOSE = act(ActKind.DISCLOSURE, Outcome.DISCLOSE)


def _missing(facts: Facts, tried: Act) -> list[str]:
    answer = step(facts, tried)
    return list(answer.codes) if isinstance(answer, Missing) else []


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(), State.RECEIVED),
        (Facts(screened=True), State.SCREENED),
        (Facts(screened=True, candidate=True), State.CANDIDATE),
        (Facts(screened=True, candidate=True, strong=True, judgements=(says(1, REVIEWER),)), State.CANDIDATE),
        (
            Facts(
                screened=True, candidate=True, judgements=(says(1, REVIEWER, DecisionKind.NOT_THIS_CHILD),)
            ),
            State.REVIEWED,
        ),
        (Facts(screened=True, candidate=True, judgements=(says(1, REVIEWER),)), State.POSSIBLE),
        (POSSIBLE, State.POSSIBLE),
        (replace(POSSIBLE, screened=False), State.RECEIVED),
        (replace(POSSIBLE, conflicted=frozenset({SECOND_REVIEWER})), State.CANDIDATE),
        (replace(POSSIBLE, submitters=frozenset({REVIEWER})), State.CANDIDATE),
    ],
)
def test_states_before_verification(facts: Facts, state: State) -> None:
    assert state_of(facts) is state


def test_the_whole_way_from_possible_to_closed() -> None:
    facts = POSSIBLE
    for state, made in WAY:
        assert step(facts, made) is state
        facts = append(facts, made)
        assert state_of(facts) is state


@pytest.mark.parametrize("place", range(len(WAY)))
def test_no_step_of_the_way_can_be_left_out(place: int) -> None:
    """Without any one of the acts the case doesn't reach its end, and the last step says what is missing."""
    left = [a for n, (_, a) in enumerate(WAY) if n != place]
    facts = append(POSSIBLE, *left)
    if place < len(WAY) - 1:
        assert state_of(facts) is not State.CLOSED
        assert _missing(append(POSSIBLE, *left[:-1]), left[-1])


@pytest.mark.parametrize(
    ("facts", "tried", "missing"),
    [
        # Nothing before the review has come to "possible".
        (replace(POSSIBLE, judgements=()), VERIFY_CHILD, ["not_reviewed"]),
        (replace(POSSIBLE, judgements=(says(1, REVIEWER),)), VERIFY_CHILD, ["not_reviewed"]),
        (
            replace(POSSIBLE, strong=False, judgements=(says(1, REVIEWER, DecisionKind.RELATIVE_LEAD),)),
            VERIFY_CHILD,
            ["other_outcome"],
        ),
        (Facts(), VERIFY_CHILD, ["not_screened", "no_candidate", "not_reviewed"]),
        # Both sides, by two people, each its own.
        (POSSIBLE, replace(VERIFY_CHILD, role=Role.FAMILY_WORKER), ["role"]),
        (POSSIBLE, replace(VERIFY_FAMILY, role=Role.FOUND_WORKER), ["role"]),
        (POSSIBLE, replace(VERIFY_CHILD, role=Role.REVIEWER), ["role"]),
        (
            append(POSSIBLE, act(ActKind.VERIFY_CHILD, Outcome.CONFIRMED, OFFICER)),
            act(ActKind.VERIFY_FAMILY, Outcome.CONFIRMED, OFFICER),
            ["same_verifier"],
        ),
        (POSSIBLE, replace(VERIFY_CHILD, grounds=("dna",)), ["dna_alone"]),
        (POSSIBLE, replace(VERIFY_CHILD, grounds=()), ["ground_missing"]),
        (POSSIBLE, replace(VERIFY_CHILD, grounds=("panel",)), ["ground_unknown"]),
        (POSSIBLE, replace(VERIFY_CHILD, outcome=Outcome.AGREES), ["outcome"]),
        # Telling needs both verifications, the child's word, and a second person.
        (
            POSSIBLE,
            DISCLOSE,
            ["child_not_verified", "family_not_verified", "child_not_heard"],
        ),
        (append(POSSIBLE, VERIFY_CHILD), DISCLOSE, ["family_not_verified", "child_not_heard"]),
        (after(ActKind.VERIFY_FAMILY), DISCLOSE, ["child_not_heard"]),
        (
            append(after(ActKind.VERIFY_FAMILY), act(ActKind.CHILD_VIEWS, Outcome.REFUSES)),
            DISCLOSE,
            ["child_refuses"],
        ),
        (append(after(ActKind.CHILD_VIEWS), DISCLOSE), DISCLOSE, ["second_person"]),
        (
            replace(after(ActKind.CHILD_VIEWS), submitters=frozenset({OFFICER})),
            DISCLOSE,
            ["own_submission"],
        ),
        (
            replace(after(ActKind.CHILD_VIEWS), conflicted=frozenset({OFFICER})),
            DISCLOSE,
            ["conflict_of_interest", "child_not_heard"],  # what that officer recorded counts no more
        ),
        # A contact that nobody has agreed to, assessed, or verified.
        (
            POSSIBLE,
            act(ActKind.CONTACT, Outcome.TOOK_PLACE),
            [
                "child_not_verified",
                "family_not_verified",
                "relationship_not_assessed",
                "child_not_heard",
                "no_best_interests",
                "not_disclosed",
                "child_not_agreed",
                "family_not_agreed",
            ],
        ),
        (
            after(ActKind.BEST_INTERESTS),
            act(ActKind.CONTACT, Outcome.TOOK_PLACE),
            ["child_not_agreed", "family_not_agreed"],
        ),
        (
            append(after(ActKind.ASSESS_RELATIONSHIP), act(ActKind.BEST_INTERESTS, Outcome.NO_CONTACT)),
            act(ActKind.CONTACT_FAMILY, Outcome.AGREES),
            ["not_in_best_interests"],
        ),
        (
            append(after(ActKind.DISCLOSURE), act(ActKind.ASSESS_RELATIONSHIP, Outcome.NOT_ESTABLISHED)),
            act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION),
            ["relationship_not_established", "views_before_change"],  # and the child is told, and heard again
        ),
        (
            append(
                after(ActKind.ASSESS_RELATIONSHIP),
                act(ActKind.BEST_INTERESTS, Outcome.CONTACT_ONLY),
                act(ActKind.CONTACT_CHILD, Outcome.AGREES),
                act(ActKind.CONTACT_FAMILY, Outcome.AGREES),
                act(ActKind.CONTACT, Outcome.TOOK_PLACE),
            ),
            act(ActKind.REUNIFY, Outcome.REUNIFIED),
            ["not_in_best_interests"],
        ),
        (after(ActKind.CONTACT), act(ActKind.CLOSE, Outcome.SOLVED), ["no_solution"]),
        (after(ActKind.CONTACT_FAMILY), act(ActKind.REUNIFY, Outcome.REUNIFIED), ["no_contact"]),
        # Without a handover that both sides confirmed; who lives with the family already needs none.
        (
            replace(after(ActKind.CONTACT), handed_over=False),
            act(ActKind.REUNIFY, Outcome.REUNIFIED),
            ["no_handover"],
        ),
        (
            replace(after(ActKind.CONTACT), handed_over=False),
            act(ActKind.REUNIFY, Outcome.REUNIFIED, grounds=("other",)),
            ["no_handover"],
        ),
        (
            replace(after(ActKind.CONTACT_FAMILY), handed_over=False),
            act(ActKind.REUNIFY, Outcome.REUNIFIED, grounds=("already_together",)),
            ["no_contact"],
        ),
        # The end.
        (after(ActKind.CLOSE), VERIFY_CHILD, ["closed"]),
        (POSSIBLE, act(ActKind.REOPEN, Outcome.DONE), ["not_closed"]),
        (replace(POSSIBLE, withdrawn=True), VERIFY_CHILD, ["withdrawn"]),
        (POSSIBLE, act(ActKind.TAKEN_BACK, Outcome.DONE, takes_back=1), ["no_such_act"]),
        (POSSIBLE, act(ActKind.TAKEN_BACK, Outcome.DONE), ["no_such_act"]),
    ],
)
def test_an_illegal_step_names_what_is_missing(facts: Facts, tried: Act, missing: list[str]) -> None:
    assert _missing(facts, tried) == missing


@pytest.mark.parametrize("days", [None, 0, -1, 181])
def test_a_withholding_needs_a_day_on_which_it_is_decided_anew(days: int | None) -> None:
    review_on = None if days is None else (day(10) + timedelta(days=days)).date()
    withheld = act(ActKind.DISCLOSURE, Outcome.WITHHOLD, grounds=("safety",), review_on=review_on)
    assert _missing(after(ActKind.CHILD_VIEWS), withheld) == ["review_date"]


def _withheld(person: int = OFFICER) -> Act:
    return act(ActKind.DISCLOSURE, Outcome.WITHHOLD, person, grounds=("safety",), review_on=day(40).date())


def test_after_a_withholding_two_people_must_decide_anew() -> None:
    facts = append(after(ActKind.CHILD_VIEWS), DISCLOSE, _withheld(SECOND_OFFICER))
    assert not progress_of(facts).disclosed
    facts = append(facts, DISCLOSE)
    assert not progress_of(facts).disclosed
    facts = append(facts, act(ActKind.DISCLOSURE, Outcome.DISCLOSE, SECOND_OFFICER))
    assert progress_of(facts).disclosed


@pytest.mark.parametrize(
    ("undoing", "state"),
    [
        (act(ActKind.VERIFY_CHILD, Outcome.REFUTED, FOUND_WORKER), State.POSSIBLE),
        (act(ActKind.VERIFY_FAMILY, Outcome.INCONCLUSIVE, FAMILY_WORKER), State.POSSIBLE),
        (act(ActKind.ASSESS_RELATIONSHIP, Outcome.NOT_ESTABLISHED), State.RELATIONSHIP_ASSESSED),
        (act(ActKind.BEST_INTERESTS, Outcome.NO_CONTACT), State.BEST_INTERESTS_DETERMINED),
        (act(ActKind.CHILD_VIEWS, Outcome.REFUSES), State.BEST_INTERESTS_DETERMINED),
        (act(ActKind.CONTACT_CHILD, Outcome.REFUSES), State.BEST_INTERESTS_DETERMINED),
        (act(ActKind.CONTACT_FAMILY, Outcome.REFUSES), State.BEST_INTERESTS_DETERMINED),
        (act(ActKind.CONTACT, Outcome.STOPPED), State.BEST_INTERESTS_DETERMINED),
        (act(ActKind.SCREEN, Outcome.FAILED), State.RECEIVED),
        (act(ActKind.CLOSE, Outcome.UNSOLVED), State.CLOSED),
    ],
)
def test_what_undoes_a_contact(undoing: Act, state: State) -> None:
    assert step(after(ActKind.CONTACT), undoing) is state


def test_what_rested_on_a_verification_must_be_made_anew_with_it() -> None:
    refuted = append(
        after(ActKind.CONTACT), act(ActKind.VERIFY_CHILD, Outcome.REFUTED, FOUND_WORKER), VERIFY_CHILD
    )
    assert state_of(refuted) is State.VERIFIED
    assert not progress_of(refuted).disclosed


def test_taking_back_an_act_takes_back_what_rested_on_it() -> None:
    facts = after(ActKind.CONTACT)
    verification = facts.acts[1]
    assert (
        step(facts, act(ActKind.TAKEN_BACK, Outcome.DONE, takes_back=verification.number)) is State.POSSIBLE
    )
    # Other officers take back too; those who verify enter another outcome instead.
    by_worker = act(ActKind.TAKEN_BACK, Outcome.DONE, FOUND_WORKER, takes_back=verification.number)
    assert _missing(facts, by_worker) == ["role"]
    assert state_of(append(facts, by_worker)) is State.CONTACT


def test_a_taken_back_judgement_brings_the_case_back_to_review() -> None:
    facts = after(ActKind.CONTACT)
    back = says(3, SECOND_REVIEWER, DecisionKind.TAKEN_BACK, takes_back=2)
    assert state_of(replace(facts, judgements=(*facts.judgements, back))) is State.CANDIDATE


def test_a_closed_case_opens_again_where_it_was() -> None:
    assert step(after(ActKind.CLOSE), act(ActKind.REOPEN, Outcome.DONE)) is State.REUNIFIED


def test_another_durable_solution_needs_no_contact() -> None:
    facts = append(
        after(ActKind.ASSESS_RELATIONSHIP),
        act(ActKind.BEST_INTERESTS, Outcome.OTHER_CARE),
        act(ActKind.OTHER_SOLUTION, Outcome.SETTLED_ELSEWHERE),
    )
    assert state_of(facts) is State.OTHER_SOLUTION
    assert step(facts, act(ActKind.CLOSE, Outcome.SOLVED)) is State.CLOSED


def test_a_child_too_young_to_be_asked_is_observed() -> None:
    observed = act(ActKind.CHILD_VIEWS, Outcome.NOT_ABLE_YET, grounds=("observed",))
    facts = append(after(ActKind.VERIFY_FAMILY), observed, DISCLOSE)
    assert step(facts, act(ActKind.DISCLOSURE, Outcome.DISCLOSE, SECOND_OFFICER)) is State.VERIFIED


HELD = HoldSpan(START)


@pytest.mark.parametrize(
    ("facts", "tried", "stopped"),
    [
        (POSSIBLE, VERIFY_CHILD, True),  # its questions alone tell a family that somebody was found
        (after(ActKind.CHILD_VIEWS), DISCLOSE, True),
        (after(ActKind.DISCLOSURE), act(ActKind.ASSESS_RELATIONSHIP, Outcome.ESTABLISHED), True),
        (after(ActKind.CONTACT_FAMILY), act(ActKind.CONTACT, Outcome.TOOK_PLACE), True),
        (after(ActKind.CONTACT), act(ActKind.REUNIFY, Outcome.REUNIFIED), True),
        (after(ActKind.REUNIFY), act(ActKind.CLOSE, Outcome.SOLVED), True),
        (after(ActKind.VERIFY_FAMILY), act(ActKind.CHILD_VIEWS, Outcome.AGREES), False),
        (after(ActKind.VERIFY_FAMILY), act(ActKind.CHILD_VIEWS, Outcome.REFUSES), False),
        (after(ActKind.CHILD_VIEWS), _withheld(), False),
        (POSSIBLE, act(ActKind.VERIFY_CHILD, Outcome.REFUTED, FOUND_WORKER), False),
        (after(ActKind.CONTACT), act(ActKind.CONTACT, Outcome.STOPPED), False),
        (POSSIBLE, act(ActKind.CLOSE, Outcome.UNSOLVED), False),
        (after(ActKind.CLOSE), act(ActKind.REOPEN, Outcome.DONE), False),
        (after(ActKind.CONTACT), act(ActKind.TAKEN_BACK, Outcome.DONE, takes_back=1), False),
    ],
)
def test_a_hold_stops_what_goes_forward_and_nothing_else(facts: Facts, tried: Act, stopped: bool) -> None:
    # Raised after what was done, before what is tried.
    later = replace(tried, at=day(20), review_on=tried.review_on and day(60).date())
    held = replace(facts, holds=(HoldSpan(day(15)),))
    assert not _missing(facts, later)
    assert _missing(held, later) == (["hold_open"] if stopped else [])
    lifted = replace(facts, holds=(HoldSpan(day(15), day(18)),))
    assert not _missing(lifted, later)


def test_what_is_open_stops_a_step_though_the_clock_went_back_and_undoes_none() -> None:
    tried = act(ActKind.CONTACT, Outcome.TOOK_PLACE, on=15)
    ahead = replace(after(ActKind.CONTACT_FAMILY), holds=(HoldSpan(day(20)),))
    assert _missing(ahead, tried) == ["hold_open"]
    assert not _missing(ahead, replace(tried, outcome=Outcome.STOPPED)).count("hold_open")
    assert state_of(append(ahead, tried)) is State.CONTACT
    assert not _missing(replace(ahead, holds=(HoldSpan(day(20), day(21)),)), tried)


@pytest.mark.parametrize("refused", ["child_refuses", "contact_refused"])
def test_whoever_doesnt_agree_to_contact_stops_it_and_nothing_else(refused: str) -> None:
    """It is asked at the moment of a step: what was done stands, and what stops a contact waits for nobody."""
    stopped = {ActKind.CONTACT_CHILD, ActKind.CONTACT_FAMILY, ActKind.CONTACT, ActKind.REUNIFY}
    facts = POSSIBLE
    for _, made in WAY:
        against = replace(facts, contact_refused=(refused,))
        assert _missing(against, made) == ([refused] if made.kind in stopped else []), made.kind
        facts = append(facts, made)
        assert state_of(replace(facts, contact_refused=(refused,))) is state_of(facts)
    for made in (
        act(ActKind.CONTACT_CHILD, Outcome.REFUSES),
        act(ActKind.CONTACT_FAMILY, Outcome.REFUSES),
        act(ActKind.CONTACT, Outcome.STOPPED),
    ):
        assert not _missing(replace(after(ActKind.CONTACT), contact_refused=(refused,)), made)


def test_an_act_that_was_forced_through_during_a_hold_never_counts() -> None:
    facts = replace(append(POSSIBLE, VERIFY_CHILD), holds=(HoldSpan(day(9), day(11)),))
    assert progress_of(facts).child_verified_by is None


@pytest.mark.parametrize(("on", "stands"), [(8, False), (9, True), (10, True), (11, False), (12, False)])
def test_a_hold_stands_from_its_raising_up_to_its_lifting(on: int, stands: bool) -> None:
    assert HoldSpan(day(9), day(11)).stands(day(on)) is stands


def test_the_reason_of_a_hold_is_not_told_by_the_step_it_stops() -> None:
    answer = step(replace(POSSIBLE, holds=(HELD,)), VERIFY_CHILD)
    assert isinstance(answer, Missing)
    text = " ".join(f"{item.es} {item.en} {item.source}" for item in answer.items).lower()
    assert not any(word in text for word in ("asilo", "asylum", "refug", "abus"))


def test_the_screening_can_be_an_act_of_its_own() -> None:
    unscreened = replace(POSSIBLE, screened=False)
    assert step(unscreened, act(ActKind.SCREEN, Outcome.PASSED)) is State.POSSIBLE


@pytest.mark.parametrize("kind", ActKind)
def test_each_act_belongs_to_protection_officers_but_each_side_verifies_its_own(kind: ActKind) -> None:
    also = {
        ActKind.VERIFY_CHILD: {Role.FOUND_WORKER},
        ActKind.VERIFY_FAMILY: {Role.FAMILY_WORKER},
    }.get(kind, set())
    assert ROLES_OF_ACTS[kind] == {Role.PROTECTION_OFFICER} | also
    assert OUTCOMES_OF[kind]
    assert GROUNDS[kind]


def test_what_is_missing_has_words_in_both_languages_and_each_once() -> None:
    answer = Missing.of(["child_not_heard", "hold_open", "child_not_heard"])
    assert answer.codes == ("child_not_heard", "hold_open")
    assert answer.items[0].told("es") == "Falta escuchar a la niña o al niño."
    assert answer.items[0].told("en") == "The child hasn't been heard."
    assert all(lack.es and lack.en for lack in LACKS.values())
