"""What decisions teach a matcher: simulated reviewers who see only what was ranked, and err, on records whose truth is known.

    python benchmarks/reviewers.py [--train-on 43] [--report-on 61,62] [--children 4000] [--inquiries 2000] [--out FILE]

Reviewers work the queue of the matcher they have (weights set by hand): of each inquiry's first ten pairs they look at most strong
ones, at half of the possible and at few weak ones, the first before the others, and call a share of what they judge the
wrong thing. From their decisions three matchers are learnt: with judged pairs standing for their stratum of rank and weight (as
``tracing train --decisions`` does), with judged pairs taken as they come and the rest left to the mixture, and with all that
wasn't judged taken for another child. Beside them: no labels, and the whole truth. Figures are of other seeds, on which nothing
was chosen. Prints Markdown.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from data import Sample, make
from numpy.typing import NDArray

from tracing import Matcher, evaluate, read_children, read_inquiries, read_truth
from tracing.linkage.encode import encode
from tracing.linkage.matcher import MatcherFile, load_matcher
from tracing.linkage.training.em import Labels
from tracing.linkage.training.evidence import gather, weigh
from tracing.linkage.training.labels import decision_labels, family_pairs, truth_labels
from tracing.linkage.training.learn import learn
from tracing.linkage.training.train import families_by_id

SEEN = {"strong": 0.9, "possible": 0.5, "weak": 0.05}
"""Share of the first ranks' pairs that a reviewer opens; of ranks 2 to 10 a third of it."""

ERRORS = (0.0, 0.02, 0.10)
FIGURES = ("best F1", "F1 of strong", "precision", "recall", "recall@1", "calibration error, p ≥ 0.05")


@dataclass(frozen=True)
class Bench:
    """One maker's records to learn from, compared once."""

    start: MatcherFile
    evidence: object
    blocked: object
    ids: tuple[NDArray[np.object_], NDArray[np.object_]]
    truth: pd.DataFrame
    inquiries: object
    links: pd.DataFrame


def hand() -> MatcherFile:
    """The matcher that the office has: weights set by hand, all else as shipped."""
    weights = load_matcher(Path(__file__).parent / "hand_weights.toml")
    return replace(
        load_matcher("default"), comparisons=weights.comparisons, prior=weights.prior, kinship=weights.kinship
    )


def bench(sample: Sample) -> Bench:
    make(sample)
    start = hand()
    children, inquiries = (
        read_children(sample.file("children.csv")),
        read_inquiries(sample.file("inquiries.csv")),
    )
    blocked = encode(start, children, inquiries)
    ids = tuple(side.frame["record_id"].to_numpy(dtype=object) for side in (children, inquiries))
    links = Matcher(start).link(children, inquiries, top=10).to_pandas()
    evidence = gather(start, blocked, (ids[0], ids[1]), 0)
    return Bench(
        start, evidence, blocked, (ids[0], ids[1]), read_truth(sample.file("truth.csv")), inquiries, links
    )


def review(links: pd.DataFrame, truth: pd.DataFrame, error: float, seed: int) -> pd.DataFrame:
    """Decisions of reviewers who see the queue and err in a share ``error`` of what they judge."""
    random = np.random.default_rng(seed)
    chance = links["band"].astype(str).map(SEEN).to_numpy(dtype=float)
    chance = np.where(links["rank"].to_numpy() == 1, chance, chance / 3)
    seen = links[random.random(len(links)) < chance]
    same = pd.MultiIndex.from_frame(seen[["child_id", "inquiry_id"]]).isin(
        pd.MultiIndex.from_frame(truth[["child_id", "inquiry_id"]])
    )
    said = same ^ (random.random(len(seen)) < error)
    return pd.DataFrame(
        {
            "child_id": seen["child_id"].astype(str).to_numpy(),
            "inquiry_id": seen["inquiry_id"].astype(str).to_numpy(),
            "decision": np.where(said, "possible", "not_this_child"),
        }
    )


def _word_for_word(labels: Labels) -> Labels:
    return replace(labels, error=0.0)


def _as_they_come(labels: Labels) -> Labels:
    return replace(labels, weight=np.ones(len(labels.same)), error=0.0)


def _unjudged_are_others(labels: Labels) -> Labels:
    return replace(_as_they_come(labels), same=np.nan_to_num(labels.same))


WAYS: Mapping[str, Callable[[Labels], Labels]] = {
    "for their stratum, errors expected": lambda labels: labels,
    "for their stratum, word for word": _word_for_word,
    "as they come": _as_they_come,
    "the unjudged as other children": _unjudged_are_others,
}


def matchers(on: Bench, seed: int) -> dict[str, MatcherFile]:
    """Return the matchers by how they were learnt."""
    weighing = lambda m: weigh(m, on.blocked, on.evidence)  # type: ignore[arg-type] # noqa: E731
    child, inquiry = on.evidence.child, on.evidence.inquiry  # type: ignore[attr-defined]

    def learnt(labels: Labels | None, pairs: pd.DataFrame | None) -> MatcherFile:
        family = None if pairs is None else families_by_id(on.ids[1], pairs, on.inquiries)  # type: ignore[arg-type]
        return learn(on.start, on.evidence, weighing, labels, family).matcher  # type: ignore[arg-type]

    found = {"set by hand": on.start, "no labels": learnt(None, None)}
    bits = weighing(on.start)
    for error in ERRORS:
        decided = review(on.links, on.truth, error, seed)
        labels = decision_labels(child, inquiry, on.ids, decided, bits)
        for way, change in WAYS.items():
            name = f"{len(decided):,} decisions, {error:.0%} wrong: {way}"
            found[name] = learnt(change(labels), family_pairs(decided))
    found["the whole truth"] = learnt(truth_labels(child, inquiry, on.ids, on.truth), on.truth)
    return found


def figures(matcher: MatcherFile, sample: Sample) -> list[float]:
    make(sample)
    children, inquiries = (
        read_children(sample.file("children.csv")),
        read_inquiries(sample.file("inquiries.csv")),
    )
    links = Matcher(matcher).link(children, inquiries).to_pandas()
    found = evaluate(links, read_truth(sample.file("truth.csv")))
    strong = found.strong
    assert strong is not None
    return [
        found.best.f1, strong.f1, strong.precision, strong.recall, found.recall_at[1],
        found.calibration_error_likely,
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train-on", type=int, default=43)
    parser.add_argument("--report-on", default="61,62")
    parser.add_argument("--children", type=int, default=4000)
    parser.add_argument("--inquiries", type=int, default=2000)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    sizes = arguments.children, arguments.inquiries
    lines = []
    for maker in ("own", "border"):
        lines += [f"| {maker} maker | {' | '.join(FIGURES)} |", f"|---|{'---:|' * len(FIGURES)}"]
        for name, matcher in matchers(
            bench(Sample(maker, *sizes, arguments.train_on)), arguments.train_on
        ).items():
            rows = [figures(matcher, Sample(maker, *sizes, int(s))) for s in arguments.report_on.split(",")]
            lines.append(f"| {name} | {' | '.join(f'{v:.4f}' for v in np.mean(rows, axis=0))} |")
            print(lines[-1], flush=True)  # noqa: T201
        lines.append("")
    if arguments.out:
        arguments.out.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
