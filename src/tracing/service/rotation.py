"""Rotating the key that encrypts: a new one is added to the ring, everything is encrypted anew, the old one is dropped.

The service goes on meanwhile: running programs take up the new key by themselves (``keyring.SETTLED``), and what they
still read with the old one they can read until it is dropped. Keys that hash and turn aren't rotated: hashes can't be
made anew without every value; a ring whose look-up keys leaked is a breach, not a rotation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from tracing.service.context import Service
from tracing.service.keyring import Keyring, KeyringError
from tracing.store import rotation as store
from tracing.store.database import Reader, write_audit

__all__ = ["Rotated", "drop", "fits", "left_over", "reencrypt", "used"]

Progress = Callable[[str, int, int], None]
"""Called with the place, what is done and what there is to do."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many values were encrypted anew, and by place how many could not be read with any key of the ring."""

    done: int
    unreadable: dict[str, int]


def used(service: Service) -> dict[str, int]:
    """Return by place how many values aren't encrypted with the newest key."""
    newest = max(service.keyring.encrypting)
    with service.database.working() as connection:
        counts = {place.name: store.remaining(connection, place, newest) for place in store.PLACES}
    return {name: count for name, count in counts.items() if count}


def fits(service: Service) -> bool:
    """Tell whether the ring is this database's: whether it can read one of the first values of all places. A database
    that holds nothing encrypted fits any ring."""
    tried = False
    with service.database.working() as connection:
        for place in store.PLACES:
            for key, ciphertext in store.old(connection, place, 0, None, 1):
                tried = True
                try:
                    service.keyring.decrypt(ciphertext, _context(place, key))
                except KeyringError:
                    continue
                return True
    return not tried


def left_over(service: Service) -> int:
    """Return how many values aren't encrypted with the newest key."""
    return sum(used(service).values())


def reencrypt(service: Service, progress: Progress | None = None, at_once: int = _AT_ONCE) -> Rotated:
    """Encrypt everything with the newest key of the ring, a few rows in a transaction; may be stopped and run again."""
    newest, done, unreadable = max(service.keyring.encrypting), 0, {}
    for place in store.PLACES:
        with service.database.working() as connection:
            total = store.remaining(connection, place, newest)
        count, bad = 0, 0
        after: tuple[object, ...] | None = None
        while True:
            with service.database.working() as connection:
                found = store.old(connection, place, newest, after, at_once)
                if not found:
                    break
                made = []
                for key, ciphertext in found:
                    try:
                        made.append((key, _anew(service.keyring, place, key, ciphertext)))
                    except KeyringError:
                        bad += 1
                if made:
                    store.replace(connection, place, made)
                after = found[-1][0]
            count += len(found)
            if progress is not None:
                progress(place.name, count, max(total, count))
        done += count - bad
        if bad:
            unreadable[place.name] = bad
    with service.database.working() as connection:
        _audit(connection, "reencrypt", newest, done=done)
    return Rotated(done, unreadable)


def drop(service: Service, number: int) -> Keyring:
    """Return the ring without an old key; raises ``KeyringError`` while anything may be encrypted with it."""
    ring = service.keyring
    if number not in ring.encrypting:
        raise KeyringError(f"the keyring holds no key {number}")
    smaller = ring.without(number)
    if waiting := left_over(service):
        raise KeyringError(
            f"{waiting:,} values aren't encrypted with the newest key yet; run: tracing keys rotate"
        )
    with service.database.working() as connection:
        _audit(connection, "drop_key", number)
    return smaller


def _anew(keyring: Keyring, place: store.Place, key: tuple[object, ...], ciphertext: bytes) -> bytes:
    context = _context(place, key)
    return keyring.encrypt(keyring.decrypt(ciphertext, context), context)


def _context(place: store.Place, key: tuple[object, ...]) -> str:
    named = dict(zip(place.keys, key, strict=True))
    return f"{place.name}:{'/'.join(str(named[name]) for name in place.named_by)}"


def _audit(connection: sa.Connection, act: str, number: int, **detail: int) -> None:
    write_audit(connection, Reader("worker", purpose="key_rotation"), act, "key", number, **detail)
