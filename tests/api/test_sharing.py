"""Sharing over HTTP, from the agreement to the transfer; a consulate; and who may not."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.accounts import agency, key
from tests.api.asserts import refused
from tests.api.conftest import Caller, callers
from tests.service.cases import CHILD, CONSENT, record_id
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service.context import Service
from tracing.service.sharing.seal import seal
from tracing.service.sharing.signing import signing_key

AGREEMENT: dict[str, Any] = {
    "code": "MX-DIF-GT-PGN", "sender": "MX-DIF", "receiver": "GT-PGN", "purpose": "care",
    "fields": ["child.full_name", "child.birth_date", "child.event_place"], "valid_from": "2020-01-01",
    "valid_until": "2099-12-31",
}  # fmt: skip
SHARE = {"basis": "consent", "until": "2099-12-31"}


class World:
    """An authority with a child, an authority of another country, a consulate, the office."""

    def __init__(self, service: Service, call: Caller, as_person: Caller) -> None:
        self.service = service
        agency(service, "MX-DIF", "child_protection", "child")
        agency(service, "GT-PGN", "child_protection", "child", "inquiry")
        agency(service, "GT-CONS", "consulate", "inquiry")
        agency(service, "MX-OFICINA", "tracing_office")
        agency(service, "HN-OFICINA", "tracing_office")
        agency(service, "MX-CNDH", "oversight")
        self.system = call(
            authorization=f"Bearer {key(service, 'MX-DIF', 'children:read', 'children:write', 'flags:raise')}"
        )
        assert self.system.post("/v1/children", json=CHILD).status_code == 201
        flag = {"child": "A-1", "kind": "consent", "detail": CONSENT}
        assert self.system.post("/v1/flags", json=flag).status_code == 201
        self.office, self.second = (as_person(c, "protection_officer") for c in ("MX-OFICINA", "HN-OFICINA"))
        self.dif, self.found = as_person("MX-DIF", "protection_officer"), as_person("MX-DIF", "found_worker")
        self.pgn = as_person("GT-PGN", "found_worker")
        self.consul = as_person("GT-CONS", "consulate")
        self.auditor = as_person("MX-CNDH", "auditor")
        self.child = pseudonym(Side.CHILD, record_id(service, "A-1"))

    def agree(self, **change: Any) -> str:
        body = {**AGREEMENT, **change}
        assert self.office.post("/v1/agreements", json=body).status_code == 201
        code = str(body["code"])
        answer = self.second.post(f"/v1/agreements/{code}/confirmation")
        assert answer.json() == {"agreement": code, "standing": "agreement_in_force"}
        return code

    def share(self, code: str) -> str:
        answer = self.dif.post(f"/v1/agreements/{code}/shares", json={**SHARE, "record": self.child})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["share"])


@staged
def world(service: Service) -> World:
    made = callers(service)
    return World(service, made.call, made.as_person)


@pytest.fixture
def service(world: World) -> Service:
    """The service of the test's own world."""
    return world.service


def test_from_the_agreement_to_the_transfer(world: World) -> None:
    code = world.agree()
    name = world.share(code)
    assert world.pgn.get(f"/v1/shared/{code}").json()["items"] == [{"name": name}]
    read = world.pgn.get(f"/v1/shared/{code}/{name}").json()
    assert read["fields"] == {"full_name": "Josué Caal Pop", "birth_date": "2016-07-03"}
    assert {
        "code": "whereabouts",
        "es": "Lugar donde fue encontrado o está",
        "en": "Where the child was found or is",
    } in [{k: left["category"][k] for k in ("code", "es", "en")} for left in read["left_out"]]
    for reader in (world.dif, world.auditor, world.office):
        (transfer,) = reader.get("/v1/transfers", params={"agreement": code}).json()["items"]
        assert transfer["fields"] == ["child.full_name", "child.birth_date"]
        assert (transfer["sender"], transfer["receiver"], transfer["share"]) == ("MX-DIF", "GT-PGN", name)
    assert world.dif.delete(f"/v1/agreements/{code}/shares/{name}").status_code == 204
    refused(world.pgn.get(f"/v1/shared/{code}/{name}"), 404, "not_shared")


def test_an_agreement_that_is_over_is_named_with_what_would_make_it_legal(world: World) -> None:
    code = world.agree()
    name = world.share(code)
    assert world.second.post(f"/v1/agreements/{code}/end", json={"reason": "fin"}).status_code == 200
    problem = refused(world.pgn.get(f"/v1/shared/{code}/{name}"), 409, "agreement_ended")
    assert code in problem["detail"]
    assert problem["errors"][0]["pointer"] == f"agreement:{code}"
    assert "nuevo" in problem["mend"]


