"""What tests of several rooms share."""

from __future__ import annotations

import gc
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling
    from xdist.workermanage import WorkerController

# Where Spark is tested Hypothesis isn't installed.
with suppress(ImportError):
    from hypothesis import HealthCheck, settings

    # How long an example takes says how busy the machine is. What decides on a landing says the same of the same commit
    # twice (.ci/run); whoever works on the program has other examples each time.
    settings.register_profile("tracing", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("landing", settings.get_profile("tracing"), derandomize=True)
    settings.load_profile(os.environ.get("TRACING_TEST_PROFILE", "tracing"))

pytest_plugins = ["tests.databases", "tests.stages"]

TOGETHER = {
    # They measure times: not beside each other.
    "tests/api/test_oracle.py": "oracle",
    "tests/api/test_sharing_oracle.py": "oracle",
    # One process makes the months, and all its tests look at them.
    "tests/simulation/test_run.py": "simulation",
    # One site with everybody's work on it stands for all of them.
    "tests/web/test_every_page.py": "pages",
}
"""Modules whose tests run in one process, those of one name in the same. (xdist's own groups hang on an attribute that pytest
no longer has, and are passed over without a word.)"""


# A run in the background of a shell, or under ``nohup``, would hand down that these are ignored, and tests wait in vain for
# processes to end by them. A handler isn't handed down, and this one leaves the run alone as before.
for _number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, lambda *_: None)

# What is loaded and collected stays: looking it through for garbage again and again would take a fifth of the start.
gc.set_threshold(200_000, 20, 20)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what stays anyway, modules and tests, and come less often: it would take a sixth
    of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One process more than there are processors: each waits now and then, for the database, a browser, a process of its own."""
    told = "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ
    return None if told else (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Hand out tests one by one, those of ``TOGETHER`` together."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER.get(nodeid.partition("::")[0], nodeid)

        def _assign_work_unit(self, node: WorkerController) -> None:
            # Each time a test ends all that its process was ever given is gone through: thousands, if the ended stayed.
            given = self.assigned_work[node]
            for scope in [scope for scope, tests in given.items() if all(tests.values())]:
                del given[scope]
            super()._assign_work_unit(node)

    return Scheduling(config, log)
