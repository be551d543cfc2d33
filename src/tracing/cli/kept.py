"""What a command that is stopped leaves, and where to begin again. Commands note it as they go, ``main`` says it.

Nothing is imported here that takes time: a command may be stopped before all else is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

__all__ = ["begin", "forget", "told", "where"]


class _Kept:
    where: Callable[[], str] | None = None
    out: Path | None = None
    before: tuple[int, int] | None = None
    inputs: tuple[Path, ...] = ()


def forget() -> None:
    """Begin another command."""
    _Kept.where = _Kept.out = _Kept.before = None
    _Kept.inputs = ()


def where(stage: Callable[[], str] | None) -> None:
    """Note who knows at which stage the command is, or that nobody does any longer."""
    _Kept.where = stage


def begin(out: Path, *inputs: Path) -> None:
    """Note which file the command is going to write. ``inputs``: files that needn't be standardised again once
    ``tracing standardise`` has written them."""
    _Kept.out, _Kept.before, _Kept.inputs = out, _stamp(out), inputs


def told() -> str:
    """Return what to say now that the command is stopped."""
    begun = "stopped; no file was left half-written. "
    stage = f". It was at: {_Kept.where()}" if _Kept.where is not None else ""
    out = _Kept.out
    if out is None:
        return f"{begun}Run the same command again to start anew{stage}"
    if _stamp(out) != _Kept.before:
        return f"{begun}{out.name} was written already, whole: nothing is lost"
    stands = ", and the one from before stands as it was" if _Kept.before is not None else ""
    return f"{begun}Run the same command again to start anew{_standardised()}{stage}. {out.name} was not written{stands}"


def _standardised() -> str:
    """Return what needn't be done again, or needn't have been."""
    done = [path.name for path in _Kept.inputs if path.suffix.lower() == ".parquet"]
    raw = [path for path in _Kept.inputs if path.suffix.lower() != ".parquet"]
    said = f", from {' and '.join(done)} as standardised" if done else ""
    if raw:
        written = f"`tracing standardise {raw[0].name} --out {raw[0].stem}.parquet`"
        said += f"; files written by {written} need not be standardised again"
    return said


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
