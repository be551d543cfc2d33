"""How functions of the columnar forms are compiled.

Numba keeps compiled functions beside the source and compiles anew when that file changes; a kernel that has taken in
a function of another file doesn't notice that one changing. ``make clean-kernels`` throws all of them away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["inlined", "kernel", "small"]

F = TypeVar("F", bound=Callable[..., object])


def small(function: F) -> F:
    """Compile a function that allocates nothing, without reference counting.

    Handing over a lexicon of twenty arrays would otherwise count each of them up and down, which costs ten times the
    function's own work.
    """
    options: dict[str, bool] = {"cache": True, "nogil": True, "_nrt": False}
    return cast(F, njit(**options)(function))  # type: ignore[call-overload]


def inlined(function: F) -> F:
    """Compile a function into each of its callers."""
    options: dict[str, object] = {"cache": True, "nogil": True, "_nrt": False, "inline": "always"}
    return cast(F, njit(**options)(function))  # type: ignore[call-overload]


def kernel(function: Any) -> Any:
    """Compile a loop over pairs or records. It allocates nothing either: what it needs to write is handed over."""
    return small(function)
