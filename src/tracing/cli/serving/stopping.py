"""What SIGINT, SIGTERM and SIGHUP mean to a service: at first that the start is given up, then that it ends in good order."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType, TracebackType

__all__ = ["Stopped", "Stopping"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A signal came before the service was ready. No library may take it for its own."""


class Stopping:
    """Takes the signals while it is entered. The first raises ``Stopped``, or calls what ``by`` named; after that none
    disturbs the tidying up, but for a second one that ``hurry`` named something for."""

    def __init__(self) -> None:
        self._ends: Callable[[], None] | None = None
        self._hurries: Callable[[], None] | None = None
        self._before: dict[int, object] = {}
        self.asked = False
        """Whether a signal has come."""

    def by(self, ends: Callable[[], None], hurries: Callable[[], None] | None = None) -> None:
        """From now on call ``ends`` at the first signal, and ``hurries`` at each one after it."""
        self._ends, self._hurries = ends, hurries

    def over(self) -> None:
        """From now on nothing comes of a signal: everything is about to end."""
        self.asked = True
        self._hurries = None

    def __enter__(self) -> Stopping:
        for number in _SIGNALS:
            # `nohup` has said that hanging up doesn't matter.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._come)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _come(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            if self._hurries is not None:
                self._hurries()
            return
        self.asked = True
        if self._ends is None:
            raise Stopped
        self._ends()
