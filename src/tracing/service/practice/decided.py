"""What the pairs of a sandbox really were, for whoever has decided on them: one's own decisions beside the truth, the comparisons that
spoke, the share that was right, and kappa. Nothing is told of a pair before one's own decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tracing.casework.decisions import DecisionKind
from tracing.casework.roles import Task
from tracing.casework.training.scoring import BEST, TRUTHS, Score, Truth, points, score
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.explaining import explain_link, matcher_of
from tracing.service.pairs import Pair
from tracing.service.practice.pairs import Spoke
from tracing.service.practice.sandbox import check_sandbox
from tracing.store import review
from tracing.store import training as store
from tracing.store.database import Reader, write_audit
from tracing.store.matching import Queries

__all__ = ["Decided", "own_decisions"]

_LAST = 200
"""So many of the latest decisions are shown; all of them count."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A pair that the reader has decided on."""

    pair: Pair
    decision: DecisionKind
    truth: Sentence
    points: int
    at: datetime
    spoke: list[Spoke]


def own_decisions(service: Service, reader: Reader) -> tuple[Score, list[Decided]]:
    """Return one's own standing decisions on the sandbox's own pairs, the latest first, and how they agree with the truth.

    The truth of these says only whether it is the child: a lead to a relative counts as "not this child" here.
    """
    require(reader, Task.TRAIN)
    with service.database.reading(reader) as connection:
        check_sandbox(connection)
        made = _standing(store.decided_by(connection, reader.person or 0))
        write_audit(connection, reader, "read", "training", reader.person or 0, shown=len(made))
    pairs = {(inquiry, child) for inquiry, child, _, _ in made}
    with service.database.working() as connection:
        same = store.same(connection, pairs)
        known = [
            one for one in made if (one[0], one[1]) in same and one[2] is not DecisionKind.DUPLICATE_RECORD
        ]
        spoke = _spoke(connection, known[-_LAST:])
    judged = [(Truth.SAME if same[i, c] else Truth.OTHER, _as_said(kind)) for i, c, kind, _ in known]
    shown = [
        Decided(Pair(i, c), kind, TRUTHS[truth], points(truth, said), at, spoke.get((i, c), []))
        for (i, c, kind, at), (truth, said) in list(zip(known, judged, strict=True))[-_LAST:]
    ]
    return score(judged), shown[::-1]


Made = tuple[int, int, DecisionKind, datetime]


def _standing(made: Sequence[tuple[int, int, int, str, int | None, datetime]]) -> list[Made]:
    """Return the last decision on each pair that wasn't taken back, in order."""
    back = {takes_back for *_, takes_back, _ in made if takes_back is not None}
    last: dict[tuple[int, int], Made] = {}
    for number, inquiry, child, kind, takes_back, at in made:
        if takes_back is None and number not in back:
            last.pop((inquiry, child), None)
            last[inquiry, child] = (inquiry, child, DecisionKind(kind), at)
    return list(last.values())


def _as_said(kind: DecisionKind) -> DecisionKind:
    """Return a decision as the truth of the samples can judge it."""
    return BEST[Truth.OTHER] if kind is DecisionKind.RELATIVE_LEAD else kind


def _spoke(connection: sa.Connection, made: Sequence[Made]) -> dict[tuple[int, int], list[Spoke]]:
    """Return what the comparisons of the matcher in use say of pairs that are still links."""
    queries = Queries(connection)
    active = next((line for line in queries.in_use() if line.state == "active"), None)
    if active is None:
        return {}
    matcher = matcher_of(queries.matcher_file(active.id))
    found = {}
    for inquiry, child, _, _ in made:
        link = review.link(connection, active.id, inquiry, child)
        if link is None:
            continue
        steps = explain_link(matcher, link).steps
        spoke = [Spoke(s.name, s.level, s.text_en, s.text_es, s.bits) for s in steps if s.bits]
        found[inquiry, child] = sorted(spoke, key=lambda one: -abs(one.bits))
    return found
