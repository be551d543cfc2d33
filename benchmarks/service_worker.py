"""A worker in a process of its own, for the service's benchmark: reads where the database and the keyring are."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tracing.cli.garbage import collect_seldom
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.service.worker import run_worker
from tracing.store.database import Database

collect_seldom()
given = json.loads(sys.stdin.readline())
database = Database(given["url"], size=4)
try:
    run_worker(Service(database, Keyring.read(Path(given["keyring"]))))
finally:
    database.close()
