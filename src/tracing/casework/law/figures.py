"""What a figure of the register is counted in, and which way it protects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["UNITS", "Figure", "Protects", "Unit"]


class Unit(StrEnum):
    """What a figure is written in."""

    AGE = "age"
    YEARS = "years"
    DAYS = "days"
    DAYS_LIST = "days_list"
    HOURS = "hours"
    YES_NO = "yes_no"
    NOTICE = "notice"
    TEXT = "text"


UNITS: Final[Mapping[Unit, Sentence]] = worded(
    {
        Unit.AGE: (
            "Años de edad, como 18; o 18-19 donde el lugar no se conoce mejor",
            "Years of age, such as 18; or 18-19 where the place isn't known better",
        ),
        Unit.YEARS: ("Años", "Years"),
        Unit.DAYS: ("Días", "Days"),
        Unit.DAYS_LIST: ("Días, separados por punto y coma", "Days, separated by semicolons"),
        Unit.HOURS: ("Horas", "Hours"),
        Unit.YES_NO: ("Sí o no: yes, no", "Yes or no: yes, no"),
        Unit.NOTICE: (
            "Con consentimiento u obligatorio: with_consent, mandatory",
            "With consent or mandatory: with_consent, mandatory",
        ),
        Unit.TEXT: ("Texto: lo que la disposición dice", "Text: what the provision says"),
    }
)


class Protects(StrEnum):
    """Which way a figure protects the child more."""

    MORE = "more"
    LESS = "less"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is known of a rule.

    ``protects``: whether a greater or a lesser value protects more (of words the greater is the first of ``words``); OPEN
    where it can't be told, so that every change needs a second person. ``read``: whether the program does what the entry says
    as it stands; else the figure is fixed where it is used, and an entry can't change it alone. ``most``: the greatest value
    that isn't a slip of the pen. ``everywhere_only``: of what isn't held in any one place, so that no place has one of its own.
    """

    unit: Unit
    protects: Protects
    read: bool = False
    most: int = 100
    words: tuple[str, ...] = ()
    everywhere_only: bool = False
