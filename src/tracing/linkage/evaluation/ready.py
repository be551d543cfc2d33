"""Values as JSON takes them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["ready"]


def ready(value: Any) -> Any:
    """Return ``value`` with tuples as lists and numbers that are none (NaN, infinite) as None, at any depth."""
    if isinstance(value, Mapping):
        return {str(key): ready(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [ready(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
