"""Agencies' keys: found by their prefix, proved by their secret, gone at once when revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import accounts
from tests.accounts import ADMINISTRATOR, Clock
from tracing.service import api_keys, passwords
from tracing.service.api_keys import VerifiedSecrets, add_key, caller_of, list_keys, renew_key, revoke_key
from tracing.service.context import Service
from tracing.service.errors import TooMany, Unknown


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(service: Service, clock: Clock) -> Service:
    accounts.senaf(service)
    return accounts.at(service, clock)


def new(service: Service, **options: object) -> api_keys.NewKey:
    return add_key(service, ADMINISTRATOR, "HN-SENAF", "test", ["children:write"], **options)  # type: ignore[arg-type]


def opens(service: Service, token: str, verified: VerifiedSecrets | None = None) -> bool:
    try:
        caller_of(service, token, verified or VerifiedSecrets(), lambda: None)
    except Unknown:
        return False
    return True


def test_it_works(service: Service) -> None:
    made = new(service)
    caller = caller_of(service, made.token, VerifiedSecrets(), lambda: None)
    assert (caller.agency.code, caller.scopes) == ("HN-SENAF", frozenset({"children:write"}))
    assert made.token not in repr(made)
    reader = caller.reader("tracing")
    assert (reader.role, reader.agency, reader.person, reader.key) == (
        "agency",
        caller.agency.id,
        None,
        made.key.id,
    )


def test_a_secret_is_hashed_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    made, verified, hashed = new(service), VerifiedSecrets(), []

    def counted(secret: str, stored: str | None) -> bool:
        hashed.append(stored)
        return passwords.is_right_secret(secret, stored)

    monkeypatch.setattr(api_keys, "is_right_secret", counted)
    for _ in range(5):
        assert opens(service, made.token, verified)
    assert len(hashed) == 1
    for _ in range(3):
        assert not opens(service, made.token + "x", verified)
    assert len(hashed) == 4


def test_what_was_found_right_is_forgotten_with_the_revoking(service: Service) -> None:
    made, verified = new(service), VerifiedSecrets()
    assert opens(service, made.token, verified)
    revoke_key(service, ADMINISTRATOR, made.key.id)
    assert not opens(service, made.token, verified)


def test_a_known_key_is_let_in_where_strangers_must_wait(service: Service) -> None:
    made, verified = new(service), VerifiedSecrets()
    assert opens(service, made.token, verified)

    def no_more() -> None:
        raise TooMany("too_many_requests", "Too many.")

    assert caller_of(service, made.token, verified, no_more)
    with pytest.raises(TooMany):
        caller_of(service, new(service).token, verified, no_more)


def test_a_key_ends_on_its_day(service: Service, clock: Clock) -> None:
    made = new(service, expires_at=clock.now + timedelta(days=30))
    clock.move(days=29)
    assert opens(service, made.token)
    clock.move(days=1)
    assert not opens(service, made.token)


def test_renewed_it_lasts_as_long_again(service: Service, clock: Clock) -> None:
    old = new(service, expires_at=clock.now + timedelta(days=30))
    clock.move(days=20)
    made = renew_key(service, ADMINISTRATOR, old.key.id)
    assert made.key.expires_at == clock.now + timedelta(days=30)
    clock.move(days=6)
    assert opens(service, old.token)
    assert opens(service, made.token)
    clock.move(days=2)
    assert not opens(service, old.token)
    assert opens(service, made.token)


def test_renewing_gives_the_old_key_no_more_time(service: Service, clock: Clock) -> None:
    old = new(service, expires_at=clock.now + timedelta(days=3))
    renew_key(service, ADMINISTRATOR, old.key.id, timedelta(days=30))
    clock.move(days=3)
    assert not opens(service, old.token)


def test_the_last_use_is_seen_to_the_minute(service: Service, clock: Clock) -> None:
    made = new(service)
    opens(service, made.token)
    first = clock.now
    clock.move(seconds=30)
    opens(service, made.token)
    assert list_keys(service, ADMINISTRATOR)[0].used_at == first
    clock.move(seconds=31)
    opens(service, made.token)
    assert list_keys(service, ADMINISTRATOR)[0].used_at == clock.now


def test_trying_is_no_use(service: Service) -> None:
    made = new(service)
    opens(service, made.token + "x")
    assert list_keys(service, ADMINISTRATOR)[0].used_at is None
