"""The real app on a real database, called as browsers and agencies' programs call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

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


@pytest.fixture
def settings() -> ApiSettings:
    """Settings with room for tests."""
    return ApiSettings(
        secure_cookies=False,
        stranger_burst=10_000,
        person_burst=10_000,
        key_burst=10_000,
        metrics_from=frozenset({"testclient"}),
    )


@pytest.fixture
def app(service: Service, settings: ApiSettings) -> FastAPI:
    return create_app(service, settings)


@pytest.fixture
def call(app: FastAPI) -> Iterator[Caller]:
    """Make a client with a header or two: ``call()`` is a stranger."""
    with ExitStack() as stack:

        def make(**headers: str) -> TestClient:
            client = TestClient(app, headers={k.replace("_", "-"): v for k, v in headers.items()})
            return stack.enter_context(client)

        yield make


@pytest.fixture
def stranger(call: Caller) -> TestClient:
    return call()


@pytest.fixture
def as_key(service: Service, call: Caller) -> Caller:
    """Make a client with a new key: ``as_key("HN-SENAF", "children:write")``."""

    def make(code: str, *scopes: str) -> TestClient:
        return call(authorization=f"Bearer {accounts.key(service, code, *scopes)}")

    return make


@pytest.fixture
def as_person(service: Service, call: Caller) -> Caller:
    """Make a client of a new person who is signed in: ``as_person("MX-OFFICE", "reviewer")``."""

    def make(code: str, role: str) -> TestClient:
        login = f"{role}.{code}".lower()
        accounts.person(service, code, login, role)
        client = call()
        account = client.post("/v1/sessions", json={"login": login, "password": PASSWORD}).json()
        if account["to_do"]:
            secret = client.post("/v1/sessions/current/second-factor").json()["secret"]
            code_now = pyotp.TOTP(secret).at(service.now())
            done = client.put("/v1/sessions/current/second-factor", json={"code": code_now})
            assert done.status_code == 204, done.text
        return client

    return make


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
