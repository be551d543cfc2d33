"""`tracing audit`: what whoever runs the service does with the chain, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import Run
from tracing.store.database import Database, Reader, write_audit


@pytest.fixture
def named(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database with five acts in its audit, named in the environment."""
    monkeypatch.setenv("TRACING_DATABASE_URL", database_url)
    monkeypatch.setenv("TRACING_DATA_DIR", str(tmp_path / "data"))
    for number in range(5):
        with database.working() as connection:
            write_audit(connection, Reader("worker", purpose="test"), "read", "record", number)
    return database_url


def tamper(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER TABLE casework.audit NO FORCE ROW LEVEL SECURITY")
        connection.execute(statement)  # type: ignore[call-overload]
        connection.execute("ALTER TABLE casework.audit FORCE ROW LEVEL SECURITY")


def test_a_whole_chain_and_its_export(
    named: str, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "audit.jsonl"
    assert run("audit", "verify") == 0
    shown = capsys.readouterr().out
    assert "5 entries, whole" in shown
    assert "--against EXPORT" in shown
    assert run("audit", "export", file) == 0
    # Looking was an act, too.
    assert "6 entries written" in capsys.readouterr().out
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[-1])["end"]["entries"] == 6
    assert run("audit", "export", file) == 2
    assert "say --overwrite" in capsys.readouterr().err
    assert run("audit", "export", file, "--overwrite") == 0
    assert run("audit", "verify", "--against", file) == 0


@pytest.mark.parametrize(
    ("statement", "alone", "against"),
    [
        ("UPDATE casework.audit SET person = 5 WHERE number = 3", 1, "entry 3 isn't what was written"),
        ("DELETE FROM casework.audit WHERE number = 3", 1, "entry 3 was removed"),
        ("DELETE FROM casework.audit WHERE number > 3", 0, "the chain ends with entry 3"),
    ],
)
def test_a_broken_chain_ends_with_status_1(
    named: str,
    tmp_path: Path,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    statement: str,
    alone: int,
    against: str,
) -> None:
    file = tmp_path / "audit.jsonl"
    run("audit", "export", file)
    tamper(named, statement)
    capsys.readouterr()
    # First against the export: looking adds an entry.
    assert run("audit", "verify", "--against", file) == 1
    assert against in " ".join(capsys.readouterr().err.split())
    tamper(named, "DELETE FROM casework.audit WHERE act = 'verify_audit'")
    assert run("audit", "verify") == alone
    if alone:
        capsys.readouterr()
        assert run("audit", "export", tmp_path / "evidence.jsonl") == 1
        assert "the audit is broken" in capsys.readouterr().err
        assert (tmp_path / "evidence.jsonl").exists()


def test_the_beginning_is_removed_against_an_export(
    named: str, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "audit.jsonl"
    run("audit", "export", file)
    assert run("audit", "shorten", "--against", file) == 0
    assert "Nothing was removed" in capsys.readouterr().out
    tamper(
        named,
        "UPDATE casework.audit SET at = at - interval '11 years' WHERE number <= 3; DO $$ DECLARE one record; before bytea :="
        " sha256('tracing'); BEGIN FOR one IN SELECT * FROM casework.audit ORDER BY number LOOP UPDATE casework.audit SET"
        " previous = before, hash = sha256(before || convert_to(casework.audit_text(one.number, one.at, one.person, one.key_id,"
        " one.agency_id, one.act, one.purpose, one.kind, one.object, one.detail), 'UTF8')) WHERE number = one.number RETURNING"
        " hash INTO before; END LOOP; END $$",
    )
    assert run("audit", "shorten", "--against", file) == 1
    assert "written anew" in " ".join(capsys.readouterr().err.split())
    run("audit", "export", file, "--overwrite")
    assert run("audit", "shorten", "--against", file) == 0
    assert "3 entries removed, up to number 3" in capsys.readouterr().out
    assert run("audit", "verify", "--against", file) == 0
    assert "the entries up to 3 were removed against an export" in capsys.readouterr().out


def test_what_is_no_export(named: str, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.jsonl").write_text("{}", encoding="utf-8")
    assert run("audit", "verify", "--against", tmp_path / "x.jsonl") == 2
    assert run("audit", "verify", "--against", tmp_path / "missing.jsonl") == 2
    shown = capsys.readouterr().err
    assert "this is no export" in shown
    assert "can't be read" in shown
