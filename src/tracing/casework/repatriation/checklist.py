"""The checklist of a case: what is done, what is missing, what is overdue, what stops it, and whom it waits for.

Nothing here says what a step needs: every item asks the rules that let the step be made (``states.step``,
``rules.try_step``), as if somebody were about to make it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from tracing.casework.acts import GROUNDS, Act, ActKind, Outcome
from tracing.casework.case_facts import Progress
from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, Term, Terms
from tracing.casework.missing import Missing
from tracing.casework.repatriation.duties import DUTIES, REVIEW, Duty
from tracing.casework.repatriation.lacks import RETURN_LACKS
from tracing.casework.repatriation.parties import Party, Waits
from tracing.casework.repatriation.rules import FINDINGS_OF, Known, Return, return_of, try_step
from tracing.casework.repatriation.steps import FOLLOW_UPS, ORDER, Step, StepKind
from tracing.casework.rights.heard import HEARD_WITHIN, heard_until
from tracing.casework.roles import Role
from tracing.casework.states import State, counted_acts, progress_of, state_of, step
from tracing.casework.wording import Sentence, worded

__all__ = ["ITEM_STATES", "Item", "ItemState", "checklist", "remindable", "waits_of_family"]


class ItemState(StrEnum):
    """Where an item of the checklist stands."""

    DONE = "done"
    MISSING = "missing"
    OVERDUE = "overdue"
    BLOCKED = "blocked"
    NOT_NEEDED = "not_needed"


ITEM_STATES: Final[Mapping[ItemState, Sentence]] = worded(
    {
        ItemState.DONE: ("Hecho", "Done"),
        ItemState.MISSING: ("Falta", "Missing"),
        ItemState.OVERDUE: ("Atrasado", "Overdue"),
        ItemState.BLOCKED: ("Detenido", "Blocked"),
        ItemState.NOT_NEEDED: ("No hace falta", "Not needed"),
    }
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item. ``by``: who did it, by number; ``due_on``: where it waits now, and ``due_basis`` the entry of
    the register that says so, None where a person set the day; ``open``: whether somebody could do it now;
    ``lacks``: all that stands in its way, each with its source."""

    code: str
    says: Sentence
    state: ItemState
    party: Party
    by: tuple[int, ...]
    at: datetime | None
    due_on: date | None
    open: bool
    lacks: tuple[Sentence, ...]
    due_basis: str | None = None

    @property
    def waits(self) -> bool:
        """Whether its party is waited for now."""
        return self.open and self.due_on is not None


_FORWARD: Final[Mapping[str, Outcome]] = {
    ActKind.SCREEN: Outcome.PASSED,
    ActKind.VERIFY_CHILD: Outcome.CONFIRMED,
    ActKind.VERIFY_FAMILY: Outcome.CONFIRMED,
    ActKind.CHILD_VIEWS: Outcome.AGREES,
    ActKind.DISCLOSURE: Outcome.DISCLOSE,
    ActKind.ASSESS_RELATIONSHIP: Outcome.ESTABLISHED,
    ActKind.BEST_INTERESTS: Outcome.REUNIFICATION,
    ActKind.CONTACT_CHILD: Outcome.AGREES,
    ActKind.CONTACT_FAMILY: Outcome.AGREES,
    ActKind.CONTACT: Outcome.TOOK_PLACE,
    ActKind.REUNIFY: Outcome.REUNIFIED,
    ActKind.CLOSE: Outcome.SOLVED,
}

_STOPS: Final = frozenset(
    {
        "hold_open", "withdrawn", "closed", "child_refuses", "relationship_not_established", "other_outcome",
        "not_in_best_interests", "asylum_flag", "protection_need", "family_not_suitable", "child_refuses_return",
        "contact_refused",
    }
)  # fmt: skip
"""What stops an item, rather than coming before it."""

