"""The rules that raise a concern of trafficking from what inquiries have in common, and when one comes back.

They stand beside the rules of holds (``casework.holds``): one adult, telephone or address on unrelated children of *one*
side is found there. Here the same contact is followed over time, over names, over agencies and to the other side. The
numbers stand by name; they are engineering judgement, to be corrected by experience. A concern accuses nobody: it asks a
protection officer to look, and nobody else learns of it (Palermo Protocol 9, 10; CRC 35).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.kin import Kin, unrelated
from tracing.casework.roles import Role
from tracing.casework.trafficking.concern_kinds import ConcernKind, Rule
from tracing.casework.trafficking.public_fields import Knowledge, knows_only_what_is_public
from tracing.casework.wording import Sentence

__all__ = [
    "AGAIN_AT_LEAST",
    "AGENCIES_AT_LEAST",
    "CONCERN_LACKS",
    "FOUND_AT_LEAST",
    "NEAR_AT_LEAST",
    "WITHDRAWN_AT_LEAST",
    "Asking",
    "Concern",
    "ConcernFacts",
    "Earlier",
    "Ended",
    "FoundChild",
    "News",
    "concerns_for",
    "dismissal_lacks",
    "news_of",
]

AGAIN_AT_LEAST: Final = 4
"""How many inquiries of one contact for one child are many: a mother may ask three agencies."""

WITHDRAWN_AT_LEAST: Final = 2
"""How many withdrawn inquiries before a further one: one is withdrawn for a slip of the pen."""

AGENCIES_AT_LEAST: Final = 2
"""At how many agencies one contact asks for unrelated children."""

FOUND_AT_LEAST: Final = 2
"""On how many unrelated found children an inquirer's contact stands."""

NEAR_AT_LEAST: Final = 3
"""How many unrelated children were found where the inquirer lives."""

_ONE_ONLY: Final = frozenset({"mother", "father", "guardian"})
_TELLING = 3


class Ended(StrEnum):
    """How an inquiry came to an end."""

    NO = "no"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    """The child said no, or verification, assessment or best interests did."""


@dataclass(frozen=True, slots=True)
class Asking:
    """An inquiry: who asks, and for whom. Of an erased one nothing is known but that it had the contact.

    ``who``: words of the inquirer's name, folded; ``relation``: a code; ``given``: words of the sought child's given
    names; ``kin``: what tells the sought child's family.
    """

    inquiry: int
    agency: str
    who: frozenset[str] = frozenset()
    relation: str = ""
    given: frozenset[str] = frozenset()
    kin: Kin = field(default_factory=Kin)
    ended: Ended = Ended.NO
    ended_on: date | None = None
    asked_on: date = date.min

    def same_child(self, other: Asking) -> bool:
        """Say whether two inquiries ask for one child, as far as their words tell."""
        return bool(self.given & other.given) and self.kin.of(other.kin)


@dataclass(frozen=True, slots=True)
class FoundChild:
    """A child that was found."""

    child: int
    kin: Kin = field(default_factory=Kin)


@dataclass(frozen=True, slots=True)
class ConcernFacts:
    """What the rules look at, for one inquiry.

    ``others``: inquiries with a contact in common, those that have ended too. ``carrying``: found children with one of
    the contacts on their record; ``nearby``: those found at the small place where the inquirer lives. What is an
    institution's is left out by the caller. ``knowledge``: of the heaviest pair; None where there is none.
    """

    asking: Asking
    others: tuple[Asking, ...] = ()
    carrying: tuple[FoundChild, ...] = ()
    nearby: tuple[FoundChild, ...] = ()
    knowledge: Knowledge | None = None


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern to raise. ``inquiries``: those it is about; ``records``: all it rests on. ``facts``: what the rule saw, as
    texts that are the same for the same thing (to be stored as keyed hashes)."""

    kind: ConcernKind
    rule: Rule
    inquiries: frozenset[int]
    records: frozenset[int]
    facts: frozenset[str]


def _concern(
    kind: ConcernKind, rule: Rule, inquiries: Iterable[int], children: Iterable[int] = ()
) -> Concern:
    about = frozenset(inquiries)
    records = about | frozenset(children)
    return Concern(kind, rule, about, records, frozenset(f"{rule}:{record}" for record in records))


def _after_refusal(facts: ConcernFacts) -> list[Concern]:
    asking = facts.asking
    refused = [
        other.inquiry
        for other in facts.others
        if other.ended is Ended.REFUSED and other.ended_on is not None and other.ended_on <= asking.asked_on
        and other.inquiry < asking.inquiry
    ]  # fmt: skip
    if not refused:
        return []
    rule = Rule.ASKED_AGAIN_AFTER_REFUSAL
    return [_concern(ConcernKind.REPEATED_INQUIRER, rule, {asking.inquiry, *refused})]


def _after_withdrawals(facts: ConcernFacts) -> list[Concern]:
    asking = facts.asking
    gone = [o.inquiry for o in facts.others if o.ended is Ended.WITHDRAWN and o.inquiry < asking.inquiry]
    if len(gone) < WITHDRAWN_AT_LEAST or asking.ended is not Ended.NO:
        return []
    rule = Rule.ASKED_AGAIN_AFTER_WITHDRAWALS
    return [_concern(ConcernKind.REPEATED_INQUIRER, rule, {asking.inquiry, *gone})]


def _under_another_name(facts: ConcernFacts) -> list[Concern]:
    asking = facts.asking
    if asking.relation not in _ONE_ONLY or not asking.who:
        return []
    others = [
        other.inquiry
        for other in facts.others
        if other.relation == asking.relation and other.who and not _alike(other.who, asking.who)
        and other.same_child(asking)
    ]  # fmt: skip
    if not others:
        return []
    rule = Rule.ASKED_AGAIN_UNDER_ANOTHER_NAME
    return [_concern(ConcernKind.REPEATED_INQUIRER, rule, {asking.inquiry, *others})]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two names may be one person's: a word in common, or one that begins the other (Mati, Matilde)."""
    long = [{word for word in name if len(word) >= _TELLING} for name in (one, other)]
    return any(a.startswith(b) or b.startswith(a) for a in long[0] for b in long[1])


