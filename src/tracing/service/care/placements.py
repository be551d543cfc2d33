"""Where found children live: entered by their own agency's workers and protection officers, for the same people to read.

Rules see more than who places a child may see (how full a shelter is, who else lives there); told is only what they
conclude. Nobody of the asking side, no reviewer and no key comes here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracing.casework.care.capacity import first_full
from tracing.casework.care.placements import (
    NO_SHELTER,
    PLACEMENT_RULES,
    PLACEMENT_WARNINGS,
    Basis,
    PlacementKind,
    Stay,
    asks_anew,
    place_of,
    stay_faults,
    stay_warnings,
    unanswered,
)
from tracing.casework.care.rules import Rule
from tracing.casework.care.shelters import is_firewalled, unsuited
from tracing.casework.review import CONFLICT_OF_INTEREST
from tracing.casework.roles import Task
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.care.children import Named, child_named, facts_of, group_of
from tracing.service.care.placement_views import detail_of, stay_of
from tracing.service.care.refusals import TEXT, conflict, refusal
from tracing.service.care.shelters import as_of, capacity_of, to_shelter
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound, NotYet
from tracing.service.idempotency import Answer, once
from tracing.service.sets.members import members_of
from tracing.service.texts import is_line, is_text
from tracing.store import holds
from tracing.store.care import placements as store
from tracing.store.care import shelters as shelter_store
from tracing.store.database import Reader, write_audit

__all__ = ["NewPlacement", "correct_placement", "place_child"]


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """A placement as it is written.

    ``shelter``: (agency, code) for a placement in a shelter; ``place``: the family, hospital or place otherwise.
    ``placed_by``: who decided, with the number of the decision. ``answers``: code of a warning → why all the same.
    """

    kind: str
    begins: date
    basis: str
    placed_by: str = field(repr=False)
    shelter: tuple[str, str] | None = field(default=None, repr=False)
    place: str = field(default="", repr=False)
    ends: date | None = None
    note: str = field(default="", repr=False)
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)


def place_child(
    service: Service, reader: Reader, child: str, new: NewPlacement, key: str | None = None
) -> Answer:
    """Enter a placement of a child: by its reference for its own agency, by its pseudonym for protection officers.

    Raises ``Invalid`` with the rules that it breaks, ``NotYet`` (``unanswered``) with the warnings that need a reason.
    """
    require(reader, Task.PLACE)
    _check_form(new)
    asked = {"act": "place", "child": child, **asdict(new)}
    with service.database.reading(reader) as connection:
        record = child_named(connection, reader, child)

        def act() -> Answer:
            _check_person(connection, reader, record)
            if record.withdrawn:
                raise conflict(PLACEMENT_RULES["record_withdrawn"])
            same = _same(service, record)
            store.lock(connection, same)
            past = store.latest(connection, [record.id])
            number = max((one.number for one in past), default=0) + 1
            return _append(service, connection, reader, record, same, child, number, 1, new, past, {})

        answer = once(service, connection, reader, key, asked, act)
        _note(connection, reader, "place_child", record, answer)
    return answer


def correct_placement(
    service: Service,
    reader: Reader,
    child: str,
    number: int,
    version: int,
    new: NewPlacement,
    reason: str,
    void: bool = False,
    key: str | None = None,
) -> Answer:
    """Append a version of a placement: it ended, something was wrong, it was looked at again and stays, or (``void``) it was
    entered by mistake. ``version`` is the one that was read."""
    require(reader, Task.PLACE)
    _check_form(new)
    asked = {
        "act": "correct_placement", "child": child, "number": number, "version": version, "reason": reason, "void": void,
        **asdict(new),
    }  # fmt: skip
    with service.database.reading(reader) as connection:
        record = child_named(connection, reader, child)

        def act() -> Answer:
            _check_person(connection, reader, record)
            if not reason.strip():
                raise refusal(
                    "The placement can't be corrected like that.", [PLACEMENT_RULES["reason_missing"]]
                )
            if not is_text(reason, TEXT):
                raise Invalid(
                    "invalid", "The placement can't be corrected like that.", fields=[_text("/reason")]
                )
            same = _same(service, record)
            store.lock(connection, same)
            past = store.latest(connection, [record.id])
            before = next((one for one in past if one.number == number), None)
            if before is None:
                raise NotFound("no_placement", "The child has no placement of this number.")
            if before.version != version:
                raise Conflict("version_changed", "The placement isn't as you read it.", "Read it again.")
            if before.void:
                raise conflict(PLACEMENT_RULES["void_stays"])
            extra = {"reason": reason.strip()}
            return _append(
                service,
                connection,
                reader,
                record,
                same,
                child,
                number,
                version + 1,
                new,
                past,
                extra,
                void,
                before,
            )

        answer = once(service, connection, reader, key, asked, act)
        _note(connection, reader, "correct_placement", record, answer)
    return answer


def _append(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    record: Named,
    same: Collection[int],
    child: str,
    number: int,
    version: int,
    new: NewPlacement,
    past: Sequence[store.Placement],
    extra: Mapping[str, str],
    void: bool = False,
    before: store.Placement | None = None,
) -> Answer:
    """Put a version of a placement before the rules, and append it. ``same``: all records of the child."""
    house, kind = _house(connection, new), PlacementKind(new.kind)
    house_id = None if house is None else house.id
    place = place_of(kind, house_id, new.place)
    stay = Stay(number, kind, Basis(new.basis), place, new.begins, new.ends)
    was = None if before is None else stay_of(service, before)
    answers = {code: text.strip() for code, text in new.answers.items()}
    raised: tuple[Sentence, ...] = ()
    if before is not None:
        answers = {**detail_of(service, before).get("answers", {}), **answers}
        raised = tuple(PLACEMENT_WARNINGS[code] for code in before.warnings)
    if not void:
        asks = was is None or asks_anew(was, stay)
        others = [stay_of(service, one) for one in past if not one.void and one.number != number]
        if asks:
            # Ending a stay is never stopped by where another record says that the child was.
            others += _elsewhere(service, record, same)
        facts, found_from = facts_of(service, connection, record)
        open_shelter = house is None or house.open or not asks
        if broken := stay_faults(stay, others, service.now().date(), found_from, open_shelter=open_shelter):
            raise refusal("The child can't be placed like that.", broken)
        if asks and record.withdrawn:
            raise conflict(PLACEMENT_RULES["record_withdrawn"])
        if asks:
            raised = () if house is None else unsuited(to_shelter(house), facts, stay.begins)
            full = house is not None and _full(service, connection, house.id, same, stay)
            raised += stay_warnings(stay, _group_stays(service, connection, record), full)
            _check_answers(raised, answers)
    placement_id = store.next_id(connection)
    detail: dict[str, Any] = {
        "place": new.place.strip(), "placed_by": new.placed_by.strip(), "note": new.note.strip(), "answers": answers,
        **extra,
    }  # fmt: skip
    sealed = service.keyring.encrypt(
        json.dumps(detail, ensure_ascii=False).encode(), f"placements.detail:{placement_id}"
    )
    codes = [warning.code for warning in raised]
    made = store.Placement(
        placement_id, record.id, number, version, kind.value, house_id, new.begins, new.ends, new.basis, void, codes,
        sealed, reader.person or 0, service.now(),
    )  # fmt: skip
    store.add(connection, made)
    body = {"child": child, "placement": number, "version": version, "warnings": codes}
    return Answer(201 if version == 1 else 200, body, str(version), record.id)


def _same(service: Service, record: Named) -> frozenset[int]:
    """Return all records of a child, whoever may see them."""
    with service.database.working() as worker:
        return members_of(worker, [record.id])[record.id]


def _elsewhere(service: Service, record: Named, same: Collection[int]) -> list[Stay]:
    """Return where a child lived by what its other records say, whoever entered them; a number of its own has none of these."""
    others = [one for one in same if one != record.id]
    if not others:
        return []
    with service.database.working() as worker:
        found = store.latest(worker, others)
    return [replace(stay_of(service, one), number=0) for one in found if not one.void]


def _full(
    service: Service, connection: sa.Connection, shelter_id: int, same: Collection[int], stay: Stay
) -> bool:
    """Say whether a shelter has no place in all nights of a stay; from here on nobody else takes one there. ``same``: all
    records of the child, who takes one place however often it is recorded."""
    shelter_store.lock(connection, shelter_id)
    today = service.now().date()
    # Children of other agencies live there, whom the reader doesn't see.
    with service.database.working() as worker:
        taken = shelter_store.stays_in(worker, shelter_id, stay.begins, stay.ends or today)
    nights = [(one.begins, one.ends) for one in taken if one.record_id not in same]
    return (
        first_full(capacity_of(connection, shelter_id), nights, (stay.begins, stay.ends), today) is not None
    )


def _group_stays(service: Service, connection: sa.Connection, record: Named) -> list[list[Stay]]:
    others = group_of(connection, record)
    found = [one for one in store.latest(connection, others) if not one.void] if others else []
    return [[stay_of(service, one) for one in found if one.record_id == other] for other in others]


def _house(connection: sa.Connection, new: NewPlacement) -> shelter_store.Shelter | None:
    """Return the shelter that is named as it is on the first day of the stay; raises ``Invalid`` where there is none."""
    if new.shelter is None:
        return None
    agency, code = new.shelter
    house = None
    if agency.isprintable() and code.isprintable():
        versions = shelter_store.shelters(connection, all_versions=True, agency=agency, code=code)
        house = as_of(versions, new.begins)
    if house is None:
        raise refusal("The child can't be placed like that.", [PLACEMENT_RULES[NO_SHELTER]])
    return house


def _check_form(new: NewPlacement) -> None:
    """Raise ``Invalid`` for what can't be taken, whatever child it is about."""
    faults: list[FieldFault] = []
    broken: list[Rule] = []
    for name, code, codes in (("kind", new.kind, tuple(PlacementKind)), ("basis", new.basis, tuple(Basis))):
        if code not in codes:
            faults.append(
                FieldFault(f"/{name}", "isn't one of the codes", f"Take one of: {', '.join(codes)}.")
            )
    in_shelter = new.kind == PlacementKind.SHELTER
    if in_shelter and new.shelter is None:
        broken.append(PLACEMENT_RULES[NO_SHELTER])
    if not in_shelter and new.shelter is not None:
        broken.append(PLACEMENT_RULES["shelter_beside"])
    if not in_shelter and not new.place.strip():
        broken.append(PLACEMENT_RULES["place_missing"])
    if not new.placed_by.strip():
        broken.append(PLACEMENT_RULES["placed_by_missing"])
    if is_firewalled(new.place):
        broken.append(PLACEMENT_RULES["detention"])
    for name, text in (("place", new.place), ("placed_by", new.placed_by)):
        if not is_line(text, 400, empty=True):
            faults.append(FieldFault(f"/{name}", "isn't a line of up to 400 characters", "Write plain text."))
    if not is_text(new.note, TEXT):
        faults.append(_text("/note"))
    if set(new.answers) - set(PLACEMENT_WARNINGS):
        mend = f"Answer warnings by their codes: {', '.join(PLACEMENT_WARNINGS)}."
        faults.append(FieldFault("/answers", "answers what isn't a warning", mend))
    faults += [
        _text(f"/answers/{c}")
        for c, text in new.answers.items()
        if c in PLACEMENT_WARNINGS and not is_text(text, TEXT)
    ]
    if faults or broken:
        raise refusal("The child can't be placed like that.", broken, faults)


