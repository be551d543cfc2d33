"""A command reaches the database that is named, the one that runs, or one that it starts for itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.databases import MEMORY, server_folder
from tracing.service.reach import database_url
from tracing.service.settings import Settings
from tracing.store.embedded import EmbeddedServer


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder."""
    with server_folder(MEMORY) as made:
        yield made


def test_a_server_that_runs_is_used_and_left_running(folder: Path) -> None:
    settings = Settings(data_dir=folder, database_url=None)
    with EmbeddedServer(settings.server_dir) as server:
        with database_url(settings) as url:
            assert url == server.url
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_otherwise_one_is_started_for_the_time_being(folder: Path) -> None:
    settings = Settings(data_dir=folder, database_url=None)
    with database_url(settings) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert EmbeddedServer.running_url(settings.server_dir) is None
