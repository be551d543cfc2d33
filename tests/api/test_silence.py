"""The asking side gets the same answers whether or not the child is held: body, status, headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.test_submit import CHILD, INQUIRY
from tests.databases import Host
from tests.service.cases import enter_matcher, link_records, record_id
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.service.pairs import Pair
from tracing.store.database import Database
from tracing.store.tables import decisions, holds, users

Ask = Callable[[TestClient], Any]

REFERENCE = "F-88"
PATH = f"/v1/inquiries/{REFERENCE}"
KEY = {"idempotency-key": "6f9f2b5e"}
FILE = b"record_id,full_name,birth_date\nF-88,Josue Caal Pop,2016-07-03\nF-89,Josue Caal,soon\n"
CHANGED = {**INQUIRY, "birth_date": "2016-07-04"}


class World:
    """A service of its own, in which the child is held, or isn't."""

    def __init__(self, service: Service, held: bool) -> None:
        self.service, self.held = service, held
        accounts.agency(service, "MX-DIF", "child_protection", "child")
        accounts.agency(service, "MX-OFFICE", "tracing_office")
        accounts.agency(service, "GT-CONS", "consulate", "inquiry")
        accounts.person(service, "MX-OFFICE", "oficial", "protection_officer")
        self.matcher = enter_matcher(service)
        app = create_app(service, ApiSettings(secure_cookies=False))
        finder = self.client(app, "MX-DIF", "children:write")
        other = {
            **CHILD,
            "full_name": "Marta Choc",
            "mother_name": "Rosa Choc",
            "birth_date": "2010",
            "age": "",
        }
        finder.post("/v1/children", json=CHILD if held else other)
        self.asking = self.client(app, "GT-CONS", "inquiries:read", "inquiries:write", "imports:write")
        self.worker = TestClient(app)
        accounts.person(service, "GT-CONS", "ventanilla", "family_worker")
        body = {"login": "ventanilla", "password": accounts.PASSWORD}
        assert self.worker.post("/v1/sessions", json=body).status_code == 201

    def client(self, app: Any, code: str, *scopes: str) -> TestClient:
        key = accounts.key(self.service, code, *scopes)
        return TestClient(app, headers={"authorization": f"Bearer {key}"})

    def match(self) -> None:
        """Write what matching and review would: a strong link, a decision, a hold."""
        if not self.held:
            return
        pair = Pair(record_id(self.service, REFERENCE), record_id(self.service, str(CHILD["record_id"])))
        link_records(self.service, self.matcher, pair)
        with self.service.database.working() as connection:
            officer = connection.execute(sa.select(users.c.id).where(users.c.login == "oficial")).scalar_one()
            connection.execute(
                sa.insert(decisions).values(
                    inquiry_id=pair.inquiry, child_id=pair.child, inquiry_version=1, child_version=1,
                    matcher_id=self.matcher, weight=4000, probability=0.99, blind=False, kind="possible",
                    reasons=["names_agree"], user_id=officer,
                )
            )  # fmt: skip
            connection.execute(
                sa.insert(holds).values(
                    record_id=pair.inquiry, kind="asylum", confidential=True, reason="x", raised_by=officer,
                    review_on=sa.func.current_date(),
                )
            )  # fmt: skip


@contextmanager
def world(host: Host, held: bool) -> Iterator[World]:
    with host.database(host.template) as url:
        database = Database(url, size=4)
        try:
            yield World(Service(database, Keyring.new()), held)
        finally:
            database.close()


@pytest.fixture
def worlds(host: Host) -> Iterator[list[World]]:
    with ExitStack() as stack:
        yield [stack.enter_context(world(host, held)) for held in (True, False)]


_TIMES = re.compile(rb"20\d\d-\d\d-\d\dT[0-9:.+Z-]+")
_CURSORS = re.compile(rb'"next":"[^"]+"')

