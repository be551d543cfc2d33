"""Four eyes: where the review of a pair stands, and who may judge it (brief I3, "reviewed (two people)").

A strong pair takes two people who say the same; where they don't, a third is asked, and further ones until one
outcome has more people than any other. A pair that isn't strong takes one person, unless others came to another
outcome meanwhile. Nothing here reads a score: a score puts a pair before people, it never speaks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.decisions import DecisionKind
from tracing.casework.roles import Role
from tracing.casework.wording import Sentence, worded

__all__ = [
    "CONFLICT_OF_INTEREST",
    "OWN_SUBMISSION",
    "PEOPLE_FOR_STRONG",
    "REFUSALS",
    "REVIEW_STATES",
    "Judgement",
    "Review",
    "ReviewState",
    "may_judge",
    "may_take_back",
    "review_of",
]

PEOPLE_FOR_STRONG: Final = 2
"""How many different people a strong pair needs, and a disclosure."""


class ReviewState(StrEnum):
    """Where the review of a pair stands."""

    OPEN = "open"
    WAITS_FOR_SECOND = "waits_for_second"
    WAITS_FOR_THIRD = "waits_for_third"
    SETTLED = "settled"


REVIEW_STATES: Final[Mapping[ReviewState, Sentence]] = worded(
    {
        ReviewState.OPEN: ("Sin decisión", "No decision yet"),
        ReviewState.WAITS_FOR_SECOND: ("Espera la segunda persona", "Waits for a second person"),
        ReviewState.WAITS_FOR_THIRD: (
            "Hay desacuerdo: decide otra persona",
            "There is disagreement: another person decides",
        ),
        ReviewState.SETTLED: ("Decidido", "Settled"),
    }
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision as the rules need it: ``number`` (its id, rising), who made it, its kind, what it takes back.

    ``current``: made on the versions that both records still have. A "need more information" that isn't has been
    answered by the correction, and counts no more.
    """

    number: int
    person: int
    kind: DecisionKind
    takes_back: int | None = None
    current: bool = True


@dataclass(frozen=True, slots=True)
class Review:
    """Where a review stands: ``outcome`` where it is settled, ``people`` whose judgements count, in their order."""

    state: ReviewState
    outcome: DecisionKind | None
    people: tuple[int, ...]


def _standing(judgements: Iterable[Judgement], barred: Collection[int]) -> dict[int, Judgement]:
    """Return person → the last judgement of theirs that counts, in the order in which they were made."""
    ordered = sorted(judgements, key=lambda j: j.number)
    back = {j.takes_back for j in ordered if j.kind is DecisionKind.TAKEN_BACK}
    standing: dict[int, Judgement] = {}
    for judgement in ordered:
        answered = judgement.kind is DecisionKind.NEED_INFORMATION and not judgement.current
        gone = judgement.number in back or judgement.person in barred or answered
        if judgement.kind is DecisionKind.TAKEN_BACK or gone:
            continue
        # Two judgements of one person are one voice; it counts where it was last raised.
        standing.pop(judgement.person, None)
        standing[judgement.person] = judgement
    return standing


def review_of(judgements: Iterable[Judgement], *, strong: bool, barred: Collection[int] = ()) -> Review:
    """Return where the review of a pair stands from all decisions ever made on it.

    ``strong``: the pair is in the strong band now, or was when somebody judged it. ``barred``: people who submitted
    one of the records or declared a conflict of interest, if only later: their judgements count no more.
    """
    standing = _standing(judgements, barred)
    people = tuple(standing)
    voices = Counter(judgement.kind for judgement in standing.values())
    if not voices:
        return Review(ReviewState.OPEN, None, people)
    (leading, most), *others = voices.most_common()
    if others:
        # Most agree, and more than one person: then the disagreement has been decided.
        if most > others[0][1] and most >= PEOPLE_FOR_STRONG:
            return Review(ReviewState.SETTLED, leading, people)
        return Review(ReviewState.WAITS_FOR_THIRD, None, people)
    # Asking for information claims nothing, so one person may.
    if strong and most < PEOPLE_FOR_STRONG and leading is not DecisionKind.NEED_INFORMATION:
        return Review(ReviewState.WAITS_FOR_SECOND, None, people)
    return Review(ReviewState.SETTLED, leading, people)


