"""``tracing simulate`` runs a service of its own and says what came of it."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_a_small_simulation_ends_well(run: Run) -> None:
    done = run("simulate", "--cases", "6", "--months", "1")
    assert done.status == 0
    assert "what doesn't hold" in done.out
    assert "records submitted" in done.out
