"""Concerns over HTTP, and that whoever raised one by asking can't tell: the same answers, by the same statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.conftest import Caller
from tests.api.test_shields import MORE, statements
from tests.api.test_silence import ASKS, KEY, World, _told, world
from tests.api.test_submit import INQUIRY
from tests.databases import Host
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.service import upkeep
from tracing.service.context import Service
from tracing.service.trafficking.concerns import list_concerns
from tracing.store.database import Reader

STRANGER = {
    "record_id": "X-1", "given_names": "Ana", "first_surname": "Tzul", "second_surname": "Coc",
    "inquirer_name": "Julia Coc", "inquirer_relation": "mother",
}  # fmt: skip


@pytest.fixture
def worlds(host: Host) -> Iterator[list[World]]:
    """Two services in which the child is held."""
    with ExitStack() as stack:
        yield [stack.enter_context(world(host, True)) for _ in range(2)]


def test_whoever_raised_a_concern_cannot_tell(worlds: list[World]) -> None:
    answers, raised = [], []
    asked = {**INQUIRY, "phones": ["+502 5577 8833"]}
    for each, phones in zip(worlds, (asked["phones"], ["+502 5555 0101"]), strict=True):
        accounts.agency(each.service, "HN-OTRA", "family_tracing", "inquiry")
        app = create_app(each.service, ApiSettings(secure_cookies=False))
        other = each.client(app, "HN-OTRA", "inquiries:write")
        assert other.post("/v1/inquiries", json={**STRANGER, "phones": phones}).status_code == 201
        scopes = ("inquiries:read", "inquiries:write", "imports:write", "status:read", "webhooks")
        client = each.client(app, "GT-CONS", *scopes)
        told: dict[str, tuple[Any, ...]] = {}
        with statements(each) as ran:
            told["submit"] = (*_told(client.post("/v1/inquiries", json=asked, headers=KEY)), list(ran))
        upkeep.keep_up(each.service)
        officer = Reader("protection_officer", 2, 1, purpose="test")
        raised.append([one.kind.value for one in list_concerns(each.service, officer)])
        with statements(each) as ran:
            for name, ask in {**MORE, **ASKS}.items():
                ran.clear()
                told[name] = (*_told(ask(client)), list(ran))
        answers.append(told)
    assert raised == [["shared_contact"], []]
    for name, told_there in answers[0].items():
        assert told_there == answers[1][name], name
    assert answers[0]["status"][0] == answers[0]["correct"][0] == answers[0]["withdraw"][0] == 200


def test_an_officer_reads_why_in_both_languages_and_dismisses(
    service: Service, app: FastAPI, senaf: str, as_key: Caller, as_person: Caller, office: str
) -> None:
    accounts.agency(service, "GT-BUSCA", "family_tracing", "inquiry")
    for code, given in ((senaf, STRANGER), ("GT-BUSCA", INQUIRY)):
        system = as_key(code, "inquiries:write", "inquiries:read")
        sent = {**given, "phones": ["+502 5577 8833"]}
        assert system.post("/v1/inquiries", json=sent).status_code == 201
    upkeep.keep_up(service)
    # It sits on an inquiry of another country: none of this authority's.
    assert as_person(senaf, "protection_officer").get("/v1/concerns").json()["items"] == []
    officer = as_person(office, "protection_officer")
    (item,) = officer.get("/v1/concerns").json()["items"]
    assert item["kind"]["code"] == "shared_contact"
    assert item["why"]["es"] != item["why"]["en"]
    assert "Palermo" in item["source"]
    assert len(item["records"]) == 2
    assert officer.get("/v1/concerns", params={"record": item["record"]}).json()["items"] == [item]
    path = f"/v1/concerns/{item['id']}/dismissal"
    refused = officer.post(path, json={"reason": " "})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert officer.post(path, json={"reason": "tienda de la aldea"}).json() == {"concern": item["id"]}
    assert officer.post(path, json={"reason": "tienda de la aldea"}).status_code == 409
    assert officer.get("/v1/concerns").json()["items"] == []
    (dismissed,) = officer.get("/v1/concerns", params={"all": True}).json()["items"]
    assert dismissed["reason"] == "tienda de la aldea"
    for caller in (as_key(senaf, "inquiries:read"), as_person(senaf, "reviewer")):
        assert isinstance(caller, TestClient)
        assert caller.get("/v1/concerns").status_code == 403
