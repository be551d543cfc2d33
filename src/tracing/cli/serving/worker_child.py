"""The program of ``worker_process``: a worker that is told by its standard input where the database is, and ends with it."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

from tracing.cli.garbage import collect_seldom

_GRACE = 8.0


def _end_with(pipe: int) -> None:
    """Wait for the end of the pipe, which the service holds as long as it lives; then end in good order, or at last
    anyhow."""
    while os.read(pipe, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(_GRACE)
    os._exit(1)


def _main() -> int:
    collect_seldom()
    # Not at the top: it's most of what is loaded.
    from tracing.cli.serving.work import work
    from tracing.records import InputError
    from tracing.store.database import Addresses
    from tracing.store.errors import StoreError

    pipe = sys.stdin.fileno()
    line = b""
    while not line.endswith(b"\n"):
        # By hand: a reader that keeps more than the line would hide the pipe's end.
        piece = os.read(pipe, 4096)
        if not piece:
            return 0
        line += piece
    given = json.loads(line)
    threading.Thread(target=_end_with, args=(pipe,), name="pipe", daemon=True).start()
    try:
        work(Addresses(**given["address"]), Path(given["keyring"]), given["connections"])
    except (StoreError, InputError) as error:
        sys.stderr.write(f"tracing: the worker can't begin: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
