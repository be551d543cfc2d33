"""What a service needs before it answers anybody: a schema of its own release, its keys, a first person."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tracing.records.errors import InputError
from tracing.service.context import Service
from tracing.service.first_start import first_start
from tracing.service.keyring import Keyring, KeyringError
from tracing.service.rotation import fits
from tracing.service.users import NewUser
from tracing.store import people, schema
from tracing.store.database import Addresses, Database, Reader

__all__ = ["KeysError", "Ready", "make_ready", "read_keys"]

_OTHERS = 0o077


class KeysError(InputError):
    """The keyring isn't there, or can't be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A service that may begin. ``before`` is the schema's release as it was found (None: there was none), ``release``
    as it is; ``new_keys``: the keyring was made just now; ``administrator``: the first person, entered just now."""

    service: Service
    before: str | None
    release: str
    new_keys: bool
    administrator: NewUser | None


def make_ready(address: Addresses, keyring: Path, connections: int) -> Ready:
    """Bring the schema up, read the keys, enter the administrator of a new service.

    Keys are made only where nothing was ever entered: new ones would open nothing that is there. Raises ``SchemaError``
    (a newer release than known, a database out of reach), ``KeysError``.
    """
    url = address.owner
    before = schema.release(url)
    if before is None:
        # First the keys, so that a start that is broken off here is simply done again.
        new_keys = _make_keys(keyring)
        schema.upgrade(url)
    else:
        schema.upgrade(url)
        new_keys = False
        if not keyring.exists():
            _refuse_data_without_keys(url, keyring)
            new_keys = _make_keys(keyring)
    service = Service(Database(address, size=connections), read_keys(keyring))
    try:
        if not fits(service):
            raise KeysError(
                f"the keyring at {keyring} isn't the one that this database was encrypted with; put the right one back, "
                "or name it in TRACING_KEYRING"
            )
        administrator = first_start(service)
    except BaseException:
        service.database.close()
        raise
    return Ready(service, before, schema.known()[0], new_keys, administrator)


def read_keys(path: Path) -> Keyring:
    """Read the keyring; ``KeysError`` where it isn't there, is none, or others than its owner may read it."""
    try:
        ring = Keyring.read(path)
        mode = path.stat().st_mode
    except (KeyringError, OSError) as error:
        raise KeysError(str(error)) from None
    if mode & _OTHERS:
        raise KeysError(f"others than its owner may read the keyring; run: chmod 600 {path}")
    return ring


def _refuse_data_without_keys(url: str, keyring: Path) -> None:
    database = Database(url, size=1)
    try:
        with database.reading(Reader("administrator", purpose="first_start")) as connection:
            empty = not people.users_after(connection, 0, 1)
    finally:
        database.close()
    if not empty:
        raise KeysError(
            f"there is no keyring at {keyring}, and what the database holds was encrypted with one; put it back from "
            "where its copy is kept, or name it in TRACING_KEYRING"
        )


def _make_keys(path: Path) -> bool:
    """Make a keyring where there is none; return whether it was made. Of two that start at once one makes it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return False
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    Keyring.new().write(made)
    try:
        # Unlike renaming, it leaves alone what another has put there meanwhile.
        os.link(made, path)
    except FileExistsError:
        return False
    finally:
        made.unlink()
    return True
