"""What a page carries that nobody may read or make: who it was made for, and what was being sent when a session ended."""

from __future__ import annotations

import base64
import json
from typing import Any

from tracing.service.errors import Forbidden
from tracing.service.keyring import Keyring, KeyringError
from tracing.service.sign_in import Person

__all__ = ["check_token", "open_seal", "owner_of", "seal", "token_for"]

_OF_PAGE = "page"


def seal(keyring: Keyring, kind: str, what: Any) -> str:
    """Return something as text that only ``open_seal`` reads, for the same ``kind``."""
    hidden = keyring.encrypt(json.dumps(what).encode(), f"seal:{kind}")
    return base64.urlsafe_b64encode(hidden).decode().rstrip("=")


def open_seal(keyring: Keyring, kind: str, text: str) -> Any:
    """Return what was sealed. ``ValueError`` where it isn't one of these."""
    try:
        hidden = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return json.loads(keyring.decrypt(hidden, f"seal:{kind}"))
    except (ValueError, KeyringError):
        raise ValueError("isn't a seal of this kind") from None


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
