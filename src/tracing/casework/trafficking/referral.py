"""Referrals: what one needs, until when it must be answered, by which rule, and what may still be said of it.

The due date is the law's, as the register has it; who refers may set an earlier one and no later one. Where the record is held decides which laws
apply; the Palermo Protocol applies everywhere. No authority behind the firewall gets one, nothing goes to a country that
a child is to be kept from, and of asylum nothing goes anywhere (joint GC CMW 3, 4 / CRC 22, 23; GC 6 §80).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from tracing.casework.agencies import AgencyKind, refuse_kind
from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, Terms
from tracing.casework.trafficking.referral_codes import (
    Basis,
    Deadline,
    ReferralOutcome,
    SharedPart,
)
from tracing.casework.wording import Sentence

__all__ = [
    "HOURS",
    "REFERRAL_LACKS",
    "ReferralFacts",
    "answered",
    "deadlines_of",
    "due_at",
    "due_basis",
    "may_follow",
    "referral_lacks",
]

HOURS: Final[Mapping[Deadline, Rule]] = {
    # No number stands in the Protocol; these hours are the program's.
    Deadline.PALERMO_WITHOUT_DELAY: Rule.ASSISTANCE_HOURS,
    Deadline.US_TRANSFER_72H: Rule.TRANSFER_HOURS,
    Deadline.US_NOTICE_48H: Rule.HHS_NOTICE_HOURS,
    Deadline.US_CONTIGUOUS_SCREENING_48H: Rule.TRAFFICKING_SCREEN_HOURS,
    Deadline.US_TRAFFICKING_NOTICE_24H: Rule.TRAFFICKING_NOTICE_HOURS,
    # "At once" in law; so many hours are the program's.
    Deadline.MX_NOTICE_AT_ONCE: Rule.AT_ONCE_HOURS,
}
"""Deadline → which figure says how many hours from the moment it runs: the child was found or taken in, or the suspicion arose.
Codes keep the hours in their names; those that count are the register's."""

_OLDEST: Final = timedelta(days=365)
_CONTIGUOUS: Final = frozenset({"MX", "CA"})


def deadlines_of(nationalities: Collection[str], terms: Terms, on: date) -> tuple[Deadline, ...]:
    """Return which rules may set the due date for a child that is held in a place, the strictest of a day first.

    A child of whose nationality nothing is known may be Mexican or Canadian: the doubt benefits it. What the register has no
    hours of any more doesn't apply.
    """
    held_in = terms.place.partition("-")[0]
    found = [Deadline.PALERMO_WITHOUT_DELAY]
    if held_in == "US":
        found += [
            Deadline.US_TRANSFER_72H,
            Deadline.US_NOTICE_48H,
            Deadline.US_TRAFFICKING_NOTICE_24H,
        ]
        if not nationalities or _CONTIGUOUS & set(nationalities):
            found.append(Deadline.US_CONTIGUOUS_SCREENING_48H)
    if held_in == "MX":
        found.append(Deadline.MX_NOTICE_AT_ONCE)
    known = [rule for rule in found if terms.has(HOURS[rule], on)]
    return tuple(sorted(known, key=lambda rule: (terms.number(HOURS[rule], on), rule)))


def due_at(rule: Deadline, since: datetime, terms: Terms = SHIPPED) -> datetime:
    """Return until when a rule has something done that runs since a moment."""
    return since + timedelta(hours=terms.number(HOURS[rule], since.date()))


def due_basis(rule: Deadline, since: datetime, terms: Terms = SHIPPED) -> str:
    """Return which entry of the register says so."""
    return terms.basis(HOURS[rule], since.date())


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """What is known of a referral that is to be made.

    ``code``: of the directory, beginning with its country (``GT-PGN``). ``applying``: the rules that apply.
    ``asylum_from``: countries that a child who asks for asylum is from; ``kept_from``: those a flag keeps it from.
    ``due``: as set by hand, None for the rule's own. ``firewalled``, ``listed``, ``retired``: what the directory says.
    """

    code: str
    shared: tuple[SharedPart, ...]
    basis: Basis
    rule: Deadline
    since: datetime
    now: datetime
    applying: tuple[Deadline, ...]
    consented: bool = False
    asylum_from: frozenset[str] = frozenset()
    kept_from: frozenset[str] = frozenset()
    due: datetime | None = None
    conflicted: bool = False
    firewalled: bool = False
    listed: bool = True
    retired: bool = False
    terms: Terms = SHIPPED


