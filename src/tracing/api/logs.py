"""Logs as JSON lines. A field is written only if it stands on a list, so that no value of a person gets into a log by
carelessness; of an exception its kind and where it was raised are written, not its text, which may quote a value."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import PurePath
from traceback import extract_tb
from typing import Any, TextIO, cast

import structlog

__all__ = ["FIELDS", "frames", "log_to", "logger"]

FIELDS = frozenset(
    {
        "event", "level", "at", "logger", "route", "status", "ms", "id", "agency", "person", "key", "error", "frames",
        "job", "task", "records", "rows", "attempt", "matcher",
    }
)  # fmt: skip
"""What may be written: ids, counts, names of code. Everything else is dropped."""


def log_to(stream: TextIO = sys.stderr, level: int = logging.INFO) -> None:
    """Write the program's logs, and those of the libraries it uses, as JSON lines to a stream. What can't be written there is
    lost, and nothing else with it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _only_listed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _Sturdy(stream))),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, _Through):
            root.removeHandler(handler)
    root.addHandler(_Through())
    root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    # It writes addresses with their query.
    logging.getLogger("uvicorn.access").disabled = True


def logger() -> Any:
    """Return what events are written with: ``logger().info("served", route=..., status=...)``."""
    return structlog.get_logger()


def frames(error: BaseException) -> list[str]:
    """Return where an exception came from, as ``file:line function``, the outermost first."""
    return [f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in extract_tb(error.__traceback__)][-20:]


def _only_listed(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if name in FIELDS}


class _Sturdy:
    """A stream that may be closed, full or broken: no request fails for that, and no record is left out of matching."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


class _Through(logging.Handler):
    """What libraries log: the message as it stands in their code, without what was filled in."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        told = {} if error is None else {"error": type(error).__name__, "frames": frames(error)}
        text = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        level = record.levelname.lower()
        method = level if level in ("debug", "info", "warning", "error", "critical") else "warning"
        getattr(logger(), method)(text.partition("\n")[0], logger=record.name, **told)
