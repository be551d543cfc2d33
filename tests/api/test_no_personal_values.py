"""After a full run no value of a person stands anywhere that it shouldn't: logs, metrics, addresses, refusals, the audit,
jobs, notices, or what anybody is shown who may not see it (brief I6).

All values are words that occur nowhere else, so that each can be looked for.
"""

from __future__ import annotations

import base64
import io
import logging
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.conftest import Caller
from tests.receiver import Receiver, receiver
from tests.service.at_work import do_jobs
from tests.service.cases import record_id
from tests.store.catalog import connected
from tracing.api.logs import log_to
from tracing.casework.vocabulary.edition import in_force
from tracing.service import upkeep
from tracing.service.capture import writing
from tracing.service.capture.importing import capture_key
from tracing.service.capture.layout import read_key
from tracing.service.context import Service
from tracing.service.pairs import Pair
from tracing.service.promotion import ensure_matcher

CHILD = {
    "record_id": "A-1", "full_name": "Zyxolda Quvixtla Pwemba", "sex": "F", "birth_date": "2015-08-29",
    "origin_country": "GT", "origin_text": "caserío Xikumbala", "mother_name": "Wambrexa Quvixtla",
    "caregiver_name": "Ottlinde Frazk", "siblings": ["Hjurmond"], "phones": ["+502 5599 8877"],
    "documents": ["GT-CUI:3258765431601"], "marks": "lunar en forma de krombel", "event_date": "2026-03-20",
    "event_place": "Albergue Dvontika, Tapachula", "notes": "grita mzelkwar de noche", "cama": "pabellón Ghurzza",
    "provenance": [{"fields": ["full_name"], "said_by": "tía Prunxela", "interpreter": "Ulmixtoc"}],
}  # fmt: skip
INQUIRY = {
    "record_id": "F-1", "full_name": "Zyxolda Quvixtla Pwemba", "sex": "F", "birth_date": "2015-08-29",
    "origin_country": "GT", "mother_name": "Wambrexa Quvixtla", "inquirer_name": "Wambrexa Quvixtla",
    "inquirer_relation": "mother", "phones": ["+502 5544 3366"], "notes": "vive con Tlomberg",
}  # fmt: skip
FREE = {
    "reason": "porque Vrumelda lo corrigió", "note": "misma abuela Ixquomba", "hold": "vecino Zgarbolt",
    "lift": "abuela Xerundia vive ahí", "person": "padrastro Jwornek", "question": "¿quién es Yplundra?",
    "answer": "su prima Yplundra Cquist", "act": "vista con psicóloga Bwendelin", "conflict": "Grulmex",
}  # fmt: skip

FIELD = "Fnordikel o algo así"
"""A field that isn't known. Who sent it is told its name again in the pointer to what is wrong, and nobody else is."""

VALUES = (
    "Zyxolda", "Quvixtla", "Pwemba", "Xikumbala", "Wambrexa", "Ottlinde", "Frazk", "Hjurmond", "55998877", "5599 8877",
    "3258765431601", "krombel", "Dvontika", "mzelkwar", "Ghurzza", "Prunxela", "Ulmixtoc", "55443366", "5544 3366",
    "Tlomberg", "Vrumelda", "Ixquomba", "Zgarbolt", "Xerundia", "Jwornek", "Yplundra", "Cquist", "Bwendelin", "Grulmex",
    "2015-08-29", "29/08/2015", "Bzzentol", "Kwimpara", "Lhoqqest", "Fnordikel",
)  # fmt: skip


