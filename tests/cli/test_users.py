"""`tracing users` and `tracing keys add|list|renew|revoke`: accounts from the command line of the service's machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import accounts
from tests.cli.conftest import Run
from tests.service.conftest import quick_passwords
from tracing.service.api_keys import VerifiedSecrets, caller_of
from tracing.service.context import Service
from tracing.service.errors import Unknown
from tracing.service.sign_in import sign_in

__all__ = ["quick_passwords"]

Capture = pytest.CaptureFixture[str]

ANA = ("users", "add", "ana.lopez", "--agency", "HN-SENAF", "--name", "Ana López", "--role", "family_worker")
KEY = ("keys", "add", "HN-SENAF", "--label", "expedientes", "--scope", "children:write")


@pytest.fixture(autouse=True)
def service(service: Service, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service that the commands reach."""
    monkeypatch.setenv("TRACING_DATABASE_URL", database_url)
    monkeypatch.setenv("TRACING_DATA_DIR", str(tmp_path))
    service.keyring.write(tmp_path / "keyring.json")
    accounts.senaf(service)
    return service


def printed(capsys: Capture, name: str) -> str:
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(name)]
    return line.removeprefix(name).strip()


def test_a_person_is_entered_and_signs_in(service: Service, run: Run, capsys: Capture) -> None:
    assert run(*ANA) == 0
    password = printed(capsys, "one-time password")
    assert sign_in(service, "ana.lopez", password, None, "192.0.2.1").person.must_change


def test_people_are_listed(run: Run, capsys: Capture) -> None:
    run(*ANA)
    capsys.readouterr()
    assert run("users", "list", "--agency", "HN-SENAF", "--json") == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert shown == {
        "login": "ana.lopez", "name": "Ana López", "agency": "HN-SENAF", "role": "family_worker",
        "state": "one-time password",
    }  # fmt: skip
    assert run("users", "list") == 0
    assert "Ana López" in capsys.readouterr().out


def test_a_person_is_shut_out_and_let_in_again(service: Service, run: Run, capsys: Capture) -> None:
    run(*ANA)
    password = printed(capsys, "one-time password")
    assert run("users", "deactivate", "ana.lopez") == 0
    with pytest.raises(Unknown):
        sign_in(service, "ana.lopez", password, None, "192.0.2.1")
    assert run("users", "activate", "ana.lopez") == 0
    assert sign_in(service, "ana.lopez", password, None, "192.0.2.1")


def test_a_password_is_reset(service: Service, run: Run, capsys: Capture) -> None:
    run(*ANA)
    old = printed(capsys, "one-time password")
    assert run("users", "reset-password", "ana.lopez") == 0
    new = printed(capsys, "one-time password")
    assert new != old
    assert sign_in(service, "ana.lopez", new, None, "192.0.2.1")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*ANA[:4], "XX-NONE", *ANA[5:]), "agency isn't an agency"),
        ((*ANA[:-1], "administrator"), "role isn't a role that people of this agency may have"),
        (("users", "deactivate", "nobody"), "There is no such person"),
        (("users", "reset-password", "nobody"), "There is no such person"),
        ((*KEY[:-1], "pairs:review"), "isn't a scope that this agency's keys may have"),
        (("keys", "revoke", "99"), "There is no such key"),
    ],
)
def test_what_is_refused_is_said(run: Run, capsys: Capture, arguments: tuple[str, ...], told: str) -> None:
    assert run(*arguments) == 2
    assert told in capsys.readouterr().err


def test_a_key_is_made_renewed_and_revoked(service: Service, run: Run, capsys: Capture) -> None:
    assert run(*KEY) == 0
    first = printed(capsys, "key")
    assert run("keys", "list", "--json") == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["agency"], shown["scopes"], shown["used"]) == ("HN-SENAF", "children:write", None)
    assert run("keys", "renew", shown["id"], "--overlap-days", "1") == 0
    second = printed(capsys, "key")
    for token in (first, second):
        assert caller_of(service, token, VerifiedSecrets(), lambda: None).agency.code == "HN-SENAF"
    assert run("keys", "revoke", shown["id"]) == 0
    with pytest.raises(Unknown):
        caller_of(service, first, VerifiedSecrets(), lambda: None)
    capsys.readouterr()
    assert run("keys", "list") == 0
    assert second not in capsys.readouterr().out


def test_without_the_keyring(run: Run, capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "keyring.json").unlink()
    assert run(*ANA) == 2
    assert "keyring" in capsys.readouterr().err
