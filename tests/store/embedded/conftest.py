"""Folders for servers, and supervisors in processes of their own that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import MEMORY, server_folder
from tracing.store.embedded import EmbeddedServer
from tracing.store.embedded.orphans import clear, processes_in

_PROGRAM = """
import signal, sys, time
from pathlib import Path
from tracing.store.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1])).start()
print(server.url, flush=True)
signal.pause()
"""

Supervise = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder for a server; whatever still runs on it at the end is stopped."""
    with server_folder(MEMORY) as made:
        yield made
        cluster = made / "cluster"
        if processes_in(cluster):
            clear(cluster)


@pytest.fixture
def supervise(folder: Path) -> Iterator[Supervise]:
    """Start a supervisor in a process of its own; ``bare``: on a system that can't tell the server of its end."""
    with ExitStack() as stack:

        def start(bare: bool = False) -> subprocess.Popen[str]:
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _PROGRAM, str(folder)],
                    stdout=subprocess.PIPE,
                    text=True,
                    env=os.environ | ({"PATH": ""} if bare else {}),
                )
            )
            stack.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline().startswith("postgresql://")
            return process

        yield start


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    """A running server for tests that only look at it."""
    with server_folder(MEMORY) as made, EmbeddedServer(made) as running:
        yield running
