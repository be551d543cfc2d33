"""From which weight two records of one side are of one child: `tracing duplicates` beside the truth, by threshold.

    python benchmarks/duplicates.py [--choose-on 31] [--report-on 32,33] [--share 0.12] [--matcher default] [--out FILE]

On children of ``makers/border.py``, a share of whom is recorded a second time by another agency (duplicates.csv). What
counts is what a person is given to confirm: pairs in a set or open. Leads, which may be of two children, count as not found.
The threshold with the best F1 on the first seed is the one to ship; the others say how good it is. Prints Markdown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from data import Sample, make
from numpy.typing import NDArray

from tracing import Matcher, read_children
from tracing.linkage.duplicates import cliques
from tracing.linkage.evaluation.curve import Operating, operating

STEP = 1.0
"""Bits between one threshold and the next."""

LOWEST, HIGHEST = 8.0, 22.0
HEADINGS = (
    "threshold, bits", "pairs", "precision", "recall", "F1", "precision in sets", "recall in sets", "true pairs among leads"
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """Pairs of one sample from the lowest threshold on, strongest first: numbers of both records, weights in bits, which
    are true and which are leads; ``truths``: true pairs, found or not."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    weight: NDArray[np.float64]
    true: NDArray[np.bool_]
    lead: NDArray[np.bool_]
    truths: int


@dataclass(frozen=True)
class Line:
    """One threshold: pairs in sets or open, those in sets alone, and the true pairs that are only leads."""

    given: Operating
    in_sets: Operating
    true_leads: int


def judge(matcher: Matcher, sample: Sample) -> Judged:
    """Look for duplicates in one sample and set them beside its duplicates.csv."""
    make(sample)
    found = matcher.duplicates(read_children(sample.file("children.csv")), least=LOWEST).to_pandas()
    truth = pd.read_csv(sample.file("duplicates.csv"), dtype=str)
    # Strongest first and by reference, as sets are gathered.
    found = found.sort_values(["weight", "child_id_a", "child_id_b"], ascending=[False, True, True])
    ids = pd.Index(pd.unique(found[["child_id_a", "child_id_b"]].to_numpy().ravel()))
    pairs = pd.MultiIndex.from_frame(found[["child_id_a", "child_id_b"]])
    return Judged(
        ids.get_indexer(pd.Index(found["child_id_a"])).astype(np.int64),
        ids.get_indexer(pd.Index(found["child_id_b"])).astype(np.int64),
        found["weight"].to_numpy(),
        pairs.isin(pd.MultiIndex.from_frame(truth)),
        (found["state"] == "lead").to_numpy(),
        len(truth),
    )


def at(threshold: float, judged: Judged) -> Line:
    """What comes out at one threshold. Whether a pair is a lead doesn't hang on it, which set it is in does."""
    reached = judged.weight >= threshold
    given = np.flatnonzero(reached & ~judged.lead)
    sets = cliques(zip(judged.a[given].tolist(), judged.b[given].tolist(), strict=True))
    number = {row: n for n, members in enumerate(sets) for row in members}
    inside = np.array(
        [number.get(int(judged.a[k]), -1) == number.get(int(judged.b[k]), -2) for k in given], dtype=bool
    )
    return Line(
        operating(threshold, int(judged.true[given].sum()), len(given), judged.truths),
        operating(threshold, int(judged.true[given][inside].sum()), int(inside.sum()), judged.truths),
        int((judged.true & judged.lead & reached).sum()),
    )


def thresholds() -> list[float]:
    return np.arange(LOWEST, HIGHEST + STEP / 2, STEP).tolist()


def choose(judged: Judged) -> float:
    """Return the threshold of best F1; of equal ones the highest."""
    return max(thresholds(), key=lambda bits: (at(bits, judged).given.f1, bits))


def _mean(values: Sequence[float], digits: int) -> str:
    text = f"{np.mean(values):,.{digits}f}"
    return text if len(values) == 1 else f"{text} ± {np.std(values, ddof=1):,.{digits}f}"


def table(judged: Sequence[Judged], chosen: float) -> list[str]:
    """A line for each threshold, means over the samples; the chosen one in bold."""
    lines = [f"| {' | '.join(HEADINGS)} |", f"|{' ---: |' * len(HEADINGS)}"]
    for bits in thresholds():
        found = [at(bits, one) for one in judged]
        cells = [
            f"**{bits:g}**" if bits == chosen else f"{bits:g}",
            _mean([f.given.pairs for f in found], 0),
            *(_mean([getattr(f.given, name) for f in found], 4) for name in ("precision", "recall", "f1")),
            *(_mean([getattr(f.in_sets, name) for f in found], 4) for name in ("precision", "recall")),
            _mean([f.true_leads for f in found], 0),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--choose-on", type=int, default=31, help="seed")
    parser.add_argument("--report-on", default="32,33", help="seeds")
    parser.add_argument("--children", type=int, default=10_000)
    parser.add_argument("--inquiries", type=int, default=5_000)
    parser.add_argument("--share", type=float, default=0.12, help="of found children recorded twice")
    parser.add_argument("--matcher", default="default")
    parser.add_argument("--out", type=Path, help="write the Markdown here instead of printing it")
    options = parser.parse_args()
    matcher = Matcher.load(options.matcher)
    first, *others = (
        judge(matcher, Sample("border", options.children, options.inquiries, seed, options.share))
        for seed in (options.choose_on, *map(int, options.report_on.split(",")))
    )
    chosen = choose(first)
    said = at(chosen, first).given
    lines = [
        f"Chosen on seed {options.choose_on}: {chosen:g} bits (F1 {said.f1:.4f}, precision {said.precision:.4f}, "
        f"recall {said.recall:.4f}, {first.truths:,} children recorded twice). On seeds {options.report_on}:",
        "",
        *table(others, chosen),
    ]
    text = "\n".join(lines) + "\n"
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
