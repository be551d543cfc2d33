"""Real databases for tests: a migrated one for each test that asks for it, copied from a template made once.

They live on an embedded server started once per run, shared between the workers of pytest-xdist; or on the server that
``TRACING_TEST_DATABASE_URL`` names, whose role must be allowed to create databases and roles.

The programs of the service are imported where they're used: most tests need none of them.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import psycopg

    from tracing.service.context import Service
    from tracing.store.database import Database

NAMED = "TRACING_TEST_DATABASE_URL"
MEMORY, _ROOM = Path("/dev/shm"), 2 * 2**30


@dataclass
class Host:
    """A server for tests: ``url`` of a role that may create databases and roles, ``template`` a migrated database."""

    url: str
    template: str
    _connection: psycopg.Connection | None = None

    def at(self, database: str) -> str:
        """Return the URL of a database on the server."""
        import sqlalchemy as sa

        return sa.make_url(self.url).set(database=database).render_as_string(hide_password=False)

    def run(self, statement: str, *names: str) -> None:
        """Run a statement on the whole server; ``{}`` stands for a name. The connection is kept: there are many."""
        import psycopg
        from psycopg import sql

        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.url, autocommit=True)
        self._connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        from psycopg.errors import InsufficientPrivilege

        try:
            self.run("DROP DATABASE {} WITH (FORCE)", name)
        except InsufficientPrivilege:
            # The server's own housekeeping is at it, which isn't ours to end; without FORCE it gives way by itself.
            self.run("DROP DATABASE {}", name)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """Make a database, give its URL, drop it."""
        name = f"test_{uuid.uuid4().hex[:16]}"
        # Files copied as files: many times as fast as through the log, where nothing is fsynced.
        self.run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        try:
            yield self.at(name)
        finally:
            self.drop(name)


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """The server of this run."""
    base = tmp_path_factory.getbasetemp()
    with _shared(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) as found:
        yield found


@pytest.fixture
def database_url(host: Host) -> Iterator[str]:
    """URL of a migrated database of the test's own."""
    with host.database(host.template) as url:
        yield url


@pytest.fixture
def empty_database_url(host: Host) -> Iterator[str]:
    """URL of an empty database of the test's own."""
    with host.database() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database of the test's own."""
    from tracing.store.database import Database

    made = Database(database_url, size=4)
    yield made
    made.close()


@pytest.fixture
def service(database: Database) -> Service:
    """A service on a database of the test's own, with keys of its own."""
    from tracing.service.context import Service
    from tracing.service.keyring import Keyring

    return Service(database, Keyring.new())


@contextmanager
def _shared(folder: Path) -> Iterator[Host]:
    """Share one host between the processes that know ``folder``. Whoever comes first makes it and, once the others are
    done, ends it; where that one was killed, the next makes another."""
    state = folder / "host.json"
    with ExitStack() as ours, ExitStack() as use:
        with _locked(folder / "starting"):
            makes = ours.enter_context(_trying(folder / "making"))
            if makes:
                made = ours.enter_context(_made())
                state.write_text(json.dumps([made.url, made.template]), encoding="utf-8")
            use.enter_context(_locked(folder / "using", fcntl.LOCK_SH))
        with closing(Host(*json.loads(state.read_text(encoding="utf-8")))) as host:
            yield host
        use.close()
        while makes:
            # Under this lock nobody new comes in meanwhile.
            with _locked(folder / "starting"), _trying(folder / "using") as alone:
                if alone:
                    ours.close()
                    return
            time.sleep(0.05)


@contextmanager
def _made() -> Iterator[Host]:
    from tracing.store.schema import upgrade

    with ExitStack() as stack:
        url = os.environ.get(NAMED) or stack.enter_context(_embedded())
        host = stack.enter_context(closing(Host(url, f"template_{uuid.uuid4().hex[:16]}")))
        host.run("CREATE DATABASE {} TEMPLATE template0", host.template)
        stack.callback(host.drop, host.template)
        upgrade(host.at(host.template))
        _settle(host.at(host.template))
        yield host


def _settle(url: str) -> None:
    """Do once in the template what each copy's first connection would do anew: mark the catalog's rows as settled, and
    write the file that connections read the catalog's outline from."""
    import psycopg

    query = (
        "SELECT oid::regclass::text FROM pg_class"
        " WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' AND NOT relisshared"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        for (name,) in connection.execute(query).fetchall():
            connection.execute(f"VACUUM (FREEZE) {name}".encode())
    psycopg.connect(url).close()


@contextmanager
def _embedded() -> Iterator[str]:
    from tracing.store.embedded import EmbeddedServer

    # What a crash would take goes with the test anyway; and a database that is being vacuumed can't be dropped.
    # Signing in costs as much as the passwords are worth, which are nobody's.
    loose = {
        "fsync": "off",
        "full_page_writes": "off",
        "shared_buffers": "128MB",
        "autovacuum": "off",
        "scram_iterations": "1",
    }
    with server_folder(MEMORY) as folder, EmbeddedServer(folder, extra=loose) as server:
        with closing(Host(server.supervisor_url, "")) as supervisor:
            supervisor.run("ALTER ROLE tracing CREATEDB")
        yield server.url


@contextmanager
def server_folder(memory: Path | None = None) -> Iterator[Path]:
    """Make a folder for a server's data and remove it, in memory if there is room. (pytest's own folders are closed to
    the account that root lends a server to.)"""
    roomy = memory is not None and memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    folder = Path(tempfile.mkdtemp(prefix="tracing-test-", dir=memory if roomy else None))
    folder.chmod(0o711)
    try:
        yield folder / "data"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(path: Path, kind: int = fcntl.LOCK_EX) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, kind)
        yield


@contextmanager
def _trying(path: Path) -> Iterator[bool]:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


__all__ = ["Host", "database", "database_url", "empty_database_url", "host", "server_folder", "service"]
