"""A hearing and a best-interests record in JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from tracing.api.models import Code, Model
from tracing.casework.rights.interests import Interests
from tracing.casework.rights.views import Views
from tracing.service.rights import hearings, interests

__all__ = [
    "ChildViews",
    "InterestsRecord",
    "interests_in",
    "interests_out",
    "views_in",
    "views_out",
]

Text = Annotated[str, Field(max_length=8000)]
Name = Annotated[str, Field(max_length=200)]


class ChildViews(Model):
    """How the child was heard: codes of the lists `views_ways`, `views_present`, `views_questions`, `views_answers`. An
    adviser of the child's own was present, never the officer who accompanies it. `hear_again_on`: by when the child wants
    to be heard again."""

    heard_on: Annotated[date, Field(examples=["2026-03-31"])]
    explained_by: Annotated[Name, Field(examples=["Lic. Inés Ical"])]
    language: Annotated[Name, Field(examples=["kek"])]
    way: Annotated[Code, Field(examples=["talk"])]
    present: Annotated[list[Code], Field(max_length=20, examples=[["adviser", "interpreter"]])]
    interpreter: Annotated[Name | None, Field(examples=["Petrona Choc"])] = None
    said: Annotated[Text, Field(examples=["quiere hablar con su mamá"])]
    answers: Annotated[
        dict[Code, Code],
        Field(max_length=10, examples=[{"contact": "yes", "return": "unsure", "stay": "not_said"}]),
    ]
    told_may_change: bool
    hear_again_on: date | None = None


class Member(Model):
    """Somebody who decided. `person`: the number of their account, where they have one."""

    name: Annotated[Name, Field(examples=["Marta Tot"])]
    organisation: Annotated[Name, Field(examples=["PGN"])]
    function: Annotated[Name, Field(examples=["psicóloga"])]
    person: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None


class Option(Model):
    """A way that was looked at: an outcome of the act, and what speaks for and against it."""

    outcome: Annotated[Code, Field(examples=["reunification"])]
    speaks_for: Text
    speaks_against: Text


class Dissent(Model):
    """Who of the panel, by place from 1, would have decided otherwise, and why."""

    member: Annotated[int, Field(ge=1, le=100)]
    why: Text


class InterestsRecord(Model):
    """A best-interests assessment or determination. All `interests_factors` are weighed in words; a decision against what
    the child wants says why (`against_views`)."""

    kind: Annotated[Code, Field(examples=["determination"])]
    panel: Annotated[list[Member], Field(max_length=20)]
    factors: Annotated[dict[Code, Text], Field(max_length=20, examples=[{"safety": "la casa es segura"}])]
    options: Annotated[list[Option], Field(max_length=20)]
    reasons: Text
    review_on: Annotated[date, Field(examples=["2026-09-30"])]
    dissent: Annotated[list[Dissent], Field(max_length=20, default_factory=list)]
    against_views: Text | None = None


def views_in(body: ChildViews | None) -> hearings.NewViews | None:
    """Return a hearing as the use case takes it."""
    if body is None:
        return None
    return hearings.NewViews(
        heard_on=body.heard_on,
        explained_by=body.explained_by,
        language=body.language,
        way=body.way,
        present=tuple(body.present),
        said=body.said,
        answers=dict(body.answers),
        told_may_change=body.told_may_change,
        interpreter=body.interpreter,
        hear_again_on=body.hear_again_on,
    )


def views_out(views: Views) -> ChildViews:
    """Return a hearing as it is read."""
    return ChildViews(
        heard_on=views.heard_on,
        explained_by=views.explained_by,
        language=views.language,
        way=views.way.value,
        present=sorted(views.present),
        said=views.said,
        answers={question.value: answer.value for question, answer in views.answers.items()},
        told_may_change=views.told_may_change,
        interpreter=views.interpreter,
        hear_again_on=views.hear_again_on,
    )


def interests_in(body: InterestsRecord | None) -> interests.NewInterests | None:
    """Return a best-interests record as the use case takes it."""
    if body is None:
        return None
    return interests.NewInterests(
        kind=body.kind,
        panel=tuple(interests.NewMember(m.name, m.organisation, m.function, m.person) for m in body.panel),
        factors=dict(body.factors),
        options=tuple(interests.NewOption(o.outcome, o.speaks_for, o.speaks_against) for o in body.options),
        reasons=body.reasons,
        review_on=body.review_on,
        dissent=tuple(interests.NewDissent(d.member, d.why) for d in body.dissent),
        against_views=body.against_views,
    )


def interests_out(record: Interests) -> InterestsRecord:
    """Return a best-interests record as it is read."""
    return InterestsRecord(
        kind=record.kind.value,
        panel=[Member.model_validate(member) for member in record.panel],
        factors={factor.value: text for factor, text in record.factors.items()},
        options=[
            Option(outcome=o.outcome.value, speaks_for=o.speaks_for, speaks_against=o.speaks_against)
            for o in record.options
        ],
        reasons=record.reasons,
        review_on=record.review_on,
        dissent=[Dissent.model_validate(dissent) for dissent in record.dissent],
        against_views=record.against_views,
    )
