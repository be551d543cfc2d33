"""Agreements, what is shared under them, transfers, consulates: queries and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tracing.store.named import queries
from tracing.store.tables import agencies, agreements, consular_records, records, shares, transfers

__all__ = [
    "Agreement", "Consular", "Known", "Share", "Shared", "Transfer", "add_agreement", "add_consular", "add_share",
    "add_transfer", "agreement", "agreements_after", "confirm", "consular_of", "end_agreement", "end_share", "known_of",
    "next_consular", "open_share", "share_named", "shared", "shared_under", "shares_under", "transfers_after",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement with its parties."""

    id: int
    code: str
    sender_id: int
    sender: str
    sender_kind: str
    sender_country: str
    receiver_id: int
    receiver: str
    receiver_kind: str
    receiver_country: str
    purpose: str
    fields: list[str]
    valid_from: date
    valid_until: date
    entered_by: int
    entered_at: datetime
    confirmed_by: int | None
    confirmed_at: datetime | None
    ended_by: int | None
    ended_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class Share:
    """A record that is shared, or was."""

    id: int
    name: UUID
    agreement_id: int
    record_id: int
    side: str
    basis: str
    until: date
    decided_by: int
    decided_at: datetime
    ended_by: int | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shared:
    """A shared record as the database lets it through: only columns that the agreement names. ``withheld``: whereabouts are
    kept from somebody."""

    share_id: int
    record_id: int
    side: str
    version: int
    reference: str | None
    basis: str
    content: dict[str, str] = field(repr=False)
    documents: bytes | None = field(repr=False)
    phones: bytes | None = field(repr=False)
    restricted: bytes | None = field(repr=False)
    withheld: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a record, for the worker's eyes, that may keep it from crossing: on it, and on all that were ever joined
    to it. ``flags`` are (number, kind, detail as encrypted, record); ``wish``: what the child last said of the consulate, yes
    only where it was said on this record; ``determined``: whether a best-interests determination in a case of the record's
    stands; ``basis``: of the share, where it was asked for by one; ``there``: False for what stands in the place of a share."""

    record_id: int
    side: str
    state: str
    agency_id: int
    flags: list[tuple[int, str, bytes | None, int]] = field(repr=False)
    shielded: bool
    asylum_hold: bool
    confidential_hold: bool
    wish: str | None
    determined: bool
    basis: str | None
    there: bool


@dataclass(frozen=True, slots=True)
class Transfer:
    """Something that crossed. ``fields``: names, no values."""

    id: int
    agreement: str
    kind: str
    share: UUID
    record_id: int | None
    side: str
    sender: str
    receiver: str
    receiver_id: int
    basis: str
    fields: list[str]
    digest: bytes | None
    by_user: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Consular:
    """That a child was told of the right to its consulate, or that this was notified; ``detail`` is encrypted."""

    id: int
    consulate: str
    kind: str
    wish: str | None
    on_day: date
    language: str
    detail: bytes | None = field(repr=False)
    by_user: int
    at: datetime


_A = agreements.c
_giver, _taker = agencies.alias("giver"), agencies.alias("taker")
_AGREEMENT: tuple[sa.ColumnElement[Any], ...] = (
    _A.id, _A.code, _A.sender_id, _giver.c.code, _giver.c.kind, _giver.c.country, _A.receiver_id, _taker.c.code,
    _taker.c.kind, _taker.c.country, _A.purpose, _A.fields, _A.valid_from, _A.valid_until, _A.entered_by, _A.entered_at,
    _A.confirmed_by, _A.confirmed_at, _A.ended_by, _A.ended_at, _A.end_reason,
)  # fmt: skip
_AGREED = agreements.join(_giver, _giver.c.id == _A.sender_id).join(_taker, _taker.c.id == _A.receiver_id)
_S = shares.c
_SHARE: tuple[sa.ColumnElement[Any], ...] = (
    _S.id, _S.name, _S.agreement_id, _S.record_id, records.c.side, _S.basis, _S.until, _S.decided_by, _S.decided_at,
    _S.ended_by, _S.ended_at,
)  # fmt: skip


# Agreements


def agreement(connection: sa.Connection, code: str, lock: bool = False) -> Agreement | None:
    """Return an agreement that the reader may see by its code; ``lock`` keeps others from changing it meanwhile."""
    query = sa.select(*_AGREEMENT).select_from(_AGREED).where(_A.code == code)
    if lock:
        query = query.with_for_update(of=agreements)
    row = connection.execute(query).one_or_none()
    return None if row is None else Agreement(*list(row))


def agreements_after(connection: sa.Connection, after: int, limit: int) -> list[Agreement]:
    """Return agreements that the reader may see in the order in which they were entered."""
    query = sa.select(*_AGREEMENT).select_from(_AGREED).where(_A.id > after).order_by(_A.id).limit(limit)
    return [Agreement(*list(row)) for row in connection.execute(query)]


def add_agreement(connection: sa.Connection, **values: Any) -> bool:
    """Enter an agreement; False where its code is taken, by one that the reader may not see perhaps."""
    return connection.execute(queries("sharing")["add_agreement"], values).rowcount == 1


def confirm(connection: sa.Connection, agreement_id: int, person: int, at: datetime) -> None:
    """Sign an agreement as the second person."""
    query = sa.update(agreements).where(_A.id == agreement_id)
    connection.execute(query.values(confirmed_by=person, confirmed_at=at))


def end_agreement(
    connection: sa.Connection, agreement_id: int, person: int, at: datetime, reason: str
) -> None:
    """End an agreement."""
    query = sa.update(agreements).where(_A.id == agreement_id)
    connection.execute(query.values(ended_by=person, ended_at=at, end_reason=reason))


# Shares


def add_share(connection: sa.Connection, **values: Any) -> UUID | None:
    """Share a record under an agreement; return the share's name, None where it is shared already."""
    row = connection.execute(queries("sharing")["add_share"], values).one_or_none()
    return None if row is None else row.name


