"""Statements put to psycopg itself do what SQLAlchemy's do, one by one or sent together."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa

from tests.store.catalog import connected
from tracing.store.database import Database, Reader
from tracing.store.direct import ask, tell

_READER = Reader(role="administrator", person=1)
_ENTER = sa.text(
    "INSERT INTO casework.agencies (code, name, country, kind, sides)"
    " VALUES (:code, :name, 'GT', 'shelter', CAST(:sides AS text[]))"
)
_CODES = sa.text("SELECT code, sides FROM casework.agencies ORDER BY code")
_PID = sa.text("SELECT pg_backend_pid()")
_ONE = {"code": "GT-A", "name": "Casa A", "sides": ["child", "inquiry"]}
_OTHER = {"code": "GT-B", "name": "Casa B", "sides": ["child"]}


def _codes(database: Database) -> list[str]:
    with database.reading(_READER) as connection:
        return [code for code, _ in ask(connection, _CODES, {})]


@pytest.mark.parametrize("together", [False, True])
def test_what_is_told_is_seen_by_what_is_asked_next(together: bool, database: Database) -> None:
    with database.reading(_READER, together) as connection:
        tell(connection, _ENTER, _ONE)
        tell(connection, _ENTER, _OTHER)
        expected = [("GT-A", ["child", "inquiry"]), ("GT-B", ["child"])]
        assert ask(connection, _CODES, {}) == expected
        assert [tuple(row) for row in connection.execute(_CODES)] == expected
    assert _codes(database) == ["GT-A", "GT-B"]


def test_whoever_listens_hears_it(database: Database) -> None:
    heard: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        heard.append(statement)

    sa.event.listen(database._app, "before_cursor_execute", note)
    with database.reading(_READER, together=True) as connection:
        tell(connection, _ENTER, _ONE)
        ask(connection, _CODES, {})
    assert [statement.split()[0:2] for statement in heard[-2:]] == [["INSERT", "INTO"], ["SELECT", "code,"]]


def test_what_goes_wrong_together_goes_wrong_at_the_next_answer(database: Database) -> None:
    def enter() -> None:
        with database.reading(_READER, together=True) as connection:
            tell(connection, _ENTER, _ONE)
            tell(connection, _ENTER, _ONE)
            with pytest.raises(psycopg.errors.UniqueViolation):
                ask(connection, _CODES, {})
            raise KeyError

    with pytest.raises(KeyError):
        enter()
    assert _codes(database) == []


def test_what_goes_wrong_together_goes_wrong_at_the_commit_at_last(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def enter() -> None:
        with database.reading(_READER, together=True) as connection:
            tell(connection, _ENTER, _ONE)
            tell(connection, _ENTER, _ONE)
            tell(connection, _ENTER, _OTHER)

    with pytest.raises(sa.exc.IntegrityError):
        enter()
    assert _codes(database) == []
    assert not caplog.records


def test_what_is_on_its_way_when_something_else_goes_wrong_leaves_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def enter() -> None:
        with database.reading(_READER, together=True) as connection:
            tell(connection, _ENTER, _ONE)
            tell(connection, _ENTER, _ONE)
            raise KeyError

    with pytest.raises(KeyError):
        enter()
    assert _codes(database) == []
    # psycopg would have written the error there, and it may hold a value.
    assert not caplog.records


@pytest.mark.parametrize("together", [False, True])
def test_a_connection_that_is_cut_is_told_as_ever_and_not_used_again(
    together: bool, database: Database, database_url: str
) -> None:
    def enter() -> None:
        with database.reading(_READER, together) as connection:
            ((pid,),) = ask(connection, _PID, {})
            with connected(database_url, None) as plain:
                plain.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
            tell(connection, _ENTER, _ONE)
            ask(connection, _CODES, {})

    with pytest.raises(sa.exc.OperationalError):
        enter()
    assert _codes(database) == []
