"""Quick registration of a child found, and what a registration still lacks.

The quick form asks for the least that gives matching something to go by, so that the search begins at once; its answer
names what is still to be had, by when, and why. A record that was entered in any other way is held to the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.forms.record_forms import FOUND_CHILD_QUICK
from tracing.casework.hold_kinds import FlagKind
from tracing.casework.registration.lacking import Lacking, lacking
from tracing.service.contents import full_rows
from tracing.service.context import Service
from tracing.service.errors import NotFound
from tracing.service.forms.filled_in import check_answers, check_version
from tracing.service.idempotency import Answer
from tracing.service.judging import Judged
from tracing.service.law.applied import terms_by_record, terms_of_agencies
from tracing.service.submission import own_agency, submit
from tracing.store import holds, records
from tracing.store import registration as store
from tracing.store.database import Reader, write_audit

__all__ = ["Registration", "lacking_of", "list_registrations", "read_registration", "register", "written"]

_CHILD = Side.CHILD.value
_MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Registration:
    """A child of the reader's agency, and what its registration lacks; ``today`` tells what is overdue."""

    reference: str
    registered_at: datetime
    today: date
    lacking: tuple[Lacking, ...]

    @property
    def overdue(self) -> bool:
        """Whether anything is."""
        return any(one.due_on < self.today for one in self.lacking)


def register(
    service: Service,
    reader: Reader,
    answers: Mapping[str, object],
    vocabulary: str | None = None,
    provenance: Sequence[Mapping[str, object]] = (),
    key: str | None = None,
) -> Answer:
    """Store a child found from the quick form and have it matched; the receipt says what is still lacking.

    Raises ``Invalid`` with a fault for each field, ``Conflict`` for a form in another vocabulary or a reference that is
    taken.
    """
    check_version(vocabulary, FOUND_CHILD_QUICK)
    facts = {name: value for name, value in answers.items() if value is not None}
    check_answers(FOUND_CHILD_QUICK, facts)
    today = service.now().date()

    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, _CHILD, writes=True)
        terms = terms_of_agencies(connection, [agency.id])[agency.id]

    def also(judged: Judged) -> Mapping[str, Any]:
        return {"lacking": [written(one, today) for one in lacking(judged.row, today, terms=terms)]}

    return submit(service, reader, _CHILD, facts, provenance, key, also)


def read_registration(service: Service, reader: Reader, reference: str) -> Registration:
    """Return what the registration of a child of the reader's agency lacks."""
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, _CHILD, writes=False)
        record = None
        if reference.isprintable():
            record = records.find(connection, _CHILD, agency.id, [reference]).get(reference)
        if record is None or record.state != "live":
            raise NotFound("no_record", "Your agency has no child with this reference.")
        (found,) = _registrations(service, connection, [record])
        write_audit(connection, reader, "read_registration", "record", record.id)
    return found


def list_registrations(
    service: Service, reader: Reader, after: str = "", limit: int = 50, overdue_only: bool = False
) -> tuple[list[Registration], str | None]:
    """Return children of the reader's agency after a reference that lack something, and after which reference the next
    page begins. ``overdue_only``: those where something is overdue; a page may then hold few, or none."""
    limit = max(1, min(limit, _MOST_LISTED))
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, _CHILD, writes=False)
        page = records.page(connection, _CHILD, agency.id, after, limit + 1, "live")
        found = _registrations(service, connection, page[:limit])
        shown = [one for one in found if (one.overdue if overdue_only else one.lacking)]
        write_audit(connection, reader, "list_registrations", "records", agency.id, shown=len(shown))
    return shown, page[limit - 1].reference if len(page) > limit else None


def written(one: Lacking, today: date) -> dict[str, Any]:
    """Return what is lacking as it stands in an answer."""
    says = one.says
    return {
        "code": one.thing.value, "es": says.es, "en": says.en, "source": says.source, "due_on": one.due_on.isoformat(),
        "due_basis": one.due_basis, "overdue": one.due_on < today,
    }  # fmt: skip


def lacking_of(
    service: Service, connection: sa.Connection, registered: Mapping[int, date]
) -> dict[int, list[Lacking]]:
    """Return by record what the registration of a child that came in on a day lacks."""
    if not registered:
        return {}
    rows = full_rows(service.keyring, connection, registered)
    assessed = store.assessed(connection, registered)
    flags = holds.flags_of(connection, registered, standing_only=False, kind=FlagKind.CONSENT)
    asked = {flag.record_id for flag in flags}
    terms = terms_by_record(connection, registered)
    return {
        one: lacking(rows[one], on, one in assessed, one in asked, terms[one])
        for one, on in registered.items()
    }


def _registrations(
    service: Service, connection: sa.Connection, found: Collection[records.Record]
) -> list[Registration]:
    today = service.now().date()
    lacks = lacking_of(service, connection, {one.id: one.created_at.date() for one in found})
    return [Registration(one.reference, one.created_at, today, tuple(lacks[one.id])) for one in found]
