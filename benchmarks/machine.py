"""What the figures were measured on: processor, cores, memory, load, versions."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from data import HERE, PACKAGE, digest

__all__ = ["loop", "machine", "sources"]

OURS = ("tracing", "numpy", "numba", "pandas", "pyarrow")
PEERS = ("splink", "duckdb", "recordlinkage", "dedupe")


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _pinned(peer: str) -> str:
    """The version that a peer's environment is held to."""
    for file in sorted((HERE / "peers").glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            name, _, pinned = line.partition("==")
            if name.strip().lower() == peer:
                return pinned.split("#")[0].strip()
    return "unknown"


def _commit() -> str:
    words = ["git", "-C", str(HERE), "describe", "--always", "--dirty", "--abbrev=12"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or "unknown"


def machine() -> dict[str, Any]:
    """Describe the machine as it is now."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": memory,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "versions": {**{name: version(name) for name in OURS}, **{name: _pinned(name) for name in PEERS}},
        "commit": _commit(),
    }


def loop() -> float:
    """Return how many seconds ten million additions take: what a machine lent by somebody is worth changes from hour to hour."""
    start, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - start


ROOMS = ("records", "standardise", "linkage", "matchers", "samples", "cli")
"""What is measured; the service's rooms take no part in it."""


def sources() -> str:
    """What the measured rooms are at this moment: they must be the same when a run ends."""
    return digest([PACKAGE / room for room in ROOMS])
