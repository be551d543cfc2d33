"""What tests of use cases share."""

from __future__ import annotations

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tests.service.cases import Case, open_case
from tests.service.repatriation.way import home, in_contact
from tests.service.sets.twice import Twice, recorded_twice
from tests.stages import staged
from tracing.service import passwords
from tracing.service.context import Service

QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with less work: tests enter many people."""
    monkeypatch.setattr(passwords, "_HASHER", QUICK)


@staged
def opened(service: Service) -> Case:
    """A case as it is opened: a child, an inquiry and their link, for two people to look at."""
    return open_case(service)


@pytest.fixture
def case(opened: Case) -> Case:
    """What tests of a case begin with; where they begin further on, their module has its own."""
    return opened


@staged
def in_touch(service: Service) -> Case:
    """A case in contact, whose best interests say reunification."""
    case = open_case(service)
    in_contact(case)
    return case


@staged
def at_home(service: Service) -> Case:
    """A case whose child has come home."""
    case = open_case(service)
    home(case)
    return case


@staged
def twice(service: Service) -> Twice:
    """A case of a child whom two agencies recorded; both records are linked to the inquiry, and joined."""
    return recorded_twice(service)
