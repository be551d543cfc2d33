"""The bundle of a case for the authority that takes it over: what its agreement allows, as signed JSON or a signed PDF.

The receiver's protection officers read it, so what may stand in it is what the agreement and the matrix allow them. It says
of every category what is left out, of this case as of every other, and never whether there was anything. Flags, holds,
reasons for withholding and notes of steps leave with no agreement.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.hold_kinds import FlagKind
from tracing.casework.roles import Role, Task
from tracing.casework.sharing.agreements import SHARE_PURPOSES, SharePurpose
from tracing.casework.sharing.firewall import SHARE_BASES, Basis, stops
from tracing.casework.sharing.matrix import categories_left_out, fields_for
from tracing.service.access import require
from tracing.service.acts import to_act
from tracing.service.contents import listed, whole_rows
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.pairs import Pair
from tracing.service.sets.members import members_of
from tracing.service.sharing.agreements import in_force
from tracing.service.sharing.bundle_case import parts_of, said
from tracing.service.sharing.facts import crossing_facts
from tracing.service.sharing.seal import FORMAT, seal
from tracing.service.sharing.shares import basis_of, check_crossing, may_give, may_not_cross
from tracing.service.sharing.signing import SigningKey, signing_key
from tracing.service.state_of import Case, case_of
from tracing.store import records
from tracing.store import sharing as store
from tracing.store.database import Reader, write_audit
from tracing.store.holds import flags_of

__all__ = ["FORMATS", "Bundle", "make_bundle"]

FORMATS: Mapping[str, str] = {"json": "application/json", "pdf": "application/pdf"}
"""Format → media type."""

_TAKING_OVER = (SharePurpose.CASE_TRANSFER, SharePurpose.REPATRIATION)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as its file; ``name`` is the one that its transfer is written down by."""

    name: UUID
    format: Literal["json", "pdf"]
    file: bytes


def make_bundle(
    service: Service, reader: Reader, pair: Pair, code: str, basis: str, form: str, key: str | None = None
) -> Bundle:
    """Make the bundle of a case for the receiver of an agreement; what crosses with it is written down.

    Raises ``NotYet`` where the agreement isn't in force or anything stands against it, ``Invalid``, ``NotFound``.
    """
    require(reader, Task.MAKE_BUNDLE)
    if form not in FORMATS:
        fault = FieldFault("/format", "isn't a format of bundles", f"Take one of: {', '.join(FORMATS)}.")
        raise Invalid("invalid", "The bundle can't be made like that.", fields=[fault])
    asked = {"act": "make_bundle", "pair": pair.name, "agreement": code, "basis": basis, "format": form}
    # Made before, so that no transaction waits for it.
    signs = signing_key(service)
    with service.database.reading(reader) as connection:
        agreement = in_force(service, connection, code)
        may_give(connection, reader, agreement)
        _check_taking_over(agreement)
        to_act(connection, reader, pair)
        grounds = basis_of(basis)
        # Asked of a repeat as well: what was made before something came to stand against it isn't given out again.
        check_crossing(service, agreement, pair.child, grounds)
        sides = _sides(service, connection, agreement, pair, grounds)

        def act() -> Answer:
            case = case_of(service, pair)
            name = uuid4()
            document, crossed = _document(service, connection, agreement, pair, case, grounds, name, sides)
            file = seal(document, signs) if form == "json" else _on_paper(service, document, signs)
            digest = hashlib.sha256(file).digest()
            for side, fields in crossed.items():
                store.add_transfer(
                    connection, agreement, "bundle", name, pair.record(side), side.value, grounds.value, fields,
                    reader.person or 0, service.now(), digest,
                )  # fmt: skip
            body = {"name": str(name), "file": base64.b64encode(file).decode(), "sides": list(sides)}
            return Answer(200, body, None, pair.child)

        answer = once(service, connection, reader, key, asked, act)
        if not set(answer.body["sides"]) <= set(sides):
            raise Conflict(
                "bundle_changed",
                "Not all that stood in this bundle may cross any more.",
                "Make a new one, with a new key.",
            )
        write_audit(
            connection, reader, "make_bundle", "pair", pair.name, agreement=code, bundle=answer.body["name"], form=form,
            key=signs.public.number, repeated=answer.repeated,
        )  # fmt: skip
    made: Literal["json", "pdf"] = "json" if form == "json" else "pdf"
    return Bundle(UUID(answer.body["name"]), made, base64.b64decode(answer.body["file"]))


