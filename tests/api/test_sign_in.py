"""A person signs in, sets up their account, signs out."""

from __future__ import annotations

import pyotp
import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.accounts import PASSWORD
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.service import users
from tracing.service.context import Service

NEW = "otra frase larga y distinta"


@pytest.fixture
def ana(service: Service, senaf: str) -> str:
    accounts.person(service, senaf, "ana.lopez", "family_worker")
    return "ana.lopez"


@pytest.fixture
def luis(service: Service, senaf: str) -> str:
    accounts.person(service, senaf, "luis.mejia", "found_worker")
    return "luis.mejia"


def enter(client: TestClient, login: str, **body: str) -> None:
    answer = client.post("/v1/sessions", json={"login": login, "password": PASSWORD, **body})
    assert answer.status_code == 201, answer.text


def test_it_works(stranger: TestClient, ana: str) -> None:
    answer = stranger.post("/v1/sessions", json={"login": ana, "password": PASSWORD})
    assert answer.status_code == 201
    account = answer.json()
    assert (account["login"], account["role"], account["agency"]) == (ana, "family_worker", "HN-SENAF")
    assert account["to_do"] == []
    assert stranger.get("/v1/sessions/current").json() == account


def test_the_cookie_is_closed_to_scripts_and_other_sites(stranger: TestClient, ana: str) -> None:
    answer = stranger.post("/v1/sessions", json={"login": ana, "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "domain" not in cookie


def test_over_tls_the_cookie_goes_over_tls_only(service: Service, ana: str) -> None:
    client = TestClient(create_app(service, ApiSettings()), base_url="https://testserver")
    answer = client.post("/v1/sessions", json={"login": ana, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert "secure" in cookie.lower()
    assert "strict-transport-security" in answer.headers
    assert client.get("/v1/sessions/current").status_code == 200


def test_the_token_stands_in_no_body(stranger: TestClient, ana: str) -> None:
    answer = stranger.post("/v1/sessions", json={"login": ana, "password": PASSWORD})
    token = stranger.cookies["tracing_session"]
    assert len(token) >= 43
    assert token not in answer.text


def test_signing_out(stranger: TestClient, ana: str) -> None:
    enter(stranger, ana)
    token = stranger.cookies["tracing_session"]
    assert stranger.delete("/v1/sessions/current").status_code == 204
    assert "tracing_session" not in stranger.cookies
    stranger.cookies.set("tracing_session", token)
    refused(stranger.get("/v1/sessions/current"), 401, "not_signed_in")


def test_sessions_elsewhere_are_seen_and_ended(call: Caller, ana: str) -> None:
    here, there = call(), call()
    enter(here, ana)
    enter(there, ana)
    listed = here.get("/v1/sessions").json()["items"]
    assert [s["current"] for s in listed] == [False, True]
    assert here.delete(f"/v1/sessions/{listed[0]['id']}").status_code == 204
    refused(there.get("/v1/sessions/current"), 401, "not_signed_in")
    refused(here.delete("/v1/sessions/999999"), 404, "no_session")


def test_a_wrong_password_and_an_unknown_login_are_answered_alike(stranger: TestClient, ana: str) -> None:
    wrong = stranger.post("/v1/sessions", json={"login": ana, "password": "wrong"})
    unknown = stranger.post("/v1/sessions", json={"login": "nobody", "password": "wrong"})
    refused(wrong, 401, "sign_in_refused")
    assert wrong.content == unknown.content
    assert dict(wrong.headers) == dict(unknown.headers)


def test_guessing_must_wait(stranger: TestClient, ana: str) -> None:
    for _ in range(5):
        refused(stranger.post("/v1/sessions", json={"login": ana, "password": "x"}), 401, "sign_in_refused")
    answer = stranger.post("/v1/sessions", json={"login": ana, "password": PASSWORD})
    refused(answer, 429, "too_many_attempts")
    assert 0 < int(answer.headers["retry-after"]) <= 15


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"login": "ana.lopez"}, "/password"),
        ({"password": "x"}, "/login"),
        ({"login": 3, "password": "x"}, "/login"),
        ({"login": "ana.lopez", "password": "x", "role": "administrator"}, "/role"),
        ([], ""),
        ("x", ""),
        (None, ""),
    ],
)
def test_what_is_no_sign_in(stranger: TestClient, body: object, pointer: str) -> None:
    problem = refused(stranger.post("/v1/sessions", json=body), 422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == [pointer]


def test_a_one_time_password_opens_nothing_but_choosing_another(
    service: Service, stranger: TestClient, senaf: str
) -> None:
    made = users.add_user(service, accounts.ADMINISTRATOR, senaf, "nueva", "Nueva Persona", "family_worker")
    answer = stranger.post("/v1/sessions", json={"login": "nueva", "password": made.password})
    assert answer.json()["to_do"] == ["choose_password"]
    refused(stranger.get("/v1/inquiries"), 403, "password_must_change")
    change = {"old": made.password, "new": NEW}
    assert stranger.put("/v1/sessions/current/password", json=change).status_code == 204
    assert stranger.get("/v1/inquiries").status_code == 200


def test_who_sees_where_a_child_is_needs_a_second_factor(stranger: TestClient, luis: str) -> None:
    enter(stranger, luis)
    assert stranger.get("/v1/sessions/current").json()["to_do"] == ["set_up_second_factor"]
    refused(stranger.get("/v1/children"), 403, "second_factor_needed")
    made = stranger.post("/v1/sessions/current/second-factor").json()
    assert made["uri"].startswith("otpauth://totp/")
    refused(stranger.put("/v1/sessions/current/second-factor", json={"code": "000000"}), 422, "wrong_code")
    code = pyotp.TOTP(made["secret"]).now()
    assert stranger.put("/v1/sessions/current/second-factor", json={"code": code}).status_code == 204
    assert stranger.get("/v1/children").status_code == 200
    refused(stranger.post("/v1/sessions/current/second-factor"), 409, "second_factor_in_use")


def test_once_set_up_the_code_is_asked_for(service: Service, call: Caller, luis: str) -> None:
    first = call()
    enter(first, luis)
    secret = first.post("/v1/sessions/current/second-factor").json()["secret"]
    codes = pyotp.TOTP(secret)
    confirmed = codes.now()
    first.put("/v1/sessions/current/second-factor", json={"code": confirmed})
    second = call()
    refused(second.post("/v1/sessions", json={"login": luis, "password": PASSWORD}), 401, "code_needed")
    body = {"login": luis, "password": PASSWORD, "code": confirmed}
    refused(second.post("/v1/sessions", json=body), 401, "sign_in_refused")


def test_without_a_second_factor_where_all_is_invented(service: Service, luis: str) -> None:
    client = TestClient(create_app(service, ApiSettings(secure_cookies=False, second_factor=False)))
    enter(client, luis)
    assert client.get("/v1/children").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        (PASSWORD, "corta", "/new"),
        (PASSWORD, "contraseña123", "/new"),
        (PASSWORD, "ana.lopez.2026", "/new"),
        (PASSWORD, "aaaaaaaaaaaaaaaaaa", "/new"),
        (PASSWORD, PASSWORD, "/new"),
        ("wrong", NEW, "/old"),
    ],
)
def test_passwords_that_are_not_taken(
    stranger: TestClient, ana: str, old: str, new: str, pointer: str
) -> None:
    enter(stranger, ana)
    answer = stranger.put("/v1/sessions/current/password", json={"old": old, "new": new})
    problem = refused(answer, 422, "password_refused")
    assert [e["pointer"] for e in problem["errors"]] == [pointer]
    assert new not in answer.text


