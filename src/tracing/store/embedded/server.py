"""The embedded server as the rest of the program knows it."""

from __future__ import annotations

import atexit
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from tracing.store.database import Addresses
from tracing.store.embedded import cluster, log
from tracing.store.embedded.account import choose
from tracing.store.embedded.cluster import DATABASE, LOGINS, OWNER, SUPERVISOR, Passwords
from tracing.store.embedded.errors import EmbeddedError
from tracing.store.embedded.folders import PORT, Folders, make_root, write_private
from tracing.store.embedded.lock import Lock, held
from tracing.store.embedded.programs import programs_for
from tracing.store.embedded.supervisor import Supervisor

__all__ = ["EmbeddedServer"]

_STARTING = 120.0


class EmbeddedServer:
    """PostgreSQL with its data in a folder of ours, reached by a socket and by nothing else.

    One process supervises it (``start`` refuses a second one); others on the machine that may read the folder reach it by
    ``running_url``. The server is started again whenever it ends, also after ``kill -9``; what an earlier supervisor left
    running is stopped first. ``extra`` are settings of PostgreSQL beside our own, as they stand in its file.
    """

    def __init__(self, data_dir: Path, extra: Mapping[str, str] | None = None) -> None:
        self._root = data_dir.resolve()
        self._extra = dict(extra or {})
        self._supervisor: Supervisor | None = None
        self._lock: Lock | None = None
        self._folders: Folders | None = None
        self._socket: Path | None = None
        self._passwords: Passwords | None = None
        self._process = os.getpid()

    def start(self) -> Self:
        """Start the server, make its data if there are none, and return when it takes connections.

        ``EmbeddedError`` says why it can't: already running, another major version, a full disk, ...
        """
        try:
            make_root(self._root)
            self._lock = Lock(self._root)
        except OSError as error:
            raise EmbeddedError(f"the data folder can't be used: {log.explain(error, self._root)}") from None
        try:
            self._start()
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                text = log.explain(error, self._root)
                raise EmbeddedError(f"the database server can't be started: {text}") from None
            raise
        atexit.register(self.stop)
        return self

    def _start(self) -> None:
        folders = Folders(self._root, choose(self._root / "cluster"))
        folders.prepare()
        folders.forget_socket()
        self._folders = folders
        programs = programs_for(folders.account, folders.programs)
        cluster.check_version(folders, programs)
        self._passwords = cluster.passwords(folders)
        if not folders.cluster.exists():
            cluster.create(folders, programs, self._passwords)
        socket = self._socket = folders.socket()
        self._supervisor = Supervisor(
            folders, programs, socket, lambda: cluster.configure(folders, socket, self._extra)
        )
        self._supervisor.start()
        self._make_database()
        write_private(folders.state, json.dumps({"socket": str(socket)}))

    def stop(self) -> None:
        """Stop the server cleanly; nothing happens if it doesn't run."""
        if os.getpid() != self._process:
            return  # a forked child, which has inherited `atexit` but not the server
        atexit.unregister(self.stop)
        if self._supervisor is not None:
            self._supervisor.stop()
            self._supervisor = None
        if self._folders is not None:
            self._folders.forget_socket(self._socket)
            self._folders = self._socket = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @property
    def url(self) -> str:
        """URL of the database, as its owner; with the password, so not for any log."""
        if self._passwords is None or self._socket is None:
            raise EmbeddedError("the embedded server has not been started")
        return _url(OWNER, self._passwords.owner, self._socket, DATABASE)

    @property
    def addresses(self) -> Addresses:
        """URLs of the database as its owner, and as the roles that connections of the service sign in as."""
        if self._passwords is None or self._socket is None:
            raise EmbeddedError("the embedded server has not been started")
        return _addresses(self._passwords, self._socket)

    @property
    def supervisor_url(self) -> str:
        """URL of the server's own database as superuser: for the supervisor and for tests, not for the service."""
        if self._passwords is None or self._socket is None:
            raise EmbeddedError("the embedded server has not been started")
        return _url(SUPERVISOR, self._passwords.supervisor, self._socket, "postgres")

    @property
    def fault(self) -> str | None:
        """What is wrong with the server at this moment, None if nothing."""
        if self._supervisor is None:
            return "the embedded server has not been started"
        if self._supervisor.fault is None and log.nearly_full(self._root):
            return log.disk_full(self._root)
        return self._supervisor.fault

    @staticmethod
    def running_url(data_dir: Path) -> str | None:
        """Return the URL of a server that another process runs on this folder, as the database's owner; None if there is
        none. Waits for one that is just being started."""
        found = EmbeddedServer.running(data_dir)
        return None if found is None else found.owner

    @staticmethod
    def running(data_dir: Path) -> Addresses | None:
        """As ``running_url``, with the addresses of the roles that connections sign in as."""
        folders = Folders(data_dir.resolve(), None)
        until = time.monotonic() + _STARTING
        try:
            while held(folders.root):
                if folders.state.exists():
                    socket = Path(json.loads(folders.state.read_text(encoding="utf-8"))["socket"])
                    return _addresses(cluster.passwords(folders), socket)
                if time.monotonic() > until:
                    raise EmbeddedError(f"the database server on {folders.root} doesn't get ready")
                time.sleep(0.1)
        except PermissionError:
            raise EmbeddedError(
                f"{folders.root} belongs to another account; run this as the one that tracing was started as"
            ) from None
        return None

    def _make_database(self) -> None:
        """Make the owner, its database and the roles that connections sign in as, where they are missing."""
        assert self._passwords is not None
        role, database = sql.Identifier(OWNER), sql.Identifier(DATABASE)
        with psycopg.connect(self.supervisor_url, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                connection.execute(
                    sql.SQL(
                        "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB CREATEROLE NOINHERIT NOBYPASSRLS PASSWORD {}"
                    ).format(role, sql.Literal(self._passwords.owner))
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
            for name in (DATABASE, "postgres", "template1"):
                connection.execute(
                    sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name))
                )
            known = zip(LOGINS, (self._passwords.app, self._passwords.worker), strict=True)
            for name, password in known:
                self._make_login(connection, sql.Identifier(name), name, password)

    @staticmethod
    def _make_login(connection: psycopg.Connection, login: sql.Identifier, name: str, password: str) -> None:
        """Let one of the service's roles sign in, and the owner become it (for migrations, and on the command line)."""
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
            connection.execute(
                sql.SQL("CREATE ROLE {} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB").format(login)
            )
        connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(login, sql.Literal(password)))
        connection.execute(
            sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(login, sql.Identifier(OWNER))
        )
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(DATABASE), login)
        )

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _addresses(known: Passwords, socket: Path) -> Addresses:
    app, worker = (
        _url(name, password, socket, DATABASE)
        for name, password in zip(LOGINS, (known.app, known.worker), strict=True)
    )
    return Addresses(_url(OWNER, known.owner, socket, DATABASE), app, worker)


def _url(role: str, password: str, socket: Path, database: str) -> str:
    return f"postgresql://{role}:{quote(password, safe='')}@/{database}?host={quote(str(socket), safe='')}&port={PORT}"
