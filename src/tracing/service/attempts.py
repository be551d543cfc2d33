"""How often somebody may guess: failures are counted for a login *from an address*, so that nobody can lock another
person out, and each further failure makes the next guess wait longer."""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from tracing.service.context import Service
from tracing.service.errors import TooMany
from tracing.store import sessions
from tracing.store.database import Reader

__all__ = ["Attempt", "begin", "forget_old"]

_FREE = 5
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN = timedelta(days=1)

NOBODY = Reader("sign_in", purpose="sign_in")
"""Who reads before anyone is known."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One guess, already counted as a failure: it stays one unless it is said to have succeeded. Guesses made at the
    same time are so counted too."""

    login: bytes
    address: bytes

    def succeeded(self, connection: sa.Connection) -> None:
        """Forget the failures. ``connection``: of a ``sign_in`` reader."""
        sessions.forget_failures(connection, self.login, self.address)

    def was_none(self, connection: sa.Connection) -> None:
        """Nothing was guessed: something else was still missing."""
        sessions.take_back_failure(connection, self.login, self.address)

    @property
    def source(self) -> str:
        """A name for the address that says nothing without the keyring: for the audit."""
        return self.address[:8].hex()


def begin(service: Service, login: str, address: str) -> Attempt:
    """Count a guess and return it; ``TooMany`` while a wait is on. It is the same whether the login exists or not."""
    attempt = Attempt(
        service.keyring.digest("login", login), service.keyring.digest("address", _network(address))
    )
    now = service.now()
    with service.database.reading(NOBODY) as connection:
        before = sessions.failures(connection, attempt.login, attempt.address)
        anew = before is None or before.last_at < now - _FORGOTTEN
        left = timedelta() if anew or before is None else _wait(before) - (now - before.last_at)
        if left <= timedelta():
            sessions.count_failure(connection, attempt.login, attempt.address, now, anew)
            if anew:
                sessions.forget_failures_before(connection, now - _FORGOTTEN)
    if left > timedelta():
        seconds = math.ceil(left.total_seconds())
        raise TooMany("too_many_attempts", f"Too many failed attempts; wait {seconds} s.", wait=seconds)
    return attempt


def forget_old(service: Service) -> None:
    """Forget failures of more than a day ago; what follows on them wouldn't count them any more."""
    with service.database.working() as connection:
        sessions.forget_failures_before(connection, service.now() - _FORGOTTEN)


def _wait(before: sessions.Failures) -> timedelta:
    over = before.failures - _FREE
    return timedelta() if over < 0 else min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(over, 10))


def _network(address: str) -> str:
    """What one person may choose addresses from: of IPv6 a network of 64 bits."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
