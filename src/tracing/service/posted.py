"""A record that an analyst posts to see how it would be ranked: judged and matched like one that is submitted, and gone
once it is answered. What comes back are pseudonyms, levels and bits; nobody's data (brief I6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Forbidden, Invalid
from tracing.service.explaining import Explained, explain_link, matcher_of
from tracing.service.judging import judge
from tracing.service.live_rows import dated
from tracing.service.ranking import rank
from tracing.service.submission import with_reference
from tracing.store import people
from tracing.store.database import Reader
from tracing.store.matching import LinkRow
from tracing.store.review import Link

__all__ = ["MOST", "Found", "rank_posted"]

MOST = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A record of the other side by its pseudonym, its place from 1, and why."""

    rank: int
    record: str
    explained: Explained


def rank_posted(
    service: Service,
    reader: Reader,
    side: str,
    facts: Mapping[str, object],
    agency: str | None = None,
    most: int = 20,
) -> list[Found]:
    """Rank a record (``side``: ``child`` or ``inquiry``) against the other side's, without storing it.

    ``facts``: the contract's columns as in ``submission.submit``; the reference may be left out. ``agency``: the code of
    the one whose record it is taken for (telephones are read as its country's), the reader's own by default. At most
    ``MOST`` are returned. Raises ``Invalid`` with the fields at fault, ``NotYet`` while no matcher is in use.
    """
    require(reader, Task.RANK_POSTED)
    code = _code(service, reader, agency)
    # The reference decides between equal weights only, and a record alone ranks those of the other side.
    try:
        judged = judge(side, code, with_reference(facts, "posted"))
    except Invalid as refusal:
        refusal.fields = [replace(fault, pointer=f"/record{fault.pointer}") for fault in refusal.fields]
        raise
    row = dated({**judged.row, "record_id": judged.reference, "agency": code}, service.now().date())
    ranking = rank(service, reader, side, row, max(1, min(most, MOST)))
    matcher = matcher_of(ranking.matcher)
    other = Side.CHILD if side == "inquiry" else Side.INQUIRY
    return [
        Found(
            one.rank,
            pseudonym(other, one.link.child_id if other is Side.CHILD else one.link.inquiry_id),
            explain_link(matcher, _link(one.link)),
        )
        for one in ranking.links
    ]


def _code(service: Service, reader: Reader, agency: str | None) -> str:
    with service.database.reading(reader) as connection:
        if agency is None:
            own = None if reader.agency is None else people.agency(connection, reader.agency)
            if own is None:
                raise Forbidden("people_only", "This is for people who sign in, not for keys.")
            return own.code
        found = people.agency_by_code(connection, agency) if agency.isprintable() else None
    if found is None:
        fault = FieldFault("/agency", "there is no agency of this code", "Leave it out, or name one.")
        raise Invalid("invalid", "The record can't be ranked like that.", fields=[fault])
    return found.code


def _link(row: LinkRow) -> Link:
    return Link(
        row.inquiry_id, row.child_id, row.weight, row.group_term, row.probability, row.band, row.levels,
        list(row.weights),
    )  # fmt: skip
