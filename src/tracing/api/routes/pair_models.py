"""A pair in JSON: what ``service.pair`` gives a reader, sentence by sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from tracing.api.models import Model
from tracing.casework.disclosure import Disclosure
from tracing.casework.states import STATES
from tracing.casework.wording import Sentence
from tracing.service.explaining import Explained
from tracing.service.pair import PairView, RecordView, RunnerUp

__all__ = [
    "DisclosureOut",
    "Explanation",
    "Pair",
    "Record",
    "Said",
    "disclosure_out",
    "explanation_out",
    "pair_out",
    "record_out",
    "said",
]


"""The rule by which a withholding is decided anew."""


class Said(Model):
    """A code with its sentence."""

    code: str
    es: str
    en: str


class Record(Model):
    """One record of the pair, as far as you may see it. `revealable`: what may be asked for now; `withheld`: what you
    won't get."""

    pseudonym: str | None
    version: int
    fields: Annotated[dict[str, Any], Field(examples=[{"sex": "M", "origin_country": "GT", "agency": "MX"}])]
    revealable: Annotated[list[str], Field(examples=[["full_name", "birth_date"]])]
    withheld: list[str]
    holds: list[Said]
    flags: list[str]


class Step(Model):
    """One comparison: the level it reached, in words, and its bits, of which `rarity_bits` for a rare value."""

    name: Annotated[str, Field(examples=["given_names"])]
    level: Annotated[str, Field(examples=["exact"])]
    title: dict[str, str]
    text: dict[str, str]
    bits: float
    rarity_bits: float


class Explanation(Model):
    """Why the pair weighs what it weighs: the bits of the steps sum to `weight`, exactly."""

    matcher: str
    weight: float
    prior_bits: float
    probability: float
    band: str
    steps: list[Step]


class Other(Model):
    """Another pair of one of the two records."""

    inquiry: str
    child: str
    rank: int
    weight: float
    probability: float
    band: str
    stage: str | None


class Decision(Model):
    """A decision on the pair."""

    id: int
    kind: str
    reasons: list[str]
    note: str | None
    takes_back: int | None
    mine: bool
    person: int
    blind: bool
    at: datetime


class DisclosureOut(Model):
    """Where disclosure stands: by default nothing is told. `review_basis`: the rule of law that `review_on` follows."""

    decided: bool
    reasons: list[Said]
    author: int | None
    review_on: date | None
    review_basis: Annotated[str | None, Field(examples=["INT/withholding_review_days"])]
    by: list[int]


class Points(Model):
    """A part of the pair's place in the queue."""

    part: Said
    points: int


class Pair(Model):
    """A pair. What tells the score is missing in blind review until you have judged."""

    inquiry: Record
    child: Record
    state: Said
    review: str
    held: bool
    open_until: datetime | None
    blind: bool
    explanation: Explanation | None
    others_of_inquiry: list[Other] | None
    others_of_child: list[Other] | None
    warnings: list[Said]
    decisions: list[Decision]
    disclosure: DisclosureOut | None
    urgency: list[Points] | None
    paired_at: datetime
    asked_at: datetime


def said(sentence: Sentence) -> Said:
    """Return a sentence with its code."""
    return Said(code=sentence.code, es=sentence.es, en=sentence.en)


def record_out(record: RecordView) -> Record:
    """Return one record of a pair."""
    return Record(
        pseudonym=record.seen.pseudonym,
        version=record.version,
        fields=dict(record.seen.fields),
        revealable=list(record.seen.revealable),
        withheld=list(record.seen.withheld),
        holds=[said(hold) for hold in record.holds],
        flags=list(record.flags),
    )


def disclosure_out(disclosure: Disclosure) -> DisclosureOut:
    """Return where a disclosure stands."""
    return DisclosureOut(
        decided=disclosure.decided,
        reasons=[said(reason) for reason in disclosure.reasons],
        author=disclosure.author,
        review_on=disclosure.review_on,
        review_basis=disclosure.review_basis,
        by=list(disclosure.by),
    )


def pair_out(view: PairView) -> Pair:
    """Return a pair."""
    return Pair(
        inquiry=record_out(view.inquiry),
        child=record_out(view.child),
        state=said(STATES[view.state]),
        review=view.review.value,
        held=view.held,
        open_until=view.leased_until,
        blind=view.blind,
        explanation=None if view.explanation is None else explanation_out(view.explanation),
        others_of_inquiry=None if view.of_inquiry is None else [_other(o) for o in view.of_inquiry],
        others_of_child=None if view.of_child is None else [_other(o) for o in view.of_child],
        warnings=[said(warning) for warning in view.warnings],
        decisions=[
            Decision(
                id=d.id,
                kind=d.kind.value,
                reasons=list(d.reasons),
                note=d.note,
                takes_back=d.takes_back,
                mine=d.mine,
                person=d.person,
                blind=d.blind,
                at=d.at,
            )
            for d in view.decisions
        ],
        disclosure=None if view.disclosure is None else disclosure_out(view.disclosure),
        urgency=None
        if view.urgency is None
        else [Points(part=said(part.what), points=part.points) for part in view.urgency],
        paired_at=view.paired_at,
        asked_at=view.asked_at,
    )


def explanation_out(explained: Explained) -> Explanation:
    """Return why a pair weighs what it weighs."""
    return Explanation(
        matcher=explained.matcher,
        weight=explained.weight,
        prior_bits=explained.prior_bits,
        probability=explained.probability,
        band=explained.band,
        steps=[
            Step(
                name=step.name,
                level=step.level,
                title={"es": step.title_es, "en": step.title_en},
                text={"es": step.text_es, "en": step.text_en},
                bits=step.bits,
                rarity_bits=step.rarity_bits,
            )
            for step in explained.steps
        ],
    )


def _other(other: RunnerUp) -> Other:
    return Other(
        inquiry=other.pair.inquiry_name,
        child=other.pair.child_name,
        rank=other.rank,
        weight=other.weight,
        probability=other.probability,
        band=other.band,
        stage=other.stage,
    )
