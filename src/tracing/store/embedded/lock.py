"""One supervisor for one data folder."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from tracing.store.embedded.errors import EmbeddedError

__all__ = ["Lock", "held"]


class Lock:
    """Held until ``release`` or the end of the process, however it ends."""

    def __init__(self, root: Path) -> None:
        self._file = os.open(root / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._file, 32).decode("ascii", errors="replace").strip()
            os.close(self._file)
            raise EmbeddedError(
                f"tracing already runs on the data in {root}"
                + (f" (process {holder})" if holder else "")
                + "; stop it"
                " first, or name another folder in TRACING_DATA_DIR"
            ) from None
        # Only for the message above; a full disk is named where it matters.
        with suppress(OSError):
            os.ftruncate(self._file, 0)
            os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let the next one have it."""
        os.ftruncate(self._file, 0)
        os.close(self._file)


def held(root: Path) -> bool:
    """Tell whether a process supervises the data in ``root``."""
    try:
        file = os.open(root / "lock", os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two that ask don't take each other for a supervisor.
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(file)
