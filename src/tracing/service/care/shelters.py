"""Shelters: entered and corrected by their own agency or a protection officer, searched by those who find children.

The name and address of a confidential one are seen by those who may see where a child is: its own workers and protection
officers. How many places are taken is counted for the same people and nobody else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from tracing.casework.agencies import AgencyKind
from tracing.casework.care.capacity import Places, Since, places_by_day
from tracing.casework.care.shelters import SEXES, Accessibility, Shelter, ShelterKind, shelter_faults
from tracing.casework.competence import works_for
from tracing.casework.roles import Role, Task
from tracing.service.access import require
from tracing.service.care.refusals import LINE, TEXT, refusal
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.texts import is_line, is_text
from tracing.standardise import languages
from tracing.store import people
from tracing.store.care import shelters as store
from tracing.store.database import Reader, write_audit

__all__ = [
    "MOST_NIGHTS",
    "NewShelter",
    "ShelterView",
    "as_of",
    "capacity_of",
    "count_places",
    "list_shelters",
    "shelter_versions",
    "to_shelter",
    "write_shelter",
]

MOST_NIGHTS = 92
"""How many nights are counted at once."""

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,30}")


@dataclass(frozen=True, slots=True)
class NewShelter:
    """All that is said of a shelter from ``valid_from`` on. ``version``: the one that was read, 0 for a new shelter.
    ``languages``: ISO 639-3 codes or names. ``checked_on``: when this was last compared with the house itself."""

    version: int
    name: str = field(repr=False)
    address: str = field(repr=False)
    country: str
    kind: str
    least_age: int
    most_age: int
    sexes: Sequence[str]
    places: int
    valid_from: date
    checked_on: date
    subdivision: str = ""
    accessibility: Sequence[str] = ()
    languages: Sequence[str] = ()
    confidential: bool = False
    confidential_by: str = ""
    open: bool = True
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ShelterView:
    """A version of a shelter. ``name`` and ``address`` are None where they aren't the reader's to see; ``own``: the reader
    may correct it and count its places."""

    id: int
    agency: str
    code: str
    version: int
    facts: Shelter
    name: str | None = field(repr=False)
    address: str | None = field(repr=False)
    own: bool
    checked_on: date
    reason: str | None = field(repr=False)
    by_user: int
    at: datetime


def list_shelters(
    service: Service,
    reader: Reader,
    after: int = 0,
    limit: int = 50,
    country: str | None = None,
    subdivision: str | None = None,
    kind: str | None = None,
    sex: str | None = None,
    age: int | None = None,
) -> list[ShelterView]:
    """Return shelters in the order of their ids: those of a country, sub-unit or kind, for a sex, for an age in years."""
    require(reader, Task.READ_SHELTERS)
    faults = [
        FieldFault(f"query:{name}", "isn't one of the codes", f"Take one of: {', '.join(codes)}.")
        for name, code, codes in (("kind", kind, tuple(ShelterKind)), ("sex", sex, SEXES))
        if code is not None and code not in codes
    ]
    if faults:
        raise Invalid("invalid", "Shelters can't be asked for like that.", fields=faults)
    with service.database.reading(reader) as connection:
        found = store.shelters(
            connection, after, limit, country=country, subdivision=subdivision, kind=kind, sex=sex, age=age
        )
        keeper = _keeper(connection, reader)
        write_audit(connection, reader, "list", "shelters", reader.agency or 0, shown=len(found))
    return [_view(service, keeper, one) for one in found]


def shelter_versions(service: Service, reader: Reader, agency: str, code: str) -> list[ShelterView]:
    """Return all versions of a shelter, the first first."""
    require(reader, Task.READ_SHELTERS)
    with service.database.reading(reader) as connection:
        found = (
            store.shelters(connection, all_versions=True, agency=agency, code=code) if _is_code(code) else []
        )
        if not found:
            raise _unknown()
        keeper = _keeper(connection, reader)
        write_audit(connection, reader, "read", "shelter", found[0].id)
    return [_view(service, keeper, one) for one in found]


def count_places(
    service: Service, reader: Reader, agency: str, code: str, first: date, last: date
) -> list[Places]:
    """Return the places of a shelter night by night, taken and free: for its own agency and protection officers."""
    require(reader, Task.READ_SHELTERS)
    if not first <= last < first + timedelta(days=MOST_NIGHTS):
        fault = FieldFault(
            "query:until", f"isn't within {MOST_NIGHTS} nights from the first", "Ask for fewer."
        )
        raise Invalid("invalid", "Places can't be counted like that.", fields=[fault])
    with service.database.reading(reader) as connection:
        found = store.shelters(connection, agency=agency, code=code) if _is_code(code) else []
        if not found:
            raise _unknown()
        if not _keeper(connection, reader).keeps(found[0].agency_id, found[0].agency[:2]):
            raise Forbidden(
                "not_your_shelter",
                "Its places are counted for its own agency and protection officers of its country.",
            )
        capacity = capacity_of(connection, found[0].id)
        write_audit(connection, reader, "count_places", "shelter", found[0].id)
    # Other agencies' children live there, too; only how many is told.
    with service.database.working() as connection:
        stays = store.stays_in(connection, found[0].id, first, last)
    return places_by_day(capacity, [(stay.begins, stay.ends) for stay in stays], first, last)


def as_of(versions: Sequence[store.Shelter], day: date) -> store.Shelter | None:
    """Return the version of a shelter that counts on a day: the last that is valid by then, else the first."""
    begun = [one for one in versions if one.valid_from <= day]
    return max(begun, key=lambda one: (one.valid_from, one.version)) if begun else next(iter(versions), None)


def capacity_of(connection: sa.Connection, shelter_id: int) -> list[Since]:
    """Return since when a shelter has had how many places, in the order in which that was entered."""
    found = store.shelters(connection, all_versions=True, id=shelter_id)
    return [Since(one.valid_from, one.places, one.open) for one in found]


def write_shelter(
    service: Service, reader: Reader, agency: str, code: str, new: NewShelter, key: str | None = None
) -> Answer:
    """Enter a shelter, or append a version of it.

    Raises ``Invalid`` with the rules that it breaks, ``Forbidden`` where it is another agency's, ``Conflict``
    (``version_changed``) where somebody wrote meanwhile.
    """
    require(reader, Task.KEEP_SHELTERS)
    spoken, faults = _checked(code, new, service.now().date())
    asked = {"act": "write_shelter", "agency": agency, "code": code, **asdict(new)}
    with service.database.reading(reader) as connection:

        def act() -> Answer:
            runs = people.agency_by_code(connection, agency)
            if runs is None or "child" not in runs.sides:
                raise NotFound("no_agency", "There is no such agency that takes children in.")
            if not _keeper(connection, reader).keeps(runs.id, runs.country):
                raise Forbidden(
                    "not_your_shelter",
                    "It is entered by its own agency or a protection officer of its country.",
                )
            if faults:
                raise Invalid("invalid", "The shelter can't be written like that.", fields=faults)
            made = to_facts(new, spoken)
            if broken := shelter_faults(made, new.name):
                raise refusal("The shelter can't be written like that.", broken)
            before = store.shelters(connection, agency=agency, code=code)
            shelter_id = (
                before[0].id if before else store.add(connection, runs.id, code, _who(reader), service.now())
            )
            if shelter_id is not None:
                store.lock(connection, shelter_id)
                before = store.shelters(connection, id=shelter_id)
            version = before[0].version if before else 0
            if shelter_id is None or new.version != version:
                raise Conflict(
                    "version_changed",
                    "The shelter isn't as you read it, or there is none of this code.",
                    "Read it again; a new shelter has version 0.",
                )
            _append(service, connection, reader, shelter_id, version + 1, new, made)
            body = {"agency": agency, "code": code, "version": version + 1}
            return Answer(200 if version else 201, body, str(version + 1))

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(
                connection,
                reader,
                "write_shelter",
                "shelter",
                f"{agency}/{code}",
                version=answer.body["version"],
            )
    return answer


def to_facts(new: NewShelter, spoken: tuple[str, ...]) -> Shelter:
    """Return what was entered as the rules need it."""
    return Shelter(
        new.country, ShelterKind(new.kind), new.least_age, new.most_age, tuple(new.sexes), new.places, new.valid_from,
        new.subdivision, tuple(dict.fromkeys(Accessibility(a) for a in new.accessibility)), spoken, new.confidential,
        new.confidential_by.strip(), new.open,
    )  # fmt: skip


def to_shelter(one: store.Shelter) -> Shelter:
    """Return a version of a shelter as the rules need it."""
    return Shelter(
        one.country, ShelterKind(one.kind), one.least_age, one.most_age, tuple(one.sexes), one.places, one.valid_from,
        one.subdivision, tuple(Accessibility(a) for a in one.accessibility), tuple(one.languages), one.confidential,
        one.confidential_by, one.open,
    )  # fmt: skip


def _append(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    shelter_id: int,
    version: int,
    new: NewShelter,
    made: Shelter,
) -> None:
    text = json.dumps({"name": new.name.strip(), "address": new.address.strip()}, ensure_ascii=False)
    sealed = service.keyring.encrypt(text.encode(), f"shelter_addresses.sealed:{shelter_id}/{version}")
    store.add_version(
        connection, shelter_id, version, sealed, country=made.country, subdivision=made.subdivision,
        kind=made.kind.value, least_age=made.least_age, most_age=made.most_age, sexes=list(made.sexes),
        places=made.places, accessibility=[a.value for a in made.accessibility], languages=list(made.languages),
        confidential=made.confidential, confidential_by=made.confidential_by, open=made.open,
        valid_from=made.valid_from, checked_on=new.checked_on,
        reason=None if new.reason is None else new.reason.strip(), by_user=_who(reader), at=service.now(),
    )  # fmt: skip


def _checked(code: str, new: NewShelter, today: date) -> tuple[tuple[str, ...], list[FieldFault]]:
    """Return the languages as codes, and what can't be taken as it was written."""
    faults = []
    if not _is_code(code):
        faults.append(FieldFault("path:code", "isn't a code", "Write it as CASA-1; it tells no name."))
    for name, text in (("name", new.name), ("address", new.address)):
        if not is_line(text, 400):
            faults.append(FieldFault(f"/{name}", "isn't a line of 1 to 400 characters", "Write plain text."))
    if not is_line(new.confidential_by, LINE, empty=True):
        faults.append(
            FieldFault("/confidential_by", "isn't a line of up to 200 characters", "Write plain text.")
        )
    if new.kind not in set(ShelterKind):
        faults.append(
            FieldFault("/kind", "isn't a kind of shelter", f"Take one of: {', '.join(ShelterKind)}.")
        )
    if not set(new.accessibility) <= set[str](Accessibility):
        text = f"Take of: {', '.join(Accessibility)}."
        faults.append(FieldFault("/accessibility", "isn't one of the codes", text))
    if new.checked_on > today:
        faults.append(FieldFault("/checked_on", "hasn't come yet", "Say on which day it was checked."))
    if new.version and not (new.reason or "").strip():
        faults.append(FieldFault("/reason", "is missing", "Say why it is corrected."))
    if new.reason is not None and not is_text(new.reason, TEXT):
        faults.append(FieldFault("/reason", "isn't a text of up to 2,000 characters", "Write plain text."))
    read = [languages.parse(text) for text in new.languages]
    if any(one is None or one.code is None for one in read):
        faults.append(
            FieldFault("/languages", "isn't one language each", "Write ISO 639-3 codes such as mam.")
        )
    return tuple(dict.fromkeys(one.code for one in read if one is not None and one.code)), faults