def open_share(connection: sa.Connection, agreement_id: int, record_id: int) -> Share | None:
    """Return the share of a record that nobody has ended."""
    where = (_S.agreement_id == agreement_id) & (_S.record_id == record_id) & _S.ended_at.is_(None)
    return _share(connection, where)


def share_named(connection: sa.Connection, agreement_id: int, name: UUID) -> Share | None:
    """Return a share that the reader may see, by its name."""
    return _share(connection, (_S.agreement_id == agreement_id) & (_S.name == name))


def shares_under(connection: sa.Connection, agreement_id: int, after: int, limit: int) -> list[Share]:
    """Return the shares under an agreement that the reader may see, ended ones too for whoever decides on them."""
    query = sa.select(*_SHARE).join_from(shares, records, records.c.id == _S.record_id)
    query = query.where(_S.agreement_id == agreement_id, _S.id > after).order_by(_S.id).limit(limit)
    return [Share(*list(row)) for row in connection.execute(query)]


def shared_under(
    connection: sa.Connection, agreement_id: int, after: int, limit: int
) -> list[tuple[int, UUID]]:
    """Return (number, name) of what comes through to the reader under an agreement."""
    query = sa.select(_S.id, _S.name).where(_S.agreement_id == agreement_id, _S.id > after)
    rows = connection.execute(query.order_by(_S.id).limit(limit))
    return [(int(row.id), row.name) for row in rows]


def end_share(connection: sa.Connection, share_id: int, person: int, at: datetime) -> None:
    """End a share."""
    connection.execute(sa.update(shares).where(_S.id == share_id).values(ended_by=person, ended_at=at))


def shared(connection: sa.Connection, agreement_id: int, name: UUID) -> Shared | None:
    """Return a record that comes through to the reader, in the columns that the agreement names."""
    given = {"agreement": agreement_id, "share": name}
    row = connection.execute(queries("sharing")["shared"], given).one_or_none()
    if row is None:
        return None
    values: list[Any] = [*row[:7], *(None if v is None else bytes(v) for v in row[7:10]), row[10]]
    return Shared(*values)


