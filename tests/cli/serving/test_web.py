"""The HTTP server of ``tracing serve``."""

from __future__ import annotations

import gc
import signal

from fastapi import FastAPI

from tracing.cli.serving.listening import listen
from tracing.cli.serving.stopping import Stopping
from tracing.cli.serving.web import answer


def test_what_was_loaded_is_set_aside_before_the_first_request() -> None:
    before, found = gc.get_freeze_count(), []

    def ready() -> None:
        found.append(gc.get_freeze_count())
        signal.raise_signal(signal.SIGTERM)

    with Stopping() as stopping, listen("127.0.0.1", 0) as listening:
        answer(FastAPI(), listening, stopping, ready)
    (after,) = found
    assert after > before
