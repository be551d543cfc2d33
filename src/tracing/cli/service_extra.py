"""Commands of the service need the extra ``service``; whoever hasn't installed it is told so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tracing.records import InputError

__all__ = ["service_extra"]


@contextmanager
def service_extra() -> Iterator[None]:
    """Import what a command of the service needs within this; ``InputError`` if the extra isn't installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "tracing":
            raise
        raise InputError(
            f"this command needs {error.name.partition('.')[0]}, which comes with the service; install it with: "
            "pip install 'tracing[service]'"
        ) from None
