"""Invented agencies and people for the tests of use cases, entered past the rules of entering them."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from tracing.service.context import Service
from tracing.store.database import Reader
from tracing.store.tables import agencies, users

__all__ = ["agency", "as_system", "person"]


def agency(
    service: Service, code: str = "HN-SENAF", kind: str = "child_protection", sides: str = "child inquiry"
) -> int:
    """Enter an agency; return its id."""
    values = {
        "code": code,
        "name": code,
        "country": code[:2],
        "kind": kind,
        "sides": sides.split(),
        "active": True,
    }
    with service.database.working() as connection:
        query = sa.insert(agencies).values(**values).returning(agencies.c.id)
        return int(connection.execute(query).scalar_one())


def person(service: Service, agency_id: int, role: str, login: str | None = None) -> Reader:
    """Enter a person of a role; return them as a reader."""
    values = {
        "agency_id": agency_id, "login": login or f"{role}-{agency_id}", "name": role, "role": role, "language": "es",
        "password_hash": "none", "must_change": False, "totp_confirmed": False, "active": True,
    }  # fmt: skip
    with service.database.working() as connection:
        found = connection.execute(sa.insert(users).values(**values).returning(users.c.id)).scalar_one()
    return Reader(role, agency_id, int(found), purpose="test")


def as_system(reader: Reader) -> Reader:
    """Return the agency's system in the place of a person."""
    return replace(reader, role="agency", person=None)
