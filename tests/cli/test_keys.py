"""`tracing keys`: status, rotating and dropping the keys that encrypt, from the command line."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.service.parties import agency, person
from tests.service.test_submission import CHILD
from tracing.service import keyring as keyrings
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.service.submission import read_own, submit
from tracing.store.database import Reader


@pytest.fixture
def ring(service: Service, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The keyring of a service with a child's record, named in the environment."""
    path = tmp_path / "ring.json"
    service.keyring.write(path)
    monkeypatch.setenv("TRACING_DATABASE_URL", database_url)
    monkeypatch.setenv("TRACING_KEYRING", str(path))
    monkeypatch.setattr(keyrings, "SETTLED", 0.0)
    submit(service, found(service), "child", CHILD)
    return path


def found(service: Service) -> Reader:
    return person(service, agency(service, "MX-DIF"), "found_worker")


def test_rotating_and_dropping(
    service: Service, ring: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("keys", "status") == 0
    assert capsys.readouterr().out.splitlines() == ["keys 1; 1 encrypts"]
    assert run("keys", "rotate") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "3 values encrypted with key 2" in shown
    assert "tracing keys drop 1" in shown
    assert ring.stat().st_mode & 0o777 == 0o600

    assert run("keys", "drop", 1) == 2
    assert "wait" in capsys.readouterr().err
    long_ago = time.time() - 120
    os.utime(ring, (long_ago, long_ago))
    assert run("keys", "drop", 2) == 2
    assert "in use" in capsys.readouterr().err
    assert run("keys", "drop", 1) == 0
    assert sorted(Keyring.read(ring).encrypting) == [2]
    reader = Reader("found_worker", 1, 1, purpose="test")
    own = read_own(replace(service, keyring=Keyring.read(ring)), reader, "child", "A-2026-0117")
    assert own.content["notes"] == CHILD["notes"]


def test_a_rotation_that_was_stopped_adds_no_second_key(
    service: Service, ring: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    Keyring.read(ring).rotated().write(ring)
    assert run("keys", "status") == 0
    shown = capsys.readouterr().out
    assert "keys 1, 2; 2 encrypts" in shown
    assert "whereabouts.ciphertext: 1 values wait" in shown
    long_ago = time.time() - 120
    os.utime(ring, (long_ago, long_ago))
    assert run("keys", "drop", 1) == 2
    assert "run: tracing keys rotate" in capsys.readouterr().err
    assert run("keys", "rotate") == 0
    assert sorted(Keyring.read(ring).encrypting) == [1, 2]


def test_a_missing_ring_is_named(
    service: Service, ring: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    ring.unlink()
    assert run("keys", "rotate") == 2
    assert "ring.json" in capsys.readouterr().err
