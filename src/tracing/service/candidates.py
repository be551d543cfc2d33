"""Who else a record may belong to: its pairs in the order of their scores, so that one sees a first that is far ahead, or
five that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.agencies import Side
from tracing.casework.review import CONFLICT_OF_INTEREST
from tracing.casework.roles import Task
from tracing.linkage.fixed import to_bits
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Forbidden
from tracing.service.pairs import record_named
from tracing.service.queue import Line, country_of_work, line_of
from tracing.service.reached import reached
from tracing.store import review as store
from tracing.store import review_queue
from tracing.store.database import Reader, write_audit

__all__ = ["Candidate", "Candidates", "Standing", "candidates", "standing_of"]

_MOST: Final = 20

_ALIKE_BITS: Final = 3.0
"""Whoever is so near the first (odds of 8 to 1 at most) is as good as it."""

_FAR_BITS: Final = 7.0
"""Whoever is so far ahead of the second (odds above 100 to 1) stands alone."""


class Standing(StrEnum):
    """How the first stands to the others."""

    NONE = "none"
    ALONE = "alone"
    FAR_AHEAD = "far_ahead"
    AHEAD = "ahead"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of the record. ``rank``: its place among all links of the record, from 1; ``weight`` in bits."""

    line: Line
    rank: int
    weight: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The pairs of a record, the best first. ``alike``: how many are as good as the first, itself among them; ``lead``: bits
    between the first and the second, None where there is no second; ``more``: there are more than are shown."""

    name: str
    side: Side
    items: tuple[Candidate, ...]
    standing: Standing
    alike: int
    lead: float | None
    more: bool


def candidates(service: Service, reader: Reader, name: str, blind: bool = False) -> Candidates:
    """Return the pairs of a record, by its pseudonym, that the reader's agency works on.

    Raises ``NotFound`` where the record isn't theirs, ``Forbidden`` in blind review (the order alone tells the score) and
    where the reader declared a conflict of interest with the record or submitted it.
    """
    require(reader, Task.REVIEW)
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    side, record_id = record_named(name)
    if blind:
        raise Forbidden(
            "blind_review",
            "In blind review candidates aren't compared: their order tells the score.",
            "Judge the pair first.",
        )
    with service.database.reading(reader) as connection:
        reached(connection, reader, side, record_id)
        if review_queue.not_theirs(connection, reader.person, [record_id]):
            raise Forbidden.of(CONFLICT_OF_INTEREST)
        matcher = review_queue.active_matcher(connection)
        if matcher is None:
            return _made(name, side, [], False)
        found = store.links_of(connection, matcher[0], side.value, record_id, _MOST + 1)
        inquiries, children = {link.inquiry_id for link in found}, {link.child_id for link in found}
        entries = {
            (entry.inquiry_id, entry.child_id): entry
            for entry in review_queue.entries_among(connection, matcher[0], inquiries, children)
        }
        within = country_of_work(connection, reader)
        barred = review_queue.not_theirs(connection, reader.person, inquiries | children)
        now, items = service.now(), []
        for rank, link in enumerate(found[:_MOST], 1):
            entry = entries.get((link.inquiry_id, link.child_id))
            # What isn't in the queue, isn't the reader's to work on, or isn't theirs to judge, is as if it weren't there.
            if entry is None or within not in (None, entry.child_in, entry.inquiry_in):
                continue
            if barred & {link.inquiry_id, link.child_id}:
                continue
            items.append(Candidate(line_of(entry, now, blind=False), rank, to_bits(link.weight)))
        shown = [(one.line.pair.inquiry, one.line.pair.child) for one in items]
        store.note_scored(connection, reader.person, shown)
        write_audit(connection, reader, "list", "candidates", record_id, side=side.value, shown=len(items))
    return _made(name, side, items, len(found) > _MOST)


def standing_of(weights: Sequence[float]) -> Standing:
    """Return how the first of some weights (bits, the greatest first) stands to the others."""
    if len(weights) < 2:
        return Standing.ALONE if weights else Standing.NONE
    lead = weights[0] - weights[1]
    if lead <= _ALIKE_BITS:
        return Standing.ALIKE
    return Standing.FAR_AHEAD if lead > _FAR_BITS else Standing.AHEAD


def _made(name: str, side: Side, items: list[Candidate], more: bool) -> Candidates:
    weights = [one.weight for one in items]
    alike = sum(1 for weight in weights if weights[0] - weight <= _ALIKE_BITS)
    lead = weights[0] - weights[1] if len(weights) > 1 else None
    return Candidates(name, side, tuple(items), standing_of(weights), alike, lead, more)
