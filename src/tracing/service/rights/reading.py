"""Reading how a child was heard and what was weighed: by protection officers who work on the pair, each time audited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracing.casework.acts import Outcome
from tracing.casework.rights.interests import Interests, InterestsKind
from tracing.casework.rights.views import Views
from tracing.casework.roles import Task
from tracing.casework.states import State
from tracing.service.access import require
from tracing.service.acts import to_act
from tracing.service.context import Service
from tracing.service.errors import NotFound
from tracing.service.pairs import Pair
from tracing.service.rights import hearings, interests
from tracing.service.state_of import case_of
from tracing.store import review
from tracing.store import rights as store
from tracing.store.database import Reader, write_audit

__all__ = ["DueReview", "due_reviews", "read_interests", "read_views"]


def read_views(service: Service, reader: Reader, pair: Pair, act: int) -> Views:
    """Return how a child was heard in an act of a pair. Raises ``NotFound`` where there is none, or it was erased."""
    require(reader, Task.CASE_ACTS)
    with service.database.reading(reader) as connection:
        to_act(connection, reader, pair)
        known = {a.id for a in review.acts_of(connection, pair.inquiry, pair.child)}
        found = store.hearing(connection, act) if act in known else None
        if found is None or found.record is None:
            raise NotFound("no_hearing", "No hearing is on record for that act.")
        write_audit(connection, reader, "read_views", "pair", pair.name, of=act)
    return hearings.opened(service, found)


def read_interests(service: Service, reader: Reader, pair: Pair, act: int) -> Interests:
    """Return what was weighed in an act of a pair. Raises ``NotFound`` where there is none, or it was erased."""
    require(reader, Task.CASE_ACTS)
    with service.database.reading(reader) as connection:
        to_act(connection, reader, pair)
        known = {a.id for a in review.acts_of(connection, pair.inquiry, pair.child)}
        found = store.interests(connection, act) if act in known else None
        if found is None or found.record is None:
            raise NotFound("no_interests", "No best-interests record stands for that act.")
        write_audit(connection, reader, "read_interests", "pair", pair.name, of=act)
    return interests.opened(service, found)


@dataclass(frozen=True, slots=True)
class DueReview:
    """A best-interests decision that is to be looked at again, of a case that isn't closed."""

    pair: Pair
    act: int
    kind: InterestsKind
    outcome: Outcome
    review_on: date


def due_reviews(service: Service, reader: Reader, by: date | None = None) -> list[DueReview]:
    """Return the best-interests decisions that are to be looked at again by a day (today), the first due first, of the pairs
    that the reader's agency works on."""
    require(reader, Task.CASE_ACTS)
    made = []
    with service.database.reading(reader) as connection:
        for one in store.interests_due(connection, by or service.now().date()):
            pair = Pair(one.inquiry_id, one.child_id)
            try:
                to_act(connection, reader, pair)
            except NotFound:
                continue
            if case_of(service, pair).state is not State.CLOSED:
                made.append(
                    DueReview(pair, one.act_id, InterestsKind(one.kind), Outcome(one.outcome), one.review_on)
                )
        write_audit(connection, reader, "list", "interests", reader.agency or 0, shown=len(made))
    return made
