"""Who looks at a page, in which language. Pages name the tasks they are for, as routes of the API do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

from fastapi import Depends, Request

from tracing.api.door import TheDoor, address_of
from tracing.api.signed_in import cookie_name, person_at
from tracing.casework.roles import Role, Task, may
from tracing.casework.wording import Language
from tracing.service.access import forbidden
from tracing.service.errors import Unknown
from tracing.service.sign_in import Person
from tracing.store.database import Reader
from tracing.web.filled import filled_in
from tracing.web.texts import LANGUAGES, Texts, texts_in
from tracing.web.tokens import check_token

__all__ = [
    "LANGUAGE_COOKIE",
    "UNATTENDED",
    "AnyVisitor",
    "NotReadyError",
    "SignedInVisitor",
    "Visitor",
    "language_of",
    "visitor_for",
]

LANGUAGE_COOKIE = "tracing_language"
UNATTENDED = "x-unattended"
"""The header of what a page asks by itself, with nobody there perhaps."""


class NotReadyError(Exception):
    """Somebody must do something of their own first; ``page`` is where."""

    def __init__(self, page: str) -> None:
        super().__init__(page)
        self.page = page


@dataclass(frozen=True)
class Visitor:
    """Whoever looks at a page. ``person`` is None for strangers; ``reader``: for whom the database is read; ``query``: of the
    page's address, such as the filters of a list that are carried along."""

    texts: Texts = field(repr=False)
    person: Person | None
    reader: Reader | None = None
    query: str = ""

    @property
    def me(self) -> Person:
        """Return the person; ``Unknown`` for strangers."""
        if self.person is None:
            raise _stranger()
        return self.person

    @property
    def reads(self) -> Reader:
        """Return for whom the database is read; ``Unknown`` for strangers."""
        if self.reader is None:
            raise _stranger()
        return self.reader

    @property
    def is_officer(self) -> bool:
        """Whether the person is a protection officer."""
        return self.me.role == Role.PROTECTION_OFFICER

    def may(self, task: Task) -> bool:
        """Say whether the person's role may do a task."""
        return self.person is not None and may(Role(self.person.role), task)


def _stranger() -> Unknown:
    return Unknown("not_signed_in", "Nobody is signed in, or the session has ended.", "Sign in.")


def language_of(request: Request, person: Person | None) -> Language:
    """Return the language that was chosen here, else the person's own, else Spanish."""
    for wish in (request.cookies.get(LANGUAGE_COOKIE), None if person is None else person.language):
        if wish in LANGUAGES:
            return cast(Language, wish)
    return "es"


def _any_visitor(request: Request, door: TheDoor) -> Visitor:
    token = request.cookies.get(cookie_name(door.settings.secure_cookies))
    person = None
    if token:
        # Whoever lies about being there ends their own session sooner, and nothing else.
        with suppress(Unknown):
            person = person_at(request, door, token, attended=UNATTENDED not in request.headers)
    else:
        door.strangers.take(address_of(request))
    request.state.visitor = Visitor(texts_in(language_of(request, person)), person)
    return cast(Visitor, request.state.visitor)


AnyVisitor = Annotated[Visitor, Depends(_any_visitor)]
"""Whoever it is."""


async def _signed_in(request: Request, visitor: AnyVisitor, door: TheDoor) -> Visitor:
    person = visitor.me
    if request.method == "POST":
        check_token(door.service.keyring, person, (await filled_in(request)).get("token", ""))
    return visitor


SignedInVisitor = Annotated[Visitor, Depends(_signed_in)]
"""A person, even one who must first choose a password or set up a second factor. A form that is sent must carry the token of
the person's session."""


def visitor_for(*tasks: Task, purpose: str) -> Any:
    """Return a dependency that gives the ``Visitor`` for a page; any of the tasks is enough, none means any person.
    ``purpose`` is what stands in the audit."""
    return Depends(_visiting(tasks, purpose))


def _visiting(tasks: tuple[Task, ...], purpose: str) -> Callable[..., Awaitable[Visitor]]:
    async def visiting(request: Request, visitor: SignedInVisitor, door: TheDoor) -> Visitor:
        person = visitor.me
        if person.must_change:
            raise NotReadyError("/account/password")
        if person.lacks_second_factor and door.settings.second_factor:
            raise NotReadyError("/account/second-factor")
        if tasks and not any(visitor.may(task) for task in tasks):
            raise forbidden(tasks[0])
        request.state.visitor = Visitor(visitor.texts, person, person.reader(purpose), request.url.query)
        return cast(Visitor, request.state.visitor)

    return visiting
