"""The asylum firewall in the database: to the people of an authority in another country a child with an asylum request isn't
there, in no table that speaks of it; without one it is, as the pairs of their country need it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.service.cases import Case, open_case
from tests.service.parties import agency, person
from tests.stages import staged
from tracing.service import flags, holds, queue
from tracing.service.acts import list_acts
from tracing.service.context import Service
from tracing.service.errors import NotFound
from tracing.store.database import Reader
from tracing.store.tables import TABLES


@staged
def case(service: Service) -> Case:
    """A child in Mexico, asked for from Guatemala, judged by two people."""
    made = open_case(service)
    made.settle()
    return made


def speaks_of(case: Case, reader: Reader) -> dict[str, int]:
    """Return in how many rows of each table the reader finds the child."""
    found = {}
    with case.service.database.reading(reader) as connection:
        for name, table in TABLES.items():
            column = next((c for c in ("child_id", "record_id") if c in table.c), None)
            if name == "records":
                column = "id"
            if column is not None:
                query = (
                    sa.select(sa.func.count()).select_from(table).where(table.c[column] == case.pair.child)
                )
                found[name] = int(connection.execute(query).scalar_one())
    return {name: count for name, count in found.items() if count}


@pytest.mark.parametrize("role", ["protection_officer", "reviewer"])
@pytest.mark.parametrize("how", ["flag", "hold"])
def test_an_authority_abroad_finds_nothing_of_a_child_with_an_asylum_request(
    case: Case, role: str, how: str
) -> None:
    abroad = person(case.service, agency(case.service, "GT-PGN"), role)
    at_home = person(case.service, agency(case.service, "MX-PFPNNA"), role)
    before = speaks_of(case, abroad)
    assert {"records", "record_versions", "queue", "links", "decisions"} <= set(before)
    if how == "flag":
        flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential")
    else:
        holds.raise_hold(case.service, case.officer, case.pair.child_name, "asylum", "lo piensa")
    assert speaks_of(case, abroad) == {}
    assert {"records", "queue"} <= set(speaks_of(case, at_home))
    assert {"records", "queue"} <= set(speaks_of(case, case.officer))


def test_its_pair_is_as_one_that_never_was(case: Case) -> None:
    abroad = person(case.service, agency(case.service, "GT-PGN"), "protection_officer")
    assert list_acts(case.service, abroad, case.pair)[0] == []
    flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential")
    with pytest.raises(NotFound) as gone:
        list_acts(case.service, abroad, case.pair)
    assert gone.value.code == "no_pair"
    with pytest.raises(NotFound):
        queue.take(case.service, abroad, pair=case.pair)
    with pytest.raises(NotFound):
        flags.list_flags(case.service, abroad, case.pair.child_name)


def test_once_the_flag_has_ended_and_the_hold_was_lifted_it_is_there_again(case: Case) -> None:
    abroad = person(case.service, agency(case.service, "GT-PGN"), "protection_officer")
    flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential")
    with case.service.database.working() as connection:
        connection.execute(sa.text("UPDATE casework.protection_flags SET ended_at = now()"))
    assert speaks_of(case, abroad) == {}
    with case.service.database.working() as connection:
        connection.execute(sa.text("UPDATE casework.holds SET lifted_at = now()"))
    assert "records" in speaks_of(case, abroad)
