"""The checklist of a case: who must do what, what is missing, overdue or stopped, and what is due when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.casework.build import POSSIBLE, WAY, act, append, day
from tests.casework.repatriation.build import (
    BEFORE_HOME,
    HANDED_OVER,
    HANDOVER,
    READY,
    entered,
    home_until,
    made,
    when,
)
from tests.casework.repatriation.test_rules import reunited
from tracing.casework.acts import ActKind, Outcome
from tracing.casework.case_facts import Facts, HoldSpan
from tracing.casework.repatriation.checklist import (
    Item,
    ItemState,
    checklist,
    remindable,
    waits_of_family,
)
from tracing.casework.repatriation.duties import DUTIES
from tracing.casework.repatriation.follow_ups import SHIPPED
from tracing.casework.repatriation.parties import Party, Waits
from tracing.casework.repatriation.rules import Known, return_of
from tracing.casework.repatriation.steps import FOLLOW_UPS, ORDER, Finding, StepKind
from tracing.casework.rights.heard import Change, ChangeKind

K = StepKind
BEGUN, REVIEWED, NOW = day(0), day(5), day(10)


def items(known: Known, now: datetime = NOW) -> dict[str, Item]:
    return {item.code: item for item in checklist(known, now, BEGUN, REVIEWED)}


def states(known: Known, now: datetime = NOW) -> dict[str, str]:
    return {code: item.state.value for code, item in items(known, now).items()}


def waits(known: Known, now: datetime = NOW) -> dict[str, str]:
    """Return what waits, and for whom."""
    return {code: item.party.value for code, item in items(known, now).items() if item.waits}


def test_the_list_is_the_whole_way_and_always_the_same() -> None:
    for known in (Known(Facts()), READY, HANDED_OVER, reunited()):
        assert list(items(known)) == [duty.code for duty in DUTIES]
    assert [d.code for d in DUTIES if d.code in set(StepKind)] == [*ORDER, *FOLLOW_UPS]
    assert {"review", "verify_child", "verify_family", "best_interests", "reunify", "close"} <= set(
        items(READY)
    )


def test_every_item_has_a_rule_with_its_source_and_a_party() -> None:
    without = [d.code for d in DUTIES if not d.says.source]
    # Steps of the service itself, that rest on those beside them.
    assert without == ["screen", "contact_child", "contact_family", "contact", "close"]
    assert {d.party for d in DUTIES} == set(Party)


@pytest.mark.parametrize(
    ("facts", "waiting"),
    [
        (Facts(candidate=True), {"screen": "found_side", "review": "reviewers"}),
        (Facts(candidate=True, screened=True), {"review": "reviewers"}),
        (
            POSSIBLE,
            {"verify_child": "found_side", "verify_family": "family_side", "child_views": "found_side"},
        ),
        (append(POSSIBLE, WAY[0][1]), {"verify_family": "family_side", "child_views": "found_side"}),
        (
            append(POSSIBLE, *(a for _, a in WAY[:3])),
            {"disclosure": "protection", "assess_relationship": "protection"},
        ),
        # One of the two people has decided to tell.
        (
            append(POSSIBLE, *(a for _, a in WAY[:4])),
            {"disclosure": "protection", "assess_relationship": "protection"},
        ),
        (
            append(POSSIBLE, *(a for _, a in WAY[:7])),
            {
                "contact_child": "found_side",
                "contact_family": "family_side",
                "determination_written": "protection",
            },
        ),
    ],
)
def test_what_waits_for_whom_on_the_way_to_contact(facts: Facts, waiting: dict[str, str]) -> None:
    assert waits(Known(replace(facts, handed_over=False))) == waiting


@pytest.mark.parametrize(
    ("kind", "party"),
    [
        (K.DETERMINATION_WRITTEN, "protection"),
        (K.PROTECTION_SCREENED, "protection"),
        (K.FAMILY_ASSESSED, "family_side"),
        (K.CHILD_CONSULTED, "found_side"),
        (K.TRAVEL_DOCUMENT, "consulate"),
        (K.ESCORT_NAMED, "found_side"),
        (K.HANDOVER_PLANNED, "protection"),
        (K.RECEPTION_CONFIRMED, "reception"),
        (K.RECEIVER_IDENTIFIED, "reception"),
        (K.HANDED_OVER, "found_side"),
        (K.RECEIVED, "reception"),
    ],
)
def test_what_waits_for_whom_on_the_way_home(kind: StepKind, party: str) -> None:
    known = home_until(kind)
    assert waits(known, when(kind)) == {kind.value: party}
    found = items(known, when(kind))
    done = [code for code in ORDER if found[code].state is ItemState.DONE]
    assert done == list(ORDER[: ORDER.index(kind)])
    assert all(found[code].by and found[code].at for code in done)


def test_after_the_handover_the_reunification_waits_and_then_the_follow_ups() -> None:
    assert waits(HANDED_OVER, HANDOVER + timedelta(hours=2)) == {"reunify": "protection"}
    later = HANDOVER + timedelta(days=25)
    assert waits(reunited(), HANDOVER + timedelta(days=3)) == {}
    assert waits(reunited(), later) == {"follow_up_30": "family_side"}
    followed = entered(reunited(), *(made(k) for k in FOLLOW_UPS))
    assert waits(followed, HANDOVER + timedelta(days=190)) == {"close": "protection"}


def test_days_run_from_what_was_done_before() -> None:
    assert items(Known(Facts()))["screen"].due_on == (BEGUN + timedelta(days=3)).date()
    possible = items(Known(replace(POSSIBLE, handed_over=False)))
    assert possible["verify_child"].due_on == (REVIEWED + timedelta(days=14)).date()
    assert possible["disclosure"].due_on is None  # others wait first
    home = items(home_until(K.TRAVEL_DOCUMENT), when(K.TRAVEL_DOCUMENT))
    assert home["travel_document"].due_on == (when(K.CHILD_CONSULTED) + timedelta(days=21)).date()
    told = items(home_until(K.RECEPTION_CONFIRMED), when(K.RECEPTION_CONFIRMED))
    assert told["reception_confirmed"].due_on == (HANDOVER - timedelta(hours=48)).date()
    assert items(home_until(K.HANDED_OVER))["handed_over"].due_on == HANDOVER.date()
    reunion = HANDOVER + timedelta(hours=2)
    for kind, days in SHIPPED.items():
        assert items(reunited())[kind].due_on == (reunion + timedelta(days=days)).date()


def test_a_withholding_is_due_on_the_day_it_names() -> None:
    verified = append(POSSIBLE, *(a for _, a in WAY[:3]))
    on = day(60).date()
    withheld = append(verified, act(ActKind.DISCLOSURE, Outcome.WITHHOLD, review_on=on))
    assert items(Known(replace(withheld, handed_over=False)))["disclosure"].due_on == on


def test_what_is_late_is_overdue_and_what_is_done_in_time_is_not() -> None:
    known = home_until(K.FAMILY_ASSESSED)
    due = items(known, when(K.FAMILY_ASSESSED))["family_assessed"].due_on
    assert due is not None
    at = when(K.FAMILY_ASSESSED)
    on_the_day = at.replace(year=due.year, month=due.month, day=due.day)
    assert states(known, on_the_day)["family_assessed"] == "missing"
    assert states(known, on_the_day + timedelta(days=1))["family_assessed"] == "overdue"
    # A clock that goes back undoes nothing.
    done = states(entered(known, made(K.FAMILY_ASSESSED)), day(0))
    assert done["family_assessed"] == "done"


def test_a_hold_blocks_all_that_is_left_and_says_so() -> None:
    held = replace(READY, facts=replace(READY.facts, holds=(HoldSpan(day(0)),)))
    found = items(held)
    assert {found[code].state for code in ORDER} == {ItemState.BLOCKED}
    assert all("hold_open" in {s.code for s in found[code].lacks} for code in ORDER)
    assert all(s.source for s in found[ORDER[0]].lacks)
    assert remindable(found.values(), date(2027, 1, 1)) == ()


def _looked_at_by(known: Known, number: int) -> Known:
    acts = tuple(
        replace(a, review_on=day(number).date()) if a.kind is ActKind.BEST_INTERESTS else a
        for a in known.facts.acts
    )
    return replace(known, facts=replace(known.facts, acts=acts))


def _with(known: Known, **facts: object) -> Known:
    return replace(known, facts=replace(known.facts, **facts))  # type: ignore[arg-type]


PLANNING, ESCORT = home_until(K.HANDOVER_PLANNED), home_until(K.ESCORT_NAMED)
NEW_INQUIRER = (Change(ChangeKind.WHO_ASKS, day(30)),)


@pytest.mark.parametrize(
    ("known", "now", "asks", "lacking", "renewed", "party", "due"),
    [
        # The child was heard on the tenth day, and the plan of a handover asks for views of 60 days.
        (PLANNING, 71, "handover_planned", "views_too_old", "child_views", "found_side", 70),
        (_with(PLANNING, changes=NEW_INQUIRER), 40, "handover_planned", "views_before_change", "child_views", "found_side", 30),
        (_looked_at_by(ESCORT, 35), 40, "escort_named", "interests_review_due", "best_interests", "protection", 35),
        # A birthday: within three days of what was done last, on the 26th.
        (_with(PLANNING, consent_lacks=("consent_written",)), 40, "handover_planned", "consent_written", "screen", "found_side", 29),
    ],
)  # fmt: skip
def test_what_the_next_item_needs_anew_is_waited_for(
    known: Known, now: int, asks: str, lacking: str, renewed: str, party: str, due: int
) -> None:
    found = items(known, day(now))
    assert [lack.code for lack in found[asks].lacks] == [lacking]
    assert waits(known, day(now)) == {renewed: party}
    assert (found[renewed].state, found[renewed].due_on) == (ItemState.OVERDUE, day(due).date())
    assert [item.code for item in remindable(found.values(), day(now).date())] == [renewed]
    # While a hold stands, nobody is.
    assert waits(_with(known, holds=(HoldSpan(day(now)),)), day(now)) == {}


def test_best_interests_that_lapsed_wait_for_the_child_to_be_heard_again() -> None:
    lapsed = _looked_at_by(ESCORT, 35)
    assert waits(lapsed, day(102)) == {"child_views": "found_side"}
    heard = append(lapsed.facts, act(ActKind.CHILD_VIEWS, Outcome.AGREES, on=102))
    assert waits(replace(lapsed, facts=heard), day(102)) == {"best_interests": "protection"}


def test_a_child_isnt_heard_again_before_a_decision_needs_it() -> None:
    assert waits(ESCORT, day(75)) == {"escort_named": "found_side"}
    assert states(ESCORT, day(75))["child_views"] == "done"


def test_while_a_hold_stands_time_stands() -> None:
    """Two holds that overlap stood from the 26th to the 40th day, one before what the days run from."""
    stood = (HoldSpan(day(26), day(36)), HoldSpan(day(30), day(40)), HoldSpan(day(11), day(12)))
    assert items(ESCORT, day(41))["escort_named"].due_on == day(25 + 7).date()
    assert items(_with(ESCORT, holds=stood), day(41))["escort_named"].due_on == day(25 + 7 + 14).date()
    assert states(_with(ESCORT, holds=stood), day(41))["escort_named"] == "missing"


def test_an_asylum_flag_blocks_the_way_and_no_consulate_is_waited_for() -> None:
    flagged = replace(home_until(K.TRAVEL_DOCUMENT), asylum=(HoldSpan(day(30)),))
    found = items(flagged, day(40))
    assert (found["travel_document"].state, found["travel_document"].party) == (
        ItemState.BLOCKED,
        Party.PROTECTION,
    )
    elsewhere = [made(k) for k in ORDER[: ORDER.index(K.TRAVEL_DOCUMENT)]]
    elsewhere[0] = made(K.DETERMINATION_WRITTEN, says_destination="CA")
    to_canada = entered(replace(READY, asylum=(HoldSpan(day(0)),)), *elsewhere)
    assert waits(to_canada, day(40)) == {"travel_document": "protection"}


def test_who_lives_with_the_family_already_needs_no_handover() -> None:
    together = append(READY.facts, act(ActKind.REUNIFY, Outcome.REUNIFIED, grounds=("already_together",)))
    found = states(replace(READY, facts=together))
    assert {found[kind] for kind in ORDER} == {"not_needed"}
    assert (found["reunify"], found["follow_up_30"]) == ("done", "missing")


def test_another_solution_needs_neither_return_nor_follow_up() -> None:
    undecided = BEFORE_HOME[: next(n for n, a in enumerate(BEFORE_HOME) if a.kind is ActKind.BEST_INTERESTS)]
    other = append(
        POSSIBLE,
        *undecided,
        act(ActKind.BEST_INTERESTS, Outcome.OTHER_CARE),
        act(ActKind.OTHER_SOLUTION, Outcome.SETTLED_ELSEWHERE),
    )
    found = states(Known(replace(other, handed_over=False)))
    assert {found[kind] for kind in (*ORDER, *FOLLOW_UPS)} == {"not_needed"}


def test_a_family_that_was_not_reached_is_tried_again() -> None:
    tried = made(K.FOLLOW_UP_30, Finding.NOT_REACHED, says_topics=())
    found = items(entered(reunited(), tried), tried.at)["follow_up_30"]
    assert found.due_on == (tried.at + timedelta(days=14)).date()


@pytest.mark.parametrize(("ahead", "reminded"), [(8, False), (7, True), (0, True), (-30, True)])
def test_follow_ups_are_reminded_of_some_days_ahead(ahead: int, reminded: bool) -> None:
    due = (HANDOVER + timedelta(hours=2)).date() + timedelta(days=30)
    today = due - timedelta(days=ahead)
    now = datetime(today.year, today.month, today.day, 12, tzinfo=HANDOVER.tzinfo)
    found = {item.code for item in remindable(items(reunited(), now).values(), today)}
    assert ("follow_up_30" in found) is reminded


def test_other_items_are_reminded_of_on_their_day() -> None:
    known = home_until(K.ESCORT_NAMED)
    due = items(known)["escort_named"].due_on
    assert due is not None
    for today, found in ((due - timedelta(days=1), []), (due, ["escort_named"])):
        assert [item.code for item in remindable(items(known).values(), today)] == found


@pytest.mark.parametrize(
    ("known", "at", "whom"),
    [
        (home_until(K.FAMILY_ASSESSED), when(K.FAMILY_ASSESSED), Waits.US),
        (home_until(K.ESCORT_NAMED), when(K.ESCORT_NAMED), Waits.OTHER_SIDE),
        (home_until(K.RECEIVED), when(K.RECEIVED), Waits.OTHER_SIDE),
        (reunited(), HANDOVER + timedelta(days=3), Waits.NOTHING),
        (reunited(), HANDOVER + timedelta(days=29), Waits.US),
    ],
)
def test_the_family_side_learns_only_whether_it_is_waited_for(
    known: Known, at: datetime, whom: Waits
) -> None:
    found, due = waits_of_family(items(known, at).values())
    assert found is whom
    assert (due is not None) is (whom is Waits.US)


def test_blocked_or_not_reads_alike_to_the_family_side() -> None:
    known = home_until(K.ESCORT_NAMED)
    flagged = replace(known, asylum=(HoldSpan(when(K.ESCORT_NAMED)),))
    assert return_of(flagged).done == return_of(known).done
    at = when(K.ESCORT_NAMED) + timedelta(hours=1)
    assert waits_of_family(items(flagged, at).values()) == waits_of_family(items(known, at).values())
