"""Placements, shelters and the directory over HTTP; the asking side gets the same answers whatever is held."""

from __future__ import annotations

from typing import Any

import pytest

from tests.accounts import agency
from tests.api.asserts import refused
from tests.api.conftest import Caller, callers
from tests.service.cases import CHILD, record_id
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service.context import Service

HOUSE: dict[str, Any] = {
    "version": 0, "name": "Casa de los Volcanes", "address": "4a calle 5-67", "country": "MX", "kind": "children",
    "least_age": 6, "most_age": 17, "sexes": ["M"], "places": 1, "valid_from": "2026-01-01", "checked_on": "2026-03-01",
}  # fmt: skip
PLACE: dict[str, Any] = {
    "child": "A-1", "kind": "shelter", "shelter": {"agency": "MX-ALBERGUE", "code": "CASA-1"}, "from": "2026-03-21",
    "basis": "emergency", "placed_by": "Procuraduría, oficio 117/2026",
}  # fmt: skip
ENTRY: dict[str, Any] = {
    "version": 1, "institution": "Procuraduría de la Niñez", "kind": "child_protection", "functions": ["reception"],
    "source": "Decreto 27-2003", "checked_on": "2026-11-26", "checked_by": "enlace", "reason": "nombre",
}  # fmt: skip


class World:
    """A shelter with a child and a house, an authority of both sides, an officer."""

    def __init__(self, service: Service, as_key: Caller, as_person: Caller) -> None:
        self.service = service
        agency(service, "MX-ALBERGUE", "shelter", "child")
        agency(service, "MX-DIF", "child_protection", "child", "inquiry")
        agency(service, "GT-OFICINA", "tracing_office")
        self.key = as_key("MX-ALBERGUE", "children:read", "children:write", "status:read")
        self.asking_key = as_key("MX-DIF", "inquiries:read", "inquiries:write", "status:read")
        self.found = as_person("MX-ALBERGUE", "found_worker")
        self.family = as_person("MX-DIF", "family_worker")
        self.officer = as_person("GT-OFICINA", "protection_officer")
        assert self.found.post("/v1/children", json=CHILD).status_code == 201
        assert self.found.put("/v1/shelters/MX-ALBERGUE/CASA-1", json=HOUSE).status_code == 201
        self.name = pseudonym(Side.CHILD, record_id(service, "A-1"))


@staged
def world(service: Service) -> World:
    made = callers(service)
    return World(service, made.as_key, made.as_person)


@pytest.fixture
def service(world: World) -> Service:
    """The service of the test's own world."""
    return world.service


def test_a_child_is_placed_moved_and_looked_at(world: World) -> None:
    placed = world.found.post("/v1/placements", json=PLACE)
    assert placed.status_code == 201, placed.text
    assert placed.json() == {"child": "A-1", "placement": 1, "version": 1, "warnings": []}
    ended = {**PLACE, "until": "2026-03-25", "version": 1, "reason": "se trasladó"}
    assert world.found.put("/v1/placements/1", json=ended).json()["version"] == 2
    moved = {
        **PLACE,
        "kind": "hospital",
        "shelter": None,
        "place": "Hospital",
        "from": "2026-03-25",
        "child": world.name,
    }
    assert world.officer.post("/v1/placements", json=moved).json()["placement"] == 2
    first, second = world.officer.get("/v1/placements", params={"child": world.name}).json()["items"]
    assert (first["from"], first["until"], first["shelter"]["code"]) == ("2026-03-21", "2026-03-25", "CASA-1")
    assert (second["place"], second["kind"]["code"], second["basis"]["code"]) == (
        "Hospital",
        "hospital",
        "emergency",
    )
    versions = world.found.get("/v1/placements", params={"child": "A-1", "versions": True}).json()["items"]
    assert [(one["placement"], one["version"]) for one in versions] == [(1, 1), (1, 2), (2, 1)]
    assert world.found.get("/v1/placements/reviews").json()["items"] == []


def test_places_are_counted_over_http(world: World) -> None:
    assert world.found.post("/v1/placements", json=PLACE).status_code == 201
    nights = {"from": "2026-03-20", "until": "2026-03-21"}
    path = "/v1/shelters/MX-ALBERGUE/CASA-1/places"
    for client in (world.found, world.officer):
        counted = client.get(path, params=nights).json()["items"]
        assert [(one["taken"], one["free"], one["over"]) for one in counted] == [(0, 1, 0), (1, 0, 0)]
    assert len(world.found.get(path).json()["items"]) == 1
    refused(world.found.get(path, params={**nights, "until": "2027-01-01"}), 422, "invalid")


def test_what_is_impossible_names_field_rule_source_and_the_way_out(world: World) -> None:
    problem = refused(
        world.found.post("/v1/placements", json={**PLACE, "from": "2026-03-01"}), 422, "before_found"
    )
    (fault,) = problem["errors"]
    assert fault["pointer"] == "/from"
    assert (fault["rule"]["code"], fault["rule"]["source"]) == (
        "before_found",
        "ICRC RFL code of conduct (2015)",
    )
    assert fault["mend"]
    assert world.found.get("/v1/placements", params={"child": "A-1"}).json()["items"] == []


