"""Whether a reader's role lets them do something at all (``casework.roles``). The database holds the same line; this one
says so in words. What an agency's key may do is asked where its scopes are known (``api.signed_in``)."""

from __future__ import annotations

from tracing.casework.roles import TASKS, Role, Task, may
from tracing.service.errors import Forbidden
from tracing.store.database import Reader

__all__ = ["forbidden", "require"]


def require(reader: Reader, task: Task) -> None:
    """Raise ``Forbidden`` unless a person of the reader's role may do a task."""
    if not may(Role(reader.role), task):
        raise forbidden(task)


def forbidden(task: Task) -> Forbidden:
    """Return the refusal of a task."""
    return Forbidden("role_may_not", f"Your role may not do this: {TASKS[task].en.lower()}.")
