"""A worker until it is told to end (SIGTERM, SIGINT)."""

from __future__ import annotations

from pathlib import Path

from tracing.api.logs import log_to
from tracing.cli.serving.failures import hold_back_texts
from tracing.service.context import Service
from tracing.service.starting import read_keys
from tracing.service.worker import run_worker
from tracing.store.database import Addresses, Database
from tracing.store.schema import check

__all__ = ["work"]


def work(address: Addresses, keyring: Path, connections: int) -> None:
    """Do the jobs of the database at ``address``; raises ``SchemaError``, ``KeysError`` where that can't be."""
    check(address.owner)
    log_to()
    hold_back_texts()
    database = Database(address, size=connections)
    try:
        run_worker(Service(database, read_keys(keyring)))
    finally:
        database.close()
