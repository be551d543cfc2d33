"""What an entry of the register holds: one version of the rule of one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["CHECKS", "ENTRY_STATES", "EVERYWHERE", "Check", "Entered", "Entry", "EntryState", "name_of"]

EVERYWHERE: Final = "INT"
"""The place of what holds everywhere: international instruments, and the program's own rules where law says nothing."""


class Check(StrEnum):
    """Whether anybody has checked an entry against the law of the place."""

    CHECKED = "checked"
    NOT_CHECKED = "not_checked"
    DOUBTFUL = "doubtful"


CHECKS: Final[Mapping[Check, Sentence]] = worded(
    {
        Check.CHECKED: ("Comprobado con la ley del lugar", "Checked against the law of the place"),
        Check.NOT_CHECKED: (
            "Tomado de la bibliografía; nadie lo ha comprobado todavía",
            "Taken from the literature; nobody has checked it yet",
        ),
        Check.DOUBTFUL: ("Hay dudas: por comprobar", "In doubt: to be checked"),
    }
)


class EntryState(StrEnum):
    """Whether an entry counts."""

    SHIPPED = "shipped"
    IN_FORCE = "in_force"
    WAITS = "waits"
    REFUSED = "refused"


ENTRY_STATES: Final[Mapping[EntryState, Sentence]] = worded(
    {
        EntryState.SHIPPED: ("Viene con el programa", "Comes with the program"),
        EntryState.IN_FORCE: ("Se aplica", "Is applied"),
        EntryState.WAITS: ("Espera a una segunda persona", "Waits for a second person"),
        EntryState.REFUSED: ("La segunda persona no estuvo de acuerdo", "The second person didn't agree"),
    }
)


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered an entry here and when, and who decided on it where it took a second person."""

    person: int
    at: datetime
    second: int | None = None
    second_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of a rule of a place.

    ``place``: ``INT``, a country (``HN``) or a subdivision (``CA-BC``). ``rule``: a ``Rule`` or the name of a provision.
    ``value``: as the rule's unit is written; None of a provision. ``ends``: the place has no rule of its own in these days, and the
    next one above applies. ``es``, ``en``: what it says, in a sentence. ``valid_from``, ``valid_until``: both days included; None where it isn't known or
    hasn't ended. ``source``: the law, with its article. ``cite``: by what sentences of casework name it, if they do.
    ``checked_on``, ``checked_by``: when and by whom it was last compared with the law; empty where by nobody. ``version``: within
    those that are shipped, and within those entered here (``shipped`` says which).
    """

    place: str
    rule: str
    version: int
    value: str | None
    es: str
    en: str
    source: str
    valid_from: date | None = None
    valid_until: date | None = None
    cite: str = ""
    ends: bool = False
    check: Check = Check.NOT_CHECKED
    checked_on: date | None = None
    checked_by: str = ""
    state: EntryState = EntryState.SHIPPED
    entered: Entered | None = None

    @property
    def shipped(self) -> bool:
        """Whether it came with the program."""
        return self.state is EntryState.SHIPPED

    @property
    def counts(self) -> bool:
        """Whether it is applied."""
        return self.state in (EntryState.SHIPPED, EntryState.IN_FORCE)

    @property
    def name(self) -> str:
        """What it is called: ``HN/majority_age``."""
        return name_of(self.place, self.rule)

    def known_at(self, moment: datetime) -> bool:
        """Say whether it counted already at a moment: what comes with the program did."""
        return self.entered is None or (self.entered.second_at or self.entered.at) <= moment

    def valid_on(self, day: date) -> bool:
        """Say whether its days include a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


def name_of(place: str, rule: str) -> str:
    """Return what the versions of a rule of a place are called."""
    return f"{place}/{rule}"
