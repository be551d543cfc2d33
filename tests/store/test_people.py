"""What the database itself holds of accounts, whatever Python forgets."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests import accounts
from tests.service.conftest import quick_passwords
from tracing.service.context import Service
from tracing.store import people
from tracing.store.database import Reader

__all__ = ["quick_passwords"]


@dataclass(frozen=True)
class Two:
    """Two people of one agency."""

    ana: people.User
    luis: people.User

    def reader(self, role: str | None = None) -> Reader:
        """Ana, as the database is told."""
        return Reader(role or self.ana.role, agency=self.ana.agency_id, person=self.ana.id)


@pytest.fixture
def two(service: Service) -> Two:
    accounts.senaf(service)
    found = []
    for login in ("ana.lopez", "luis.mejia"):
        accounts.person(service, "HN-SENAF", login, "family_worker")
        with service.database.reading(Reader("administrator")) as connection:
            user = people.user_by_login(connection, login)
            assert user is not None
            found.append(user)
    return Two(*found)


def run(service: Service, reader: Reader, statement: str) -> list[tuple[object, ...]]:
    with service.database.reading(reader) as connection:
        result = connection.execute(sa.text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def test_people_see_themselves_alone(service: Service, two: Two) -> None:
    assert run(service, two.reader(), "SELECT login FROM casework.users") == [("ana.lopez",)]
    run(service, two.reader(), "UPDATE casework.users SET password_hash = 'x'")
    with service.database.reading(Reader("administrator")) as connection:
        luis = people.user(connection, two.luis.id)
    assert luis is not None
    assert luis.password_hash == two.luis.password_hash


@pytest.mark.parametrize(
    "change",
    [
        "role = 'protection_officer'",
        "agency_id = agency_id + 1",
        "login = 'other'",
        "active = false",
        "name = 'X'",
    ],
)
def test_nobody_makes_themselves_somebody_else(service: Service, two: Two, change: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="only an administrator"):
        run(service, two.reader(), f"UPDATE casework.users SET {change}")


@pytest.mark.parametrize("table", ["users", "sessions", "api_keys", "sign_in_failures", "agencies"])
def test_without_a_reader_nothing_is_shown(service: Service, two: Two, table: str) -> None:
    accounts.key(service, "HN-SENAF", "children:read")
    assert run(service, Reader(""), f"SELECT * FROM casework.{table}") == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO casework.users (agency_id, login, name, role, password_hash)"
        " SELECT id, 'new', 'New', 'administrator', 'x' FROM casework.agencies",
        "INSERT INTO casework.agencies (code, name, country, kind, sides)"
        " VALUES ('XX-NEW', 'New', 'XX', 'consulate', '{}')",
        "INSERT INTO casework.api_keys (agency_id, prefix, secret_hash, label, scopes)"
        " SELECT id, 'x', 'x', 'x', '{}' FROM casework.agencies",
    ],
)
@pytest.mark.parametrize(
    "role", ["family_worker", "protection_officer", "reviewer", "auditor", "agency", "sign_in"]
)
def test_only_administrators_enter_accounts(service: Service, two: Two, role: str, statement: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        run(service, two.reader(role), statement)


@pytest.mark.parametrize("kind", ["migration", "police", "border", "military"])
def test_no_agency_behind_the_firewall_even_for_an_administrator(service: Service, kind: str) -> None:
    statement = (
        "INSERT INTO casework.agencies (code, name, country, kind, sides)"
        f" VALUES ('XX-NEW', 'New', 'XX', '{kind}', '{{}}')"
    )
    with pytest.raises(sa.exc.IntegrityError):
        run(service, Reader("administrator"), statement)


def test_sessions_of_others_stay_as_they_are(service: Service, two: Two) -> None:
    run(service, two.reader(), "UPDATE casework.sessions SET strong = true, expires_at = 'infinity'")
    statement = f"SELECT count(*) FROM casework.sessions WHERE strong AND user_id = {two.luis.id}"
    assert run(service, Reader("administrator"), statement) == [(0,)]
