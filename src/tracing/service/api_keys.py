"""Agencies' keys: ``trk_<prefix>_<secret>``. The prefix finds the row, the secret is hashed and shown once.

Revoking counts at once: every request reads the key's row. What is remembered in memory is only that a secret was found
right for the hash that stands there, so that a hundred requests a second don't each cost an argon2 hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

import sqlalchemy as sa

from tracing.casework.agencies import AgencyKind
from tracing.casework.roles import Task, scopes_for
from tracing.service.access import require
from tracing.service.attempts import NOBODY
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid, NotFound, Unknown
from tracing.service.passwords import hash_secret, is_right_secret
from tracing.store import api_keys, people
from tracing.store.database import Reader, write_audit

__all__ = [
    "ApiKey",
    "Caller",
    "NewKey",
    "VerifiedSecrets",
    "add_key",
    "caller_of",
    "list_keys",
    "renew_key",
    "revoke_key",
]

ApiKey = api_keys.ApiKey

OVERLAP = timedelta(days=7)
LONGEST_OVERLAP = timedelta(days=30)

_SCHEME = "trk"
_SEEN_EVERY = timedelta(minutes=1)
_MOST_KEPT = 10_000
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """An agency's program, by its key."""

    key: int
    label: str
    agency: people.Agency
    scopes: frozenset[str]

    def reader(self, purpose: str) -> Reader:
        """Return whom the database shows what this agency may see."""
        return Reader("agency", agency=self.agency.id, key=self.key, purpose=purpose)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; ``token`` is shown once and stored nowhere."""

    key: api_keys.ApiKey
    token: str = field(repr=False)


class VerifiedSecrets:
    """Secrets found right, by the hash they belong to. It holds hashes only, and of the latest keys."""

    def __init__(self) -> None:
        self._right: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def is_right(self, secret: str, stored: str | None, guess: Callable[[], None]) -> bool:
        """Tell whether a secret is the one stored; the second time at once. ``guess`` is called before the work of
        finding out, and may refuse it."""
        digest = hashlib.sha256(secret.encode()).digest()
        with self._lock:
            known = self._right.get(stored or "")
        if known is not None and hmac.compare_digest(known, digest):
            return True
        guess()
        right = is_right_secret(secret, stored)
        if right and stored is not None:
            with self._lock:
                self._right[stored] = digest
                while len(self._right) > _MOST_KEPT:
                    self._right.popitem(last=False)
        return right


def caller_of(service: Service, token: str, verified: VerifiedSecrets, guess: Callable[[], None]) -> Caller:
    """Return the agency that a key belongs to; ``Unknown`` says the same for every key that opens nothing.

    ``guess`` is called for keys not seen before, and may refuse with ``TooMany``.
    """
    now = service.now()
    prefix, secret = _parts(token)
    with service.database.reading(NOBODY) as connection:
        found = api_keys.by_prefix(connection, prefix)
    key, agency = found or (None, None)
    right = verified.is_right(secret, None if key is None else key.secret_hash, guess)
    if key is None or agency is None or not (right and agency.active and _is_live(key, now)):
        raise Unknown(
            "no_such_key", "The key isn't one, was revoked or has expired.", "Send a key that is good."
        )
    if key.used_at is None or key.used_at < now - _SEEN_EVERY:
        with service.database.reading(NOBODY) as connection:
            api_keys.see(connection, key.id, now)
    return Caller(key.id, key.label, agency, frozenset(key.scopes))


def add_key(
    service: Service,
    reader: Reader,
    agency_code: str,
    label: str,
    scopes: list[str],
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key for an agency; ``Invalid`` where a scope isn't one, or isn't for the sides of the agency."""
    require(reader, Task.MANAGE_KEYS)
    label = _label(label)
    if expires_at is not None and expires_at <= service.now():
        raise _invalid("/expires_at", "lies in the past", "Name a day to come, or none.")
    with service.database.reading(reader) as connection:
        agency = people.agency_by_code(connection, agency_code)
        if agency is None or not agency.active:
            raise _invalid(
                "/agency", "isn't an active agency", "Send the code of an agency, such as HN-SENAF."
            )
        _check_scopes(scopes, agency)
        key, token = _new(
            connection,
            agency_id=agency.id,
            label=label,
            scopes=sorted(set(scopes)),
            created_by=reader.person,
            created_at=service.now(),
            expires_at=expires_at,
        )
        write_audit(connection, reader, "add_key", "api_key", key.id, agency=agency.code, scopes=key.scopes)
    return NewKey(key, token)


