"""What a use case refuses, and how it says so. ``api`` writes these as problem documents (RFC 9457), the command line
as lines of text. No text holds a value of a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from tracing.casework.mends import mend_of
from tracing.casework.wording import Sentence

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
    """One field that can't be taken: where it stands (a JSON pointer), why, and how to mend it. ``rule``: the sentence of
    casework behind it, where its own words aren't that sentence's."""

    pointer: str
    reason: str
    mend: str
    rule: Sentence | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, pointer: str, says: Sentence, more: str = "") -> FieldFault:
        """Return what a rule says of a field; ``more``: what is to be known beside it to mend it."""
        return cls(pointer, says.en, f"{mend_of(says)}{more}", says)

    def told(self) -> dict[str, str]:
        """Return it as members of a JSON object, without its rule."""
        return {"pointer": self.pointer, "reason": self.reason, "mend": self.mend}


@dataclass(eq=False)
class Refused(Exception):  # noqa: N818  a refusal is an answer, no error
    """A use case said no. ``code`` names the reason for programs, ``text`` tells a person, ``mend`` what to do; ``rule``: the
    sentence of casework behind it, where ``text`` isn't that sentence."""

    code: str
    text: str
    mend: str = ""
    fields: list[FieldFault] = field(default_factory=list)
    rule: Sentence | None = None

    @classmethod
    def of(cls, says: Sentence) -> Self:
        """Return the refusal that a rule says."""
        return cls(says.code, says.en, mend_of(says), rule=says)

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
