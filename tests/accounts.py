"""Agencies, people and keys for tests, entered as an administrator would."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tracing.service import agencies, api_keys, sign_in, users
from tracing.service.context import Service
from tracing.store import people
from tracing.store.database import Reader

ADMINISTRATOR = Reader("administrator", purpose="test")
PASSWORD = "siete volcanes y un lago"
ADDRESS = "192.0.2.7"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        """Move on by so many ``seconds``, ``minutes``, ..."""
        self.now += timedelta(**time)


def at(service: Service, clock: Clock) -> Service:
    """Return the service with a clock."""
    return replace(service, now=clock)


def agency(service: Service, code: str, kind: str, *sides: str) -> people.Agency:
    """Enter an agency."""
    return agencies.add_agency(service, ADMINISTRATOR, code, code, code[:2], kind, list(sides))


def senaf(service: Service) -> people.Agency:
    """Enter a child-protection authority that submits both sides."""
    return agency(service, "HN-SENAF", "child_protection", "child", "inquiry")


def person(service: Service, code: str, login: str, role: str) -> str:
    """Enter a person with a password of their own; return it."""
    made = users.add_user(service, ADMINISTRATOR, code, login, login.title(), role)
    signed_in = sign_in.sign_in(service, login, made.password, None, ADDRESS).person
    users.change_own_password(service, signed_in, made.password, PASSWORD)
    sign_in.sign_out(service, signed_in)
    return PASSWORD


def key(service: Service, code: str, *scopes: str) -> str:
    """Make a key and return its token."""
    return api_keys.add_key(service, ADMINISTRATOR, code, "test", list(scopes)).token
