"""PostgreSQL's own programs for saving and restoring: the system's, or those that came with us."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracing.store.embedded.errors import EmbeddedError
from tracing.store.embedded.programs import bundled

__all__ = ["Clients", "find_clients"]

_NEEDED = ("pg_dump", "pg_restore", "psql")
# Where Debian, Red Hat and Homebrew put what isn't on the path.
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


@dataclass(frozen=True, slots=True)
class Clients:
    """A folder that holds ``pg_dump``, ``pg_restore`` and ``psql``, and their major version."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """Return the path of a program."""
        return str(self.folder / name)


def find_clients(least: int) -> list[Clients]:
    """Return the programs of major version ``least`` or newer, the nearest first: a program can't save a newer server,
    and what a much newer one writes an older server may not read. The system's go before ours, which speak no TLS."""
    folders = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    for place in _PLACES:
        folders.extend(Path("/").glob(place.lstrip("/")))
    with suppress(EmbeddedError):
        folders.append(bundled().folder)
    found: dict[Path, Clients] = {}
    for folder in folders:
        real = folder.resolve()
        if real not in found and all(_is_program(folder / name) for name in _NEEDED):
            major = _major(folder / "pg_dump")
            if major >= least:
                found[real] = Clients(folder, major)
    return sorted(found.values(), key=lambda clients: clients.major)


def _is_program(path: Path) -> bool:
    # Debian puts a chooser of versions on the path under these names; the programs behind it are found by their place.
    try:
        return path.exists() and path.resolve().stem == path.stem
    except OSError:
        return False  # in a folder that is closed to us: `sudo` and the like keep their caller's path


def _major(program: Path) -> int:
    try:
        told = subprocess.run(  # noqa: S603
            [str(program), "--version"], capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
        )
    except OSError:
        return 0
    found = re.search(r"(\d+)", told.stdout)
    return int(found.group(1)) if found and told.returncode == 0 else 0
