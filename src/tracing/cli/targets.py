"""Judge an output path before the work begins, so that nobody waits for a run that can't be written."""

from __future__ import annotations

from pathlib import Path

from tracing.records import InputError

__all__ = ["check_target"]

_ENDINGS = (".csv", ".jsonl", ".parquet")


def check_target(path: Path) -> None:
    """Raise InputError unless ``path`` can become a table: a known ending, in a folder that is there."""
    if path.suffix.lower() not in _ENDINGS:
        raise InputError(f"{path}: name a file that ends in {', '.join(_ENDINGS)}")
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file")
    if not path.absolute().parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist; create it first")
