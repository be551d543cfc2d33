"""What people write in words: plain text of a bounded length, on one line or on several."""

from __future__ import annotations

__all__ = ["is_filled", "is_line", "is_text"]


def is_text(text: str, longest: int) -> bool:
    """Say whether something is plain text of several lines, or none."""
    return len(text) <= longest and _is_plain(text)


def is_filled(text: str, longest: int) -> bool:
    """Say whether something is plain text of several lines that says something; blanks around it don't count."""
    return 1 <= len(text.strip()) <= longest and _is_plain(text)


def is_line(text: str, longest: int, empty: bool = False) -> bool:
    """Say whether something is a line of plain text."""
    return (0 if empty else 1) <= len(text.strip()) <= longest and text.isprintable()


def _is_plain(text: str) -> bool:
    return text.replace("\n", " ").replace("\r", " ").replace("\t", " ").isprintable()
