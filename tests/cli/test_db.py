"""`tracing db`: what an administrator does with the database, from the command line."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.databases import Host
from tests.store.catalog import contents, fill
from tracing.store.schema import known, release

LATEST = known()[0]


@pytest.fixture
def named(host: Host, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An empty database, named in the environment."""
    with host.database() as url:
        monkeypatch.setenv("TRACING_DATABASE_URL", url)
        monkeypatch.setenv("TRACING_DATA_DIR", str(tmp_path / "data"))
        yield url


def test_from_nothing_to_a_restored_backup(
    named: str,
    host: Host,
    tmp_path: Path,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "saved.dump"
    assert run("db", "status") == 1
    shown = capsys.readouterr()
    assert "run: tracing db upgrade" in shown.err
    assert run("db", "upgrade") == 0
    assert f"schema empty → {LATEST}" in capsys.readouterr().out
    assert run("db", "status", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["database"], found["schema"], found["fault"]) == ("named", LATEST, None)

    fill(named, LATEST)
    assert run("db", "backup", file) == 0
    assert "The keyring is not in the backup" in " ".join(capsys.readouterr().out.split())
    assert run("db", "backup", file) == 2
    assert "say --overwrite" in capsys.readouterr().err
    assert run("db", "backup", file, "--overwrite") == 0

    with host.database() as other:
        monkeypatch.setenv("TRACING_DATABASE_URL", other)
        capsys.readouterr()
        assert run("db", "restore", file) == 0
        shown = capsys.readouterr()
        assert f"schema {LATEST} restored" in shown.out
        assert "there is no keyring at" in shown.err
        assert contents(other) == contents(named)
        assert run("db", "restore", file) == 1
        assert "say --replace" in capsys.readouterr().err
        assert run("db", "restore", file, "--replace") == 0


def test_going_down_is_not_done_by_accident(named: str, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("db", "upgrade") == 0
    assert run("db", "downgrade", "base") == 2
    assert "tracing db backup FILE" in capsys.readouterr().err
    assert release(named) == LATEST
    assert run("db", "downgrade", "base", "--yes") == 0
    assert release(named) is None


def test_a_password_is_never_shown(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TRACING_DATABASE_URL", "postgresql://tracing:secreto@127.0.0.1:1/tracing")
    for command in (["status"], ["upgrade"], ["backup", tmp_path / "b"], ["restore", Path(__file__)]):
        assert run("db", *command) == 1
        shown = capsys.readouterr()
        assert "can't be reached" in shown.err
        assert "secreto" not in shown.out + shown.err
    monkeypatch.setenv("TRACING_DATABASE_URL", "mysql://tracing:secreto@127.0.0.1/tracing")
    assert run("db", "status") == 2
    shown = capsys.readouterr()
    assert "TRACING_DATABASE_URL" in shown.err
    assert "secreto" not in shown.err


def test_without_the_extra_it_says_what_to_install(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: object) -> object:
        if name.startswith("tracing.service"):
            raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    for command in (["status"], ["upgrade"], ["downgrade", "base"], ["backup", "b"], ["restore", "b"]):
        assert run("db", *command) == 2
        shown = " ".join(capsys.readouterr().err.split())
        assert (
            "needs psycopg, which comes with the service; install it with: pip install 'tracing[service]'"
            in shown
        )