_TEXTS: Final = (
    Sentence(
        "referral_conflict",
        "Declaró un conflicto de interés con este registro: decide otra persona.",
        "You declared a conflict of interest with this record: another person decides.",
        "CRC 3",
    ),
    Sentence(
        "referral_firewall",
        "A autoridades migratorias, policiales o de fronteras no se remite nada: hay un cortafuegos.",
        "Nothing is referred to migration, police or border authorities: there is a firewall.",
        "CMW GC 3 and 4 / CRC GC 22 and 23 (2017)",
    ),
    Sentence(
        "referral_unlisted",
        "El directorio no tiene esa institución: tome una de él; un experto puede agregarla.",
        "The directory has no such institution: take one of it; an expert may enter another.",
        "CMW GC 3 and 4 / CRC GC 22 and 23 (2017)",
    ),
    Sentence(
        "referral_retired",
        "Esa institución ya no es responsable, según el directorio: tome la que lo es.",
        "By the directory that institution isn't responsible any more: take the one that is.",
        "CRC 3, 20",
    ),
    Sentence(
        "referral_asylum",
        "Pidió o puede pedir asilo: nada llega a autoridades de su país. Remita a otra institución.",
        "Asked or may ask for asylum: nothing goes to authorities of its country. Refer to another institution.",
        "GC 6 §80; 1951 Convention practice; 8 CFR 208.6",
    ),
    Sentence(
        "referral_kept_from",
        "Una señal de protección impide compartir con ese país. Quítela primero, o remita a otro.",
        "A protection flag keeps this from that country. End it first, or refer elsewhere.",
        "CRC 3, 19; GC 6 §29-30",
    ),
    Sentence("referral_nothing_shared", "Diga qué se compartió.", "Say what was shared.", "ICRC RFL code of conduct (2015)"),
    Sentence(
        "referral_consent",
        "No consta que la niña o el niño consienta: regístrelo, o tome otra base legal.",
        "That the child consents isn't noted: note it, or take another legal basis.",
        "ICRC RFL code of conduct (2015); CRC 12",
    ),
    Sentence(
        "referral_rule",
        "Esa regla no rige donde está el registro, o para esta niña o este niño.",
        "That rule doesn't apply where the record is held, or to this child.",
        "8 USC 1232; Palermo Protocol 6",
    ),
    Sentence(
        "referral_since",
        "El plazo corre desde un momento que ya pasó, de hace un año a más tardar.",
        "A deadline runs from a moment that has passed, a year ago at the most.",
        "8 USC 1232; Palermo Protocol 6",
    ),
    Sentence(
        "referral_due",
        "El plazo puede acortarse, no alargarse, y no termina antes de empezar.",
        "The deadline may be shortened, not extended, and doesn't end before it begins.",
        "8 USC 1232; Palermo Protocol 6",
    ),
    Sentence(
        "referral_ended",
        "La remisión ya terminó: haga una nueva.",
        "The referral has ended: make a new one.",
        "Palermo Protocol 6",
    ),
)  # fmt: skip

REFERRAL_LACKS: Final[Mapping[str, Sentence]] = {text.code: text for text in _TEXTS}
"""What a referral may lack, in words."""


def referral_lacks(facts: ReferralFacts) -> tuple[Sentence, ...]:
    """Return all that keeps a referral from being made; nothing where it can be."""
    country = facts.code[:2]
    applies = facts.rule in facts.applying
    begun = facts.now - _OLDEST <= facts.since <= facts.now
    latest = due_at(facts.rule, facts.since, facts.terms) if applies and begun else None
    walled = (
        facts.firewalled
        or refuse_kind(AgencyKind.CHILD_PROTECTION, name=facts.code, code=facts.code) is not None
    )
    found = {
        "referral_conflict": facts.conflicted,
        "referral_firewall": walled,
        "referral_unlisted": not facts.listed and not walled,
        "referral_retired": facts.retired and not walled,
        "referral_asylum": country in facts.asylum_from,
        "referral_kept_from": country in facts.kept_from,
        "referral_nothing_shared": not facts.shared,
        "referral_consent": facts.basis is Basis.CONSENT and not facts.consented,
        "referral_rule": not applies,
        "referral_since": not begun,
        "referral_due": facts.due is not None and latest is not None and not facts.since <= facts.due <= latest,
    }  # fmt: skip
    said = {**REFERRAL_LACKS}
    if applies:
        due, basis = said["referral_due"], due_basis(facts.rule, facts.since, facts.terms)
        said[due.code] = replace(due, source=f"{due.source}; {basis}")
    return tuple(said[code] for code, so in found.items() if so)


_ENDING: Final = frozenset({ReferralOutcome.DECLINED, ReferralOutcome.CLOSED})
_ANSWERING: Final = frozenset(
    {ReferralOutcome.ACCEPTED, ReferralOutcome.PROTECTED, ReferralOutcome.PROCEEDINGS, *_ENDING}
)


def may_follow(before: Sequence[ReferralOutcome]) -> bool:
    """Say whether anything may still be said of a referral: not after it was declined or has ended."""
    return not _ENDING & set(before)


def answered(outcomes: Collection[ReferralOutcome]) -> bool:
    """Say whether a referral was answered; a receipt is no answer. One that wasn't by its day is overdue."""
    return bool(_ANSWERING & set(outcomes))
