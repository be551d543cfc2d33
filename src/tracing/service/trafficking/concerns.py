"""Concerns of trafficking as protection officers read them, and dismissing one. The rules raise them in ``raising``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.roles import Role, Task
from tracing.casework.trafficking.concern_kinds import CONCERN_KINDS, RULES, ConcernKind, Rule
from tracing.casework.trafficking.concerns import dismissal_lacks
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from tracing.service.idempotency import Answer, once
from tracing.service.pairs import record_named
from tracing.service.reached import in_country
from tracing.service.trafficking.texts import text_fault
from tracing.store import holds as hold_store
from tracing.store.database import Reader, write_audit
from tracing.store.trafficking import concerns as store

__all__ = ["ConcernView", "dismiss_concern", "list_concerns"]


@dataclass(frozen=True, slots=True)
class ConcernView:
    """A concern: what it is about, why it was raised, in both languages; the records it rests on by their pseudonyms."""

    id: int
    record: str
    kind: ConcernKind
    says: Sentence
    why: Sentence
    records: tuple[str, ...]
    raised_at: datetime
    changed_at: datetime
    dismissed_by: int | None
    dismissed_at: datetime | None
    reason: str | None = field(repr=False)


def list_concerns(
    service: Service,
    reader: Reader,
    after: int = 0,
    limit: int = 50,
    open_only: bool = True,
    kind: str | None = None,
    record: str | None = None,
) -> list[ConcernView]:
    """Return concerns in the order of their numbers; ``record``: those that rest on a record, by its pseudonym."""
    require(reader, Task.JUDGE_CONCERN)
    if kind is not None and kind not in set(ConcernKind):
        fault = FieldFault("/kind", "isn't a kind of concern", f"Take one of: {', '.join(ConcernKind)}.")
        raise Invalid("invalid", "Concerns can't be asked for like that.", fields=[fault])
    number = None if record is None else record_named(record)[1]
    with service.database.reading(reader) as connection:
        found = store.page(connection, after, limit, open_only, kind, number)
        resting = store.rests_on(connection, [one.id for one in found])
        write_audit(connection, reader, "list", "concerns", reader.agency or 0, shown=len(found))
    return [_view(service, one, resting.get(one.id, [])) for one in found]


def dismiss_concern(
    service: Service, reader: Reader, number: int, reason: str, key: str | None = None
) -> Answer:
    """Dismiss a concern; it comes back only on facts that are new. A hold that it raised stands until it is lifted."""
    require(reader, Task.JUDGE_CONCERN)
    asked = {"act": "dismiss_concern", "concern": number, "reason": reason}
    with service.database.reading(reader) as connection:
        found = store.concern(connection, number, lock=True)
        if found is None or not in_country(connection, reader, found.record_id):
            raise NotFound("no_concern", "There is no such concern.")

        def act() -> Answer:
            resting = {record for record, _ in store.rests_on(connection, [number]).get(number, [])}
            declared = {record for record, _, _ in hold_store.conflicts_of(connection, reader.person or 0)}
            conflicted = bool(declared & {*resting, found.record_id})
            for lack in dismissal_lacks(Role(reader.role), reason, conflicted=conflicted):
                if lack.code != "concern_reason":
                    raise Forbidden.of(lack)
                fault = FieldFault.of("/reason", lack)
                raise Invalid("invalid", "The concern can't be dismissed like that.", fields=[fault])
            if faults := text_fault("/reason", reason):
                raise Invalid("invalid", "The concern can't be dismissed like that.", fields=faults)
            if found.dismissed_at is not None:
                raise Conflict("dismissed", "The concern was dismissed already.")
            sealed = service.keyring.encrypt(reason.strip().encode(), f"concerns.reason:{number}")
            store.dismiss(connection, number, reader.person or 0, service.now(), sealed)
            return Answer(200, {"concern": number}, None, found.record_id)

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "dismiss_concern", "record", found.record_id, concern=number)
    return answer


def _view(service: Service, one: store.Concern, resting: list[tuple[int, str]]) -> ConcernView:
    kind = ConcernKind(one.kind)
    reason = None
    if one.reason is not None:
        reason = service.keyring.decrypt(one.reason, f"concerns.reason:{one.id}").decode()
    # A concern sits on an inquiry.
    return ConcernView(
        one.id, pseudonym(Side.INQUIRY, one.record_id), kind, CONCERN_KINDS[kind], RULES[Rule(one.rule)],
        tuple(pseudonym(Side(side), record) for record, side in resting), one.raised_at, one.changed_at,
        one.dismissed_by, one.dismissed_at, reason,
    )  # fmt: skip
