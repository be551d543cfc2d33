"""A new service gets its first person, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.accounts import ADMINISTRATOR
from tracing.service import users
from tracing.service.context import Service
from tracing.service.errors import Conflict
from tracing.service.first_start import LOGIN, first_start
from tracing.service.sign_in import sign_in


def test_it_works(service: Service) -> None:
    made = first_start(service)
    assert made is not None
    person = sign_in(service, LOGIN, made.password, None, "192.0.2.1").person
    assert person.role == "administrator"
    assert person.must_change
    assert person.lacks_second_factor
    assert made.password not in repr(made)


def test_a_second_start_makes_nobody(service: Service) -> None:
    first_start(service)
    assert first_start(service) is None
    assert len(users.list_users(service, ADMINISTRATOR)) == 1


def test_of_services_that_start_at_once_one_makes_somebody(service: Service) -> None:
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: first_start(service), range(3)))
    assert len([one for one in made if one is not None]) == 1


def test_the_last_administrator_stays_one(service: Service) -> None:
    first_start(service)
    for change in ({"active": False}, {"role": "analyst"}):
        with pytest.raises(Conflict) as refused:
            users.change_user(service, ADMINISTRATOR, LOGIN, **change)  # type: ignore[arg-type]
        assert refused.value.code == "last_administrator"
