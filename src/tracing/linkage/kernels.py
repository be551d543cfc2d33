"""Compiled comparisons, loaded while something else goes on.

Loading them from the disk takes half a second, compiling them (once on a machine) half a minute; standardising, in
processes of its own, takes longer than either.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np

from tracing.linkage.encode import Blocked, encode_table
from tracing.linkage.form_table import FORM_SCHEMA
from tracing.linkage.local import rank_pairs
from tracing.linkage.matcher import MatcherFile

__all__ = ["kernels_loading"]


def _load(matcher: MatcherFile) -> None:
    # Nothing matched with nothing calls them all. What fails here fails again where it is needed, and is said there.
    with suppress(Exception):
        nothing = encode_table(matcher, FORM_SCHEMA.empty_table())
        rank_pairs(matcher, Blocked(nothing, nothing), np.empty(0, dtype=np.int64), 1, threads=1)


@contextmanager
def kernels_loading(matcher: MatcherFile) -> Iterator[None]:
    """Load what ranking by ``matcher`` calls, in a thread, and see to it that this is done when the block ends."""
    thread = threading.Thread(target=_load, args=(matcher,), daemon=True)
    thread.start()
    yield
    thread.join()
