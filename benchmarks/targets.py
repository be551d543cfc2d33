"""What tracing is to reach (``targets.toml``) and whether a row reaches it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from rows import Row

__all__ = ["Target", "load", "verdict"]

FIELDS = ("at_least", "at_most", "times", "above_peer")


@dataclass(frozen=True)
class Target:
    """Bounds of tracing's median, how many times better than the best peer it is to be, and by how much better
    (``above_peer``, in the line's own unit; below 0: by so much it may be worse)."""

    at_least: float | None = None
    at_most: float | None = None
    times: float | None = None
    above_peer: float | None = None

    def text(self) -> str:
        """The target in a table's cell."""
        words = []
        if self.at_least is not None:
            words.append(f"≥ {self.at_least:,g}")
        if self.at_most is not None:
            words.append(f"≤ {self.at_most:,g}")
        if self.times is not None:
            words.append(f"{self.times:g}× best peer")
        if self.above_peer is not None and self.above_peer < 0:
            words.append(f"at most {-self.above_peer:g} behind best peer")
        elif self.above_peer is not None:
            words.append(f"{self.above_peer:g} ahead of best peer")
        return ", ".join(words)

    @property
    def allows_behind(self) -> bool:
        """Whether tracing may be behind a peer: one that stands there as a bound, not as a rival."""
        return self.above_peer is not None and self.above_peer < 0


NO_WORSE = Target(times=1.0)


def load(path: Path) -> dict[str, Target]:
    """Read the targets; ValueError where one has an unknown field."""
    found = {}
    for key, fields in tomllib.loads(path.read_text(encoding="utf-8")).items():
        unknown = set(fields) - set(FIELDS)
        if unknown or not fields:
            raise ValueError(
                f"{path.name}: {key}: expected {', '.join(FIELDS)}, not {', '.join(unknown) or 'nothing'}"
            )
        found[key] = Target(**{name: float(value) for name, value in fields.items()})
    return found


def verdict(row: Row, target: Target | None) -> tuple[str, str]:
    """The target as text, and ``yes``, ``no`` or ``""`` where nothing can be said."""
    chosen = target or (NO_WORSE if row.better and row.peers else None)
    if chosen is None:
        return "", ""
    ours = row.tracing.median
    if ours is None:
        return chosen.text(), "no"
    closest = row.closest()
    held = []
    if chosen.at_least is not None:
        held.append(ours >= chosen.at_least)
    if chosen.at_most is not None:
        held.append(ours <= chosen.at_most)
    if chosen.times is not None and closest is not None:
        held.append((closest[1].median or 0.0) >= chosen.times)
    ahead = row.ahead()
    if chosen.above_peer is not None and ahead is not None:
        held.append(ahead[1] >= chosen.above_peer)
    return chosen.text(), ("yes" if all(held) else "no") if held else ""
