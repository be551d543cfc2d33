"""How much more the comparisons could tell: learners that may do what a sum of weights can't.

    python benchmarks/ceiling.py [--train 11] [--test 21] [--matcher default] [--out ceiling.json]

Trained on the truth of one seed, judged on another, on the same candidate pairs as the matcher. A folder with
children.csv, inquiries.csv and truth.csv may stand for a seed: what a learner brings on samples of one maker may be
that maker's habits, so judge it on another's too.

- additive: logistic regression on the levels. What better weights for the same levels would bring.
- additive + rarity: the same with the weights' own bits, which know how rare a name is.
- boosted: gradient-boosted trees on the levels (scikit-learn). What interactions between comparisons would bring.
- boosted + rarity: the same with the bits. The ceiling of what the comparisons tell.

Then, of the boosted trees: how much F1 falls when one comparison is shuffled, which levels they move from what the sum
says (bits, among pairs near the threshold), and which pairs of levels together account for pairs that trees judge
right and the sum judges wrong. Scikit-learn comes with recordlinkage (extra ``analysis``).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pairs import Scored, encode_folder, make_samples, score_all
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from tracing.linkage.evaluation.curve import Operating, best_of, curve_of
from tracing.linkage.matcher import MatcherFile, load_matcher

Floats = NDArray[np.float64]

NEAR = 8.0
"""Bits around the sum's threshold within which a pair is contested."""

SHOWN = 25


@dataclass(frozen=True)
class Judge:
    """A way of scoring pairs, with its best operating point on the test seed."""

    name: str
    score: Floats
    best: Operating
    recall_at_1: float

    def says_yes(self) -> NDArray[np.bool_]:
        return self.score >= self.best.weight


def judge(name: str, score: Floats, pairs: Scored) -> Judge:
    best = best_of(curve_of(score, pairs.true, pairs.truths), pairs.truths)
    order = np.lexsort((-score, pairs.right))
    owner = pairs.right[order]
    first = order[np.append(True, owner[1:] != owner[:-1])]
    with_child = len(np.unique(pairs.right[pairs.true]))
    return Judge(name, score, best, float(pairs.true[first].sum() / max(1, with_child)))


def additive(train: Scored, test: Scored, rarity: bool) -> Floats:
    rows = slice(0, len(train.levels) - 1)
    hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(train.levels[rows].T)

    def table(pairs: Scored) -> Floats:
        levels = np.asarray(hot.transform(pairs.levels[rows].T), dtype=float)
        return np.concatenate([levels, pairs.weights[rows].T], axis=1) if rarity else levels

    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000))
    model.fit(table(train), train.true)
    return np.asarray(model.decision_function(table(test)))


def trees(train: Scored, test: Scored, rarity: bool) -> tuple[Any, Floats]:
    count = len(train.levels) - 1

    def table(pairs: Scored) -> Floats:
        levels = pairs.levels[:count].T.astype(float)
        return np.concatenate([levels, pairs.weights[:count].T], axis=1) if rarity else levels

    model = HistGradientBoostingClassifier(
        max_iter=200, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=20, l2_regularization=1.0,
        categorical_features=list(range(count)), early_stopping=True, validation_fraction=0.15, random_state=0,
    )  # fmt: skip
    model.fit(table(train), train.true)
    return model, np.asarray(model.decision_function(table(test)))


Row = dict[str, Any]


def importance(model: Any, test: Scored, names: Sequence[str], best: float) -> list[Row]:
    """F1 lost when a comparison's levels are shuffled over the pairs."""
    generator = np.random.default_rng(0)
    table = test.levels[: len(names)].T.astype(float)
    rows: list[Row] = []
    for number, name in enumerate(names):
        shuffled = table.copy()
        shuffled[:, number] = generator.permutation(shuffled[:, number])
        score = np.asarray(model.decision_function(shuffled))
        rows.append({"comparison": name, "f1_lost": best - judge("", score, test).best.f1})
    return sorted(rows, key=lambda row: -row["f1_lost"])


def level_name(matcher: MatcherFile, comparison: int, level: int) -> str:
    chosen = matcher.comparisons[comparison]
    return f"{chosen.name}={chosen.levels[level].name}"


def moved(matcher: MatcherFile, pairs: Scored, sum_of: Judge, other: Judge) -> list[Row]:
    """By how many bits the learner moves a level from the sum's weight, all else equal, among contested pairs:
    a linear fit of the difference on the levels, centred by comparison."""
    near = np.abs(sum_of.score - sum_of.best.weight) <= NEAR
    difference = (other.score / np.log(2.0) - pairs.total)[near]
    columns, labels = [], []
    for number, comparison in enumerate(matcher.comparisons):
        for level in range(len(comparison.levels)):
            column = (pairs.levels[number][near] == level).astype(float)
            if column.sum() >= 30:
                columns.append(column)
                labels.append((number, level, int(column.sum()), float(pairs.true[near][column > 0].mean())))
    design = np.stack(columns, axis=1)
    ridge = design.T @ design + 5.0 * np.eye(design.shape[1])
    effect = np.linalg.solve(ridge, design.T @ (difference - difference.mean()))
    rows: list[Row] = [
        {"level": level_name(matcher, c, lv), "bits": float(e), "pairs": n, "true": share}
        for (c, lv, n, share), e in zip(labels, effect, strict=True)
    ]
    return sorted(rows, key=lambda row: -abs(row["bits"]) * np.sqrt(row["pairs"]))[:SHOWN]


