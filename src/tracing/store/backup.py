"""Save the whole database to one file and restore it, whole or not at all.

The file is ``pg_dump``'s own format. The keyring is not in it: what is encrypted (documents, telephones, whereabouts,
verification) stays unreadable without the ring that was in use.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
import sqlalchemy as sa

from tracing.store.clients import Clients, find_clients
from tracing.store.errors import StoreError
from tracing.store.libpq import libpq
from tracing.store.schema import SCHEMAS, check, known, release, script, upgrade

__all__ = ["BackupError", "Saved", "backup", "restore"]

_PIECE = 2**16
_SHOWN = 5
# Settings that newer programs write into what an older server is to read.
_SET = re.compile(rb"SET (\w+) = ")
_SINCE = {b"transaction_timeout": 17}
_RELEASE = re.compile(r"^COPY tracing\.release [^\n]*\n(\S+)$", re.MULTILINE)
_SERVER = re.compile(r"Dumped from database version: (\d+)")


class BackupError(StoreError):
    """The backup can't be made or restored; the text says why. Neither a file nor a database was left half-written."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds: the release of the schema and the major version of the server it was made from."""

    release: str
    server: int


def backup(url: str, target: Path) -> Saved:
    """Save the database to a file that only its owner may read; the service may go on running meanwhile.

    The file appears when it is complete. A schema of an older release is saved as it is: that is what one does before
    an upgrade. Raises ``BackupError``, ``SchemaError`` (no schema, or a newer one).
    """
    found = release(url)
    if found not in known():
        check(url)
    server = _server(url)
    clients = find_clients(server)
    if not clients:
        raise _no_clients(server)
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        # The role sees all rows by the policies themselves; the owner, whom they bind too, sees none.
        _run(
            clients[0].path("pg_dump"),
            "--format=custom",
            "--role=tracing_backup",
            "--enable-row-security",
            "--no-password",
            *(f"--schema={name}" for name in SCHEMAS),
            f"--file={partial}",
            libpq(url, password=False),
            url=url,
        )
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise BackupError(f"the backup can't be written: {error}") from None
    finally:
        partial.unlink(missing_ok=True)
    return Saved(str(found), server)


def restore(url: str, source: Path, *, replace: bool = False) -> Saved:
    """Restore a backup into a database, and bring its schema up if the backup is of an older release.

    The database must hold nothing of ours, unless what it holds is to be replaced; and nobody else may be connected.
    Raises ``BackupError``.
    """
    if not source.is_file():
        raise BackupError(f"{source}: there is no such file")
    server = _server(url)
    clients, saved = _read(source, server)
    if saved.server > server:
        raise BackupError(
            f"{source} was made from PostgreSQL {saved.server}, which this server ({server}) can't read; restore it into a"
            " server of that version or newer"
        )
    if saved.release not in known():
        raise BackupError(
            f"{source} holds schema {saved.release}, which is newer than this program knows ({known()[0]}); install the"
            " newer program"
        )
    _check_target(url, replace)
    _restore(url, source, clients, server)
    upgrade(url)
    return saved


def _read(source: Path, server: int) -> tuple[Clients, Saved]:
    """Return programs that can read the file, and what it holds."""
    found = find_clients(server)
    if not found:
        raise _no_clients(server)
    for clients in found:
        program = clients.path("pg_restore")
        try:
            listed = _run(program, "--list", str(source))
            rows = _run(
                program, "--data-only", "--schema=tracing", "--table=release", "--file=-", str(source)
            )
        except BackupError as error:
            if "unsupported version" in str(error) and clients is not found[-1]:
                continue  # written by a newer pg_dump
            raise BackupError(f"{source} is no backup, or a damaged one: {error}") from None
        held, version = _RELEASE.search(rows), _SERVER.search(listed)
        if held is None or version is None:
            raise BackupError(f"{source} is a backup of something else: there is no schema of tracing in it")
        return clients, Saved(held.group(1), int(version.group(1)))
    raise AssertionError  # the last one returns or raises


def _check_target(url: str, replace: bool) -> None:
    with psycopg.connect(libpq(url)) as connection:
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).fetchone()
        full = connection.execute(
            "SELECT 1 FROM pg_namespace WHERE nspname = ANY (%s)", [list(SCHEMAS)]
        ).fetchone()
    if full and not replace:
        raise BackupError(
            "the database holds records already; to give them up for those of the backup, say --replace"
        )
    if others and others[0]:
        raise BackupError(f"{others[0]} connections use the database; stop the service first")


