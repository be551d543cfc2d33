"""Reading a capture file: all of it, or nothing where anybody changed it. An unfinished last line is left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tracing.service.capture.layout import (
    CLOSED,
    CaptureError,
    Header,
    key_id,
    open_line,
    place_of,
    read_header,
    verified,
)

__all__ = ["Captured", "Line", "Looked", "look", "read"]

MOST_LINES: Final = 5000


@dataclass(frozen=True, slots=True)
class Line:
    """A record of a file: its place from 1, SHA-256 of the line as it stands there, and what it says."""

    place: int
    hash: bytes
    text: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as anybody may look at it. ``torn``: its last line is unfinished; ``closed``: it was finished by whoever
    filled it. ``size`` and ``before``: how many bytes are whole, and their SHA-256."""

    header: Header
    records: int
    closed: bool
    torn: bool
    size: int
    before: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Captured:
    """A file as the service reads it."""

    header: Header
    lines: tuple[Line, ...] = field(repr=False)
    closed: bool
    torn: bool


def look(data: bytes) -> Looked:
    """Look at a file without the service's key: every whole line must be as it was written.

    ``CaptureError``: ``no_capture``, or ``capture_changed``.
    """
    header, rest, size = _begun(data)
    count, closed, before = 0, False, _hash(data[:size])
    for line, place, _, after in _bodies(header, rest, data[:size]):
        count, closed, before = (count, True, after) if place == CLOSED else (place, False, after)
        size += len(line) + 1
    return Looked(header, count, closed, size < len(data), size, before)


def read(data: bytes, service: X25519PrivateKey) -> Captured:
    """Read a file with the service's key. ``CaptureError``: ``no_capture``, ``capture_changed``, ``capture_other_key``."""
    header, rest, size = _begun(data)
    if header.key != key_id(service.public_key()):
        raise CaptureError(
            "capture_other_key", "The file was encrypted for another service, or for a key it no longer has."
        )
    lines: list[Line] = []
    closed, whole = False, size
    before = _hash(data[:size])
    for line, place, body, after in _bodies(header, rest, data[:size]):
        text = open_line(body, before, service)
        if place == CLOSED:
            closed = True
            if text != {"records": len(lines)}:
                raise CaptureError("capture_changed", "The file was changed after it was written.")
        else:
            lines.append(Line(place, _hash(line), text))
        before = after
        whole += len(line) + 1
    return Captured(header, tuple(lines), closed, whole < len(data))


def _begun(data: bytes) -> tuple[Header, list[bytes], int]:
    """Return the header, the whole lines after it, and the bytes of the header."""
    first, ended, rest = data.partition(b"\n")
    if not ended:
        raise CaptureError("no_capture", "This isn't a capture file, or not even its first line is whole.")
    lines = rest.split(b"\n")[:-1]
    if len(lines) > MOST_LINES:
        raise CaptureError("capture_too_long", f"The file has more than {MOST_LINES:,} records.")
    return read_header(first), lines, len(first) + 1


def _bodies(header: Header, lines: list[bytes], start: bytes) -> Iterator[tuple[bytes, int, bytes, bytes]]:
    """Yield (line, place, body, hash of the file up to its end) of verified lines."""
    signer = Ed25519PublicKey.from_public_bytes(bytes.fromhex(header.signer))
    running = hashlib.sha256(start)
    expected, ended = 1, False
    for line in lines:
        body = verified(line, running.digest(), signer)
        place = place_of(body)
        if ended or place not in (expected, CLOSED):
            raise CaptureError("capture_changed", "The file was changed after it was written.")
        ended = place == CLOSED
        expected += 1
        running.update(line + b"\n")
        yield line, place, body, running.digest()


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
