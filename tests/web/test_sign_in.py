"""At the door: who signs in, what of a session that ended is kept, what is left after signing out."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from tests import accounts
from tests.accounts import PASSWORD
from tests.web.conftest import Opener, accessible, code_of, enter, person, read_in
from tests.web.people import sign_in, token_in
from tracing.api.settings import ApiSettings
from tracing.service.context import Service
from tracing.web.site import create_site


@pytest.fixture
def reviewer(service: Service) -> str:
    accounts.agency(service, "MX-OFFICE", "tracing_office")
    return person(service, "MX-OFFICE", "ana", "reviewer")


@pytest.mark.parametrize("page", ["/start", "/account", "/account/password"])
def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_page(
    stranger: TestClient, reviewer: str, page: str
) -> None:
    asked = stranger.get(page)
    assert asked.url.path == "/sign-in"
    done = stranger.post(
        "/sign-in", data={"login": reviewer, "password": PASSWORD, "next": asked.url.params["next"]}
    )
    assert done.url.path == page


def test_a_wrong_password_is_refused_in_the_reader_s_language(stranger: TestClient, reviewer: str) -> None:
    refused = stranger.post("/sign-in", data={"login": reviewer, "password": "no", "next": "/start"})
    assert refused.status_code == 401
    assert 'role="alert"' in refused.text
    assert PASSWORD not in refused.text


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "start"])
def test_after_signing_in_nobody_is_sent_to_another_site(
    stranger: TestClient, reviewer: str, elsewhere: str
) -> None:
    done = stranger.post(
        "/sign-in", data={"login": reviewer, "password": PASSWORD, "next": elsewhere}, follow_redirects=False
    )
    assert done.headers["location"] == "/start"


def test_a_form_without_the_session_s_token_changes_nothing(stranger: TestClient, reviewer: str) -> None:
    sign_in(stranger, reviewer)
    refused = stranger.post("/sign-out", data={"token": "x"})
    assert refused.status_code == 403
    assert stranger.get("/account").url.path == "/account"


def test_a_form_from_another_site_changes_nothing(stranger: TestClient, reviewer: str) -> None:
    sign_in(stranger, reviewer)
    token = token_in(stranger.get("/account").text)
    refused = stranger.post("/sign-out", data={"token": token}, headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403


def test_what_was_being_sent_when_the_session_ended_is_there_after_signing_in_again(
    stranger: TestClient, reviewer: str, service: Service
) -> None:
    sign_in(stranger, reviewer)
    token = token_in(stranger.get("/account").text)
    stranger.cookies.clear()
    asked = stranger.post("/drafts", data={"token": token, "page": "/account", "note": "mismo lunar"})
    assert asked.status_code == 401
    assert "mismo lunar" not in asked.text
    resume = re.search(r'name="resume" value="([^"]+)"', asked.text)
    assert resume
    stranger.post("/sign-in", data={"login": reviewer, "password": PASSWORD, "resume": resume[1]})
    with service.database.working() as connection:
        assert connection.exec_driver_sql("SELECT page FROM casework.drafts").scalars().all() == ["/account"]


def test_what_somebody_else_was_sending_is_not_kept_for_who_signs_in(
    stranger: TestClient, reviewer: str, service: Service
) -> None:
    other = person(service, "MX-OFFICE", "beto", "reviewer")
    sign_in(stranger, reviewer)
    token = token_in(stranger.get("/account").text)
    stranger.cookies.clear()
    asked = stranger.post("/drafts", data={"token": token, "page": "/account", "note": "mismo lunar"})
    resume = re.search(r'name="resume" value="([^"]+)"', asked.text)
    assert resume
    stranger.post("/sign-in", data={"login": other, "password": PASSWORD, "resume": resume[1]})
    with service.database.working() as connection:
        assert connection.exec_driver_sql("SELECT page FROM casework.drafts").scalars().all() == []


def test_pages_are_neither_kept_nor_framed_nor_scripted_from_elsewhere(stranger: TestClient) -> None:
    headers = stranger.get("/sign-in").headers
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_one_time_password_must_be_changed_before_anything_else(
    stranger: TestClient, service: Service
) -> None:
    from tracing.service import users

    accounts.agency(service, "MX-OFFICE", "tracing_office")
    made = users.add_user(service, accounts.ADMINISTRATOR, "MX-OFFICE", "carla", "Carla", "reviewer")
    done = stranger.post("/sign-in", data={"login": "carla", "password": made.password})
    assert done.url.path == "/account/password"


def test_somebody_sets_up_a_second_factor_and_signs_in_with_it(service: Service, reviewer: str) -> None:
    officer = person(service, "MX-OFFICE", "olga", "protection_officer")
    with TestClient(
        create_site(service, ApiSettings(secure_cookies=False)), headers={"accept": "text/html"}
    ) as client:
        done = client.post("/sign-in", data={"login": officer, "password": PASSWORD})
        assert done.url.path == "/account/second-factor"
        shown = client.post("/account/second-factor", data={"token": token_in(done.text)})
        secret = re.search(r'class="secret">(\w+)<', shown.text)
        assert secret
        form = {"token": token_in(shown.text), "code": code_of(secret[1], service)}
        assert client.post("/account/second-factor/confirmation", data=form).url.path == "/start"
        client.cookies.clear()
        asked = client.post("/sign-in", data={"login": officer, "password": PASSWORD})
        assert asked.status_code == 401
        assert 'name="code"' in asked.text


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_door_and_the_account_are_accessible(opened: Opener, reviewer: str, language: str) -> None:
    page = opened().new_page()
    page.goto("/sign-in")
    read_in(page, language)
    assert page.locator("html").get_attribute("lang") == language
    accessible(page)
    enter(page, reviewer)
    for path in ("/start", "/account", "/account/password", "/account/second-factor", "/nowhere"):
        page.goto(path)
        accessible(page)


def test_back_after_signing_out_shows_nothing(opened: Opener, reviewer: str) -> None:
    page = opened().new_page()
    enter(page, reviewer)
    page.goto("/account")
    expect(page.locator("dl.facts")).to_have_count(1)
    page.click("header form[action='/sign-out'] button")
    page.wait_for_url("**/sign-in")
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert page.locator("dl.facts").count() == 0


def test_programs_still_get_json_where_browsers_get_pages(site: FastAPI) -> None:
    with TestClient(site) as program:
        assert program.get("/").json()["service"] == "tracing"
        assert program.get("/nowhere").headers["content-type"] == "application/problem+json"
        assert (
            program.get("/v1/nowhere", headers={"accept": "text/html"})
            .headers["content-type"]
            .endswith("problem+json")
        )


def test_a_form_that_can_t_be_read_of_a_session_that_has_ended_asks_to_sign_in(stranger: TestClient) -> None:
    asked = stranger.post(
        "/sign-out", content="a=1&" * 2001, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert asked.status_code == 401
    assert 'name="resume" value=""' in asked.text
