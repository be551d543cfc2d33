"""A file that somebody looks at before it is taken in: its first rows, and which column each of its headers most likely means.

The file is kept, encrypted, for the person alone, until they confirm what the columns mean or let it be; then it goes. Nothing
of it is judged or stored before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from tracing.casework.roles import Task
from tracing.records import InputError
from tracing.records.headers import JOINED, KEPT, LEFT_OUT, guess
from tracing.records.read import first_rows
from tracing.records.schema import columns_of
from tracing.records.table import Table
from tracing.service.access import require
from tracing.service.bench import SIDES
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid, NotFound
from tracing.service.idempotency import Answer
from tracing.service.imports import check_file, upload
from tracing.service.sign_in import Person
from tracing.service.submission import own_agency
from tracing.store import import_previews as store
from tracing.store.database import write_audit

__all__ = ["KEPT_FOR", "Preview", "Seen", "confirm", "forget", "forget_old", "look_at", "preview"]

KEPT_FOR: Final = timedelta(days=1)

_SHOWN = 5
_LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A column of the file: its header, the contract's column it most likely means (None where that can't be told), and its
    first cells."""

    header: str = field(repr=False)
    column: str | None
    cells: list[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file looks like; ``columns`` that it may have are those of its side."""

    side: str
    format: str
    seen: list[Seen]
    columns: tuple[str, ...]


def look_at(service: Service, person: Person, side: str, data: bytes, name: str = "") -> None:
    """Keep a file to be looked at. Refuses what ``imports.upload`` would, before anything of it is kept."""
    reader = person.reader("tracing")
    require(reader, Task.IMPORT)
    kind = check_file(data, name)
    with service.database.reading(reader) as connection:
        own_agency(connection, reader, side, writes=True)
    _first(data)
    with service.database.reading(reader) as connection:
        hidden = service.keyring.encrypt(data, _context(person))
        store.keep(connection, person.id, side, kind, hidden, service.now())
        write_audit(
            connection, reader, "look_at_file", "user", person.id, side=side, format=kind, bytes=len(data)
        )


def preview(service: Service, person: Person) -> Preview:
    """Return what the file that a person has sent looks like; raises ``NotFound`` where there is none (any more)."""
    side, kind, data = _file(service, person)
    table = _first(data)
    columns = guess(table.header, SIDES[side])
    return Preview(
        side,
        kind,
        [
            Seen(header, column, [(cell or "")[:_LONGEST_CELL] for cell in cells[:_SHOWN]])
            for header, column, cells in zip(table.header, columns, table.columns, strict=True)
        ],
        columns_of(SIDES[side]),
    )


def confirm(
    service: Service, person: Person, chosen: Mapping[int, str], key: str | None = None
) -> tuple[str, Answer]:
    """Take the file in, its columns meaning what the person has chosen; return its side and the answer as ``imports.upload``
    gives it.

    ``chosen``: place of the header from 0 → column of the contract, ``records.headers.KEPT`` or ``LEFT_OUT``; what isn't
    chosen is kept and not used. Raises ``Invalid`` with a fault for each column that can't be.
    """
    reader = person.reader("tracing")
    require(reader, Task.IMPORT)
    side, _, data = _file(service, person)
    header = _first(data).header
    columns = [chosen.get(place, KEPT) for place in range(len(header))]
    _check(columns, columns_of(SIDES[side]))
    answer = upload(service, reader, side, data, key=key, columns=dict(zip(header, columns, strict=True)))
    forget(service, person)
    return side, answer


def forget(service: Service, person: Person) -> None:
    """Forget the file: it was taken in, or is let be."""
    with service.database.reading(person.reader("tracing")) as connection:
        store.forget(connection, person.id)


def forget_old(service: Service) -> int:
    """Forget files that nobody came back to; return how many."""
    with service.database.working() as connection:
        return store.forget_before(connection, service.now() - KEPT_FOR)


def _file(service: Service, person: Person) -> tuple[str, str, bytes]:
    with service.database.reading(person.reader("tracing")) as connection:
        found = store.file(connection, person.id)
    if found is None:
        raise NotFound("no_file", "No file of yours waits to be looked at.", "Choose the file again.")
    side, kind, hidden = found
    return side, kind, service.keyring.decrypt(hidden, _context(person))


def _first(data: bytes) -> Table:
    try:
        return first_rows(data, "the file", _SHOWN)
    except InputError as error:
        raise Invalid("unusable_file", str(error)) from None


def _check(columns: list[str], known: tuple[str, ...]) -> None:
    faults = []
    for place, column in enumerate(columns):
        if column in (KEPT, LEFT_OUT):
            continue
        if column not in known:
            faults.append(
                FieldFault(f"/columns/{place}", "isn't a column of these records", "Choose one of the list.")
            )
        elif column not in JOINED and column in columns[:place]:
            faults.append(
                FieldFault(
                    f"/columns/{place}", "another column of the file was chosen for this already",
                    "Choose one of them, and leave the other as it is.",
                )
            )  # fmt: skip
    if "record_id" not in columns:
        faults.append(
            FieldFault(
                "/columns", "no column has the reference of each record", "Choose the one that has it."
            )
        )
    if faults:
        raise Invalid("columns_unclear", "The file can't be taken in with these columns.", fields=faults)


def _context(person: Person) -> str:
    return f"import_previews.file:{person.id}"
