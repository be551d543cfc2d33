"""Settings come from the environment; what can't be used is named by its variable, and never shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracing.service.reach import database_url
from tracing.service.settings import SettingsError, read_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("TRACING_"):
            monkeypatch.delenv(name)


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert settings.database_url is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data_dir.is_absolute()
    assert settings.keyring_path == settings.data_dir / "keyring.json"
    assert settings.server_dir.parent == settings.data_dir


@pytest.mark.skipif(os.geteuid() != 0, reason="for root only")
def test_roots_data_are_where_the_servers_account_can_come() -> None:
    assert read_settings().data_dir == Path("/var/lib/tracing")


def test_the_environment_sets_and_the_command_line_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACING_DATA_DIR", "data")
    monkeypatch.setenv("TRACING_KEYRING", str(tmp_path / "keys" / "ring.json"))
    monkeypatch.setenv("TRACING_PORT", "8001")
    monkeypatch.setenv("TRACING_HOST", "::1")
    monkeypatch.setenv("TRACING_DATABASE_URL", "")
    settings = read_settings(port=8002, host=None)
    assert settings.data_dir == tmp_path / "data"
    assert settings.keyring_path == tmp_path / "keys" / "ring.json"
    assert (settings.host, settings.port) == ("::1", 8002)
    assert settings.database_url is None


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://tracing:s%40creto@db.example.org:5433/tracing?sslmode=verify-full",
        "postgres://tracing:s%40creto@db.example.org:5433/tracing?sslmode=verify-full",
        "postgresql+psycopg://tracing:s%40creto@db.example.org:5433/tracing?sslmode=verify-full",
    ],
)
def test_every_way_to_write_a_url_is_one(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACING_DATABASE_URL", url)
    settings = read_settings()
    assert "creto" not in repr(settings)
    with database_url(settings) as found:
        assert found == "postgresql://tracing:s%40creto@db.example.org:5433/tracing?sslmode=verify-full"


FAULTS = [
    ("TRACING_DATABASE_URL", "mysql://tracing:secreto@db/tracing", "begin with postgresql://"),
    ("TRACING_DATABASE_URL", "secreto", "look like postgresql://"),
    ("TRACING_DATABASE_URL", "postgresql://tracing:secreto@db", "names no database"),
    ("TRACING_PORT", "secreto", "valid integer"),
    ("TRACING_PORT", "70000", "less than or equal to 65535"),
    ("TRACING_CONNECTIONS", "0", "greater than or equal to 1"),
]


@pytest.mark.parametrize(("name", "value", "said"), FAULTS)
def test_what_cannot_be_used_is_named(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as fault:
        read_settings()
    assert f"{name}: " in str(fault.value)
    assert said in str(fault.value)
    assert "secreto" not in str(fault.value)


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACING_PORT", "x")
    monkeypatch.setenv("TRACING_CONNECTIONS", "x")
    with pytest.raises(SettingsError, match=r"TRACING_PORT: .*TRACING_CONNECTIONS: "):
        read_settings()


def test_requests_and_jobs_may_have_roles_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().named_database is None
    monkeypatch.setenv("TRACING_DATABASE_URL", "postgresql://tracing:a@db.example/tracing")
    owner_alone = read_settings().named_database
    assert owner_alone is not None
    assert (owner_alone.app, owner_alone.worker) == (None, None)
    monkeypatch.setenv("TRACING_APP_DATABASE_URL", "postgresql://tracing_app:b@db.example/tracing")
    monkeypatch.setenv("TRACING_WORKER_DATABASE_URL", "postgresql://tracing_worker:c@db.example/tracing")
    named = read_settings().named_database
    assert named is not None
    assert (named.app, named.worker) == (
        "postgresql://tracing_app:b@db.example/tracing",
        "postgresql://tracing_worker:c@db.example/tracing",
    )
    monkeypatch.delenv("TRACING_DATABASE_URL")
    with pytest.raises(SettingsError, match=r"TRACING_APP_DATABASE_URL .* need TRACING_DATABASE_URL"):
        read_settings()
