"""People who sign in: entering them, what they may do, their passwords.

Passwords that others set are one-time: good for a week, shown once, and all that can be done with one is to choose
another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa

from tracing.casework.agencies import AgencyKind
from tracing.casework.roles import ROLES_OF, Task
from tracing.service.access import require
from tracing.service.attempts import NOBODY, begin
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid, NotFound
from tracing.service.passwords import check_new, hash_password, is_right, one_time
from tracing.service.sign_in import Person
from tracing.store import people, sessions
from tracing.store.database import Reader, write_audit

__all__ = [
    "LANGUAGES",
    "NewUser",
    "User",
    "add_user",
    "change_own_password",
    "change_user",
    "get_user",
    "list_users",
    "reset_password",
]

LANGUAGES = ("es", "en")
ONE_TIME = timedelta(days=7)

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,99}")

User = people.User


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person just entered, or whose password was reset; ``password`` is shown once and stored nowhere."""

    user: people.User
    password: str = field(repr=False)


def add_user(
    service: Service,
    reader: Reader,
    agency_code: str,
    login: str,
    name: str,
    role: str,
    language: str = "es",
) -> NewUser:
    """Enter a person and return their one-time password. The role must be one that the kind of agency may have."""
    require(reader, Task.MANAGE_USERS)
    login, name = login.strip().lower(), name.strip()
    password = one_time()
    hashed = hash_password(password)
    try:
        with service.database.reading(reader) as connection:
            agency = people.agency_by_code(connection, agency_code)
            faults = [*_faults(login, name, language), *_role_faults(agency, role)]
            if agency is None or faults:
                raise Invalid("invalid", "The person can't be entered like that.", fields=faults)
            user = people.add_user(
                connection,
                agency_id=agency.id,
                login=login,
                name=name,
                role=role,
                language=language,
                password_hash=hashed,
                must_change=True,
                password_until=service.now() + ONE_TIME,
                totp_confirmed=False,
                active=True,
            )
            write_audit(connection, reader, "add_user", "user", user.id, role=role, agency=agency.code)
    except sa.exc.IntegrityError:
        raise Conflict(
            "login_taken", "Somebody signs in with this name already.", "Choose another login."
        ) from None
    return NewUser(user, password)


def list_users(
    service: Service, reader: Reader, agency_code: str | None = None, after: int = 0, limit: int = 100
) -> list[people.User]:
    """Return people in the order they were entered, of one agency or of all."""
    require(reader, Task.MANAGE_USERS)
    with service.database.reading(reader) as connection:
        agency_id = None
        if agency_code is not None:
            agency = people.agency_by_code(connection, agency_code)
            if agency is None:
                return []
            agency_id = agency.id
        return people.users_after(connection, after, limit, agency_id)


def get_user(service: Service, reader: Reader, who: int | str) -> people.User:
    """Return a person by their id or the name they sign in with."""
    require(reader, Task.MANAGE_USERS)
    with service.database.reading(reader) as connection:
        return _find(connection, who)


def change_user(
    service: Service,
    reader: Reader,
    who: int | str,
    name: str | None = None,
    role: str | None = None,
    language: str | None = None,
    active: bool | None = None,
) -> people.User:
    """Rename a person, give them another role, shut them out or let them in again; sessions end where what they may do
    has changed. The last administrator stays one, and nobody does this to themselves."""
    require(reader, Task.MANAGE_USERS)
    with service.database.reading(reader) as connection:
        user = _find(connection, who)
        wished = {"name": name and name.strip(), "role": role, "language": language, "active": active}
        changed = {k: v for k, v in wished.items() if v is not None and v != getattr(user, k)}
        faults = _faults(
            user.login, str(changed.get("name", user.name)), str(changed.get("language", user.language))
        )
        if "role" in changed:
            faults += _role_faults(people.agency(connection, user.agency_id), str(role))
        if faults:
            raise Invalid("invalid", "The person can't be changed like that.", fields=faults)
        if not changed:
            return user
        if {"role", "active"} & changed.keys():
            _check_not_locked_out(connection, reader, user)
            sessions.end(connection, service.now(), user.id)
        user = _found(people.change_user(connection, user.id, **changed))
        write_audit(connection, reader, "change_user", "user", user.id, fields=sorted(changed))
    return user


