"""What crossed from one agency to another: sender, receiver, basis, fields, date (brief I6), and no value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Role, Task
from tracing.casework.sharing.firewall import SHARE_BASES, Basis
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.store import sharing as store
from tracing.store.database import Reader, write_audit

__all__ = ["TransferView", "list_transfers"]


@dataclass(frozen=True, slots=True)
class TransferView:
    """A transfer. ``share``: as both parties know it, or the bundle's name; ``record``: the pseudonym, for officers who don't
    read it as the receiver; ``digest``: of a bundle's file."""

    id: int
    agreement: str
    kind: str
    share: UUID
    record: str | None
    side: Side
    sender: str
    receiver: str
    basis: Sentence
    fields: tuple[str, ...]
    digest: str | None
    by: int
    at: datetime


def list_transfers(
    service: Service,
    reader: Reader,
    after: int = 0,
    limit: int = 50,
    agreement: str | None = None,
    share: UUID | None = None,
) -> list[TransferView]:
    """Return transfers, the first first: to officers of both parties those between them, to the office and auditors all."""
    require(reader, Task.READ_TRANSFERS)
    if agreement is not None and not agreement.isprintable():
        return []
    with service.database.reading(reader) as connection:
        found = store.transfers_after(connection, after, limit, agreement, share)
        write_audit(connection, reader, "read_transfers", "transfer", after, shown=len(found))
    return [_view(one, reader) for one in found]


def _view(one: store.Transfer, reader: Reader) -> TransferView:
    side = Side(one.side)
    named = reader.role == Role.PROTECTION_OFFICER and reader.agency != one.receiver_id
    return TransferView(
        one.id, one.agreement, one.kind, one.share,
        pseudonym(side, one.record_id) if named and one.record_id is not None else None, side, one.sender, one.receiver,
        SHARE_BASES[Basis(one.basis)], tuple(one.fields), None if one.digest is None else one.digest.hex(), one.by_user, one.at,
    )  # fmt: skip
