"""Rankings: the stored links of an inquiry in order, and those of a record that is shown but not stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from tracing.casework.roles import Task
from tracing.linkage.features import FormMaker
from tracing.linkage.form_bytes import encode_forms
from tracing.linkage.form_table import form_table
from tracing.linkage.frequencies import load_frequencies
from tracing.service.access import require
from tracing.service.bench import SIDES, bench_of, readable, turned
from tracing.service.context import Service
from tracing.service.errors import NotYet
from tracing.service.linking import find_beside, link_rows
from tracing.standardise.record import profile
from tracing.store.database import Reader, write_audit
from tracing.store.matching import InUse, LinkRow, Member, Queries
from tracing.store.tables import links, matchers
from tracing.store.trafficking.shields import all_shielded

__all__ = ["RankedLink", "Ranking", "rank", "ranked"]

_POSTED = -3
"""The number of a record that isn't stored."""


@dataclass(frozen=True, slots=True)
class RankedLink:
    """A link and its place in the inquiry's ranking, from 1."""

    rank: int
    link: LinkRow


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a record that isn't stored was ranked to; ``matcher``: the text of the file it was ranked by."""

    matcher: str = field(repr=False)
    links: list[RankedLink]


def ranked(connection: sa.Connection, inquiry_id: int, most: int | None = None) -> list[RankedLink]:
    """Return the best children of an inquiry under the matcher in use, as far as the connection's reader may see links."""
    of = links.c
    query = (
        sa.select(
            of.inquiry_id,
            of.child_id,
            of.weight,
            of.group_term,
            of.probability,
            of.band,
            of.levels,
            of.weights,
        )
        .join_from(links, matchers, matchers.c.id == of.matcher_id)
        .where(of.inquiry_id == inquiry_id, matchers.c.state == "active")
        .order_by(of.weight.desc(), of.child_id)
        .limit(most)
    )
    rows = connection.execute(query).all()
    return _in_order([LinkRow(*row[:6], bytes(row[6]), tuple(row[7])) for row in rows])


def rank(
    service: Service, reader: Reader, side: str, row: Mapping[str, str | None], most: int = 20
) -> Ranking:
    """Rank a row of the file contract against the other side's records without storing it. It is taken alone: whoever it
    may be grouped with says nothing. For analysts; raises ``NotYet`` while no matcher is in use."""
    require(reader, Task.RANK_POSTED)
    alone = {**row, "group_id": None}
    (form,) = encode_forms(form_table([profile(alone)], FormMaker(load_frequencies())))
    bench = bench_of(service)
    with service.database.working() as connection, bench.at():
        queries = Queries(connection)
        line = _active(queries)
        matcher = queries.matcher_file(line.id)
        bench.fresh(queries, line)
        near = bench.near(queries, line)
        (keys,) = turned(service.keyring, near.keys([form], SIDES[side]), line.slot)
        sharing = queries.with_keys("inquiry" if side == "child" else "child", keys)
        near.forms.keep({_POSTED: form})
        try:
            found, _ = find_beside(queries, bench, line, side, [Member(_POSTED, side, 0, keys)], sharing, {})
        finally:
            near.forms.forget([_POSTED])
        kept = all_shielded(connection)
    best = sorted(
        (link for link in link_rows(found) if not {link.inquiry_id, link.child_id} & kept),
        key=lambda link: (-link.weight, link.child_id, link.inquiry_id),
    )[:most]
    with service.database.reading(reader) as connection:
        write_audit(connection, reader, "rank_posted", "matcher", line.id, side=side, found=len(best))
    return Ranking(matcher, _in_order(best))


def _active(queries: Queries) -> InUse:
    lines = [line for line in queries.in_use() if line.state == "active" and readable(line)]
    if not lines:
        raise NotYet("no_matcher", "No matcher is in use yet.", "Try again in a minute.")
    return lines[0]


def _in_order(rows: list[LinkRow]) -> list[RankedLink]:
    return [RankedLink(place, row) for place, row in enumerate(rows, start=1)]
