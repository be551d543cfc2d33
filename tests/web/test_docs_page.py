"""The interactive description of the API, in a browser that reaches nothing but the service."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import accounts
from tests.web.conftest import Opener
from tracing.service.context import Service


@pytest.mark.parametrize("width", [360, 1280])
def test_an_agency_tries_its_key_and_nothing_but_the_service_is_asked(
    opened: Opener, address: str, service: Service, width: int
) -> None:
    accounts.senaf(service)
    key = accounts.key(service, "HN-SENAF", "children:write")
    page = opened(viewport={"width": width, "height": 800}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/docs")
    tried(page, "401")
    page.locator(".auth-wrapper .authorize").click()
    entry = page.locator(".auth-container:has-text('trk_')")
    entry.locator("input").fill(key)
    entry.locator("button[type=submit]").click()
    page.locator(".auth-container .btn-done").first.click()
    tried(page, "200")
    assert all(url.startswith((address, "data:")) for url in asked), asked


def tried(page: Page, status: str) -> None:
    """Ask for the code lists from the page."""
    way = page.locator(".opblock:has([data-path='/v1/codes'])").first
    if not way.locator(".opblock-body").is_visible():
        way.locator("button").first.click()
        way.get_by_role("button", name="Try it out").click()
    way.get_by_role("button", name="Execute").click()
    expect(way.locator(".live-responses-table .response-col_status").last).to_contain_text(status)