def test_a_warning_is_answered(world: World) -> None:
    girl = {
        "record_id": "A-2",
        "full_name": "Ana Tot",
        "sex": "F",
        "birth_date": "2014-01-02",
        "event_date": "2026-03-20",
    }
    assert world.found.post("/v1/children", json=girl).status_code == 201
    body = {**PLACE, "child": "A-2"}
    problem = refused(world.found.post("/v1/placements", json=body), 409, "unanswered")
    (fault,) = problem["errors"]
    assert (fault["pointer"], fault["rule"]["source"]) == ("/answers/shelter_sex", "GC 6 §40")
    body["answers"] = {"shelter_sex": "una noche, con la cuidadora"}
    assert world.found.post("/v1/placements", json=body).json()["warnings"] == ["shelter_sex"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/placements?child={name}"),
        ("GET", "/v1/placements?child=A-1"),
        ("GET", "/v1/placements/reviews"),
        ("POST", "/v1/placements"),
        ("PUT", "/v1/placements/1"),
        ("GET", "/v1/shelters"),
        ("GET", "/v1/shelters/MX-ALBERGUE/CASA-1"),
        ("GET", "/v1/shelters/MX-ALBERGUE/CASA-1/places"),
        ("PUT", "/v1/shelters/MX-ALBERGUE/CASA-1"),
    ],
)
def test_the_asking_side_gets_the_same_answer_whatever_is_held(world: World, method: str, path: str) -> None:
    bodies = {"/v1/placements": PLACE, "/v1/placements/1": {**PLACE, "version": 1, "reason": "x"}}
    body = bodies.get(path, HOUSE) if method != "GET" else None

    def asked() -> list[tuple[int, bytes, dict[str, str]]]:
        found = []
        for client in (world.family, world.asking_key, world.key):
            answer = client.request(method, path.format(name=world.name), json=body)
            kept = {name: value for name, value in answer.headers.items() if name != "date"}
            found.append((answer.status_code, answer.content, kept))
        return found

    before = asked()
    assert [status for status, _, _ in before] == [403, 403, 403]
    assert world.found.post("/v1/placements", json=PLACE).status_code == 201
    assert asked() == before


def test_a_secret_address_over_http(world: World, as_person: Caller) -> None:
    hidden = {**HOUSE, "version": 1, "confidential": True, "confidential_by": "LGDNNA", "reason": "amenazas"}
    path = "/v1/shelters/MX-ALBERGUE/CASA-1"
    assert world.found.put(path, json=hidden).json()["version"] == 2
    other = as_person("MX-DIF", "found_worker")
    shown = other.get(path).json()
    assert (shown["name"], shown["address"], shown["own"], shown["places"]) == (None, None, False, 1)
    assert [one["address"] for one in other.get(f"{path}/versions").json()["items"]] == [None, None]
    assert world.officer.get(path).json()["address"] == HOUSE["address"]
    refused(other.get(f"{path}/places"), 403, "not_your_shelter")
    refused(world.found.put(path, json=hidden), 412, "version_changed")
    (one,) = other.get("/v1/shelters", params={"country": "MX", "sex": "M", "age": 9, "limit": 1}).json()[
        "items"
    ]
    assert one["code"] == "CASA-1"


def test_the_directory_over_http(world: World) -> None:
    found = world.family.get("/v1/directory", params={"country": "MX"}).json()["items"]
    shown = {one["key"]: (one["firewalled"], one["access"]["code"]) for one in found}
    assert shown["MX-INM"] == (True, "nothing")
    assert shown["MX-PFPNNA"] == (False, "child_data")
    assert world.family.get("/v1/directory/reception", params={"country": "GT"}).json()["key"] == "GT-PGN"
    refused(
        world.family.get("/v1/directory/reception", params={"country": "FR"}), 404, "no_reception_authority"
    )
    refused(world.family.put("/v1/directory/GT-PGN", json=ENTRY), 403, "role_may_not")
    refused(world.key.get("/v1/directory"), 403, "scope_missing")


def test_an_expert_corrects_the_directory_over_http(world: World) -> None:
    # The shipped entry was checked on a day; whoever corrects it has looked later.
    body = {**ENTRY, "checked_on": world.service.now().date().isoformat()}
    assert world.officer.put("/v1/directory/GT-PGN", json=body).json() == {"key": "GT-PGN", "version": 2}
    assert world.family.get("/v1/directory/GT-PGN").json()["institution"] == ENTRY["institution"]
    versions = world.family.get("/v1/directory/GT-PGN/versions").json()["items"]
    assert [(one["version"], one["by_user"] is None) for one in versions] == [(1, True), (2, False)]
    refused(world.officer.put("/v1/directory/GT-PGN", json=body), 412, "version_changed")
    border = {**body, "version": 1, "institution": "Unidad de frontera"}
    refused(world.officer.put("/v1/directory/GT-IGM", json=border), 422, "invalid")
