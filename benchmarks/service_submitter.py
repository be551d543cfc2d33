"""Submits records at an even pace as a process of its own, and says how long each took; what to submit comes by standard input, and
a line when to begin."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from service_steps import Site, paced


def main() -> None:
    """Say that it is ready, wait for a line, submit, write the milliseconds as JSON."""
    given = json.loads(sys.stdin.readline())
    site = Site(given["url"], Path(given["keyring"]))
    rows = [(side, agency, row) for side, agency, row in given["rows"]]
    with site.service(1) as service:
        took = paced(service, rows, given["seconds"], given["rate"], _begin)
    print(json.dumps(took), flush=True)  # noqa: T201


def _begin() -> None:
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()


if __name__ == "__main__":
    main()
