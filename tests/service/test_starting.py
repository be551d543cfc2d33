"""What a service makes at its first start, and what it refuses to begin with."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests import accounts
from tracing.service import submission
from tracing.service.keyring import Keyring
from tracing.service.starting import KeysError, Ready, make_ready
from tracing.store.database import Addresses, Reader
from tracing.store.schema import SchemaError


@contextmanager
def started(url: str, keyring: Path) -> Iterator[Ready]:
    ready = make_ready(Addresses(url), keyring, 2)
    try:
        yield ready
    finally:
        ready.service.database.close()


@pytest.fixture
def keyring(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "keyring.json"


def test_the_first_start_makes_schema_keys_and_administrator(empty_database_url: str, keyring: Path) -> None:
    with started(empty_database_url, keyring) as ready:
        assert ready.before is None
        assert ready.new_keys
        assert ready.administrator is not None
        assert ready.administrator.user.role == "administrator"
        assert stat.S_IMODE(keyring.stat().st_mode) == 0o600
        assert [file.name for file in keyring.parent.iterdir()] == ["keyring.json"]
    made = keyring.read_bytes()
    with started(empty_database_url, keyring) as again:
        assert again.before == again.release == ready.release
        assert not again.new_keys
        assert again.administrator is None
        assert keyring.read_bytes() == made


def test_a_start_that_was_broken_off_before_anybody_was_entered_is_done_again(
    database_url: str, keyring: Path
) -> None:
    # The schema is there, and nothing else.
    with started(database_url, keyring) as ready:
        assert ready.new_keys
        assert ready.administrator is not None


def test_lost_keys_are_never_made_anew(empty_database_url: str, keyring: Path) -> None:
    with started(empty_database_url, keyring):
        keyring.unlink()
    with pytest.raises(KeysError, match="there is no keyring at"), started(empty_database_url, keyring):
        pass
    assert not keyring.exists()


def test_keys_of_another_service_are_refused_once_anything_is_encrypted(
    empty_database_url: str, keyring: Path
) -> None:
    with started(empty_database_url, keyring) as ready:
        agency = accounts.senaf(ready.service)
        reader = Reader("agency", agency=agency.id, purpose="test")
        submission.submit(
            ready.service,
            reader,
            "child",
            {"record_id": "1", "full_name": "Ana Paz", "phones": "+50499990000"},
        )
        keyring.unlink()
        Keyring.new().write(keyring)
    with pytest.raises(KeysError, match="isn't the one"), started(empty_database_url, keyring):
        pass


def test_keys_that_others_may_read_are_refused(empty_database_url: str, keyring: Path) -> None:
    with started(empty_database_url, keyring):
        keyring.chmod(0o640)
    with pytest.raises(KeysError, match="chmod 600"), started(empty_database_url, keyring):
        pass


def test_a_newer_schema_is_refused_and_no_keys_are_made(empty_database_url: str, keyring: Path) -> None:
    with started(empty_database_url, keyring):
        keyring.unlink()
    with psycopg.connect(empty_database_url) as connection:
        connection.execute("UPDATE tracing.release SET version_num = '9999'")
    with pytest.raises(SchemaError, match="newer than this program"), started(empty_database_url, keyring):
        pass
    assert not keyring.exists()
