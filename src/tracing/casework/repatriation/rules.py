"""How far a repatriation has come, and what its next step needs (brief I3; CRM Regional Guidelines, 2009).

As with acts (``casework.states``) nothing is stored but what was done: a step counts where it was legal when it was entered,
after the acts and steps before it. No step is made without a best-interests determination that says reunification, none
before all those before it, none forward while a hold stands or, towards the country of origin, an asylum flag. A step that
is made anew makes those after it open again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from tracing.casework.acts import Act, ActKind, Outcome
from tracing.casework.case_facts import Facts, HoldSpan, Progress
from tracing.casework.law.entries import EVERYWHERE, name_of
from tracing.casework.law.rules import Rule
from tracing.casework.missing import Missing
from tracing.casework.repatriation.follow_ups import SHIPPED
from tracing.casework.repatriation.lacks import RETURN_LACKS, notice_short
from tracing.casework.repatriation.said import said_wrong
from tracing.casework.repatriation.steps import FOLLOW_UPS, ORDER, Finding, Particulars, Step, StepKind
from tracing.casework.roles import Role
from tracing.casework.states import live_acts, progress_of, step_lacks

__all__ = ["FINDINGS_OF", "Known", "Return", "looks_at", "return_of", "try_step"]

_FOLLOWED = (Finding.WELL, Finding.SUPPORT_NEEDED, Finding.CONCERN, Finding.NOT_REACHED)
_ONLY_DONE = (Finding.DONE,)

FINDINGS_OF: Final[Mapping[StepKind, tuple[Finding, ...]]] = {
    StepKind.DETERMINATION_WRITTEN: _ONLY_DONE,
    StepKind.PROTECTION_SCREENED: (Finding.NO_NEED, Finding.NEED),
    StepKind.FAMILY_ASSESSED: (Finding.SUITABLE, Finding.NOT_SUITABLE),
    StepKind.CHILD_CONSULTED: (Finding.AGREES, Finding.REFUSES, Finding.NOT_ABLE_YET),
    StepKind.TRAVEL_DOCUMENT: (Finding.DONE, Finding.NOT_POSSIBLE),
    StepKind.ESCORT_NAMED: _ONLY_DONE,
    StepKind.HANDOVER_PLANNED: _ONLY_DONE,
    StepKind.RECEPTION_CONFIRMED: (Finding.DONE, Finding.NOT_POSSIBLE),
    StepKind.RECEIVER_IDENTIFIED: (Finding.DONE, Finding.NOT_POSSIBLE),
    StepKind.HANDED_OVER: _ONLY_DONE,
    StepKind.RECEIVED: _ONLY_DONE,
    **dict.fromkeys(FOLLOW_UPS, _FOLLOWED),
    StepKind.TAKEN_BACK: _ONLY_DONE,
    StepKind.BEFORE_RELEASE: _ONLY_DONE,
}
"""Kind → what may come of it."""

_HALTING = frozenset({Finding.NEED, Finding.NOT_SUITABLE, Finding.REFUSES, Finding.NOT_POSSIBLE})
"""Findings that don't bring a return forward: nothing stops them from being entered."""

