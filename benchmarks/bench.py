"""Measure tracing and its peers on the same files in one run, and write RESULTS.md and results.json.

    python benchmarks/bench.py            # about half an hour on a quiet machine
    python benchmarks/bench.py --scale    # hours: 1,000,000 × 200,000 as well, more repetitions, both set-ups timed
    python benchmarks/bench.py --million  # that size alone, half an hour; written to benchmarks/million
    python benchmarks/bench.py --quick    # minutes, tiny: that everything works; written to benchmarks/.data/quick
    python benchmarks/bench.py --report-only  # RESULTS.md again from results.json, held against today's targets.toml
    python benchmarks/bench.py --febrl    # a minute: the lines of FEBRL 4 measured anew, all others as they are

Files are made once into benchmarks/.data. Whatever is learnt, standardised or linked is made anew by every run. A part
that fails is named in the report and the others go on.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import programs
import report
import single
from data import DATA, HERE, Sample, make
from growth import Step, growth, step_of
from growth import rows as growth_rows
from machine import machine, sources
from plan import PLANS, Plan
from process import Failure
from quality import Quality, big_quality, febrl_rows, small_quality
from rows import Results, Row
from speed import rows as speed_rows
from speed import speed
from targets import load

WORK = DATA / "work"


def say(what: str) -> None:
    """One line on the error stream, with the time since the start."""
    sys.stderr.write(f"{(time.monotonic() - START) / 60:6.1f} min  {what}\n")


START = time.monotonic()


def work_of(sample: Sample) -> Path:
    """Where what is made from a sample lies while this run lasts."""
    place = WORK / sample.name
    place.mkdir(parents=True, exist_ok=True)
    return place


class Bench:
    """One run: its rows so far, and what it is written with."""

    def __init__(self, plan: Plan, out: Path) -> None:
        self.plan, self.out = plan, out
        self.rows: list[Row] = []
        self.raw: dict[str, Any] = {}
        self.failures: dict[str, str] = {}
        self.faulty = False
        self.minutes: dict[str, float] = {}
        self.machine, self.sources = machine(), sources()
        self.targets = load(HERE / "targets.toml")
        self.sums = {}
        for sample in plan.samples():
            say(f"{sample.name}: files")
            self.sums[sample.name] = make(sample)

    def part(self, name: str, measure: Callable[[], None]) -> None:
        """Measure one part and write what is known by then; a failure ends this part only."""
        start = time.monotonic()
        try:
            measure()
        except Failure as failure:
            self.failures[name] = str(failure)
            say(f"{name}: {failure}")
        except Exception as fault:
            # Hours of other parts must not be lost to a fault in this one; the exit status tells.
            traceback.print_exc()
            self.failures[name] = f"fault of the benchmark itself: {type(fault).__name__}: {fault}"
            self.faulty = True
        self.minutes[name] = (time.monotonic() - start) / 60
        self.write()

    def write(self) -> None:
        document = {
            "command": {
                "quick": "python benchmarks/bench.py --quick",
                "bench": "make bench",
                "scale": "make bench-scale",
                "million": "make bench-million",
            }[self.plan.name],
            "plan": self.plan.name,
            "date": datetime.now(UTC).date().isoformat(),
            "minutes": (time.monotonic() - START) / 60,
            "minutes_by_part": self.minutes,
            "machine": {**self.machine, "load_at_end": os.getloadavg()[0]},
            "package_changed": sources() != self.sources,
            "samples": self.sums,
            "failures": self.failures,
            "runs": self.raw,
        }
        report.write(self.out, document, self.rows, self.targets)

    def run(self) -> None:
        plan, quality = self.plan, Quality()
        small, large = plan.of("own")[0], plan.big[0]
        steps: list[Step] = []
        timed: dict[str, Results] = {}

        def small_part() -> None:
            found = small_quality(plan, work_of, say)
            quality.found.update(found.found)
            quality.completeness.update(found.completeness)
            self.raw["quality"] = quality.found
            self.rows += found.rows

        def big_part() -> None:
            big_quality(plan, quality, work_of, say)
            self.rows += quality.rows

        def single_part() -> None:
            found = single.single(plan, small, work_of(small), say)
            self.raw["single"] = found
            self.rows += single.rows(plan, small, found)

        def speed_part() -> None:
            found = timed["large"] = speed(plan, large, work_of(large), say)
            self.raw["speed"] = found
            self.rows += speed_rows(plan, large, found)
            if large != small:
                self.rows += single.rows(plan, large, found)

        def growth_part() -> None:
            model = work_of(small) / "splink-merged-model.json"
            below = [s for s in (plan.tiny, small) if s is not None and s != large]
            steps.extend(growth(s, work_of(s), model, quality, say) for s in below)
            steps.append(step_of(large, timed.get("large", {}), quality))
            self.rows += growth_rows(steps)

        def huge_part() -> None:
            if plan.huge is None:
                return
            model = work_of(large) / "splink-merged-model.json"
            if plan.largest_only:
                # Splink's model is trained here, and growth needs a smaller size to grow from.
                steps.append(growth(large, work_of(large), model, quality, say))
            steps.append(growth(plan.huge, work_of(plan.huge), model, quality, say))
            self.rows = [row for row in self.rows if not row.key.startswith("growth.")] + growth_rows(steps)
            found = single.only_tracing(plan, plan.huge, say)
            self.raw["single, largest"] = found
            self.rows += single.rows(plan, plan.huge, found)

        # Quality goes first: Splink's models, which the other parts load, are trained there.
        if not plan.largest_only:
            self.part("quality", small_part)
            self.part("quality, large", big_part)
            self.part("speed", speed_part)
            self.part("single records", single_part)
            self.part("growth", growth_part)
        self.part("largest size", huge_part)
        self.raw["growth"] = {step.sample.name: step.found for step in steps}
        self.write()


def again(folder: Path, febrl: bool) -> None:
    """Write the report of a run that is over again, against the targets as they are now; the lines of FEBRL 4, which take
    no time that would be compared, measured anew if asked for."""
    document, rows = report.read(folder)
    if febrl:
        new = febrl_rows()
        at = next((n for n, row in enumerate(rows) if row.section == new[0].section), len(rows))
        rest = [row for row in rows if row.section != new[0].section]
        rows = [*rest[:at], *new, *rest[at:]]
        when = {"date": datetime.now(UTC).date().isoformat(), "commit": machine()["commit"]}
        document["later"] = {**document.get("later", {}), new[0].section: when}
    report.write(folder, document, rows, load(HERE / "targets.toml"))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument(
        "--quick", action="store_const", dest="plan", const="quick", help="tiny, to try it out"
    )
    chosen.add_argument(
        "--scale", action="store_const", dest="plan", const="scale", help="up to 1,000,000 × 200,000"
    )
    chosen.add_argument(
        "--million", action="store_const", dest="plan", const="million", help="1,000,000 × 200,000 alone"
    )
    parser.add_argument("--out", type=Path, help="folder of RESULTS.md and results.json")
    parser.add_argument("--report-only", action="store_true", help="write RESULTS.md again, measure nothing")
    parser.add_argument(
        "--febrl", action="store_true", help="measure FEBRL 4 alone, for the report that is there"
    )
    options = parser.parse_args()
    plan = PLANS[options.plan or "bench"]
    out = options.out or {"quick": DATA / "quick", "million": HERE / "million"}.get(plan.name, HERE)
    if options.report_only or options.febrl:
        again(out, options.febrl)
        return
    for peer in ("splink", "recordlinkage", "dedupe"):
        say(f"environment of {peer}")
        programs.peer_python(peer)
    shutil.rmtree(WORK, ignore_errors=True)
    bench = Bench(plan, out)
    say("compiling the comparisons, once")
    tiny = PLANS["quick"].small[0]
    make(tiny)
    programs.match(tiny, work_of(tiny))
    bench.run()
    shutil.rmtree(WORK, ignore_errors=True)
    say(f"written to {out.relative_to(HERE.parent) if out.is_relative_to(HERE.parent) else out}/RESULTS.md")
    if bench.faulty:
        sys.exit(1)


if __name__ == "__main__":
    main()
