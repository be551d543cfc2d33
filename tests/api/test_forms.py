"""Vocabulary and forms as they are downloaded."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from pydantic import BaseModel
from pypdf import PdfReader

from tests.api.asserts import refused
from tests.api.conftest import Caller
from tests.casework.forms.test_schema import sample
from tracing.api.routes.placements import NewPlacement
from tracing.api.routes.repatriation import NewHandover
from tracing.api.routes.rights.complaints import NewComplaint
from tracing.api.routes.rights.consents import Statement
from tracing.api.routes.rights.models import ChildViews
from tracing.casework.forms.act_forms import ACT_FORMS
from tracing.casework.forms.all_forms import FORMS
from tracing.casework.vocabulary.edition import in_force, versions


@pytest.fixture
def client(as_key: Caller, senaf: str) -> TestClient:
    return as_key(senaf, "children:read")


def test_every_version_of_the_vocabulary_stays_downloadable(client: TestClient) -> None:
    items = client.get("/v1/vocabularies").json()["items"]
    assert [(i["version"], i["name"], i["in_force"]) for i in items] == [
        (v.version, v.name, v is in_force()) for v in versions().values()
    ]
    for item in items:
        answer = client.get(f"/v1/vocabularies/{item['version']}")
        document = answer.json()
        assert (document["name"], document["digest"]) == (item["name"], item["digest"])
        assert answer.headers["etag"] == f'"{item["digest"]}"'
        assert document["lists"]["hold_kinds"]
    assert client.get("/v1/vocabularies/current").json()["name"] == in_force().name
    refused(client.get("/v1/vocabularies/999"), 404, "no_vocabulary")
    refused(client.get("/v1/vocabularies/x"), 422, "invalid")


def test_it_comes_as_a_table_that_spreadsheets_read(client: TestClient) -> None:
    answer = client.get("/v1/vocabularies/current", params={"format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert in_force().name in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.content.startswith("\ufeff".encode())
    assert {row["vocabulary"] for row in rows} == {in_force().name}
    ours = [row["term"] for row in rows if (row["country"], row["code"]) == ("SV", "child_protection")]
    assert len(ours) == 1
    assert "CONAPINA" in ours[0]


def test_what_changed_since_a_version(client: TestClient) -> None:
    found = client.get("/v1/vocabularies/1/changes").json()
    assert (found["version"].split("-")[0], found["in_force"]) == ("1", in_force().name)
    sexes = {(c["code"], c["kind"]) for c in found["items"] if c["list"] == "sex"}
    assert sexes == {("F", "added"), ("M", "added"), ("X", "added")}
    assert client.get(f"/v1/vocabularies/{in_force().version}/changes").json()["items"] == []


@pytest.mark.parametrize("code", FORMS)
def test_every_form_is_there_as_schema_and_on_paper(client: TestClient, code: str) -> None:
    listed = client.get("/v1/forms").json()
    assert code in [item["code"] for item in listed["items"]]
    assert listed["vocabulary"] == in_force().name
    schema = client.get(f"/v1/forms/{code}/schema", params={"language": "en"})
    assert schema.headers["content-type"] == "application/schema+json"
    Draft202012Validator.check_schema(schema.json())
    sheet = client.get(f"/v1/forms/{code}/sheet", params={"paper": "A4", "country": "GT", "language": "en"})
    assert sheet.headers["content-type"] == "application/pdf"
    assert FORMS[code].en in PdfReader(io.BytesIO(sheet.content)).pages[0].extract_text().replace("\n", " ")


TAKEN_BY: dict[str, type[BaseModel]] = {
    "views_of_child": ChildViews,
    "consent": Statement,
    "placement": NewPlacement,
    "handover": NewHandover,
    "complaint": NewComplaint,
}
"""Form of an act → the body of the route that takes it."""


def test_every_form_of_an_act_has_a_route() -> None:
    assert set(TAKEN_BY) == {form.code for form in ACT_FORMS}


@pytest.mark.parametrize("code", TAKEN_BY)
def test_what_is_sent_of_a_form_of_an_act_is_what_its_route_takes(code: str) -> None:
    model = TAKEN_BY[code]
    taken = {field.alias or name: field for name, field in model.model_fields.items()}
    sent = {field.name: field for field in FORMS[code].sent()}
    assert set(sent) <= set(taken)
    needed = {name for name, field in taken.items() if field.is_required()}
    assert needed <= {name for name, field in sent.items() if field.required}
    # Filled in well it is taken as it is.
    assert model.model_validate({name: sample(field) for name, field in sent.items()})


def test_what_is_no_form(client: TestClient) -> None:
    for kind in ("schema", "sheet"):
        refused(client.get(f"/v1/forms/x/{kind}"), 404, "no_form")
    for query in ({"paper": "A3"}, {"language": "fr"}, {"country": "FR"}):
        refused(client.get("/v1/forms/inquiry/sheet", params=query), 422, "invalid")


def test_strangers_get_none(stranger: TestClient) -> None:
    for path in ("/v1/vocabularies", "/v1/vocabularies/current", "/v1/forms", "/v1/forms/inquiry/sheet"):
        refused(stranger.get(path), 401, "not_signed_in")
