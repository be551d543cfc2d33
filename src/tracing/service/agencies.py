"""Agencies: who takes part. An agency that is no longer active can't sign in or submit from that moment on."""

from __future__ import annotations

import re
from collections.abc import Collection

import sqlalchemy as sa

from tracing.casework.agencies import SIDES_OF, AgencyKind, refuse_kind
from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid, NotFound
from tracing.service.texts import is_line
from tracing.store import people
from tracing.store.database import Reader, write_audit

__all__ = ["Agency", "add_agency", "change_agency", "codes_of", "get_agency", "list_agencies"]

Agency = people.Agency

_CODE = re.compile(r"[A-Z]{2}-[A-Z0-9][A-Z0-9-]{0,30}")


def add_agency(
    service: Service, reader: Reader, code: str, name: str, country: str, kind: str, sides: list[str]
) -> people.Agency:
    """Enter an agency. Migration and police agencies have no kind, so none can be entered."""
    require(reader, Task.MANAGE_AGENCIES)
    faults = _faults(code, name, country, kind, sides)
    if faults:
        raise Invalid("invalid", "The agency can't be entered like that.", fields=faults)
    try:
        with service.database.reading(reader) as connection:
            agency = people.add_agency(
                connection, code=code, name=name.strip(), country=country, kind=kind, sides=sorted(set(sides))
            )
            write_audit(connection, reader, "add_agency", "agency", agency.id, code=code, agency_kind=kind)
    except sa.exc.IntegrityError:
        raise Conflict("agency_exists", "There is an agency with this code already.") from None
    return agency


def list_agencies(service: Service, reader: Reader, after: int = 0, limit: int = 100) -> list[people.Agency]:
    """Return agencies in the order they were entered."""
    with service.database.reading(reader) as connection:
        return people.agencies_after(connection, after, limit)


def get_agency(service: Service, reader: Reader, code: str) -> people.Agency:
    """Return an agency by its code."""
    with service.database.reading(reader) as connection:
        return _found(people.agency_by_code(connection, code))


def codes_of(service: Service, reader: Reader, ids: Collection[int]) -> dict[int, str]:
    """Return the codes of agencies by their ids."""
    with service.database.reading(reader) as connection:
        return people.agency_codes(connection, ids)


def change_agency(
    service: Service, reader: Reader, code: str, name: str | None = None, active: bool | None = None
) -> people.Agency:
    """Rename an agency, shut it out or let it in again."""
    require(reader, Task.MANAGE_AGENCIES)
    with service.database.reading(reader) as connection:
        agency = _found(people.agency_by_code(connection, code))
        if active is False and agency.id == reader.agency:
            raise Conflict("own_agency", "Nobody shuts out the agency they work for.")
        changed: dict[str, object] = {}
        if name is not None:
            if not is_line(name, 200):
                raise Invalid("invalid", "The agency can't be named like that.", fields=[_NAME])
            changed["name"] = name.strip()
        if active is not None:
            changed["active"] = active
        if not changed:
            return agency
        agency = _found(people.change_agency(connection, agency.id, **changed))
        write_audit(connection, reader, "change_agency", "agency", agency.id, fields=sorted(changed))
    return agency


def _found(agency: people.Agency | None) -> people.Agency:
    if agency is None:
        raise NotFound("no_agency", "There is no such agency.")
    return agency


_NAME = FieldFault("/name", "isn't a line of 1 to 200 characters", "Send the name of the agency.")


def _faults(code: str, name: str, country: str, kind: str, sides: list[str]) -> list[FieldFault]:
    faults = []
    if not _CODE.fullmatch(code):
        faults.append(FieldFault("/code", "isn't a code of an agency", "Send one such as HN-SENAF."))
    if not is_line(name, 200):
        faults.append(_NAME)
    if not re.fullmatch("[A-Z]{2}", country):
        faults.append(FieldFault("/country", "isn't a code of a country", "Send ISO 3166-1, such as HN."))
    refusal = refuse_kind(kind, name=name, code=code)
    if refusal:
        mend = "" if refusal.code == "firewall" else f"Take one of: {', '.join(AgencyKind)}."
        faults.append(FieldFault("/kind", refusal.en, mend))
        return faults
    allowed = SIDES_OF[AgencyKind(kind)]
    for place, side in enumerate(sides):
        if side not in allowed:
            reason = "isn't a side that this kind of agency submits to"
            faults.append(
                FieldFault(f"/sides/{place}", reason, f"Take from: {', '.join(sorted(allowed)) or 'none'}.")
            )
    return faults
