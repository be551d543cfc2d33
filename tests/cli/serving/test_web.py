"""The HTTP server of ``tracing serve``."""

from __future__ import annotations

import gc
import signal

from fastapi import FastAPI

from tracing.cli.serving.listening import listen
from tracing.cli.serving.stopping import Stopping
from tracing.cli.serving.web import answer


def test_what_was_loaded_is_set_aside_before_the_first_request() -> None:
    found = []

    def ready() -> None:
        found.append(gc.get_freeze_count())
        signal.raise_signal(signal.SIGTERM)

    gc.unfreeze()
    try:
        with Stopping() as stopping, listen("127.0.0.1", 0) as listening:
            answer(FastAPI(), listening, stopping, ready)
    finally:
        gc.unfreeze()
    (frozen,) = found
    assert frozen > 10_000
