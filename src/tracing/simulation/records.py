"""The sample's records, as agencies would send them: by whom, on which day, and what is the truth of them."""

from __future__ import annotations

import csv
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tracing.samples import generate
from tracing.simulation.plan import Plan

__all__ = ["Submission", "Truth", "submissions"]

_LAST = 0.7
"""Records come in during this share of the time: the last ones must still be worked on."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A record to be sent on a day."""

    day: int
    side: str
    agency: str
    reference: str
    facts: dict[str, str] = field(repr=False)

    @property
    def path(self) -> str:
        """Where records of its side are sent."""
        return "/v1/children" if self.side == "child" else "/v1/inquiries"


@dataclass(frozen=True, slots=True)
class Truth:
    """Which (inquiry, child) references belong together."""

    pairs: frozenset[tuple[str, str]]

    def same(self, inquiry: str, child: str) -> bool:
        """Whether they do."""
        return (inquiry, child) in self.pairs


def submissions(plan: Plan) -> tuple[list[Submission], Truth]:
    """Return all records in the order in which they are sent, and the truth of them."""
    rng = random.Random(plan.seed)
    made: list[Submission] = []
    with tempfile.TemporaryDirectory() as folder:
        generate(plan.children, plan.cases, plan.seed, Path(folder))
        for side, name in (("child", "children"), ("inquiry", "inquiries")):
            for row in _rows(Path(folder) / f"{name}.csv"):
                agency, reference = row.pop("agency"), row["record_id"]
                facts = {column: cell for column, cell in row.items() if cell}
                made.append(
                    Submission(rng.randrange(max(1, int(_LAST * plan.days))), side, agency, reference, facts)
                )
        truth = frozenset((row["inquiry_id"], row["child_id"]) for row in _rows(Path(folder) / "truth.csv"))
    rng.shuffle(made)
    return sorted(made, key=lambda one: one.day), Truth(truth)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