def _check_taking_over(agreement: store.Agreement) -> None:
    lawful = agreement.receiver_kind == AgencyKind.CHILD_PROTECTION and agreement.purpose in _TAKING_OVER
    if not lawful:
        fault = FieldFault(
            "/agreement",
            "isn't one by which a child-protection authority takes cases over (GC 6 §33-38, §84-88)",
            f"Name one for {' or '.join(_TAKING_OVER)} with such an authority.",
        )
        raise Invalid("agreement_of_another_purpose", "No case is handed over under that.", fields=[fault])


def _document(
    service: Service,
    connection: sa.Connection,
    agreement: store.Agreement,
    pair: Pair,
    case: Case,
    basis: Basis,
    name: UUID,
    sides: Sequence[Side],
) -> tuple[dict[str, Any], dict[Side, list[str]]]:
    """Return the bundle's content, and by side the names of what crosses with it."""
    latest = {one.id: one for one in records.latest(connection, [pair.child, pair.inquiry])}
    if pair.child not in latest or latest[pair.child].agency != agreement.sender:
        raise NotFound("no_record", f"{agreement.sender} has no such record.")
    rows = whole_rows(service.keyring, connection, list(latest.values()))
    with service.database.working() as worker:
        same = members_of(worker, [pair.child])[pair.child]
        withheld = any(flag.kind == FlagKind.WHEREABOUTS_WITHHELD_FROM for flag in flags_of(worker, same))
    kind, role = AgencyKind.CHILD_PROTECTION, Role.PROTECTION_OFFICER
    document: dict[str, Any] = {
        "bundle": {
            "format": FORMAT,
            "name": str(name),
            "agreement": agreement.code,
            "purpose": said(SHARE_PURPOSES[SharePurpose(agreement.purpose)]),
            "basis": said(SHARE_BASES[basis]),
            "sender": agreement.sender,
            "receiver": agreement.receiver,
            "made_at": service.now().isoformat(timespec="seconds"),
        },
        "left_out": [
            {"category": said(left.category), "fields": list(left.fields)}
            for left in categories_left_out(kind, role, agreement.fields, *Side, case=True)
        ],
    }
    crossed: dict[Side, list[str]] = {}
    for side in sides:
        row = {**rows[pair.record(side)], "record_id": latest[pair.record(side)].reference}
        allowed = fields_for(
            kind, role, agreement.fields, side, whereabouts_withheld=withheld and side is Side.CHILD
        )
        fields = {column: row[column] for column in allowed if row.get(column)}
        document[side.value] = listed(fields)
        crossed[side] = [f"{side}.{column}" for column in fields]
    parts = parts_of(service, connection, pair, case, agreement, whereabouts_withheld=withheld)
    document["case"] = {part.value.partition(".")[2]: parts[part] for part in parts}
    crossed[Side.CHILD] += [part.value for part in parts]
    return document, crossed


def _sides(
    service: Service, connection: sa.Connection, agreement: store.Agreement, pair: Pair, basis: Basis
) -> tuple[Side, ...]:
    """Return which records of a pair stand in its bundle: the child, and the inquiry where nothing keeps it back.

    An inquiry of a third agency is that agency's to give; one that may not cross is left out like it. A shield is said: the
    officer who makes the bundle knows of it, and nothing of a case leaves while it stands.
    """
    with service.database.working() as worker:
        known = store.known_of(worker, [], [pair.inquiry], agreement.receiver_id).get(pair.inquiry)
    if known is None:
        return (Side.CHILD,)
    # What is the receiver's own is live all the same.
    facts = replace(crossing_facts(service, agreement, known, basis), live=known.state == "live")
    if facts.shielded:
        raise may_not_cross(stops(replace(facts, live=True)))
    asking = next(iter(records.latest(connection, [pair.inquiry])), None)
    theirs = asking is not None and asking.agency in (agreement.sender, agreement.receiver)
    return (Side.CHILD, Side.INQUIRY) if theirs and not stops(facts) else (Side.CHILD,)


def _on_paper(service: Service, document: dict[str, Any], signs: SigningKey) -> bytes:
    # Not at the top: what writes PDF takes a second to load, and a service must start without.
    from tracing.service.sharing.bundle_paper import on_paper

    return on_paper(document, signs, service.now())
