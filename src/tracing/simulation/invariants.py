"""What must hold after months of work, whatever anybody did.

Each function returns sentences that say what doesn't hold; none where all is well. They read the database as its worker, past
the API, and put what they find before the rules anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sqlalchemy as sa

from tracing.casework.agencies import Side
from tracing.casework.roles import Role
from tracing.casework.states import progress_of
from tracing.casework.visibility import Relation, Show, show
from tracing.service.audit import verify
from tracing.service.context import Service
from tracing.service.pairs import Pair
from tracing.service.state_of import case_of, stage_of
from tracing.simulation.batch import batch_links, in_use, stored_links
from tracing.store.database import Reader
from tracing.store.tables import acts, audit, decisions, queue, records, tellings, users

__all__ = ["INVARIANTS", "broken"]


def told_without_verification(service: Service) -> Iterable[str]:
    """No family is told unless both sides were verified, by two persons, and two others decided so."""
    with service.database.working() as connection:
        told = [
            Pair(*row) for row in connection.execute(sa.select(tellings.c.inquiry_id, tellings.c.child_id))
        ]
    for pair in told:
        progress = progress_of(case_of(service, pair).facts)
        if not (progress.verified and progress.disclosed):
            yield f"pair {pair.name} is to be told without two-sided verification"
        if progress.child_verified_by == progress.family_verified_by:
            yield f"pair {pair.name} was verified on both sides by one person"


def seen_beyond_the_matrix(service: Service) -> Iterable[str]:
    """Nobody has read a field that the matrix hides from their role, or a record of a side that isn't theirs."""
    query = (
        sa.select(
            audit.c.number,
            audit.c.act,
            audit.c.kind,
            audit.c.object,
            audit.c.detail,
            audit.c.agency_id,
            users.c.role,
        )
        .join(users, users.c.id == audit.c.person)
        .where(audit.c.act.in_(["read", "reveal"]))
    )
    with service.database.working() as connection:
        rows = connection.execute(query).all()
        sides = {row.id: (row.side, row.agency_id) for row in connection.execute(
            sa.select(records.c.id, records.c.side, records.c.agency_id))}  # fmt: skip
    own = {Role.FOUND_WORKER: "child", Role.FAMILY_WORKER: "inquiry"}
    for row in rows:
        role = Role(row.role)
        if row.kind == "record" and row.object.isdecimal() and role in own:
            side, agency = sides[int(row.object)]
            if side != own[role] or agency != row.agency_id:
                yield f"audit {row.number}: a {role} read a record that isn't their agency's"
        if row.act == "reveal" and role is Role.REVIEWER:
            for field in row.detail["fields"]:
                if show(role, Relation.REVIEW, Side(row.detail["side"]), field) is not Show.ON_REQUEST:
                    yield f"audit {row.number}: a reviewer revealed {field}"


def live_unlike_batch(service: Service) -> Iterable[str]:
    """The stored links are those of a fresh batch of all that is live, to the last bit."""
    line = in_use(service)
    stored, fresh = stored_links(service, line.id), batch_links(service, line)
    for pair in sorted(stored.keys() | fresh.keys()):
        if stored.get(pair) != fresh.get(pair):
            yield f"link {pair} is stored otherwise than a batch makes it"


def stored_unlike_rules(service: Service) -> Iterable[str]:
    """What is stored of a case's state is what the rules say of it now."""
    with service.database.working() as connection:
        begun = {
            *(
                tuple(row)
                for row in connection.execute(sa.select(decisions.c.inquiry_id, decisions.c.child_id))
            ),
            *(tuple(row) for row in connection.execute(sa.select(acts.c.inquiry_id, acts.c.child_id))),
        }
        stages = {
            (row.inquiry_id, row.child_id): row.stage
            for row in connection.execute(sa.select(queue.c.inquiry_id, queue.c.child_id, queue.c.stage))
        }
    for inquiry, child in sorted(begun):
        case = case_of(service, Pair(inquiry, child))
        stored = stages.get((inquiry, child))
        if stored is not None and stored != stage_of(case):
            yield f"pair {inquiry}-{child} waits for {stored}, by the rules for {stage_of(case)}"


def audit_broken(service: Service) -> Iterable[str]:
    """The chain of audit is whole."""
    with service.database.reading(Reader(Role.AUDITOR.value, purpose="simulation")) as connection:
        fault = verify(connection)
    if fault is not None:
        yield f"the audit is broken: {fault}"


INVARIANTS: tuple[Callable[[Service], Iterable[str]], ...] = (
    told_without_verification,
    seen_beyond_the_matrix,
    live_unlike_batch,
    stored_unlike_rules,
    audit_broken,
)
"""All that must hold."""


def broken(service: Service) -> list[str]:
    """Return what doesn't hold."""
    return [said for holds in INVARIANTS for said in holds(service)]
