"""One-time codes from an app (TOTP, RFC 6238): setting them up, and checking one, which is good once."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime

import pyotp
import sqlalchemy as sa

from tracing.service.attempts import begin
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid
from tracing.store import people, sessions
from tracing.store.database import Reader, write_audit

__all__ = ["Enrolment", "confirm", "enrol", "is_right_code"]

_SECONDS = 30
_ISSUER = "tracing"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app needs to make codes: the secret to type in, or a URI to show as a QR code. Shown once."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


def enrol(service: Service, reader: Reader) -> Enrolment:
    """Make a secret for the person signed in; codes count from ``confirm`` on. ``Conflict`` where one is in use: only
    an administrator takes a second factor away."""
    secret = pyotp.random_base32()
    with service.database.reading(reader) as connection:
        user = _self(connection, reader)
        if user.totp_confirmed:
            raise Conflict(
                "second_factor_in_use",
                "A second factor is already in use.",
                "If the device is lost, ask an administrator to reset it.",
            )
        people.change_user(
            connection,
            user.id,
            totp_secret=service.keyring.encrypt(secret.encode(), _context(user.id)),
            totp_last_step=None,
        )
        write_audit(connection, reader, "enrol_second_factor", "user", user.id)
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=_ISSUER)
    return Enrolment(secret, uri)


def confirm(service: Service, reader: Reader, session_id: int, code: str) -> None:
    """Put the second factor to use by a first code; the session counts as signed in with it from now on."""
    attempt = begin(service, f"code {reader.person}", f"session {session_id}")
    with service.database.reading(reader) as connection:
        user = _self(connection, reader)
        if user.totp_secret is None or user.totp_confirmed:
            raise Conflict(
                "no_second_factor_to_confirm", "There is no second factor to confirm.", "Enrol one first."
            )
        if not is_right_code(service, connection, user, code):
            raise Invalid(
                "wrong_code",
                "The code is wrong.",
                "Check that the clock of the device is right, and take the next code.",
                [
                    FieldFault(
                        "/code", "isn't the code of this moment", "Take the next code that the app shows."
                    )
                ],
            )
        people.change_user(connection, user.id, totp_confirmed=True)
        sessions.strengthen(connection, session_id)
        sessions.end(connection, service.now(), user.id, but=session_id)
        write_audit(connection, reader, "confirm_second_factor", "user", user.id)
    with service.database.reading(Reader("sign_in")) as connection:
        attempt.succeeded(connection)


def is_right_code(service: Service, connection: sa.Connection, user: people.User, code: str) -> bool:
    """Check a code and note its time step, so that it can't be used again. Codes of the step before and after count."""
    if user.totp_secret is None:
        return False
    secret = service.keyring.decrypt(user.totp_secret, _context(user.id)).decode()
    step = _step(pyotp.TOTP(secret, interval=_SECONDS), "".join(code.split()), service.now())
    return step is not None and people.use_code(connection, user.id, step)


def _step(codes: pyotp.TOTP, code: str, now: datetime) -> int | None:
    current = int(now.timestamp()) // _SECONDS
    found = None
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(codes.at(step * _SECONDS).encode(), code.encode()):
            found = step
    return found


def _self(connection: sa.Connection, reader: Reader) -> people.User:
    user = None if reader.person is None else people.user(connection, reader.person)
    if user is None:
        raise Conflict("no_person", "Only a person who is signed in has a second factor.")
    return user


def _context(user_id: int) -> str:
    return f"users.totp_secret:{user_id}"
