"""The token by which a page's forms are known: who it was made for, in which session."""

from __future__ import annotations

from tracing.service.errors import Forbidden
from tracing.service.keyring import Keyring
from tracing.service.sealing import open_seal, seal
from tracing.service.sign_in import Person

__all__ = ["check_token", "owner_of", "token_for"]

_OF_PAGE = "page"


def token_for(keyring: Keyring, person: Person) -> str:
    """Return the token that every form of a person's pages carries: a page of another site can't know it."""
    return seal(keyring, _OF_PAGE, [person.id, person.session])


def owner_of(keyring: Keyring, token: str) -> int | None:
    """Return whose page a form stood on, the session being over or not; None where the token isn't one."""
    try:
        return int(open_seal(keyring, _OF_PAGE, token)[0])
    except ValueError:
        return None


def check_token(keyring: Keyring, person: Person, token: str) -> None:
    """Raise ``Forbidden`` where a form doesn't come from a page of this person's session."""
    try:
        given = open_seal(keyring, _OF_PAGE, token)
    except ValueError:
        given = None
    if given != [person.id, person.session]:
        raise Forbidden(
            "form_of_another_session",
            "This form belongs to a session that has ended.",
            "Open the page again and send it from there.",
        )
