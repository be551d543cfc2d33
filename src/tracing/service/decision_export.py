"""Decisions as labels for training (``tracing train --decisions``): a row for each pair whose review is settled.

Records go by their pseudonyms, officers by numbers: a label tells a matcher nothing of a person. What is still disputed is
no label.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa

from tracing.casework.decisions import DecisionKind
from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.pairs import Pair
from tracing.service.state_of import case_of
from tracing.store import review as store
from tracing.store.database import Reader, write_audit

__all__ = ["COLUMNS", "Label", "Settled", "export_decisions", "settled_pairs", "write_labels"]

COLUMNS = ("child_id", "inquiry_id", "decision", "officer", "when")

_SAID = {
    DecisionKind.POSSIBLE: "possible",
    DecisionKind.NOT_THIS_CHILD: "not_this_child",
    DecisionKind.RELATIVE_LEAD: "sibling",
    DecisionKind.DUPLICATE_RECORD: "duplicate",
    DecisionKind.NEED_INFORMATION: "need_more",
}
"""Kind → what training calls it."""


@dataclass(frozen=True, slots=True)
class Label:
    """What people settled on for a pair; ``officer``: who made the decision that settled it."""

    child: str
    inquiry: str
    decision: str
    officer: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """What people settled on for a pair, as training calls it; ``officer`` made the decision that settled it."""

    pair: Pair
    decision: str
    officer: int
    when: datetime


def export_decisions(service: Service, reader: Reader) -> list[Label]:
    """Return the labels of all pairs whose review is settled, in the order of their numbers."""
    require(reader, Task.EXPORT_DECISIONS)
    with service.database.reading(reader) as connection:
        labels = [
            Label(one.pair.child_name, one.pair.inquiry_name, one.decision, str(one.officer), one.when)
            for one in settled_pairs(service, connection)
        ]
        write_audit(connection, reader, "export", "decisions", "all", rows=len(labels))
    return labels


def write_labels(labels: list[Label]) -> str:
    """Return labels as the CSV that training reads."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(
        [(one.child, one.inquiry, one.decision, one.officer, one.when.isoformat()) for one in labels]
    )
    return text.getvalue()


def settled_pairs(service: Service, connection: sa.Connection) -> Iterator[Settled]:
    """Yield what was settled of each pair that people have decided on, as far as the connection's reader may see decisions,
    in the order of the pairs' numbers; what is still disputed is left out."""
    decisions = store.all_decisions(connection)
    for (inquiry, child), made in groupby(decisions, key=lambda d: (d.inquiry_id, d.child_id)):
        pair, known = Pair(inquiry, child), list(made)
        case = case_of(service, pair)
        outcome = case.review.outcome
        if outcome is None:
            continue
        last = [d for d in known if d.kind == outcome and d.user_id in case.review.people][-1]
        yield Settled(pair, _SAID[outcome], last.user_id, last.at)
