"""``tracing.train``: two files in, a matcher out, with where its numbers come from."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.encode import Progress, encode
from tracing.linkage.evaluation.families import families_of
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.table import table_ids
from tracing.linkage.training.assemble import TrainingError
from tracing.linkage.training.em import Labels, Step
from tracing.linkage.training.evidence import Evidence, gather, gather_tables, weigh, weigh_levels
from tracing.linkage.training.generic import find_generic
from tracing.linkage.training.labels import decision_labels, family_pairs, truth_labels
from tracing.linkage.training.learn import Learnt, learn
from tracing.linkage.training.model import CLASSES, UNRELATED
from tracing.records import Records, Refusal, check_sides
from tracing.standardise.profile import RULES_VERSION

__all__ = ["Trained", "starts_warning", "train", "train_tables"]

Ids = tuple[NDArray[np.object_], NDArray[np.object_]]


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained matcher, with its provenance, and how training went; ``faults`` are rows and words that the program failed
    at."""

    matcher: MatcherFile
    learnt: Learnt
    evidence: Evidence
    seconds: float
    faults: tuple[Refusal, ...] = ()

    @property
    def heading(self) -> str:
        """What is to stand above the matcher's file, which keeps the comments of the one it was trained from."""
        return (
            f"Trained from {self.matcher.provenance['from']} on {self.matcher.version} (`tracing train`; see [provenance]).\n"
            "What comments below say of where numbers come from was said of the matcher it was trained from."
        )


def _labels(
    evidence: Evidence,
    ids: Ids,
    truth: pd.DataFrame | None,
    decisions: pd.DataFrame | None,
    bits: Callable[[], NDArray[np.float64]],
) -> Labels | None:
    if truth is not None and decisions is not None:
        raise ValueError("expected either truth or decisions, found both")
    if truth is not None:
        labels = truth_labels(evidence.child, evidence.inquiry, ids, truth)
        said = "true pairs"
    elif decisions is not None:
        labels = decision_labels(evidence.child, evidence.inquiry, ids, decisions, bits())
        said = "pairs decided to be the same child"
    else:
        return None
    same = int((labels.same == 1).sum())
    if same == 0:
        raise TrainingError(
            f"none of the {said} is among the candidate pairs of these files. Check that the ids are the files' own."
        )
    return labels


def families_by_id(
    ids: NDArray[np.object_], pairs: pd.DataFrame, inquiries: Records | None = None
) -> NDArray[np.int64]:
    """Number the families in the order of their inquiries' ids: by these numbers labels are held out, and which are
    held out together mustn't depend on the order of rows."""
    order = np.argsort(ids, kind="stable")
    family = np.empty(len(ids), dtype=np.int64)
    family[order] = families_of(list(ids[order]), pairs, inquiries)
    return family


def starts_warning(provenance: Mapping[str, Any]) -> str | None:
    """Return what to say where a training's starts (``provenance`` of its matcher) came to different ends, else None."""
    if provenance["starts_agree"]:
        return None
    found = provenance["expected_pairs_by_start"]
    return (
        f"the starts of the iteration disagree: from {min(found):,} to {max(found):,} pairs of the same child are expected. The "
        "records fit more than one reading; have (more) pairs decided and train with them before this matcher is used."
    )


def provenance_of(
    shipped: MatcherFile, learnt: Learnt, evidence: Evidence, sizes: tuple[int, int], method: str, seed: int
) -> dict[str, Any]:
    """Return where a matcher's numbers come from, as its file says it; ``sizes`` of both sides."""
    found = {k: round(v) for k, v in learnt.best.history[-1].items() if k in CLASSES[:UNRELATED]}
    quality: dict[str, Any] = {
        "precision": round(learnt.expected.precision, 4),
        "recall_of_candidates": round(learnt.expected.recall, 4),
        "f1": round(learnt.expected.f1, 4),
    }
    if not math.isnan(learnt.calibration_error):
        quality["calibration_error"] = round(learnt.calibration_error, 4)
    if learnt.best.error:
        quality["decisions_wrong"] = round(learnt.best.error, 4)
    return {
        "method": method,
        "from": f"{shipped.name} {shipped.version}",
        "tracing": version("tracing"),
        "rules": RULES_VERSION,
        "seed": seed,
        "children": sizes[0],
        "inquiries": sizes[1],
        "candidate_pairs": evidence.candidates,
        "random_pairs": evidence.sampled,
        "expected_pairs": {k: v for k, v in found.items() if v},
        "iterations": [f.steps for f in learnt.fits],
        "starts_converged": sum(f.converged for f in learnt.fits),
        "starts_agree": learnt.starts_agree,
        "expected_pairs_by_start": [round(f.history[-1]["child"]) for f in learnt.fits],
        "prior_by_rule": float(f"{learnt.prior_by_rule:.3g}"),
        "levels_kept_as_shipped": [f"{u.comparison}.{u.level}" for u in learnt.unseen],
        "estimated_quality": quality,
    }