def _often(facts: ConcernFacts) -> list[Concern]:
    asking = facts.asking
    same = [other.inquiry for other in facts.others if other.same_child(asking)]
    if len(same) + 1 < AGAIN_AT_LEAST:
        return []
    return [_concern(ConcernKind.REPEATED_INQUIRER, Rule.ASKED_AGAIN_OFTEN, {asking.inquiry, *same})]


def _at_several_agencies(facts: ConcernFacts) -> list[Concern]:
    """Ended inquiries count: who moves from one agency to the next withdraws behind them. Erased ones tell of no child."""
    asking = facts.asking
    elsewhere = [
        other for other in facts.others
        if other.given and other.agency != asking.agency and not other.kin.of(asking.kin)
    ]  # fmt: skip
    agencies = {asking.agency, *(other.agency for other in elsewhere)}
    if len(agencies) < AGENCIES_AT_LEAST or unrelated([asking.kin, *(o.kin for o in elsewhere)]) < 2:
        return []
    about = {asking.inquiry, *(other.inquiry for other in elsewhere)}
    return [_concern(ConcernKind.SHARED_CONTACT, Rule.CONTACT_AT_SEVERAL_AGENCIES, about)]


def _near(facts: ConcernFacts) -> list[Concern]:
    made = []
    for rule, children, least in (
        (Rule.CONTACT_ON_FOUND_CHILDREN, facts.carrying, FOUND_AT_LEAST),
        (Rule.PLACE_OF_FOUND_CHILDREN, facts.nearby, NEAR_AT_LEAST),
    ):
        strangers = [child for child in children if not child.kin.of(facts.asking.kin)]
        if unrelated([child.kin for child in strangers]) >= least:
            numbers = [child.child for child in strangers]
            kind = ConcernKind.NEAR_SEVERAL_CHILDREN
            made.append(_concern(kind, rule, {facts.asking.inquiry}, numbers))
    return made


def _public_only(facts: ConcernFacts) -> list[Concern]:
    asking, knowledge = facts.asking, facts.knowledge
    if knowledge is None or not knows_only_what_is_public(knowledge, asking.relation):
        return []
    kind, rule = ConcernKind.PUBLIC_FIELDS_ONLY, Rule.NOTHING_FAMILY_WOULD_KNOW
    return [_concern(kind, rule, {asking.inquiry}, {knowledge.child})]


_RULES: Final[tuple[Callable[[ConcernFacts], list[Concern]], ...]] = (
    _after_refusal, _after_withdrawals, _under_another_name, _often, _at_several_agencies, _near, _public_only,
)  # fmt: skip


def concerns_for(facts: ConcernFacts) -> list[Concern]:
    """Return the concerns that the rules raise for an inquiry, one of each kind at most: the first rule that saw something
    names it, what further rules of the kind saw is added."""
    found: dict[ConcernKind, Concern] = {}
    for rule in _RULES:
        for concern in rule(facts):
            known = found.get(concern.kind)
            found[concern.kind] = concern if known is None else Concern(
                known.kind, known.rule, known.inquiries | concern.inquiries, known.records | concern.records,
                known.facts | concern.facts,
            )  # fmt: skip
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Earlier:
    """A concern of one kind that was raised before, about one of the same inquiries; ``facts`` as stored."""

    number: int
    facts: frozenset[object]
    open: bool


@dataclass(frozen=True, slots=True)
class News:
    """What is new: ``fresh`` facts, and the open concern that they are added to; None where one is to be raised."""

    fresh: frozenset[object]
    open: int | None


def news_of(facts: frozenset[object], earlier: Sequence[Earlier]) -> News | None:
    """Return what of a concern's facts wasn't known before; None where nothing is. What an officer dismissed comes back
    only on facts that are new."""
    fresh = facts - {fact for one in earlier for fact in one.facts}
    if not fresh:
        return None
    return News(fresh, next((one.number for one in earlier if one.open), None))


_ROLE: Final = Sentence(
    "concern_role",
    "Solo una persona oficial de protección descarta un indicio.",
    "Only a protection officer dismisses a concern.",
    "Palermo Protocol 6",
)
_CONFLICT: Final = Sentence(
    "concern_conflict",
    "Declaró un conflicto de interés con un registro de este indicio: decide otra persona.",
    "You declared a conflict of interest with a record of this concern: another person decides.",
    "CRC 3",
)
_REASON: Final = Sentence(
    "concern_reason", "Explique por qué se descarta.", "Say why it is dismissed.", "Palermo Protocol 9, 10"
)

CONCERN_LACKS: Final = (_ROLE, _CONFLICT, _REASON)
"""What dismissing may lack, in words."""


def dismissal_lacks(role: Role, reason: str, *, conflicted: bool = False) -> tuple[Sentence, ...]:
    """Return what is missing for dismissing a concern, nothing where it can be dismissed."""
    found = (role is not Role.PROTECTION_OFFICER, conflicted, not reason.strip())
    return tuple(sentence for sentence, so in zip(CONCERN_LACKS, found, strict=True) if so)