_RENEWED_BY: Final[Mapping[str, ActKind]] = {
    **dict.fromkeys(("views_too_old", "views_due_again", "views_before_change"), ActKind.CHILD_VIEWS),
    "interests_review_due": ActKind.BEST_INTERESTS,
    # What somebody consented to no longer holds at the child's age, or never was all of it.
    **dict.fromkeys(
        (
            "consent_guardian", "consent_observed", "consent_assent", "consent_written", "consent_own",
            "consent_guardian_told", "consent_person",
        ),
        ActKind.SCREEN,
    ),
}  # fmt: skip
"""What an item may lack that was there once → the item that brings it anew."""

_NOBODY: Final = -1


def _is_done(code: str, seen: _Seen) -> bool:
    p, made = seen.progress, seen.made
    return code not in seen.renewed and {
        ActKind.SCREEN.value: p.screened,
        REVIEW: seen.state not in (State.RECEIVED, State.SCREENED, State.CANDIDATE),
        ActKind.VERIFY_CHILD.value: p.child_verified_by is not None,
        ActKind.VERIFY_FAMILY.value: p.family_verified_by is not None,
        ActKind.CHILD_VIEWS.value: p.views is not None,
        ActKind.DISCLOSURE.value: p.disclosed,
        ActKind.ASSESS_RELATIONSHIP.value: p.relationship is not None,
        ActKind.BEST_INTERESTS.value: p.interests is not None,
        ActKind.CONTACT_CHILD.value: p.child_agrees,
        ActKind.CONTACT_FAMILY.value: p.family_agrees,
        ActKind.CONTACT.value: p.contact,
        ActKind.REUNIFY.value: p.solution is not None,
        ActKind.CLOSE.value: p.closed,
    }.get(code, code in made.done)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What every item is worked out from. ``lacks``: what an item lacks, once somebody has asked; ``renewed``: items that were
    done and must be done anew, with their days."""

    known: Known
    state: State
    progress: Progress
    made: Return
    acts: tuple[Act, ...]
    now: datetime
    begun: datetime | None
    reviewed: datetime | None
    lacks: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)
    renewed: Mapping[str, Term | None] = field(default_factory=dict)

    def who(self, code: str) -> tuple[tuple[int, ...], datetime | None]:
        """Return who did an item, and when it was done."""
        if code in self.made.done:
            found = self.made.done[StepKind(code)]
            return (found.person,), found.at
        acts = [a for a in self.acts if a.kind == code]
        if code == ActKind.DISCLOSURE:
            return self.progress.disclosing, acts[-1].at if acts else None
        if code == REVIEW:
            return tuple(dict.fromkeys(j.person for j in self.known.facts.judgements)), self.reviewed
        return ((acts[-1].person,), acts[-1].at) if acts else ((), None)


def checklist(
    known: Known, now: datetime, begun: datetime | None = None, reviewed: datetime | None = None
) -> tuple[Item, ...]:
    """Return every item of a case on the whole way, in order.

    ``begun``: when the second of the two records came in; ``reviewed``: when the pair was last decided on; None where nobody
    knows. The clock says only what is overdue: what is done hangs on no clock.
    """
    made = return_of(known)
    facts = replace(known.facts, handed_over=made.handed_over)
    known = replace(known, facts=facts)
    acts = counted_acts(facts)
    seen = _Seen(known, state_of(facts), progress_of(facts), made, acts, now, begun, reviewed)
    seen = replace(seen, renewed=_renewed(seen))
    return tuple(_item(duty, seen) for duty in DUTIES)


def _renewed(seen: _Seen) -> Mapping[str, Term | None]:
    """Return the items that must be done anew, each with its day: where an item that comes next, or that is to be done anew
    itself, lacks nothing else."""
    found: dict[str, Term | None] = {}
    while True:
        asking = {
            duty.code: {lack.code for lack in _lacks(duty.code, seen)}
            for duty in DUTIES
            if duty.code in found or not (_is_done(duty.code, seen) or _not_needed(duty.code, seen))
        }
        anew = {
            (_RENEWED_BY[lack], code)
            for code, lacks in asking.items()
            if lacks <= set(_RENEWED_BY)
            for lack in lacks
        }
        again = {kind.value: _lapsed(kind, {c for k, c in anew if k is kind}, seen) for kind, _ in anew}
        if again == found:
            return found
        found = again


def _lapsed(kind: ActKind, asking: set[str], seen: _Seen) -> Term | None:
    """Return the day on which something that is to be brought anew was to be looked at again, or didn't hold any more."""
    p, terms = seen.progress, seen.known.facts.terms
    if kind is ActKind.BEST_INTERESTS:
        until = p.interests_until
        return None if until is None else Term(until, terms.basis(Rule.INTERESTS_REVIEW_DAYS, until))
    if kind is ActKind.CHILD_VIEWS and p.heard is not None:
        changes = [change for change in seen.known.facts.changes if change.at <= seen.now]
        for_what = {ActKind(code) if code in set(ActKind) else ActKind.REUNIFY for code in asking}
        until, one = min((heard_until(one, p.heard, changes, terms), one) for one in for_what)
        return Term(until, terms.basis(HEARD_WITHIN[one], p.heard.on))
    # Nobody knows since when consent isn't whole: the next item has waited since the last one was done.
    moments = [a.at for a in seen.acts] + [s.at for s in seen.made.done.values()]
    moments += [at for at in (seen.begun, seen.reviewed) if at is not None]
    within = next(duty.within for duty in DUTIES if duty.code == kind)
    return None if within is None else _later(max(moments, default=None), within, seen)