_RECORDED: Final = "Inter-agency Guiding Principles on UASC (2004)"
_TWO: Final = "IAWG Field Handbook (2017); Program rule"

OWN_SUBMISSION: Final = Sentence(
    "own_submission",
    "Usted registró o corrigió uno de los dos registros: decide otra persona.",
    "You submitted or corrected one of the two records: another person decides.",
    "CRC 3; Inter-agency Guiding Principles on UASC (2004)",
)
CONFLICT_OF_INTEREST: Final = Sentence(
    "conflict_of_interest",
    "Declaró un conflicto de interés con uno de los registros: decide otra persona.",
    "You declared a conflict of interest with one of the records: another person decides.",
    "CRC 3; Inter-agency Guiding Principles on UASC (2004)",
)
_SAME_PERSON: Final = Sentence(
    "same_person",
    "Ya decidió sobre esta pareja: la siguiente decisión es de otra persona. Puede retirar la suya.",
    "You have decided on this pair: the next decision is another person's. You can take yours back.",
    _TWO,
)
_SETTLED: Final = Sentence(
    "settled",
    "La revisión está decidida. Para abrirla de nuevo, retire una decisión.",
    "The review is settled. To open it again, take a decision back.",
    _TWO,
)
_NO_SUCH_DECISION: Final = Sentence(
    "no_such_decision", "Esa decisión no existe en esta pareja.", "This pair has no such decision.", _RECORDED
)
_ALREADY_TAKEN_BACK: Final = Sentence(
    "already_taken_back", "Esa decisión ya fue retirada.", "That decision was taken back already.", _RECORDED
)
_NOT_YOURS: Final = Sentence(
    "not_yours",
    "Solo quien decidió o un oficial de protección puede retirar esa decisión.",
    "Only who decided, or a protection officer, can take that decision back.",
    _TWO,
)
REFUSALS: Final = (
    OWN_SUBMISSION,
    CONFLICT_OF_INTEREST,
    _SAME_PERSON,
    _SETTLED,
    _NO_SUCH_DECISION,
    _ALREADY_TAKEN_BACK,
    _NOT_YOURS,
)
"""All that may be said to who can't judge, or can't take a judgement back."""


def _barred(
    records: Collection[int], person: int, submitters: Collection[int], conflicts: Collection[int]
) -> Sentence | None:
    if person in submitters:
        return OWN_SUBMISSION
    return CONFLICT_OF_INTEREST if set(records) & set(conflicts) else None


def may_judge(
    judgements: Sequence[Judgement],
    person: int,
    *,
    strong: bool,
    records: Collection[int],
    submitters: Collection[int] = (),
    conflicts: Collection[int] = (),
    barred: Collection[int] = (),
) -> Sentence | None:
    """Return why a person can't judge a pair now, None where they can.

    ``records``: the pair's two record ids. ``submitters``: everybody who entered or changed one of them.
    ``conflicts``: ids of records that this person declared to be of their own family or otherwise not theirs to judge.
    ``barred``: as for ``review_of``.
    """
    refusal = _barred(records, person, submitters, conflicts)
    if refusal is not None:
        return refusal
    review = review_of(judgements, strong=strong, barred={*barred, *submitters})
    if person in review.people:
        return _SAME_PERSON
    return _SETTLED if review.state is ReviewState.SETTLED else None


def may_take_back(
    judgements: Sequence[Judgement],
    number: int,
    person: int,
    role: Role,
    *,
    records: Collection[int],
    submitters: Collection[int] = (),
    conflicts: Collection[int] = (),
) -> Sentence | None:
    """Return why a person can't take back decision ``number`` of a pair, None where they can.

    One's own decisions, and as a protection officer everybody's; a taking back stands (decide anew instead).
    """
    taken = {j.takes_back for j in judgements if j.kind is DecisionKind.TAKEN_BACK}
    decision = next((j for j in judgements if j.number == number), None)
    if decision is None or decision.kind is DecisionKind.TAKEN_BACK:
        return _NO_SUCH_DECISION
    if number in taken:
        return _ALREADY_TAKEN_BACK
    if decision.person != person and role is not Role.PROTECTION_OFFICER:
        return _NOT_YOURS
    return _barred(records, person, submitters, conflicts)
