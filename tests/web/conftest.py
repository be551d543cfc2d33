"""The real site on a real database, looked at with a real browser (the system's Chromium)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests import accounts
from tests.accounts import PASSWORD
from tests.service import parties
from tests.service.cases import Case, open_case
from tests.service.conftest import quick_passwords
from tests.stages import staged
from tests.web.people import let_in, signed_in
from tests.web.reviewing import World, enter_people
from tracing.api.settings import ApiSettings
from tracing.service.context import Service
from tracing.simulation.site import serving
from tracing.store.database import Reader
from tracing.web.site import create_site
from tracing.web.texts import catalogue

__all__ = ["quick_passwords"]

CHROMIUM = (
    os.environ.get("TRACING_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)

# How long a page may take where much else is going on, milliseconds.
_PATIENCE = 10_000
expect.set_options(timeout=_PATIENCE)

Opener = Callable[..., BrowserContext]


@pytest.fixture
def settings() -> ApiSettings:
    """Settings with room for tests."""
    return ApiSettings(secure_cookies=False, second_factor=False, stranger_burst=10_000, person_burst=10_000)


@pytest.fixture
def site(service: Service, settings: ApiSettings) -> FastAPI:
    return create_site(service, settings)


@staged
def at_work(service: Service) -> Case:
    """A case with people at work on it."""
    case = open_case(service)
    enter_people(case)
    return case


@pytest.fixture
def world(at_work: Case, settings: ApiSettings) -> World:
    """A case with people at work on it, and a site on its clock."""
    return World(at_work, create_site(at_work.service, settings))


@pytest.fixture
def stranger(site: FastAPI) -> Iterator[TestClient]:
    """A browser without scripts, as a client of the test."""
    with TestClient(site, headers={"accept": "text/html"}) as client:
        yield client


@pytest.fixture
def officer(case: Case, site: FastAPI) -> Iterator[TestClient]:
    """The case's protection officer, signed in without scripts, where a module has a ``case``."""
    with signed_in(site, let_in(case.service, case.officer)) as client:
        yield client


@pytest.fixture
def worker(case: Case, site: FastAPI) -> Iterator[TestClient]:
    """The found child's worker, likewise."""
    with signed_in(site, let_in(case.service, case.found)) as client:
        yield client


@pytest.fixture
def reader(service: Service) -> Reader:
    """Somebody who cares for children in a shelter."""
    return parties.person(service, parties.agency(service, "MX-ALBERGUE", "shelter", "child"), "found_worker")


@pytest.fixture
def carer(service: Service, site: FastAPI, reader: Reader) -> Iterator[TestClient]:
    """The same, signed in without scripts."""
    with signed_in(site, let_in(service, reader)) as client:
        yield client


@pytest.fixture
def address(site: FastAPI) -> Iterator[str]:
    """Where the site answers."""
    with serving(site) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: install the system's, or name one in TRACING_TEST_CHROMIUM")
    made = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
        ],
    )  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opener]:
    """Open a browser of its own for somebody: ``opened(locale="es-MX", viewport=...)``. Whatever a page logs as an error, a
    refusal of the content security policy too, fails the test."""
    errors: list[str] = []
    with ExitStack() as stack:

        def make(**options: object) -> BrowserContext:
            chosen: dict[str, object] = {"locale": "es-MX", "reduced_motion": "reduce", **options}
            context = browser.new_context(base_url=address, **chosen)  # type: ignore[arg-type]
            context.set_default_timeout(_PATIENCE)
            stack.callback(context.close)
            context.on("console", lambda message: errors.extend(_faults(message)))
            context.on("weberror", lambda error: errors.append(str(error.error)))
            return context

        yield make
    assert not errors


def _faults(message: ConsoleMessage) -> list[str]:
    # That an answer is a refusal, or that there was no line, is what some tests are about.
    expected = (
        "Failed to load resource",
        "Response Status Error Code",
        "htmx:sendError",
        "htmx:afterRequest",
    )
    told = message.type == "error" and not any(text in message.text for text in expected)
    return [message.text] if told else []


def enter(page: Page, login: str, password: str = PASSWORD, code: str | None = None) -> None:
    """Sign in as a person does."""
    page.goto("/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    if code is not None:
        page.fill("[name=code]", code)
    page.click("main button")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def read_in(page: Page, language: str) -> None:
    """Go on in a language; at first pages are in Spanish."""
    if language == "en":
        page.click("button[lang=en]")
        # A click waits for no page: whoever opens the next one at once takes the choice back.
        page.wait_for_selector("html[lang=en]")


def on_a_phone(opened: Opener, login: str, language: str) -> Page:
    """Return a page as narrow as a telephone, of somebody who has signed in and reads in a language."""
    page = opened(viewport={"width": 360, "height": 740}).new_page()
    enter(page, login)
    read_in(page, language)
    return page


def person(service: Service, agency: str, login: str, role: str) -> str:
    """Enter a person and return the login."""
    accounts.person(service, agency, login, role)
    return login


def code_of(secret: str, service: Service) -> str:
    """Return the one-time code that an app shows now."""
    return pyotp.TOTP(secret).at(service.now())


def accessible(page: Page) -> None:
    """Hold a page to WCAG 2.2 A and AA as axe knows it; one in English says nothing in Spanish."""
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert found.violations_count == 0, found.generate_report()
    if page.locator("html").get_attribute("lang") == "en":
        text = page.inner_text("body")
        assert [said for said in _spanish() if said in text] == []


@cache
def _spanish() -> list[str]:
    """Return what pages say in Spanish and not in English, as far as it can't be anything else."""
    told = {said for texts in catalogue().values() for said in texts} - set(catalogue())
    return sorted(said for said in told if " " in said and len(said) > 12 and "%" not in said)
