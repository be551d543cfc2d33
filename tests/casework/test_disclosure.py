"""What may be told to whom (GC 6 §29-30): the search continues, until two people decide otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from tests.casework.build import OFFICER, POSSIBLE, SECOND_OFFICER, TODAY, act, after, append, day
from tests.casework.test_states_properties import cases
from tracing.casework.acts import ActKind, Outcome
from tracing.casework.case_facts import Facts, HoldSpan
from tracing.casework.disclosure import (
    CONTACT_YOUR_AGENCY,
    NOTHING,
    SEARCH_CONTINUES,
    SEARCH_ENDED,
    Audience,
    disclosure_of,
    told,
)
from tracing.casework.states import STATES, State, progress_of

ASKING, FOUND, PROTECTION, CONSULATE, OTHERS = Audience
DISCLOSE = act(ActKind.DISCLOSURE, Outcome.DISCLOSE)
WITHHOLD = act(
    ActKind.DISCLOSURE, Outcome.WITHHOLD, SECOND_OFFICER, grounds=("safety",), review_on=day(90).date()
)
HELD = (HoldSpan(day(20)),)


@pytest.mark.parametrize(
    ("pairs", "answer"),
    [
        ([], SEARCH_CONTINUES),  # no child held, none found
        ([Facts()], SEARCH_CONTINUES),
        ([Facts(screened=True, candidate=True, strong=True)], SEARCH_CONTINUES),
        ([POSSIBLE], SEARCH_CONTINUES),
        ([after(ActKind.VERIFY_FAMILY)], SEARCH_CONTINUES),
        ([append(after(ActKind.CHILD_VIEWS), DISCLOSE)], SEARCH_CONTINUES),  # one person
        ([append(after(ActKind.CHILD_VIEWS), DISCLOSE, DISCLOSE)], SEARCH_CONTINUES),  # the same one twice
        ([after(ActKind.DISCLOSURE)], CONTACT_YOUR_AGENCY),
        ([POSSIBLE, after(ActKind.DISCLOSURE)], CONTACT_YOUR_AGENCY),
        ([append(after(ActKind.DISCLOSURE), WITHHOLD)], SEARCH_CONTINUES),
        ([append(after(ActKind.DISCLOSURE), act(ActKind.CHILD_VIEWS, Outcome.REFUSES))], SEARCH_CONTINUES),
        ([replace(after(ActKind.DISCLOSURE), holds=HELD)], SEARCH_CONTINUES),
        ([replace(after(ActKind.DISCLOSURE), withdrawn=True)], SEARCH_CONTINUES),
        ([after(ActKind.CLOSE)], CONTACT_YOUR_AGENCY),
        ([append(POSSIBLE, act(ActKind.CLOSE, Outcome.UNSOLVED))], SEARCH_CONTINUES),
    ],
)
def test_what_the_asking_side_is_told(pairs: list[Facts], answer: object) -> None:
    assert told(ASKING, pairs, TODAY) is answer


def test_the_asking_side_knows_that_it_withdrew() -> None:
    assert told(ASKING, [after(ActKind.DISCLOSURE)], TODAY, withdrawn=True) is SEARCH_ENDED


@settings(max_examples=150)
@given(cases())
def test_until_two_officers_decided_on_a_verified_pair_the_answer_never_changes(facts: Facts) -> None:
    answer = told(ASKING, [facts], TODAY)
    if answer is not SEARCH_CONTINUES:
        assert answer is CONTACT_YOUR_AGENCY
        assert progress_of(facts).verified
        assert len(set(progress_of(facts).disclosing)) >= 2


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        POSSIBLE,
        replace(POSSIBLE, holds=HELD),
        after(ActKind.DISCLOSURE),
        after(ActKind.CONTACT),
        after(ActKind.CLOSE),
    ],
)
@pytest.mark.parametrize("audience", [CONSULATE, OTHERS])
def test_consulates_and_others_get_the_same_sentence_for_everything(audience: Audience, facts: Facts) -> None:
    assert told(audience, [facts], TODAY) is NOTHING
    assert told(audience, [], TODAY) is NOTHING


def test_no_answer_to_the_outside_says_that_there_is_no_match_or_where_a_child_is() -> None:
    for answer in (SEARCH_CONTINUES, CONTACT_YOUR_AGENCY, SEARCH_ENDED, NOTHING):
        for words in ("coincid", "match", "albergue", "shelter", "encontrad", "found", "asilo", "asylum"):
            assert words not in f"{answer.es} {answer.en}".lower()


def test_the_found_side_and_protection_know_how_far_the_furthest_pair_is() -> None:
    pairs = [POSSIBLE, after(ActKind.VERIFY_FAMILY), Facts()]
    for audience in (FOUND, PROTECTION):
        assert told(audience, pairs, TODAY) == STATES[State.VERIFIED]
        assert told(audience, [], TODAY) == STATES[State.RECEIVED]


def test_before_verification_there_is_nothing_to_decide() -> None:
    standing = disclosure_of(POSSIBLE, TODAY)
    assert not standing.decided
    assert [reason.code for reason in standing.reasons] == ["not_verified"]
    assert (standing.author, standing.review_on) == (None, None)


def test_by_default_it_is_withheld_and_looked_at_some_days_after_verification() -> None:
    standing = disclosure_of(append(after(ActKind.CHILD_VIEWS), DISCLOSE), TODAY)
    assert not standing.decided
    assert [reason.code for reason in standing.reasons] == ["not_decided"]
    assert standing.author is None
    assert standing.review_on == day(10).date() + timedelta(days=30)
    assert standing.review_basis == "INT/withholding_default_days"
    assert standing.by == (OFFICER,)


def test_a_withholding_carries_reason_author_and_review_date() -> None:
    standing = disclosure_of(append(after(ActKind.DISCLOSURE), WITHHOLD), TODAY)
    assert not standing.decided
    assert [reason.code for reason in standing.reasons] == ["safety"]
    assert standing.author == SECOND_OFFICER
    assert standing.review_on == day(90).date()
    assert standing.review_basis == "INT/withholding_review_days"


def test_a_withholding_that_one_person_wants_to_end_waits_for_a_second() -> None:
    standing = disclosure_of(append(after(ActKind.DISCLOSURE), WITHHOLD, DISCLOSE), TODAY)
    assert not standing.decided
    assert [reason.code for reason in standing.reasons] == ["not_decided"]
    assert (standing.author, standing.by) == (None, (OFFICER,))


def test_a_decision_names_the_two_who_made_it() -> None:
    standing = disclosure_of(after(ActKind.DISCLOSURE), TODAY)
    assert standing.decided
    assert standing.by == (OFFICER, SECOND_OFFICER)


def test_a_hold_suspends_a_decision_and_gives_it_back_when_lifted() -> None:
    held = replace(after(ActKind.DISCLOSURE), holds=HELD)
    assert [reason.code for reason in disclosure_of(held, TODAY).reasons] == ["on_hold"]
    lifted = replace(held, holds=(HoldSpan(day(20), day(25)),))
    assert disclosure_of(lifted, TODAY).decided