def _restore(url: str, source: Path, clients: Clients, server: int) -> None:
    """Run the backup's statements in one transaction, which ends well only if every one of them does."""
    before = "".join(f"DROP SCHEMA IF EXISTS {name} CASCADE;\n" for name in SCHEMAS)
    reading = [clients.path("pg_restore"), "--no-owner", "--exit-on-error", "--file=-", str(source)]
    writing = [
        clients.path("psql"),
        "--no-psqlrc",
        "--quiet",
        "--no-password",
        "--set=ON_ERROR_STOP=1",
        "--output=" + os.devnull,
        f"--dbname={libpq(url, password=False)}",
    ]
    with (
        _started(reading, url, stdout=subprocess.PIPE) as reader,
        _started(writing, url, stdin=subprocess.PIPE) as writer,
    ):
        assert reader.stdout is not None
        assert writer.stdin is not None
        faults = _Faults(reader, writer)
        try:
            writer.stdin.write(f"BEGIN;\n{script('roles.sql')}{before}".encode())
            _copy(reader.stdout, writer.stdin, server)
            if reader.wait():
                # Without COMMIT the transaction comes to nothing.
                writer.kill()
                raise BackupError(f"{source} is damaged: {faults.said(reader)}; the database is as it was")
            writer.stdin.write(f"SET search_path = pg_catalog;\n{script('owners.sql')}COMMIT;\n".encode())
            writer.stdin.close()
        except BrokenPipeError:
            pass
        if writer.wait():
            raise BackupError(
                f"the backup can't be restored: {faults.said(writer)}; the database is as it was"
            )


def _copy(reader: IO[bytes], writer: IO[bytes], server: int) -> None:
    """Copy the statements, but for the settings at the head that this server is too old to know."""
    for line in reader:
        name = _SET.match(line)
        if name is None or _SINCE.get(name.group(1), 0) <= server:
            writer.write(line)
        if line.startswith(b"CREATE "):
            break
    while piece := reader.read(_PIECE):
        writer.write(piece)


class _Faults:
    """What programs say on their error streams, read while they run so that none waits for a reader."""

    def __init__(self, *programs: subprocess.Popen[bytes]) -> None:
        self._said: dict[int, bytes] = {}
        self._threads = {program.pid: self._reader(program) for program in programs}

    def _reader(self, program: subprocess.Popen[bytes]) -> threading.Thread:
        def read() -> None:
            assert program.stderr is not None
            self._said[program.pid] = program.stderr.read()

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        return thread

    def said(self, program: subprocess.Popen[bytes]) -> str:
        """Return the last of what an ended program said."""
        program.wait()
        self._threads[program.pid].join()
        return _last(self._said[program.pid].decode("utf-8", errors="replace"))


@contextmanager
def _started(
    command: list[str], url: str, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    program = subprocess.Popen(  # noqa: S603
        command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, env=_environment(url)
    )
    try:
        yield program
    finally:
        program.kill()
        program.wait()
        for stream in (program.stdin, program.stdout, program.stderr):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _run(program: str, *arguments: str, url: str | None = None) -> str:
    done = subprocess.run(  # noqa: S603
        [program, *arguments],
        env=_environment(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{Path(program).name} failed: {_last(done.stderr)}")
    return done.stdout


def _environment(url: str | None) -> dict[str, str]:
    """Return our environment without our own secrets, and with the password where no list of processes shows it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACING_")}
    password = sa.make_url(url).password if url else None
    return kept | {"LC_ALL": "C"} | ({"PGPASSWORD": str(password)} if password else {})


def _last(said: str) -> str:
    # DETAIL and CONTEXT quote rows.
    lines = [
        line for line in said.splitlines() if line.strip() and not re.match(r"(DETAIL|CONTEXT|LINE|\s)", line)
    ]
    return " / ".join(lines[-_SHOWN:]) or "no reason given"


def _server(url: str) -> int:
    try:
        with psycopg.connect(libpq(url)) as connection:
            return connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise BackupError(f"the database can't be reached: {error}") from None


def _no_clients(server: int) -> BackupError:
    return BackupError(
        f"pg_dump, pg_restore and psql of version {server} or newer are needed; install PostgreSQL's client programs"
        f" (Debian: postgresql-client-{server})"
    )
