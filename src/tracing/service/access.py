"""Whether a reader's role lets them do something at all. The database holds the same line; this one says so in words."""

from __future__ import annotations

from tracing.service.errors import Forbidden
from tracing.store.database import Reader

__all__ = ["require"]


def require(reader: Reader, *allowed: str) -> None:
    """Raise ``Forbidden`` unless the reader has one of the roles."""
    if reader.role not in allowed:
        raise Forbidden(
            "role_may_not",
            "Your role may not do this.",
            f"It is for: {', '.join(role.replace('_', ' ') for role in allowed)}.",
        )
