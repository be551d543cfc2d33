"""`tracing matchers`: from the command line of the service's machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.accounts import ADMINISTRATOR
from tests.cli.conftest import Run
from tests.service.test_promotion import STRICT
from tracing.service.context import Service
from tracing.service.promotion import build_some, ensure_matcher, enter_matcher

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def service(service: Service, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service that the commands reach."""
    monkeypatch.setenv("TRACING_DATABASE_URL", database_url)
    monkeypatch.setenv("TRACING_DATA_DIR", str(tmp_path))
    service.keyring.write(tmp_path / "keyring.json")
    ensure_matcher(service)
    return service


def _states(run: Run, capsys: Capture) -> list[str]:
    capsys.readouterr()
    assert run("matchers", "list", "--json") == 0
    return [one["state"] for one in json.loads(capsys.readouterr().out)]


def test_matchers_are_listed_and_promoted(service: Service, run: Run, capsys: Capture) -> None:
    made = enter_matcher(service, ADMINISTRATOR, STRICT)
    assert _states(run, capsys) == ["entered", "active"]
    assert run("matchers", "promote", made.id, "--reason", "for a test") == 0
    assert _states(run, capsys) == ["building", "active"]
    assert run("matchers", "list") == 0
    assert "building" in capsys.readouterr().out
    while build_some(service, made.id):
        pass
    assert _states(run, capsys) == ["active", "retired"]
    assert run("matchers", "promote", 77, "--reason", "for a test") == 2
    assert "no such matcher" in capsys.readouterr().err


def test_a_training_that_comes_to_nothing_says_why(run: Run, capsys: Capture) -> None:
    assert run("matchers", "train") == 2
    assert "settled" in capsys.readouterr().err
    assert run("matchers", "train", "--unlabelled") == 2
    assert "no usable records" in capsys.readouterr().err
    assert _states(run, capsys) == ["active"]
