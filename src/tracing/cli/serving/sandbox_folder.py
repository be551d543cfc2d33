"""The folder of invented data, marked as such: nothing invented gets into a service for real, nor the other way round."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tracing.records import InputError
from tracing.service.settings import Settings
from tracing.store.embedded import EmbeddedError
from tracing.store.embedded.folders import make_root, write_private
from tracing.store.embedded.lock import held

__all__ = ["Account", "Filled", "prepare", "read_filled", "refuse_sandbox", "write_filled"]

_MARK = "sandbox.json"


@dataclass(frozen=True, slots=True)
class Account:
    """An invented person, and what they sign in with."""

    role: str
    login: str
    password: str = field(repr=False)
    agency: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What a filled sandbox is opened with: accounts of people, keys of agencies by their codes."""

    accounts: tuple[Account, ...]
    keys: Mapping[str, str] = field(repr=False)


def prepare(settings: Settings, named: Path | None) -> Settings:
    """Return settings of a sandbox: a folder of its own, the embedded database in it, keys of its own.

    What a start that was broken off has left half-filled is removed. Raises ``InputError`` for a folder that holds
    anything else.
    """
    folder = (
        (named or settings.data_dir.with_name(f"{settings.data_dir.name}-sandbox")).expanduser().resolve()
    )
    sandbox = settings.model_copy(update={"data_dir": folder, "database_url": None, "keyring": None})
    if held(sandbox.server_dir):
        raise EmbeddedError(
            f"the sandbox in {folder} runs already; stop it first, or name another --sandbox-dir"
        )
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise InputError(f"--sandbox-dir {folder}: holds something that is no sandbox; name a new folder")
    try:
        make_root(folder)
        if read_filled(folder) is None:
            shutil.rmtree(sandbox.server_dir, ignore_errors=True)
            sandbox.keyring_path.unlink(missing_ok=True)
            write_private(folder / _MARK, json.dumps({"sandbox": "invented data"}))
    except OSError as error:
        raise InputError(f"--sandbox-dir {folder}: can't be used: {error.strerror or error}") from None
    return sandbox


def refuse_sandbox(settings: Settings) -> None:
    """Raise ``InputError`` where a service for real would run on invented data."""
    if settings.database_url is None and (settings.data_dir / _MARK).exists():
        raise InputError(
            f"{settings.data_dir} holds a sandbox's invented data; start it with --sandbox --sandbox-dir, or name "
            "another folder in TRACING_DATA_DIR"
        )


def read_filled(folder: Path) -> Filled | None:
    """Return what a sandbox is opened with, None where it isn't filled yet."""
    try:
        document = json.loads((folder / _MARK).read_text(encoding="utf-8"))
        return Filled(tuple(Account(**account) for account in document["accounts"]), document["keys"])
    except (FileNotFoundError, KeyError):
        return None
    except (ValueError, TypeError):
        raise InputError(
            f"{folder / _MARK} isn't what tracing wrote; remove the folder of the sandbox"
        ) from None


def write_filled(folder: Path, filled: Filled) -> None:
    """Note that the sandbox is filled."""
    document = {
        "sandbox": "invented data",
        "accounts": [asdict(account) for account in filled.accounts],
        "keys": dict(filled.keys),
    }
    write_private(folder / _MARK, json.dumps(document, indent=1))
