"""Before each decision the child has been heard, lately, and after whatever changed (CRC 12; GC 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.casework.build import (
    FAMILY_WORKER,
    FOUND_WORKER,
    OFFICER,
    SECOND_OFFICER,
    SECOND_REVIEWER,
    act,
    after,
    append,
    day,
)
from tracing.casework.acts import Act, ActKind, Outcome
from tracing.casework.case_facts import Facts
from tracing.casework.missing import LACKS, Missing
from tracing.casework.rights.heard import HEARD_WITHIN, Change, ChangeKind
from tracing.casework.states import State, progress_of, state_of, step

VIEWS = act(ActKind.CHILD_VIEWS, Outcome.AGREES)
AGAIN = {"views_too_old", "views_due_again", "views_before_change"}


def on(made: Act, days: int) -> Act:
    return replace(made, at=day(10) + timedelta(days=days))


def missing(facts: Facts, tried: Act) -> set[str]:
    answer = step(facts, tried)
    return set(answer.codes) & AGAIN if isinstance(answer, Missing) else set()


DISCLOSE = act(ActKind.DISCLOSURE, Outcome.DISCLOSE)
REUNIFY = act(ActKind.REUNIFY, Outcome.REUNIFIED)
DECISIONS = (
    (after(ActKind.CHILD_VIEWS), DISCLOSE, 90),
    (after(ActKind.ASSESS_RELATIONSHIP), act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION), 90),
    (after(ActKind.ASSESS_RELATIONSHIP), act(ActKind.BEST_INTERESTS, Outcome.NO_CONTACT), 90),
    (after(ActKind.CONTACT_FAMILY), act(ActKind.CONTACT, Outcome.TOOK_PLACE), 90),
    (after(ActKind.CONTACT), REUNIFY, 60),
    (
        append(after(ActKind.ASSESS_RELATIONSHIP), act(ActKind.BEST_INTERESTS, Outcome.OTHER_CARE)),
        act(ActKind.OTHER_SOLUTION, Outcome.SETTLED_ELSEWHERE),
        60,
    ),
)


@pytest.mark.parametrize(("facts", "decision", "days"), DECISIONS)
def test_views_stand_for_a_time_that_goes_with_the_decision(facts: Facts, decision: Act, days: int) -> None:
    assert missing(facts, on(decision, days)) == set()
    assert missing(facts, on(decision, days + 1)) == {"views_too_old"}
    # Hearing the child again makes it legal.
    heard = append(facts, on(VIEWS, days + 1))
    assert isinstance(step(heard, on(decision, days + 1)), State)


def test_every_decision_that_concerns_the_child_has_its_days() -> None:
    assert {made.kind for _, made, _ in DECISIONS} == set(HEARD_WITHIN)


def test_a_child_that_wants_to_be_heard_again_by_a_day_is_heard_by_then() -> None:
    by = day(20).date()
    facts = append(after(ActKind.VERIFY_FAMILY), replace(VIEWS, hear_again_on=by))
    assert missing(facts, on(DISCLOSE, 10)) == set()
    assert missing(facts, on(DISCLOSE, 11)) == {"views_due_again"}


@pytest.mark.parametrize(
    ("facts", "change", "decision"),
    [
        (
            append(
                after(ActKind.CONTACT),
                act(ActKind.VERIFY_CHILD, Outcome.REFUTED, FOUND_WORKER),
                act(ActKind.VERIFY_CHILD, Outcome.CONFIRMED, FOUND_WORKER),
            ),
            ChangeKind.VERIFICATION,
            DISCLOSE,
        ),
        (
            append(
                after(ActKind.CONTACT),
                act(ActKind.VERIFY_FAMILY, Outcome.INCONCLUSIVE, FAMILY_WORKER),
                act(ActKind.VERIFY_FAMILY, Outcome.CONFIRMED, FAMILY_WORKER),
            ),
            ChangeKind.VERIFICATION,
            DISCLOSE,
        ),
        (
            append(after(ActKind.DISCLOSURE), act(ActKind.ASSESS_RELATIONSHIP, Outcome.NOT_ESTABLISHED)),
            ChangeKind.RELATIONSHIP,
            act(ActKind.BEST_INTERESTS, Outcome.OTHER_CARE),
        ),
        (
            append(
                after(ActKind.ASSESS_RELATIONSHIP),
                act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION),
                act(ActKind.BEST_INTERESTS, Outcome.OTHER_CARE),
            ),
            ChangeKind.INTERESTS,
            act(ActKind.OTHER_SOLUTION, Outcome.SETTLED_ELSEWHERE),
        ),
        (
            append(after(ActKind.CONTACT), act(ActKind.CONTACT, Outcome.STOPPED)),
            ChangeKind.CONTACT_STOPPED,
            act(ActKind.BEST_INTERESTS, Outcome.NO_CONTACT),
        ),
        (
            append(after(ActKind.CONTACT), act(ActKind.CONTACT_FAMILY, Outcome.REFUSES)),
            ChangeKind.FAMILY_REFUSED,
            act(ActKind.BEST_INTERESTS, Outcome.OTHER_CARE),
        ),
        (
            append(after(ActKind.CLOSE), act(ActKind.REOPEN, Outcome.DONE)),
            ChangeKind.REOPENED,
            act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION),
        ),
    ],
)
def test_after_a_change_the_child_is_heard_again(facts: Facts, change: ChangeKind, decision: Act) -> None:
    heard = progress_of(facts).heard
    assert heard is not None
    assert heard.changed is change
    assert missing(facts, decision) == {"views_before_change"}
    assert isinstance(step(append(facts, VIEWS), decision), State)


def test_that_another_person_asks_now_is_a_change() -> None:
    facts = after(ActKind.CHILD_VIEWS)
    for at, expected in ((day(9), set()), (day(11), {"views_before_change"}), (day(30), set())):
        changed = replace(facts, changes=(Change(ChangeKind.WHO_ASKS, at),))
        assert missing(changed, on(DISCLOSE, 5)) == expected
    # What was decided before it stands.
    told = replace(after(ActKind.DISCLOSURE), changes=(Change(ChangeKind.WHO_ASKS, day(11)),))
    assert progress_of(told).disclosed


ENTERED_LATE = replace(VIEWS, heard_on=day(10).date() - timedelta(days=29))


def test_views_are_as_old_as_the_day_on_which_the_child_was_heard() -> None:
    facts = append(after(ActKind.VERIFY_FAMILY), ENTERED_LATE)
    assert missing(facts, on(DISCLOSE, 61)) == set()
    assert missing(facts, on(DISCLOSE, 62)) == {"views_too_old"}
    # What release 1 entered says no day; one that lies ahead is none.
    for heard_on in (None, day(40).date()):
        facts = append(after(ActKind.VERIFY_FAMILY), replace(VIEWS, heard_on=heard_on))
        assert missing(facts, on(DISCLOSE, 90)) == set()
        assert missing(facts, on(DISCLOSE, 91)) == {"views_too_old"}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (day(-20), set()),
        (day(-19), set()),
        (day(-18), {"views_before_change"}),
        (day(0), {"views_before_change"}),
    ],
)
def test_what_changed_between_the_hearing_and_its_entry_is_a_change(at: datetime, expected: set[str]) -> None:
    facts = append(after(ActKind.VERIFY_FAMILY), ENTERED_LATE)
    assert missing(replace(facts, changes=(Change(ChangeKind.WHO_ASKS, at),)), on(DISCLOSE, 5)) == expected


@pytest.mark.parametrize(("heard_on", "expected"), [(9, {"views_before_change"}), (10, set()), (12, set())])
def test_an_act_between_the_hearing_and_its_entry_is_a_change(heard_on: int, expected: set[str]) -> None:
    refuted = append(
        after(ActKind.VERIFY_FAMILY),
        act(ActKind.VERIFY_CHILD, Outcome.REFUTED, FOUND_WORKER),
        act(ActKind.VERIFY_CHILD, Outcome.CONFIRMED, FOUND_WORKER),
    )
    heard = append(refuted, replace(on(VIEWS, 5), heard_on=day(heard_on).date()))
    assert missing(heard, on(DISCLOSE, 6)) == expected


@pytest.mark.parametrize(
    ("facts", "protects"),
    [
        (
            after(ActKind.CHILD_VIEWS),
            act(ActKind.DISCLOSURE, Outcome.WITHHOLD, grounds=("safety",), review_on=date(2026, 9, 1)),
        ),
        (after(ActKind.CONTACT), act(ActKind.CONTACT, Outcome.STOPPED)),
        (after(ActKind.CONTACT), act(ActKind.CLOSE, Outcome.UNSOLVED)),
    ],
)
def test_what_protects_the_child_waits_for_nothing(facts: Facts, protects: Act) -> None:
    assert isinstance(step(facts, on(protects, 120)), State)


def test_a_decision_that_was_forced_through_on_old_views_never_counts() -> None:
    facts = append(after(ActKind.CONTACT), on(REUNIFY, 61))
    assert state_of(facts) is State.CONTACT


def test_hearing_and_best_interests_without_their_records_count_for_nothing() -> None:
    bare = replace(VIEWS, recorded=False)
    answer = step(after(ActKind.VERIFY_FAMILY), bare)
    assert isinstance(answer, Missing)
    assert answer.codes == ("no_views_record",)
    assert progress_of(append(after(ActKind.VERIFY_FAMILY), bare)).views is None
    decided = act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION, recorded=False)
    answer = step(after(ActKind.ASSESS_RELATIONSHIP), decided)
    assert isinstance(answer, Missing)
    assert answer.codes == ("no_interests_record",)


@pytest.mark.parametrize(
    ("facts", "panel", "codes"),
    [
        ({}, (OFFICER, SECOND_OFFICER), ()),
        # Nobody on the panel who reviewed the pair, submitted a record or declared a conflict.
        ({}, (OFFICER, SECOND_REVIEWER), ("panel_conflict",)),
        ({"submitters": frozenset({SECOND_OFFICER})}, (OFFICER, SECOND_OFFICER), ("panel_conflict",)),
        ({"conflicted": frozenset({99})}, (OFFICER, 99), ("panel_conflict",)),
    ],
)
def test_nobody_on_the_panel_submitted_or_reviewed_the_pair(
    facts: dict[str, frozenset[int]], panel: tuple[int, ...], codes: tuple[str, ...]
) -> None:
    decided = act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION, panel=panel)
    known = after(ActKind.CHILD_VIEWS)
    known = append(known, act(ActKind.ASSESS_RELATIONSHIP, Outcome.ESTABLISHED))
    answer = step(replace(known, **facts), decided)  # type: ignore[arg-type]
    assert (answer.codes if isinstance(answer, Missing) else ()) == codes


def test_each_refusal_says_in_both_languages_what_makes_it_legal_and_by_which_law() -> None:
    for code in AGAIN | {"no_views_record", "no_interests_record", "panel_conflict"}:
        assert LACKS[code].source
        assert LACKS[code].es != LACKS[code].en


@pytest.mark.parametrize(
    ("facts", "decision"),
    [
        (after(ActKind.CONTACT_FAMILY), act(ActKind.CONTACT, Outcome.TOOK_PLACE)),
        (after(ActKind.CONTACT), REUNIFY),
    ],
)
def test_no_step_rests_on_best_interests_that_were_to_be_looked_at_again(facts: Facts, decision: Act) -> None:
    until = tuple(
        replace(a, review_on=day(20).date()) if a.kind is ActKind.BEST_INTERESTS else a for a in facts.acts
    )
    facts = replace(facts, acts=until)
    assert isinstance(step(facts, on(decision, 10)), State)
    answer = step(facts, on(decision, 11))
    assert isinstance(answer, Missing)
    assert answer.codes == ("interests_review_due",)
    anew = append(
        facts, replace(on(act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION), 11), review_on=day(90).date())
    )
    assert isinstance(step(anew, on(decision, 11)), State)
    # Stopping waits for nothing.
    stopped = append(after(ActKind.CONTACT), on(act(ActKind.CONTACT, Outcome.STOPPED), 100))
    assert state_of(stopped) is State.BEST_INTERESTS_DETERMINED
