"""What a name is made of: units, readings and the parsed name (brief A1, A7)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ParsedName", "Reading", "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One given name or surname, of one or several words.

    ``text`` is folded to A–Z and blanks; ``alternatives`` are its plausible full spellings, best first; ``raw`` keeps
    Ñ and Ü, which phonetics needs; ``initial`` marks a lone letter that stands for a name.
    """

    text: str
    alternatives: tuple[str, ...]
    raw: str
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name; the weights of all readings of a name sum to 1.

    ``kind`` says where it comes from: ``split`` (given names first), ``surname_first``, ``comma``, ``fields``, or
    what a form did to the name (``us_middle_is_first_surname``, ``surname_given_swapped``, ``joined``).
    """

    given: tuple[Unit, ...]
    surnames: tuple[Unit, ...]
    married: Unit | None
    weight: float
    kind: str


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name understood: its readings, best first, and what stood beside it.

    Flags: ``placeholder`` (nothing but words for "not known"), ``truncated`` (ends in a particle).
    """

    raw: str
    readings: tuple[Reading, ...]
    aliases: tuple[str, ...] = ()
    suffix: str | None = None
    titles: tuple[str, ...] = ()
    widow: bool = False
    mother_hint: str | None = None
    flags: tuple[str, ...] = ()