def _text(pointer: str) -> FieldFault:
    return FieldFault(pointer, "isn't a text of up to 2,000 characters", "Write plain text.")


def _check_person(connection: sa.Connection, reader: Reader, record: Named) -> None:
    """Raise ``Forbidden`` for somebody who declared the child to be of their family, or is nobody."""
    if reader.person is None:
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    if record.id in {declared for declared, _, _ in holds.conflicts_of(connection, reader.person)}:
        raise Forbidden(
            "conflict_of_interest",
            "You declared a conflict of interest with this record.",
            "Another person decides.",
            rule=CONFLICT_OF_INTEREST,
        )


def _check_answers(raised: Sequence[Sentence], answers: Mapping[str, str]) -> None:
    open_ones = unanswered(raised, answers)
    if open_ones:
        raise NotYet(
            "unanswered",
            "Somebody has to say why the child is placed there all the same.",
            "Choose another place, or give a reason for each under `answers`.",
            [
                FieldFault(
                    f"/answers/{warning.code}",
                    warning.en,
                    f"Say why, or choose another place. · {warning.es}: diga por qué, o elija otro lugar.",
                    warning,
                )
                for warning in open_ones
            ],
        )


def _note(connection: sa.Connection, reader: Reader, act: str, record: Named, answer: Answer) -> None:
    if not answer.repeated:
        write_audit(
            connection, reader, act, "record", record.id, placement=answer.body["placement"],
            version=answer.body["version"], warnings=len(answer.body["warnings"]),
        )  # fmt: skip
