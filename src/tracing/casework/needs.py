"""What each act of a case needs, as tables: its outcomes, what has to be there before it, and on what it rests (``states``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tracing.casework.acts import ActKind, Outcome
from tracing.casework.case_facts import Facts, Progress
from tracing.casework.decisions import DecisionKind
from tracing.casework.review import Review, ReviewState

__all__ = [
    "ELSEWHERE",
    "HALTING",
    "IS_MISSING",
    "NEEDS",
    "ON_CONSENT",
    "ON_CONTACT",
    "ON_INTERESTS",
    "OUTCOMES_OF",
    "SAID_AS",
]

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

HALTING = frozenset(
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

NEEDS: Final[Mapping[tuple[ActKind, Outcome], tuple[str, ...]]] = {
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
ELSEWHERE = (Outcome.OTHER_CARE, Outcome.NO_CONTACT)

IS_MISSING: Final[Mapping[str, Callable[[Progress, Review, Facts], bool]]] = {
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
    "not_for_contact": lambda p, r, f: p.interests in ELSEWHERE,
    "not_for_reunification": lambda p, r, f: p.interests is Outcome.CONTACT_ONLY,
    "not_for_other_care": lambda p, r, f: p.interests in _WITH_FAMILY,
    "not_disclosed": lambda p, r, f: not p.disclosed,
    "child_not_agreed": lambda p, r, f: not p.child_agrees,
    "family_not_agreed": lambda p, r, f: not p.family_agrees,
    "no_contact": lambda p, r, f: not p.contact,
    "no_solution": lambda p, r, f: p.solution is None,
}
ON_CONSENT: Final = frozenset(
    {
        (ActKind.VERIFY_CHILD, Outcome.CONFIRMED), (ActKind.VERIFY_FAMILY, Outcome.CONFIRMED),
        (ActKind.DISCLOSURE, Outcome.DISCLOSE), (ActKind.ASSESS_RELATIONSHIP, Outcome.ESTABLISHED),
        (ActKind.CONTACT_CHILD, Outcome.AGREES), (ActKind.CONTACT_FAMILY, Outcome.AGREES),
        (ActKind.CONTACT, Outcome.TOOK_PLACE), (ActKind.REUNIFY, Outcome.REUNIFIED),
    }
)  # fmt: skip
"""Steps that rest on consent to tracing."""

ON_CONTACT: Final = frozenset(
    {ActKind.CONTACT_CHILD, ActKind.CONTACT_FAMILY, ActKind.CONTACT, ActKind.REUNIFY}
)
"""Steps forward that rest on consent to contact, too."""

ON_INTERESTS: Final = frozenset(
    {ActKind.CONTACT_CHILD, ActKind.CONTACT_FAMILY, ActKind.CONTACT, ActKind.REUNIFY, ActKind.OTHER_SOLUTION}
)
"""Steps that rest on the best interests as they were determined, until they are to be looked at again."""

# Three conditions that read alike.
SAID_AS: Final = dict.fromkeys(
    ("not_for_contact", "not_for_reunification", "not_for_other_care"), "not_in_best_interests"
)
