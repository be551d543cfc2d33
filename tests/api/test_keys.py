"""An administrator makes keys for agencies' programs; they are renewed and revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.asserts import refused
from tests.api.conftest import Caller

KEY = {"agency": "HN-SENAF", "label": "expedientes", "scopes": ["children:read", "children:write"]}


def add(administrator: TestClient, **changed: Any) -> dict[str, Any]:
    answer = administrator.post("/v1/keys", json={**KEY, **changed})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def with_token(call: Caller, token: str) -> TestClient:
    return call(authorization=f"Bearer {token}")


def test_it_works(administrator: TestClient, call: Caller, senaf: str) -> None:
    made = add(administrator)
    current = with_token(call, made["token"]).get("/v1/keys/current").json()
    assert current == {
        "id": made["id"], "agency": senaf, "label": "expedientes", "scopes": ["children:read", "children:write"],
    }  # fmt: skip


def test_the_token_is_shown_once(administrator: TestClient, senaf: str) -> None:
    made = add(administrator)
    secret = made["token"].split("_", 2)[2]
    listed = administrator.get("/v1/keys", params={"agency": senaf})
    assert [k["id"] for k in listed.json()["items"]] == [made["id"]]
    assert secret not in listed.text


def test_the_last_use_is_seen(administrator: TestClient, call: Caller, senaf: str) -> None:
    made = add(administrator)
    assert made["used_at"] is None
    with_token(call, made["token"]).get("/v1/children")
    (listed,) = administrator.get("/v1/keys").json()["items"]
    assert datetime.fromisoformat(listed["used_at"]) > datetime.now(UTC) - timedelta(minutes=1)


def test_a_revoked_key_is_refused_at_once(administrator: TestClient, call: Caller, senaf: str) -> None:
    made = add(administrator)
    client = with_token(call, made["token"])
    assert client.get("/v1/children").status_code == 200
    assert administrator.delete(f"/v1/keys/{made['id']}").json()["revoked_at"]
    refused(client.get("/v1/children"), 401, "no_such_key")
    assert administrator.delete(f"/v1/keys/{made['id']}").status_code == 200


def test_a_renewed_key_stays_good_for_a_while(administrator: TestClient, call: Caller, senaf: str) -> None:
    old = add(administrator)
    answer = administrator.post(f"/v1/keys/{old['id']}/renewal", json={"overlap_days": 3})
    assert answer.status_code == 201
    new = answer.json()
    assert new["replaces"] == old["id"]
    assert new["scopes"] == old["scopes"]
    for token in (old["token"], new["token"]):
        assert with_token(call, token).get("/v1/children").status_code == 200
    listed = {k["id"]: k for k in administrator.get("/v1/keys").json()["items"]}
    ends = datetime.fromisoformat(listed[old["id"]]["expires_at"])
    assert timedelta(days=2, hours=23) < ends - datetime.now(UTC) < timedelta(days=3)


def test_renewing_without_overlap_ends_the_old_key(
    administrator: TestClient, call: Caller, senaf: str
) -> None:
    old = add(administrator)
    administrator.post(f"/v1/keys/{old['id']}/renewal", json={"overlap_days": 0})
    refused(with_token(call, old["token"]).get("/v1/children"), 401, "no_such_key")
    refused(administrator.post(f"/v1/keys/{old['id']}/renewal", json={}), 409, "key_not_live")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token + "x",
        lambda token: token.upper(),
        lambda token: token.replace("trk_", ""),
        lambda token: token.rsplit("_", 1)[0],
        lambda token: "trk_000000000000_" + "A" * 43,
        lambda token: "trk__",
        lambda token: "x" * 5000,
        lambda token: "trk_' OR 1=1 --_x",
        lambda token: "",
    ],
)
def test_what_is_no_key(administrator: TestClient, call: Caller, senaf: str, spoil: Any) -> None:
    token = spoil(add(administrator)["token"])
    answer = call(authorization=f"Bearer {token}").get("/v1/children")
    refused(answer, 401, "no_such_key" if token else "not_signed_in")


def test_all_keys_that_open_nothing_are_answered_alike(
    administrator: TestClient, call: Caller, senaf: str
) -> None:
    made = add(administrator)
    wrong = with_token(call, made["token"][:-2] + "xx").get("/v1/children")
    unknown = with_token(call, "trk_000000000000_" + "A" * 43).get("/v1/children")
    administrator.delete(f"/v1/keys/{made['id']}")
    revoked = with_token(call, made["token"]).get("/v1/children")
    assert wrong.content == unknown.content == revoked.content


def test_a_key_does_what_its_scopes_say_and_no_more(as_key: Caller, senaf: str) -> None:
    reading = as_key(senaf, "children:read")
    assert reading.get("/v1/children").status_code == 200
    refused(reading.post("/v1/children", json={"record_id": "1", "full_name": "X"}), 403, "scope_missing")
    refused(reading.get("/v1/inquiries"), 403, "scope_missing")
    refused(reading.post("/v1/imports/children", content=b"record_id\n1\n"), 403, "scope_missing")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"agency": "XX-NONE"}, "/agency"),
        ({"label": " "}, "/label"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["users:manage"]}, "/scopes/0"),
        ({"scopes": ["children:read", "pairs:review"]}, "/scopes/1"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "/expires_at"),
        ({"expires_at": "tomorrow"}, "/expires_at"),
    ],
)
def test_keys_that_are_not_made(
    administrator: TestClient, senaf: str, changed: dict[str, Any], pointer: str
) -> None:
    problem = refused(administrator.post("/v1/keys", json={**KEY, **changed}), 422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == [pointer]


def test_the_family_side_gets_no_key_to_children(administrator: TestClient, service: Any) -> None:
    accounts.agency(service, "GT-CONS", "consulate", "inquiry")
    body = {"agency": "GT-CONS", "label": "x", "scopes": ["inquiries:write", "children:read"]}
    problem = refused(administrator.post("/v1/keys", json=body), 422, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == ["/scopes/1"]


def test_keys_that_are_not_there(administrator: TestClient) -> None:
    refused(administrator.delete("/v1/keys/999"), 404, "no_key")
    refused(administrator.post("/v1/keys/999/renewal", json={}), 404, "no_key")
    refused(administrator.post("/v1/keys/999/renewal", json={"overlap_days": 31}), 422, "invalid")


def test_only_administrators_make_keys(as_person: Caller, as_key: Caller, senaf: str) -> None:
    refused(as_person(senaf, "reviewer").post("/v1/keys", json=KEY), 403, "role_may_not")
    refused(as_key(senaf, "children:write").get("/v1/keys"), 403, "scope_missing")


def test_a_person_has_no_key(administrator: TestClient) -> None:
    refused(administrator.get("/v1/keys/current"), 403, "keys_only")
