"""Which passwords people may choose, and what is stored of them."""

from __future__ import annotations

import re

import pytest

from tracing.service import passwords
from tracing.service.errors import Invalid
from tracing.service.passwords import (
    check_new,
    hash_password,
    hash_secret,
    is_right,
    is_right_secret,
    one_time,
)

# Before tests are given a quicker one.
HASHER = passwords._HASHER


@pytest.mark.parametrize(
    "password",
    [
        "siete volcanes y un lago",
        "correct horse battery staple",
        "Ñandú, maíz y café de olla",
        "k3f9-w2xq-77hd-pz4m",
        "trece palabras en k'iche'",
    ],
)
def test_what_may_be_chosen(password: str) -> None:
    check_new(password, "/new", "ana.lopez", "Ana López Mejía")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "corta",
        "once letras",
        "x" * 201,
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012345",
        "abcdefghijklmnop",
        "contraseña2026",
        "Password1234!!",
        "bienvenido a guatemala",
        "ana.lopez.1234",
        "LopezMejia2026",
        "            ",
    ],
)
def test_what_may_not(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_new(password, "/new", "ana.lopez", "Ana López Lopez Mejía Mejia")
    (fault,) = refused.value.fields
    assert fault.pointer == "/new"
    assert password not in str(refused.value) or not password


def test_a_password_is_right_however_the_keyboard_writes_it() -> None:
    composed, decomposed = "Ñandú con café", "N\u0303andu\u0301 con cafe\u0301"
    assert is_right(decomposed, hash_password(composed))


def test_what_is_stored_is_slow_to_guess() -> None:
    """The least that OWASP's cheat sheet on storing passwords asks of Argon2id: 19 MB, two rounds."""
    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", HASHER.hash("siete volcanes y un lago"))
    assert found
    assert int(found[1]) >= 19 * 1024
    assert int(found[2]) >= 2


def test_nobody_has_a_password() -> None:
    assert not is_right("anything", None)
    assert not is_right_secret("anything", None)


def test_longer_than_any_password_is_wrong() -> None:
    password = "x" * 200
    assert not is_right(password + "y", hash_password(password))
    assert not is_right_secret(password + "y", hash_secret(password))


def test_one_time_passwords_can_be_read_out() -> None:
    made = {one_time() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}", password) for password in made)