def test_who_entered_it_does_not_confirm_it(world: World) -> None:
    assert world.office.post("/v1/agreements", json=AGREEMENT).status_code == 201
    refused(world.office.post("/v1/agreements/MX-DIF-GT-PGN/confirmation"), 409, "second_person")
    shown = world.pgn.get("/v1/agreements/MX-DIF-GT-PGN").json()
    assert shown["standing"]["code"] == "agreement_unconfirmed"
    refused(world.pgn.get("/v1/shared/MX-DIF-GT-PGN"), 409, "agreement_unconfirmed")


def test_a_consulate_is_told_once_the_child_wishes_it(world: World) -> None:
    code = world.agree(
        code="MX-DIF-GT-CONS",
        receiver="GT-CONS",
        purpose="consular",
        fields=["child.full_name", "child.birth_date"],
    )
    body = {"child": world.child, "agreement": code, "language": "spa", "until": "2099-12-31"}
    problem = refused(world.office.post("/v1/consular/notifications", json=body), 409, "may_not_cross")
    assert [fault["pointer"] for fault in problem["errors"]] == ["rule:contact_not_wished"]
    told = {
        "child": "A-1", "consulate": "GT-CONS", "on": "2026-03-30", "language": "kek", "explained_by": "trabajadora",
        "wish": "yes",
    }  # fmt: skip
    assert world.found.post("/v1/consular", json=told).status_code == 201
    share = world.office.post("/v1/consular/notifications", json=body).json()["share"]
    assert world.consul.get(f"/v1/shared/{code}/{share}").json()["fields"]["full_name"] == "Josué Caal Pop"
    entries = world.found.get("/v1/consular", params={"child": "A-1"}).json()["items"]
    assert [entry["kind"] for entry in entries] == ["informed", "notified"]
    refused(world.consul.get("/v1/consular", params={"child": "A-1"}), 403, "role_may_not")


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("consul", "POST", "/v1/agreements"),
        ("found", "POST", "/v1/agreements"),
        ("pgn", "GET", "/v1/agreements/MX-DIF-GT-PGN/shares"),
        ("consul", "GET", "/v1/transfers"),
        ("auditor", "GET", "/v1/shared/MX-DIF-GT-PGN"),
        ("system", "GET", "/v1/shared/MX-DIF-GT-PGN"),
        ("system", "GET", "/v1/agreements"),
    ],
)
def test_who_may_not(world: World, who: str, method: str, path: str) -> None:
    client: TestClient = getattr(world, who)
    body = AGREEMENT if method == "POST" else None
    assert client.request(method, path, json=body).status_code == 403


def test_sending_again_gives_the_same_answer_and_does_nothing_twice(world: World) -> None:
    code = world.agree()
    once = {"idempotency-key": "b7d1"}
    body = {**SHARE, "record": world.child}
    path = f"/v1/agreements/{code}/shares"
    first, second = (world.dif.post(path, json=body, headers=once) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert len(world.dif.get(path).json()["items"]) == 1


def test_a_bundle_is_verified_by_whoever_has_one(world: World, service: Service) -> None:
    document = {"bundle": {"name": "4a", "agreement": "MX-DIF-GT-PGN"}, "child": {"birth_date": "2016-07-03"}}
    data = seal(document, signing_key(service))
    path = "/v1/bundles/verification"
    whole = world.pgn.post(path, content=data).json()
    assert whole == {"whole": True, "name": "4a", "agreement": "MX-DIF-GT-PGN", "key": 1, "faults": []}
    changed = world.pgn.post(path, content=data.replace(b"2016", b"2006")).json()
    assert changed["faults"] == [{"where": "/child/birth_date", "what": "was changed"}]
    (key_shown,) = world.auditor.get("/v1/bundles/keys").json()["items"]
    assert key_shown["certificate"].startswith("-----BEGIN CERTIFICATE-----")
    assert len(key_shown["fingerprint"]) == 64
    refused(world.system.post(path, content=data), 403, "scope_missing")


def test_a_case_that_is_not_there_has_no_bundle(world: World) -> None:
    world.agree(purpose="case_transfer")
    body = {"agreement": "MX-DIF-GT-PGN", "basis": "consent", "format": "json"}
    answer = world.office.post(f"/v1/links/B-58TY0AC/{world.child}/bundle", json=body)
    refused(answer, 404, "no_pair")
