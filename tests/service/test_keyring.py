"""The keyring: what is looked up by hash, and what can be read again."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from tracing.service.keyring import Keyring, KeyringError


def test_a_value_is_looked_up_by_its_keyed_hash() -> None:
    ring = Keyring.new()
    expected = hmac.new(ring.look_up, b"phones\0+50212345678", hashlib.sha256).digest()
    assert ring.digest("phones", "+50212345678") == expected
    assert ring.digest("documents", "+50212345678") != expected
    # What was asked for before leaves no trace in what is asked for next.
    assert ring.digest("phones", "+50212345678") == expected


def test_two_rings_hash_differently() -> None:
    assert Keyring.new().digest("phones", "1") != Keyring.new().digest("phones", "1")


def test_what_is_encrypted_is_read_in_its_place_alone() -> None:
    ring = Keyring.new()
    sealed = ring.encrypt(b"Tapachula", "whereabouts.ciphertext:1")
    assert ring.decrypt(sealed, "whereabouts.ciphertext:1") == b"Tapachula"
    with pytest.raises(KeyringError, match="changed, or belongs elsewhere"):
        ring.decrypt(sealed, "whereabouts.ciphertext:2")
    with pytest.raises(KeyringError, match="doesn't hold the key"):
        Keyring.new().decrypt(b"\0\2" + sealed[2:], "whereabouts.ciphertext:1")


def test_the_same_is_never_encrypted_to_the_same() -> None:
    ring = Keyring.new()
    assert ring.encrypt(b"x", "a") != ring.encrypt(b"x", "a")