def _finish(
    shipped: MatcherFile,
    learnt: Learnt,
    evidence: Evidence,
    sizes: tuple[int, int],
    method: str,
    seed: int,
    start: float,
) -> Trained:
    seconds = time.perf_counter() - start
    provenance = provenance_of(shipped, learnt, evidence, sizes, method, seed)
    today = date.today()
    named = replace(
        learnt.matcher,
        name=f"{shipped.name} trained",
        version=today.isoformat(),
        description=f"Trained from {shipped.name} {shipped.version} on {sizes[0]:,} and {sizes[1]:,} records",
        provenance={**provenance, "date": today, "seconds": round(seconds, 1)},
    )
    return Trained(named, learnt, evidence, seconds)


def _method(truth: pd.DataFrame | None, decisions: pd.DataFrame | None) -> str:
    return "truth" if truth is not None else "decisions" if decisions is not None else "unsupervised"


def _not_empty(sizes: tuple[int, int], names: tuple[str, str]) -> None:
    for size, name in zip(sizes, names, strict=True):
        if size == 0:
            raise TrainingError(f"{name} has no usable records; training compares two sides.")


def train(
    matcher: MatcherFile,
    children: Records,
    inquiries: Records,
    *,
    truth: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    learn_generic: bool = True,
    seed: int = 0,
    progress: Progress | None = None,
    step: Step | None = None,
) -> Trained:
    """Train ``matcher`` on two sides, without labels or with ``truth`` or ``decisions``.

    ``learn_generic``: telephones and document numbers that mean nothing go into the matcher; where those who read the
    matcher may not read them, they don't, and weigh what they weigh.

    The result depends on the records, the labels, the matcher and the seed: not on the order of rows or the number of
    threads. Raises TrainingError, which says what to do, where nothing sound can be learnt.
    """
    start = time.perf_counter()
    check_sides(children, inquiries)
    sizes = (len(children.frame), len(inquiries.frame))
    _not_empty(sizes, (children.source, inquiries.source))
    found = find_generic(children, inquiries) if learn_generic else {}
    known = {k: matcher.generic.get(k, frozenset()) | v for k, v in {**matcher.generic, **found}.items()}
    shipped = replace(matcher, generic={k: v for k, v in known.items() if v})
    blocked = encode(shipped, children, inquiries, progress)
    ids = tuple(side.frame["record_id"].to_numpy(dtype=object) for side in (children, inquiries))
    assert len(ids) == 2
    evidence = gather(shipped, blocked, ids, seed, progress=progress)
    labels = _labels(evidence, ids, truth, decisions, lambda: weigh(matcher, blocked, evidence))
    pairs = truth if decisions is None else family_pairs(decisions)
    family = None if pairs is None else families_by_id(ids[1], pairs, inquiries)
    learnt = learn(shipped, evidence, lambda m: weigh(m, blocked, evidence), labels, family, step, progress)
    trained = _finish(shipped, learnt, evidence, sizes, _method(truth, decisions), seed, start)
    return replace(trained, faults=blocked.faults)


def train_tables(
    matcher: MatcherFile,
    left: pd.DataFrame,
    right: pd.DataFrame,
    *,
    truth: pd.DataFrame | None = None,
    seed: int = 0,
    step: Step | None = None,
) -> Trained:
    """Train a ``schema = "table"`` matcher on two plain tables; as ``train``, with two classes of pairs."""
    start = time.perf_counter()
    sizes = (len(left), len(right))
    _not_empty(sizes, ("the left table", "the right table"))
    ids = (table_ids(left), table_ids(right))
    evidence = gather_tables(matcher, left, right, seed)
    labels = _labels(evidence, ids, truth, None, lambda: weigh_levels(matcher, evidence))
    family = None if truth is None else families_by_id(ids[1], truth)
    learnt = learn(matcher, evidence, lambda m: weigh_levels(m, evidence), labels, family, step)
    return _finish(matcher, learnt, evidence, sizes, _method(truth, None), seed, start)