def _not_needed(code: str, seen: _Seen) -> bool:
    solution = seen.progress.solution
    spared = code in ORDER and solution is not None and not seen.made.handed_over
    return spared or (solution is Outcome.SETTLED_ELSEWHERE and code in (*ORDER, *FOLLOW_UPS))


def _item(duty: Duty, seen: _Seen) -> Item:
    party = duty.party
    asylum = any(span.stands(seen.now, now=True) for span in seen.known.asylum)
    if duty.code == StepKind.TRAVEL_DOCUMENT and asylum:
        # A consulate that was waited for would learn why it isn't asked.
        party = Party.PROTECTION
    if _is_done(duty.code, seen):
        by, at = seen.who(duty.code)
        return Item(duty.code, duty.says, ItemState.DONE, party, by, at, None, False, ())
    if _not_needed(duty.code, seen):
        return Item(duty.code, duty.says, ItemState.NOT_NEEDED, party, (), None, None, False, ())
    lacks = _lacks(duty.code, seen)
    codes = {lack.code for lack in lacks}
    due = None if codes - {"follow_up_early"} else _due(duty, seen)
    if codes & _STOPS:
        state = ItemState.BLOCKED
    else:
        state = ItemState.OVERDUE if due is not None and due.on < seen.now.date() else ItemState.MISSING
    on, basis = (None, None) if due is None else (due.on, due.basis or None)
    return Item(duty.code, duty.says, state, party, (), None, on, not lacks, lacks, basis)


def _lacks(code: str, seen: _Seen) -> tuple[Sentence, ...]:
    if code not in seen.lacks:
        seen.lacks[code] = _asked(code, seen)
    return seen.lacks[code]


def _asked(code: str, seen: _Seen) -> tuple[Sentence, ...]:
    """Ask the rules what an item lacks."""
    facts, now = seen.known.facts, seen.now
    if code == REVIEW:
        return (RETURN_LACKS["withdrawn"],) if facts.withdrawn else ()
    if code in set(StepKind):
        kind = StepKind(code)
        tried = Step(
            0, kind, FINDINGS_OF[kind][0], _NOBODY, Role.PROTECTION_OFFICER, now,
            max((a.number for a in facts.acts), default=0), None,
        )  # fmt: skip
        found: object = try_step(seen.known, tried)
    else:
        kind_of_act = ActKind(code)
        grounds = (GROUNDS[kind_of_act][0].code,)
        # As if somebody made it with the record that it needs.
        found = step(
            facts,
            Act(
                0, kind_of_act, _FORWARD[code], _NOBODY, Role.PROTECTION_OFFICER, now, grounds, recorded=True
            ),
        )
    return found.items if isinstance(found, Missing) else ()


