"""What goes wrong with the database as a whole."""

from __future__ import annotations

__all__ = ["StoreError"]


class StoreError(Exception):
    """The database can't be started, read, upgraded, saved or restored; nothing was changed half-way.

    ``str(error)`` is one message for the person who runs the service: what is wrong and what to do. No value of a
    person and no password stands in it.
    """
