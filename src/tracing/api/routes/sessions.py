"""Signing in and out, and one's own account: password, second factor, sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field, SecretStr, StringConstraints

from tracing.api.door import Door, TheDoor, TheService, address_of
from tracing.api.models import Id, Model
from tracing.api.problems import responses
from tracing.api.signed_in import SignedInPerson, check_same_site, give_cookie, take_cookie
from tracing.service import second_factor, sign_in, users
from tracing.service.sign_in import Person

__all__ = ["router"]

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])

Password = Annotated[SecretStr, Field(min_length=1, max_length=1000)]
OneTimeCode = Annotated[str, StringConstraints(max_length=20)]


class SignIn(Model):
    """What a person signs in with."""

    login: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Password
    code: Annotated[
        OneTimeCode | None, Field(description="One-time code, where a second factor is set up")
    ] = None


class Account(Model):
    """The person signed in, and what they must do before anything else."""

    id: int
    login: str
    name: str
    role: str
    language: str
    agency: str
    session: int
    second_factor: Annotated[bool, Field(description="Whether a second factor was shown")]
    to_do: list[Literal["choose_password", "set_up_second_factor"]]


class Session(Model):
    """A session of one's own."""

    id: int
    current: bool
    second_factor: bool
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class Sessions(Model):
    """All of one's sessions."""

    items: list[Session]


class NewPassword(Model):
    """A change of one's own password."""

    old: Password
    new: Password


class Enrolment(Model):
    """What an app for one-time codes needs; shown once."""

    secret: str
    uri: str


class Confirmation(Model):
    """The first code that the app shows."""

    code: OneTimeCode


def _account(person: Person, door: Door) -> Account:
    to_do: list[Literal["choose_password", "set_up_second_factor"]] = []
    if person.must_change:
        to_do.append("choose_password")
    if person.lacks_second_factor and door.settings.second_factor:
        to_do.append("set_up_second_factor")
    return Account(
        id=person.id,
        login=person.login,
        name=person.name,
        role=person.role,
        language=person.language,
        agency=person.agency.code,
        session=person.session,
        second_factor=person.strong,
        to_do=to_do,
    )


@router.post("", status_code=201, summary="Sign in", responses=responses(422))
def open_session(body: SignIn, request: Request, response: Response, door: TheDoor) -> Account:
    """Open a session; its cookie goes with all further requests. 401 `code_needed`: send the one-time code as well."""
    check_same_site(request)
    address = address_of(request)
    door.strangers.take(address)
    signed_in = sign_in.sign_in(
        door.service, body.login, body.password.get_secret_value(), body.code, address
    )
    give_cookie(response, door, signed_in.token)
    request.state.caller = {"agency": signed_in.person.agency.id, "person": signed_in.person.id}
    return _account(signed_in.person, door)


@router.get("", summary="One's own sessions", responses=responses())
def list_sessions(person: SignedInPerson, service: TheService) -> Sessions:
    """List where one is signed in."""
    return Sessions(
        items=[
            Session(
                id=s.id,
                current=s.id == person.session,
                second_factor=s.strong,
                created_at=s.created_at,
                seen_at=s.seen_at,
                expires_at=s.expires_at,
            )
            for s in sign_in.list_sessions(service, person)
        ]
    )


@router.get("/current", summary="Who is signed in", responses=responses())
def current(person: SignedInPerson, door: TheDoor) -> Account:
    """Return the person signed in."""
    return _account(person, door)


@router.delete("/current", status_code=204, summary="Sign out", responses=responses())
def sign_out(person: SignedInPerson, response: Response, door: TheDoor) -> None:
    """End the session one is in."""
    sign_in.sign_out(door.service, person)
    take_cookie(response, door)


@router.put("/current/password", status_code=204, summary="Choose a password", responses=responses(422))
def change_password(body: NewPassword, person: SignedInPerson, service: TheService) -> None:
    """Choose another password; all other sessions end."""
    users.change_own_password(service, person, body.old.get_secret_value(), body.new.get_secret_value())


@router.post(
    "/current/second-factor", status_code=201, summary="Set up a second factor", responses=responses(409)
)
def enrol(person: SignedInPerson, service: TheService) -> Enrolment:
    """Make a secret for an app that shows one-time codes; confirm it with the first code."""
    made = second_factor.enrol(service, person.reader("own_account"))
    return Enrolment(secret=made.secret, uri=made.uri)


@router.put(
    "/current/second-factor",
    status_code=204,
    summary="Confirm a second factor",
    responses=responses(409, 422),
)
def confirm(body: Confirmation, person: SignedInPerson, service: TheService) -> None:
    """Put the second factor to use; from now on signing in needs a code."""
    second_factor.confirm(service, person.reader("own_account"), person.session, body.code)


@router.delete("/{session}", status_code=204, summary="End a session", responses=responses(404))
def end_session(session: Id, person: SignedInPerson, service: TheService) -> None:
    """End one of one's own sessions."""
    sign_in.end_session(service, person, session)
