"""Who asks: an agency's program by its key (``Authorization: Bearer``), or a person by their session's cookie. Routes
name the task that they are for and get a ``Reader`` whose role, scopes and second factor allow it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, TypedDict
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from tracing.api.door import Door, TheDoor, address_of
from tracing.casework.roles import Role, Task, may
from tracing.service.access import forbidden
from tracing.service.api_keys import Caller, caller_of
from tracing.service.errors import Forbidden, Unknown
from tracing.service.sign_in import Person, person_of
from tracing.store.database import Reader

__all__ = [
    "SignedIn",
    "SignedInPerson",
    "check_same_site",
    "cookie_name",
    "give_cookie",
    "person_at",
    "reader_for",
    "take_cookie",
]

_COOKIE = "tracing_session"


class _Kept(TypedDict):
    key: str
    httponly: bool
    secure: bool
    samesite: Literal["strict"]


_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="An agency's key: `trk_...`")
_cookie = APIKeyCookie(
    name=f"__Host-{_COOKIE}", auto_error=False, scheme_name="session", description="A person's session"
)


def cookie_name(secure: bool) -> str:
    """Return the cookie's name: browsers keep one named ``__Host-`` only as it was set over TLS by this host."""
    return f"__Host-{_COOKIE}" if secure else _COOKIE


def give_cookie(response: Response, door: Door, token: str) -> None:
    """Give a browser the cookie of a session."""
    response.set_cookie(value=token, **_kept(door))


def take_cookie(response: Response, door: Door) -> None:
    """Take it away again."""
    response.delete_cookie(**_kept(door))


def _kept(door: Door) -> _Kept:
    secure = door.settings.secure_cookies
    return {"key": cookie_name(secure), "httponly": True, "secure": secure, "samesite": "strict"}


def person_at(request: Request, door: Door, token: str, attended: bool = True) -> Person:
    """Return whose session a cookie names, counted among their requests; ``Unknown`` where it has ended, counted among those of
    strangers. ``attended``: whether somebody is there, which keeps the session alive."""
    check_same_site(request)
    try:
        person = person_of(door.service, token, attended=attended)
    except Unknown:
        # Afterwards, so that whoever guesses keeps nobody out who is signed in from the same address.
        door.strangers.take(address_of(request))
        raise
    request.state.caller = {"agency": person.agency.id, "person": person.id}
    door.people.take(str(person.id))
    return person


def _who(
    request: Request,
    door: TheDoor,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)] = None,
    _: Annotated[str | None, Depends(_cookie)] = None,
) -> Person | Caller:
    token = request.cookies.get(cookie_name(door.settings.secure_cookies))
    who: Person | Caller
    if credentials is not None:
        who = _caller(request, door, credentials.credentials)
    elif token:
        who = person_at(request, door, token)
    else:
        door.strangers.take(address_of(request))
        raise Unknown("not_signed_in", "This needs a key or a session.", "Send a key, or sign in.")
    return who


def _caller(request: Request, door: Door, token: str) -> Caller:
    caller = caller_of(door.service, token, door.verified, lambda: door.strangers.take(address_of(request)))
    request.state.caller = {"agency": caller.agency.id, "key": caller.key}
    door.keys.take(str(caller.key))
    return caller


def check_same_site(request: Request) -> None:
    """Raise ``Forbidden`` where a page of another site sends a change with the person's cookie."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    # What stands before the host may differ behind a proxy that speaks TLS; the host may not.
    if site not in ("same-origin", "none") or (
        origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    ):
        raise Forbidden("cross_site", "This came from a page of another site.")


async def _only_person(who: Annotated[Person | Caller, Depends(_who)]) -> Person:
    if isinstance(who, Caller):
        raise Forbidden("people_only", "This is for people who sign in, not for keys.")
    return who


SignedIn = Annotated[Person | Caller, Depends(_who)]
"""Whoever asks."""

SignedInPerson = Annotated[Person, Depends(_only_person)]
"""A person, even one who must first choose a password or set up a second factor."""

Purpose = Annotated[
    str | None,
    Header(
        alias="X-Purpose",
        pattern="^[a-z][a-z_]{2,39}$",
        description="What for, as it is to stand in the audit; a word such as `tracing` or `data_subject_request`",
    ),
]


def reader_for(*tasks: Task, purpose: str) -> Any:
    """Return a dependency that gives the ``Reader`` for a route; any of the tasks is enough.

    ``purpose`` is what stands in the audit unless the request names another (``X-Purpose``).
    """
    return Depends(_reading(tasks, purpose))


def _reading(tasks: tuple[Task, ...], purpose: str) -> Callable[..., Awaitable[Reader]]:
    async def reader(who: SignedIn, door: TheDoor, x_purpose: Purpose = None) -> Reader:
        if isinstance(who, Caller):
            if not any(may(Role.AGENCY, task, who.scopes) for task in tasks):
                raise Forbidden(
                    "scope_missing", "The key's scopes don't allow this.", f"It needs: {', '.join(tasks)}."
                )
        else:
            _check_ready(who, door)
            if not any(may(Role(who.role), task) for task in tasks):
                raise forbidden(tasks[0])
        return who.reader(x_purpose or purpose)

    return reader


def _check_ready(person: Person, door: Door) -> None:
    if person.must_change:
        raise Forbidden(
            "password_must_change",
            "The password is a one-time one.",
            "Choose your own: PUT /v1/sessions/current/password.",
        )
    if person.lacks_second_factor and door.settings.second_factor:
        raise Forbidden(
            "second_factor_needed",
            "Your role needs a second factor.",
            "Set one up: POST /v1/sessions/current/second-factor.",
        )
