"""Holds: what stops a case until a protection officer has looked at it, and the rules that raise them (brief I4).

A hold sits on one record. It is raised by a rule from facts, or by hand, and lifted by a protection officer alone, with
a reason and a day on which the matter is looked at again; from that day on the rule may raise it anew. The numbers of the
rules stand here by name: they are engineering judgement on brief I4, to be corrected by experience.

What tells of asylum or abuse is confidential: reviewers learn that there is a hold, not which, and the asking side
learns nothing at all (1951 Convention practice; GC 6 §80).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Final

from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import CONFIDENTIAL, HOLD_KINDS, FlagKind, HoldKind
from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register
from tracing.casework.law.rules import Rule
from tracing.casework.majority import Age, age_on, birthdays, law_of
from tracing.casework.roles import Role
from tracing.casework.visibility import Relation, Show, sees_flags
from tracing.casework.wording import PROGRAM, Sentence

__all__ = [
    "LIFTING_LACKS",
    "SHARED_AT_LEAST",
    "Claim",
    "Consent",
    "Hold",
    "HoldFacts",
    "Shared",
    "SharedThing",
    "Standing",
    "holds_for",
    "lifting_lacks",
    "may_raise",
    "review_days",
    "seen_kind",
    "unraised",
]


class Consent(StrEnum):
    """Whether the person a record is about (or who speaks for them) agreed to tracing."""

    UNKNOWN = "unknown"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SharedThing(StrEnum):
    """What may stand on several children's records."""

    ADULT = "adult"
    PHONE = "phone"
    ADDRESS = "address"


SHARED_AT_LEAST: Final[Mapping[SharedThing, int]] = {
    # One adult with two children who are no kin is what traffickers look like (Palermo Protocol; H4.9).
    SharedThing.ADULT: 2,
    # Telephones are shared in a village, addresses by tenants (brief H2): one more before it is told.
    SharedThing.PHONE: 3,
    SharedThing.ADDRESS: 3,
}
"""On how many unrelated children the same adult, telephone or address raises a hold (brief I4: 2 to 3)."""

_SHARED_KIND: Final[Mapping[SharedThing, HoldKind]] = {
    SharedThing.ADULT: HoldKind.SHARED_ADULT,
    SharedThing.PHONE: HoldKind.SHARED_PHONE,
    SharedThing.ADDRESS: HoldKind.SHARED_ADDRESS,
}


