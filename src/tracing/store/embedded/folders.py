"""What lies where in the server's data folder, with whose permissions.

lock           held by the one process that supervises the server
secret.json    passwords, for the supervisor's eyes (0600)
state.json     where the running server's socket is
server.log     what the server said
cluster/       PostgreSQL's data (0700, the server's account)
socket/        the socket (0700, the server's account)
programs/      a copy of the programs, where the account can't read the original
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracing.store.embedded.account import Account, closed_folder
from tracing.store.embedded.errors import EmbeddedError

__all__ = ["PORT", "Folders", "make_root", "write_private"]

PORT = 5432
"""Only a part of the socket's name: the server listens on no network."""

# sun_path holds 108 bytes on Linux, the last of them a zero (104 on macOS).
_LONGEST_SOCKET = 103 if os.uname().sysname == "Darwin" else 107
_SHORT_PREFIX = "tracing-"


@dataclass(frozen=True, slots=True)
class Folders:
    """The data folder ``root`` of a server that runs as ``account`` (None: as who we are)."""

    root: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data."""
        return self.root / "cluster"

    @property
    def secret(self) -> Path:
        """The passwords."""
        return self.root / "secret.json"

    @property
    def state(self) -> Path:
        """Where the running server is reached."""
        return self.root / "state.json"

    @property
    def log(self) -> Path:
        """What the server said."""
        return self.root / "server.log"

    @property
    def programs(self) -> Path:
        """A copy of the programs."""
        return self.root / "programs"

    def prepare(self) -> None:
        """Check that the account can come here."""
        if self.account is None:
            return
        closed = closed_folder(self.account, self.root)
        if closed is not None:
            raise EmbeddedError(
                f"the database server runs as the account {self.account.name}, which can't enter {closed}; name "
                "another data folder in TRACING_DATA_DIR, such as /var/lib/tracing, or start tracing as an ordinary user"
            )

    def private(self, folder: Path) -> Path:
        """Make a folder for the server's account alone (0700), empty if it is new."""
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder)
        folder.chmod(0o700)
        return folder

    def place(self, path: Path, text: str) -> None:
        """Write a file for the server's account alone (0600), whole or not at all."""
        write_private(path, text, self.account)

    def socket(self) -> Path:
        """Make the folder of the socket: beside the data, or somewhere shorter if the system allows no path so long."""
        usual = self.root / "socket"
        if _fits(usual):
            return self.private(usual)
        for base in (os.environ.get("XDG_RUNTIME_DIR"), "/run", tempfile.gettempdir()):
            if base and _fits(Path(base) / f"{_SHORT_PREFIX}12345678") and os.access(base, os.W_OK | os.X_OK):
                if self.account is not None and closed_folder(self.account, Path(base)) is not None:
                    continue
                return self.private(Path(tempfile.mkdtemp(prefix=_SHORT_PREFIX, dir=base)))
        raise EmbeddedError(
            f"{self.root} is too long a path for a socket in it; name a shorter one in TRACING_DATA_DIR"
        )

    def forget_socket(self, known: Path | None = None) -> None:
        """Remove the socket's folder if it was made elsewhere: this run's, or the last one's."""
        folder = known
        if known is None:
            with suppress(OSError, ValueError, KeyError, TypeError):
                folder = Path(json.loads(self.state.read_text(encoding="utf-8"))["socket"])
        if folder is not None and folder.parent != self.root and folder.name.startswith(_SHORT_PREFIX):
            shutil.rmtree(folder, ignore_errors=True)
        self.state.unlink(missing_ok=True)

    def _give(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)


def make_root(root: Path) -> None:
    """Make the data folder. Root's can be passed through by the server's account, but not listed."""
    missing = [folder for folder in (root, *root.parents) if not folder.exists()]
    mode = 0o711 if os.geteuid() == 0 else 0o700
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Write a file for one account alone (0600), whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    # O_EXCL: nobody can have laid a link here for root to follow.
    with os.fdopen(
        os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        if account is not None:
            os.fchown(file.fileno(), account.uid, account.gid)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET
