"""Set-ups that many tests begin with, made once per process: each test gets a copy of the database and of what was returned.

``@staged`` stands in the place of ``@pytest.fixture`` over a function that takes the service and nothing else. Making a
case takes half a second of work, copying its database a tenth of that.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import Host

if TYPE_CHECKING:
    from tracing.service.context import Service
    from tracing.store.database import Database

_KEPT = 8
"""Databases of set-ups that a process keeps: tests come module by module, and each database takes memory."""


@dataclass(frozen=True)
class _Stage:
    template: str
    database: Database
    made: Any
    ended: ExitStack


class Stages:
    """The set-ups of one process, by the functions that make them."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._stages: OrderedDict[Callable[[Service], Any], _Stage] = OrderedDict()

    @contextmanager
    def copied(self, build: Callable[[Service], Any]) -> Iterator[Any]:
        """Give what ``build`` returns, as if it were made anew: on a database and with objects of its own."""
        from tracing.store.database import Database

        stage = self._stages.get(build) or self._make(build)
        self._stages.move_to_end(build)
        with self._host.database(stage.template) as url:
            database = Database(url, size=4)
            # Whatever holds the set-up's database, the service above all, holds the copy's instead.
            yield copy.deepcopy(stage.made, {id(stage.database): database})
            database.close()

    def close(self) -> None:
        """Drop what is kept."""
        while self._stages:
            self._stages.popitem()[1].ended.close()

    def _make(self, build: Callable[[Service], Any]) -> _Stage:
        from tracing.service.context import Service
        from tracing.service.keyring import Keyring
        from tracing.store.database import Database

        if len(self._stages) == _KEPT:
            self._stages.popitem(last=False)[1].ended.close()
        with ExitStack() as stack:
            url = stack.enter_context(self._host.database(self._host.template))
            database = Database(url, size=4)
            made = build(Service(database, Keyring.new()))
            # Nobody may be connected to what is copied.
            database.close()
            self._stages[build] = _Stage(str(database.url.database), database, made, stack.pop_all())
        return self._stages[build]


@pytest.fixture(scope="session")
def stages(host: Host) -> Iterator[Stages]:
    """The set-ups that this process has made."""
    made = Stages(host)
    yield made
    made.close()


def staged(build: Callable[[Service], Any]) -> Any:
    """Make a fixture of a set-up: it is made once, and copied for each test."""

    @pytest.fixture(name=build.__name__)
    def given(stages: Stages) -> Iterator[Any]:
        with stages.copied(build) as made:
            yield made

    return given


__all__ = ["Stages", "staged", "stages"]
