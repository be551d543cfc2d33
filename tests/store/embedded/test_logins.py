"""Connections of the service sign in as what they work as: SQL that somebody smuggles in becomes nobody else."""

from __future__ import annotations

import stat
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from tests.databases import MEMORY, server_folder
from tracing.store.database import Addresses, Database, Reader
from tracing.store.embedded import EmbeddedServer
from tracing.store.embedded.folders import Folders
from tracing.store.schema import upgrade

OTHERS = ("tracing", "tracing_worker", "tracing_audit", "tracing_backup", "supervisor", "pg_read_all_data")
_WHO = "SELECT session_user, current_user"


@pytest.fixture(scope="module")
def addresses() -> Iterator[Addresses]:
    """A migrated database on an embedded server."""
    with server_folder(MEMORY) as folder, EmbeddedServer(folder) as server:
        upgrade(server.url)
        assert EmbeddedServer.running(folder) == server.addresses
        secret = Folders(folder.resolve(), None).secret
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        yield server.addresses


@pytest.fixture
def database(addresses: Addresses) -> Iterator[Database]:
    made = Database(addresses, size=2)
    yield made
    made.close()


def test_they_work_as_before(database: Database) -> None:
    with database.reading(Reader("administrator", purpose="test")) as connection:
        assert tuple(connection.execute(sa.text(_WHO)).one()) == ("tracing_app", "tracing_app")
        assert connection.scalar(sa.text("SELECT casework.reader_role()")) == "administrator"
    with database.working() as connection:
        assert tuple(connection.execute(sa.text(_WHO)).one()) == ("tracing_worker", "tracing_worker")
        assert connection.scalar(sa.text("SELECT casework.is_worker()")) is True


@pytest.mark.parametrize("statement", ["RESET ROLE", "SET ROLE NONE", "RESET ALL", "DISCARD ALL"])
def test_a_request_that_gives_its_role_back_is_what_it_was(addresses: Addresses, statement: str) -> None:
    assert addresses.app is not None
    with psycopg.connect(addresses.app, autocommit=True) as connection:
        connection.execute(statement)
        assert connection.execute(_WHO).fetchone() == ("tracing_app", "tracing_app")
        assert connection.execute("SELECT count(*) FROM casework.records").fetchone() == (0,)


@pytest.mark.parametrize("role", OTHERS)
def test_a_request_becomes_nobody_else(database: Database, role: str) -> None:
    for statement in (
        f"SET ROLE {role}",
        f"RESET ROLE; SET ROLE {role}",
        f"SET SESSION AUTHORIZATION {role}",
    ):
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"permission denied") as refused,
            database.reading(Reader("agency", agency=1)) as connection,
        ):
            connection.exec_driver_sql(statement)
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("role", ["tracing", "tracing_audit", "supervisor"])
def test_the_worker_becomes_neither_owner_nor_who_writes_the_audit(database: Database, role: str) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError, match=r"permission denied"),
        database.working() as connection,
    ):
        connection.exec_driver_sql(f"SET ROLE {role}")


@pytest.mark.parametrize(
    "statement",
    [
        "GRANT tracing_worker TO tracing_app",
        "ALTER ROLE tracing_app BYPASSRLS",
        "ALTER TABLE casework.records DISABLE ROW LEVEL SECURITY",
        "CREATE ROLE other LOGIN",
        "CREATE SCHEMA other",
    ],
)
def test_a_request_gives_itself_nothing(addresses: Addresses, statement: str) -> None:
    assert addresses.app is not None
    with (
        psycopg.connect(addresses.app, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_where_the_owner_signs_in_for_requests_this_doesnt_hold(addresses: Addresses) -> None:
    # What the addresses are for: the owner gets its role back.
    database = Database(addresses.owner, size=1)
    try:
        with database.reading(Reader("agency", agency=1)) as connection:
            connection.exec_driver_sql("RESET ROLE")
            assert tuple(connection.execute(sa.text(_WHO)).one()) == ("tracing", "tracing")
    finally:
        database.close()
