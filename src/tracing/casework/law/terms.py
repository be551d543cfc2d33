"""The figures of one place as rules ask for them: in how many days or hours something is due, and by which entry of the register.

A deadline runs by the law of the day on which it begins, as the register has it now. Whether something that was done was in time
is judged by the register as it was known at that moment (``then``): a correction that comes later undoes nothing that was done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from tracing.casework.law.entries import EVERYWHERE, name_of
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register
from tracing.casework.law.rules import Rule, numbers

__all__ = ["SHIPPED", "Term", "Terms", "greatest", "least", "named"]


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline. ``on``: the day by which; ``basis``: the entry of the register that says so (``INT/close_within_days``)."""

    on: date
    basis: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The register as it is applied in a place (a subdivision, a country, or everywhere)."""

    register: Register = field(default_factory=shipped, compare=False, repr=False)
    place: str = EVERYWHERE

    def has(self, rule: Rule, on: date) -> bool:
        """Say whether the place has the rule at all on a day."""
        return bool(self.register.figures(self.place, rule, on))

    def number(self, rule: Rule, on: date) -> int:
        """Return the figure on a day."""
        return self.register.number(self.place, rule, on)

    def then(self, rule: Rule, at: datetime) -> int:
        """Return the figure as it was known at a moment."""
        return self.register.numbers(self.place, rule, at.date(), at)[0]

    def basis(self, rule: Rule, on: date) -> str:
        """Return the name of the entry that has the figure on a day."""
        found = self.register.applied(self.place, rule, on) or self.register.applied(
            self.place, rule, date.max
        )
        return name_of(EVERYWHERE, rule) if found is None else found.name

    def after(self, rule: Rule, begins: date) -> Term:
        """Return the day so many days after one, by the law of the day on which that begins."""
        return Term(begins + timedelta(days=self.number(rule, begins)), self.basis(rule, begins))


SHIPPED: Final = Terms()
"""What comes with the program, everywhere."""


def least(register: Register, rule: Rule) -> int:
    """Return the least number that a figure has anywhere, on any day."""
    return min(numbers(e.value)[0] for e in register if e.rule == rule and e.counts and e.value)


def greatest(register: Register, rule: Rule) -> int:
    """Return the greatest number that a figure has anywhere, on any day."""
    return max(numbers(e.value)[-1] for e in register if e.rule == rule and e.counts and e.value)


def named(rule: Rule) -> str:
    """Return by what sentences name a figure that holds everywhere, as part of what they rest on."""
    return name_of(EVERYWHERE, rule)
