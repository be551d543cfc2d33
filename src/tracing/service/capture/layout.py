"""The capture file: a header and one line for each record, each encrypted for the service alone.

A line of text each, ended by a line break, so that a file whose laptop was switched off is good up to the last whole line.
The header is JSON: the file's own number, the agency, the form, the version of the vocabulary, which of the service's keys
the records are encrypted for, and the file's signing key. Every other line is, in Base64,

    place (4 bytes) · one-time X25519 key (32) · nonce (12) · ciphertext · Ed25519 signature (64)

- The text is JSON under AES-256-GCM. Its key comes by HKDF-SHA-256 from the X25519 secret shared by the line's one-time key,
  whose private half is thrown away at once, and the service's key: whoever fills the file can't read it any more, nor can
  whoever finds the laptop.
- SHA-256 of all that stands before the line is what the ciphertext is bound to and what is signed with it: lines can't be
  changed, left out, put in another order or carried to another file, and nobody without the signing key, which stays on the
  laptop, can add any.
- The last line of a finished file has the place ``CLOSED`` and says how many records there are. Without it the end of the
  file may be missing, and the importer says so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = [
    "CLOSED", "FORMAT", "CaptureError", "Header", "key_id", "key_text", "open_line", "place_of", "read_header", "read_key",
    "seal_line", "verified",
]  # fmt: skip

FORMAT: Final = "tracing-capture/1"
CLOSED: Final = 2**32 - 1
"""The place of the line that ends a file."""

_KEY: Final = "tracing-capture-key-1:"
_HEAD, _NONCE, _SIGNED = 36, 12, 64
_LONGEST_HEADER: Final = 4096


class CaptureError(Exception):
    """What is wrong with a capture file, or a key for one; ``code`` says it for programs. No value stands in it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself. ``key``: which key of the service; ``signer``: the file's signing key in hexadecimal."""

    file: str
    agency: str
    form: str
    vocabulary: str
    key: str
    signer: str

    def line(self) -> bytes:
        """Return the header as it stands in the file."""
        document = {"format": FORMAT, **asdict(self)}
        return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def read_header(line: bytes) -> Header:
    """Read the first line of a file, without its line break; ``CaptureError`` where it is none of a capture file."""
    wrong = CaptureError("no_capture", "This isn't a capture file.")
    if len(line) > _LONGEST_HEADER:
        raise wrong
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        raise wrong from None
    names = Header.__slots__
    if (
        not isinstance(document, dict)
        or document.get("format") != FORMAT
        or set(document) != {"format", *names}
    ):
        raise wrong
    if not all(isinstance(document[name], str) and document[name].isprintable() for name in names):
        raise wrong
    try:
        if str(UUID(document["file"])) != document["file"] or len(bytes.fromhex(document["signer"])) != 32:
            raise wrong
    except ValueError:
        raise wrong from None
    return Header(**{name: document[name] for name in names})


def seal_line(
    text: dict[str, Any], place: int, before: bytes, service: X25519PublicKey, signer: Ed25519PrivateKey
) -> bytes:
    """Return a line for a text. ``before``: SHA-256 of all that stands before it in the file."""
    once, nonce = X25519PrivateKey.generate(), os.urandom(_NONCE)
    head = place.to_bytes(4, "big") + once.public_key().public_bytes_raw()
    key = _key(once.exchange(service), once.public_key(), service)
    sealed = AESGCM(key).encrypt(nonce, json.dumps(text, ensure_ascii=False).encode(), before + head)
    body = head + nonce + sealed
    return base64.b64encode(body + signer.sign(_signed(before, body))) + b"\n"


def place_of(body: bytes) -> int:
    """Return the place that a verified line says it has."""
    return int.from_bytes(body[:4], "big")


def verified(line: bytes, before: bytes, signer: Ed25519PublicKey) -> bytes:
    """Return a line's body once its signature is found good; ``CaptureError`` (``capture_changed``) where it isn't."""
    try:
        whole = base64.b64decode(line, validate=True)
        body, signature = whole[:-_SIGNED], whole[-_SIGNED:]
        signer.verify(signature, _signed(before, body))
    except (ValueError, InvalidSignature):
        raise _changed() from None
    if len(body) < _HEAD + _NONCE or base64.b64encode(whole) != line:
        raise _changed()
    return body


def open_line(body: bytes, before: bytes, service: X25519PrivateKey) -> dict[str, Any]:
    """Return what a verified line says."""
    head, nonce, sealed = body[:_HEAD], body[_HEAD : _HEAD + _NONCE], body[_HEAD + _NONCE :]
    once = X25519PublicKey.from_public_bytes(head[4:])
    try:
        key = _key(service.exchange(once), once, service.public_key())
        text = json.loads(AESGCM(key).decrypt(nonce, sealed, before + head))
    except (InvalidTag, ValueError, RecursionError):
        raise _changed() from None
    if not isinstance(text, dict):
        raise _changed()
    return text


def key_text(key: X25519PublicKey) -> str:
    """Return the service's key as it is given to officers."""
    return _KEY + base64.urlsafe_b64encode(key.public_bytes_raw()).decode()


def read_key(text: str) -> X25519PublicKey:
    """Read a key of the service; ``CaptureError`` where the text is none."""
    try:
        key = X25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text.strip().removeprefix(_KEY)))
        if key_text(key) == text.strip():
            return key
    except ValueError:
        pass
    raise CaptureError("no_capture_key", f"This is no key for capture files; it begins with {_KEY}")


def key_id(key: X25519PublicKey) -> str:
    """Return what names a key in a header."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _key(shared: bytes, once: X25519PublicKey, service: X25519PublicKey) -> bytes:
    salt = once.public_bytes_raw() + service.public_bytes_raw()
    return HKDF(SHA256(), 32, salt, FORMAT.encode()).derive(shared)


def _signed(before: bytes, body: bytes) -> bytes:
    return FORMAT.encode() + before + body


def _changed() -> CaptureError:
    return CaptureError("capture_changed", "The file was changed after it was written.")
