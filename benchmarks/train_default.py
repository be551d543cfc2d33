"""Train the shipped matcher ``default`` on invented records of both makers, and write its file.

python benchmarks/train_default.py --out src/tracing/matchers/default.toml

The records are made anew from their seeds. Seeds 101, 102 and 103 are for reporting and never stand here.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from tracing import read_children, read_inquiries, read_truth
from tracing.linkage.encode import encode
from tracing.linkage.evaluation import families_of
from tracing.linkage.matcher import load_matcher, write_matcher
from tracing.linkage.training.em import Labels
from tracing.linkage.training.evidence import gather, merge, weigh
from tracing.linkage.training.labels import truth_labels
from tracing.linkage.training.learn import learn
from tracing.samples import generate
from tracing.standardise.profile import RULES_VERSION

SEEDS = (11, 21)
CHILDREN, INQUIRIES = 10_000, 5_000
HEADING = """\
The matcher for found children and family inquiries.

Trained from hand-set weights (domain brief H2, H3) on invented records of two makers, whose truth is known:
benchmarks/train_default.py makes this file anew, docs/training.md says how it is done and how good it is. Agencies
should train their own on their own records: `tracing train`."""


def make(folder: Path) -> list[Path]:
    """Make the records of both makers."""
    made = []
    for seed in SEEDS:
        own, other = folder / f"samples{seed}", folder / f"border{seed}"
        generate(CHILDREN, INQUIRIES, seed, own)
        maker = Path(__file__).parent / "makers" / "border.py"
        sizes = ["--children", str(CHILDREN), "--inquiries", str(INQUIRIES), "--seed", str(seed)]
        subprocess.run([sys.executable, maker, *sizes, "--out", other], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        made += [own, other]
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    # Weights begin where they were set by hand; all else (blocking, bands) is as shipped.
    hand = load_matcher(Path(__file__).parent / "hand_weights.toml")
    shipped = replace(
        load_matcher("default"), comparisons=hand.comparisons, prior=hand.prior, kinship=hand.kinship
    )
    parts, labels, families, sides, last = [], [], [], [], 0
    with tempfile.TemporaryDirectory() as scratch:
        for folder in make(Path(scratch)):
            children, inquiries = (
                read_children(folder / "children.csv"),
                read_inquiries(folder / "inquiries.csv"),
            )
            truth = read_truth(folder / "truth.csv")
            blocked = encode(shipped, children, inquiries)
            ids = tuple(s.frame["record_id"].to_numpy(dtype=object) for s in (children, inquiries))
            evidence = gather(shipped, blocked, (ids[0], ids[1]), seed=0)
            parts.append(evidence)
            sides.append(blocked)
            labels.append(truth_labels(evidence.child, evidence.inquiry, (ids[0], ids[1]), truth))
            family = families_of(list(ids[1]), truth, inquiries)[: int(evidence.inquiry.max()) + 1]
            families.append(family + last)
            last = int(families[-1].max()) + 1
    learnt = learn(
        shipped,
        merge(parts),
        lambda m: np.concatenate([weigh(m, b, e) for b, e in zip(sides, parts, strict=True)]),
        Labels(
            *(np.concatenate([getattr(label, n) for label in labels]) for n in ("same", "sibling", "weight"))
        ),
        np.concatenate(families),
    )
    provenance = {
        "method": "truth of invented records, two makers together",
        "from": "hand-set weights of 2026.11",
        "tracing": version("tracing"),
        "rules": RULES_VERSION,
        "date": datetime.now(UTC).date(),
        "seeds": list(SEEDS),
        "makers": ["tracing samples", "benchmarks/makers/border.py"],
        "children_each": CHILDREN,
        "inquiries_each": INQUIRIES,
        "levels_kept_as_set_by_hand": [f"{u.comparison}.{u.level}" for u in learnt.unseen],
        "held_out_calibration_error": round(learnt.calibration_error, 4),
        "expected_f1": round(learnt.expected.f1, 4),
    }
    description = (
        "Weights for children found in Central and North America and the inquiries of their families"
    )
    write_matcher(
        replace(learnt.matcher, description=description, provenance=provenance), arguments.out, HEADING
    )


if __name__ == "__main__":
    main()