def review_days(register: Register, on: date, held: str = "") -> int:
    """Return in how many days a hold is looked at again, at the latest, where a record is held."""
    return register.number(held, Rule.HOLD_REVIEW_DAYS, on)


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that stands on this record and on others.

    ``key``: what it is, as a keyed hash or an id, never in the clear. ``unrelated``: on how many children who aren't
    of one family or group it stands, this one included. What a matcher knows as generic (a shelter's telephone) is
    left out by the caller.
    """

    thing: SharedThing
    key: str
    unrelated: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's claim to a child: an inquiry with a possible or strong pair with it.

    ``inquirer``: who asks, the same text for the same person. ``relation``: a code (``mother``, ``father``, ``aunt`` …).
    ``contacts``: keyed hashes of the inquirer's telephones.
    """

    inquiry: int
    inquirer: str
    relation: str
    contacts: frozenset[str] = frozenset()


_ONE_ONLY = frozenset({"mother", "father", "guardian"})


def _conflict(one: Claim, other: Claim) -> bool:
    """Say whether two claims exclude each other, or come from people who don't ask together.

    Two mothers exclude each other. A mother and a grandmother who share a telephone ask for the same home; people
    who share none may be separated parents, a custody fight, or a trafficker beside a mother (brief H4.10).
    """
    if one.inquirer == other.inquirer:
        return False
    if one.relation == other.relation and one.relation in _ONE_ONLY:
        return True
    return not one.contacts & other.contacts


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """What the rules look at, for one record on one day.

    ``flags``: those that stand. ``inquirer_barred``: a flag names this inquirer as someone the child may have no
    contact with, or who may not learn where it is. ``earliest``, ``latest``: the birth interval. ``claims``: for a
    child, all claims to it. ``held``, ``origins``: the countries whose law applies, where the record is held and where the
    child is from. ``register``: the law as it is applied.
    """

    side: Side
    today: date
    consent: Consent = Consent.UNKNOWN
    flags: frozenset[FlagKind] = frozenset()
    inquirer_barred: bool = False
    earliest: date | None = None
    latest: date | None = None
    shared: tuple[Shared, ...] = ()
    claims: tuple[Claim, ...] = ()
    held: str = ""
    origins: tuple[str, ...] = ()
    register: Register = field(default_factory=shipped)


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold to raise. ``rule`` names what raised it; ``cause`` what it saw, the same for the same thing (to be stored
    as a keyed hash); ``review_on`` when it is looked at."""

    kind: HoldKind
    rule: str
    cause: str
    review_on: date

    @property
    def reason(self) -> Sentence:
        """The hold's kind in words."""
        return HOLD_KINDS[self.kind]

    @property
    def confidential(self) -> bool:
        """Whether reviewers learn only that there is one."""
        return self.kind in CONFIDENTIAL


_FLAG_RAISES: Final[Mapping[FlagKind, HoldKind]] = {
    FlagKind.ASYLUM_CONFIDENTIAL: HoldKind.ASYLUM,
    FlagKind.TRAFFICKING_CONCERN: HoldKind.TRAFFICKING_CONCERN,
    FlagKind.CHILD_REFUSES_TRACING: HoldKind.CHILD_REFUSES,
}


def _of_flags(facts: HoldFacts) -> list[tuple[HoldKind, str, str]]:
    found = [
        (kind, f"flag_{flag}", f"flag:{flag}") for flag, kind in _FLAG_RAISES.items() if flag in facts.flags
    ]
    if facts.inquirer_barred:
        found.append((HoldKind.NO_CONTACT_WITH_INQUIRER, "flag_names_inquirer", "flag:inquirer"))
    return found


def _of_consent(facts: HoldFacts) -> list[tuple[HoldKind, str, str]]:
    if facts.consent in (Consent.REFUSED, Consent.WITHDRAWN):
        # A child that doesn't want to be traced refuses; a family that takes its consent back ends its search.
        refusing = facts.side is Side.CHILD and facts.consent is Consent.REFUSED
        kind = HoldKind.CHILD_REFUSES if refusing else HoldKind.CONSENT_WITHDRAWN
        return [(kind, f"consent_{facts.consent}", f"consent:{facts.consent}")]
    # Who asks has agreed to the search by asking; of a child that was found nobody can say so.
    unknown = facts.side is Side.CHILD and facts.consent is Consent.UNKNOWN
    return [(HoldKind.CONSENT_UNKNOWN, "consent_unknown", "consent")] if unknown else []


def _of_shared(facts: HoldFacts) -> list[tuple[HoldKind, str, str]]:
    return [
        (
            _SHARED_KIND[shared.thing],
            f"shared_{shared.thing}_{SHARED_AT_LEAST[shared.thing]}",
            f"{shared.thing}:{shared.key}",
        )
        for shared in facts.shared
        if shared.unrelated >= SHARED_AT_LEAST[shared.thing]
    ]


def _of_claims(facts: HoldFacts) -> list[tuple[HoldKind, str, str]]:
    """One hold a pair of claims, so that a third inquirer raises one of its own after the first was lifted."""
    ordered = sorted(facts.claims, key=lambda claim: claim.inquiry)
    return [
        (HoldKind.CONFLICTING_INQUIRERS, "claims_conflict", f"claims:{one.inquiry},{other.inquiry}")
        for one, other in combinations(ordered, 2)
        if _conflict(one, other)
    ]


def _of_age(facts: HoldFacts) -> list[tuple[HoldKind, str, str]]:
    """At the first day on which the child may be of age under a law that applies, and again on the first on which it must be
    under all of them (brief E4): where all say 18, at its first and its last possible 18th birthday."""
    if facts.side is not Side.CHILD or facts.earliest is None or facts.latest is None:
        return []
    places = (EVERYWHERE, *(place for place in (facts.held, *facts.origins) if place))
    laws = [law_of(place, facts.today, facts.register) for place in places]
    may = min(birthdays(facts.earliest, facts.latest, law.least)[0] for law in laws)
    must = max(birthdays(facts.earliest, facts.latest, law.greatest)[1] for law in laws)
    match age_on(facts.earliest, facts.latest, facts.today, places, facts.register):
        case Age.MINOR:
            return []
        case Age.NOT_KNOWN:
            return [(HoldKind.TURNING_18, "may_be_18", f"18:{may.isoformat()}")]
        case Age.ADULT:
            return [(HoldKind.TURNED_18, "is_18", f"18:{must.isoformat()}")]


def holds_for(facts: HoldFacts) -> list[Hold]:
    """Return every hold that the rules of brief I4 raise for a record on a day, with its cause.

    The same facts give the same holds; those that stand already, or were lifted for now, are left out by
    ``unraised``.
    """
    review_on = facts.today + timedelta(days=review_days(facts.register, facts.today, facts.held))
    rules = (_of_flags, _of_consent, _of_shared, _of_claims, _of_age)
    found = dict.fromkeys(hold for rule in rules for hold in rule(facts))
    return [Hold(kind, rule, cause, review_on) for kind, rule, cause in found]


@dataclass(frozen=True, slots=True)
class Standing:
    """A hold that was raised before. ``cause``: as stored; ``lifted``: no longer standing."""

    kind: HoldKind
    cause: object
    lifted: bool
    review_on: date


def unraised(holds: Mapping[object, Hold], standing: tuple[Standing, ...], today: date) -> list[Hold]:
    """Return the holds that still have to be raised.

    ``holds``: cause as stored (the keyed hash of ``Hold.cause``) → hold. One that stands isn't raised twice; one that
    was lifted isn't raised again before the day on which the officer wanted to look at it again.
    """
    kept = {(s.kind, s.cause) for s in standing if not s.lifted or s.review_on > today}
    return [hold for cause, hold in holds.items() if (hold.kind, cause) not in kept]


def may_raise(kind: HoldKind, role: Role) -> bool:
    """Say whether a role may raise a hold by hand.

    Protection officers any; reviewers those that aren't confidential, since of the others they see nothing. Found-side
    workers and agencies raise flags on their own child instead (``FlagKind``), and the rules raise the hold.
    """
    return role is Role.PROTECTION_OFFICER or (role is Role.REVIEWER and kind not in CONFIDENTIAL)


_ROLE: Final = Sentence(
    "role",
    "Solo un oficial de protección levanta una detención.",
    "Only a protection officer lifts a hold.",
    "CRC 3, 20",
)
_REASON: Final = Sentence("reason_missing", "Explique por qué se levanta.", "Say why it is lifted.", PROGRAM)
_CONFLICT: Final = Sentence(
    "conflict_of_interest",
    "Declaró un conflicto de interés con este registro: decide otra persona.",
    "You declared a conflict of interest with this record: another person decides.",
    "CRC 3",
)


def lifting_lacks(
    role: Role,
    reason: str,
    review_on: date | None,
    today: date,
    *,
    conflicted: bool = False,
    register: Register | None = None,
    held: str = EVERYWHERE,
) -> tuple[Sentence, ...]:
    """Return what is missing for lifting a hold, nothing where it can be lifted. ``register``: the law as it is applied;
    ``held``: where the record is held."""
    days = (register or shipped()).number(held, Rule.LIFTED_HOLD_REVIEW_DAYS, today)
    timely = review_on is not None and today < review_on <= today + timedelta(days=days)
    return tuple(
        sentence
        for sentence, so in (
            (_ROLE, role is not Role.PROTECTION_OFFICER),
            (_CONFLICT, conflicted),
            (_REASON, not reason.strip()),
            (_review(days), not timely),
        )
        if so
    )


def _review(days: int) -> Sentence:
    return Sentence(
        "review_date",
        f"Indique cuándo se revisará de nuevo: después de hoy, y en {days} días a más tardar.",
        f"Say when it is looked at again: after today, and within {days} days.",
        PROGRAM,
    )


LIFTING_LACKS: Final = (
    _ROLE,
    _CONFLICT,
    _REASON,
    _review(shipped().number(EVERYWHERE, Rule.LIFTED_HOLD_REVIEW_DAYS, date.max)),
)
"""All that may be missing for lifting a hold, with the days as shipped."""

_SOME: Final = Sentence(
    "held",
    "Detenido por protección",
    "On hold for protection",
    "CRC 3, 20",
)


def seen_kind(kind: HoldKind, role: Role, relation: Relation, side: Side) -> Sentence | None:
    """Return what a role learns of an open hold on a record of ``side``; None where not even that there is one.

    A confidential kind is known as such to protection officers and to the child's own agency alone.
    """
    match sees_flags(role, relation, side):
        case Show.SHOWN:
            return HOLD_KINDS[kind]
        case Show.FLAG:
            return _SOME if kind in CONFIDENTIAL else HOLD_KINDS[kind]
    return None
