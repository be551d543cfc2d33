"""What the database itself lets a reader learn of holds, and whom it bars from a pair (brief I4, I6): raw SQL, as the
application's role."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from tests.service.parties import agency, as_system, person
from tests.stages import staged
from tracing.service.context import Service
from tracing.store.database import Database, Reader
from tracing.store.tables import acts, conflicts, decisions, holds, records


@dataclass(frozen=True)
class Pair:
    """A child and an inquiry of two agencies, and everybody who might look at them."""

    database: Database
    child: int
    inquiry: int
    readers: dict[str, Reader]


@staged
def pair(service: Service) -> Pair:
    """A child with a hold about asylum and one about a telephone; its inquiry with one about a telephone."""
    mexico = agency(service, "MX-DIF")
    honduras = agency(service, "HN-SENAF")
    office = agency(service, "HN-OFICINA", "tracing_office", "")
    found, asking = person(service, mexico, "found_worker"), person(service, honduras, "family_worker")
    readers = {
        "found": found,
        "found system": as_system(found),
        "asking": asking,
        "asking system": as_system(asking),
        "elsewhere": person(service, honduras, "found_worker"),
        "reviewer": person(service, office, "reviewer"),
        "officer": person(service, office, "protection_officer"),
        "reviewer abroad": person(service, honduras, "reviewer"),
        "officer abroad": person(service, honduras, "protection_officer"),
        "officer of the child's own authority": person(service, mexico, "protection_officer"),
        "consulate": person(service, honduras, "consulate"),
        "auditor": person(service, honduras, "auditor"),
        "administrator": person(service, honduras, "administrator"),
    }
    with service.database.working() as connection:
        child, inquiry = (
            int(
                connection.execute(
                    sa.insert(records)
                    .values(side=side, agency_id=of, reference="1", version=1, state="live")
                    .returning(records.c.id)
                ).scalar_one()
            )
            for side, of in (("child", mexico), ("inquiry", honduras))
        )
        for record, kind, confidential in (
            (child, "asylum", True),
            (child, "shared_phone", False),
            (inquiry, "shared_phone", False),
        ):
            connection.execute(
                sa.insert(holds).values(
                    record_id=record, kind=kind, confidential=confidential, reason="", review_on="2026-12-24"
                )
            )
    return Pair(service.database, child, inquiry, readers)


@pytest.mark.parametrize(
    ("reader", "of_child", "of_inquiry"),
    [
        ("officer", ["asylum", "shared_phone"], ["shared_phone"]),
        ("reviewer", ["shared_phone"], ["shared_phone"]),
        # Without a pair of the two records the inquiry is none of its country's.
        ("officer of the child's own authority", ["asylum", "shared_phone"], []),
        # The asylum firewall: to an authority of another country there is no such child.
        ("officer abroad", [], ["shared_phone"]),
        ("reviewer abroad", [], ["shared_phone"]),
        ("found", ["asylum", "shared_phone"], []),
        ("found system", [], []),
        ("asking", [], []),
        ("asking system", [], []),
        ("elsewhere", [], []),
        ("consulate", [], []),
        ("auditor", [], []),
        ("administrator", [], []),
    ],
)
def test_which_holds_a_reader_finds(
    pair: Pair, reader: str, of_child: list[str], of_inquiry: list[str]
) -> None:
    found = {}
    with pair.database.reading(pair.readers[reader]) as connection:
        for record in (pair.child, pair.inquiry):
            query = sa.select(holds.c.kind).where(holds.c.record_id == record).order_by(holds.c.kind)
            found[record] = list(connection.execute(query).scalars())
    assert found == {pair.child: of_child, pair.inquiry: of_inquiry}


@pytest.mark.parametrize("reader", ["officer", "reviewer", "found", "asking", "asking system", "consulate"])
def test_only_who_reviews_learns_that_a_record_is_held_at_all(pair: Pair, reader: str) -> None:
    with pair.database.reading(pair.readers[reader]) as connection:
        held = connection.execute(sa.select(sa.func.casework.held(pair.child))).scalar_one()
    assert held is (reader in ("officer", "reviewer"))


@pytest.mark.parametrize(
    ("reader", "confidential", "raised"),
    [
        ("officer", True, True),
        ("officer", False, True),
        ("reviewer", False, True),
        ("reviewer", True, False),
        ("found", False, False),
        ("asking", False, False),
    ],
)
def test_who_raises_a_hold_by_hand(pair: Pair, reader: str, confidential: bool, raised: bool) -> None:
    by = pair.readers[reader]
    entry = sa.insert(holds).values(
        record_id=pair.child, kind="coached_answers", confidential=confidential, reason="", review_on="2026-12-24",
        raised_by=by.person,
    )  # fmt: skip
    if raised:
        with pair.database.reading(by) as connection:
            connection.execute(entry)
    else:
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            pair.database.reading(by) as connection,
        ):
            connection.execute(entry)


def test_only_protection_officers_lift(pair: Pair) -> None:
    for name, reader in pair.readers.items():
        with pair.database.reading(reader) as connection:
            lifted = connection.execute(
                sa.update(holds).where(holds.c.record_id == pair.child).values(lift_reason="visto")
            ).rowcount
        of_the_child = ("officer", "officer of the child's own authority")
        assert lifted == (2 if name in of_the_child else 0), name


@pytest.mark.parametrize("record", ["child", "inquiry"])
@pytest.mark.parametrize("reader", ["officer", "reviewer"])
def test_who_declared_a_conflict_of_interest_can_no_more_decide(pair: Pair, reader: str, record: str) -> None:
    by = pair.readers[reader]
    decision = sa.insert(decisions).values(
        inquiry_id=pair.inquiry, child_id=pair.child, inquiry_version=1, child_version=1, matcher_id=1, blind=False,
        kind="possible", reasons=["names_agree"], user_id=by.person,
    )  # fmt: skip
    with pair.database.reading(by) as connection:
        connection.execute(decision)
    declared = sa.insert(conflicts).values(user_id=by.person, record_id=getattr(pair, record))
    with pair.database.reading(by) as connection:
        connection.execute(declared)
    with pytest.raises(ProgrammingError, match="row-level security"), pair.database.reading(by) as connection:
        connection.execute(decision)


def test_nor_act_and_nobody_declares_for_another(pair: Pair) -> None:
    officer, reviewer = pair.readers["officer"], pair.readers["reviewer"]
    act = sa.insert(acts).values(
        inquiry_id=pair.inquiry, child_id=pair.child, kind="verify_child", outcome="confirmed", reasons=["photo"],
        user_id=officer.person, role=officer.role,
    )  # fmt: skip
    forged = sa.insert(conflicts).values(user_id=officer.person, record_id=pair.child)
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        pair.database.reading(reviewer) as connection,
    ):
        connection.execute(forged)
    with pair.database.reading(officer) as connection:
        connection.execute(act)
        connection.execute(forged)
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        pair.database.reading(officer) as connection,
    ):
        connection.execute(act)