_STOPPED_BY: Final[Mapping[StepKind, str]] = {
    StepKind.PROTECTION_SCREENED: "protection_need",
    StepKind.FAMILY_ASSESSED: "family_not_suitable",
    StepKind.CHILD_CONSULTED: "child_refuses_return",
    StepKind.RECEPTION_CONFIRMED: "reception_declined",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a case and its return.

    ``asylum``: how long asylum flags stood on the child. ``origins``: ISO codes of where the child may come from, empty
    where nobody knows; ``held_in``: of where it is. ``follow_ups``: in how many days each visit is due,
    and by which entry of the register.
    """

    facts: Facts
    steps: tuple[Step, ...] = ()
    asylum: tuple[HoldSpan, ...] = ()
    origins: frozenset[str] = frozenset()
    held_in: str = ""
    follow_ups: Mapping[StepKind, int] = field(default_factory=lambda: SHIPPED)
    follow_ups_basis: str = name_of(EVERYWHERE, Rule.FOLLOW_UP_DAYS)


@dataclass(frozen=True, slots=True)
class Return:
    """How far the steps that count have brought a return. ``done``: by kind, the latest; ``halted``: findings that stop it."""

    done: Mapping[StepKind, Step] = field(default_factory=dict)
    halted: Mapping[StepKind, Step] = field(default_factory=dict)
    tried: Mapping[StepKind, Step] = field(default_factory=dict)

    @property
    def handed_over(self) -> bool:
        """Both sides have confirmed the handover, by two people."""
        return StepKind.RECEIVED in self.done or StepKind.BEFORE_RELEASE in self.done


def return_of(known: Known) -> Return:
    """Return how far a return has come: acts and steps in their one order, each by what was known then."""
    if not known.steps:
        return Return()
    # A record that was withdrawn since, or a claim or a birthday that came later, undoes nothing that was done.
    known = replace(known, facts=known.facts.as_it_was())
    acts = live_acts(known.facts.acts)
    back = {s.takes_back for s in known.steps if s.kind is StepKind.TAKEN_BACK and s.role in _OFFICER}
    steps = [s for s in known.steps if s.kind is not StepKind.TAKEN_BACK and s.number not in back]
    events: list[tuple[tuple[int, int, int], Act | Step]] = [
        *(((a.number, 0, 0), a) for a in acts),
        *(((s.after_act, 1, s.number), s) for s in steps),
    ]
    made, so_far = Return(), list[Act]()
    for _, event in sorted(events, key=lambda e: e[0]):
        if isinstance(event, Act):
            so_far.append(event)
        facts = replace(known.facts, acts=tuple(so_far), handed_over=made.handed_over)
        progress = progress_of(facts)
        if isinstance(event, Step):
            if not _lacking(event, made, progress, replace(known, facts=facts)):
                made = _after(made, event)
        elif progress.interests is not Outcome.REUNIFICATION and not made.handed_over:
            # What rested on the determination goes with it; who lives at home already isn't taken back by a word.
            made = Return()
    return made


_OFFICER = frozenset({Role.PROTECTION_OFFICER})
_ROLES: Final[Mapping[StepKind, frozenset[Role]]] = {
    **dict.fromkeys(StepKind, _OFFICER),
    # The agency that has the child says itself that it handed it over.
    StepKind.HANDED_OVER: _OFFICER | {Role.FOUND_WORKER},
}


def _to_origin(known: Known, done: Mapping[StepKind, Step], said: Particulars | None) -> bool:
    """Say whether the way leads to where the child fled from, in doubt yes."""
    written = done.get(StepKind.DETERMINATION_WRITTEN)
    destination = said.destination if said is not None and said.destination else ""
    if not destination and written is not None and written.said is not None:
        destination = written.said.destination
    return not destination or not known.origins or destination in known.origins


def _lacking(tried: Step, made: Return, progress: Progress, known: Known, *, now: bool = False) -> list[str]:
    """Return the codes of all that stands in the way of a step; ``now``: of one that is made at this moment."""
    facts, kind = known.facts, tried.kind
    asylum = any(span.stands(tried.at, now=now) for span in known.asylum)
    found = {
        "role": tried.role not in _ROLES[kind],
        "conflict_of_interest": tried.person in facts.conflicted,
        "outcome": tried.outcome not in FINDINGS_OF[kind],
    }
    codes = [code for code, so in found.items() if so]
    if kind is StepKind.BEFORE_RELEASE:
        return codes
    if kind in FOLLOW_UPS:
        codes += _of_follow_up(tried, made, progress, known)
    else:
        codes += _of_way(tried, made, progress, known, asylum=asylum, now=now)
    notice = timedelta(hours=facts.terms.then(Rule.HANDOVER_NOTICE_HOURS, tried.at))
    return [*codes, *said_wrong(tried, made.done, known.held_in, asylum=asylum, notice=notice)]


def _of_way(
    tried: Step, made: Return, progress: Progress, known: Known, *, asylum: bool, now: bool
) -> list[str]:
    facts, kind, place = known.facts, tried.kind, ORDER.index(tried.kind)
    forward = tried.outcome not in _HALTING
    codes = {
        "closed": progress.closed,
        "no_best_interests": progress.interests is None,
        "not_in_best_interests": progress.interests not in (None, Outcome.REUNIFICATION),
        "handover_done": made.handed_over
        or facts.handed_over_elsewhere
        or (kind is StepKind.HANDED_OVER and kind in made.done),
    }
    if forward:
        written = tried.said if kind is StepKind.DETERMINATION_WRITTEN else None
        codes |= {
            "hold_open": any(hold.stands(tried.at, now=now) for hold in facts.holds),
            "interests_review_due": progress.interests_lapsed(tried.at.date()),
            "asylum_flag": asylum and _to_origin(known, made.done, written),
            "child_refuses": progress.views is Outcome.REFUSES,
            "not_disclosed": place >= ORDER.index(StepKind.FAMILY_ASSESSED) and not progress.disclosed,
        }
        for before in ORDER[:place]:
            halted = before in made.halted and before in _STOPPED_BY
            codes[_STOPPED_BY[before] if halted else f"no_{before}"] = before not in made.done
    if forward and place >= ORDER.index(StepKind.HANDOVER_PLANNED):
        # A child travels once all that reunification needs is there, the handover itself excepted.
        codes |= dict.fromkeys(_before_reunion(tried, facts, now=now), True)
    if kind in (StepKind.HANDED_OVER, StepKind.RECEIVED):
        escort, given = made.done.get(StepKind.ESCORT_NAMED), made.done.get(StepKind.HANDED_OVER)
        escorts = escort is not None and escort.said is not None and escort.said.person == tried.person
        codes |= {
            "escort_confirms": escorts,
            "same_confirmer": kind is StepKind.RECEIVED
            and given is not None
            and given.person == tried.person,
        }
    return [code for code, so in codes.items() if so]


def _before_reunion(tried: Step, facts: Facts, *, now: bool) -> list[str]:
    reunion = Act(
        0, ActKind.REUNIFY, Outcome.REUNIFIED, tried.person, Role.PROTECTION_OFFICER, tried.at, ("handover",)
    )
    return step_lacks(replace(facts, handed_over=True), reunion, now=now)


def _of_follow_up(tried: Step, made: Return, progress: Progress, known: Known) -> list[str]:
    reunited = [
        a.at
        for a in live_acts(known.facts.acts)
        if a.kind is ActKind.REUNIFY and a.outcome is Outcome.REUNIFIED
    ]
    before = known.facts.terms.then(Rule.FOLLOW_UP_EARLY_DAYS, tried.at)
    early = timedelta(days=known.follow_ups[tried.kind] - before)
    codes = {
        "not_reunified": progress.solution is not Outcome.REUNIFIED,
        "follow_up_early": bool(reunited) and tried.at - reunited[-1] < early,
        "follow_up_done": tried.kind in made.done,
    }
    return [code for code, so in codes.items() if so]


def _after(made: Return, counted: Step) -> Return:
    kind = counted.kind
    if counted.outcome is Finding.NOT_REACHED:
        return replace(made, tried={**made.tried, kind: counted})
    if kind not in ORDER:
        return replace(made, done={**made.done, kind: counted})
    before = {k: s for k, s in made.done.items() if k in ORDER and ORDER.index(k) < ORDER.index(kind)}
    halted = {k: s for k, s in made.halted.items() if k is not kind}
    if counted.outcome in _HALTING:
        return replace(made, done=before, halted={**halted, kind: counted})
    return replace(made, done={**before, kind: counted}, halted=halted)


def try_step(known: Known, tried: Step) -> Missing | None:
    """Return all that a step lacks, None where it can be entered; its number and place are set to follow the others."""
    made = return_of(known)
    facts = replace(known.facts, handed_over=made.handed_over)
    codes = ["withdrawn"] if facts.withdrawn and tried.kind in ORDER else []
    if tried.kind is StepKind.TAKEN_BACK:
        back = {s.takes_back for s in known.steps if s.kind is StepKind.TAKEN_BACK}
        live = {s.number for s in known.steps if s.kind is not StepKind.TAKEN_BACK} - back
        codes += ["no_such_step"] if tried.takes_back not in live else []
        codes += ["role"] if tried.role not in _OFFICER else []
        codes += ["conflict_of_interest"] if tried.person in facts.conflicted else []
    elif tried.kind is StepKind.BEFORE_RELEASE:
        codes.append("no_such_step")
    else:
        codes += _lacking(tried, made, progress_of(facts), replace(known, facts=facts), now=True)
    if not codes:
        return None
    short = notice_short(facts.terms.then(Rule.HANDOVER_NOTICE_HOURS, tried.at))
    said = {**RETURN_LACKS, short.code: short}
    return Missing(tuple(said[code] for code in dict.fromkeys(codes)))


def looks_at(counted: Step) -> bool:
    """Say whether a protection officer must look at what a step tells: a concern at a follow-up, a handover at night."""
    night = counted.kind is StepKind.HANDED_OVER and counted.said is not None and bool(counted.said.exception)
    return counted.outcome is Finding.CONCERN or night
