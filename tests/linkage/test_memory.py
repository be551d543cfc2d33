"""Less memory means fewer pairs under way, not other links."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tracing import InputError, Matcher, read_children, read_inquiries
from tracing.linkage import encode, memory
from tracing.linkage.encode import Standardiser
from tracing.linkage.local import _chunks_within
from tracing.linkage.memory import pairs_at_once, parse_size

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


@pytest.mark.parametrize(
    ("text", "size"),
    [("2GiB", 2 << 30), ("512 mb", 512 << 20), ("1.5G", 3 << 29), ("4096", 4096), ("64KiB", 64 << 10)],
)
def test_sizes_as_people_write_them(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "much", "-1GiB", "2 giga", "GiB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="2GiB"):
        parse_size(text)


def test_what_is_left_decides_how_many_pairs_are_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_taken", lambda: 1 << 30)
    assert pairs_at_once(None, 2) is None
    # One GiB is left for two threads at 400 bytes a pair.
    assert pairs_at_once(2 << 30, 2) == (1 << 30) // 800
    with pytest.raises(InputError, match=r"at least 1\.06 GiB"):
        pairs_at_once((1 << 30) + 1000, 2)


def test_chunks_hold_no_more_hits_than_allowed_unless_one_inquiry_does() -> None:
    hits = np.array([3, 4, 100, 1, 1, 1])
    assert _chunks_within(hits, 8) == [(0, 2), (2, 3), (3, 6)]
    assert _chunks_within(hits[:0], 8) == []


def test_links_are_the_same_with_hardly_any_room(monkeypatch: pytest.MonkeyPatch) -> None:
    matcher = Matcher.load("default")
    sides = read_children(SAMPLES / "children.csv"), read_inquiries(SAMPLES / "inquiries.csv")
    free = matcher.link(*sides).to_pandas()
    monkeypatch.setattr(memory, "_taken", lambda: 0)
    monkeypatch.setattr(memory, "PER_PAIR", 4 << 20)  # sixteen pairs at once for each of two threads
    tight = matcher.link(*sides, threads=2, memory=128 << 20).to_pandas()
    pd.testing.assert_frame_equal(free, tight)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc to see the processes")
def test_processes_that_standardise_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "PIECE", 80)
    children = read_children(SAMPLES / "children.csv")
    before, taken = set(memory._family()), memory._taken()
    with Standardiser(processes=2) as standardiser:
        standardiser.forms(children)
        workers = {Path(f"/proc/{worker.process.pid}") for worker in standardiser._workers}
        assert set(memory._family()) - before == workers
        # A process that has read names and places takes tens of megabytes.
        assert memory._taken() > taken + 2 * (20 << 20)
    assert set(memory._family()) == before
