"""Stores uploads as a process of its own, as a worker does: each line of standard input lists some, and each is answered when they are
stored."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from service_steps import Site

from tracing.cli.garbage import collect_seldom
from tracing.service.imports import store_file


def main() -> None:
    """Say that it is ready, and store what it is told until there is nothing more."""
    given = json.loads(sys.stdin.readline())
    collect_seldom()
    with Site(given["url"], Path(given["keyring"])).service(1) as service:
        _say("ready")
        for line in sys.stdin:
            for number in json.loads(line):
                store_file(service, number)
            _say("stored")


def _say(what: str) -> None:
    print(what, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