def _view(service: Service, keeper: _Keeper, one: store.Shelter) -> ShelterView:
    said: dict[str, str] = {}
    own = keeper.keeps(one.agency_id, one.agency[:2])
    if one.sealed is not None:
        opened = service.keyring.decrypt(one.sealed, f"shelter_addresses.sealed:{one.id}/{one.version}")
        said = json.loads(opened)
    return ShelterView(
        one.id, one.agency, one.code, one.version, to_shelter(one), said.get("name"), said.get("address"),
        own, one.checked_on, one.reason if own else None, one.by_user, one.at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Who says what a shelter is: its own agency's people, and officers who work for its country."""

    own: people.Agency | None
    officer: bool

    def keeps(self, agency_id: int, country: str) -> bool:
        if self.own is None:
            return False
        works = self.officer and works_for(AgencyKind(self.own.kind), self.own.country, country)
        return works or self.own.id == agency_id


def _keeper(connection: sa.Connection, reader: Reader) -> _Keeper:
    own = None if reader.agency is None else people.agency(connection, reader.agency)
    return _Keeper(own, reader.role == Role.PROTECTION_OFFICER)


def _is_code(code: str) -> bool:
    return _CODE.fullmatch(code) is not None


def _unknown() -> NotFound:
    return NotFound("no_shelter", "There is no such shelter.")


def _who(reader: Reader) -> int:
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    return reader.person
