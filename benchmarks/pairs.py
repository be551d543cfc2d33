"""What ``ceiling.py`` and ``ablation.py`` share: samples of a seed, encoded once, scored by any variant of a matcher.

The only place of the two that knows the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.encode import Blocked, encode
from tracing.linkage.explain import Explanation
from tracing.linkage.fixed import UNIT
from tracing.linkage.links import Links, links_of
from tracing.linkage.local import block_pairs, rank_pairs
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.score import Scorer
from tracing.records import Records, read_children, read_inquiries, read_truth
from tracing.samples import generate
from tracing.standardise.record import refuse_unreadable

__all__ = ["Encoded", "Scored", "encode_folder", "link_encoded", "make_samples", "score_all"]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Both sides of one folder of samples, standardised and encoded, with the truth."""

    children: Records
    inquiries: Records
    truth: pd.DataFrame
    blocked: Blocked


@dataclass(frozen=True, slots=True)
class Scored:
    """All candidate pairs: rows of both sides, levels and weights (bits) of shape (comparisons, pairs), the match
    weight (bits), which are true, and how many true pairs there are, found or not."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    levels: NDArray[np.uint8]
    weights: NDArray[np.float64]
    total: NDArray[np.float64]
    true: NDArray[np.bool_]
    truths: int


def make_samples(folder: Path, children: int, inquiries: int, seed: int) -> Path:
    """Make samples of one seed in a folder of their own, unless they are there; return the folder."""
    target = folder / f"{children}x{inquiries}-{seed}"
    if not (target / "truth.csv").exists():
        generate(children, inquiries, seed, target)
    return target


def encode_folder(matcher: MatcherFile, folder: Path) -> Encoded:
    """Read, standardise and encode a folder of samples."""
    children = refuse_unreadable(read_children(folder / "children.csv"))
    inquiries = refuse_unreadable(read_inquiries(folder / "inquiries.csv"))
    blocked = encode(matcher, children, inquiries)
    return Encoded(children, inquiries, read_truth(folder / "truth.csv"), blocked)


def score_all(matcher: MatcherFile, encoded: Encoded) -> Scored:
    """Score every candidate pair, ranked or not."""
    blocked, scorer = encoded.blocked, Scorer(matcher)
    found = list(block_pairs(matcher, blocked))
    scores = [scorer.columns(f.left, f.right, blocked.children, blocked.inquiries) for f in found]
    left, right = (np.concatenate([getattr(f, side) for f in found]) for side in ("left", "right"))
    size = len(encoded.children.frame)
    place = pd.Index(encoded.children.frame["record_id"]).get_indexer(pd.Index(encoded.truth["child_id"]))
    asked = pd.Index(encoded.inquiries.frame["record_id"]).get_indexer(pd.Index(encoded.truth["inquiry_id"]))
    return Scored(
        left=left,
        right=right,
        levels=np.concatenate([s.levels for s in scores], axis=1),
        weights=np.concatenate([s.weights for s in scores], axis=1) / UNIT,
        total=np.concatenate([s.total for s in scores]) / UNIT,
        true=np.isin(right * size + left, asked.astype(np.int64) * size + place),
        truths=len(encoded.truth),
    )


def _no_explanation(child: str, inquiry: str) -> Explanation:
    raise NotImplementedError


def link_encoded(matcher: MatcherFile, encoded: Encoded, top: int = 20) -> Links:
    """Block, compare, score and rank by a variant of the matcher the sides were encoded with."""
    child_ids = encoded.children.frame["record_id"].to_numpy(dtype=object)
    tie = np.argsort(np.argsort(child_ids, kind="stable"), kind="stable").astype(np.int64)
    ranked = rank_pairs(matcher, encoded.blocked, tie, top)
    inquiry_ids = encoded.inquiries.frame["record_id"].to_numpy(dtype=object)
    return links_of(matcher, child_ids, inquiry_ids, ranked, _no_explanation)
