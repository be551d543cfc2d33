"""The register of law over HTTP, and that every refusal names the rule it rests on."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.api.asserts import refused
from tests.api.conftest import Caller
from tests.api.test_submit import CHILD
from tests.casework.law.entries import entry
from tracing.api.problems import answer_refusal
from tracing.casework.holds import lifting_lacks
from tracing.casework.law.files import shipped
from tracing.casework.law.rules import Rule
from tracing.casework.missing import LACKS, Missing
from tracing.casework.repatriation.lacks import RETURN_LACKS
from tracing.casework.roles import Role
from tracing.casework.sets.kin import KIN_LACKS
from tracing.casework.sets.same import SAME_LACKS
from tracing.casework.sharing.agreements import AGREEMENT_FAULTS
from tracing.casework.sharing.consular import CONSULAR_FAULTS
from tracing.casework.sharing.firewall import STOPS
from tracing.casework.trafficking.concerns import CONCERN_LACKS
from tracing.casework.trafficking.referral import REFERRAL_LACKS
from tracing.casework.trafficking.shielding import SHIELD_LACKS
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid
from tracing.service.state_of import not_yet

MAJORITY: dict[str, Any] = {
    "place": "HN", "rule": "majority_age", "value": "21", "es": "Honduras: 21 años", "en": "Honduras: 21",
    "source": "Código inventado, art. 1",
}  # fmt: skip


@pytest.fixture
def officer(as_person: Caller, senaf: str) -> TestClient:
    return as_person(senaf, "protection_officer")


def test_what_is_applied_in_a_place_on_a_day(as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "inquiries:read")
    values = {}
    for on in ("2015-04-07", "2015-04-08"):
        answer = client.get("/v1/law/places/NI", params={"on": on})
        assert answer.status_code == 200, answer.text
        values[on] = {item["rule"]: item["value"] for item in answer.json()["items"]}["majority_age"]
    assert values == {"2015-04-07": "21", "2015-04-08": "18"}


def test_an_entry_says_where_it_stands_since_when_and_that_nobody_has_checked_it(
    as_key: Caller, senaf: str
) -> None:
    client = as_key(senaf, "children:read")
    (entry,) = client.get("/v1/law/places/MX/majority_age").json()["items"]
    assert entry["source"].startswith("Ley General de los Derechos de Niñas, Niños y Adolescentes")
    assert (entry["valid_from"], entry["checked_on"], entry["checked_by"]) == ("2014-12-05", None, "")
    assert (entry["check"]["code"], entry["state"]["code"], entry["entered"]) == (
        "not_checked",
        "shipped",
        None,
    )
    rules = {rule["code"]: rule for rule in client.get("/v1/law/rules").json()["items"]}
    assert rules["majority_age"]["es"] == "Mayoría de edad"
    assert (rules["majority_age"]["protects"], rules["majority_age"]["read"]) == ("more", True)
    assert {"HN", "CA-BC", "INT"} <= set(client.get("/v1/law/places").json()["items"])


def test_two_countries_side_by_side(as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "children:read")
    answer = client.get("/v1/law/compare", params={"from": "HN", "to": "MX", "on": "2026-01-01"}).json()
    found = {item["rule"]: item for item in answer["items"]}
    age = found["adolescent_from_age"]
    assert (age["here"]["value"], age["there"]["value"]) == ("12-14", "12")
    assert age["es"] == "Edad desde la que la ley habla de adolescentes"
    assert age["here"]["source"] != age["there"]["source"]
    assert found["civil_majority_age"]["there"] is None
    assert "majority_age" not in found


def test_what_a_source_names(as_key: Caller, senaf: str) -> None:
    client = as_key(senaf, "children:read")
    answer = client.get("/v1/law/sources", params={"source": "CRC 9, 10; Ley de nadie"}).json()
    assert [entry["name"] for entry in answer["items"]] == ["INT/crc_9", "INT/crc_10"]
    assert answer["unknown"] == 1


def test_from_a_correction_to_its_being_applied(
    officer: TestClient, as_person: Caller, senaf: str, office: str
) -> None:
    def value() -> str:
        items = officer.get("/v1/law/places/HN").json()["items"]
        return str({item["rule"]: item["value"] for item in items}["majority_age"])

    made = officer.post("/v1/law/entries", json=MAJORITY, headers={"Idempotency-Key": "1"})
    assert (made.status_code, made.json()["state"]) == (201, "in_force")
    assert value() == "21"
    weaker = officer.post("/v1/law/entries", json={**MAJORITY, "value": "18"}).json()
    assert (weaker["version"], weaker["state"]) == (2, "waits")
    assert value() == "21"
    (waiting,) = officer.get("/v1/law/waiting").json()["items"]
    assert (waiting["name"], waiting["version"]) == ("HN/majority_age", 2)
    decision = {"agreed": True, "reason": "diario oficial"}
    path = "/v1/law/entries/HN/majority_age/2/decision"
    refused(officer.post(path, json=decision), 403, "own_entry")
    second = as_person(office, "protection_officer")
    assert second.post(path, json=decision).json()["state"] == "in_force"
    assert value() == "18"
    items = officer.get("/v1/law/places/HN/majority_age").json()["items"]
    assert [item["value"] for item in items] == ["18", "21", "18"]
    assert items[2]["entered"]["second"] is not None


def test_the_register_as_a_file(officer: TestClient) -> None:
    answer = officer.get("/v1/law/register.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    digest = hashlib.sha256(answer.content).digest()
    assert answer.headers["etag"] == f'"{digest.hex()}"'
    assert answer.headers["content-digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {"HN", "CA-BC", "US-MS", "INT"} <= {row["place"] for row in rows}
    officer.post("/v1/law/entries", json=MAJORITY)
    assert officer.get("/v1/law/register.csv").headers["etag"] != answer.headers["etag"]


@pytest.mark.parametrize("role", ["reviewer", "found_worker", "family_worker", "statistics"])
def test_everybody_reads_the_law_and_few_enter_it(as_person: Caller, senaf: str, role: str) -> None:
    client = as_person(senaf, role)
    assert client.get("/v1/law/places/HN").status_code == 200
    refused(client.post("/v1/law/entries", json=MAJORITY), 403, "role_may_not")


def test_a_stranger_and_a_key(as_key: Caller, senaf: str, stranger: TestClient) -> None:
    refused(stranger.get("/v1/law/places"), 401, "not_signed_in")
    refused(as_key(senaf, "children:write").post("/v1/law/entries", json=MAJORITY), 403, "scope_missing")


def test_a_childs_age_under_each_law(as_key: Caller, senaf: str, officer: TestClient) -> None:
    system = as_key(senaf, "children:read", "children:write")
    child = {**CHILD, "record_id": "N-18", "birth_date": "2008-03-01", "origin_country": "GT"}
    assert system.post("/v1/children", json=child).status_code == 201
    answer = system.get("/v1/law/ages/N-18", params={"on": "2026-03-01", "to": "US-AL"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert {law["place"]: law["age"]["code"] for law in found["laws"]} == {
        "INT": "adult", "HN": "adult", "GT": "adult", "US-AL": "minor",
    }  # fmt: skip
    assert (found["differ"], found["treated"]["code"], found["again_on"]) == (True, "as_child", "2027-03-01")
    refused(system.get("/v1/law/ages/N-19"), 404, "no_record")
    refused(system.get("/v1/law/ages/N-18", params={"to": "XX"}), 422, "invalid")
    refused(as_key(senaf, "inquiries:read").get("/v1/law/ages/N-18"), 403, "scope_missing")


def test_where_an_agency_is(administrator: TestClient, officer: TestClient, senaf: str) -> None:
    path = f"/v1/law/agencies/{senaf}/place"
    assert administrator.get(path).json() == {"place": "HN"}
    assert administrator.put(path, json={"place": "HN-CR"}).json() == {"place": "HN-CR"}
    assert administrator.get(path).json() == {"place": "HN-CR"}
    refused(administrator.put(path, json={"place": "MX"}), 422, "invalid")
    refused(officer.put(path, json={"place": "HN"}), 403, "role_may_not")


# What a refusal rests on


def test_a_refusal_names_its_rule_and_where_that_stands(
    officer: TestClient, as_person: Caller, senaf: str
) -> None:
    problem = refused(
        officer.post("/v1/law/entries", json={**MAJORITY, "place": "MX"}), 403, "not_your_country"
    )
    assert problem["rule"] == {
        "code": "not_your_country", "source": "Program rule", "entries": ["INT/program"],
    }  # fmt: skip
    problem = refused(as_person(senaf, "reviewer").get("/v1/holds"), 403, "role_may_not")
    assert problem["rule"]["source"] == "CRC 16; GC 6 §29-30; ICRC RFL code of conduct (2015)"
    for name in problem["rule"]["entries"]:
        assert officer.get(f"/v1/law/places/{name}").status_code == 200


def test_a_step_that_is_not_possible_yet_names_the_rule_of_everything_it_lacks() -> None:
    """Whatever a case may lack: each line has its code, its source, and entries that stand in the register."""
    problem = json.loads(bytes(answer_refusal(not_yet(Missing(tuple(LACKS.values())))).body))
    assert problem["status"] == 409
    assert [fault["rule"]["code"] for fault in problem["errors"]] == list(LACKS)
    for fault in problem["errors"]:
        lack = LACKS[fault["rule"]["code"]]
        assert (fault["reason"], fault["rule"]["source"]) == (lack.en, lack.source)
        for name in fault["rule"]["entries"]:
            assert shipped().versions(*name.split("/")), name
        assert fault["rule"]["entries"], lack.code


RULES = {
    "returns": tuple(RETURN_LACKS.values()),
    "sets": tuple(SAME_LACKS.values()),
    "kin": tuple(KIN_LACKS.values()),
    "referrals": tuple(REFERRAL_LACKS.values()),
    "shields": tuple(SHIELD_LACKS.values()),
    "concerns": CONCERN_LACKS,
    "shares": tuple(STOPS.values()),
    "agreements": AGREEMENT_FAULTS,
    "consulates": CONSULAR_FAULTS,
}


@pytest.mark.parametrize("name", RULES)
def test_every_rule_that_refuses_names_itself_its_source_and_the_register(name: str) -> None:
    faults = [FieldFault.of(f"/{rule.code}", rule) for rule in RULES[name]]
    problem = json.loads(bytes(answer_refusal(Invalid("invalid", "No.", fields=faults)).body))
    for rule, fault in zip(RULES[name], problem["errors"], strict=True):
        assert (fault["rule"]["code"], fault["rule"]["source"]) == (rule.code, rule.source)
        assert fault["rule"]["entries"], rule.code
        assert fault["mend"]
        alone = json.loads(bytes(answer_refusal(Conflict.of(rule)).body))
        assert alone["rule"] == fault["rule"]
        assert alone["detail"] == rule.en


@pytest.mark.parametrize(
    "code",
    [
        "not_your_side", "erased", "withdrawn", "office_only", "not_the_sender", "not_your_shelter", "unanswered",
        "role_may_not", "people_only",
    ],
)  # fmt: skip
def test_refusals_in_words_of_their_own_name_the_rule_behind_them(code: str) -> None:
    problem = json.loads(bytes(answer_refusal(Conflict(code, "No.")).body))
    assert problem["rule"]["code"] == code
    assert problem["rule"]["entries"]


def test_a_rule_whose_figure_was_corrected_is_named_all_the_same() -> None:
    """Its words hold the figure, so they aren't those of the code list."""
    register = shipped().with_entries([entry("INT", Rule.LIFTED_HOLD_REVIEW_DAYS.value, "17")])
    (lack,) = lifting_lacks(Role.PROTECTION_OFFICER, "visto", None, date(2026, 12, 1), register=register)
    assert "17" in lack.en
    problem = json.loads(bytes(answer_refusal(Invalid("x", "No.", fields=[FieldFault.of("/x", lack)])).body))
    assert problem["errors"][0]["rule"]["code"] == "review_date"


