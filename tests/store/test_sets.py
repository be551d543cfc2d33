"""The set of a record as the database tells it is the one that the rules derive."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from tests.service.parties import agency, person
from tracing.casework.sets.same import SameAct, SameActKind, set_of
from tracing.service.context import Service
from tracing.store.database import Reader
from tracing.store.tables import set_acts

SEQUENCES = 60
RECORDS = range(1, 8)


def test_the_database_and_the_rules_derive_the_same_sets(service: Service) -> None:
    """Random acts, also such as no rule would let through, on records of their own for each sequence."""
    user = person(service, agency(service), "reviewer").person
    chance = random.Random(20260331)
    with service.database.working() as connection:
        for sequence in range(SEQUENCES):
            acts: list[SameAct] = []
            for _ in range(chance.randrange(1, 9)):
                named = frozenset(100 * sequence + n for n in chance.sample(RECORDS, chance.randrange(1, 5)))
                kind = chance.choice(list(SameActKind))
                entry = sa.insert(set_acts).values(
                    side="child", kind=kind, records=sorted(named), reasons=[], user_id=user, at=sa.func.now()
                )
                number = connection.execute(entry.returning(set_acts.c.id)).scalar_one()
                acts.append(SameAct(number, kind, named, 0))
            for record in (100 * sequence + n for n in RECORDS):
                found, joined = connection.execute(
                    sa.text("SELECT casework.set_of(:record), casework.same_as(:record)"), {"record": record}
                ).one()
                assert set(found) == set_of(record, acts), acts
                # Whatever was split since, and whatever no set came out of.
                assert set(joined) == reached(record, acts), acts


def reached(record: int, acts: list[SameAct]) -> frozenset[int]:
    """Return what was ever joined to a record, by one act or several."""
    known = frozenset({record})
    while True:
        more = known.union(
            *(act.records for act in acts if act.kind is SameActKind.CONFIRM and act.records & known)
        )
        if more == known:
            return known
        known = more


@pytest.mark.parametrize("function", ["set_of", "same_as"])
def test_nobody_who_reads_may_ask(service: Service, function: str) -> None:
    reader = person(service, agency(service), "protection_officer")
    for who in (reader, Reader("auditor")):
        with (
            service.database.reading(who) as connection,
            pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
        ):
            connection.execute(sa.text(f"SELECT casework.{function}(1)"))
