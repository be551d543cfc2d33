"""A worker in a process of its own (``worker_process``): reads where the database and the keyring are from its input, and
works."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.service.worker import run_worker
from tracing.store.database import Database

ROOT = Path(__file__).parents[2]


@contextmanager
def worker_process(url: str, keyring: Path) -> Iterator[subprocess.Popen[str]]:
    """Run one, and kill it at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.service.working"],
        cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps({"url": url, "keyring": str(keyring)}) + "\n")
        process.stdin.flush()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()


def main() -> None:
    """Work until told to end."""
    given = json.loads(sys.stdin.readline())
    database = Database(given["url"], size=4)
    try:
        run_worker(Service(database, Keyring.read(Path(given["keyring"]))))
    finally:
        database.close()


if __name__ == "__main__":
    main()
