"""Who is kin to a child: what adults claim, what papers show, what a protection officer has assessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Role, Task
from tracing.casework.sets.kin import (
    KinStatement,
    Relation,
    Standing,
    contradictions,
    current,
    statement_lacks,
)
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.pairs import record_named
from tracing.service.reached import in_country
from tracing.service.sets.members import members_of
from tracing.service.state_of import not_yet
from tracing.standardise.text import fold
from tracing.store import sets as store
from tracing.store.database import Reader, write_audit

__all__ = ["KinOf", "KinView", "NewKin", "read_kin", "state_kin"]

_LONGEST_NAME, _LONGEST_NOTE = 200, 2000
_POINTERS = {"basis": "/bases", "dna_alone": "/bases"}


@dataclass(frozen=True, slots=True)
class NewKin:
    """A statement to be entered: who (an inquiry's or a child's pseudonym, or a name), what they are, how far it is known."""

    relation: str
    standing: str
    bases: Sequence[str]
    record: str | None = None
    name: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class KinView:
    """A statement. ``record``: the pseudonym of an inquiry or of another child; ``counts``: it is the one that stands of this
    person; ``contradicted``: another that stands can't be so at the same time."""

    id: int
    record: str | None
    name: str | None = field(repr=False)
    relation: Relation
    standing: Standing
    bases: tuple[str, ...]
    note: str | None = field(repr=False)
    person: int
    at: datetime
    counts: bool
    contradicted: bool


@dataclass(frozen=True, slots=True)
class KinOf:
    """All that was stated on the kin of a child, on whatever record of it."""

    child: str
    statements: tuple[KinView, ...]


def read_kin(service: Service, reader: Reader, child: str) -> KinOf:
    """Return what was stated on a child's kin, as far as the reader may see it."""
    require(reader, Task.STATE_KIN)
    with service.database.reading(reader) as connection:
        record_id = _child(connection, reader, child)
        rows = store.kin_of(connection, members_of(connection, [record_id])[record_id])
        statements = [_statement(row) for row in rows]
        counts = {one.number for one in current(statements)}
        against = {one.number for pair in contradictions(statements) for one in pair}
        write_audit(connection, reader, "read", "kin", record_id, shown=len(rows))
    return KinOf(child, tuple(_view(service, row, row.id in counts, row.id in against) for row in rows))


def state_kin(service: Service, reader: Reader, child: str, new: NewKin, key: str | None = None) -> Answer:
    """State what somebody is to a child, by its pseudonym. Nothing is edited: of each person the last statement of the highest
    standing counts."""
    require(reader, Task.STATE_KIN)
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    _check(new)
    asked = {"act": "state_kin", "child": child, "relation": new.relation, "standing": new.standing,
             "bases": list(new.bases), "record": new.record, "name": new.name, "note": new.note}  # fmt: skip
    person = reader.person
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            record_id = _child(connection, reader, child)
            inquiry, other = _named(connection, reader, new.record, record_id)
            name_hash = None if new.name is None else service.keyring.digest("kin.name", fold(new.name))
            row = store.KinRow(
                store.next_kin(connection), record_id, inquiry, other, None, name_hash, new.relation, new.standing,
                list(new.bases), None, person, service.now(),
            )  # fmt: skip
            before = [
                _statement(one)
                for one in store.kin_of(connection, members_of(connection, [record_id])[record_id])
            ]
            missing = statement_lacks(_statement(row), Role(reader.role), before)
            faults = [FieldFault.of(_POINTERS[s.code], s) for s in missing.items if s.code in _POINTERS]
            if faults:
                raise Invalid("invalid", "It can't be stated like that.", fields=faults)
            if missing.items:
                raise not_yet(missing)
            store.add_kin(connection, _sealed(service, row, new))
            write_audit(
                connection, reader, "state_kin", "record", record_id, statement=row.id, standing=new.standing
            )
            body = {"statement": row.id, "child": child, "relation": new.relation, "standing": new.standing}
            return Answer(201, body, None, record_id)

        return once(service, connection, reader, key, asked, act)


def _check(new: NewKin) -> None:
    faults = []
    if new.relation not in set(Relation):
        faults.append(FieldFault("/relation", "isn't a relation", f"Take one of: {', '.join(Relation)}."))
    if new.standing not in set(Standing):
        faults.append(FieldFault("/standing", "isn't a standing", f"Take one of: {', '.join(Standing)}."))
    if (new.record is None) == (new.name is None):
        faults.append(FieldFault("/record", "needs either a record or a name", "Say who it is, in one way."))
    if new.name is not None and not (new.name.strip() and len(new.name) <= _LONGEST_NAME):
        faults.append(FieldFault("/name", "isn't a name of up to 200 characters", "Write the person's name."))
    if new.note is not None and len(new.note) > _LONGEST_NOTE:
        faults.append(FieldFault("/note", "is longer than 2,000 characters", "Write less."))
    if faults:
        raise Invalid("invalid", "It can't be stated like that.", fields=faults)


def _child(connection: sa.Connection, reader: Reader, name: str) -> int:
    side, record_id = record_named(name)
    seen = store.sides_of(connection, [record_id]).get(record_id)
    if side is not Side.CHILD or seen != side.value or not in_country(connection, reader, record_id):
        raise NotFound("no_record", "There is no record of that name.")
    return record_id


def _named(
    connection: sa.Connection, reader: Reader, name: str | None, child: int
) -> tuple[int | None, int | None]:
    """Return (inquiry, other child) of a pseudonym."""
    if name is None:
        return None, None
    side, record_id = record_named(name)
    seen = store.sides_of(connection, [record_id]).get(record_id)
    if seen != side.value or record_id == child or not in_country(connection, reader, record_id):
        raise NotFound("no_record", "There is no record of that name.")
    return (record_id, None) if side is Side.INQUIRY else (None, record_id)


def _statement(row: store.KinRow) -> KinStatement:
    if row.inquiry_id is not None:
        adult = f"inquiry:{row.inquiry_id}"
    elif row.other_id is not None:
        adult = f"child:{row.other_id}"
    else:
        adult = f"name:{(row.name_hash or b'').hex()}"
    return KinStatement(row.id, adult, Relation(row.relation), Standing(row.standing), tuple(row.bases))


def _sealed(service: Service, row: store.KinRow, new: NewKin) -> store.KinRow:
    def seal(text: str | None, column: str) -> bytes | None:
        if text is None or not text.strip():
            return None
        return service.keyring.encrypt(text.strip().encode(), f"kin.{column}:{row.id}")

    return store.KinRow(
        row.id, row.child_id, row.inquiry_id, row.other_id, seal(new.name, "name"), row.name_hash, row.relation,
        row.standing, row.bases, seal(new.note, "note"), row.user_id, row.at,
    )  # fmt: skip


def _view(service: Service, row: store.KinRow, counts: bool, contradicted: bool) -> KinView:
    def opened(sealed: bytes | None, column: str) -> str | None:
        return None if sealed is None else service.keyring.decrypt(sealed, f"kin.{column}:{row.id}").decode()

    record = None
    if row.inquiry_id is not None:
        record = pseudonym(Side.INQUIRY, row.inquiry_id)
    elif row.other_id is not None:
        record = pseudonym(Side.CHILD, row.other_id)
    return KinView(
        row.id, record, opened(row.name, "name"), Relation(row.relation), Standing(row.standing), tuple(row.bases),
        opened(row.note, "note"), row.user_id, row.at, counts, contradicted,
    )  # fmt: skip