def known_of(
    connection: sa.Connection, names: Collection[UUID], record_ids: Collection[int], receiver_id: int
) -> dict[UUID | int, Known]:
    """Return what is known of shared records by the shares' names, and of others by their numbers. In the place of a name that
    isn't there stands another share of the receiver's (``Known.there``), so that both take as long to be looked at."""
    given = {"names": list(names), "records": list(record_ids), "receiver": receiver_id}
    return {
        row.name or row.record_id: Known(
            row.record_id, row.side, row.state, row.agency_id,
            [
                (f["id"], f["kind"], None if f["detail"] is None else bytes.fromhex(f["detail"]), f["record"])
                for f in row.flags
            ],
            row.shielded, row.asylum_hold, row.confidential_hold,
            row.own_wish if row.last_wish == "yes" else row.last_wish, row.determined, row.basis, row.there,
        )
        for row in connection.execute(queries("sharing")["known"], given)
    }  # fmt: skip


def _share(connection: sa.Connection, where: sa.ColumnElement[bool]) -> Share | None:
    query = sa.select(*_SHARE).join_from(shares, records, records.c.id == _S.record_id).where(where)
    row = connection.execute(query).one_or_none()
    return None if row is None else Share(*list(row))


# Transfers


def add_transfer(
    connection: sa.Connection,
    of: Agreement,
    kind: str,
    share: UUID,
    record_id: int,
    side: str,
    basis: str,
    fields: Sequence[str],
    person: int,
    at: datetime,
    digest: bytes | None = None,
) -> None:
    """Note that something crossed. ``share``: the share's name, or the bundle's."""
    # No RETURNING: whoever reads what is shared doesn't see the rows of transfers.
    connection.execute(
        sa.insert(transfers).values(
            agreement_id=of.id, kind=kind, share=share, record_id=record_id, side=side, sender_id=of.sender_id,
            receiver_id=of.receiver_id, basis=basis, fields=list(fields), digest=digest, by_user=person, at=at,
        )
    )  # fmt: skip


def transfers_after(
    connection: sa.Connection,
    after: int,
    limit: int,
    agreement_code: str | None = None,
    share: UUID | None = None,
) -> list[Transfer]:
    """Return transfers that the reader may see in the order in which they were made."""
    t = transfers.c
    query = (
        sa.select(
            t.id, _A.code, t.kind, t.share, t.record_id, t.side, _giver.c.code, _taker.c.code, t.receiver_id, t.basis,
            t.fields, t.digest, t.by_user, t.at,
        )
        .join_from(transfers, agreements, _A.id == t.agreement_id)
        .join(_giver, _giver.c.id == t.sender_id)
        .join(_taker, _taker.c.id == t.receiver_id)
        .where(t.id > after)
    )  # fmt: skip
    if agreement_code is not None:
        query = query.where(_A.code == agreement_code)
    if share is not None:
        query = query.where(t.share == share)
    return [_transfer(row) for row in connection.execute(query.order_by(t.id).limit(limit))]


def _transfer(row: Any) -> Transfer:
    values: list[Any] = [*row[:11], None if row[11] is None else bytes(row[11]), *row[12:]]
    return Transfer(*values)


# Consulates


def next_consular(connection: sa.Connection) -> int:
    """Return the number of the next consular record: what is encrypted in it names it."""
    return int(connection.execute(queries("sharing")["next_consular"]).scalar_one())


def add_consular(connection: sa.Connection, **values: Any) -> None:
    """Enter a consular record."""
    connection.execute(queries("sharing")["add_consular"], values)


def consular_of(connection: sa.Connection, record_id: int) -> list[Consular]:
    """Return the consular records of a child that the reader may see, the first first."""
    c = consular_records.c
    query = (
        sa.select(c.id, agencies.c.code, c.kind, c.wish, c.on_day, c.language, c.detail, c.by_user, c.at)
        .join_from(consular_records, agencies, agencies.c.id == c.consulate_id)
        .where(c.record_id == record_id)
        .order_by(c.id)
    )
    return [_consular(row) for row in connection.execute(query)]


def _consular(row: Any) -> Consular:
    values: list[Any] = [*row[:6], None if row[6] is None else bytes(row[6]), *row[7:]]
    return Consular(*values)
