"""The first person of a new service: an administrator of the office that runs it."""

from __future__ import annotations

from tracing.service.context import Service
from tracing.service.passwords import hash_password, one_time
from tracing.service.users import ONE_TIME, NewUser
from tracing.store import people
from tracing.store.database import Reader, write_audit

__all__ = ["AGENCY", "LOGIN", "first_start"]

AGENCY = "XX-OFFICE"
"""The office that runs the service. Its country is none (ISO 3166-1 leaves XX to its users)."""

LOGIN = "administrator"

_READER = Reader("administrator", purpose="first_start")


def first_start(service: Service) -> NewUser | None:
    """Enter the administrator and return their one-time password, to be shown once; None where people are entered
    already. Two services that start at once enter one."""
    password = one_time()
    hashed = hash_password(password)
    with service.database.reading(_READER) as connection:
        people.lock_agencies(connection)
        if people.users_after(connection, 0, 1):
            return None
        agency = people.agency_by_code(connection, AGENCY) or people.add_agency(
            connection, code=AGENCY, name="Tracing office", country="XX", kind="tracing_office", sides=[]
        )
        user = people.add_user(
            connection,
            agency_id=agency.id,
            login=LOGIN,
            name="Administrator",
            role="administrator",
            language="es",
            password_hash=hashed,
            must_change=True,
            password_until=service.now() + ONE_TIME,
            totp_confirmed=False,
            active=True,
        )
        write_audit(connection, _READER, "first_start", "user", user.id)
    return NewUser(user, password)
