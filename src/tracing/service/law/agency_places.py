"""Where an agency is, by subdivision: its children are under the law of that place. Where nobody has entered one, every law of the
country may apply, and doubt benefits the child."""

from __future__ import annotations

from tracing.casework.law.entering import LAW_LACKS, is_place
from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Forbidden, Invalid, NotFound
from tracing.store import law as store
from tracing.store import people
from tracing.store.database import Reader, write_audit

__all__ = ["agency_place", "set_agency_place"]


def agency_place(service: Service, reader: Reader, code: str) -> str:
    """Return the subdivision that an agency is in, or its country; raises ``NotFound``."""
    require(reader, Task.MANAGE_AGENCIES)
    with service.database.reading(reader) as connection:
        agency = _agency(people.agency_by_code(connection, code))
        return store.place_of(connection, agency.id) or agency.country


def set_agency_place(service: Service, reader: Reader, code: str, place: str) -> str:
    """Enter the subdivision that an agency is in (``CA-BC``), or its country where that isn't known. Raises ``Invalid``."""
    require(reader, Task.MANAGE_AGENCIES)
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    with service.database.reading(reader) as connection:
        agency = _agency(people.agency_by_code(connection, code))
        lack = LAW_LACKS["place_unknown"]
        faults = [] if is_place(place) else [FieldFault.of("/place", lack)]
        if not faults and place.partition("-")[0] != agency.country:
            faults = [
                FieldFault(
                    "/place", "isn't in the agency's country", f"Take {agency.country} or a part of it."
                )
            ]
        if faults:
            raise Invalid("invalid", "The agency can't be there.", fields=faults)
        store.set_place(connection, agency.id, place, reader.person, service.now())
        write_audit(connection, reader, "set_place", "agency", agency.id, place=place)
    return place


def _agency(agency: people.Agency | None) -> people.Agency:
    if agency is None:
        raise NotFound("no_agency", "There is no such agency.")
    return agency
