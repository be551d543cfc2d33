"""The matcher as analysts use it: load it, link two files, look at the links.

matcher = Matcher.load("default")
links = matcher.link(read_children("children.csv"), read_inquiries("inquiries.csv"))
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tracing.linkage.encode import Progress, encode
from tracing.linkage.explain import explain_pair
from tracing.linkage.links import Links, links_of
from tracing.linkage.local import rank_pairs
from tracing.linkage.matcher import MatcherFile, load_matcher
from tracing.linkage.register import Register
from tracing.linkage.table import link_tables
from tracing.records import Records, check_sides, read_children, read_inquiries

__all__ = ["TOP", "Matcher"]

TOP = 20
"""Children kept for each inquiry unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """A matcher file, ready to link."""

    file: MatcherFile

    @classmethod
    def load(cls, name: str | Path = "default") -> Matcher:
        """Load a shipped matcher by name or a matcher file by path; InputError says what is wrong with it."""
        return cls(load_matcher(name))

    def link(
        self,
        children: Records | pd.DataFrame,
        inquiries: Records | pd.DataFrame,
        *,
        top: int = TOP,
        progress: Progress | None = None,
        threads: int | None = None,
    ) -> Links:
        """Link children to inquiries: block, compare, score, rank.

        Frames are read as files are. With a ``table`` matcher both are plain tables with a ``record_id`` column
        or an index of ids. The same two records weigh the same whatever else is in the files.
        """
        if self.file.schema == "table":
            left = children if isinstance(children, pd.DataFrame) else children.frame
            right = inquiries if isinstance(inquiries, pd.DataFrame) else inquiries.frame
            return link_tables(self.file, left, right, top)
        found = read_children(children) if isinstance(children, pd.DataFrame) else children
        sought = read_inquiries(inquiries) if isinstance(inquiries, pd.DataFrame) else inquiries
        check_sides(found, sought)
        start = time.perf_counter()
        blocked = encode(self.file, found, sought, progress)
        standardised = time.perf_counter() - start
        child_ids = found.frame["record_id"].to_numpy(dtype=object)
        tie = np.argsort(np.argsort(child_ids, kind="stable"), kind="stable").astype(np.int64)
        ranked = rank_pairs(self.file, blocked, tie, top, progress, threads)
        ranked.seconds = {"standardise": standardised, **ranked.seconds}
        return links_of(
            self.file,
            child_ids,
            sought.frame["record_id"].to_numpy(dtype=object),
            ranked,
            lambda child, inquiry: explain_pair(self.file, found, sought, child, inquiry),
        )

    def register(self, children: Records | pd.DataFrame, progress: Progress | None = None) -> Register:
        """Hold children in memory, to rank single inquiries against them as they come (``Register.rank``)."""
        found = read_children(children) if isinstance(children, pd.DataFrame) else children
        return Register(self.file, found, progress)
