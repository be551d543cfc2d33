"""``tracing simulate`` runs a service of its own and says what came of it."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.service.conftest import QUICK
from tracing.service import passwords


def test_a_small_simulation_ends_well(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_HASHER", QUICK)
    assert run("simulate", "--cases", "2", "--months", "1") == 0
    said = capsys.readouterr().out
    assert "records submitted" in said
    assert "what doesn't hold" in said
