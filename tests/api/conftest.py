"""The real app on a real database, called as browsers and agencies' programs call it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests import accounts
from tests.accounts import PASSWORD
from tests.service.conftest import quick_passwords
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.service.context import Service

__all__ = ["quick_passwords"]

Caller = Callable[..., TestClient]

ROOMY = ApiSettings(
    secure_cookies=False,
    stranger_burst=10_000,
    person_burst=10_000,
    key_burst=10_000,
    metrics_from=frozenset({"testclient"}),
)
"""Settings with room for tests."""


class Client(TestClient):
    """A client that can be copied with its service (``tests.stages``): the copy asks an app of its own, as the same caller."""

    def __init__(self, app: FastAPI, service: Service, settings: ApiSettings, **headers: str) -> None:
        super().__init__(app, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self._asked, self._service, self._settings = app, service, settings

    def __deepcopy__(self, memo: dict[int, Any]) -> Client:
        service = copy.deepcopy(self._service, memo)
        app = memo.setdefault(id(self._asked), create_app(service, self._settings))
        made = Client(app, service, self._settings, **self.headers)
        made.cookies.update(self.cookies)
        return made


@dataclass(frozen=True)
class Callers:
    """Makes clients of one app, which are opened and closed with ``stack`` if there is one."""

    service: Service
    settings: ApiSettings
    app: FastAPI
    stack: ExitStack | None = None

    def call(self, **headers: str) -> TestClient:
        """Make a client with a header or two: ``call()`` is a stranger."""
        made = Client(self.app, self.service, self.settings, **headers)
        return made if self.stack is None else self.stack.enter_context(made)

    def as_key(self, code: str, *scopes: str) -> TestClient:
        """Make a client with a new key: ``as_key("HN-SENAF", "children:write")``."""
        return self.call(authorization=f"Bearer {accounts.key(self.service, code, *scopes)}")

    def as_person(self, code: str, role: str) -> TestClient:
        """Make a client of a new person who is signed in: ``as_person("MX-OFFICE", "reviewer")``."""
        login = f"{role}.{code}".lower()
        accounts.person(self.service, code, login, role)
        client = self.call()
        account = client.post("/v1/sessions", json={"login": login, "password": PASSWORD}).json()
        if account["to_do"]:
            secret = client.post("/v1/sessions/current/second-factor").json()["secret"]
            code_now = pyotp.TOTP(secret).at(self.service.now())
            done = client.put("/v1/sessions/current/second-factor", json={"code": code_now})
            assert done.status_code == 204, done.text
        return client


def callers(service: Service) -> Callers:
    """Return what makes clients of an app with room for tests."""
    return Callers(service, ROOMY, create_app(service, ROOMY))


@pytest.fixture
def settings() -> ApiSettings:
    """Settings with room for tests."""
    return ROOMY


@pytest.fixture
def app(service: Service, settings: ApiSettings) -> FastAPI:
    return create_app(service, settings)


@pytest.fixture
def made(service: Service, settings: ApiSettings, app: FastAPI) -> Iterator[Callers]:
    """What makes clients of the test's app."""
    with ExitStack() as stack:
        yield Callers(service, settings, app, stack)


@pytest.fixture
def call(made: Callers) -> Caller:
    """Make a client with a header or two: ``call()`` is a stranger."""
    return made.call


@pytest.fixture
def stranger(call: Caller) -> TestClient:
    return call()


@pytest.fixture
def as_key(made: Callers) -> Caller:
    """Make a client with a new key: ``as_key("HN-SENAF", "children:write")``."""
    return made.as_key


@pytest.fixture
def as_person(made: Callers) -> Caller:
    """Make a client of a new person who is signed in: ``as_person("MX-OFFICE", "reviewer")``."""
    return made.as_person


@pytest.fixture
def senaf(service: Service) -> str:
    """A child-protection authority that submits both sides."""
    return accounts.senaf(service).code


@pytest.fixture
def office(service: Service) -> str:
    """The office that runs the service."""
    return accounts.agency(service, "MX-OFFICE", "tracing_office").code


@pytest.fixture
def administrator(as_person: Caller, office: str) -> TestClient:
    return as_person(office, "administrator")
