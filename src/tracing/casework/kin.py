"""Whether children are of one family or group, as far as their records say: what is shared among kin alarms nobody.

Cautious on the side of kin: a surname, a mother or a travelling group in common is enough (brief H2, H4.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Kin", "unrelated"]


@dataclass(frozen=True, slots=True)
class Kin:
    """What tells kin: ``surnames`` and ``mother`` folded, ``group`` of those who travel or are sought together."""

    surnames: frozenset[str] = frozenset()
    mother: str = ""
    group: str = ""

    def of(self, other: Kin) -> bool:
        """Say whether two may be of one family or group."""
        same = (self.mother and self.mother == other.mother) or (self.group and self.group == other.group)
        return bool(same) or bool(self.surnames & other.surnames)


def unrelated(people: Sequence[Kin]) -> int:
    """Return how many there are when kin of kin count as one."""
    families: list[list[Kin]] = []
    for person in people:
        own = [family for family in families if any(person.of(member) for member in family)]
        families = [family for family in families if family not in own]
        families.append([person, *(member for family in own for member in family)])
    return len(families)
