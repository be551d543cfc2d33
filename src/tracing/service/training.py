"""A matcher trained from what the service holds: its live records, and what people have settled on.

Training compares whole records of both sides, and nobody who works on matchers may see one (brief I6). So nothing is
handed out: whoever runs the service has it train itself, and what comes out is a matcher file: probabilities of levels, and
sizes. Telephones and document numbers that training would write into the file as meaningless stay out of it, for they are
somebody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from tracing.casework.roles import Task
from tracing.linkage.encode import Progress
from tracing.linkage.matcher import edited_text
from tracing.linkage.training import TrainingError, train
from tracing.records import Records, read_children, read_inquiries
from tracing.records.schema import CHILD_COLUMNS, INQUIRY_COLUMNS
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.decision_export import COLUMNS, settled_pairs
from tracing.service.errors import Invalid, NotYet
from tracing.service.explaining import matcher_of
from tracing.service.live_rows import live_rows, reference_of
from tracing.service.promotion import MatcherView, enter_matcher
from tracing.store.database import Reader, write_audit
from tracing.store.matchers import MatcherQueries
from tracing.store.matching import Queries

__all__ = ["TrainedHere", "train_here"]

_BUNCH = 2000

Row = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class TrainedHere:
    """A matcher trained here, as it was entered, and where its numbers come from (its file's ``[provenance]``)."""

    matcher: MatcherView
    provenance: Mapping[str, Any]


def train_here(
    service: Service,
    reader: Reader,
    by_decisions: bool = True,
    seed: int = 0,
    progress: Progress | None = None,
) -> TrainedHere:
    """Train the matcher in use on all live records and enter what comes out; it is in use once somebody promotes it.

    ``by_decisions``: by what people have settled on, rather than without labels. Raises ``NotYet`` where nothing is in use
    or settled, ``Invalid`` where training comes to nothing, with what to do.
    """
    require(reader, Task.ENTER_MATCHER)
    with service.database.working() as connection:
        queries = Queries(connection)
        active = next((line for line in queries.in_use() if line.state == "active"), None)
        if active is None:
            raise NotYet("no_matcher", "No matcher is in use yet.", "Try again in a minute.")
        text = queries.matcher_file(active.id)
        decisions = _decisions(service, connection) if by_decisions else None
        if decisions is not None and decisions.empty:
            raise NotYet("nothing_settled", "No pair's review is settled yet.", "Train without decisions.")
        children, inquiries = _sides(service, connection)
    with service.database.reading(reader) as connection:
        write_audit(
            connection, reader, "train", "matcher", active.id, children=len(children.frame),
            inquiries=len(inquiries.frame), decisions=0 if decisions is None else len(decisions),
        )  # fmt: skip
    try:
        trained = train(
            matcher_of(text), children, inquiries, decisions=decisions, learn_generic=False, seed=seed,
            progress=progress,
        )  # fmt: skip
    except TrainingError as error:
        raise Invalid("training_failed", f"Training came to nothing: {error}") from None
    made = enter_matcher(service, reader, edited_text(text, trained.matcher, trained.heading))
    return TrainedHere(made, trained.matcher.provenance)


def _decisions(service: Service, connection: sa.Connection) -> pd.DataFrame:
    rows = [
        (
            reference_of(one.pair.child),
            reference_of(one.pair.inquiry),
            one.decision,
            str(one.officer),
            one.when.isoformat(),
        )
        for one in settled_pairs(service, connection)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _sides(service: Service, connection: sa.Connection) -> tuple[Records, Records]:
    """Return all live records of both sides, by the references that decisions name them by."""
    matching, queries = Queries(connection), MatcherQueries(connection)
    rows: dict[str, list[Row]] = {"child": [], "inquiry": []}
    after = 0
    while bunch := queries.live(after, _BUNCH):
        facts = matching.facts(bunch)
        found = live_rows(service, connection, facts.values())
        for record, row in found.items():
            rows[facts[record].side].append(row)
        after = bunch[-1]
    return (
        read_children(pd.DataFrame(rows["child"], columns=list(CHILD_COLUMNS))),
        read_inquiries(pd.DataFrame(rows["inquiry"], columns=list(INQUIRY_COLUMNS))),
    )
