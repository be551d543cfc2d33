"""The matcher as analysts use it: load it, link two files, look at the links.

matcher = Matcher.load("default")
links = matcher.link(read_children("children.csv"), read_inquiries("inquiries.csv"))
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from tracing.linkage.duplicates import Duplicates, find_duplicates
from tracing.linkage.encode import Progress, Standardiser, encode
from tracing.linkage.explain import Language
from tracing.linkage.explainer import Explainer
from tracing.linkage.kernels import kernels_loading
from tracing.linkage.links import Links, links_of
from tracing.linkage.local import rank_pairs
from tracing.linkage.matcher import MatcherFile, load_matcher
from tracing.linkage.rank import order_of
from tracing.linkage.register import Register
from tracing.linkage.spark import check_spark, rank_records
from tracing.linkage.table import link_tables
from tracing.records import InputError, Records, check_sides, read_children, read_inquiries

if TYPE_CHECKING:
    from tracing.linkage.plot.accessors import MatcherPlot

__all__ = ["TOP", "Engine", "Matcher", "check_engine"]

TOP = 20
"""Children kept for each inquiry unless told otherwise."""


Engine = Literal["local", "spark"]
"""Where the linkage runs."""


def check_engine(matcher: MatcherFile, engine: str, memory: int | None = None) -> None:
    """Raise InputError where ``engine`` is none, can't run here or can't run this matcher within ``memory``."""
    if engine not in get_args(Engine):
        raise InputError(
            f"engine {engine}: there is no such engine; choose one of {', '.join(get_args(Engine))}"
        )
    if engine == "spark":
        if matcher.schema == "table":
            raise InputError(
                f"engine spark: {matcher.source} links plain tables, which the local engine does"
            )
        if memory is not None:
            raise InputError(
                "engine spark: a memory limit is for the local engine; Spark has spark.driver.memory"
            )
        check_spark()


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
        engine: Engine = "local",
        memory: int | None = None,
        standardiser: Standardiser | None = None,
        register: int | None = None,
    ) -> Links:
        """Link children to inquiries: block, compare, score, rank.

        Frames are read as files are. With a ``table`` matcher both are plain tables with a ``record_id`` column
        or an index of ids. The same two records weigh the same whatever else is in the files, and on every
        engine: ``local`` is this machine (``threads``), ``spark`` needs the extra of that name and Java.
        ``memory``: bytes that the process may take on the local engine; fewer pairs are then under way at once,
        with the same result. ``standardiser``: one that has begun with the records already (local engine).
        ``register``: how many children are held in all, by which a pair is a candidate (``candidate_from``); None: as many
        as are given, 0: as in the smallest register, which is how live matching links.
        """
        check_engine(self.file, engine, memory)
        if self.file.schema == "table":
            left = children if isinstance(children, pd.DataFrame) else children.frame
            right = inquiries if isinstance(inquiries, pd.DataFrame) else inquiries.frame
            return link_tables(self.file, left, right, top)
        found = read_children(children) if isinstance(children, pd.DataFrame) else children
        sought = read_inquiries(inquiries) if isinstance(inquiries, pd.DataFrame) else inquiries
        check_sides(found, sought)
        child_ids, inquiry_ids = (side.frame["record_id"].to_numpy(dtype=object) for side in (found, sought))
        if engine == "spark":
            ranked, faults = rank_records(self.file, found, sought, top, progress, register=register)
        else:
            start = time.perf_counter()
            with kernels_loading(self.file):
                blocked = encode(self.file, found, sought, progress, standardiser)
            standardised, faults = time.perf_counter() - start, blocked.faults
            ties = order_of(child_ids), order_of(inquiry_ids)
            ranked = rank_pairs(
                self.file, blocked, ties[0], top, progress, threads, ties[1], memory, register=register
            )
            ranked.seconds = {"standardise": standardised, **ranked.seconds}
        return links_of(
            self.file,
            child_ids,
            inquiry_ids,
            ranked,
            Explainer(self.file, found, sought).explain,
            faults,
        )

    def duplicates(
        self,
        records: Records | pd.DataFrame,
        *,
        least: float | None = None,
        language: Language = "en",
        progress: Progress | None = None,
        threads: int | None = None,
    ) -> Duplicates:
        """Find records of one side that may be of one child, as sets for a person to confirm; nothing is merged.

        A frame is read as children; give ``Records`` for inquiries. ``least``: threshold in bits, the matcher's own if
        None; ``language``: of the sentences. InputError for a matcher of plain tables.
        """
        side = read_children(records) if isinstance(records, pd.DataFrame) else records
        return find_duplicates(self.file, side, least, language, progress, threads)

    def register(self, children: Records | pd.DataFrame, progress: Progress | None = None) -> Register:
        """Hold children in memory, to rank single inquiries against them as they come (``Register.rank``)."""
        found = read_children(children) if isinstance(children, pd.DataFrame) else children
        return Register(self.file, found, progress)

    @property
    def plot(self) -> MatcherPlot:
        """Charts of this matcher (extra ``analysis``): ``matcher.plot.levels("birth")`` and others."""
        from tracing.linkage.plot.accessors import MatcherPlot

        return MatcherPlot(self.file)
