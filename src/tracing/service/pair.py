"""A pair as its reader may see it: both records, why they are thought to be one child, who else might be, what to beware of.

A reviewer sees the pair they have open, under pseudonyms, and reveals fields step by step for a purpose that is written
down (``casework.visibility``). In blind review the score stays hidden until their own judgement. What others have judged
stays hidden from whoever hasn't judged yet, so that two people are two judgements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.decisions import DecisionKind
from tracing.casework.disclosure import Disclosure, disclosure_of
from tracing.casework.hold_kinds import FlagKind, HoldKind
from tracing.casework.holds import seen_kind
from tracing.casework.review import ReviewState
from tracing.casework.roles import Role, Task
from tracing.casework.states import State
from tracing.casework.urgency import Part, Urgency, priority
from tracing.casework.visibility import Purpose, Relation, Seen, may_reveal, seen, sees_score
from tracing.casework.warnings import WARNINGS, Warning
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.beside import Beside, looking
from tracing.service.contents import listed, whole_rows
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Forbidden, Invalid
from tracing.service.explaining import Explained, explain_link, is_sibling_lead, matcher_of
from tracing.service.pairs import Pair
from tracing.service.queue import in_reach, lease_missing
from tracing.service.sets.members import members_of
from tracing.service.state_of import Case, case_on
from tracing.standardise.record import birth_of
from tracing.store import holds as hold_store
from tracing.store import records as record_store
from tracing.store import review as store
from tracing.store import review_queue
from tracing.store.database import Reader, write_audit
from tracing.store.hashes import MENTIONS

__all__ = ["Decided", "PairView", "RecordView", "RunnerUp", "read_pair", "reveal"]

_RUNNERS_UP = 5


@dataclass(frozen=True, slots=True)
class RecordView:
    """One of the two records. ``holds`` in the words that this reader may read; ``flags``: kinds, for those who may know
    them."""

    side: Side
    version: int
    state: str
    seen: Seen = field(repr=False)
    holds: tuple[Sentence, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Another pair of one of the two records."""

    pair: Pair
    rank: int
    weight: float
    probability: float
    band: str
    stage: str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on the pair."""

    id: int
    kind: DecisionKind
    reasons: tuple[str, ...]
    note: str | None = field(repr=False)
    takes_back: int | None
    mine: bool
    person: int
    blind: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair. ``explanation``, ``of_inquiry`` and ``of_child`` (runners-up) are None while the score is hidden;
    ``urgency``: the parts of its place in the queue, for protection officers; ``beside``: who else is at it."""

    pair: Pair
    child: RecordView
    inquiry: RecordView
    state: State
    review: ReviewState
    held: bool
    leased_until: datetime | None
    blind: bool
    explanation: Explained | None
    of_inquiry: tuple[RunnerUp, ...] | None
    of_child: tuple[RunnerUp, ...] | None
    warnings: tuple[Sentence, ...]
    decisions: tuple[Decided, ...]
    disclosure: Disclosure | None
    urgency: tuple[Part, ...] | None
    paired_at: datetime
    asked_at: datetime
    beside: Beside

    @property
    def versions(self) -> tuple[int, int]:
        """The versions of the inquiry and of the child: what a decision on this view is made on."""
        return self.inquiry.version, self.child.version


@dataclass(frozen=True, slots=True)
class _Open:
    """A pair that the reader may look at. ``lease``: their own, ``taken``: anybody's."""

    entry: review_queue.Entry
    matcher: tuple[int, str]
    lease: review_queue.Lease | None
    taken: review_queue.Lease | None
    view: store.View | None
    relation: Relation


def read_pair(service: Service, reader: Reader, pair: Pair) -> PairView:
    """Return a pair that the reader has open (protection officers: any of their queue).

    Raises ``NotFound``, or ``Conflict`` (``not_open``) for a reviewer who hasn't taken it.
    """
    with service.database.reading(reader) as connection, service.database.working() as seeing:
        known = _open(service, connection, reader, pair)
        case = case_on(service, seeing, pair)
        person = reader.person or 0
        judged = person in case.review.people
        blind = known.view is not None and known.view.blind and not judged
        scored = sees_score(
            Role(reader.role), known.relation, Side.CHILD, reviewed=judged, blind=blind, judged=judged
        )
        link = store.link(connection, known.matcher[0], pair.inquiry, pair.child)
        explained = None if link is None else explain_link(matcher_of(known.matcher[1]), link)
        rows = _rows(service, connection, pair)
        records = _records(connection, reader, known, rows)
        warnings = _warnings(service, seeing, pair, rows, explained if scored else None, link is None)
        of_inquiry, of_child = _runners_up(connection, known.matcher[0], pair) if scored else (None, None)
        view = PairView(
            pair,
            records[Side.CHILD],
            records[Side.INQUIRY],
            case.state,
            case.review.state,
            case.held,
            None if known.lease is None else known.lease.until,
            blind,
            explained if scored else None,
            of_inquiry,
            of_child,
            warnings,
            _decisions(connection, reader, pair, case, judged),
            disclosure_of(case.facts, service.now().date()) if _is_officer(reader) else None,
            _urgency(service, known.entry) if _is_officer(reader) and scored else None,
            known.entry.paired_at,
            known.entry.asked_at,
            looking(service, connection, seeing, reader, pair, known.taken),
        )
        if scored:
            others = [one.pair for one in (*(of_inquiry or ()), *(of_child or ()))]
            store.note_scored(connection, person, [(one.inquiry, one.child) for one in (pair, *others)])
        write_audit(
            connection, reader, "read", "pair", pair.name, inquiry=view.inquiry.version, child=view.child.version,
            scored=scored, fields=sorted({*view.child.seen.fields, *view.inquiry.seen.fields}),
        )  # fmt: skip
    return view