def list_keys(
    service: Service, reader: Reader, agency_code: str | None = None, after: int = 0, limit: int = 100
) -> list[api_keys.ApiKey]:
    """Return keys with when they were last used, of one agency or of all."""
    require(reader, Task.MANAGE_KEYS)
    with service.database.reading(reader) as connection:
        agency_id = None
        if agency_code is not None:
            agency = people.agency_by_code(connection, agency_code)
            if agency is None:
                return []
            agency_id = agency.id
        return api_keys.after(connection, after, limit, agency_id)


def renew_key(service: Service, reader: Reader, key_id: int, overlap: timedelta = OVERLAP) -> NewKey:
    """Make a key in the place of another, which is good for ``overlap`` longer, so that programs can change over."""
    require(reader, Task.MANAGE_KEYS)
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise _invalid("/overlap_days", "isn't from 0 to 30", "Send a number of days from 0 to 30.")
    now = service.now()
    with service.database.reading(reader) as connection:
        old = _locked(connection, key_id)
        if not _is_live(old, now):
            raise Conflict("key_not_live", "The key was revoked or has expired.", "Add a new key instead.")
        key, token = _new(
            connection,
            agency_id=old.agency_id,
            label=old.label,
            scopes=old.scopes,
            created_by=reader.person,
            created_at=now,
            expires_at=_renewed(old, now),
            replaces_id=old.id,
        )
        until = now + overlap
        if old.expires_at is None or until < old.expires_at:
            api_keys.change(connection, old.id, expires_at=until)
        write_audit(
            connection, reader, "renew_key", "api_key", key.id, replaces=old.id, overlap_days=overlap.days
        )
    return NewKey(key, token)


def revoke_key(service: Service, reader: Reader, key_id: int) -> api_keys.ApiKey:
    """Take a key back; its next request is refused."""
    require(reader, Task.MANAGE_KEYS)
    with service.database.reading(reader) as connection:
        key = _locked(connection, key_id)
        if key.revoked_at is not None:
            return key
        revoked = api_keys.change(connection, key_id, revoked_at=service.now())
        if revoked is None:
            raise _no_key()
        write_audit(connection, reader, "revoke_key", "api_key", key_id)
        return revoked


def _new(connection: sa.Connection, **values: object) -> tuple[api_keys.ApiKey, str]:
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = api_keys.add(connection, prefix=prefix, secret_hash=hash_secret(secret), **values)
    return key, f"{_SCHEME}_{prefix}_{secret}"


def _renewed(old: api_keys.ApiKey, now: datetime) -> datetime | None:
    """A key that was given a time gets the same time again."""
    return None if old.expires_at is None else now + (old.expires_at - old.created_at)


def _parts(token: str) -> tuple[str, str]:
    scheme, _, rest = token[:_LONGEST_KEY].partition("_")
    prefix, _, secret = rest.partition("_")
    if scheme != _SCHEME or not (prefix.isascii() and prefix.isalnum() and secret.isascii()):
        return "", ""
    return prefix, secret


def _is_live(key: api_keys.ApiKey, now: datetime) -> bool:
    return key.revoked_at is None and (key.expires_at is None or now < key.expires_at)


def _locked(connection: sa.Connection, key_id: int) -> api_keys.ApiKey:
    key = api_keys.locked(connection, key_id)
    if key is None:
        raise _no_key()
    return key


def _no_key() -> NotFound:
    return NotFound("no_key", "There is no such key.")


def _label(label: str) -> str:
    label = label.strip()
    if not 1 <= len(label) <= 100 or not label.isprintable():
        raise _invalid("/label", "isn't a line of 1 to 100 characters", "Say what the key is for.")
    return label


def _check_scopes(scopes: list[str], agency: people.Agency) -> None:
    allowed = scopes_for(AgencyKind(agency.kind))
    for place, scope in enumerate(scopes):
        if scope not in allowed:
            raise _invalid(
                f"/scopes/{place}",
                "isn't a scope that this agency's keys may have",
                f"Take from: {', '.join(sorted(allowed))}.",
            )
    if not scopes:
        raise _invalid("/scopes", "is empty", f"Take from: {', '.join(sorted(allowed))}.")


def _invalid(pointer: str, reason: str, mend: str) -> Invalid:
    return Invalid("invalid", "The key can't be made like that.", fields=[FieldFault(pointer, reason, mend)])
