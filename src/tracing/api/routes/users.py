"""People who sign in, for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tracing.api.door import TheService
from tracing.api.models import AgencyCode, Code, Id, Line, Model
from tracing.api.pages import Cursor, Limit, Page, id_after, next_after
from tracing.api.problems import responses
from tracing.api.signed_in import reader_for
from tracing.casework.roles import Task
from tracing.service import agencies, users
from tracing.service.context import Service
from tracing.store.database import Reader

__all__ = ["router"]

router = APIRouter(prefix="/v1/users", tags=["users"])

Administrator = Annotated[Reader, reader_for(Task.MANAGE_USERS, purpose="administration")]


class NewUser(Model):
    """A person to enter."""

    agency: AgencyCode
    login: Annotated[Line, Field(examples=["ana.lopez"])]
    name: Line
    role: Annotated[Code, Field(description="One that the kind of agency may have: `GET /v1/codes/roles`")]
    language: Annotated[Code, Field(description="`es` or `en`")] = "es"


class Change(Model):
    """What is to change of a person; what is left out stays."""

    name: Line | None = None
    role: Code | None = None
    language: Code | None = None
    active: bool | None = None


class Reset(Model):
    """How to reset: with ``second_factor`` for a device that was lost."""

    second_factor: bool = False


class User(Model):
    """A person who signs in."""

    id: int
    agency: str
    login: str
    name: str
    role: str
    language: str
    active: bool
    second_factor: bool
    must_change_password: bool
    created_at: datetime


class UserWithPassword(User):
    """A person with a one-time password, which is shown once."""

    one_time_password: str


def _user(service: Service, reader: Reader, user: users.User) -> User:
    return _shown(user, agencies.codes_of(service, reader, [user.agency_id]))


def _shown(user: users.User, codes: Mapping[int, str]) -> User:
    return User(
        id=user.id,
        agency=codes[user.agency_id],
        login=user.login,
        name=user.name,
        role=user.role,
        language=user.language,
        active=user.active,
        second_factor=user.totp_confirmed,
        must_change_password=user.must_change,
        created_at=user.created_at,
    )


def _with_password(service: Service, reader: Reader, made: users.NewUser) -> UserWithPassword:
    shown = _user(service, reader, made.user)
    return UserWithPassword(**shown.model_dump(), one_time_password=made.password)


@router.get("", summary="List people", responses=responses(422))
def list_users(
    reader: Administrator,
    service: TheService,
    agency: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[User]:
    """List people in the order they were entered."""
    name = f"users:{agency}"
    after = id_after(service.keyring, name, cursor)
    found = users.list_users(service, reader, agency, after, limit)
    codes = agencies.codes_of(service, reader, {u.agency_id for u in found})
    return Page(
        items=[_shown(u, codes) for u in found],
        next=next_after(service.keyring, name, limit, [u.id for u in found]),
    )


@router.post("", status_code=201, summary="Enter a person", responses=responses(409, 422))
def add_user(body: NewUser, reader: Administrator, service: TheService) -> UserWithPassword:
    """Enter a person; the answer holds a one-time password, which is shown once and good for a week."""
    made = users.add_user(service, reader, body.agency, body.login, body.name, body.role, body.language)
    return _with_password(service, reader, made)


@router.get("/{user}", summary="Read a person", responses=responses(404))
def get_user(user: Id, reader: Administrator, service: TheService) -> User:
    """Return a person."""
    return _user(service, reader, users.get_user(service, reader, user))


@router.patch("/{user}", summary="Change a person", responses=responses(404, 409, 422))
def change_user(user: Id, body: Change, reader: Administrator, service: TheService) -> User:
    """Rename a person, give them another role, shut them out (`active: false`) or let them in again."""
    changed = users.change_user(service, reader, user, body.name, body.role, body.language, body.active)
    return _user(service, reader, changed)


@router.post("/{user}/password-reset", summary="Reset a password", responses=responses(404, 409))
def reset_password(user: Id, body: Reset, reader: Administrator, service: TheService) -> UserWithPassword:
    """Give a person a one-time password and end their sessions."""
    made = users.reset_password(service, reader, user, body.second_factor)
    return _with_password(service, reader, made)
