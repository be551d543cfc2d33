"""A batch of everything that is live, to hold live matching against: what is stored must equal it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa

from tracing.linkage.encode import Standardiser, encode
from tracing.linkage.fixed import UNIT
from tracing.linkage.links import BANDS, bands_of
from tracing.linkage.local import rank_pairs
from tracing.linkage.matcher import MatcherFile, parse_matcher
from tracing.linkage.rank import order_of
from tracing.records import Records, read_children, read_inquiries
from tracing.records.schema import CHILD_COLUMNS, INQUIRY_COLUMNS
from tracing.service.context import Service
from tracing.service.live_rows import live_rows
from tracing.store.matching import InUse, LinkRow, Queries
from tracing.store.tables import links, records

__all__ = ["batch_links", "in_use", "stored_links"]

Links = dict[tuple[int, int], LinkRow]


def in_use(service: Service) -> InUse:
    """Return the matcher in use."""
    with service.database.working() as connection:
        (line,) = [line for line in Queries(connection).in_use() if line.state == "active"]
        return line


def stored_links(service: Service, matcher_id: int) -> Links:
    """Return the links that live matching has made under a matcher."""
    of = links.c
    query = sa.select(
        of.inquiry_id, of.child_id, of.weight, of.group_term, of.probability, of.band, of.levels, of.weights
    ).where(of.matcher_id == matcher_id)
    with service.database.working() as connection:
        rows = connection.execute(query).all()
    return {(row[0], row[1]): LinkRow(*row[:6], bytes(row[6]), tuple(row[7])) for row in rows}


def batch_links(service: Service, line: InUse) -> Links:
    """Return the links of a fresh batch run of a matcher over all live records."""
    with service.database.working() as connection:
        queries = Queries(connection)
        matcher = parse_matcher(queries.matcher_file(line.id).encode(), "matcher")
        facts = queries.facts(connection.execute(sa.select(records.c.id)).scalars().all())
        sides = {
            side: live_rows(service, connection, [f for f in facts.values() if f.side == side])
            for side in ("child", "inquiry")
        }
    children = read_children(pd.DataFrame(list(sides["child"].values()), columns=list(CHILD_COLUMNS)))
    inquiries = read_inquiries(pd.DataFrame(list(sides["inquiry"].values()), columns=list(INQUIRY_COLUMNS)))
    for read, side in ((children, "child"), (inquiries, "inquiry")):
        if len(read.frame) != len(sides[side]):
            raise ValueError(
                f"{len(sides[side]) - len(read.frame)} live records of a side are refused by the batch"
            )
    return _link(matcher, children, inquiries)


def _link(matcher: MatcherFile, children: Records, inquiries: Records) -> Links:
    ids = [side.frame["record_id"].to_numpy(dtype=object) for side in (children, inquiries)]
    with Standardiser(1) as standardiser:
        blocked = encode(matcher, children, inquiries, standardiser=standardiser)
    ranked = rank_pairs(
        matcher, blocked, order_of(ids[0]), np.iinfo(np.int32).max, tie_asked=order_of(ids[1]), register=0
    )
    assert ranked.group is not None
    columns = (
        (int(ids[1][i]) for i in ranked.right),
        (int(ids[0][c]) for c in ranked.left),
        ranked.total.tolist(),
        ranked.group.tolist(),
        matcher.probabilities(ranked.total / UNIT).tolist(),
        (BANDS[band] for band in bands_of(matcher, ranked)),
        map(bytes, np.ascontiguousarray(ranked.levels.T)),
        map(tuple, ranked.weights.T.tolist()),
    )
    return {(row[0], row[1]): LinkRow(*row) for row in zip(*columns, strict=True)}
