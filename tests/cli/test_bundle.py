"""``tracing bundle verify`` with public keys from a file: what whoever received a bundle can do by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tracing.service.context import Service
from tracing.service.sharing.exported_keys import write_keys
from tracing.service.sharing.seal import seal
from tracing.service.sharing.signing import public_keys, signing_key


@pytest.fixture
def files(service: Service, tmp_path: Path) -> tuple[Path, Path]:
    """A bundle, and the public keys."""
    bundle, keys = tmp_path / "bundle.json", tmp_path / "public.json"
    document = {"bundle": {"name": "4a", "agreement": "MX-DIF-GT-PGN"}, "child": {"birth_date": "2016-07-03"}}
    bundle.write_bytes(seal(document, signing_key(service)))
    keys.write_text(write_keys(public_keys(service)), encoding="utf-8")
    return bundle, keys


def test_a_whole_bundle(files: tuple[Path, Path], run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, keys = files
    assert run("bundle", "verify", str(bundle), "--keys", str(keys)) == 0
    assert "whole: bundle 4a under agreement MX-DIF-GT-PGN, signed with key 1" in capsys.readouterr().out


def test_a_changed_one_is_told_where(
    files: tuple[Path, Path], run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, keys = files
    bundle.write_bytes(bundle.read_bytes().replace(b"2016", b"2006"))
    assert run("bundle", "verify", str(bundle), "--keys", str(keys)) == 1
    assert "/child/birth_date was changed" in capsys.readouterr().err


def test_keys_that_are_none(files: tuple[Path, Path], run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, _ = files
    assert run("bundle", "verify", str(bundle), "--keys", str(bundle)) == 2
    assert "isn't a file of keys" in capsys.readouterr().err
