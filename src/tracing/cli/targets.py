"""Judge the paths of a command before the work begins, so that nobody waits for a run that can't be written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from tracing.records import InputError, OutputError

__all__ = ["PICTURES", "TABLES", "check_different", "check_target", "picture"]

TABLES = (".csv", ".jsonl", ".parquet")
PICTURES = (".png", ".svg")


def check_target(path: Path, *inputs: Path, endings: Sequence[str] = TABLES) -> None:
    """Raise InputError unless ``path`` can be written: a known ending, in a folder that is there and takes
    files, and none of the ``inputs``, which writing would destroy."""
    if path.suffix.lower() not in endings:
        raise InputError(
            f"{path}: unknown ending {path.suffix!r}. Name a file that ends in {', '.join(endings)}."
        )
    folder = path.absolute().parent
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name a file")
        if not folder.is_dir():
            raise InputError(f"{path}: the folder {path.parent} does not exist; create it first")
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: is a device or a pipe; name a file")
        for file in inputs:
            if path.exists() and file.exists() and path.samefile(file):
                raise InputError(f"{path}: the result would overwrite the input {file}; name another file")
        # Trying is the only way to know: rights, read-only disks and quotas each have rules of their own.
        with TemporaryFile(dir=os.path.realpath(folder)):
            pass
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: the file can't be written here ({reason})") from None


def check_different(children: Path, inquiries: Path) -> None:
    """Raise InputError where one file stands for both sides: every child would be found in itself."""
    if children.exists() and inquiries.exists() and children.samefile(inquiries):
        raise InputError(
            f"{children}: the same file was given for the children and for the inquiries. "
            "Expected the found children first, then the inquiries."
        )


@contextmanager
def picture(path: Path) -> Iterator[Path]:
    """Yield a name beside ``path`` to draw into, which takes its place when the block ends well."""
    partial = path.with_name(f".{path.stem}.partial{path.suffix}")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: the picture could not be written ({error.strerror or error}).") from error
    finally:
        partial.unlink(missing_ok=True)