def reveal(
    service: Service, reader: Reader, pair: Pair, side: Side, fields: Sequence[str], purpose: str
) -> RecordView:
    """Reveal fields of one record of a pair that the reader has open; the purpose goes into the audit with the fields.

    Raises ``Invalid`` with a fault for each field that can't be revealed (now).
    """
    require(reader, Task.REVEAL)
    if purpose not in set(Purpose):
        fault = FieldFault("/purpose", "isn't one of the purposes", f"Take one of: {', '.join(Purpose)}.")
        raise Invalid("invalid", "The fields can't be revealed like that.", fields=[fault])
    with service.database.reading(reader) as connection:
        known = _open(service, connection, reader, pair)
        if known.lease is None or known.view is None:
            raise lease_missing()
        row = _rows(service, connection, pair)[side]
        before = known.view.of_child if side is Side.CHILD else known.view.of_inquiry
        granted, faults = list(before), []
        for place, name in enumerate(fields):
            refusal = may_reveal(Role(reader.role), known.relation, side, row.content, name, granted)
            if refusal is None:
                granted += [name] if name not in granted else []
            else:
                faults.append(FieldFault.of(f"/fields/{place}", refusal))
        if faults:
            raise Invalid("not_revealed", "Not all of these fields can be revealed now.", fields=faults)
        column = "of_child" if side is Side.CHILD else "of_inquiry"
        store.see(connection, reader.person or 0, pair.inquiry, pair.child, **{column: granted})
        known = _open(service, connection, reader, pair)
        made = _records(connection, reader, known, {side: row})[side]
        write_audit(
            connection, reader, "reveal", "record", pair.record(side), pair=pair.name, side=side.value, why=purpose,
            fields=list(fields), version=made.version,
        )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class _Row:
    """A record's content as far as the reader's connection gets it."""

    latest: record_store.Latest
    content: Mapping[str, Any] = field(repr=False)
    text: Mapping[str, str] = field(repr=False)


def _open(service: Service, connection: sa.Connection, reader: Reader, pair: Pair) -> _Open:
    require(reader, Task.REVIEW)
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    matcher = review_queue.active_matcher(connection)
    if matcher is None:
        raise lease_missing()
    entry = in_reach(connection, reader, matcher[0], pair)
    lease = review_queue.lease_of(connection, pair.inquiry, pair.child, service.now())
    own = lease if lease is not None and lease.user_id == reader.person else None
    if own is None and not _is_officer(reader):
        raise lease_missing()
    view = store.view(connection, reader.person, pair.inquiry, pair.child)
    return _Open(entry, matcher, own, lease, view, Relation.OTHER if own is None else Relation.REVIEW)


def _is_officer(reader: Reader) -> bool:
    return reader.role == Role.PROTECTION_OFFICER


def _rows(service: Service, connection: sa.Connection, pair: Pair) -> dict[Side, _Row]:
    found = record_store.latest(connection, [pair.inquiry, pair.child])
    latest = {one.id: one for one in found}
    text = whole_rows(service.keyring, connection, found)
    rows = {}
    for side in (Side.INQUIRY, Side.CHILD):
        one = latest.get(pair.record(side))
        if one is None or one.state != "live":
            raise lease_missing()
        content: dict[str, Any] = {
            **listed(text[one.id]), "record_id": one.reference, "agency": one.agency,
        }  # fmt: skip
        # Of a child's notes a reviewer's connection gets nothing but that there are some; of where it was found, and for an
        # officer of another country likewise, the region.
        if one.noted:
            content.setdefault("notes", "…")
        if one.found_region:
            content.setdefault("event_place", one.found_region)
        rows[side] = _Row(one, content, {**text[one.id], "agency": one.agency})
    return rows


def _records(
    connection: sa.Connection, reader: Reader, known: _Open, rows: Mapping[Side, _Row]
) -> dict[Side, RecordView]:
    ids = [row.latest.id for row in rows.values()]
    holds = hold_store.holds_of(connection, ids)
    flags = hold_store.flags_of(connection, ids) if _is_officer(reader) else []
    return {side: _record(reader, known, row, holds, flags) for side, row in rows.items()}


