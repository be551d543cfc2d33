"""What the server's log says of why it stopped."""

from __future__ import annotations

import errno
import re
import shutil
from pathlib import Path

__all__ = ["disk_full", "explain", "nearly_full", "reason", "rotate"]

_LARGE = 10 * 2**20
_SHOWN = 5
_NO_SPACE = re.compile(r"No space left on device| 53100 |Disk quota exceeded|wrote only \d+ of \d+ bytes")
# Less than one segment of the write-ahead log.
_LEAST_FREE = 16 * 2**20


def rotate(log: Path) -> None:
    """Put a log that has grown large aside; the one before goes."""
    if log.exists() and log.stat().st_size > _LARGE:
        log.replace(log.with_name(f"{log.name}.1"))


def disk_full(folder: Path) -> str:
    """Return the message for a full disk."""
    free = shutil.disk_usage(folder).free / 2**20
    return (
        f"the disk that holds {folder} is full ({free:,.1f} MB free), so the database can't write. Free some space on "
        "it, or give it more; nothing that was confirmed is lost"
    )


def explain(error: OSError, folder: Path) -> str:
    """Return what an error of the system means: a full disk by name, else what the system says."""
    return disk_full(folder) if error.errno in (errno.ENOSPC, errno.EDQUOT) else str(error)


def nearly_full(folder: Path) -> bool:
    """Tell whether there isn't room for another segment of the write-ahead log."""
    return shutil.disk_usage(folder).free < _LEAST_FREE


def reason(text: str, folder: Path, log: Path) -> str:
    """Return what output of the server or of ``initdb`` means: a full disk by name, else its last lines."""
    if _NO_SPACE.search(text):
        return disk_full(folder)
    lines = [line for line in text.splitlines() if line.strip()]
    grave = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line.lower()]
    said = " / ".join((grave or lines)[-_SHOWN:]) or "nothing"
    return f"it said: {said} (more in {log})"
