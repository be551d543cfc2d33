"""Somebody who has every table that was published, and works out what they leave of a cell that was hidden.

What is published says of sums of atoms (the finest groups that are counted) how large they are. Whoever solves the linear
programs "how large, how small can this sum be, if nobody is counted less than zero times?" knows all that the tables say
of it. The bounds are exact for real numbers, so whole numbers can only be bounded as tightly or, in rare tables of three
dimensions, a little more tightly (Cox 1995; Hundepool et al., Statistical Disclosure Control, 2012, ch. 4).

Atoms that stand in the same published sums can't be told apart, so they are one variable; sums that share no atom are solved
apart from one another. Every solution is kept: it shows, for all other cells at once, a value that they may have.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# SciPy is loaded where programs are solved: it would make every start of a service a quarter of a second longer.

__all__ = ["Attacker", "Contradiction", "Interval", "Link", "Row"]

Atom = Hashable
Vector = npt.NDArray[np.float64]

_BOUNDLESS = 1e6
"""Larger than any count; what may be as large is taken for unbounded."""
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Row:
    """A published cell: the atoms that it is the sum of, and the sum."""

    atoms: frozenset[Atom]
    value: int


@dataclass(frozen=True, slots=True)
class Link:
    """Two sums that are known to be equal, whatever they are: one group counted in two ways."""

    left: frozenset[Atom]
    right: frozenset[Atom]


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that a sum may have."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How much is left open."""
        return self.high - self.low


class Contradiction(Exception):  # noqa: N818  as in `service.errors`
    """No counts fit the published tables: they aren't of one population."""


class Attacker:
    """Knows ``published`` cells and ``links``; says what they leave of any sum of atoms."""

    def __init__(self, published: Iterable[Row], links: Iterable[Link] = ()) -> None:
        rows: list[tuple[dict[Atom, int], int]] = [
            (dict.fromkeys(row.atoms, 1), row.value) for row in published
        ]
        for link in links:
            signs = Counter(dict.fromkeys(link.left, 1))
            signs.subtract(dict.fromkeys(link.right, 1))
            rows.append((signs, 0))
        pattern: dict[Atom, list[tuple[int, int]]] = defaultdict(list)
        for number, (signs_of, _) in enumerate(rows):
            for atom, sign in signs_of.items():
                if sign:
                    pattern[atom].append((number, sign))
        classes: dict[tuple[tuple[int, int], ...], int] = {}
        self._class: dict[Atom, int] = {
            atom: classes.setdefault(tuple(where), len(classes)) for atom, where in pattern.items()
        }
        self._size = Counter(self._class.values())
        self._parts, self._part_of = _parts(list(classes), [value for _, value in rows])

    def interval(self, atoms: Collection[Atom]) -> Interval:
        """Return the values that the sum of some atoms may have; ``Contradiction`` where there is none at all."""
        low, high = 0.0, 0.0
        for part, touched, covered in self._shares(atoms):
            low += part.least(covered)
            high += part.most(touched)
        return Interval(low, inf if self._free(atoms) else high)

    def leaves_open(self, atoms: Collection[Atom], width: float) -> bool:
        """Say whether at least so much is left open of the sum of some atoms: the same as asking for the interval, and as
        a rule much quicker."""
        if self._free(atoms):
            return True
        shares = list(self._shares(atoms))
        if sum(part.seen(touched, covered) for part, touched, covered in shares) >= width - _NEAR:
            return True
        return self.interval(atoms).width >= width - _NEAR

    def _free(self, atoms: Collection[Atom]) -> bool:
        return any(atom not in self._class for atom in atoms)

    def _shares(self, atoms: Collection[Atom]) -> Iterable[tuple[_Part, frozenset[int], frozenset[int]]]:
        """Yield for each part the classes that atoms are of, and those of which they are all."""
        held = Counter(self._class[atom] for atom in atoms if atom in self._class)
        shares: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        for number, count in held.items():
            place, variable = self._part_of[number]
            touched, covered = shares[place]
            touched.add(variable)
            if count == self._size[number]:
                covered.add(variable)
        for place, (touched, covered) in shares.items():
            yield self._parts[place], frozenset(touched), frozenset(covered)


class _Part:
    """Sums that hang together, and the programs over them."""

    def __init__(self, matrix: csr_array, sums: Vector) -> None:
        self._matrix, self._sums = matrix, sums
        self._known: dict[tuple[bool, frozenset[int]], float] = {}
        self._points: list[Vector] = []

    def most(self, variables: frozenset[int]) -> float:
        """Return how large the sum of some variables can be; infinite where nothing bounds it."""
        found = self._solved(variables, largest=True)
        return inf if found >= _BOUNDLESS - 1 else found

    def least(self, variables: frozenset[int]) -> float:
        """Return how small it can be."""
        return self._solved(variables, largest=False)

    def seen(self, touched: frozenset[int], covered: frozenset[int]) -> float:
        """Return how far apart the values are that solutions so far have shown."""
        if not self._points:
            return 0.0
        most = max(float(point[list(touched)].sum()) for point in self._points)
        least = min(float(point[list(covered)].sum()) for point in self._points) if covered else 0.0
        return most - least

    def _solved(self, variables: frozenset[int], largest: bool) -> float:
        if not variables:
            return 0.0
        asked = (largest, variables)
        if asked not in self._known:
            from scipy.optimize import linprog

            aim = np.zeros(self._matrix.shape[1])
            aim[list(variables)] = -1.0 if largest else 1.0
            found = linprog(aim, A_eq=self._matrix, b_eq=self._sums, bounds=(0, _BOUNDLESS), method="highs")
            if found.status != 0:
                raise Contradiction("no counts fit the published tables")
            self._points.append(np.asarray(found.x, dtype=np.float64))
            self._known[asked] = float(-found.fun if largest else found.fun)
        return self._known[asked]


def _parts(
    classes: list[tuple[tuple[int, int], ...]], sums: list[int]
) -> tuple[list[_Part], list[tuple[int, int]]]:
    """Take the sums apart that share no class; return the parts, and where each class is (part, variable)."""
    from scipy.sparse import csr_array

    above = list(range(len(sums)))

    def root(row: int) -> int:
        while above[row] != row:
            above[row] = above[above[row]]
            row = above[row]
        return row

    for where in classes:
        for row, _ in where[1:]:
            above[root(row)] = root(where[0][0])
    places: dict[int, int] = {}
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row in range(len(sums)):
        rows_of[places.setdefault(root(row), len(places))].append(row)
    part_of: list[tuple[int, int]] = []
    entries: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    widths: Counter[int] = Counter()
    line = {row: number for rows in rows_of.values() for number, row in enumerate(rows)}
    for where in classes:
        place = places[root(where[0][0])]
        variable = widths[place]
        widths[place] += 1
        part_of.append((place, variable))
        entries[place] += [(line[row], variable, sign) for row, sign in where]
    made = []
    for place, rows in rows_of.items():
        lines, columns, signs = zip(*entries[place], strict=True) if entries[place] else ((), (), ())
        matrix = csr_array(
            (np.array(signs, dtype=np.float64), (np.array(lines, dtype=np.int64), np.array(columns, dtype=np.int64))),
            shape=(len(rows), widths[place]),
        )  # fmt: skip
        made.append(_Part(matrix, np.array([sums[row] for row in rows], dtype=np.float64)))
    return made, part_of