def test_a_fault_of_a_field_names_its_rule(officer: TestClient) -> None:
    answer = officer.post("/v1/law/entries", json={**MAJORITY, "source": " "})
    (fault,) = refused(answer, 422, "invalid")["errors"]
    assert (fault["pointer"], fault["rule"]["code"]) == ("/source", "source_missing")


def test_what_no_rule_of_casework_is_behind_names_none(officer: TestClient, service: Service) -> None:
    problem = refused(officer.get("/v1/holds", params={"cursor": "x"}), 422, "bad_cursor")
    assert "rule" not in problem
    assert "rule" not in problem["errors"][0]


def test_a_hold_names_the_law_it_rests_on_and_the_rule_of_its_deadline(
    service: Service, as_key: Caller, officer: TestClient, senaf: str
) -> None:
    system = as_key(senaf, "children:write", "flags:raise")
    system.post("/v1/children", json=CHILD)
    raised = system.post(
        "/v1/flags", json={"child": CHILD["record_id"], "kind": "asylum_confidential", "detail": {}}
    )
    assert raised.status_code == 201, raised.text
    holds = {hold["kind"]["code"]: hold for hold in officer.get("/v1/holds").json()["items"]}
    assert holds["asylum"]["basis"] == {
        "code": "asylum", "source": "CRC 22; GC 6 §80", "entries": ["INT/crc_22", "INT/gc6_80"],
    }  # fmt: skip
    assert holds["asylum"]["review_basis"] == "INT/hold_review_days"


def test_the_firewall_names_the_rule_it_rests_on(administrator: TestClient) -> None:
    police = {"code": "HN-PNC", "name": "Policía", "country": "HN", "kind": "police", "sides": []}
    (fault,) = refused(administrator.post("/v1/agencies", json=police), 422, "invalid")["errors"]
    assert fault["rule"] == {
        "code": "firewall", "source": "CMW GC 3 and 4 / CRC GC 22 and 23 (2017)", "entries": ["INT/joint_gc_2017"],
    }  # fmt: skip


def test_officers_of_the_office_enter_every_law(as_person: Caller, office: str, service: Service) -> None:
    accounts.senaf(service)
    officer = as_person(office, "protection_officer")
    assert officer.post("/v1/law/entries", json=MAJORITY).status_code == 201
    everywhere = {**MAJORITY, "place": "INT", "rule": "hold_review_days", "value": "20"}
    assert officer.post("/v1/law/entries", json=everywhere).json()["state"] == "in_force"
