"""Shielding tells nobody: the asking side gets the same answers, by the same statements, whether the child that it asks for,
or its own inquiry, is shielded or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.conftest import Caller
from tests.api.test_silence import ASKS, KEY, PATH, REFERENCE, World, _told, world
from tests.api.test_submit import CHILD, INQUIRY
from tests.databases import Host
from tests.service.cases import record_id
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service.context import Service
from tracing.service.trafficking import shields
from tracing.store.database import Reader
from tracing.store.tables import users

MORE: dict[str, Callable[[TestClient], Any]] = {
    "status": lambda c: c.get(f"{PATH}/status"),
    "verifications": lambda c: c.get("/v1/verifications/inquiries"),
    "shields": lambda c: c.get("/v1/shields"),
    "shield of a guessed record": lambda c: c.post(
        f"/v1/records/{pseudonym(Side.CHILD, 1)}/shield", json={"reason": "x", "review_on": "2030-01-01"}
    ),
}


@pytest.fixture
def worlds(host: Host) -> Iterator[list[World]]:
    """Two services in which the child is held."""
    with ExitStack() as stack:
        yield [stack.enter_context(world(host, True)) for _ in range(2)]


def close(each: World, side: Side) -> None:
    """Shield the record of a side."""
    reference = str(CHILD["record_id"]) if side is Side.CHILD else REFERENCE
    with each.service.database.working() as connection:
        officer = connection.execute(
            sa.select(users.c.id, users.c.agency_id).where(users.c.login == "oficial")
        ).one()
    reader = Reader("protection_officer", officer.agency_id, officer.id, purpose="test")
    name = pseudonym(side, record_id(each.service, reference))
    on = each.service.now().date() + timedelta(days=30)
    shields.shield(each.service, reader, name, "amenazas", on)


@contextmanager
def statements(each: World) -> Iterator[list[str]]:
    """Note what is run on a service's connections."""
    ran: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        ran.append(statement)

    for engine in (each.service.database._app, each.service.database._worker):
        sa.event.listen(engine, "before_cursor_execute", note)
    yield ran


@pytest.mark.parametrize("who", ["asking", "worker"])
@pytest.mark.parametrize("side", Side)
def test_the_asking_side_gets_the_same_answers(worlds: list[World], side: Side, who: str) -> None:
    answers: list[dict[str, tuple[Any, ...]]] = []
    for number, each in enumerate(worlds):
        assert each.asking.post("/v1/inquiries", json=INQUIRY, headers=KEY).status_code == 201
        each.match()
        if number == 0:
            close(each, side)
        app = create_app(each.service, ApiSettings(secure_cookies=False))
        scopes = ("inquiries:read", "inquiries:write", "imports:write", "status:read", "webhooks")
        client = each.client(app, "GT-CONS", *scopes) if who == "asking" else each.worker
        told: dict[str, tuple[Any, ...]] = {}
        with statements(each) as ran:
            for name, ask in {**MORE, **ASKS}.items():
                ran.clear()
                told[name] = (*_told(ask(client)), list(ran))
        answers.append(told)
    shielded, open_ = answers
    for name, told_there in shielded.items():
        assert told_there == open_[name], name
    assert shielded["read"][0] == shielded["correct"][0] == shielded["withdraw"][0] == 200
    assert shielded["status"][0] == 200
    assert shielded["shields"][0] == 403


def test_an_officer_shields_and_another_ends_it(
    service: Service, app: FastAPI, senaf: str, as_key: Caller, as_person: Caller, office: str
) -> None:
    system = as_key(senaf, "children:read", "children:write")
    assert system.post("/v1/children", json=CHILD).status_code == 201
    first, second = as_person(senaf, "protection_officer"), as_person(office, "protection_officer")
    name, path = pseudonym(Side.CHILD, 1), f"/v1/children/{CHILD['record_id']}"
    body = {"reason": "amenazas", "review_on": str(service.now().date() + timedelta(days=30))}
    made = first.post(f"/v1/records/{name}/shield", json=body, headers=KEY)
    assert (made.status_code, made.json()) == (201, {"record": name, "review_on": body["review_on"]})
    assert first.post(f"/v1/records/{name}/shield", json=body).status_code == 409
    assert system.get(path).status_code == 404
    assert system.get("/v1/children").json()["items"] == []
    (item,) = first.get("/v1/shields").json()["items"]
    assert (item["record"], item["reason"]) == (name, "amenazas")
    alone = first.post(f"/v1/records/{name}/shield/ending", json={"reason": "ya pasó"})
    assert alone.status_code == 403
    assert alone.json()["type"] == "urn:tracing:problem:shield_second_person"
    again = second.put(f"/v1/records/{name}/shield", json={**body, "reason": "sigue"})
    assert again.status_code == 200
    assert second.post(f"/v1/records/{name}/shield/ending", json={"reason": "ya pasó"}).status_code == 200
    assert second.post(f"/v1/records/{name}/shield/ending", json={"reason": "ya pasó"}).status_code == 404
    assert system.get(path).status_code == 200
    assert accounts.PASSWORD not in made.text
