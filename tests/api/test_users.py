"""An administrator enters people, changes them, shuts them out."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.accounts import PASSWORD
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tracing.service.context import Service

ANA = {"agency": "HN-SENAF", "login": "ana.lopez", "name": "Ana López", "role": "family_worker"}


def add(administrator: TestClient, **changed: Any) -> dict[str, Any]:
    answer = administrator.post("/v1/users", json={**ANA, **changed})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_it_works(administrator: TestClient, stranger: TestClient, senaf: str) -> None:
    made = add(administrator)
    body = {"login": "ana.lopez", "password": made.pop("one_time_password")}
    account = stranger.post("/v1/sessions", json=body).json()
    assert account["to_do"] == ["choose_password"]
    assert administrator.get(f"/v1/users/{made['id']}").json() == made
    assert made["agency"] == senaf
    assert made["language"] == "es"
    assert made["active"]
    assert made["must_change_password"]


def test_the_list_comes_in_pages(administrator: TestClient, senaf: str) -> None:
    for number in range(5):
        add(administrator, login=f"persona{number}")
    shown: list[str] = []
    cursor = None
    while True:
        params = {"agency": senaf, "limit": 2, **({"cursor": cursor} if cursor else {})}
        page = administrator.get("/v1/users", params=params).json()
        shown += [u["login"] for u in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert shown == [f"persona{n}" for n in range(5)]


def test_nobody_of_an_agency_that_is_none(administrator: TestClient) -> None:
    assert administrator.get("/v1/users", params={"agency": "XX-NONE"}).json() == {
        "items": [],
        "next": None,
    }


def test_a_role_is_changed_and_sessions_end(administrator: TestClient, as_person: Caller, senaf: str) -> None:
    client = as_person(senaf, "family_worker")
    user = client.get("/v1/sessions/current").json()["id"]
    changed = administrator.patch(f"/v1/users/{user}", json={"role": "reviewer"}).json()
    assert changed["role"] == "reviewer"
    refused(client.get("/v1/sessions/current"), 401, "not_signed_in")


def test_a_person_is_shut_out_and_let_in_again(
    administrator: TestClient, as_person: Caller, senaf: str
) -> None:
    client = as_person(senaf, "family_worker")
    account = client.get("/v1/sessions/current").json()
    administrator.patch(f"/v1/users/{account['id']}", json={"active": False})
    refused(client.get("/v1/sessions/current"), 401, "not_signed_in")
    body = {"login": account["login"], "password": PASSWORD}
    refused(client.post("/v1/sessions", json=body), 401, "sign_in_refused")
    administrator.patch(f"/v1/users/{account['id']}", json={"active": True})
    assert client.post("/v1/sessions", json=body).status_code == 201


def test_a_name_is_changed_and_nobody_is_signed_out(
    administrator: TestClient, as_person: Caller, senaf: str
) -> None:
    client = as_person(senaf, "family_worker")
    user = client.get("/v1/sessions/current").json()["id"]
    administrator.patch(f"/v1/users/{user}", json={"name": "Otro Nombre", "language": "en"})
    account = client.get("/v1/sessions/current").json()
    assert (account["name"], account["language"]) == ("Otro Nombre", "en")


def test_a_password_is_reset(administrator: TestClient, as_person: Caller, senaf: str) -> None:
    client = as_person(senaf, "family_worker")
    account = client.get("/v1/sessions/current").json()
    made = administrator.post(f"/v1/users/{account['id']}/password-reset", json={}).json()
    refused(client.get("/v1/sessions/current"), 401, "not_signed_in")
    old = {"login": account["login"], "password": PASSWORD}
    refused(client.post("/v1/sessions", json=old), 401, "sign_in_refused")
    new = {"login": account["login"], "password": made["one_time_password"]}
    assert client.post("/v1/sessions", json=new).json()["to_do"] == ["choose_password"]


def test_a_lost_device_is_taken_off(administrator: TestClient, as_person: Caller, senaf: str) -> None:
    client = as_person(senaf, "found_worker")
    account = client.get("/v1/sessions/current").json()
    assert account["second_factor"]
    reset = administrator.post(f"/v1/users/{account['id']}/password-reset", json={"second_factor": True})
    body = {"login": account["login"], "password": reset.json()["one_time_password"]}
    answer = client.post("/v1/sessions", json=body)
    assert answer.json()["to_do"] == ["choose_password", "set_up_second_factor"]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"agency": "XX-NONE"}, "/agency"),
        ({"login": "Ana López"}, "/login"),
        ({"login": "ab"}, "/login"),
        ({"login": ".ana"}, "/login"),
        ({"login": "a'; DROP TABLE casework.users; --"}, "/login"),
        ({"name": "  "}, "/name"),
        ({"name": "Ana\nLópez"}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"role": "administrator"}, "/role"),
        ({"role": "auditor"}, "/role"),
        ({"role": "agency"}, "/role"),
        ({"role": "migration_officer"}, "/role"),
        ({"language": "fr"}, "/language"),
        ({"active": "maybe"}, "/active"),
    ],
)
def test_people_who_are_not_entered(
    administrator: TestClient, senaf: str, changed: dict[str, str], pointer: str
) -> None:
    problem = refused(administrator.post("/v1/users", json={**ANA, **changed}), 422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == [pointer]
    assert administrator.get("/v1/users", params={"agency": senaf}).json()["items"] == []


def test_a_login_is_given_once(administrator: TestClient, senaf: str) -> None:
    add(administrator)
    refused(administrator.post("/v1/users", json={**ANA, "login": "ANA.LOPEZ"}), 409, "login_taken")


def test_an_administrator_stays_one(administrator: TestClient) -> None:
    own = administrator.get("/v1/sessions/current").json()["id"]
    refused(administrator.patch(f"/v1/users/{own}", json={"role": "analyst"}), 409, "own_account")
    refused(administrator.patch(f"/v1/users/{own}", json={"active": False}), 409, "own_account")
    refused(administrator.post(f"/v1/users/{own}/password-reset", json={}), 409, "own_account")


@pytest.mark.parametrize("user", ["0", "-1", "999999", "9223372036854775807"])
def test_somebody_who_is_not_there(administrator: TestClient, user: str) -> None:
    answer = administrator.get(f"/v1/users/{user}")
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize("user", ["x", "9223372036854775808", "1.5", "%00", "1;"])
def test_what_is_no_id(administrator: TestClient, user: str) -> None:
    assert administrator.get(f"/v1/users/{user}").status_code == 422


@pytest.mark.parametrize("role", ["found_worker", "family_worker", "reviewer", "protection_officer"])
def test_only_administrators_manage_people(as_person: Caller, senaf: str, role: str) -> None:
    client = as_person(senaf, role)
    own = client.get("/v1/sessions/current").json()["id"]
    refused(client.get("/v1/users"), 403, "role_may_not")
    refused(client.post("/v1/users", json=ANA), 403, "role_may_not")
    refused(client.patch(f"/v1/users/{own}", json={"role": "administrator"}), 403, "role_may_not")


def test_a_key_manages_nobody(as_key: Caller, service: Service, senaf: str) -> None:
    client = as_key(senaf, "children:write", "inquiries:write")
    refused(client.get("/v1/users"), 403, "scope_missing")
    refused(client.post("/v1/users", json=ANA), 403, "scope_missing")
    assert accounts.ADMINISTRATOR.role == "administrator"
