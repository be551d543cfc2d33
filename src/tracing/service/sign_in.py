"""People at the door: signing in and out, who a session belongs to.

A session's token is 256 random bits, of which only a hash is stored. It ends after half an hour without use, after
twelve hours in any case, when its owner signs out, changes their password, is deactivated or has it reset.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tracing.casework.roles import NEEDS_TOTP, Role
from tracing.service import attempts
from tracing.service.context import Service
from tracing.service.errors import NotFound, Unknown
from tracing.service.passwords import is_right
from tracing.service.second_factor import is_right_code
from tracing.store import people, sessions
from tracing.store.database import Reader, write_audit

__all__ = [
    "Person",
    "SignedIn",
    "end_session",
    "forget_old",
    "list_sessions",
    "person_of",
    "sign_in",
    "sign_out",
]

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SESSIONS_KEPT = timedelta(days=30)
"""How long a session that is over stands in the table; that somebody signed in stands in the audit."""

_SEEN_EVERY = timedelta(minutes=1)
"""A session's use is written down at most that often: reading must not cost a write each time."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person who is signed in."""

    id: int
    session: int
    login: str
    name: str
    role: str
    language: str
    agency: people.Agency
    strong: bool
    must_change: bool

    @property
    def lacks_second_factor(self) -> bool:
        """Whether the role sees what only a second factor opens, and none was shown."""
        return not self.strong and Role(self.role) in NEEDS_TOTP

    def reader(self, purpose: str) -> Reader:
        """Return whom the database shows what this person may see."""
        return Reader(self.role, agency=self.agency.id, person=self.id, purpose=purpose)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the token goes to the browser, and nowhere else."""

    token: str = field(repr=False)
    person: Person
    expires_at: datetime


def sign_in(service: Service, login: str, password: str, code: str | None, address: str) -> SignedIn:
    """Open a session. ``address`` is where the request came from.

    ``Unknown`` says the same, after the same work, for a login that doesn't exist, a wrong password and a person who
    was deactivated; with code ``code_needed`` where the password was right and a one-time code is missing.
    ``TooMany`` while guesses from this address must wait.
    """
    login = login.strip().lower()
    attempt = attempts.begin(service, login, address)
    with service.database.reading(attempts.NOBODY) as connection:
        user = people.user_by_login(connection, login)
        agency = None if user is None else people.agency(connection, user.agency_id)
    right = is_right(password, None if user is None else user.password_hash)
    now = service.now()
    if (
        user is None
        or agency is None
        or not (right and user.active and agency.active and _is_good(user, now))
    ):
        raise _failed(service, attempt, user)
    reader = Reader("sign_in", agency=agency.id, person=user.id, purpose=attempts.NOBODY.purpose)
    if user.totp_confirmed and not (code or "").strip():
        with service.database.reading(reader) as connection:
            attempt.was_none(connection)
        raise Unknown(
            "code_needed", "A one-time code is needed as well.", "Send the code that your app shows."
        )
    token = secrets.token_urlsafe(32)
    with service.database.reading(reader) as connection:
        good = not user.totp_confirmed or is_right_code(service, connection, user, code or "")
        if good:
            attempt.succeeded(connection)
            session = sessions.add(
                connection,
                token_hash=_hash(token),
                user_id=user.id,
                strong=user.totp_confirmed,
                created_at=now,
                seen_at=now,
                expires_at=now + LONGEST,
            )
            write_audit(connection, reader, "sign_in", "session", session.id, source=attempt.source)
    if not good:
        raise _failed(service, attempt, user)
    return SignedIn(token, _person(session, user, agency), session.expires_at)


def _is_good(user: people.User, now: datetime) -> bool:
    return user.password_until is None or now < user.password_until


def _failed(service: Service, attempt: attempts.Attempt, user: people.User | None) -> Unknown:
    with service.database.reading(attempts.NOBODY) as connection:
        whom = "unknown" if user is None else user.id
        write_audit(connection, attempts.NOBODY, "sign_in_failed", "user", whom, source=attempt.source)
    return Unknown(
        "sign_in_refused",
        "Login, password or code is wrong.",
        "Try again; if you no longer know the password, ask an administrator to reset it.",
    )


def person_of(service: Service, token: str, attended: bool = True) -> Person:
    """Return whom a session belongs to; ``Unknown`` where it is none or has ended. ``attended``: False for what a page asks by
    itself, which is no use of the session: left alone, it ends."""
    now = service.now()
    with service.database.reading(attempts.NOBODY) as connection:
        found = sessions.by_token(connection, _hash(token))
        if found is not None:
            session, user, agency = found
            if _is_live(session, now) and user.active and agency.active:
                if attended and session.seen_at < now - _SEEN_EVERY:
                    sessions.see(connection, session.id, now)
                return _person(session, user, agency)
    raise Unknown("not_signed_in", "Nobody is signed in, or the session has ended.", "Sign in.")


def sign_out(service: Service, person: Person) -> None:
    """End the session one is in."""
    _end(service, person, person.session)


def list_sessions(service: Service, person: Person) -> list[sessions.Session]:
    """Return the person's own live sessions, the latest first."""
    now = service.now()
    with service.database.reading(person.reader("own_account")) as connection:
        return [s for s in sessions.of_user(connection, person.id) if _is_live(s, now)]


def end_session(service: Service, person: Person, session_id: int) -> None:
    """End one of the person's own sessions, on another device perhaps."""
    _end(service, person, session_id)


def _end(service: Service, person: Person, session_id: int) -> None:
    reader = person.reader("own_account")
    with service.database.reading(reader) as connection:
        if not sessions.end(connection, service.now(), person.id, session_id):
            raise NotFound("no_session", "There is no such session.")
        write_audit(connection, reader, "sign_out", "session", session_id)


def _is_live(session: sessions.Session, now: datetime) -> bool:
    return now < session.expires_at and now < session.seen_at + IDLE


def _person(session: sessions.Session, user: people.User, agency: people.Agency) -> Person:
    return Person(
        id=user.id,
        session=session.id,
        login=user.login,
        name=user.name,
        role=user.role,
        language=user.language,
        agency=agency,
        strong=session.strong,
        must_change=user.must_change,
    )


def _hash(token: str) -> bytes:
    # The token is random as a whole: there is nothing to guess, so a plain hash is enough.
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def forget_old(service: Service) -> int:
    """Forget sessions that have been over for ``SESSIONS_KEPT``; return how many."""
    with service.database.working() as connection:
        return sessions.forget_sessions_before(connection, service.now() - SESSIONS_KEPT)
