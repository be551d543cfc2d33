"""What nobody expected, on the error stream: where it happened and of which kind, never its text, which may quote a value
of a person."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from tracing.api.logs import frames, logger

__all__ = ["hold_back_texts"]


def hold_back_texts() -> None:
    """From now on write what ends this program, or a thread of it, as an event like all others."""

    def ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        logger().critical("ended", error=kind.__name__, frames=frames(error))

    def thread_ended(what: threading.ExceptHookArgs) -> None:
        error = what.exc_value
        logger().critical(
            "thread_ended", error=what.exc_type.__name__, frames=[] if error is None else frames(error)
        )

    sys.excepthook = ended
    threading.excepthook = thread_ended
