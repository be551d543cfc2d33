"""Reading what another agency shares: only under an agreement in force, only its fields, each read written down.

Whoever reads learns of the agreement what it says, and of a record either its fields or that nothing of that name is shared
with them. A record that was never shared, isn't any more, was withdrawn, may not cross (asylum first of all) or doesn't
exist at all gives the same answer by the same statements (``casework.sharing.firewall``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.roles import Role, Task
from tracing.casework.sharing.firewall import Basis, stops
from tracing.casework.sharing.matrix import LeftOut, categories_left_out, fields_for
from tracing.service.access import require
from tracing.service.contents import listed
from tracing.service.context import Service
from tracing.service.errors import NotFound
from tracing.service.sharing.agreements import in_force
from tracing.service.sharing.facts import crossing_facts
from tracing.store import sharing as store
from tracing.store.database import Reader, write_audit

__all__ = ["SharedRecord", "list_shared", "read_shared"]


@dataclass(frozen=True, slots=True)
class SharedRecord:
    """A record as another agency shares it. ``left_out``: categories that the agreement or the matrix leave out of every
    record, whether or not there is anything."""

    name: UUID
    agreement: str
    sender: str
    side: Side
    version: int
    fields: Mapping[str, str | list[str]] = field(repr=False)
    left_out: tuple[LeftOut, ...]


def list_shared(
    service: Service, reader: Reader, code: str, after: int = 0, limit: int = 50
) -> list[tuple[int, UUID]]:
    """Return (number, name) of what is shared with the reader under an agreement."""
    require(reader, Task.READ_SHARED)
    with service.database.reading(reader) as connection:
        agreement = in_force(service, connection, code)
        found: list[tuple[int, UUID]] = []
        if reader.agency == agreement.receiver_id:
            # Some may not cross by rules that the database can't look at; the next ones take their place in the page.
            while len(found) < limit:
                more = store.shared_under(connection, agreement.id, after, limit)
                crossing = _crossing(service, agreement, [name for _, name in more])
                found += [one for one in more if one[1] in crossing]
                if len(more) < limit:
                    break
                after = more[-1][0]
        found = found[:limit]
        write_audit(connection, reader, "list_shared", "agreement", code, shown=len(found))
    return found


def read_shared(service: Service, reader: Reader, code: str, name: UUID) -> SharedRecord:
    """Return a shared record in the fields that its agreement and the matrix allow the reader.

    Raises ``NotYet`` where the agreement isn't in force, ``NotFound`` for everything else.
    """
    require(reader, Task.READ_SHARED)
    role = Role(reader.role)
    with service.database.reading(reader) as connection:
        agreement = in_force(service, connection, code)
        found = store.shared(connection, agreement.id, name)
        crossing = _crossing(service, agreement, [name])
        if found is None or name not in crossing:
            raise NotFound("not_shared", "Nothing of that name is shared with you under this agreement.")
        side = Side(found.side)
        row = _opened(service, found)
        allowed = fields_for(
            AgencyKind(agreement.receiver_kind),
            role,
            agreement.fields,
            side,
            whereabouts_withheld=found.withheld,
        )
        fields = {column: row[column] for column in allowed if row.get(column)}
        store.add_transfer(
            connection, agreement, "read", name, found.record_id, found.side, found.basis,
            [f"{side}.{column}" for column in fields], reader.person or 0, service.now(),
        )  # fmt: skip
        write_audit(
            connection, reader, "read_shared", "record", found.record_id, agreement=code, share=str(name),
            version=found.version, fields=sorted(fields),
        )  # fmt: skip
    return SharedRecord(
        name, code, agreement.sender, side, found.version, listed(fields),
        categories_left_out(AgencyKind(agreement.receiver_kind), role, agreement.fields, side),
    )  # fmt: skip


def _crossing(service: Service, agreement: store.Agreement, names: list[UUID]) -> set[UUID]:
    """Return which of these shares nothing stands against; those that aren't there are among none."""
    with service.database.working() as connection:
        known = store.known_of(connection, names, [], agreement.receiver_id)
    # What stands in the place of a name that isn't there is looked at like all others.
    return {
        name
        for name in names
        if (one := known.get(name)) is not None
        and one.basis is not None
        and not stops(crossing_facts(service, agreement, one, Basis(one.basis)))
        and one.there
    }


def _opened(service: Service, found: store.Shared) -> dict[str, str]:
    ring, number = service.keyring, found.record_id
    row = dict(found.content)
    for name, sealed in (("documents", found.documents), ("phones", found.phones)):
        if sealed is not None:
            row[name] = ring.decrypt(sealed, f"record_secrets.ciphertext:{number}").decode()
    if found.restricted is not None:
        row.update(json.loads(ring.decrypt(found.restricted, f"whereabouts.ciphertext:{number}")))
    if found.reference is not None:
        row["record_id"] = found.reference
    return row
