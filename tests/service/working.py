"""A worker in a process of its own: reads where the database and the keyring are from its input, and works."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.service.worker import run_worker
from tracing.store.database import Database


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
