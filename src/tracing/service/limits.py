"""How many requests somebody may make: token buckets in the memory of one process.

A request is refused or let through by how many came before it, never by what it asks: nothing can be learnt from it.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from tracing.service.errors import TooMany

__all__ = ["Limit", "Limiter"]

_MOST_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """``burst`` requests at once, then ``rate`` a second."""

    rate: float
    burst: int


class Limiter:
    """The buckets of one kind of caller, by what names the caller (a key's id, an address)."""

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> None:
        """Take one request out of the caller's bucket; ``TooMany`` says how long to wait for the next."""
        with self._lock:
            left = self._left(caller)
            if left >= 1:
                self._keep(caller, left - 1)
                return
        raise self._refusal(left)

    def check(self, caller: str) -> None:
        """Raise ``TooMany`` where the bucket is empty, and take nothing."""
        with self._lock:
            left = self._left(caller)
        if left < 1:
            raise self._refusal(left)

    def _left(self, caller: str) -> float:
        left, at = self._buckets.get(caller, (float(self._limit.burst), 0.0))
        return min(float(self._limit.burst), left + (self._clock() - at) * self._limit.rate)

    def _keep(self, caller: str, left: float) -> None:
        self._buckets[caller] = (left, self._clock())
        self._buckets.move_to_end(caller)
        # The bucket that wasn't used for longest is the fullest: forgetting it gives nobody much.
        while len(self._buckets) > _MOST_KEPT:
            self._buckets.popitem(last=False)

    def _refusal(self, left: float) -> TooMany:
        seconds = max(1, math.ceil((1 - left) / self._limit.rate))
        return TooMany(
            "too_many_requests",
            "Too many requests.",
            f"Wait {seconds} s, then go on more slowly.",
            wait=seconds,
        )
