"""Drafts: what a person has filled into a page and not sent yet, so that neither a session that ends nor a line that breaks
loses it. Only its author reads it; it is encrypted, and forgotten once it was sent or after ``KEPT_FOR``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from tracing.service.context import Service
from tracing.service.errors import TooLarge
from tracing.service.sign_in import Person
from tracing.store import drafts as store

__all__ = ["KEPT_FOR", "Fields", "forget", "forget_old", "keep", "read"]

KEPT_FOR: Final = timedelta(days=7)

_LONGEST = 150_000

Fields = Mapping[str, Sequence[str]]
"""A form as it was filled in: name → values, in the order of the page."""


def keep(service: Service, person: Person, page: str, fields: Fields) -> None:
    """Keep what a person has filled into a page (``page``: its path). Raises ``TooLarge``."""
    text = json.dumps({name: list(values) for name, values in fields.items()}).encode()
    if len(text) > _LONGEST:
        raise TooLarge("draft_too_large", "This is too long to be kept.", "Write less.")
    ciphertext = service.keyring.encrypt(text, _context(person, page))
    with service.database.reading(person.reader("own_account")) as connection:
        store.keep(connection, person.id, page, ciphertext, service.now())


def read(service: Service, person: Person, page: str) -> Fields:
    """Return what a person has filled into a page; nothing where nothing is kept."""
    with service.database.reading(person.reader("own_account")) as connection:
        found = store.draft(connection, person.id, page)
    if found is None:
        return {}
    fields: Fields = json.loads(service.keyring.decrypt(found, _context(person, page)))
    return fields


def forget(service: Service, person: Person, page: str) -> None:
    """Forget what was kept of a page: it was sent."""
    with service.database.reading(person.reader("own_account")) as connection:
        store.forget(connection, person.id, page)


def forget_old(service: Service) -> int:
    """Forget drafts nobody came back to; return how many."""
    with service.database.working() as connection:
        return store.forget_before(connection, service.now() - KEPT_FOR)


def _context(person: Person, page: str) -> str:
    return f"drafts.ciphertext:{person.id}/{page}"
