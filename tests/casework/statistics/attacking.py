"""An attacker of its own kind, to try the other one by: every single group is a variable, and membership is read off the place of a
cell. Slow, and shares nothing with ``casework.statistics`` but the codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tracing.casework.statistics.measures import AgeBand, Sex
from tracing.casework.statistics.periods import Period
from tracing.casework.statistics.tables import Cell

__all__ = ["Everything"]

Group = tuple[date, str, str, str, str, str]


class Everything:
    """Has all published origin tables of a measure, and thinks of every place that there is."""

    def __init__(
        self,
        places: Sequence[tuple[str, str, str]],
        months: Sequence[date],
        published: Sequence[tuple[Period, Mapping[Cell, int]]],
    ) -> None:
        self.groups: list[Group] = [
            (month, *place, sex, age) for month, place, sex, age in product(months, places, Sex, AgeBand)
        ]
        rows = [
            (self.members(period, cell), value)
            for period, shown in published
            for cell, value in shown.items()
        ]
        self._matrix = csr_array(np.array([row for row, _ in rows] or np.zeros((0, len(self.groups)))))
        self._sums = np.array([value for _, value in rows], dtype=float)

    def members(self, period: Period, cell: Cell) -> Any:
        """Return 1 for each group that a cell counts, else 0."""
        return np.array(
            [
                float(
                    group[0] in period.months
                    and all(c in ("", g) for c, g in zip(cell.place, group[1:], strict=True))
                )
                for group in self.groups
            ]
        )

    def width(self, period: Period, cell: Cell) -> float:
        """Return how far apart the least and the greatest count are that a cell may have."""
        aim, ends = self.members(period, cell), []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * aim, A_eq=self._matrix, b_eq=self._sums, bounds=(0, 10_000), method="highs"
            )
            assert found.status == 0, "the tables contradict each other"
            ends.append(sign * found.fun)
        return float(ends[1] - ends[0])
