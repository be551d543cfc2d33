"""How a child was heard: taken with the act that enters its views, kept encrypted, read by protection officers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from tracing.casework.acts import ActKind, Outcome
from tracing.casework.law.terms import Terms
from tracing.casework.rights.views import Answer, Present, Question, Views, Way, views_faults
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid
from tracing.service.pairs import Pair
from tracing.service.rights.texts import LONGEST, field_faults, line_faults
from tracing.service.sets.members import members_of
from tracing.service.texts import is_text
from tracing.store import review
from tracing.store import rights as store

__all__ = ["NewViews", "answers_of", "checked_views", "opened", "store_views"]


@dataclass(frozen=True, slots=True)
class NewViews:
    """A hearing as it is sent: codes of ``casework.rights.views``, names and texts."""

    heard_on: date
    explained_by: str = field(repr=False)
    language: str = field(repr=False)
    way: str
    present: tuple[str, ...]
    said: str = field(repr=False)
    answers: Mapping[str, str] = field(repr=False)
    told_may_change: bool
    interpreter: str | None = field(default=None, repr=False)
    hear_again_on: date | None = None


def checked_views(new: NewViews, outcome: Outcome, today: date, terms: Terms) -> Views:
    """Return a hearing that can stand; raises ``Invalid`` naming all that it lacks."""
    faults = line_faults(
        "/views",
        {"explained_by": new.explained_by, "language": new.language, "interpreter": new.interpreter},
    )
    if not is_text(new.said, LONGEST):
        faults.append(
            FieldFault("/views/said", "isn't a text of up to 8,000 characters", "Write plain text.")
        )
    for name, given, known in (
        ("way", {new.way}, set(Way)),
        ("present", set(new.present), set(Present)),
        ("answers", set(new.answers), set(Question)),
        ("answers", set(new.answers.values()), set(Answer)),
    ):
        if not given <= known:
            faults.append(FieldFault(f"/views/{name}", "isn't a code", f"Take: {', '.join(sorted(known))}."))
    if faults:
        raise Invalid("invalid", "The hearing can't be taken as it is.", fields=faults)
    views = Views(
        heard_on=new.heard_on,
        explained_by=new.explained_by.strip(),
        language=new.language.strip(),
        way=Way(new.way),
        present=frozenset(map(Present, new.present)),
        said=new.said.strip(),
        answers={Question(question): Answer(answer) for question, answer in new.answers.items()},
        told_may_change=new.told_may_change,
        interpreter=(new.interpreter or "").strip() or None,
        hear_again_on=new.hear_again_on,
    )
    if found := views_faults(views, outcome, today, terms):
        raise Invalid("invalid", "The hearing lacks something.", fields=field_faults("/views", found))
    return views


def store_views(service: Service, connection: sa.Connection, act: int, views: Views) -> None:
    """Enter a hearing with its act."""
    said = {
        "explained_by": views.explained_by,
        "language": views.language,
        "way": views.way.value,
        "present": sorted(views.present),
        "said": views.said,
        "answers": {question.value: answer.value for question, answer in views.answers.items()},
        "told_may_change": views.told_may_change,
        "interpreter": views.interpreter,
    }
    sealed = service.keyring.encrypt(json.dumps(said, ensure_ascii=False).encode(), f"hearings.record:{act}")
    store.add_hearing(connection, store.Hearing(act, views.heard_on, views.hear_again_on, sealed))


def answers_of(service: Service, pair: Pair) -> Mapping[Question, Answer] | None:
    """Return what the child said when it was last heard about a case, on whatever records of both; None where nothing is on
    record."""
    with service.database.working() as connection:
        members = members_of(connection, [pair.inquiry, pair.child])
        acts = review.acts_among(connection, members[pair.inquiry], members[pair.child])
        back = {act.takes_back for act in acts}
        for act in reversed(acts):
            if act.kind == ActKind.CHILD_VIEWS and act.id not in back:
                found = store.hearing(connection, act.id)
                return None if found is None or found.record is None else opened(service, found).answers
    return None


def opened(service: Service, row: store.Hearing) -> Views:
    """Return a hearing as it was entered; ``row.record`` hasn't been erased."""
    said = json.loads(service.keyring.decrypt(row.record or b"", f"hearings.record:{row.act_id}"))
    return Views(
        heard_on=row.heard_on,
        explained_by=said["explained_by"],
        language=said["language"],
        way=Way(said["way"]),
        present=frozenset(map(Present, said["present"])),
        said=said["said"],
        answers={Question(question): Answer(answer) for question, answer in said["answers"].items()},
        told_may_change=said["told_may_change"],
        interpreter=said["interpreter"],
        hear_again_on=row.hear_again_on,
    )
