"""On which days after a reunification its family is visited, by the register of law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register
from tracing.casework.law.rules import Rule
from tracing.casework.repatriation.steps import FOLLOW_UPS, StepKind

__all__ = ["SHIPPED", "follow_ups"]


def follow_ups(register: Register, place: str, on: date) -> Mapping[StepKind, int]:
    """Return each visit with the days from the reunification to it, in a place for who was reunited on a day; the last days
    known where the register knows of none yet on that day."""
    days = register.numbers(place, Rule.FOLLOW_UP_DAYS, on)
    return dict(zip(FOLLOW_UPS, days, strict=True))


SHIPPED: Final = follow_ups(shipped(), EVERYWHERE, date.max)
"""The days as shipped: 30, 90, 180."""
