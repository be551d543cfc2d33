"""The service's HTTP side in a process of its own, for the benchmark: reads where the database and the keyring are, prints
its port."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import uvicorn

from tracing.api.heads import BoundedHeads
from tracing.api.settings import ApiSettings
from tracing.cli.serving.listening import listen
from tracing.linkage.uncollected import set_aside
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.store.database import Database
from tracing.web.site import create_site

_NO_LIMIT = 1_000_000
"""Requests a second: how fast it is is asked, not how fast one person may ask."""

given = json.loads(sys.stdin.readline())
settings = ApiSettings(
    secure_cookies=False,
    second_factor=False,
    person_rate=_NO_LIMIT,
    person_burst=_NO_LIMIT,
    key_rate=_NO_LIMIT,
    key_burst=_NO_LIMIT,
)
database = Database(given["url"], size=10)
try:
    app = create_site(Service(database, Keyring.read(Path(given["keyring"]))), settings)
    with listen("127.0.0.1", 0) as listening:
        print(listening.getsockname()[1], flush=True)  # noqa: T201
        # Nobody reads on: a line of log for each request would fill the pipe, and then all would wait.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        config = uvicorn.Config(
            app, http=BoundedHeads, ws="none", lifespan="off", access_log=False, log_config=None
        )
        set_aside()
        uvicorn.Server(config).run(sockets=[listening])
finally:
    database.close()
