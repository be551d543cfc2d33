"""What the garbage collector needn't walk: it goes through all objects again and again, whether they stay or not."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["set_aside", "uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the collector off within the block; one that was off before stays off.

    For long runs: encoding makes hundreds of thousands of words that stay and next to no cycles, and the collector would take a
    quarter of the time to find nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def set_aside() -> None:
    """Take all that is there by now out of the collector's sight.

    For a process that answers or matches for days: it has loaded hundreds of thousands of objects that stay, and while the
    collector goes through them, for a fifth of a second or more, everybody waits.
    """
    gc.collect()
    gc.freeze()