def together(matcher: MatcherFile, pairs: Scored, sum_of: Judge, other: Judge) -> list[Row]:
    """Pairs of levels by how many more test pairs the learner judges right than the sum does: ``refused`` false pairs
    that the sum lets pass, ``won`` true pairs that it leaves, each less those the other way."""
    yes, sums = other.says_yes(), sum_of.says_yes()
    refused = (~pairs.true & sums & ~yes).astype(int) - (~pairs.true & ~sums & yes).astype(int)
    won = (pairs.true & ~sums & yes).astype(int) - (pairs.true & sums & ~yes).astype(int)
    contested = np.flatnonzero((refused != 0) | (won != 0))
    rows: list[Row] = []
    for a, b in combinations(range(len(matcher.comparisons)), 2):
        width = len(matcher.comparisons[b].levels)
        key = pairs.levels[a][contested].astype(int) * width + pairs.levels[b][contested]
        for cell in np.unique(key):
            at = contested[key == cell]
            first, second = (
                level_name(matcher, a, int(cell) // width),
                level_name(matcher, b, int(cell) % width),
            )
            if {first.partition("=")[2], second.partition("=")[2]} & {"missing", "plausible", "same"}:
                continue  # what nearly every pair has tells nothing
            net = (int(refused[at].sum()), int(won[at].sum()))
            rows.append({"levels": f"{first} & {second}", "refused": net[0], "won": net[1], "net": sum(net)})
    return sorted(rows, key=lambda row: -row["net"])[:SHOWN]


def patterns(matcher: MatcherFile, pairs: Scored, sum_of: Judge, other: Judge) -> list[Row]:
    """The commonest whole patterns (names, birth, mother, father) that only the learner judges right."""
    shown = [
        n
        for n, c in enumerate(matcher.comparisons)
        if c.kind in ("given_names", "surnames", "birth", "mother")
    ]
    right = other.says_yes() == pairs.true
    better = np.flatnonzero(right & (sum_of.says_yes() != pairs.true))
    worse = np.flatnonzero(~right & (sum_of.says_yes() == pairs.true))
    counts: dict[tuple[Any, ...], list[int]] = {}
    for rows, place in ((better, 0), (worse, 1)):
        for row in rows.tolist():
            key = (bool(pairs.true[row]), *(level_name(matcher, n, int(pairs.levels[n][row])) for n in shown))
            counts.setdefault(key, [0, 0])[place] += 1
    found: list[Row] = [
        {"pair": "true" if key[0] else "false", "levels": ", ".join(key[1:]), "better": b, "worse": w}
        for key, (b, w) in counts.items()
    ]
    return sorted(found, key=lambda row: row["worse"] - row["better"])[:SHOWN]


def run(matcher: MatcherFile, train: Scored, test: Scored) -> dict[str, Any]:
    names = [c.name for c in matcher.comparisons]
    sum_of = judge("sum of weights", test.total, test)
    judges = [sum_of]
    for rarity, words in ((False, ""), (True, " + rarity")):
        judges.append(judge(f"additive{words}", additive(train, test, rarity), test))
    plain, score = trees(train, test, rarity=False)
    boosted = judge("boosted", score, test)
    full = judge("boosted + rarity", trees(train, test, rarity=True)[1], test)
    judges += [boosted, full]
    return {
        "pairs": {"train": len(train.true), "test": len(test.true), "true_in_test": test.truths},
        "judges": [
            {"name": j.name, "f1": j.best.f1, "precision": j.best.precision, "recall": j.best.recall,
             "recall@1": j.recall_at_1}
            for j in judges
        ],
        "importance": importance(plain, test, names, boosted.best.f1),
        "moved": moved(matcher, test, sum_of, full),
        "together": together(matcher, test, sum_of, full),
        "patterns": patterns(matcher, test, sum_of, full),
    }  # fmt: skip


def table(rows: Sequence[dict[str, Any]]) -> str:
    if not rows:
        return "(none)\n"
    cells = [[f"{v:.4f}" if isinstance(v, float) else str(v) for v in row.values()] for row in rows]
    lines = [list(rows[0]), ["---"] * len(rows[0]), *cells]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--train", default="11", help="seed or folder")
    parser.add_argument("--test", default="21", help="seed or folder")
    parser.add_argument("--children", type=int, default=10_000)
    parser.add_argument("--inquiries", type=int, default=5_000)
    parser.add_argument("--matcher", default="default")
    parser.add_argument("--samples", type=Path, help="where samples are kept; else they are made anew")
    parser.add_argument("--out", type=Path, help="write the figures here as JSON")
    options = parser.parse_args()
    matcher = load_matcher(options.matcher)
    with tempfile.TemporaryDirectory() as scratch:
        kept = options.samples or Path(scratch)
        scored = []
        for side in (options.train, options.test):
            size = (options.children, options.inquiries)
            folder = make_samples(kept, *size, int(side)) if side.isdigit() else Path(side)
            scored.append(score_all(matcher, encode_folder(matcher, folder)))
    report = run(matcher, *scored)
    text = json.dumps(report, indent=2, ensure_ascii=False)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    for title in ("judges", "importance", "moved", "together", "patterns"):
        sys.stdout.write(f"\n## {title}\n\n{table(report[title])}")
    if not options.out:
        sys.stdout.write(f"\n{text}\n")


if __name__ == "__main__":
    main()
