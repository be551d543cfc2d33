"""Whose records the people of an authority find in the database: their country's, and those of a pair with one of these. Asked
in plain SQL, as if every rule in Python were forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.service.cases import Case, open_case
from tests.service.parties import agency, person
from tests.service.trafficking.test_referrals import referral
from tests.stages import staged
from tests.store.test_firewall import speaks_of
from tracing.casework.agencies import AgencyKind
from tracing.casework.competence import reach
from tracing.service import conflicts, flags, holds, submission
from tracing.service.context import Service
from tracing.service.rights.complaints import NewComplaint, complain
from tracing.service.trafficking import referrals, shields
from tracing.store.database import Reader
from tracing.store.tables import TABLES

OF_PEOPLE = ("protection_officer", "reviewer")


@staged
def case(service: Service) -> Case:
    """A child in Mexico, asked for from Guatemala, judged by two people, with a row in most tables that speak of it."""
    made = open_case(service)
    made.settle()
    made.act(made.officer, "child_views", "agrees", "own_language")
    holds.raise_hold(made.service, made.officer, made.pair.child_name, "shared_phone", "mismo número")
    flags.raise_flag(made.service, made.found, "A-1", "medical_need")
    conflicts.declare(made.service, made.three, made.pair.child_name)
    referrals.refer(made.service, made.officer, referral(made))
    complain(
        made.service,
        made.found,
        NewComplaint("child", "care", "kek", "no hay camas", made.clock.now.date(), record="A-1"),
    )
    on = made.clock.now.date() + timedelta(days=30)
    shields.shield(made.service, made.officer, made.pair.child_name, "amenazas", on)
    shields.unshield(made.service, made.second_officer, made.pair.child_name, "ya pasó")
    return made


def everything(case: Case, reader: Reader) -> dict[str, int]:
    """Return how many rows the reader finds in each table that speaks of a record or of an act."""
    found = {}
    with case.service.database.reading(reader) as connection:
        for name, table in TABLES.items():
            if name == "records" or {"record_id", "inquiry_id", "child_id", "act_id"} & set(table.c.keys()):
                query = sa.select(sa.func.count()).select_from(table)
                if name == "audit":
                    continue
                found[name] = int(connection.execute(query).scalar_one())
    return {name: count for name, count in found.items() if count}


@pytest.mark.parametrize("role", OF_PEOPLE)
def test_the_people_of_a_third_country_find_nothing_at_all(case: Case, role: str) -> None:
    third = person(case.service, agency(case.service, "CR-PANI"), role)
    assert everything(case, third) == {}
    with case.service.database.reading(third) as connection:
        for asked in ("in_reach", "held_here", "held", "flagged"):
            query = sa.text(f"SELECT casework.{asked}(:child)")
            assert connection.execute(query, {"child": case.pair.child}).scalar_one() is False


@pytest.mark.parametrize("role", OF_PEOPLE)
def test_the_people_of_either_country_find_the_pair(case: Case, role: str) -> None:
    for code in ("MX-PFPNNA", "GT-PGN"):
        reader = person(case.service, agency(case.service, code), role)
        found = speaks_of(case, reader)
        assert {"records", "record_versions", "queue", "links", "decisions", "acts", "holds"} <= set(found)


def test_where_a_child_is_they_find_in_its_own_country_alone(case: Case) -> None:
    at_home = person(case.service, agency(case.service, "MX-PFPNNA"), "protection_officer")
    abroad = person(case.service, agency(case.service, "GT-PGN"), "protection_officer")
    assert speaks_of(case, at_home)["whereabouts"] == speaks_of(case, case.officer)["whereabouts"] == 1
    assert "whereabouts" not in speaks_of(case, abroad)


@pytest.mark.parametrize("role", OF_PEOPLE)
def test_the_office_finds_everything(case: Case, role: str) -> None:
    reader = person(case.service, case.office, role)
    assert {"records", "queue", "holds", "decisions"} <= set(speaks_of(case, reader))


@pytest.mark.parametrize("role", OF_PEOPLE)
def test_they_write_of_nothing_that_isnt_theirs(case: Case, role: str) -> None:
    third = person(case.service, agency(case.service, "CR-PANI"), role)
    entries = [
        "holds (record_id, kind, confidential, reason, review_on, raised_by)"
        " VALUES (:child, 'shared_phone', false, '', now(), :me)",
        "leases VALUES (:inquiry, :child, :me, now())",
        "decisions (inquiry_id, child_id, inquiry_version, child_version, matcher_id, blind, kind, reasons, user_id)"
        " VALUES (:inquiry, :child, 1, 1, 1, false, 'possible', '{}', :me)",
        "conflicts (user_id, record_id) VALUES (:me, :child)",
    ]
    given = {"child": case.pair.child, "inquiry": case.pair.inquiry, "me": third.person}
    for entry in entries:
        with (
            pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
            case.service.database.reading(third) as connection,
        ):
            connection.execute(sa.text(f"INSERT INTO casework.{entry}"), given)


def test_a_withdrawn_record_stays_with_whom_the_pair_was(case: Case) -> None:
    abroad = person(case.service, agency(case.service, "GT-PGN"), "protection_officer")
    third = person(case.service, agency(case.service, "CR-PANI"), "protection_officer")
    submission.withdraw(case.service, case.family, "inquiry", "F-1")
    assert {"records", "decisions", "acts"} <= set(speaks_of(case, abroad))
    assert everything(case, third) == {}


def test_the_database_and_the_rule_agree_on_who_works_for_one_country(case: Case) -> None:
    for number, kind in enumerate((AgencyKind.CHILD_PROTECTION, AgencyKind.TRACING_OFFICE)):
        reader = person(case.service, agency(case.service, f"SV-A{number}", kind.value), "protection_officer")
        with case.service.database.reading(reader) as connection:
            outside = connection.execute(sa.text("SELECT casework.is_outside()")).scalar_one()
        assert outside is (reach(kind, "SV") is not None)
