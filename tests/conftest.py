"""What tests of several rooms share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["tests.databases"]

TOGETHER = {
    # They measure times: not beside each other.
    "tests/api/test_oracle.py": "oracle",
    "tests/api/test_sharing_oracle.py": "oracle",
    # One process makes the months, and all its tests look at them.
    "tests/simulation/test_run.py": "simulation",
}
"""Modules whose tests run in one process, those of one name in the same. (xdist's own groups hang on an attribute that pytest
no longer has, and are passed over without a word.)"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Hand out tests one by one, those of ``TOGETHER`` together."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER.get(nodeid.partition("::")[0], nodeid)

    return Scheduling(config, log)
