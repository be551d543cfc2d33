"""Invented children and inquiries of the northern road, for benchmarks: a second maker, apart from the package's own.

python benchmarks/makers/border.py --children 100000 --inquiries 30000 --seed 1 --out DIR
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType

from desks import COLUMNS, FOUND_DESKS, INQUIRY_COLUMNS, SEEK_DESKS, Row
from names import Names
from numbers_of import Numbers
from people import Family, Household
from places import Atlas
from scribes import Finding, Scribes, desk_of

FIRST_DAY, LAST_DAY = date(2019, 1, 7).toordinal(), date(2026, 6, 30).toordinal()
PRIME = 10_000_019  # more than any file has rows; multiplying modulo it makes numbers that tell no order


class Sheet:
    """A CSV file written in random order with bounded memory: rows fall into heaps, each heap is shuffled."""

    def __init__(self, path: Path, columns: list[str], expected: int, seed: int, scratch: Path) -> None:
        self._path, self._columns = path, columns
        self._rng = random.Random(seed)
        self._heaps = [
            (scratch / f"{path.stem}{i}").open("w+", encoding="utf-8", newline="")
            for i in range(expected // 60_000 + 1)
        ]
        self._line = io.StringIO()
        self._csv = csv.writer(self._line, lineterminator="\n")

    def add(self, cells: list[str]) -> None:
        self._line.seek(0)
        self._line.truncate()
        self._csv.writerow(cells)
        self._heaps[int(self._rng.random() * len(self._heaps))].write(self._line.getvalue())

    def row(self, row: Row) -> None:
        self.add([row.get(c, "") for c in self._columns])

    def __enter__(self) -> Sheet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._path.open("w", encoding="utf-8", newline="") as out:
            out.write(",".join(self._columns) + "\n")
            for heap in self._heaps:
                heap.seek(0)
                lines = heap.readlines()
                heap.close()
                self._rng.shuffle(lines)
                out.writelines(lines)


@dataclass(slots=True)
class Left:
    """What is still to be written: child rows, inquiries with a true child, inquiries without."""

    children: int
    true: int
    none: int


class Border:
    """Draws families until the files are full, and lets the two sides write about them."""

    def __init__(
        self, seed: int, left: Left, duplicates: float, sheets: tuple[Sheet, Sheet, Sheet], twice: Sheet
    ) -> None:
        self._rng = random.Random(seed)
        names, numbers = Names.load(), Numbers(seed)
        self._atlas = Atlas(random.Random(seed + 1))
        self._people = Household(self._rng, names, self._atlas, numbers)
        self._scribes = Scribes(self._rng, self._atlas, numbers, self._people)
        self._left, self._duplicates = left, duplicates
        self._children, self._inquiries, self._truth = sheets
        self._twice = twice
        self._factors = [random.Random(seed + 2 + i).randrange(1_000_000, PRIME) for i in range(3)]
        self._counts = [0, 0, 0]
        self._open: list[Finding] = []
        self.pairs = 0

    def run(self) -> None:
        left, rng = self._left, self._rng
        while left.children > 0 or left.true > 0 or left.none > 0:
            home = self._atlas.home(rng)
            findings = [self._finding(home.country)]
            for _ in range(rng.choices((0, 1, 2, 3), (30, 34, 22, 14))[0]):
                first = findings[0]
                findings.append(first if rng.random() < 0.12 else self._finding(home.country, first.day))
            families = self._people.clan(home, [f.day - rng.randint(2, 40) for f in findings])
            for family, finding in zip(families, findings, strict=True):
                self._family(family, finding)
                if left.children <= 0 and left.true > 0:
                    left.none, left.true = left.none + left.true, 0  # no found child is left to be sought

    def _number(self, kind: int, mark: str, agency: str) -> str:
        self._counts[kind] += 1
        return f"{agency}-{mark}{self._counts[kind] * self._factors[kind] % PRIME:08d}"

    def _finding(self, country: str, near: int = 0) -> Finding:
        """A new finding, or one of a running caravan: strangers brought in together."""
        rng = self._rng
        if self._open and not near and rng.random() < 0.13:
            return rng.choice(self._open)
        desk = desk_of(rng, FOUND_DESKS)
        if desk.code.startswith(("DO", "NI", "CR", "PA")) and country in {"GT", "MX", "SV", "BZ"}:
            desk = FOUND_DESKS[2][0]
        day = (
            near + int(rng.gauss(0, 200)) if near and rng.random() < 0.5 else rng.randint(FIRST_DAY, LAST_DAY)
        )
        day = min(max(day, FIRST_DAY), LAST_DAY)
        finding = Finding(desk, day, self._scribes.road(desk.place), "")
        if not near and rng.random() < 0.35:
            finding.group = self._number(2, "G", desk.code)
            self._open.append(finding)
            if len(self._open) > 40:
                self._open.pop(rng.randrange(40))
        return finding

    def _kind(self) -> str:
        left = self._left
        if left.children <= 0:
            return "unfound"
        true = left.true / 1.5
        return self._rng.choices(
            ("found", "match", "unfound", "lead"),
            (max(0.0, left.children / 1.4 - true), true, left.none * 0.62, left.none * 0.1),
        )[0]

    def _family(self, family: Family, finding: Finding) -> None:
        rng = self._rng
        kind = self._kind()
        travellers = family.travellers
        if kind == "lead" and len(travellers) < 2:
            at = travellers[0]
            other = at + 1 if at + 1 < len(family.children) else at - 1
            if other < 0 or finding.day - family.children[other].born > 6570:
                kind = "unfound"
            else:
                travellers = [at, other]
        found = travellers if kind in {"found", "match"} else travellers[:1] if kind == "lead" else []
        sought = {"found": [], "match": travellers, "unfound": travellers, "lead": travellers[1:]}[kind]
        if kind == "match" and len(travellers) > 1 and rng.random() < 0.1:
            sought = travellers[:-1]
        if kind == "lead" and rng.random() < 0.35:
            sought = travellers
        ids = self._record(family, found, finding)
        if sought:
            self._seek(family, sought, ids, finding)

    def _record(self, family: Family, found: list[int], finding: Finding) -> dict[int, list[str]]:
        """Rows of the found children; siblings together, or split between two desks."""
        rng = self._rng
        ids: dict[int, list[str]] = {}
        if len(found) > 1 and not finding.group and rng.random() < 0.75:
            finding.group = self._number(2, "G", finding.desk.code)
        at = finding
        for position in found:
            if position != found[0] and rng.random() < 0.15:
                desk = desk_of(rng, FOUND_DESKS)
                day = finding.day + int(rng.triangular(-20, 40, 1))
                at = Finding(desk, day, self._scribes.road(desk.place), "")
            times = 1 + (self._duplicates > 0 and rng.random() < self._duplicates)
            for turn in range(times):
                if self._left.children <= 0:
                    break
                here = at
                if turn:
                    desk = desk_of(rng, [d for d in FOUND_DESKS if d[0].code != at.desk.code])
                    here = Finding(
                        desk, at.day + int(rng.triangular(1, 60, 3)), self._scribes.road(desk.place), ""
                    )
                row = self._scribes.found(family, family.children[position], here, turn > 0)
                row["record_id"] = self._number(0, "", here.desk.code)
                self._children.row(row)
                self._left.children -= 1
                ids.setdefault(position, []).append(row["record_id"])
                if turn:
                    self._twice.add(sorted(ids[position]))
        return ids

    def _seek(self, family: Family, sought: list[int], ids: dict[int, list[str]], finding: Finding) -> None:
        """Inquiries for these children by one relative, now and then by a second one at another desk."""
        rng, scribes = self._rng, self._scribes
        seeker = scribes.seeker()
        rounds = [seeker]
        if rng.random() < 0.1:
            other = [s for s in ("grandmother", "mother", "father", "aunt") if s != seeker[0]]
            wanted = other[0] if rng.random() < 0.6 else rng.choice(other)
            rounds.append(next(s for s in iter(scribes.seeker, None) if s[0] == wanted))
        lag = int(rng.triangular(-2, 70, 6)) if rng.random() < 0.95 else -rng.randint(1, 20)
        last_contact = finding.day - lag
        asked = min(last_contact + int(rng.expovariate(1 / 90)) + 1, LAST_DAY + 150)
        for relative in rounds:
            abroad = relative[0] in {"father", "sibling", "aunt", "uncle"} and rng.random() < 0.35
            desk = desk_of(rng, SEEK_DESKS["US" if abroad else family.home.country])
            group = self._number(2, "B", desk.code) if len(sought) > 1 and rng.random() < 0.9 else ""
            for position in sought:
                true = ids.get(position, [])
                if (true and self._left.true <= 0) or (not true and self._left.none <= 0):
                    continue
                child = family.children[position]
                others = [family.children[i] for i in sought if i != position]
                row = scribes.inquiry(family, child, desk, relative, last_contact, asked, group, others)
                row["record_id"] = self._number(1, "B", desk.code)
                self._inquiries.row(row)
                for record in true:
                    self._truth.add([record, row["record_id"]])
                    self.pairs += 1
                if true:
                    self._left.true -= 1
                else:
                    self._left.none -= 1


def main(arguments: list[str] | None = None) -> int:
    """Write children.csv, inquiries.csv, truth.csv and duplicates.csv; print one line."""
    parser = argparse.ArgumentParser(description="Invented children, inquiries and truth for benchmarks.")
    parser.add_argument("--children", type=int, required=True, help="rows of children.csv")
    parser.add_argument("--inquiries", type=int, required=True, help="rows of inquiries.csv")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--duplicates", type=float, default=0.0, help="share of found children recorded twice"
    )
    parser.add_argument(
        "--unfound", type=float, default=0.4, help="share of inquiries whose child was not found"
    )
    given = parser.parse_args(arguments)
    if (
        given.children < 1
        or given.inquiries < 0
        or not 0 <= given.duplicates < 1
        or not 0 <= given.unfound <= 1
    ):
        parser.error("counts must be positive, shares between 0 and 1")
    if given.children + given.inquiries >= PRIME:
        parser.error(f"no more than {PRIME - 1:,} rows")
    start = time.perf_counter()
    given.out.mkdir(parents=True, exist_ok=True)
    none = round(given.inquiries * given.unfound)
    left = Left(given.children, given.inquiries - none, none)
    with tempfile.TemporaryDirectory(dir=given.out) as scratch:
        heaps = Path(scratch)
        with (
            Sheet(given.out / "children.csv", COLUMNS, given.children, given.seed, heaps) as children,
            Sheet(
                given.out / "inquiries.csv", INQUIRY_COLUMNS, given.inquiries, given.seed, heaps
            ) as inquiries,
            Sheet(
                given.out / "truth.csv", ["child_id", "inquiry_id"], given.inquiries, given.seed, heaps
            ) as truth,
            Sheet(
                given.out / "duplicates.csv", ["child_id_a", "child_id_b"], given.children, given.seed, heaps
            ) as twice,
        ):
            border = Border(given.seed, left, given.duplicates, (children, inquiries, truth), twice)
            border.run()
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{given.children} children, {given.inquiries} inquiries, {border.pairs} true pairs, {seconds:.1f} s: {given.out}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
