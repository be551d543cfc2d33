"""Which account of the machine the server runs as. PostgreSQL refuses to run as root, and rightly so."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracing.store.embedded.errors import EmbeddedError

__all__ = ["Account", "choose", "closed_folder"]

_CANDIDATES = ("tracing", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An account without privileges that root lends the server to."""

    name: str
    uid: int
    gid: int

    def lend(self) -> dict[str, Any]:
        """Return what ``subprocess`` needs to run a program as this account, and as no member of root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def choose(cluster: Path) -> Account | None:
    """Return the account for the data in ``cluster``, None to run as who we are.

    Data that are there stay with the account that they belong to, also when a better one has been created since.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise EmbeddedError(
                f"the data in {cluster} belong to the account {_name(owner)}; start tracing as root or as that account"
            )
        return None
    if owner:
        entry = pwd.getpwuid(owner)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        "PostgreSQL doesn't run as root, and there is no other account for it; create one with `useradd --system "
        "tracing`, or start tracing as an ordinary user"
    )


def closed_folder(account: Account, folder: Path) -> Path | None:
    """Return the first folder on the way to ``folder`` (itself included) that the account can't enter, None if none."""
    if _enters(account, folder):
        return None
    return next(step for step in [*reversed(folder.parents), folder] if not _enters(account, step))


def _enters(account: Account, folder: Path) -> bool:
    # Asked of the system in that account's place: permissions are more than mode bits.
    asked = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
        cwd="/",
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        **account.lend(),
    )
    return asked.returncode == 0


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"number {uid}"