def test_a_changed_password_ends_sessions_elsewhere(call: Caller, ana: str) -> None:
    here, there = call(), call()
    enter(here, ana)
    enter(there, ana)
    here.put("/v1/sessions/current/password", json={"old": PASSWORD, "new": NEW})
    assert here.get("/v1/sessions/current").status_code == 200
    refused(there.get("/v1/sessions/current"), 401, "not_signed_in")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_page_of_another_site_changes_nothing(
    stranger: TestClient, ana: str, headers: dict[str, str]
) -> None:
    enter(stranger, ana)
    refused(stranger.delete("/v1/sessions/current", headers=headers), 403, "cross_site")
    body = {"login": ana, "password": PASSWORD}
    refused(stranger.post("/v1/sessions", json=body, headers=headers), 403, "cross_site")
    assert stranger.get("/v1/sessions/current").status_code == 200


def test_a_page_of_this_site_does(stranger: TestClient, ana: str) -> None:
    enter(stranger, ana)
    headers = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}
    assert stranger.delete("/v1/sessions/current", headers=headers).status_code == 204


def test_a_key_is_no_person(as_key: Caller, senaf: str) -> None:
    refused(as_key(senaf, "children:read").get("/v1/sessions"), 403, "people_only")


def test_nobody_is_signed_in(stranger: TestClient) -> None:
    answer = stranger.get("/v1/sessions/current")
    refused(answer, 401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"
