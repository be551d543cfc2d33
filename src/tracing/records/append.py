"""A line added to a file, so that it stands there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from tracing.records.errors import OutputError

__all__ = ["append_line"]


def append_line(path: Path, line: str, header: str = "", lost: str = "the line") -> None:
    """Add ``line`` (without its end) to a file, which is made with ``header`` if it isn't there or is empty.

    When this returns the line is on the disk. Raises OutputError, naming what is ``lost``, where it can't be written; what stood in the
    file stands as it was.
    """
    try:
        with path.open("ab") as file:
            before = file.tell()
            try:
                file.write((f"{line}\n" if before else f"{header}{line}\n").encode())
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)
                raise
    except OSError as error:
        raise OutputError(
            f"{path}: {lost} could not be written ({error.strerror or error}); what stood there before stands."
        ) from error
