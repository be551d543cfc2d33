"""The service for a command: its database, its keys; and what a use case refuses, as a message of the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from tracing.cli.service_extra import service_extra
from tracing.records import InputError

if TYPE_CHECKING:
    from tracing.service.context import Service
    from tracing.service.errors import Refused
    from tracing.store.database import Reader

__all__ = ["every", "operator", "with_service"]


class _HasId(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=_HasId)


@contextmanager
def with_service() -> Iterator[Service]:
    """Give the service that the settings mean. ``InputError`` where it can't be reached, or a use case refuses."""
    with service_extra():
        from tracing.service.context import Service
        from tracing.service.errors import Refused
        from tracing.service.reach import database_url
        from tracing.service.settings import read_settings
        from tracing.service.starting import read_keys
        from tracing.store.database import Database
        from tracing.store.schema import check

    settings = read_settings()
    keys = read_keys(settings.keyring_path)
    with database_url(settings) as url:
        check(url)
        database = Database(url, size=2)
        try:
            yield Service(database, keys)
        except Refused as refusal:
            raise InputError(_told(refusal)) from None
        finally:
            database.close()


def every(page: Callable[[int], list[Row]]) -> list[Row]:
    """Return a whole list that use cases give in pages: ``page`` takes the id after which it begins."""
    found: list[Row] = []
    while more := page(found[-1].id if found else 0):
        found += more
    return found


def operator() -> Reader:
    """Return whoever runs commands on the service's own machine, as the audit names them: an administrator without a
    name."""
    from tracing.store.database import Reader

    return Reader("administrator", purpose="command_line")


def _told(refusal: Refused) -> str:
    faults = [f"{f.pointer.strip('/')} {f.reason}. {f.mend}".strip() for f in refusal.fields]
    return " ".join([str(refusal), *faults])