def _record(
    reader: Reader,
    known: _Open,
    row: _Row,
    holds: Sequence[hold_store.Hold],
    flags: Sequence[hold_store.Flag],
) -> RecordView:
    """``holds`` and ``flags``: those of any of the two records that the reader's connection gets."""
    record_id, side, role = row.latest.id, Side(row.latest.side), Role(reader.role)
    revealed: Sequence[str] = ()
    if known.view is not None and known.lease is not None:
        revealed = known.view.of_child if side is Side.CHILD else known.view.of_inquiry
    shown = seen(
        role, known.relation, side, row.content, revealed, record_id=record_id, region=row.latest.found_region
    )
    told = [
        seen_kind(HoldKind(hold.kind), role, known.relation, side)
        for hold in holds
        if hold.record_id == record_id
    ]
    return RecordView(
        side,
        row.latest.version,
        row.latest.state,
        shown,
        tuple(dict.fromkeys(hold for hold in told if hold is not None)),
        tuple(sorted({FlagKind(flag.kind).value for flag in flags if flag.record_id == record_id})),
    )


def _warnings(
    service: Service,
    seeing: sa.Connection,
    pair: Pair,
    rows: Mapping[Side, _Row],
    explained: Explained | None,
    gone: bool,
) -> tuple[Sentence, ...]:
    """``seeing``: a connection of the worker."""
    today = service.now().date()
    members = members_of(seeing, [pair.inquiry, pair.child])
    inquiries, children = members[pair.inquiry], members[pair.child]
    held = hold_store.holds_of(seeing, inquiries | children)
    flags = hold_store.flags_of(seeing, children)
    adults = {(thing, hash_) for _, thing, hash_ in MENTIONS.of(seeing, inquiries) if thing == "adult"}
    asking = MENTIONS.records_with(seeing, "inquiry", adults, len(inquiries) + 2)
    repeated = any(set(found) - inquiries for found in asking.values())
    births = [birth_of(dict(row.text), today) for row in rows.values()]
    found = {
        Warning.SIBLING_LEAD: explained is not None and is_sibling_lead(explained),
        Warning.IMPUTED_DATE: any(
            b is not None and (b.basis == "imputed" or "imputed_day" in b.flags) for b in births
        ),
        Warning.SHARED: any(hold.kind.startswith("shared_") for hold in held),
        Warning.HOLD: bool(held),
        Warning.FLAGGED: any(f.kind not in (FlagKind.CONSENT, FlagKind.MEDICAL_NEED) for f in flags),
        Warning.REPEATED_INQUIRER: repeated,
        Warning.NO_LINK: gone,
    }
    return tuple(WARNINGS[kind] for kind, so in found.items() if so)


def _runners_up(
    connection: sa.Connection, matcher_id: int, pair: Pair
) -> tuple[tuple[RunnerUp, ...], tuple[RunnerUp, ...]]:
    """Return the other pairs of the inquiry and of the child, the best of each."""
    of_inquiry, of_child = (
        [
            (rank, Pair(link.inquiry_id, link.child_id), link)
            for rank, link in enumerate(
                store.links_of(connection, matcher_id, side, record, _RUNNERS_UP + 1), 1
            )
            if (link.inquiry_id, link.child_id) != (pair.inquiry, pair.child)
        ][:_RUNNERS_UP]
        for side, record in (("inquiry", pair.inquiry), ("child", pair.child))
    )
    others = [(other.inquiry, other.child) for _, other, _ in (*of_inquiry, *of_child)]
    stages = review_queue.stages(connection, matcher_id, others)

    def shown(found: Sequence[tuple[int, Pair, store.Link]]) -> tuple[RunnerUp, ...]:
        return tuple(
            RunnerUp(
                other,
                rank,
                link.weight / 256,
                link.probability,
                link.band,
                stages.get((other.inquiry, other.child)),
            )
            for rank, other, link in found
        )

    return shown(of_inquiry), shown(of_child)


def _decisions(
    connection: sa.Connection, reader: Reader, pair: Pair, case: Case, judged: bool
) -> tuple[Decided, ...]:
    """Return the decisions: all to who has judged, or once the review is settled; until then, one's own."""
    everything = judged or case.review.state is ReviewState.SETTLED
    return tuple(
        Decided(
            d.id, DecisionKind(d.kind), tuple(d.reasons), d.note, d.takes_back, d.user_id == reader.person, d.user_id,
            d.blind, d.at,
        )
        for d in store.decisions_of(connection, pair.inquiry, pair.child)
        if everything or d.user_id == reader.person
    )  # fmt: skip


def _urgency(service: Service, entry: review_queue.Entry) -> tuple[Part, ...]:
    urgency = Urgency(
        entry.probability, entry.asked_at, entry.paired_at, entry.born_from, entry.born_to, entry.medical
    )
    return priority(urgency, service.now()).parts
