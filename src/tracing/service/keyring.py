"""Keys that stand outside the database: what encrypts, what hashes for look-up, what turns blocking keys.

The ring is a file of its own, readable by the service alone. A backup of the database without it tells nobody a
document, a telephone or where a child is.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from numpy.typing import NDArray

__all__ = ["SETTLED", "Keyring", "KeyringError"]

_NONCE = 12
_SIZE = 32

SETTLED = 2.0
"""Seconds after which every running service has taken up a key that was added to the ring's file."""

_LOOK_EACH = 1.0


_KEPT = 8
"""Keys of which what they take to be used is kept: making it takes longer than encrypting a record."""


@lru_cache(maxsize=_KEPT)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=_KEPT)
def _mac(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")


class KeyringError(Exception):
    """The ring can't be read, or doesn't hold the key that something was encrypted with."""


@dataclass(frozen=True)
class Keyring:
    """``encrypting`` holds 256-bit keys by number, of which the highest encrypts; ``look_up`` and ``turning`` are
    256-bit keys of their own. A ring that was read from a file takes up keys that are added to the file, so that a
    running service goes on while keys are rotated."""

    encrypting: dict[int, bytes] = field(repr=False)
    look_up: bytes = field(repr=False)
    turning: bytes = field(repr=False)
    path: Path | None = field(default=None, compare=False)
    _looked: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def new(cls) -> Keyring:
        """Make a ring of new keys."""
        return cls({1: secrets.token_bytes(_SIZE)}, secrets.token_bytes(_SIZE), secrets.token_bytes(_SIZE))

    def rotated(self) -> Keyring:
        """Return a ring with one more encrypting key; what older ones encrypted can still be read."""
        return Keyring(
            {**self.encrypting, max(self.encrypting) + 1: secrets.token_bytes(_SIZE)},
            self.look_up,
            self.turning,
        )

    def without(self, number: int) -> Keyring:
        """Return a ring without an old key, once nothing is encrypted with it any more."""
        if number == max(self.encrypting):
            raise KeyringError("the key in use can't be taken off the ring; rotate first")
        return Keyring({n: k for n, k in self.encrypting.items() if n != number}, self.look_up, self.turning)

    @classmethod
    def read(cls, path: Path) -> Keyring:
        """Read a ring; ``KeyringError`` says what is wrong with the file."""
        try:
            # Looked at before it is read: a change between the two is noticed later.
            looked = {"changed": path.stat().st_mtime, "at": time.monotonic()}
            document = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                {int(n): base64.b64decode(k) for n, k in document["encrypting"].items()},
                base64.b64decode(document["look_up"]),
                base64.b64decode(document["turning"]),
                path,
                looked,
            )
        except FileNotFoundError:
            raise KeyringError(f"there is no keyring at {path}; restore it from its backup") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KeyringError(f"{path} is no keyring; restore it from its backup") from None

    def write(self, path: Path) -> None:
        """Write the ring for its owner's eyes only, whole or not at all."""
        encoded = {str(n): base64.b64encode(k).decode() for n, k in self.encrypting.items()}
        document = {
            "encrypting": encoded,
            "look_up": base64.b64encode(self.look_up).decode(),
            "turning": base64.b64encode(self.turning).decode(),
        }
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(document, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)

    def encrypt(self, text: bytes, context: str) -> bytes:
        """Encrypt for one place: what is copied to another ``context`` can't be read there (AES-256-GCM)."""
        self._look()
        number, nonce = max(self.encrypting), os.urandom(_NONCE)
        return (
            number.to_bytes(2, "big")
            + nonce
            + _cipher(self.encrypting[number]).encrypt(nonce, text, context.encode())
        )

    def decrypt(self, ciphertext: bytes, context: str) -> bytes:
        """Decrypt what ``encrypt`` made for that context."""
        number = self.number_of(ciphertext)
        if number not in self.encrypting:
            self._take_up()
        key = self.encrypting.get(number)
        if key is None:
            raise KeyringError("the keyring doesn't hold the key that this was encrypted with")
        try:
            return _cipher(key).decrypt(
                ciphertext[2 : 2 + _NONCE], ciphertext[2 + _NONCE :], context.encode()
            )
        except InvalidTag:
            raise KeyringError("what was encrypted has been changed, or belongs elsewhere") from None

    def _look(self) -> None:
        """Take up new keys where the file has changed; looks at it once a second at most."""
        now = time.monotonic()
        if self.path is None or now - self._looked["at"] < _LOOK_EACH:
            return
        self._looked["at"] = now
        try:
            changed = self.path.stat().st_mtime
        except OSError:
            return  # what the ring holds is good as long as the service runs
        if changed != self._looked["changed"]:
            self._looked["changed"] = changed
            self._take_up()

    def _take_up(self) -> None:
        if self.path is not None:
            self.encrypting.update(Keyring.read(self.path).encrypting)

    @staticmethod
    def number_of(ciphertext: bytes) -> int:
        """Return the number of the key that something was encrypted with."""
        return int.from_bytes(ciphertext[:2], "big")

    def digest(self, kind: str, value: str) -> bytes:
        """Return the keyed hash by which a value of a kind is looked up (HMAC-SHA-256)."""
        mac = _mac(self.look_up).copy()
        mac.update(f"{kind}\0{value}".encode())
        return mac.digest()

    def turn(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Turn blocking keys into numbers that say nothing without the ring; equal keys stay equal.

        Each key is a block of AES-256 filled up with zeros, of which half is kept: a pseudo-random function.
        """
        blocks = np.zeros((len(keys), 2), dtype=np.uint64)
        blocks[:, 0] = keys
        # ECB over blocks that are each a value of its own is the block cipher itself.
        encryptor = Cipher(algorithms.AES(self.turning), modes.ECB()).encryptor()  # noqa: S305
        turned = np.frombuffer(encryptor.update(blocks.tobytes()), dtype=np.int64)
        return turned.reshape(-1, 2)[:, 0].copy()
