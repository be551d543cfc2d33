"""Memory that a run may take: what is left of it decides how many pairs are under way at once.

Records, keys and links stay in memory as they are; the pairs between do not, and it is they that can grow.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path

from tracing.records import InputError

__all__ = ["pairs_at_once", "parse_size"]

PER_PAIR = 400
"""Bytes that a pair takes while it is under way: its keys' hits, levels, weights and copies of them."""

LEAST = 64 << 20
"""Bytes without which nothing moves."""

_PROCESSES = Path("/proc")

_UNITS = {"": 1, "K": 10, "M": 20, "G": 30, "T": 40}


def parse_size(text: str) -> int:
    """Return bytes for ``2GiB``, ``512 MB``, ``4G`` or a number of bytes; ValueError says what is expected."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(?:I?B)?\s*", text.upper())
    if match is None:
        raise ValueError(f"{text!r} is no amount of memory: write it as 2GiB or 512MiB")
    number, unit = match.groups()
    return int(float(number) * (1 << _UNITS[unit])) if unit else int(float(number))


def _taken() -> int:
    """Return the bytes that this process and those it started take now; where the system doesn't tell, the most that this
    process alone ever took."""
    if (_PROCESSES / "self" / "statm").exists():
        import resource

        return sum(map(_pages, _family())) * resource.getpagesize()
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _family() -> list[Path]:
    """Return this process and those that it started: they standardise."""
    found = [_PROCESSES / "self"]
    for process in _PROCESSES.glob("[0-9]*"):
        # Others end while they are looked at. The name, in brackets, may hold anything.
        with suppress(OSError, ValueError, IndexError):
            stat = (process / "stat").read_text(encoding="utf-8", errors="replace")
            if int(stat.rpartition(")")[2].split()[1]) == os.getpid():
                found.append(process)
    return found


def _pages(process: Path) -> int:
    with suppress(OSError):
        return int((process / "statm").read_text(encoding="ascii").split()[1])
    return 0


def pairs_at_once(limit: int | None, threads: int) -> int | None:
    """Return how many key hits each thread may have under way within ``limit`` bytes; None where there is none.

    InputError where the records alone leave no room.
    """
    if limit is None:
        return None
    left = limit - _taken()
    if left < LEAST:
        need = (limit - left + LEAST) / (1 << 30)
        raise InputError(
            f"--memory {limit / (1 << 30):.2f} GiB is too little: records and keys alone take most of it. Expected at "
            f"least {need:.2f} GiB; or match in parts, or with --engine spark"
        )
    return max(1, left // (threads * PER_PAIR))
