"""Which side a single file belongs to."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from tracing.records import InputError, Records, read_children, read_inquiries

__all__ = ["Side", "read_one"]


class Side(StrEnum):
    """What the records of a file are; ``auto`` goes by the columns."""

    auto = "auto"
    children = "children"
    inquiries = "inquiries"


def read_one(file: Path, side: Side) -> Records:
    """Read a file of either side; an inquiry says who asks (file contract)."""
    if side is Side.inquiries:
        return read_inquiries(file)
    try:
        return read_children(file)
    except InputError:
        if side is Side.children:
            raise
        return read_inquiries(file)
