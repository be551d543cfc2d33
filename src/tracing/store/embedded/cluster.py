"""PostgreSQL's data: made, configured, checked for their version."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tracing.store.embedded import log
from tracing.store.embedded.errors import EmbeddedError
from tracing.store.embedded.folders import PORT, Folders, write_private
from tracing.store.embedded.programs import Programs

__all__ = [
    "DATABASE",
    "LOGINS",
    "OWNER",
    "SUPERVISOR",
    "Passwords",
    "check_version",
    "configure",
    "create",
    "passwords",
]

SUPERVISOR = "supervisor"
"""The superuser; only the supervisor signs in as it."""
OWNER = "tracing"
"""The role that owns the database."""
LOGINS = ("tracing_app", "tracing_worker")
"""The roles that connections of the service sign in as."""
DATABASE = "tracing"

_MB = 2**20

# The server's log may hold no value of a person: no statements, no details, no errors of statements (those go to whoever
# sent them). What concerns the server as a whole is of level LOG, FATAL or PANIC.
_SETTINGS = {
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "synchronous_commit": "on",
    "fsync": "on",
    "full_page_writes": "on",
    # Keys come in no order, so almost each is on a page that is written whole. These binaries compress pages by pglz alone, which
    # took two thirds of what the server does for matching.
    "wal_compression": "off",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    # What was in the cache when the server stopped is there again soon after it starts: without it, it is slow for an hour.
    "shared_preload_libraries": "'pg_prewarm'",
    "idle_in_transaction_session_timeout": "10min",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "'%m [%p] %e '",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "log_statement": "none",
    "log_parameter_max_length_on_error": "0",
}
_BOUNDS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where Linux says how much memory a container may take, by the second version of control groups and by the first."""

_HBA = "# Whoever can reach the socket still needs a password; there is no other way in.\nlocal all all scram-sha-256\n"


@dataclass(frozen=True, slots=True)
class Passwords:
    """Of the roles that can sign in; in their file under these names."""

    supervisor: str = field(repr=False)
    owner: str = field(repr=False)
    app: str = field(repr=False)
    worker: str = field(repr=False)


_PASSWORDS = ("supervisor", "owner", "app", "worker")


def passwords(folders: Folders) -> Passwords:
    """Read the passwords; make them where there are no data yet."""
    try:
        document = json.loads(folders.secret.read_text(encoding="utf-8"))
        return Passwords(**{name: str(document[name]) for name in _PASSWORDS})
    except FileNotFoundError:
        if folders.cluster.exists():
            raise EmbeddedError(
                f"{folders.secret} is missing, and nobody can sign in to the data beside it without; put it back, or "
                "restore a backup into another TRACING_DATA_DIR"
            ) from None
    except (ValueError, KeyError, TypeError):
        raise EmbeddedError(f"{folders.secret} isn't what tracing wrote; put the right one back") from None
    made = Passwords(**{name: secrets.token_urlsafe(32) for name in _PASSWORDS})
    write_private(folders.secret, json.dumps(asdict(made)))
    return made


def check_version(folders: Folders, programs: Programs) -> None:
    """Refuse data that another major version wrote."""
    file = folders.cluster / "PG_VERSION"
    if not folders.cluster.exists():
        return
    if not file.exists():
        raise EmbeddedError(
            f"{folders.cluster} holds no PostgreSQL data; name another folder in TRACING_DATA_DIR"
        )
    found = file.read_text(encoding="ascii").strip()
    if found != str(programs.major):
        raise EmbeddedError(
            f"the data in {folders.cluster} were written by PostgreSQL {found}, this installation brings "
            f"{programs.major}. With the tracing that wrote them run `tracing db backup FILE`; then move "
            f"{folders.root} aside and run `tracing db restore FILE` with this one"
        )


def create(folders: Folders, programs: Programs, known: Passwords) -> None:
    """Make the data (``initdb``), whole or not at all."""
    partial = folders.root / "cluster.partial"
    shutil.rmtree(partial, ignore_errors=True)
    folders.private(partial)
    desk = folders.private(folders.root / "desk")
    password = desk / "password"
    try:
        folders.place(password, known.supervisor + "\n")
        command = [
            str(programs.path("initdb")),
            f"--pgdata={partial}",
            f"--username={SUPERVISOR}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]
        lent = {} if folders.account is None else folders.account.lend()
        made = subprocess.run(  # noqa: S603
            command,
            cwd="/",
            env={"LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
            umask=0o077,
            **lent,
        )
        if made.returncode:
            said = log.reason(made.stderr or made.stdout, folders.root, folders.log)
            raise EmbeddedError(f"the database could not be made: {said}")
        partial.rename(folders.cluster)
    except OSError as error:
        raise EmbeddedError(f"the database could not be made: {log.explain(error, folders.root)}") from None
    finally:
        shutil.rmtree(desk, ignore_errors=True)
        shutil.rmtree(partial, ignore_errors=True)


def configure(folders: Folders, socket: Path, extra: Mapping[str, str]) -> None:
    """Write the server's settings, anew at each start; what ``ALTER SYSTEM`` set goes before them."""
    quoted = str(socket).replace('"', '""').replace("'", "''")
    settings = {
        **_SETTINGS,
        **_memory(),
        **_disk(folders.cluster),
        "unix_socket_directories": f"'\"{quoted}\"'",
        **extra,
    }
    text = "# Written at each start. To change a setting, use ALTER SYSTEM.\n"
    folders.place(
        folders.cluster / "postgresql.conf",
        text + "".join(f"{name} = {value}\n" for name, value in settings.items()),
    )
    folders.place(folders.cluster / "pg_hba.conf", _HBA)


def _memory() -> dict[str, str]:
    """Return settings for the machine's memory, which the service shares: a quarter for the server's own cache. Keys come in no
    order, so almost each is on another page, and a page that isn't there is read, checked, and takes the place of one that is
    written."""
    total = min([os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), *_allowed()])
    return {
        "shared_buffers": _part(total, 4, 64, 8192),
        "effective_cache_size": _part(total, 2, 256, 65536),
        "maintenance_work_mem": _part(total, 32, 32, 512),
        "work_mem": _part(total, 1024, 4, 32),
    }


def _allowed() -> list[int]:
    """Return how much memory a container may take, where we are in one that is bounded."""
    found = [path.read_text(encoding="utf-8").strip() for path in _BOUNDS if path.is_file()]
    return [int(size) for size in found if size.isdecimal()]


def _disk(folder: Path) -> dict[str, str]:
    """Return settings for the disk: how large the log of changes may get before pages are brought up to date, and each is written
    whole once more. It is so large only while very much is written."""
    return {"max_wal_size": _part(shutil.disk_usage(folder).total, 32, 1024, 8192)}


def _part(total: int, share: int, least: int, most: int) -> str:
    """Return one of so many shares of some bytes, within bounds in megabytes, as PostgreSQL's settings have it."""
    return f"{min(max(total // share // _MB, least), most)}MB"
