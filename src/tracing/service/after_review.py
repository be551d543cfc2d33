"""Why a child of one's own was thought to be somebody's, once people have settled what they think of it (brief I6: the found
side sees score and explanation after review).

Nothing tells who asked: neither a pseudonym nor a number, and pairs come in the order of their weight. What is compared
says only how far the two agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.decisions import DecisionKind
from tracing.casework.roles import Role, Task
from tracing.casework.visibility import Relation, sees_score
from tracing.service.access import forbidden, require
from tracing.service.context import Service
from tracing.service.explaining import Explained, explain_link, matcher_of
from tracing.service.pairs import Pair
from tracing.service.state_of import case_of
from tracing.service.submission import own_agency, own_record
from tracing.store import review as store
from tracing.store import review_queue
from tracing.store.database import Reader, write_audit

__all__ = ["Reviewed", "read_reviewed"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review of a child came to, and why the pair weighed what it weighs."""

    outcome: DecisionKind
    explained: Explained


def read_reviewed(service: Service, reader: Reader, reference: str) -> list[Reviewed]:
    """Return the reviewed pairs of a child of the reader's agency, the heaviest first. A pair that the matcher in use
    doesn't link any more has nothing to explain, and one that is reviewed anew isn't there until that is settled."""
    require(reader, Task.READ_SCORES)
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, "child", writes=False)
        if not sees_score(Role(reader.role), Relation.OWN, Side.CHILD, reviewed=True):
            raise forbidden(Task.READ_SCORES)
        record = own_record(connection, "child", agency.id, reference)
    settled = _settled(service, record.id)
    with service.database.reading(reader) as connection:
        found = _explained(connection, settled)
        write_audit(
            connection, reader, "read_explanation", "record", record.id, side="child", shown=len(found)
        )
    return sorted(found, key=lambda one: (-one.explained.weight, one.outcome))


def _settled(service: Service, child: int) -> dict[Pair, DecisionKind]:
    """Return what people have settled on for the pairs of a child."""
    with service.database.working() as connection:
        pairs = [Pair(*pair) for pair in store.judged_pairs_of(connection, child)]
    outcomes = {pair: case_of(service, pair).review.outcome for pair in pairs}
    return {pair: outcome for pair, outcome in outcomes.items() if outcome is not None}


def _explained(connection: sa.Connection, settled: dict[Pair, DecisionKind]) -> list[Reviewed]:
    active = review_queue.active_matcher(connection)
    if active is None:
        return []
    number, text = active
    links = {pair: store.link(connection, number, pair.inquiry, pair.child) for pair in settled}
    return [
        Reviewed(settled[pair], explain_link(matcher_of(text), link))
        for pair, link in links.items()
        if link is not None
    ]
