"""What a use case refuses, and how it says so. ``api`` writes these as problem documents (RFC 9457), the command line
as lines of text. No text holds a value of a person."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = [
    "Conflict",
    "FieldFault",
    "Forbidden",
    "Invalid",
    "NotFound",
    "NotYet",
    "Refused",
    "TooLarge",
    "TooMany",
    "Unknown",
]


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field that can't be taken: where it stands (a JSON pointer), why, and how to mend it."""

    pointer: str
    reason: str
    mend: str


@dataclass(eq=False)
class Refused(Exception):  # noqa: N818  a refusal is an answer, no error
    """A use case said no. ``code`` names the reason for programs, ``text`` tells a person, ``mend`` what to do."""

    code: str
    text: str
    mend: str = ""
    fields: list[FieldFault] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.text} {self.mend}".strip()


class Invalid(Refused):
    """What was sent can't be taken as it is (422)."""


class NotFound(Refused):
    """There is no such thing, or it isn't the reader's to see: the two look alike (404)."""


class Unknown(Refused):
    """Nobody is signed in, or the key is none (401)."""


class Forbidden(Refused):
    """The reader's role may not do this (403)."""


class Conflict(Refused):
    """The thing has changed since it was read, or was made already (409, 412)."""


class NotYet(Refused):
    """A step that the state of the case doesn't allow; ``text`` names what is missing (409)."""


@dataclass(eq=False)
class TooMany(Refused):
    """Too many requests (429); ``wait`` seconds before the next."""

    wait: int = 1


class TooLarge(Refused):
    """More than may be sent at once (413)."""
