"""Why the embedded server doesn't run."""

from __future__ import annotations

from tracing.store.errors import StoreError

__all__ = ["EmbeddedError"]


class EmbeddedError(StoreError):
    """The embedded server can't be started; the text says why and what to do."""
