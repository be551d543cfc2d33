"""What is known of a case: facts, all of them appended, and how far the acts among them have brought it (``states``)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tracing.casework.acts import Act, Outcome
from tracing.casework.law.terms import SHIPPED, Terms
from tracing.casework.review import PEOPLE_FOR_STRONG, Judgement
from tracing.casework.rights.heard import Change, Heard

__all__ = ["Facts", "HoldSpan", "Progress"]


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

    ``terms``: the register of law as it is applied where the child's record is held.
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
    terms: Terms = field(default=SHIPPED, compare=False, repr=False)

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
