"""What people write in words: plain text of a bounded length."""

from __future__ import annotations

from typing import Final

from tracing.service.errors import FieldFault
from tracing.service.texts import is_filled

__all__ = ["LONGEST", "text_fault"]

LONGEST: Final = 2000


def text_fault(pointer: str, text: str) -> list[FieldFault]:
    """Return what is wrong with a text, nothing where it is plain and of 1 to ``LONGEST`` characters."""
    if is_filled(text, LONGEST):
        return []
    return [FieldFault(pointer, "isn't a text of 1 to 2,000 characters", "Write plain text.")]
