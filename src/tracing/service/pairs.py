"""A pair of an inquiry and a child, and the names it goes by outside."""

from __future__ import annotations

from dataclasses import dataclass

from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym, record_of
from tracing.service.errors import NotFound

__all__ = ["Pair", "no_such_pair", "pair_of", "record_named"]


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A pair by the numbers of its two records."""

    inquiry: int
    child: int

    @property
    def name(self) -> str:
        """What the pair is called in the audit: numbers, no names."""
        return f"{self.inquiry}-{self.child}"

    @property
    def inquiry_name(self) -> str:
        """The inquiry's pseudonym."""
        return pseudonym(Side.INQUIRY, self.inquiry)

    @property
    def child_name(self) -> str:
        """The child's pseudonym."""
        return pseudonym(Side.CHILD, self.child)

    def record(self, side: Side) -> int:
        """Return the record of a side."""
        return self.child if side is Side.CHILD else self.inquiry


def no_such_pair() -> NotFound:
    """Return the refusal of a pair that isn't there, or isn't the reader's."""
    return NotFound("no_pair", "There is no such pair, or it isn't yours to work on.")


def pair_of(inquiry: str, child: str) -> Pair:
    """Return the pair of two pseudonyms; raises ``NotFound``."""
    found = record_of(inquiry), record_of(child)
    if found[0] is None or found[1] is None or (found[0][0], found[1][0]) != (Side.INQUIRY, Side.CHILD):
        raise no_such_pair()
    return Pair(found[0][1], found[1][1])


def record_named(name: str) -> tuple[Side, int]:
    """Return the record of a pseudonym; raises ``NotFound``."""
    found = record_of(name)
    if found is None:
        raise NotFound("no_record", "There is no record of that name.")
    return found
