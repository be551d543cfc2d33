"""A child's age on a day under each law that applies: for its own agency and for protection officers."""

from __future__ import annotations

from datetime import date

from tracing.casework.law.ages import Ages, ages
from tracing.casework.law.entering import LAW_LACKS, is_place
from tracing.casework.roles import Role, Task
from tracing.service.access import require
from tracing.service.children import child_named
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid
from tracing.service.law.applied import register_on
from tracing.service.law.person import law_facts
from tracing.store.database import Reader, write_audit

__all__ = ["age_of_child"]


def age_of_child(
    service: Service,
    reader: Reader,
    name: str,
    on: date | None = None,
    held: str | None = None,
    destination: str | None = None,
) -> Ages:
    """Return a child's age on a day (today, unless one is named) under the Convention, where its record is held, of where it is
    from, and of where it may go.

    ``name``: its own agency's reference, or for protection officers its pseudonym. ``held``: the subdivision where it is, within
    the agency's country. Raises ``NotFound``, ``Invalid``.
    """
    if reader.role != Role.AGENCY:
        require(reader, Task.READ_CHILDREN)
    with service.database.reading(reader) as connection:
        record_id = child_named(connection, reader, name)
        (facts,) = law_facts(connection, [record_id], service.now().date())
        unknown = LAW_LACKS["place_unknown"]
        faults = [
            FieldFault.of(f"query:{field}", unknown)
            for field, place in (("held", held), ("to", destination))
            if place is not None and not is_place(place)
        ]
        if held is not None and not faults and held.partition("-")[0] != facts.held.partition("-")[0]:
            faults.append(
                FieldFault(
                    "query:held", "isn't in the country where the record is held", "Name its subdivision."
                )
            )
        if faults:
            raise Invalid("invalid", "The age can't be asked for like that.", fields=faults)
        born = None if facts.birth is None else (facts.birth.earliest, facts.birth.latest)
        found = ages(
            register_on(connection),
            born,
            on or service.now().date(),
            held or facts.held,
            facts.origins,
            destination or "",
        )
        write_audit(
            connection, reader, "read_age", "record", record_id, laws=[law.place for law in found.laws]
        )
    return found
