"""The errors for a file or an argument that can't be used at all."""

from __future__ import annotations

__all__ = ["InputError", "OutputError"]


class InputError(Exception):
    """A whole file or argument is unusable; nothing of it was read.

    ``str(error)`` is one message for the person at the keyboard: which file, where in it if known, what was
    expected, how to mend it. Column names and record ids may stand in it, personal values not: messages end
    up in terminals, tickets and logs. A single bad row is no InputError but a ``Refusal``.
    """


class OutputError(InputError):
    """What was asked for is right, but the result could not be written: the disk is full or was taken away.

    Nothing half-written stays behind, an older file is as it was.
    """