def reset_password(service: Service, reader: Reader, who: int | str, second_factor: bool = False) -> NewUser:
    """Give a person a one-time password and end their sessions; ``second_factor``: take the second factor away as well,
    for a device that was lost."""
    require(reader, Task.MANAGE_USERS)
    password = one_time()
    hashed = hash_password(password)
    changed: dict[str, object] = {
        "password_hash": hashed,
        "must_change": True,
        "password_until": service.now() + ONE_TIME,
    }
    if second_factor:
        changed |= {"totp_secret": None, "totp_confirmed": False, "totp_last_step": None}
    with service.database.reading(reader) as connection:
        user = _find(connection, who)
        if user.id == reader.person:
            raise Conflict("own_account", "Nobody resets their own password.", "Change it instead.")
        user = _found(people.change_user(connection, user.id, **changed))
        sessions.end(connection, service.now(), user.id)
        write_audit(connection, reader, "reset_password", "user", user.id, second_factor=second_factor)
    return NewUser(user, password)


def change_own_password(service: Service, person: Person, old: str, new: str) -> None:
    """Choose another password; all other sessions end. Guessing the old one waits as signing in does."""
    attempt = begin(service, f"password {person.id}", f"session {person.session}")
    check_new(new, "/new", person.login, person.name)
    reader = person.reader("own_account")
    with service.database.reading(reader) as connection:
        user = _found(people.user(connection, person.id))
    if not is_right(old, user.password_hash):
        raise _refused("/old", "isn't your password", "Send the password that you signed in with.")
    if is_right(new, user.password_hash):
        raise _refused("/new", "is the password that you have", "Choose another.")
    hashed = hash_password(new)
    with service.database.reading(reader) as connection:
        people.change_user(
            connection, person.id, password_hash=hashed, must_change=False, password_until=None
        )
        sessions.end(connection, service.now(), person.id, but=person.session)
        write_audit(connection, reader, "change_password", "user", person.id)
    with service.database.reading(NOBODY) as connection:
        attempt.succeeded(connection)


def _refused(pointer: str, reason: str, mend: str) -> Invalid:
    return Invalid(
        "password_refused", "The password wasn't changed.", fields=[FieldFault(pointer, reason, mend)]
    )


def _check_not_locked_out(connection: sa.Connection, reader: Reader, user: people.User) -> None:
    if user.id == reader.person:
        raise Conflict(
            "own_account",
            "Nobody changes their own role or shuts themselves out.",
            "Ask another administrator.",
        )
    if user.role == "administrator":
        left = [u for u in people.lock_users(connection, "administrator") if u.id != user.id]
        if not left:
            raise Conflict(
                "last_administrator", "This is the last administrator.", "Enter another administrator first."
            )


def _find(connection: sa.Connection, who: int | str) -> people.User:
    if isinstance(who, int):
        return _found(people.user(connection, who))
    return _found(people.user_by_login(connection, who.strip().lower()))


def _found(user: people.User | None) -> people.User:
    if user is None:
        raise NotFound("no_user", "There is no such person.")
    return user


def _faults(login: str, name: str, language: str) -> list[FieldFault]:
    faults = []
    if not _LOGIN.fullmatch(login):
        faults.append(
            FieldFault(
                "/login",
                "isn't a name to sign in with",
                "Use 3 to 100 letters a-z, digits and . _ @ + -, beginning with a letter or digit.",
            )
        )
    if not (1 <= len(name) <= 200 and name.isprintable()):
        faults.append(FieldFault("/name", "isn't a line of 1 to 200 characters", "Send the person's name."))
    if language not in LANGUAGES:
        faults.append(FieldFault("/language", "isn't a language of this service", "Send es or en."))
    return faults


def _role_faults(agency: people.Agency | None, role: str) -> list[FieldFault]:
    if agency is None:
        return [FieldFault("/agency", "isn't an agency", "Send the code of an agency, such as HN-SENAF.")]
    allowed = sorted(ROLES_OF[AgencyKind(agency.kind)])
    if role not in allowed:
        return [
            FieldFault(
                "/role",
                "isn't a role that people of this agency may have",
                f"Take one of: {', '.join(allowed)}.",
            )
        ]
    return []
