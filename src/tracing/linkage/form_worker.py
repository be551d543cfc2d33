"""A process that standardises: rows in, form tables out, until its input ends.

Run as ``python -m tracing.linkage.form_worker`` by ``linkage.encode``, which alone starts it: a plain subprocess instead
of ``multiprocessing``, so that nothing of the caller's script is run again.
"""

from __future__ import annotations

import gc
import signal
import sys

from tracing.linkage.features import FormMaker
from tracing.linkage.form_pipe import receive, send, standardise_rows
from tracing.linkage.frequencies import load_frequencies


def main() -> None:
    """Answer each table of rows with its form table."""
    # Ctrl-C is the caller's to handle; it ends this process by closing its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Tables and caches live as long as the process, and next to nothing here makes cycles (60 objects in 10,000 rows):
    # walking hundreds of thousands of objects again and again takes a fifth of the time and finds nothing.
    gc.disable()
    maker = FormMaker(load_frequencies())
    while (rows := receive(sys.stdin.buffer)) is not None:
        send(sys.stdout.buffer, standardise_rows(rows, maker))
    # Else the interpreter looks once more for cycles before it ends, and the caller waits for seconds.
    gc.freeze()


if __name__ == "__main__":
    main()
