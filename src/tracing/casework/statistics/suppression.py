"""Which cells of a new publication may be shown, beside all that was published before.

Primary: a cell that counts fewer than ``THRESHOLD`` is hidden, none included: that nobody was found from a place may be what
somebody wants to know. Complementary: a hidden cell must not follow from the others. So every hidden cell, of this publication and
of the earlier ones, must be left at least ``WIDTH`` open by all that is published (``attacker``). Where it isn't, one more program
looks for the cheapest change of counts that would leave it so open, and hides the cells that the change goes through: a cell costs
what it counts, so small ones go first, and totals more. What was published before can't be hidden any more: it may not change at all. (Kelly,
Golden, Assad 1992 and Fischetti, Salazar 2001 find complementary cells so; tau-Argus and sdcTable do the like, table by table.
Here all tables that hang together are one system: hierarchies, other breakdowns of the same people, other periods.)

Hiding more never narrows what is left open, so a cell needs to pass once, and the search ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np

from tracing.casework.statistics.attacker import Attacker, Link, Row

__all__ = ["THRESHOLD", "WIDTH", "Before", "shown_cells"]

THRESHOLD: Final = 10
"""The fewest that a cell may say (brief I6: cells below ten are suppressed)."""

WIDTH: Final = 10
"""How far apart the least and the greatest value of a hidden cell must be, as far as anybody can find out."""

Atom = Hashable
Key = TypeVar("Key", bound=Hashable)
_MOVED = 1e-6


@dataclass(frozen=True, slots=True)
class Before:
    """What was published before: ``rows`` that everybody has, ``hidden`` cells that stay hidden; ``nobody``: atoms of which it may be
    known that they count nobody, so that whoever attacks is taken to know it."""

    rows: Sequence[Row] = ()
    hidden: Sequence[frozenset[Atom]] = ()
    nobody: frozenset[Atom] = frozenset()


@dataclass(frozen=True, slots=True)
class _System:
    """All there is to know: the true counts, what is fixed, what is shown so far and may still be hidden."""

    counts: Mapping[Atom, int] = field(repr=False)
    worth: Mapping[Hashable, float] = field(repr=False)
    fixed: Sequence[Row]
    links: Sequence[Link]

    def value(self, atoms: Collection[Atom]) -> int:
        return sum(self.counts.get(atom, 0) for atom in atoms)


def shown_cells(
    cells: Mapping[Key, frozenset[Atom]],
    counts: Mapping[Atom, int],
    links: Sequence[Link] = (),
    before: Before | None = None,
    harmless: Callable[[Key], bool] = lambda key: False,
    indifferent: Callable[[Key], bool] = lambda key: False,
    worth: Callable[[Key], float] = lambda key: 1.0,
) -> frozenset[Key]:
    """Return the cells that may be shown.

    ``cells``: what is to be published, each the sum of its atoms. ``counts``: the truth. ``harmless``: cells of which it may be known
    that they count nobody (nobody's age is unknown), and whoever attacks is taken to know it. ``indifferent``: cells of which it may be found out that they
    count nobody. ``worth``: how much more it costs to hide a cell than what it counts.
    """
    known = before or Before()
    values = {key: sum(counts.get(atom, 0) for atom in atoms) for key, atoms in cells.items()}
    empty = {key for key, value in values.items() if value == 0 and harmless(key)}
    nobody = known.nobody.union(*(cells[key] for key in empty))
    system = _System(
        counts,
        {key: worth(key) for key in cells},
        [Row(row.atoms - nobody, row.value) for row in known.rows],
        [Link(link.left - nobody, link.right - nobody) for link in links],
    )
    shown = {key: cells[key] - nobody for key, value in values.items() if value >= THRESHOLD}
    targets = [atoms - nobody for atoms in known.hidden]
    targets += [
        atoms - nobody
        for key, atoms in cells.items()
        if key not in shown and key not in empty and not (values[key] == 0 and indifferent(key))
    ]
    attacker = _attacker(system, shown)
    while targets:
        target = targets.pop()
        while not attacker.leaves_open(target, WIDTH):
            hide = _complement(system, shown, target, attacker)
            if not hide:
                break
            targets += [shown.pop(key) for key in hide]
            attacker = _attacker(system, shown)
    return frozenset(shown)


def _attacker(system: _System, shown: Mapping[Key, frozenset[Atom]]) -> Attacker:
    rows = [Row(atoms, system.value(atoms)) for atoms in shown.values()]
    return Attacker([*system.fixed, *rows], system.links)


def _complement(
    system: _System, shown: Mapping[Key, frozenset[Atom]], target: frozenset[Atom], attacker: Attacker
) -> list[Key]:
    """Return the cells to hide so that more is left open of a target: the cheapest, all where nothing less would do, none where it isn't
    in this publication's hands."""
    known, value = attacker.interval(target), system.value(target)
    for change in (known.low + WIDTH - value, known.high - WIDTH - value):
        hide = _moved(system, shown, target, change) if value + change >= 0 else []
        if hide:
            return hide
    # Some of it upwards and some downwards, as far as what was published before leaves it open at all.
    most = _attacker(system, {}).interval(target)
    if most.width < WIDTH - _MOVED:
        return []
    for change, more in (
        (most.high - value, most.high - known.high),
        (most.low - value, known.low - most.low),
    ):
        hide = _moved(system, shown, target, change) if more > _MOVED else []
        if hide:
            return hide
    return list(shown)


def _moved(
    system: _System, shown: Mapping[Key, frozenset[Atom]], target: frozenset[Atom], change: float
) -> list[Key]:
    """Return the shown cells that the cheapest change of counts goes through that changes the target by so much; none where
    there is no such change."""
    keys = list(shown)
    # Shown cells first, which may move; then what may not, and last the target. Atoms with their signs.
    rows: list[Mapping[Atom, int]] = [
        *(dict.fromkeys(shown[key], 1) for key in keys),
        *(dict.fromkeys(row.atoms, 1) for row in system.fixed),
        *(
            {**dict.fromkeys(link.left - link.right, 1), **dict.fromkeys(link.right - link.left, -1)}
            for link in system.links
        ),
        dict.fromkeys(target, 1),
    ]
    pattern = _near(target, rows)
    held: dict[tuple[tuple[int, int], ...], int] = defaultdict(int)
    for atom, where in pattern.items():
        held[tuple(where)] += system.counts.get(atom, 0)
    lines, columns, entries = [], [], []
    for column, stands in enumerate(held):
        for number, sign in stands:
            lines.append(number)
            columns.append(column)
            entries.append(float(sign))
    for place in range(len(keys)):
        # What a shown cell moves up and down.
        for beside, way in ((0, -1.0), (1, 1.0)):
            lines.append(place)
            columns.append(len(held) + 2 * place + beside)
            entries.append(way)
    width = len(held) + 2 * len(keys)
    # Loaded here as by ``attacker``.
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    matrix = csr_array((np.array(entries), (np.array(lines), np.array(columns))), shape=(len(rows), width))
    sums = np.zeros(len(rows))
    sums[-1] = change
    cost = np.zeros(width)
    for place, key in enumerate(keys):
        cost[len(held) + 2 * place : len(held) + 2 * place + 2] = system.worth[key] * system.value(shown[key])
    bounds = [
        *((-float(count), None) for count in held.values()),
        *((0.0, None) for _ in range(2 * len(keys))),
    ]
    found = linprog(cost, A_eq=matrix, b_eq=sums, bounds=bounds, method="highs")
    if found.status != 0:
        return []
    moves = np.asarray(found.x)[len(held) :].reshape(-1, 2).sum(axis=1)
    return [key for key, move in zip(keys, moves, strict=True) if move > _MOVED]


def _near(target: frozenset[Atom], rows: Sequence[Mapping[Atom, int]]) -> dict[Atom, list[tuple[int, int]]]:
    """Return the rows that each atom stands in, with its sign, for all atoms that hang together with the target."""
    stands: dict[Atom, list[tuple[int, int]]] = defaultdict(list)
    for number, signs in enumerate(rows):
        for atom, sign in signs.items():
            stands[atom].append((number, sign))
    found: dict[Atom, list[tuple[int, int]]] = {}
    looked: set[int] = set()
    waiting = list(target)
    while waiting:
        atom = waiting.pop()
        if atom in found:
            continue
        found[atom] = stands[atom]
        for number, _ in stands[atom]:
            if number not in looked:
                looked.add(number)
                waiting += rows[number]
    return found
