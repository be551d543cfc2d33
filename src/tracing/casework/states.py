"""The states of a case, from an inquiry to a durable solution, and what each step needs (brief I3).

received → screened → candidate → reviewed → possible → verified (both sides, independently) → relationship assessed →
best interests determined → contact agreed → contact → reunified or other durable solution → closed

A state is never stored. It follows from decisions, acts and holds, in the order in which they were appended, by the
same rules that let a step be made: an act that wasn't legal when it was appended counts for nothing, whoever wrote it
into the database. So nothing skips verification (Inter-agency Guiding Principles on UASC, 2004), not even an error.

An open hold stops every step forward; it never stops hearing the child, a refusal, a withholding, a taking back or a
closing without solution. Verification is a step forward too: its questions alone tell a family that somebody was found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from tracing.casework.acts import GROUNDS, ROLES_OF_ACTS, Act, ActKind, Outcome
from tracing.casework.decisions import DecisionKind
from tracing.casework.missing import WITHHOLDING_DAYS, Missing
from tracing.casework.review import PEOPLE_FOR_STRONG, Judgement, Review, ReviewState, review_of
from tracing.casework.rights.heard import Change, Heard, change_of, heard_after, heard_lacks
from tracing.casework.wording import Sentence, worded

__all__ = [
    "OUTCOMES_OF",
    "STATES",
    "Facts",
    "HoldSpan",
    "Progress",
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


@dataclass(frozen=True, slots=True)
class HoldSpan:
    """How long a hold on one of the two records stood; ``lifted_at`` None while it stands."""

    raised_at: datetime
    lifted_at: datetime | None = None

    def stands(self, at: datetime, *, now: bool = False) -> bool:
        """Say whether it stood at a moment; ``now``: whether it stops what is done at this one. What is open does, even if it
        was raised by a clock that is ahead of this one."""
        since = self.raised_at <= at and (self.lifted_at is None or at < self.lifted_at)
        return since or (now and self.lifted_at is None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a pair, all of it appended.

    ``candidate``: it is a link, or somebody has judged it. ``strong``: as for ``review.review_of``. ``screened``:
    consent of both sides is on record and the rules of holds have looked at both records. ``submitters``: people who
    entered or changed one of the records; ``conflicted``: people who declared a conflict of interest with one.
    ``handed_over``: a handover that both sides confirmed is on record (``repatriation.rules``).
    ``changes``: what changed outside the acts, so that the child is heard again.

    What is asked when a step is made alone, and undoes none (``as_it_was``): ``other_claim``: another inquiry for the same
    child is an open case; ``handed_over_elsewhere``: it was handed over to whoever made another inquiry; ``consent_lacks``:
    what the consent to tracing lacks today, and ``contact_refused``: who doesn't agree to contact, as codes
    (``rights.consent``).
    """

    candidate: bool = False
    strong: bool = False
    screened: bool = False
    judgements: tuple[Judgement, ...] = ()
    acts: tuple[Act, ...] = ()
    holds: tuple[HoldSpan, ...] = ()
    withdrawn: bool = False
    submitters: frozenset[int] = frozenset()
    conflicted: frozenset[int] = frozenset()
    handed_over: bool = False
    other_claim: bool = False
    changes: tuple[Change, ...] = ()
    consent_lacks: tuple[str, ...] = ()
    contact_refused: tuple[str, ...] = ()
    handed_over_elsewhere: bool = False

    def as_it_was(self) -> Facts:
        """Return what is known without what came later and undoes nothing that was done."""
        return replace(
            self, withdrawn=False, other_claim=False, consent_lacks=(), contact_refused=(), handed_over_elsewhere=False
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the acts that count have brought a case. People are ids of users; ``changed``: the last change among the acts that
    the child would speak of."""

    screened: bool = False
    child_verified_by: int | None = None
    family_verified_by: int | None = None
    views: Outcome | None = None
    heard: Heard | None = None
    changed: Change | None = None
    disclosing: tuple[int, ...] = ()
    withheld: Act | None = None
    relationship: Outcome | None = None
    interests: Outcome | None = None
    interests_until: date | None = None
    child_agrees: bool = False
    family_agrees: bool = False
    contact: bool = False
    solution: Outcome | None = None
    closed: bool = False

    @property
    def verified(self) -> bool:
        """Both sides were verified, by two people."""
        return self.child_verified_by is not None and self.family_verified_by is not None

    @property
    def disclosed(self) -> bool:
        """Two people have decided that the family is told, and nobody has withheld it since."""
        return self.verified and len(set(self.disclosing)) >= PEOPLE_FOR_STRONG

    def interests_lapsed(self, on: date) -> bool:
        """Say whether the best interests, as they were determined, were to be looked at again before a day."""
        return self.interests is not None and self.interests_until is not None and self.interests_until < on


_VERIFYING = (Outcome.CONFIRMED, Outcome.REFUTED, Outcome.INCONCLUSIVE)
_ANSWERS = (Outcome.AGREES, Outcome.REFUSES)

OUTCOMES_OF: Final[Mapping[ActKind, tuple[Outcome, ...]]] = {
    ActKind.SCREEN: (Outcome.PASSED, Outcome.FAILED),
    ActKind.VERIFY_CHILD: _VERIFYING,
    ActKind.VERIFY_FAMILY: _VERIFYING,
    ActKind.CHILD_VIEWS: (*_ANSWERS, Outcome.NOT_ABLE_YET),
    ActKind.DISCLOSURE: (Outcome.DISCLOSE, Outcome.WITHHOLD),
    ActKind.ASSESS_RELATIONSHIP: (Outcome.ESTABLISHED, Outcome.NOT_ESTABLISHED),
    ActKind.BEST_INTERESTS: (
        Outcome.CONTACT_ONLY,
        Outcome.REUNIFICATION,
        Outcome.OTHER_CARE,
        Outcome.NO_CONTACT,
    ),
    ActKind.CONTACT_CHILD: _ANSWERS,
    ActKind.CONTACT_FAMILY: _ANSWERS,
    ActKind.CONTACT: (Outcome.TOOK_PLACE, Outcome.STOPPED),
    ActKind.REUNIFY: (Outcome.REUNIFIED,),
    ActKind.OTHER_SOLUTION: (Outcome.SETTLED_ELSEWHERE,),
    ActKind.CLOSE: (Outcome.SOLVED, Outcome.UNSOLVED),
    ActKind.REOPEN: (Outcome.DONE,),
    ActKind.TAKEN_BACK: (Outcome.DONE,),
}
"""Kind → the outcomes it may have."""

_HALTING = frozenset(
    {
        Outcome.FAILED, Outcome.REFUTED, Outcome.INCONCLUSIVE, Outcome.REFUSES, Outcome.WITHHOLD,
        Outcome.NOT_ESTABLISHED, Outcome.NO_CONTACT, Outcome.STOPPED, Outcome.UNSOLVED, Outcome.DONE,
    }
)  # fmt: skip
"""Outcomes that don't bring a case forward: a hold doesn't stop them."""

# What a step needs, in the order in which a case comes by it. Codes are those of ``missing.LACKS``.
_POSSIBLE = ("not_screened", "no_candidate", "not_reviewed", "other_outcome")
_VERIFIED = (*_POSSIBLE, "child_not_verified", "family_not_verified")
_ASSESSED = (*_VERIFIED, "relationship_not_assessed")
_DETERMINED = (*_ASSESSED, "child_not_heard", "no_best_interests")
_FOR_CONTACT = (*_DETERMINED, "relationship_not_established", "not_for_contact", "child_refuses")
_AGREED = (*_FOR_CONTACT, "not_disclosed", "child_not_agreed", "family_not_agreed")

_NEEDS: Final[Mapping[tuple[ActKind, Outcome], tuple[str, ...]]] = {
    **dict.fromkeys(((ActKind.VERIFY_CHILD, o) for o in _VERIFYING), _POSSIBLE),
    **dict.fromkeys(((ActKind.VERIFY_FAMILY, o) for o in _VERIFYING), _POSSIBLE),
    **dict.fromkeys(((ActKind.CHILD_VIEWS, o) for o in OUTCOMES_OF[ActKind.CHILD_VIEWS]), _POSSIBLE),
    (ActKind.DISCLOSURE, Outcome.DISCLOSE): (*_VERIFIED, "child_not_heard", "child_refuses"),
    (ActKind.DISCLOSURE, Outcome.WITHHOLD): _POSSIBLE,
    (ActKind.ASSESS_RELATIONSHIP, Outcome.ESTABLISHED): _VERIFIED,
    (ActKind.ASSESS_RELATIONSHIP, Outcome.NOT_ESTABLISHED): _VERIFIED,
    (ActKind.BEST_INTERESTS, Outcome.CONTACT_ONLY): (
        *_ASSESSED,
        "relationship_not_established",
        "child_not_heard",
        "child_refuses",
    ),
    (ActKind.BEST_INTERESTS, Outcome.REUNIFICATION): (
        *_ASSESSED,
        "relationship_not_established",
        "child_not_heard",
        "child_refuses",
    ),
    (ActKind.BEST_INTERESTS, Outcome.OTHER_CARE): (*_ASSESSED, "child_not_heard"),
    (ActKind.BEST_INTERESTS, Outcome.NO_CONTACT): (*_ASSESSED, "child_not_heard"),
    (ActKind.CONTACT_CHILD, Outcome.AGREES): _FOR_CONTACT,
    (ActKind.CONTACT_CHILD, Outcome.REFUSES): _DETERMINED,
    (ActKind.CONTACT_FAMILY, Outcome.AGREES): (*_FOR_CONTACT, "not_disclosed"),
    (ActKind.CONTACT_FAMILY, Outcome.REFUSES): _DETERMINED,
    (ActKind.CONTACT, Outcome.TOOK_PLACE): _AGREED,
    (ActKind.CONTACT, Outcome.STOPPED): (*_DETERMINED, "no_contact"),
    (ActKind.REUNIFY, Outcome.REUNIFIED): (*_AGREED, "no_contact", "not_for_reunification"),
    (ActKind.OTHER_SOLUTION, Outcome.SETTLED_ELSEWHERE): (*_DETERMINED, "not_for_other_care"),
    (ActKind.CLOSE, Outcome.SOLVED): (*_DETERMINED, "no_solution", "child_refuses"),
    (ActKind.CLOSE, Outcome.UNSOLVED): ("not_reviewed",),
}

_WITH_FAMILY = (Outcome.CONTACT_ONLY, Outcome.REUNIFICATION)
_ELSEWHERE = (Outcome.OTHER_CARE, Outcome.NO_CONTACT)

_IS_MISSING: Final[Mapping[str, Callable[[Progress, Review, Facts], bool]]] = {
    "not_screened": lambda p, r, f: not p.screened,
    "no_candidate": lambda p, r, f: not f.candidate,
    "not_reviewed": lambda p, r, f: r.state is not ReviewState.SETTLED,
    "other_outcome": lambda p, r, f: r.outcome not in (None, DecisionKind.POSSIBLE),
    "child_not_verified": lambda p, r, f: p.child_verified_by is None,
    "family_not_verified": lambda p, r, f: p.family_verified_by is None,
    "child_not_heard": lambda p, r, f: p.views is None,
    "child_refuses": lambda p, r, f: p.views is Outcome.REFUSES,
    "relationship_not_assessed": lambda p, r, f: p.relationship is None,
    "relationship_not_established": lambda p, r, f: p.relationship is Outcome.NOT_ESTABLISHED,
    "no_best_interests": lambda p, r, f: p.interests is None,
    "not_for_contact": lambda p, r, f: p.interests in _ELSEWHERE,
    "not_for_reunification": lambda p, r, f: p.interests is Outcome.CONTACT_ONLY,
    "not_for_other_care": lambda p, r, f: p.interests in _WITH_FAMILY,
    "not_disclosed": lambda p, r, f: not p.disclosed,
    "child_not_agreed": lambda p, r, f: not p.child_agrees,
    "family_not_agreed": lambda p, r, f: not p.family_agrees,
    "no_contact": lambda p, r, f: not p.contact,
    "no_solution": lambda p, r, f: p.solution is None,
}
_ON_CONSENT: Final = frozenset(
    {
        (ActKind.VERIFY_CHILD, Outcome.CONFIRMED), (ActKind.VERIFY_FAMILY, Outcome.CONFIRMED),
        (ActKind.DISCLOSURE, Outcome.DISCLOSE), (ActKind.ASSESS_RELATIONSHIP, Outcome.ESTABLISHED),
        (ActKind.CONTACT_CHILD, Outcome.AGREES), (ActKind.CONTACT_FAMILY, Outcome.AGREES),
        (ActKind.CONTACT, Outcome.TOOK_PLACE), (ActKind.REUNIFY, Outcome.REUNIFIED),
    }
)  # fmt: skip
"""Steps that rest on consent to tracing."""

_ON_CONTACT: Final = frozenset(
    {ActKind.CONTACT_CHILD, ActKind.CONTACT_FAMILY, ActKind.CONTACT, ActKind.REUNIFY}
)
"""Steps forward that rest on consent to contact, too."""

_ON_INTERESTS: Final = frozenset(
    {ActKind.CONTACT_CHILD, ActKind.CONTACT_FAMILY, ActKind.CONTACT, ActKind.REUNIFY, ActKind.OTHER_SOLUTION}
)
"""Steps that rest on the best interests as they were determined, until they are to be looked at again."""

# Three conditions that read alike.
_SAID_AS = dict.fromkeys(
    ("not_for_contact", "not_for_reunification", "not_for_other_care"), "not_in_best_interests"
)


def _goes_forward(act: Act) -> bool:
    """Say whether a hold stops an act. A child is heard at any time: it is how a refusal is changed (brief I5)."""
    return act.outcome not in _HALTING and act.kind is not ActKind.CHILD_VIEWS


def _of_itself(act: Act, progress: Progress, facts: Facts, *, now: bool) -> list[str]:
    """Return what is wrong with an act whatever the state of its case."""
    forward = _goes_forward(act)
    grounds = {ground.code for ground in GROUNDS[act.kind]}
    verifying = act.kind in (ActKind.VERIFY_CHILD, ActKind.VERIFY_FAMILY) and act.outcome is Outcome.CONFIRMED
    other = progress.family_verified_by if act.kind is ActKind.VERIFY_CHILD else progress.child_verified_by
    withholding = act.outcome is Outcome.WITHHOLD
    last = act.at.date() + timedelta(days=WITHHOLDING_DAYS)
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
        and act.kind in _ON_INTERESTS
        and progress.interests_lapsed(act.at.date()),
        "panel_conflict": not _judged_by(facts).isdisjoint(act.panel),
    }
    return [code for code, so in found.items() if so]


def _judged_by(facts: Facts) -> frozenset[int]:
    """Return who submitted or reviewed a pair, or declared a conflict: whoever determines the best interests did neither."""
    return facts.submitters | facts.conflicted | {judgement.person for judgement in facts.judgements}


def _lacking(act: Act, progress: Progress, review: Review, facts: Facts, *, now: bool = False) -> list[str]:
    """Return the codes of all that stands in the way of an act; ``now``: of one that is made at this moment."""
    needs = _NEEDS.get((act.kind, act.outcome), ())
    return [
        *_of_itself(act, progress, facts, now=now),
        *(_SAID_AS.get(code, code) for code in needs if _IS_MISSING[code](progress, review, facts)),
        *heard_lacks(act, progress.heard, facts.changes),
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
            changes |= _NO_CONTACT_YET if outcome in _ELSEWHERE else {}
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
        return Missing.of(codes)
    following = max((a.number for a in facts.acts), default=0) + 1
    return state_of(replace(facts, acts=(*facts.acts, replace(act, number=following))))


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
    if (act.kind, act.outcome) in _ON_CONSENT:
        codes += facts.consent_lacks
    if act.kind in _ON_CONTACT and _goes_forward(act):
        codes += facts.contact_refused
    return codes
