"""Statements put to psycopg itself, for what is done a hundred times a second: a third of what one costs is SQLAlchemy's.

They are SQLAlchemy's all the same, put together once, and what goes wrong is told as it would tell it. In a transaction of
``Database.reading(together=True)`` what is ``told`` is sent without waiting for an answer, and goes wrong at the next statement that is
``asked``, or at the commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import psycopg
import sqlalchemy as sa

__all__ = ["answered", "ask", "raw", "tell", "together"]

_PIPELINE = "pipeline"


def ask(
    connection: sa.Connection, query: sa.ClauseElement, given: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Run a query that is made once, a constant or one of ``named.queries``; return its rows. Parameters are psycopg's."""
    with _as_ever(connection):
        return _sent(connection, query, given).fetchall()


def tell(connection: sa.Connection, query: sa.ClauseElement, given: Mapping[str, Any]) -> None:
    """Run a statement of which no answer is waited for."""
    with _as_ever(connection):
        _sent(connection, query, given)


def raw(connection: sa.Connection) -> psycopg.Connection[tuple[Any, ...]]:
    """Return psycopg's own connection; what is done with it is of the same transaction."""
    driver: psycopg.Connection[tuple[Any, ...]] = connection.connection.driver_connection  # type: ignore[assignment]
    return driver


@contextmanager
def together(connection: sa.Connection) -> Iterator[None]:
    """Send what is told without waiting for each answer (libpq's pipeline mode)."""
    driver, known = raw(connection), connection.info
    with driver.pipeline() as pipeline:
        known[_PIPELINE] = pipeline
        try:
            yield
        except BaseException:
            # What is on its way may go wrong, too, and psycopg would write that to a log: it may hold a value of a person.
            with suppress(psycopg.Error):
                pipeline.sync()
            if driver.pgconn.transaction_status == psycopg.pq.TransactionStatus.INERROR:
                # SQLAlchemy takes a commit that went wrong for the end of the transaction; this one wasn't reached.
                driver.rollback()
            raise
        finally:
            known.pop(_PIPELINE, None)


def answered(connection: sa.Connection) -> None:
    """Wait for the answers of all that was sent together: SQLAlchemy looks at what a statement gave as soon as it is sent."""
    pipeline: psycopg.Pipeline | None = connection.info.get(_PIPELINE)
    if pipeline is not None:
        pipeline.sync()


@contextmanager
def _as_ever(connection: sa.Connection) -> Iterator[None]:
    try:
        yield
    except psycopg.OperationalError as error:
        if raw(connection).broken:
            connection.invalidate(error)
        raise sa.exc.OperationalError("", None, error) from error


def _sent(
    connection: sa.Connection, query: sa.ClauseElement, given: Mapping[str, Any]
) -> psycopg.Cursor[tuple[Any, ...]]:
    cursor, text = raw(connection).cursor(), _text(query, connection.dialect)
    # Whoever listens to what SQLAlchemy runs hears this, too: that both worlds of an oracle run the same is told by that.
    for hear in connection.dispatch.before_cursor_execute:
        hear(connection, cursor, text.decode(), given, None, False)
    return cursor.execute(text, given)


@cache
def _text(query: sa.ClauseElement, dialect: sa.Dialect) -> bytes:
    return str(query.compile(dialect=dialect)).encode()
