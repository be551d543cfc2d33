"""Connections that say who reads.

Row-level security decides what a statement sees (``migrations/sql``); it asks who the reader is. So there is no way
here to a connection without one: ``Database.reading`` opens a transaction in a person's or an agency's name,
``Database.working`` one of the worker's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from psycopg import pq, sql

from tracing.store import direct

__all__ = ["Addresses", "Database", "Reader", "write_audit"]

_PREPARED = 1000
"""Statements that a connection keeps prepared, more than there are: with the conditions of row-level security, planning one takes
longer than running it. All that the API asks takes some ten megabytes a connection."""

_BEGUN = (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)

_NAME = sa.text(
    "SELECT set_config('tracing.role', :role, true), set_config('tracing.agency', :agency, true),"
    " set_config('tracing.person', :person, true)"
)

_AUDIT = sa.text(
    "SELECT casework.write_audit(:act, :purpose, :kind, :object, CAST(:detail AS jsonb), CAST(:key_id AS bigint))"
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads or writes, and what for. ``role`` is one of ``casework.roles.Role`` or ``agency`` (an agency's key) or
    ``sign_in`` (nobody yet); ``purpose`` goes into the audit."""

    role: str
    agency: int | None = None
    person: int | None = None
    key: int | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """URLs of one database: as its owner, and as whoever signs in as ``tracing_app`` and as ``tracing_worker``.

    Where these are None the owner signs in and becomes them. Then row-level security holds against whatever forgets to ask,
    but not against SQL that somebody smuggles in: it could say RESET ROLE. Who signed in as the role itself is nobody else.
    """

    owner: str = field(repr=False)
    app: str | None = field(default=None, repr=False)
    worker: str | None = field(default=None, repr=False)


class Database:
    """One database, by its URL (``postgresql://...``) or ``Addresses``. ``size``: connections kept for each kind.

    ``url`` is the owner's, ``worker_url`` the worker's; ``addresses`` are those it was made with.
    """

    def __init__(self, address: str | Addresses, size: int = 10) -> None:
        known = self.addresses = Addresses(address) if isinstance(address, str) else address
        self.url = _parsed(known.owner)
        self.worker_url = _parsed(known.worker or known.owner)
        # Who reads is said first, and that shows whether the connection still stands; a worker's is asked.
        self._app = _engine(_parsed(known.app or known.owner), "tracing_app", size, ping=False)
        self._worker = _engine(self.worker_url, "tracing_worker", size, ping=True)

    @contextmanager
    def reading(self, reader: Reader, together: bool = False) -> Iterator[sa.Connection]:
        """Open a transaction in the reader's name; it commits at the end, or leaves nothing if something is raised. ``together``: what is
        told in it (``store.direct``) is sent without waiting for an answer each time."""
        name = {"role": reader.role, "agency": _text(reader.agency), "person": _text(reader.person)}
        with self._app.connect() as connection:
            try:
                connection.execute(_NAME, name)
            except sa.exc.DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                # It ended while nobody used it, and with it all that are kept: nothing was asked yet, so another one is.
                connection.rollback()
                connection.execute(_NAME, name)
            with direct.together(connection) if together else nullcontext():
                yield connection
                connection.commit()

    @contextmanager
    def working(self) -> Iterator[sa.Connection]:
        """Open a transaction of the worker: it matches, delivers and cleans up, and answers nobody."""
        with self._worker.begin() as connection:
            yield connection

    @contextmanager
    def owning(self) -> Iterator[sa.Connection]:
        """Open a transaction of the database's owner, for what only they may do; row-level security shows them no row."""
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.execute(_NAME, {"role": "", "agency": "", "person": ""})
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._app.dispose()
        self._worker.dispose()


def write_audit(
    connection: sa.Connection, reader: Reader, act: str, kind: str, object_id: object, **detail: Any
) -> None:
    """Add an act to the chain of audit. Call it last in a transaction: the end of the chain stays locked until the commit.
    ``detail`` holds references, versions and names of fields, never a value of a person."""
    values = {
        "act": act, "purpose": reader.purpose, "kind": kind, "object": str(object_id), "detail": json.dumps(detail),
        "key_id": reader.key,
    }  # fmt: skip
    direct.tell(connection, _AUDIT, values)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _parsed(url: str) -> sa.URL:
    return sa.make_url(url).set(drivername="postgresql+psycopg")


def _engine(url: sa.URL, role: str, size: int, ping: bool) -> sa.Engine:
    # There is no hstore in our schema, and no need to ask each database for one.
    # The connection used last goes first: it has most statements prepared.
    engine = sa.create_engine(
        url, pool_size=size, max_overflow=0, pool_pre_ping=ping, pool_use_lifo=True, use_native_hstore=False
    )

    @sa.event.listens_for(engine, "connect")
    def become(connection: Any, _: object) -> None:
        # The role of a whole connection: what follows can only do what that role may.
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        connection.commit()
        connection.prepared_max = _PREPARED

    @sa.event.listens_for(engine, "after_cursor_execute")
    def answer(connection: sa.Connection, *_: object) -> None:
        direct.answered(connection)

    @sa.event.listens_for(engine, "rollback")
    def roll_back(connection: sa.Connection) -> None:
        # psycopg forgets what it has prepared when it is the one to roll back, and every refusal ends in that. Tables don't come
        # and go here, so whatever is prepared stays right.
        raw = None if connection.invalidated else connection.connection.driver_connection
        if raw is not None and raw.pgconn.transaction_status in _BEGUN:
            raw.pgconn.exec_(b"ROLLBACK")

    return engine