ASKS: dict[str, Ask] = {
    "read": lambda c: c.get(PATH),
    "list": lambda c: c.get("/v1/inquiries"),
    "page": lambda c: c.get("/v1/inquiries", params={"limit": 1}),
    "history": lambda c: c.get(f"{PATH}/versions"),
    "submit again": lambda c: c.post("/v1/inquiries", json=INQUIRY),
    "replay": lambda c: c.post("/v1/inquiries", json=INQUIRY, headers=KEY),
    "submit the same child under another reference": lambda c: c.post(
        "/v1/inquiries", json={**INQUIRY, "record_id": "F-90"}
    ),
    "submit with a fault": lambda c: c.post("/v1/inquiries", json={**INQUIRY, "birth_date": "soon"}),
    "correct": lambda c: c.put(PATH, json=CHANGED, headers={"if-match": '"1"'}),
    "correct what has changed": lambda c: c.put(PATH, json=CHANGED, headers={"if-match": '"1"'}),
    "upload": lambda c: c.post("/v1/imports/inquiries", content=FILE),
    "uploads": lambda c: c.get("/v1/imports/inquiries"),
    "read the child": lambda c: c.get(f"/v1/children/{CHILD['record_id']}"),
    "list children": lambda c: c.get("/v1/children"),
    "how the child was assessed": lambda c: c.get(
        "/v1/definitions", params={"child": str(CHILD["record_id"])}
    ),
    "assess the child": lambda c: c.post(
        "/v1/definitions",
        json={
            "child": str(CHILD["record_id"]),
            "status": "separated",
            "company": ["relative"],
            "known_by": ["documents"],
        },
    ),
    "what the child's registration lacks": lambda c: c.get(f"/v1/registrations/{CHILD['record_id']}"),
    "registrations": lambda c: c.get("/v1/registrations"),
    "register the child": lambda c: c.post("/v1/children/quick", json=CHILD),
    "a capture file": lambda c: c.post("/v1/imports/captures", content=b"x"),
    "a form in another vocabulary": lambda c: c.post("/v1/inquiries", json={**INQUIRY, "vocabulary": "999"}),
    "the child's age by law": lambda c: c.get(f"/v1/law/ages/{CHILD['record_id']}", params={"to": "MX"}),
    "the law": lambda c: c.get("/v1/law/places/GT"),
    "the law as a file": lambda c: c.get("/v1/law/register.csv"),
    "where the finder is": lambda c: c.get("/v1/law/agencies/MX-DIF/place"),
    "where the child lives": lambda c: c.get("/v1/placements", params={"child": str(CHILD["record_id"])}),
    "place the child": lambda c: c.post("/v1/placements", json={"child": str(CHILD["record_id"])}),
    "shelters": lambda c: c.get("/v1/shelters"),
    "who answers for what": lambda c: c.get("/v1/directory", params={"country": "MX"}),
    "whom it waits for": lambda c: c.get(f"{PATH}/waiting"),
    "reminders": lambda c: c.get("/v1/reminders"),
    "all reminders": lambda c: c.get("/v1/reminders", params={"all": True}),
    "handovers": lambda c: c.get("/v1/handovers"),
    "whom a child waits for": lambda c: c.get(f"/v1/children/{CHILD['record_id']}/waiting"),
    "audit": lambda c: c.get("/v1/audit"),
    "users": lambda c: c.get("/v1/users"),
    "metrics": lambda c: c.get("/metrics"),
    "withdraw": lambda c: c.delete(PATH),
    "withdraw again": lambda c: c.delete(PATH),
    "submit what was withdrawn": lambda c: c.post("/v1/inquiries", json=INQUIRY),
}


@pytest.mark.parametrize("who", ["asking", "worker"])
def test_the_same_answers(worlds: list[World], who: str) -> None:
    answers: list[dict[str, tuple[Any, ...]]] = []
    for each in worlds:
        first = each.asking.post("/v1/inquiries", json=INQUIRY, headers=KEY)
        assert first.status_code == 201
        each.match()
        client = each.asking if who == "asking" else each.worker
        answers.append({"submit": _told(first)} | {name: _told(ask(client)) for name, ask in ASKS.items()})
    held, not_held = answers
    for name, told in held.items():
        assert told == not_held[name], name
    assert held["read"][0] == 200
    assert held["correct"][0] == 200
    assert held["withdraw"][0] == 200


def _told(answer: Any) -> tuple[Any, ...]:
    body = _CURSORS.sub(b'"next":"..."', _TIMES.sub(b"time", answer.content))
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return answer.status_code, body, headers
