"""Passwords: hashing and checking them, which ones people may choose, one-time passwords.

Argon2id by pwdlib. Only a few are computed at once: each takes 64 MB, so that many guesses at a time would use up the
machine's memory rather than find a password.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from itertools import pairwise
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tracing.service.errors import FieldFault, Invalid

__all__ = ["check_new", "hash_password", "hash_secret", "is_right", "is_right_secret", "one_time"]

LONGEST = 200
SHORTEST = 12

_HASHER = PasswordHash((Argon2Hasher(),))
# A key's secret is 256 random bits, which no guessing reaches; the hash need only be one that can't be turned round.
_SECRET_HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8 * 1024, parallelism=1),))
_AT_ONCE = BoundedSemaphore(4)


@cache
def _nobody(hasher: PasswordHash) -> str:
    """A hash of something that nobody knows."""
    return hasher.hash(secrets.token_urlsafe(32))


# No letters or digits that are read as one another when a password is passed on by telephone.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"

_OFTEN_CHOSEN = (
    "contraseña", "contrasena", "password", "passw0rd", "p@ssw0rd", "clave", "secreto", "bienvenido", "bienvenida",
    "welcome", "qwerty", "asdfgh", "letmein", "admin", "administrador", "administrator", "usuario", "changeme",
    "temporal", "guatemala", "honduras", "elsalvador", "nicaragua", "mexico", "costarica", "panama", "tracing",
)  # fmt: skip


def hash_password(password: str) -> str:
    """Return the hash that is stored of a password."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


def is_right(password: str, stored: str | None) -> bool:
    """Tell whether a password is the one stored. ``None`` (there is no such person) takes as long as any other."""
    return _is_right(_HASHER, _plain(password), stored)


def hash_secret(secret: str) -> str:
    """Return the hash that is stored of a key's secret."""
    return _SECRET_HASHER.hash(secret)


def is_right_secret(secret: str, stored: str | None) -> bool:
    """Tell whether a secret is a key's. ``None`` (there is no such key) takes as long as any other."""
    return _is_right(_SECRET_HASHER, secret, stored)


def one_time() -> str:
    """Make a password that is good until its owner chooses another: 79 random bits, easy to read out."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


def check_new(password: str, pointer: str, *known: str) -> None:
    """Raise ``Invalid`` unless a person may choose this password. ``known`` is what others know of them: login, name.

    Long rather than intricate: length and what guesses begin with are judged, kinds of letters are not (NIST SP
    800-63B).
    """
    fault = _fault(_plain(password), [_plain(k) for k in known])
    if fault:
        raise Invalid(
            "password_refused",
            "This password can't be taken.",
            fields=[FieldFault(pointer, fault, "Choose a sentence or several words that only you know.")],
        )


def _is_right(hasher: PasswordHash, text: str, stored: str | None) -> bool:
    with _AT_ONCE:
        right = hasher.verify(text[:LONGEST], stored or _nobody(hasher))
    return right and stored is not None and len(text) <= LONGEST


def _fault(password: str, known: list[str]) -> str:
    if len(password) < SHORTEST:
        return f"it is shorter than {SHORTEST} characters"
    if len(password) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    low = password.casefold()
    rest = low
    for word in sorted(_OFTEN_CHOSEN, key=len, reverse=True):
        rest = rest.replace(word, "")
    for words in known:
        for word in [words, *words.replace(".", " ").replace("@", " ").split()]:
            if len(word) >= 4:
                rest = rest.replace(word.casefold(), "")
    kept = "".join(c for c in rest if c.isalnum())
    if len(kept) < SHORTEST // 2:
        return "it is little more than a word that is often chosen, or your own name"
    if len(set(low)) < 5 or _runs(low):
        return "it repeats itself or counts on"
    return ""


def _runs(text: str) -> bool:
    """Whether nearly all characters follow from the one before: ``aaaa1111``, ``123456789012``, ``abcdefghijkl``."""
    steps = [ord(b) - ord(a) for a, b in pairwise(text)]
    return sum(step in (-1, 0, 1, -9, 9) for step in steps) > len(steps) * 3 // 4


def _plain(password: str) -> str:
    """One form for what keyboards write in several ways."""
    return unicodedata.normalize("NFKC", password)
