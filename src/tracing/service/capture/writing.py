"""Filling a capture file, without network, database or the service's private key.

Beside the file stands its signing key (``NAME.secret``), which stays on the laptop: it is needed to add records, and doesn't
open any. A line is written whole and laid down on the disk before anybody is told that it is there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from tracing.service.capture.layout import CLOSED, CaptureError, Header, key_id, key_text, read_key, seal_line
from tracing.service.capture.reading import Looked, look

__all__ = ["add", "begin", "close", "secret_of"]

_SUFFIX: Final = ".secret"


def secret_of(path: Path) -> Path:
    """Return where the signing key of a file stands."""
    return path.with_name(path.name + _SUFFIX)


def begin(path: Path, service: X25519PublicKey, agency: str, form: str, vocabulary: str) -> Header:
    """Begin a file; ``CaptureError`` where there is one of that name."""
    signer = Ed25519PrivateKey.generate()
    header = Header(
        str(uuid4()), agency, form, vocabulary, key_id(service), signer.public_key().public_bytes_raw().hex()
    )  # fmt: skip
    kept = f"{key_text(service)}\n{signer.private_bytes_raw().hex()}\n"
    try:
        _write_new(secret_of(path), kept.encode())
        _write_new(path, header.line())
    except FileExistsError as error:
        name = Path(error.filename).name
        raise CaptureError("capture_exists", f"There is a file {name} already; take another name.") from None
    return header


def add(path: Path, record: Mapping[str, Any]) -> int:
    """Add a record and return its place. What an interruption left unfinished at the end is cut off first."""
    found = _looked(path)
    return _append(path, found, dict(record), found.records + 1)


def close(path: Path) -> int:
    """Finish a file: from then on nothing can be added, and nothing be cut off unseen. Returns how many records it has."""
    found = _looked(path)
    _append(path, found, {"records": found.records}, CLOSED)
    return found.records


def _looked(path: Path) -> Looked:
    found = look(path.read_bytes())
    if found.closed:
        raise CaptureError("capture_closed", "The file is finished; begin another.")
    return found


def _append(path: Path, found: Looked, text: dict[str, Any], place: int) -> int:
    service, signer = _secrets(path, found.header)
    line = seal_line(text, place, found.before, service, signer)
    with path.open("r+b") as file:
        file.truncate(found.size)
        file.seek(found.size)
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return place


def _secrets(path: Path, header: Header) -> tuple[X25519PublicKey, Ed25519PrivateKey]:
    try:
        key, seed = secret_of(path).read_text(encoding="utf-8").split()
        service, signer = read_key(key), Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    except FileNotFoundError:
        raise CaptureError(
            "no_secret", f"The signing key {secret_of(path).name} isn't beside the file; only where the file was begun can "
            "records be added."
        ) from None  # fmt: skip
    except ValueError:
        raise CaptureError("no_secret", f"{secret_of(path).name} is no signing key.") from None
    if signer.public_key().public_bytes_raw().hex() != header.signer or key_id(service) != header.key:
        raise CaptureError("no_secret", f"{secret_of(path).name} is of another file.")
    return service, signer


def _write_new(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