def found_in(text: str) -> list[str]:
    """Return which values stand in a text, as they are or as they are usually written otherwise."""
    folded = text.casefold()
    return [
        value
        for value in VALUES
        if any(
            form.casefold() in folded
            for form in (
                value,
                quote(value),
                value.encode().hex(),
                base64.b64encode(value.encode()).decode()[: len(value) * 4 // 3 - 1],
            )
        )
    ]


class Ear:
    """What is heard of the whole run: log, streams, every answer with whose it was."""

    def __init__(self) -> None:
        self.log = io.StringIO()
        self.answers: list[tuple[str, Any]] = []

    def listen(self, who: str, client: TestClient) -> TestClient:
        """Keep all that a client is answered."""
        client.event_hooks["response"] = [lambda answer: self.answers.append((who, answer))]
        return client


@pytest.fixture
def ear() -> Iterator[Ear]:
    made = Ear()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    log_to(made.log, logging.DEBUG)
    root.setLevel(logging.DEBUG)
    yield made
    root.handlers, root.level = before, level
    structlog.reset_defaults()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("TRACING_WEBHOOK_ANYWHERE", "1")
    with receiver() as to:
        yield to


def work(service: Service) -> None:
    """Do all jobs, as the worker does, and keep them."""
    do_jobs(service)
    upkeep.keep_up(service)


def _bad_requests(client: TestClient, plural: str, facts: dict[str, Any]) -> None:
    """Send what can't be taken, with values wherever they might be repeated."""
    path = f"/v1/{plural}"
    for bad in (
        {"birth_date": "Bzzentol"}, {"sex": "Kwimpara"}, {"phones": {FIELD: "Bzzentol"}}, {FIELD: {"x": 1}},
        {"age": "Bzzentol"}, {"record_id": "Zyxolda\nQuvixtla"}, {"documents": ["XX:Bzzentol"]}, {"record_id": None},
        {"provenance": [{"fields": ["Zyxolda"], "said_by": "Prunxela"}]}, {"provenance": [{"said_by": ["Prunxela"]}]},
        {"languages": ["Kwimpara"]}, {"full_name": "Zyxolda " * 150_000},
    ):  # fmt: skip
        client.post(path, json={**facts, "record_id": "B-1", **bad})
    json_type = {"content-type": "application/json"}
    for body in (
        b'{"full_name": "Zyxolda',
        b'["Zyxolda"]',
        b'"Zyxolda"',
        b'{"Zyxolda": "\\ud800"}',
        b"Zyxolda",
    ):
        client.post(path, content=body, headers=json_type)
    client.post(path, content=b"Zyxolda", headers={"content-type": "text/Zyxolda"})
    client.post(path, json=facts, headers={"idempotency-key": "Zyxolda" * 50})
    client.post(path, json=facts, headers={"x-purpose": "Zyxolda Quvixtla"})
    client.get(f"{path}/Zyxolda%20Quvixtla")
    client.get(f"{path}/Zyxolda/versions?full_name=Quvixtla")
    client.get(path, params={"cursor": "Zyxolda", "state": "Quvixtla"})
    client.get(path, params={"state": "Quvixtla", "limit": "Zyxolda"})
    client.put(f"{path}/Zyxolda", json=facts, headers={"if-match": '"1"'})
    client.put(
        f"{path}/{facts['record_id']}",
        json={**facts, "record_id": "Zyxolda"},
        headers={"if-match": "Zyxolda"},
    )
    client.put(
        f"{path}/{facts['record_id']}", json={**facts, "record_id": "Zyxolda"}, headers={"if-match": '"1"'}
    )
    client.request("Zyxolda", path)
    client.get(f"/Zyxolda/{quote('Quvixtla Pwemba')}")
    client.post("/v1/sessions", json={"login": "Zyxolda", "password": "Quvixtla"})
    client.get(path, headers={"authorization": "Bearer trk_Zyxolda_Quvixtla"})


def _beginnings(service: Service, found: TestClient, worker: TestClient, folder: Path) -> None:
    """Register quickly, assess, capture offline; well and badly."""
    quick = {
        "record_id": "Q-1", "event_date": "2026-03-20", "event_place": "Albergue Dvontika", "sex": "M", "age": 9,
        "full_name": "Hjurmond Quvixtla", "marks": "krombel",
    }  # fmt: skip
    assert found.post("/v1/children/quick", json=quick).status_code == 201
    for bad in (
        {"sex": "Kwimpara"},
        {"vocabulary": "Zyxolda"},
        {"Zyxolda": "x"},
        {"event_date": "Bzzentol"},
        {"aliases": ["\n"]},
    ):
        assert found.post("/v1/children/quick", json={**quick, "record_id": "Q-2", **bad}).status_code == 422
    found.get("/v1/registrations")
    found.get("/v1/registrations/Zyxolda")
    seen = {
        "child": "Q-1",
        "status": "separated",
        "company": ["relative"],
        "known_by": ["child_says"],
        "note": FREE["note"],
    }
    assert worker.post("/v1/definitions", json=seen).status_code == 201
    for bad in (
        {"status": "Zyxolda"},
        {"company": ["Quvixtla"]},
        {"child": "Pwemba"},
        {"note": "Lhoqqest\0"},
    ):
        assert worker.post("/v1/definitions", json={**seen, **bad}).status_code in (404, 422)
    worker.get("/v1/definitions", params={"child": "Q-1"})
    file = folder / "puente.capture"
    writing.begin(
        file, read_key(capture_key(service.keyring)), "MX-DIF", "found_child_quick", in_force().name
    )
    for more in (
        {"record_id": "Q-3"},
        {"record_id": "Q-1"},
        {"record_id": "Q-4", "sex": "Kwimpara", "Zyxolda": "Pwemba"},
    ):
        writing.add(file, {**quick, **more})
    assert found.post("/v1/imports/captures", content=file.read_bytes()).json()["stored"] == 1
    found.post("/v1/imports/captures", content=file.read_bytes().replace(b"MX", b"Zyxolda"))
    found.post("/v1/imports/captures", content=b'{"format": "Zyxolda"}\n')
    for reference in ("Q-1", "Q-3"):
        assert found.delete(f"/v1/children/{reference}").status_code == 200


def _care(worker: TestClient, officer: TestClient) -> None:
    """Place a child, in a house and in a family; well and badly."""
    house = {
        "version": 0, "name": "Casa Dvontika", "address": "pabellón Ghurzza", "country": "MX", "kind": "children",
        "least_age": 0, "most_age": 5, "sexes": ["F"], "places": 9, "valid_from": "2026-01-01",
        "checked_on": "2026-01-01", "confidential": True, "confidential_by": "LGDNNA",
    }  # fmt: skip
    path = "/v1/shelters/MX-DIF/CASA-1"
    assert worker.put(path, json=house).status_code == 201
    for bad in ({"kind": "Zyxolda"}, {"name": "Estación Migratoria Dvontika"}, {"languages": ["Bzzentol"]}):
        assert worker.put(path, json={**house, "version": 1, **bad}).status_code == 422
    worker.put("/v1/shelters/MX-DIF/Zyxolda", json=house)
    there = {
        "child": "A-1", "kind": "shelter", "shelter": {"agency": "MX-DIF", "code": "CASA-1"}, "from": "2026-03-21",
        "basis": "emergency", "placed_by": "licenciada Bwendelin", "note": FREE["note"],
    }  # fmt: skip
    assert worker.post("/v1/placements", json=there).status_code == 409
    answered = {**there, "answers": {"shelter_age": FREE["reason"]}}
    assert worker.post("/v1/placements", json=answered).status_code == 201
    for bad in (
        {"from": "2026-01-01"}, {"kind": "Zyxolda"}, {"answers": {"Quvixtla": "Pwemba"}}, {"child": "Hjurmond"},
        {"shelter": {"agency": "Zyxolda", "code": "Pwemba"}}, {"placed_by": "Lhoqqest\0"},
    ):  # fmt: skip
        assert worker.post("/v1/placements", json={**answered, **bad}).status_code in (404, 422)
    ended = {**answered, "until": "2026-03-22", "version": 1, "reason": FREE["reason"]}
    assert worker.put("/v1/placements/1", json=ended).status_code == 200
    family = {
        "child": "A-1",
        "kind": "foster_family",
        "place": "Frazk",
        "from": "2026-03-22",
        "basis": "emergency",
        "placed_by": "Ottlinde",
    }
    assert worker.post("/v1/placements", json=family).status_code == 201
    worker.get("/v1/placements", params={"child": "A-1"})
    officer.get("/v1/placements", params={"child": "Zyxolda"})
    officer.get("/v1/shelters", params={"kind": "Zyxolda"})


def _files(client: TestClient, plural: str) -> None:
    path = f"/v1/imports/{plural}"
    header = "record_id,full_name,birth_date,sex,phones,mother_name"
    rows = [
        "U-1,Zyxolda Quvixtla,2015-08-29,F,+502 5599 8877,Wambrexa",
        "U-2,Zyxolda Quvixtla,Bzzentol,F,,Wambrexa",
        "U-3,Zyxolda Quvixtla,29/08/2015 Kwimpara,Lhoqqest,5599 8877 x,Wambrexa",
        "U-1,Pwemba,2015-08-29,F,,",
        ",Zyxolda,2015-08-29,F,,",
        'U-4,"Zyxolda\x00",2015-08-29,F,,',
        "U-5,Zyxolda,2015-08-29,F,,,,,Quvixtla",
    ]
    client.post(path, content="\n".join([header, *rows]).encode())
    client.post(path, content=f"{header},Zyxolda Quvixtla,Zyxolda Quvixtla\n{rows[0]},a,b\n".encode())
    client.post(
        path,
        content=b'{"record_id": "U-6", "full_name": "Zyxolda", "birth_date": ["Bzzentol"]}\n{"Zyxolda"\n',
    )
    client.post(path, content=b"Zyxolda;Quvixtla\nPwemba;1\n")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (header.split(","), rows[1].split(","), ["U-7", "Zyxolda", "=Pwemba()", "F"]):
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    client.post(path, content=packed.getvalue())
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("xl/workbook.xml", "<Zyxolda>")
        archive.writestr("Quvixtla/../../Pwemba.xml", "x")
    client.post(path, content=broken.getvalue())


def _review(service: Service, people: dict[str, TestClient], found: TestClient, asking: TestClient) -> None:
    """Work through the pair up to a hold, with free text wherever there is room for it."""
    assert people["reviewer"].get("/v1/queue").json()["items"]
    named = Pair(record_id(service, "F-1"), record_id(service, "A-1"))
    pair = {"inquiry": named.inquiry_name, "child": named.child_name}
    path = f"/v1/links/{pair['inquiry']}/{pair['child']}"
    for name in ("reviewer", "second"):
        client = people[name]
        assert client.post("/v1/queue/mine", json=pair).status_code == 201
        read = client.get(path)
        wanted = {"side": "child", "fields": ["full_name"], "purpose": "compare"}
        assert client.post(f"{path}/revealed", json=wanted).status_code == 200
        client.post(f"{path}/revealed", json={**wanted, "fields": ["Zyxolda"], "purpose": "Quvixtla"})
        etag = {"if-match": read.headers["etag"]}
        client.post(f"{path}/decisions", json={"kind": "Zyxolda", "reasons": ["Quvixtla"]}, headers=etag)
        decision = {"kind": "possible", "reasons": ["names_agree"], "note": FREE["note"]}
        made = client.post(f"{path}/decisions", json=decision, headers=etag)
        assert made.status_code == 201, made.text
    officer = people["officer"]
    assert (
        officer.post(f"{path}/questions", json={"side": "child", "questions": [FREE["question"]]}).status_code
        == 201
    )
    asked = found.get("/v1/verifications/children").json()["items"]
    answer = {"reference": asked[0]["reference"], "number": 1, "place": 1, "answer": FREE["answer"]}
    assert found.post("/v1/verifications/children/answers", json=answer).status_code == 204
    outcome = {"reference": asked[0]["reference"], "number": 1, "outcome": "confirmed", "grounds": ["photo"]}
    found.post("/v1/verifications/children/outcomes", json={**outcome, "note": FREE["act"]})
    officer.post(
        f"{path}/acts",
        json={"kind": "child_views", "outcome": "Zyxolda", "grounds": ["Quvixtla"], "note": FREE["act"]},
    )
    officer.post(
        f"{path}/disclosure", json={"outcome": "withhold", "grounds": ["safety"], "note": FREE["act"]}
    )
    raised = officer.post(
        "/v1/holds", json={"record": pair["child"], "kind": "coached_answers", "reason": FREE["hold"]}
    )
    assert raised.status_code == 201, raised.text
    lift = {"reason": FREE["lift"], "review_on": "2027-01-01"}
    officer.post(f"/v1/holds/{raised.json()['hold']}/lifting", json=lift)
    officer.post("/v1/holds", json={"record": FREE["conflict"], "kind": "Zyxolda", "reason": FREE["hold"]})
    people["second"].post("/v1/conflicts", json={"record": FREE["conflict"]})
    asking.get("/v1/verifications/inquiries")
    officer.get(f"{path}/acts")
    officer.get(f"{path}/questions")


def test_no_value_stands_where_it_should_not(
    service: Service, app: FastAPI, as_key: Caller, as_person: Caller, call: Caller, ear: Ear, told: Receiver,
    capfd: pytest.CaptureFixture[str], tmp_path: Path,
) -> None:  # fmt: skip
    ensure_matcher(service)
    for code, kind, *sides in (
        ("MX-DIF", "child_protection", "child", "inquiry"), ("GT-BUSCA", "family_tracing", "inquiry"),
        ("MX-OFFICE", "tracing_office"), ("MX-OTHER", "tracing_office"), ("HN-CONSULATE", "consulate"),
        ("XX-OVERSIGHT", "oversight"), ("HN-OTHER", "child_protection", "child", "inquiry"),
    ):  # fmt: skip
        accounts.agency(service, code, kind, *sides)
    every = ("read", "write")
    found_key = ear.listen(
        "found",
        as_key("MX-DIF", *(f"children:{e}" for e in every), "imports:write", "flags:raise", "webhooks"),
    )
    asking_key = ear.listen(
        "asking",
        as_key("GT-BUSCA", *(f"inquiries:{e}" for e in every), "imports:write", "status:read", "webhooks"),
    )
    other_key = ear.listen(
        "other",
        as_key("HN-OTHER", *(f"{s}:{e}" for s in ("children", "inquiries") for e in every), "status:read"),
    )
    people = {
        name: ear.listen(name, as_person(code, role))
        for name, code, role in (
            ("found", "MX-DIF", "found_worker"), ("asking", "GT-BUSCA", "family_worker"),
            ("reviewer", "MX-OFFICE", "reviewer"), ("second", "MX-OTHER", "reviewer"),
            ("officer", "MX-OFFICE", "protection_officer"), ("consulate", "HN-CONSULATE", "consulate"),
            ("auditor", "XX-OVERSIGHT", "auditor"), ("statistics", "MX-OFFICE", "statistics"),
            ("analyst", "MX-OFFICE", "analyst"), ("administrator", "MX-OFFICE", "administrator"),
        )
    }  # fmt: skip
    stranger = ear.listen("stranger", call())
    events = ["import.finished", "record.received", "inquiry.next_step"]
    for client in (found_key, asking_key):
        assert client.post("/v1/webhooks", json={"url": told.url, "events": events}).status_code == 201

    key = {"idempotency-key": "Zyxolda-1"}
    assert found_key.post("/v1/children", json=CHILD, headers=key).status_code == 201
    assert asking_key.post("/v1/inquiries", json=INQUIRY, headers=key).status_code == 201
    assert asking_key.post("/v1/inquiries", json=INQUIRY, headers=key).status_code == 201
    for who, capacity in (("Ottlinde", "guardian"), ("Zyxolda", "child")):
        consent = {"status": "given", "who": who, "on": "2026-03-21", "capacity": capacity, "form": "written"}
        asked = {"statements": [{**consent, "language": "Lhoqqest", "explained_by": "Prunxela"}]}
        assert found_key.post("/v1/children/A-1/consents", json=asked).status_code == 201
        asked["statements"][0]["status"] = "Zyxolda"
        assert found_key.post("/v1/children/A-1/consents", json=asked).status_code == 422
    flag = {"child": "A-1", "kind": "no_contact_with", "detail": {"person": FREE["person"]}}
    found_key.post("/v1/flags", json=flag)
    found_key.post("/v1/flags", json={**flag, "kind": "Zyxolda", "detail": {"Quvixtla": "Pwemba"}})
    _beginnings(service, found_key, people["found"], tmp_path)
    _care(people["found"], people["officer"])
    for client, plural, facts in ((found_key, "children", CHILD), (asking_key, "inquiries", INQUIRY)):
        corrected = {**facts, "origin_text": "caserío Xikumbala II", "reason": FREE["reason"]}
        done = client.put(f"/v1/{plural}/{facts['record_id']}", json=corrected, headers={"if-match": '"1"'})
        assert done.status_code == 200, done.text
        _bad_requests(client, plural, facts)
        _files(client, plural)
    _bad_requests(other_key, "children", CHILD)
    _bad_requests(stranger, "inquiries", INQUIRY)
    work(service)
    officer_holds = people["officer"].get("/v1/holds").json()["items"]
    for hold in officer_holds:
        lift = {"reason": FREE["lift"], "review_on": "2027-01-01"}
        people["officer"].post(f"/v1/holds/{hold['id']}/lifting", json=lift)
    _review(service, people, people["found"], people["asking"])
    for name in ("other", "consulate", "auditor", "statistics", "analyst", "administrator", "stranger"):
        client = {"other": other_key, "stranger": stranger, **people}[name]
        for path in ("children/A-1", "children", "inquiries/F-1", "inquiries", "queue", "holds", "audit", "users", "keys", "imports/children",
                     "links/decisions", "conflicts", "inquiries/F-1/status", "children/A-1/status", "webhooks", "agencies", "codes",
                     "law/ages/A-1", "law/ages/Zyxolda", "law/places/Zyxolda", "law/sources?source=Zyxolda",
                     "placements?child=A-1", "placements/reviews", "shelters", "shelters/MX-DIF/CASA-1"):  # fmt: skip
            client.get(f"/v1/{path}")
    asking_key.request("DELETE", "/v1/inquiries/F-1", json={"reason": FREE["reason"]})
    work(service)

    # What nobody expected: the error's text quotes the statement and what was sent.
    url = service.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with connected(url) as connection:
        connection.execute("ALTER TABLE casework.record_versions RENAME TO renamed")
    assert found_key.post("/v1/children", json={**CHILD, "record_id": "A-9"}).status_code == 500
    found_key.post("/v1/imports/children", content=b"record_id,full_name\nU-9,Zyxolda\n")
    work(service)
    metrics = stranger.get("/metrics")

    own = {"found": {"found"}, "asking": {"asking"}, "reviewer": set(), "second": set(), "officer": set()}
    heard = "".join(capfd.readouterr())
    logged = ear.log.getvalue()
    assert '"event": "failed"' in logged
    assert [line for line in logged.splitlines() if found_in(line)] == []
    assert found_in(heard) == []
    assert metrics.status_code == 200
    assert found_in(metrics.text) == []
    statuses = set()
    for who, answer in ear.answers:
        answer.read()
        statuses.add(answer.status_code)
        address = f"{answer.status_code} {answer.request.method} {answer.request.url.path}"
        assert found_in(str(answer.headers.multi_items())) == [], (who, address)
        if answer.status_code >= 400 or who not in own:
            text = answer.text.replace(FIELD, "") if who in ("found", "asking", "other") else answer.text
            assert found_in(text) == [], (who, address, text)
    assert {200, 201, 202, 204, 401, 403, 404, 409, 412, 413, 415, 422, 500} <= statuses
    for name in ("found", "reviewer", "officer"):
        assert any(who == name and found_in(answer.text) for who, answer in ear.answers), name
    assert len(told.requests) > 4
    assert found_in(str(told.requests)) == []
    for table, rows in _rows(url).items():
        assert rows, table
        assert found_in("\n".join(rows)) == [], table
    assert "casework.audit" in _rows(url)


def _rows(url: str) -> dict[str, list[str]]:
    """Return all rows of what says what was done: no value of a person is to stand there, not even for who may see it."""
    tables = ("casework.audit", "jobs.procrastinate_jobs", "jobs.procrastinate_events", "casework.deliveries", "casework.webhooks",
              "casework.idempotency", "casework.imports", "casework.links", "casework.leases", "casework.pair_views", "casework.pending",
              "casework.child_keys", "casework.mentions", "casework.forms", "casework.record_secrets", "casework.whereabouts",
              "casework.protection_flags", "casework.acts", "casework.verification_questions", "casework.definitions", "casework.captures",
              "casework.placements", "casework.shelters", "casework.shelter_versions", "casework.shelter_addresses")  # fmt: skip
    with connected(url, "tracing_backup") as connection:
        found = {
            table: [str(row[0]) for row in connection.execute(f"SELECT t::text FROM {table} AS t").fetchall()]
            for table in tables
        }
    # These may be empty at the end of a run; what stands in them is looked at all the same.
    return {table: rows or ["(empty)"] for table, rows in found.items()}


def test_values_would_be_found() -> None:
    assert found_in("x Zyxolda y") == ["Zyxolda"]
    assert found_in(b"Wambrexa".hex()) == ["Wambrexa"]
    assert found_in(base64.b64encode(b"krombel y Frazk").decode()) == ["krombel"]
    assert found_in("5599%208877 quvixtla") == ["Quvixtla", "5599 8877"]
    assert found_in("nothing") == []
    assert sys.getdefaultencoding() == "utf-8"
