"""The states of a case, from an inquiry to a durable solution, and whether a step may be made (brief I3).

received → screened → candidate → reviewed → possible → verified (both sides, independently) → relationship assessed →
best interests determined → contact agreed → contact → reunified or other durable solution → closed

A state is never stored. It follows from decisions, acts and holds, in the order in which they were appended, by the
same rules that let a step be made: an act that wasn't legal when it was appended counts for nothing, whoever wrote it
into the database. So nothing skips verification (Inter-agency Guiding Principles on UASC, 2004), not even an error.

An open hold stops every step forward; it never stops hearing the child, a refusal, a withholding, a taking back or a
closing without solution. Verification is a step forward too: its questions alone tell a family that somebody was found.

What is known of a case is in ``case_facts``, what each act needs in ``needs``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from tracing.casework.acts import GROUNDS, ROLES_OF_ACTS, Act, ActKind, Outcome
from tracing.casework.case_facts import Facts, Progress
from tracing.casework.decisions import DecisionKind
from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import named
from tracing.casework.missing import LACKS, Missing, review_date
from tracing.casework.needs import (
    ELSEWHERE,
    HALTING,
    IS_MISSING,
    NEEDS,
    ON_CONSENT,
    ON_CONTACT,
    ON_INTERESTS,
    OUTCOMES_OF,
    SAID_AS,
)
from tracing.casework.review import Review, ReviewState, review_of
from tracing.casework.rights.heard import HEARD_WITHIN, change_of, heard_after, heard_lacks
from tracing.casework.wording import Sentence, worded

__all__ = [
    "STATES",
    "State",
    "counted_acts",
    "live_acts",
    "progress_of",
    "state_of",
    "step",
    "step_lacks",
]


class State(StrEnum):
    """The states of a case, in their order."""

    RECEIVED = "received"
    SCREENED = "screened"
    CANDIDATE = "candidate"
    REVIEWED = "reviewed"
    POSSIBLE = "possible"
    VERIFIED = "verified"
    RELATIONSHIP_ASSESSED = "relationship_assessed"
    BEST_INTERESTS_DETERMINED = "best_interests_determined"
    CONTACT_AGREED = "contact_agreed"
    CONTACT = "contact"
    REUNIFIED = "reunified"
    OTHER_SOLUTION = "other_solution"
    CLOSED = "closed"


STATES: Final[Mapping[State, Sentence]] = worded(
    {
        State.RECEIVED: ("Solicitud recibida", "Inquiry received"),
        State.SCREENED: ("Consentimiento y riesgos revisados", "Consent and risks screened"),
        State.CANDIDATE: ("Candidata para revisión", "Candidate for review"),
        State.REVIEWED: ("Revisada, no es posible", "Reviewed, not possible"),
        State.POSSIBLE: ("Posible", "Possible"),
        State.VERIFIED: ("Verificada por ambos lados", "Verified on both sides"),
        State.RELATIONSHIP_ASSESSED: ("Relación evaluada", "Relationship assessed"),
        State.BEST_INTERESTS_DETERMINED: ("Interés superior determinado", "Best interests determined"),
        State.CONTACT_AGREED: ("Contacto acordado", "Contact agreed"),
        State.CONTACT: ("En contacto", "In contact"),
        State.REUNIFIED: ("Reunificada", "Reunified"),
        State.OTHER_SOLUTION: ("Otra solución duradera", "Other durable solution"),
        State.CLOSED: ("Cerrada", "Closed"),
    }
)


def _goes_forward(act: Act) -> bool:
    """Say whether a hold stops an act. A child is heard at any time: it is how a refusal is changed (brief I5)."""
    return act.outcome not in HALTING and act.kind is not ActKind.CHILD_VIEWS


def _of_itself(act: Act, progress: Progress, facts: Facts, *, now: bool) -> list[str]:
    """Return what is wrong with an act whatever the state of its case."""
    forward = _goes_forward(act)
    grounds = {ground.code for ground in GROUNDS[act.kind]}
    verifying = act.kind in (ActKind.VERIFY_CHILD, ActKind.VERIFY_FAMILY) and act.outcome is Outcome.CONFIRMED
    other = progress.family_verified_by if act.kind is ActKind.VERIFY_CHILD else progress.child_verified_by
    withholding = act.outcome is Outcome.WITHHOLD
    last = act.at.date() + timedelta(days=facts.terms.then(Rule.WITHHOLDING_REVIEW_DAYS, act.at))
    in_time = act.review_on is not None and act.at.date() < act.review_on <= last
    disclosing = act.outcome is Outcome.DISCLOSE
    found = {
        "role": act.role not in ROLES_OF_ACTS[act.kind],
        "conflict_of_interest": act.person in facts.conflicted,
        "own_submission": disclosing and act.person in facts.submitters,
        "outcome": act.outcome not in OUTCOMES_OF[act.kind],
        "ground_missing": not act.grounds,
        "ground_unknown": not set(act.grounds) <= grounds,
        "dna_alone": verifying and set(act.grounds) == {"dna"},
        "review_date": withholding and not in_time,
        "hold_open": forward and any(hold.stands(act.at, now=now) for hold in facts.holds),
        "closed": progress.closed and act.kind not in (ActKind.REOPEN, ActKind.TAKEN_BACK),
        "not_closed": act.kind is ActKind.REOPEN and not progress.closed,
        "same_verifier": verifying and act.person == other,
        "second_person": disclosing and act.person in progress.disclosing,
        # Who lives with the family already can't be handed over; the verification of both sides isn't spared.
        "no_handover": act.kind is ActKind.REUNIFY
        and "already_together" not in act.grounds
        and not facts.handed_over,
        "no_views_record": act.kind is ActKind.CHILD_VIEWS and not act.recorded,
        "no_interests_record": act.kind is ActKind.BEST_INTERESTS and not act.recorded,
        "interests_review_due": forward
        and act.kind in ON_INTERESTS
        and progress.interests_lapsed(act.at.date()),
        "panel_conflict": not _judged_by(facts).isdisjoint(act.panel),
    }
    return [code for code, so in found.items() if so]


def _judged_by(facts: Facts) -> frozenset[int]:
    """Return who submitted or reviewed a pair, or declared a conflict: whoever determines the best interests did neither."""
    return facts.submitters | facts.conflicted | {judgement.person for judgement in facts.judgements}


def _lacking(act: Act, progress: Progress, review: Review, facts: Facts, *, now: bool = False) -> list[str]:
    """Return the codes of all that stands in the way of an act; ``now``: of one that is made at this moment."""
    needs = NEEDS.get((act.kind, act.outcome), ())
    return [
        *_of_itself(act, progress, facts, now=now),
        *(SAID_AS.get(code, code) for code in needs if IS_MISSING[code](progress, review, facts)),
        *heard_lacks(act, progress.heard, facts.changes, facts.terms),
    ]


_NO_CONTACT_YET: Final[Mapping[str, object]] = {
    "child_agrees": False,
    "family_agrees": False,
    "contact": False,
    "solution": None,
}
_UNVERIFIED: Final[Mapping[str, object]] = {
    "disclosing": (),
    "relationship": None,
    "interests": None,
    **_NO_CONTACT_YET,
}


def _after(p: Progress, act: Act) -> Progress:
    """Return the progress after an act that was legal. What rested on something that is no more is no more either."""
    outcome, changes = act.outcome, dict[str, object]()
    changed = change_of(act, p.interests)
    heard = heard_after(p.heard, act, changed, p.changed)
    match act.kind:
        case ActKind.SCREEN:
            changes = {"screened": outcome is Outcome.PASSED}
        case ActKind.VERIFY_CHILD | ActKind.VERIFY_FAMILY:
            field = "child_verified_by" if act.kind is ActKind.VERIFY_CHILD else "family_verified_by"
            changes = {field: act.person} if outcome is Outcome.CONFIRMED else {field: None, **_UNVERIFIED}
        case ActKind.CHILD_VIEWS:
            changes = {"views": outcome}
            if outcome is Outcome.REFUSES:
                # Who lives with the family already isn't taken back by a word; the case can't be closed as solved.
                undone = _NO_CONTACT_YET if p.solution is None else {}
                changes = {**changes, "disclosing": (), **undone}
        case ActKind.DISCLOSURE:
            disclose = outcome is Outcome.DISCLOSE
            changes = {
                "disclosing": (*p.disclosing, act.person) if disclose else (),
                "withheld": p.withheld if disclose else act,
            }
        case ActKind.ASSESS_RELATIONSHIP:
            changes = {"relationship": outcome}
            if outcome is Outcome.NOT_ESTABLISHED:
                changes = {**changes, "interests": None, **_NO_CONTACT_YET}
        case ActKind.BEST_INTERESTS:
            changes = {"interests": outcome, "interests_until": act.review_on}
            changes |= _NO_CONTACT_YET if outcome in ELSEWHERE else {}
        case ActKind.CONTACT_CHILD | ActKind.CONTACT_FAMILY:
            field = "child_agrees" if act.kind is ActKind.CONTACT_CHILD else "family_agrees"
            agrees = outcome is Outcome.AGREES
            changes = {**({} if agrees else {"contact": False, "solution": None}), field: agrees}
        case ActKind.CONTACT:
            changes = {"contact": True} if outcome is Outcome.TOOK_PLACE else dict(_NO_CONTACT_YET)
        case ActKind.REUNIFY | ActKind.OTHER_SOLUTION:
            changes = {"solution": outcome}
        case ActKind.CLOSE | ActKind.REOPEN:
            changes = {"closed": act.kind is ActKind.CLOSE}
        case ActKind.TAKEN_BACK:
            pass  # Taken out of the sequence before.
    return replace(p, heard=heard, changed=changed or p.changed, **changes)  # type: ignore[arg-type]


def live_acts(acts: tuple[Act, ...]) -> list[Act]:
    """Return the acts that nobody has taken back, without the takings back, in their order."""
    back = {
        a.takes_back
        for a in acts
        if a.kind is ActKind.TAKEN_BACK and a.role in ROLES_OF_ACTS[ActKind.TAKEN_BACK]
    }
    ordered = sorted(acts, key=lambda a: a.number)
    return [a for a in ordered if a.kind is not ActKind.TAKEN_BACK and a.number not in back]


def _review(facts: Facts) -> Review:
    barred = facts.conflicted | facts.submitters
    return review_of(facts.judgements, strong=facts.strong, barred=barred)


def _replay(facts: Facts) -> tuple[Progress, tuple[Act, ...]]:
    progress, review, counted = Progress(screened=facts.screened), _review(facts), list[Act]()
    for act in live_acts(facts.acts):
        if not _lacking(act, progress, review, facts):
            progress = _after(progress, act)
            counted.append(act)
    return progress, tuple(counted)


def progress_of(facts: Facts) -> Progress:
    """Return how far a case has come: every act that was legal where it stands, in order, on top of the others."""
    return _replay(facts)[0]


def counted_acts(facts: Facts) -> tuple[Act, ...]:
    """Return the acts that count, in order: legal where they stand, and not taken back since."""
    return _replay(facts)[1]


def state_of(facts: Facts) -> State:
    """Return the state of a case."""
    p, review = progress_of(facts), _review(facts)
    if p.closed:
        return State.CLOSED
    if not p.screened:
        return State.RECEIVED
    if not facts.candidate:
        return State.SCREENED
    if review.state is not ReviewState.SETTLED:
        return State.CANDIDATE
    if review.outcome is not DecisionKind.POSSIBLE:
        return State.REVIEWED
    reached = State.POSSIBLE
    for state, so in (
        (State.VERIFIED, p.verified),
        (State.RELATIONSHIP_ASSESSED, p.relationship is not None),
        (State.BEST_INTERESTS_DETERMINED, p.interests is not None),
    ):
        if not so:
            return reached
        reached = state
    if p.solution is Outcome.SETTLED_ELSEWHERE:
        return State.OTHER_SOLUTION
    if p.solution is Outcome.REUNIFIED:
        return State.REUNIFIED
    if p.contact:
        return State.CONTACT
    return State.CONTACT_AGREED if p.child_agrees and p.family_agrees and p.disclosed else reached


def step(facts: Facts, act: Act) -> State | Missing:
    """Return the state that an act would bring a case to, or all that it lacks.

    ``act.number`` is set to follow the others. A withdrawn record's case can only be closed, or a step taken back.
    """
    if codes := step_lacks(facts, act):
        return Missing.of(codes, _figured(act, facts))
    following = max((a.number for a in facts.acts), default=0) + 1
    return state_of(replace(facts, acts=(*facts.acts, replace(act, number=following))))


def _figured(act: Act, facts: Facts) -> list[Sentence]:
    """Return what an act may lack in words that name a figure, as the place has it."""
    said = [review_date(facts.terms.then(Rule.WITHHOLDING_REVIEW_DAYS, act.at))]
    if (rule := HEARD_WITHIN.get(act.kind)) is not None:
        old = LACKS["views_too_old"]
        said.append(replace(old, source=f"{old.source}; {named(rule)}"))
    return said


def step_lacks(facts: Facts, act: Act, *, now: bool = True) -> list[str]:
    """Return the codes of all that an act lacks that is made now, or (``now`` False) was made at its moment."""
    progress, codes = progress_of(facts), list[str]()
    ends = act.outcome is Outcome.UNSOLVED or act.kind is ActKind.TAKEN_BACK
    if facts.withdrawn and not ends:
        codes.append("withdrawn")
    if act.kind is ActKind.TAKEN_BACK and act.takes_back not in {a.number for a in live_acts(facts.acts)}:
        codes.append("no_such_act")
    # Asked when the step is made alone: a claim that comes later undoes no reunification.
    if facts.other_claim and act.outcome is Outcome.REUNIFIED:
        codes.append("other_claim")
    codes += _lacking(act, progress, _review(facts), facts, now=now)
    if (act.kind, act.outcome) in ON_CONSENT:
        codes += facts.consent_lacks
    if act.kind in ON_CONTACT and _goes_forward(act):
        codes += facts.contact_refused
    return codes
