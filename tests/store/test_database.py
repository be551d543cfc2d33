"""A connection says who reads, for one transaction, and is never anybody else's."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa

from tests.store.catalog import connected
from tracing.store.database import Database, Reader, write_audit

_NAMES = sa.text(
    "SELECT current_user, casework.reader_role(), casework.reader_agency(), casework.reader_person(), casework.is_worker()"
)


def test_a_reader_is_named_for_one_transaction(database: Database) -> None:
    with database.reading(Reader(role="reviewer", agency=3, person=7)) as connection:
        assert connection.execute(_NAMES).one() == ("tracing_app", "reviewer", 3, 7, False)
    with database.reading(Reader(role="agency", agency=4)) as connection:
        assert connection.execute(_NAMES).one() == ("tracing_app", "agency", 4, None, False)
    with database.working() as connection:
        assert connection.execute(_NAMES).one() == ("tracing_worker", None, None, None, True)


def test_no_reader_becomes_the_worker_by_its_name(database: Database) -> None:
    with database.reading(Reader(role="tracing_worker", agency=1, person=1)) as connection:
        assert connection.scalar(sa.text("SELECT casework.is_worker()")) is False
        assert connection.scalar(sa.text("SELECT count(*) FROM casework.records")) == 0


def test_what_fails_leaves_nothing(database: Database) -> None:
    reader = Reader(role="administrator", person=1)

    def enter_and_fail() -> None:
        with database.reading(reader) as connection:
            connection.execute(
                sa.text(
                    "INSERT INTO casework.agencies (code, name, country, kind, sides)"
                    " VALUES ('GT-X', 'x', 'GT', 'shelter', '{child}')"
                )
            )
            raise KeyError

    with pytest.raises(KeyError):
        enter_and_fail()
    with database.reading(reader) as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM casework.agencies")) == 0


def test_the_audit_says_who_did_what_for_which_purpose(database: Database, database_url: str) -> None:
    reader = Reader(role="reviewer", agency=3, person=7, key=None, purpose="review")
    with database.reading(reader) as connection:
        write_audit(connection, reader, "read", "record", 12, fields=["names"], version=2)
    with database.working() as connection:
        write_audit(connection, Reader(role="worker", purpose="retention"), "erase", "record", 12)
    with connected(database_url, "tracing_backup") as plain:
        rows = plain.execute(
            "SELECT number, person, key_id, agency_id, act, purpose, kind, object, detail FROM casework.audit ORDER BY number"
        ).fetchall()
    assert rows == [
        (1, 7, None, 3, "read", "review", "record", "12", {"fields": ["names"], "version": 2}),
        (2, None, None, None, "erase", "retention", "record", "12", {}),
    ]


@pytest.mark.parametrize("role", ["tracing_app", "tracing_worker"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE casework.audit SET act = 'other'", "DELETE FROM casework.audit", "TRUNCATE casework.audit"],
)
def test_nobody_changes_the_audit(role: str, statement: str, database_url: str) -> None:
    with connected(database_url, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_connections_return_after_the_server_cut_them(database: Database, database_url: str) -> None:
    reader, pid = Reader(role="reviewer", agency=1, person=2), sa.text("SELECT pg_backend_pid()")
    with database.reading(reader) as one, database.reading(reader) as other, database.working() as worker:
        cut = {connection.scalar(pid) for connection in (one, other, worker)}
    with connected(database_url) as plain:
        for number in cut:
            plain.execute("SELECT pg_terminate_backend(%s)", [number])
    with database.reading(reader) as one, database.reading(reader) as other, database.working() as worker:
        assert not cut & {connection.scalar(pid) for connection in (one, other, worker)}
        assert one.execute(_NAMES).one()[:4] == ("tracing_app", "reviewer", 1, 2)


def test_what_a_cut_connection_had_begun_fails(database: Database, database_url: str) -> None:
    def read_while_cut() -> None:
        with database.reading(Reader(role="reviewer", agency=1, person=2)) as connection:
            with connected(database_url) as plain:
                plain.execute(
                    "SELECT pg_terminate_backend(%s)", [connection.scalar(sa.text("SELECT pg_backend_pid()"))]
                )
            connection.execute(_NAMES)

    with pytest.raises(sa.exc.OperationalError):
        read_while_cut()


def test_the_connection_that_was_used_last_is_used_next(database: Database) -> None:
    backend = sa.text("SELECT pg_backend_pid()")
    with database.working() as first, database.working() as second:
        opened = {first.execute(backend).scalar_one(), second.execute(backend).scalar_one()}
    used = []
    for _ in range(4):
        with database.working() as connection:
            used.append(connection.execute(backend).scalar_one())
    assert len(opened) == 2
    assert len(set(used)) == 1


def test_what_a_connection_asks_often_stays_prepared_however_much_else_is_asked(database: Database) -> None:
    """Planning a statement under row-level security takes longer than running it."""
    prepared = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%asked often%'")
    with database.working() as connection:
        for _ in range(10):
            connection.execute(sa.text('SELECT 1 AS "asked often"'))
        for number in range(150):
            for _ in range(10):
                connection.execute(sa.text(f"SELECT {number} AS another"))
        assert connection.execute(prepared).scalar_one() == 1


@pytest.mark.parametrize("failing", ["SELECT 1", "SELECT 1 / 0"])
def test_what_a_connection_asks_often_stays_prepared_after_a_refusal(
    database: Database, failing: str
) -> None:
    """A refusal rolls back, whether the program refuses or the database does; whoever asks next asks what was asked before."""
    often = sa.text('SELECT 1 AS "asked often"')
    prepared = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%asked often%'")
    reader = Reader(role="reviewer", agency=1, person=2)

    def refuse() -> None:
        with database.reading(reader) as connection:
            connection.execute(sa.text("CREATE TEMPORARY TABLE left_behind (number integer)"))
            connection.execute(sa.text(failing))
            raise ValueError

    with database.reading(reader) as connection:
        for _ in range(10):
            connection.execute(often)
    with pytest.raises((ValueError, sa.exc.DataError)):
        refuse()
    with database.reading(reader) as connection:
        assert connection.execute(often).scalar_one() == 1
        assert connection.execute(prepared).scalar_one() == 1
        assert connection.execute(sa.text("SELECT to_regclass('left_behind')")).scalar_one() is None
