"""How often the garbage collector comes in a process of the command line."""

from __future__ import annotations

import gc

__all__ = ["collect_seldom"]


def collect_seldom() -> None:
    """Have it come less often; called before anything large is loaded. What a command loads stays, and looking it through for
    garbage again and again would take a fifth of its start."""
    gc.set_threshold(20_000, 20, 20)
