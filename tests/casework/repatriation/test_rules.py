"""The steps of a return (brief I3): what each needs, what stops it, and what a handover needs beside that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.casework.build import FAMILY_WORKER, FOUND_WORKER, OFFICER, SECOND_OFFICER, act, append, day
from tests.casework.law.entries import entry
from tests.casework.repatriation.build import (
    BEFORE_HOME,
    ESCORT,
    HANDED_OVER,
    HANDOVER,
    NOTICE,
    READY,
    entered,
    home_until,
    made,
    when,
)
from tracing.casework.acts import ActKind, Outcome
from tracing.casework.case_facts import HoldSpan
from tracing.casework.law.files import shipped
from tracing.casework.missing import Missing
from tracing.casework.repatriation.checklist import checklist
from tracing.casework.repatriation.follow_ups import SHIPPED, follow_ups
from tracing.casework.repatriation.lacks import POINTERS, RETURN_LACKS
from tracing.casework.repatriation.rules import FINDINGS_OF, Known, looks_at, return_of, try_step
from tracing.casework.repatriation.steps import FOLLOW_UPS, ORDER, Finding, Step, StepKind
from tracing.casework.roles import Role
from tracing.casework.states import State, state_of, step
from tracing.casework.wording import PROGRAM

K = StepKind


def lacks(known: Known, tried: Step) -> set[str]:
    """Return what a step lacks."""
    missing = try_step(known, tried)
    return set() if missing is None else {item.code for item in missing.items}


def reunited(known: Known = HANDED_OVER) -> Known:
    """Return the case with the act of reunification, two hours after the handover."""
    facts = append(known.facts, act(ActKind.REUNIFY, Outcome.REUNIFIED, at=HANDOVER + timedelta(hours=2)))
    return replace(known, facts=replace(facts, handed_over=return_of(known).handed_over))


@pytest.mark.parametrize("kind", ORDER)
def test_each_step_follows_on_all_before_it_and_none_is_skipped(kind: StepKind) -> None:
    known = home_until(kind)
    assert lacks(known, made(kind)) == set()
    assert return_of(entered(known, made(kind))).done.keys() == set(ORDER[: ORDER.index(kind) + 1])
    for later in ORDER[ORDER.index(kind) + 1 :]:
        assert f"no_{kind}" in lacks(known, made(later))
        assert later not in return_of(entered(known, made(later))).done


@pytest.mark.parametrize("kind", ORDER)
def test_no_step_without_a_best_interests_decision(kind: StepKind) -> None:
    undecided = BEFORE_HOME[: next(n for n, a in enumerate(BEFORE_HOME) if a.kind is ActKind.BEST_INTERESTS)]
    facts = replace(READY.facts, acts=())
    assert "no_best_interests" in lacks(replace(READY, facts=append(facts, *undecided)), made(kind))
    for other in (Outcome.CONTACT_ONLY, Outcome.OTHER_CARE, Outcome.NO_CONTACT):
        decided = append(facts, *undecided, act(ActKind.BEST_INTERESTS, other))
        assert "not_in_best_interests" in lacks(replace(READY, facts=decided), made(kind))


def test_a_new_determination_that_says_no_undoes_the_way_but_not_a_handover() -> None:
    for known, left in ((home_until(K.HANDED_OVER), False), (HANDED_OVER, True)):
        changed = append(known.facts, act(ActKind.BEST_INTERESTS, Outcome.OTHER_CARE))
        again = append(changed, act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION))
        assert bool(return_of(replace(known, facts=again)).done) is left


def test_a_handover_that_both_sides_confirmed_lets_the_child_be_reunited() -> None:
    reunion = act(ActKind.REUNIFY, Outcome.REUNIFIED)
    for known, answer in (
        (HANDED_OVER, State.REUNIFIED),
        (home_until(K.RECEIVED), ("no_handover",)),
        (READY, ("no_handover",)),
    ):
        found = step(replace(known.facts, handed_over=return_of(known).handed_over), reunion)
        assert (found.codes if isinstance(found, Missing) else found) == answer
    # Who lives with the family already isn't handed over; both sides were verified all the same.
    together = replace(reunion, grounds=("already_together",))
    assert step(READY.facts, together) is State.REUNIFIED
    unverified = replace(READY.facts, acts=())
    found = step(unverified, together)
    assert isinstance(found, Missing)
    assert {"child_not_verified", "family_not_verified"} <= set(found.codes)


def test_a_hold_stops_every_step_forward_and_nothing_that_speaks_against_it() -> None:
    held = replace(READY.facts, holds=(HoldSpan(day(15)),))
    for kind in ORDER:
        known = replace(home_until(kind), facts=READY.facts)
        stopped = replace(known, facts=held)
        for outcome in FINDINGS_OF[kind]:
            found = lacks(stopped, made(kind, outcome))
            against = outcome in (Finding.NEED, Finding.NOT_SUITABLE, Finding.REFUSES, Finding.NOT_POSSIBLE)
            assert ("hold_open" in found) is not against, (kind, outcome)
    lifted = replace(READY.facts, holds=(HoldSpan(day(15), day(20)),))
    assert lacks(replace(READY, facts=lifted), made(K.DETERMINATION_WRITTEN)) == set()


@pytest.mark.parametrize("kind", ORDER)
def test_what_is_open_stops_a_step_though_the_clock_went_back_and_undoes_none(kind: StepKind) -> None:
    ahead = (HoldSpan(when(kind) + timedelta(hours=1)),)
    known = home_until(kind)
    held = replace(known, facts=replace(known.facts, holds=ahead))
    assert lacks(held, made(kind)) == {"hold_open"}
    assert kind in return_of(entered(held, made(kind))).done
    lifted = (HoldSpan(ahead[0].raised_at, ahead[0].raised_at + timedelta(hours=1)),)
    assert lacks(replace(known, facts=replace(known.facts, holds=lifted)), made(kind)) == set()
    flagged = lacks(replace(known, asylum=ahead), made(kind))
    assert flagged == {"asylum_flag"} | ({"consulate_barred"} if kind is K.TRAVEL_DOCUMENT else set())
    assert kind in return_of(entered(replace(known, asylum=ahead), made(kind))).done


def _looked_at_by(known: Known, on: date) -> Known:
    """Return the case with best interests that are to be looked at again on a day."""
    acts = tuple(
        replace(a, review_on=on) if a.kind is ActKind.BEST_INTERESTS else a for a in known.facts.acts
    )
    return replace(known, facts=replace(known.facts, acts=acts))


@pytest.mark.parametrize("kind", ORDER)
def test_no_step_rests_on_best_interests_that_were_to_be_looked_at_again(kind: StepKind) -> None:
    on = when(kind).date()
    assert lacks(_looked_at_by(home_until(kind), on), made(kind)) == set()
    lapsed = _looked_at_by(home_until(kind), on - timedelta(days=1))
    assert "interests_review_due" in lacks(lapsed, made(kind))
    assert kind not in return_of(entered(lapsed, made(kind))).done
    anew = act(ActKind.BEST_INTERESTS, Outcome.REUNIFICATION, at=when(kind))
    # The step before some was made on the same day.
    if all(when(before).date() < on for before in ORDER[: ORDER.index(kind)]):
        assert lacks(replace(lapsed, facts=append(lapsed.facts, anew)), made(kind)) == set()
    for outcome in FINDINGS_OF[kind]:
        if outcome in (Finding.NEED, Finding.NOT_SUITABLE, Finding.REFUSES, Finding.NOT_POSSIBLE):
            assert "interests_review_due" not in lacks(lapsed, made(kind, outcome))


@pytest.mark.parametrize(
    ("asked_now", "code"),
    [
        ({"consent_lacks": ("consent_written",)}, "consent_written"),
        ({"contact_refused": ("child_refuses",)}, "child_refuses"),
        ({"contact_refused": ("contact_refused",)}, "contact_refused"),
        ({"other_claim": True}, "other_claim"),
    ],
)
def test_from_the_plan_on_a_step_needs_what_reunification_asks_for_now_and_none_is_undone(
    asked_now: dict[str, object], code: str
) -> None:
    for kind in ORDER:
        known = home_until(kind)
        later = replace(known, facts=replace(known.facts, **asked_now))  # type: ignore[arg-type]
        planned = ORDER.index(kind) >= ORDER.index(K.HANDOVER_PLANNED)
        assert lacks(later, made(kind)) == ({code} if planned else set())
        assert return_of(later).done == return_of(known).done


def test_who_was_handed_over_to_another_family_isnt_handed_over_again() -> None:
    for kind in ORDER:
        known = home_until(kind)
        elsewhere = replace(known, facts=replace(known.facts, handed_over_elsewhere=True))
        assert lacks(elsewhere, made(kind)) == {"handover_done"}
    elsewhere = replace(HANDED_OVER, facts=replace(HANDED_OVER.facts, handed_over_elsewhere=True))
    assert return_of(elsewhere).handed_over


ASYLUM = (HoldSpan(day(0)),)


@pytest.mark.parametrize(
    ("destination", "origins", "stopped"),
    [
        ("HN", {"HN"}, True),
        ("HN", {"HN", "GT"}, True),
        ("HN", set(), True),  # where it comes from isn't known: in doubt it is there
        ("CA", {"HN"}, False),
    ],
)
def test_with_an_asylum_flag_no_child_returns_to_its_country(
    destination: str, origins: set[str], stopped: bool
) -> None:
    known = replace(READY, asylum=ASYLUM, origins=frozenset(origins))
    written = made(K.DETERMINATION_WRITTEN, says_destination=destination)
    assert lacks(known, written) == ({"asylum_flag"} if stopped else set())


def test_an_asylum_flag_that_comes_later_stops_the_next_step() -> None:
    flagged = (HoldSpan(when(K.TRAVEL_DOCUMENT) - timedelta(hours=1)),)
    known = replace(home_until(K.TRAVEL_DOCUMENT), asylum=flagged)
    assert lacks(known, made(K.TRAVEL_DOCUMENT)) == {"asylum_flag", "consulate_barred"}
    assert return_of(known).done.keys() == set(ORDER[: ORDER.index(K.TRAVEL_DOCUMENT)])


@pytest.mark.parametrize(
    ("way", "asylum", "destination", "wrong"),
    [
        ("consulate", False, "HN", set()),
        ("consulate", True, "CA", {"consulate_barred"}),
        ("convention", True, "CA", set()),
        ("icrc", True, "CA", set()),
        ("host_state", False, "HN", set()),
        ("not_needed", False, "HN", {"document_needed"}),
        ("not_needed", False, "MX", set()),
        ("", False, "HN", {"way_missing"}),
    ],
)
def test_travel_documents(way: str, asylum: bool, destination: str, wrong: set[str]) -> None:
    before = [made(k) for k in ORDER[: ORDER.index(K.TRAVEL_DOCUMENT)]]
    before[0] = made(K.DETERMINATION_WRITTEN, says_destination=destination)
    known = entered(replace(READY, asylum=ASYLUM if asylum else ()), *before)
    assert lacks(known, made(K.TRAVEL_DOCUMENT, says_way=way)) == wrong


@pytest.mark.parametrize(
    ("kind", "outcome", "next_kind", "stops"),
    [
        (K.PROTECTION_SCREENED, Finding.NEED, K.FAMILY_ASSESSED, "protection_need"),
        (K.FAMILY_ASSESSED, Finding.NOT_SUITABLE, K.CHILD_CONSULTED, "family_not_suitable"),
        (K.CHILD_CONSULTED, Finding.REFUSES, K.TRAVEL_DOCUMENT, "child_refuses_return"),
        (K.RECEPTION_CONFIRMED, Finding.NOT_POSSIBLE, K.RECEIVER_IDENTIFIED, "reception_declined"),
        (K.TRAVEL_DOCUMENT, Finding.NOT_POSSIBLE, K.ESCORT_NAMED, "no_travel_document"),
    ],
)
def test_what_speaks_against_a_return_stops_it(
    kind: StepKind, outcome: Finding, next_kind: StepKind, stops: str
) -> None:
    said = {"says_methods": ("interviews",)} if outcome is Finding.NOT_SUITABLE else {}
    known = entered(home_until(kind), made(kind, outcome, **said))
    assert lacks(known, made(next_kind)) == {stops}
    assert lacks(entered(known, made(kind)), made(next_kind)) == set()


def test_a_child_may_say_no_at_any_time_before_the_handover() -> None:
    for kind in ORDER[ORDER.index(K.CHILD_CONSULTED) :]:
        known = home_until(kind)
        refusal = made(K.CHILD_CONSULTED, Finding.REFUSES)
        assert lacks(known, refusal) == set()
        assert "child_refuses_return" in lacks(entered(known, refusal), made(K.HANDED_OVER))


def test_a_refusal_of_everything_stops_the_way_too() -> None:
    refuses = append(READY.facts, act(ActKind.CHILD_VIEWS, Outcome.REFUSES))
    found = lacks(replace(READY, facts=refuses), made(K.DETERMINATION_WRITTEN))
    assert found == {"child_refuses"}


@pytest.mark.parametrize(
    ("kind", "changed", "wrong"),
    [
        (K.DETERMINATION_WRITTEN, {"says_destination": ""}, {"destination_missing"}),
        (K.DETERMINATION_WRITTEN, {"says_document": ""}, {"document_missing"}),
        (K.DETERMINATION_WRITTEN, {"says_on": day(40).date()}, {"document_missing"}),
        (K.PROTECTION_SCREENED, {"says_language": ""}, {"language_missing"}),
        (K.FAMILY_ASSESSED, {"says_methods": ("interviews", "community")}, {"home_study_missing"}),
        (K.FAMILY_ASSESSED, {"says_by": ""}, {"by_missing"}),
        (K.CHILD_CONSULTED, {"says_language": ""}, {"language_missing"}),
        # The escort is of child protection: nobody of migration or police.
        (K.ESCORT_NAMED, {"says_authority_kind": "consulate"}, {"not_child_protection"}),
        (K.ESCORT_NAMED, {"says_authority_kind": "migration"}, {"firewall"}),
        (K.ESCORT_NAMED, {"says_authority": "Policía Nacional"}, {"firewall"}),
        # By its short name alone, whatever kind it is said to be of.
        (K.ESCORT_NAMED, {"says_authority": "INM", "says_authority_kind": "child_protection"}, {"firewall"}),
        (K.HANDOVER_PLANNED, {"says_authority": "Unidad de niñez (PNC)"}, {"firewall"}),
        # By day, ahead, to the child-protection authority of where the child goes.
        (K.HANDOVER_PLANNED, {"says_at": HANDOVER.replace(hour=20)}, {"night"}),
        (K.HANDOVER_PLANNED, {"says_at": HANDOVER.replace(hour=4)}, {"night"}),
        (K.HANDOVER_PLANNED, {"says_at": HANDOVER.replace(hour=20), "says_exception": "x"}, {"night"}),
        (K.HANDOVER_PLANNED, {"says_at": None}, {"moment_missing"}),
        (K.HANDOVER_PLANNED, {"says_at": HANDOVER.replace(tzinfo=None)}, {"moment_missing"}),
        (K.HANDOVER_PLANNED, {"says_at": HANDOVER - timedelta(days=30)}, {"not_ahead"}),
        (K.HANDOVER_PLANNED, {"says_latitude": None}, {"place_missing"}),
        (K.HANDOVER_PLANNED, {"says_place": ""}, {"place_missing"}),
        (K.HANDOVER_PLANNED, {"says_authority_kind": "police"}, {"firewall"}),
        (K.HANDOVER_PLANNED, {"says_authority": "Instituto Nacional de Migración"}, {"firewall"}),
        (K.HANDOVER_PLANNED, {"says_authority_kind": "shelter"}, {"not_child_protection"}),
        (K.HANDOVER_PLANNED, {"says_country": "GT"}, {"not_of_destination"}),
        (K.HANDOVER_PLANNED, {"says_adult": ""}, {"adult_missing"}),
        # Told 48 hours before.
        (
            K.RECEPTION_CONFIRMED,
            {"says_notified_at": HANDOVER - timedelta(hours=47), "at": HANDOVER - timedelta(hours=46)},
            {"notice_short"},
        ),
        (K.RECEPTION_CONFIRMED, {"says_notified_at": None}, {"not_notified"}),
        (K.RECEPTION_CONFIRMED, {"says_notified_at": NOTICE + timedelta(hours=2)}, {"not_notified"}),
        (K.RECEIVER_IDENTIFIED, {"says_checks": ("identity_document",)}, {"not_identified"}),
        (K.RECEIVER_IDENTIFIED, {"says_checks": ("verified_record",)}, {"not_identified"}),
        (K.RECEIVER_IDENTIFIED, {"says_checks": ("verified_record", "child_recognises")}, {"not_identified"}),
        (K.RECEIVER_IDENTIFIED, {"says_adult": "Otra Persona"}, {"adult_differs"}),
        (K.RECEIVER_IDENTIFIED, {"says_adult": "matilde pop  xol"}, set()),
        (K.HANDED_OVER, {"says_authority_kind": "border_guard"}, {"firewall"}),
        (K.HANDED_OVER, {"says_authority": "CANFM"}, {"authority_differs"}),
        (K.HANDED_OVER, {"says_at": HANDOVER.replace(hour=20), "at": HANDOVER.replace(hour=22)}, {"night"}),
        (K.HANDED_OVER, {"says_at": HANDOVER + timedelta(hours=2)}, {"ahead"}),
        (K.HANDED_OVER, {"says_at": HANDOVER - timedelta(hours=3)}, {"notice_short"}),
        (K.HANDED_OVER, {"says_received_by": "RUBEN PAZ"}, {"hands_missing"}),
        (K.HANDED_OVER, {"says_given_by": ""}, {"hands_missing"}),
        (K.HANDED_OVER, {"says_signed_by": ()}, {"not_signed"}),
        (K.HANDED_OVER, {"person": ESCORT}, {"escort_confirms"}),
        (K.RECEIVED, {"says_signed_by": ("giver",)}, {"not_signed"}),
        (K.RECEIVED, {"says_adult": "Otra Persona"}, {"adult_differs"}),
        (K.RECEIVED, {"says_received_by": "Otra Persona"}, {"hands_missing"}),
        (K.RECEIVED, {"says_checks": ()}, {"not_identified"}),
        # Two people, neither the escort.
        (K.RECEIVED, {"person": OFFICER}, {"same_confirmer"}),
        (K.RECEIVED, {"person": ESCORT}, {"escort_confirms"}),
        (K.RECEIVED, {"person": FAMILY_WORKER, "role": Role.FAMILY_WORKER}, {"role"}),
        # The agency that has the child confirms its own side.
        (K.HANDED_OVER, {"person": FOUND_WORKER, "role": Role.FOUND_WORKER}, set()),
        (K.HANDED_OVER, {"person": FAMILY_WORKER, "role": Role.FAMILY_WORKER}, {"role"}),
        (K.RECEIVED, {"person": FOUND_WORKER, "role": Role.FOUND_WORKER}, {"role"}),
        (K.RECEIVED, {"outcome": Finding.WELL}, {"outcome"}),
    ],
)  # fmt: skip
def test_what_a_step_must_say(kind: StepKind, changed: dict[str, object], wrong: set[str]) -> None:
    known, tried = home_until(kind), made(kind, **changed)
    assert lacks(known, tried) == wrong
    # Nobody gets past it by writing it into the database.
    assert (kind in return_of(entered(known, tried)).done) is not wrong


def test_nobody_is_handed_over_twice() -> None:
    given = entered(home_until(K.HANDED_OVER), made(K.HANDED_OVER))
    assert "handover_done" in lacks(given, made(K.HANDED_OVER))
    for kind in ORDER:
        assert "handover_done" in lacks(HANDED_OVER, made(kind))
    # A mistake is taken back, and the handover recorded anew.
    wrong = next(s.number for s in given.steps if s.kind is K.HANDED_OVER)
    back = Step(0, K.TAKEN_BACK, Finding.DONE, OFFICER, Role.PROTECTION_OFFICER, HANDOVER, 0, None, wrong)
    assert lacks(given, back) == set()
    assert lacks(entered(given, back), back) == {"no_such_step"}
    assert lacks(entered(given, back), made(K.HANDED_OVER)) == set()


def test_what_happened_at_night_is_recorded_with_its_reason_and_looked_at() -> None:
    late = HANDOVER.replace(hour=20)
    told = made(
        K.HANDED_OVER, says_at=late, at=late + timedelta(hours=1), says_exception="derrumbe en la CA-5"
    )
    assert lacks(home_until(K.HANDED_OVER), told) == set()
    assert looks_at(told)
    assert not looks_at(made(K.HANDED_OVER))


def test_a_new_plan_has_to_be_told_anew() -> None:
    known = entered(home_until(K.RECEIVER_IDENTIFIED), made(K.HANDOVER_PLANNED))
    assert lacks(known, made(K.RECEIVER_IDENTIFIED)) == {"no_reception_confirmed"}


@pytest.mark.parametrize(
    ("acts", "missing"),
    [
        ((act(ActKind.CONTACT, Outcome.STOPPED),), {"child_not_agreed", "family_not_agreed", "no_contact"}),
        ((act(ActKind.CONTACT_FAMILY, Outcome.REFUSES),), {"family_not_agreed", "no_contact"}),
        ((act(ActKind.VERIFY_FAMILY, Outcome.REFUTED),), {"family_not_verified"}),
        ((act(ActKind.DISCLOSURE, Outcome.WITHHOLD, review_on=day(40).date()),), {"not_disclosed"}),
        ((act(ActKind.CLOSE, Outcome.UNSOLVED),), {"closed"}),
    ],
)
def test_a_child_travels_only_while_all_that_reunification_needs_is_there(
    acts: tuple[object, ...], missing: set[str]
) -> None:
    known = home_until(K.HANDED_OVER)
    undone = replace(known, facts=append(known.facts, *acts))  # type: ignore[arg-type]
    assert missing <= lacks(undone, made(K.HANDED_OVER))


def test_clocks_that_go_back_undo_nothing() -> None:
    """Acts and steps have one order that hangs on no clock."""
    early = tuple(
        replace(s, at=s.at - timedelta(days=400)) for s in HANDED_OVER.steps if s.kind is K.ESCORT_NAMED
    )
    steps = tuple(early[0] if s.kind is K.ESCORT_NAMED else s for s in HANDED_OVER.steps)
    assert return_of(replace(HANDED_OVER, steps=steps)).handed_over


def test_what_was_erased_stays_done() -> None:
    empty = tuple(replace(s, said=None) for s in HANDED_OVER.steps)
    assert return_of(replace(HANDED_OVER, steps=empty)).handed_over
    assert return_of(replace(HANDED_OVER, facts=replace(HANDED_OVER.facts, withdrawn=True))).handed_over


def test_who_declared_a_conflict_enters_no_step() -> None:
    known = replace(READY, facts=replace(READY.facts, conflicted=frozenset({OFFICER})))
    assert lacks(known, made(K.DETERMINATION_WRITTEN)) >= {"conflict_of_interest"}
    assert lacks(READY, made(K.DETERMINATION_WRITTEN, person=SECOND_OFFICER)) == set()


def test_a_withdrawn_record_goes_nowhere() -> None:
    withdrawn = replace(READY, facts=replace(READY.facts, withdrawn=True))
    assert "withdrawn" in lacks(withdrawn, made(K.DETERMINATION_WRITTEN))


def test_the_register_of_law_says_when_follow_ups_are_due() -> None:
    later = shipped().with_entries([entry("GT", "follow_up_days", "45;90;365")])
    days = follow_ups(later, "GT", HANDOVER.date())
    assert days == {K.FOLLOW_UP_30: 45, K.FOLLOW_UP_90: 90, K.FOLLOW_UP_180: 365}
    assert follow_ups(later, "HN", HANDOVER.date()) == SHIPPED
    known = replace(reunited(), follow_ups=days)
    tried = made(K.FOLLOW_UP_30, at=HANDOVER + timedelta(days=34))
    assert lacks(known, tried) == {"follow_up_early"}
    assert lacks(reunited(), tried) == set()
    first = next(item for item in checklist(known, HANDOVER) if item.code == K.FOLLOW_UP_30)
    assert first.due_on == HANDOVER.date() + timedelta(days=45)


@pytest.mark.parametrize(
    ("kind", "days", "wrong"),
    [
        (K.FOLLOW_UP_30, 1, {"follow_up_early"}),
        (K.FOLLOW_UP_30, 19, {"follow_up_early"}),
        (K.FOLLOW_UP_30, 21, set()),
        (K.FOLLOW_UP_30, 60, set()),  # late is better than never
        (K.FOLLOW_UP_90, 79, {"follow_up_early"}),
        (K.FOLLOW_UP_90, 90, set()),
        (K.FOLLOW_UP_180, 180, set()),
    ],
)
def test_follow_ups_come_at_their_time(kind: StepKind, days: int, wrong: set[str]) -> None:
    assert lacks(reunited(), made(kind, at=HANDOVER + timedelta(days=days, hours=3))) == wrong


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"says_topics": ("school", "health")}, {"topics_missing"}),
        ({"says_language": ""}, {"language_missing"}),
        ({"says_by": ""}, {"by_missing"}),
        ({"outcome": Finding.NOT_REACHED, "says_topics": (), "says_language": ""}, set()),
        ({"outcome": Finding.CONCERN}, set()),
    ],
)
def test_what_a_follow_up_says(changed: dict[str, object], wrong: set[str]) -> None:
    assert lacks(reunited(), made(K.FOLLOW_UP_30, **changed)) == wrong


def test_follow_ups_need_a_reunification_and_are_made_once() -> None:
    assert lacks(HANDED_OVER, made(K.FOLLOW_UP_30)) == {"not_reunified"}
    followed = entered(reunited(), made(K.FOLLOW_UP_30))
    assert lacks(followed, made(K.FOLLOW_UP_30)) == {"follow_up_done"}
    tried = entered(reunited(), made(K.FOLLOW_UP_30, Finding.NOT_REACHED, says_topics=()))
    assert lacks(tried, made(K.FOLLOW_UP_30)) == set()


def test_a_hold_never_stops_seeing_the_child() -> None:
    held = replace(reunited(), facts=replace(reunited().facts, holds=(HoldSpan(day(60)),)))
    for kind in FOLLOW_UPS:
        assert lacks(held, made(kind)) == set()
        assert looks_at(made(kind, Finding.CONCERN))


def test_who_was_reunited_before_handovers_were_recorded_stays_so() -> None:
    before = Step(1, K.BEFORE_RELEASE, Finding.DONE, OFFICER, Role.PROTECTION_OFFICER, day(1), 0, None)
    known = replace(READY, steps=(before,))
    assert return_of(known).handed_over
    assert state_of(reunited(known).facts) is State.REUNIFIED
    # Nobody enters that.
    assert lacks(READY, before) == {"no_such_step"}


def test_every_lack_names_itself_in_two_languages_and_where_it_stands() -> None:
    assert set(POINTERS) <= set(RETURN_LACKS)
    assert {s.code for s in RETURN_LACKS.values()} == set(RETURN_LACKS)
    of_the_program = {c for c in POINTERS if RETURN_LACKS[c].source == PROGRAM}
    assert of_the_program == {"outcome", "way_missing", "not_ahead", "ahead"}