def _due(duty: Duty, seen: _Seen) -> Term | None:
    terms = seen.known.facts.terms
    if duty.code in seen.renewed:
        return seen.renewed[duty.code]
    kind = StepKind(duty.code) if duty.code in set(StepKind) else None
    if kind is not None and kind in FOLLOW_UPS:
        _, at = seen.who(ActKind.REUNIFY)
        tried = seen.made.tried.get(kind)
        again = None if tried is None else terms.after(Rule.FOLLOW_UP_AGAIN_DAYS, tried.at.date())
        first = None
        if at is not None:
            days = timedelta(days=seen.known.follow_ups[kind])
            first = Term(at.date() + days, seen.known.follow_ups_basis)
        return max((term for term in (again, first) if term is not None), key=_on, default=None)
    if duty.within is None:
        plan = seen.made.done.get(StepKind.HANDOVER_PLANNED)
        if plan is None or plan.said is None or plan.said.at is None:
            return None
        if kind is not StepKind.RECEPTION_CONFIRMED:
            # Whoever planned the handover set the day.
            return Term(plan.said.at.date(), "")
        rule, on = Rule.HANDOVER_NOTICE_HOURS, seen.now.date()
        notice = timedelta(hours=terms.number(rule, on))
        return Term((plan.said.at - notice).date(), terms.basis(rule, on))
    if (
        duty.code == ActKind.DISCLOSURE
        and seen.progress.withheld is not None
        and not seen.progress.disclosing
    ):
        until = seen.progress.withheld.review_on
        rule = Rule.WITHHOLDING_REVIEW_DAYS
        return None if until is None else Term(until, terms.basis(rule, seen.progress.withheld.at.date()))
    if not duty.after:
        return _later(seen.begun, duty.within, seen)
    moments = [seen.who(code)[1] for code in duty.after]
    known = [at for at in moments if at is not None]
    return _later(max(known), duty.within, seen) if len(known) == len(moments) else None


def _on(term: Term) -> date:
    return term.on


def _later(anchor: datetime | None, within: Rule, seen: _Seen) -> Term | None:
    """Return the day by which something is due that waits since a moment, holds left out: while one stands, time stands, and nobody knows the day."""
    holds = seen.known.facts.holds
    if anchor is None or any(hold.lifted_at is None for hold in holds):
        return None
    end, stood = anchor, timedelta(0)
    for since, until in sorted((h.raised_at, h.lifted_at) for h in holds if h.lifted_at is not None):
        if until > end:
            stood += until - max(since, end)
            end = until
    terms, begins = seen.known.facts.terms, anchor.date()
    days = timedelta(days=terms.number(within, begins))
    return Term((anchor + days + stood).date(), terms.basis(within, begins))


def remindable(items: Iterable[Item], today: date, terms: Terms = SHIPPED) -> tuple[Item, ...]:
    """Return the items that somebody is to be reminded of on a day: what is due, and follow-ups some days ahead.

    What is stopped isn't: time stands while it is.
    """
    found, before = [], terms.number(Rule.FOLLOW_UP_REMINDED_DAYS, today)
    for item in items:
        ahead = before if item.code in set(FOLLOW_UPS) else 0
        due = item.due_on is not None and item.due_on <= today + timedelta(days=ahead)
        if due and item.state in (ItemState.MISSING, ItemState.OVERDUE):
            found.append(item)
    return tuple(found)


def waits_of_family(items: Iterable[Item]) -> tuple[Waits, date | None]:
    """Return whom a case waits for, as its family side may know it, and by when where it is itself."""
    waiting = [item for item in items if item.state is ItemState.BLOCKED or item.waits]
    own = [item.due_on for item in waiting if item.waits and item.party is Party.FAMILY_SIDE and item.due_on]
    if own:
        return Waits.US, min(own)
    return (Waits.OTHER_SIDE if waiting else Waits.NOTHING), None
