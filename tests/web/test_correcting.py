"""The directory and its shelters are corrected by those who may: what was checked too long ago is found, and nothing is overwritten."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.service.care.houses import Care
from tests.service.parties import agency, person
from tests.stages import staged
from tests.web.conftest import Opener, accessible, on_a_phone
from tests.web.people import let_in, send, signed_in
from tracing.api.settings import ApiSettings
from tracing.service.care.directory import entry_versions, get_entry
from tracing.service.care.shelters import shelter_versions
from tracing.service.context import Service
from tracing.web.site import create_site

RTL = "نص <b>negrita</b> & 'comillas' 🧒🏽"
ENTRY: dict[str, Any] = {
    "version": "1", "institution": "Procuraduría de la Niñez y la Adolescencia", "short": "PNA", "kind": "child_protection",
    "functions": ["notice", "reception"], "sides": ["child", "inquiry"], "source": "Decreto 27-2003",
    "checked_on": "2028-01-15", "checked_by": "enlace de la institución, por teléfono", "reason": "nombre completo",
}  # fmt: skip
HOUSE: dict[str, Any] = {
    "version": "0", "code": "CASA-9", "name": "Casa de los Lagos", "address": "7a avenida 3", "country": "MX", "kind": "children",
    "least_age": "0", "most_age": "17", "sexes": ["F", "M"], "places": "24", "valid_from": "2027-01-01",
    "checked_on": "2027-01-15", "languages": "spa; mam", "open": "yes",
}  # fmt: skip
GT, CASA = "/directory/entries/GT-PGN", "/directory/shelters/MX-ALBERGUE/CASA-1"


@staged
def care(service: Service) -> Care:
    """Two houses, one of them confidential; more than a year after the directory was shipped."""
    made = Care(service)
    made.house()
    made.house(
        "CASA-2", name="Casa Reservada", address="Calle Secreta 9", confidential=True, confidential_by="Ley"
    )
    made.clock.now = made.clock.now.replace(year=2028)
    return made


@pytest.fixture
def site(care: Care, settings: ApiSettings) -> FastAPI:
    return create_site(care.service, settings)


@pytest.fixture
def administrator(care: Care, site: FastAPI) -> Iterator[TestClient]:
    with signed_in(site, let_in(care.service, care.administrator)) as client:
        yield client


@pytest.fixture
def worker(care: Care, site: FastAPI) -> Iterator[TestClient]:
    with signed_in(site, let_in(care.service, care.one)) as client:
        yield client


# Institutions


def test_what_was_checked_too_long_ago_is_counted_and_shown_alone(
    care: Care, administrator: TestClient
) -> None:
    assert send(administrator, GT, **ENTRY).status_code == 303
    every = administrator.get("/directory?country=GT").text
    assert "Mostrar solo estas" in every
    alone = administrator.get("/directory?country=GT&stale=yes").text
    assert GT in every
    assert GT not in alone
    marked = [text.split('<th scope="row">')[1:] for text in (every, alone)]
    stale = [sum("comprobado hace demasiado tiempo" in row for row in rows) for rows in marked]
    assert stale[0] == stale[1] == len(marked[1]) == len(marked[0]) - 1
    assert f"{stale[0]} comprobadas hace demasiado tiempo" in every


def test_an_entry_is_corrected_in_a_version_of_its_own(care: Care, administrator: TestClient) -> None:
    shown = administrator.get(GT).text
    assert 'name="version" value="1"' in shown
    assert 'name="checked_by" type="text" value=""' in shown
    sent = send(administrator, GT, **ENTRY)
    assert (sent.status_code, sent.headers["location"]) == (303, GT)
    versions = entry_versions(care.service, care.administrator, "GT-PGN")
    assert [one.entry.version for one in versions] == [1, 2]
    assert versions[-1].entry.checked_on == date(2028, 1, 15)
    after = administrator.get(GT).text
    for said in (
        "Procuraduría de la Niñez y la Adolescencia",
        "15 ene 2028",
        "nombre completo",
        "Como venía con el programa",
    ):
        assert said in after
    assert "hace demasiado tiempo" not in after


def test_a_new_institution_is_entered_under_its_key(care: Care, administrator: TestClient) -> None:
    new = {**ENTRY, "version": "0", "key": "GT-NUEVA"}
    sent = send(administrator, "/directory/entries/new", **new)
    assert sent.headers["location"] == "/directory/entries/GT-NUEVA"
    assert get_entry(care.service, care.administrator, "GT-NUEVA").entry.version == 1


@pytest.mark.parametrize(
    ("page", "changed", "status", "said"),
    [
        (GT, {"checked_on": "ayer"}, 422, "e-checked_on"),
        (GT, {"checked_on": ""}, 422, "e-checked_on"),
        (GT, {"checked_on": "2029-01-01"}, 422, "El día de la comprobación no ha llegado."),
        (GT, {"reason": ""}, 422, "e-reason"),
        (GT, {"institution": "Policía Nacional Civil"}, 422, "detrás del cortafuegos"),
        (GT, {"functions": []}, 422, "Indique al menos una función."),
        (GT, {"version": "7"}, 412, "La entrada no está como"),
        ("/directory/entries/HN-INM", {}, 422, "no sale de él por una corrección"),
        ("/directory/entries/new", {"version": "0", "key": "x"}, 422, "e-key"),
    ],
)
def test_what_cant_be_is_refused_in_the_form_with_all_that_was_filled_in(
    care: Care, administrator: TestClient, page: str, changed: dict[str, str], status: int, said: str
) -> None:
    sent = send(administrator, page, **{**ENTRY, "checked_by": RTL, **changed})
    assert sent.status_code == status
    assert said in sent.text
    assert RTL in html.unescape(sent.text)
    assert "<b>negrita</b>" not in sent.text
    assert len(entry_versions(care.service, care.administrator, "GT-PGN")) == 1


def test_who_may_not_correct_reads_and_is_shown_no_form(care: Care, site: FastAPI) -> None:
    with signed_in(site, let_in(care.service, care.family)) as client:
        assert 'name="reason"' not in client.get(GT).text
        assert "/directory/entries/new" not in client.get("/directory").text
        assert client.get("/directory/entries/new").status_code == 403
        assert client.post(GT, data={}).status_code == 403
        assert client.get("/directory/entries/GT-NADIE").status_code == 404


def test_an_officer_of_an_authority_corrects_those_of_its_country_alone(care: Care, site: FastAPI) -> None:
    other = agency(care.service, "MX-PFPNNA-2", "child_protection", "child inquiry")
    officer = person(care.service, other, "protection_officer")
    with signed_in(site, let_in(care.service, officer)) as client:
        assert 'name="reason"' not in client.get(GT).text
        assert 'name="reason"' in client.get("/directory/entries/MX-DIF").text
        page = client.get("/directory/entries/MX-DIF").text
        token = page.split('name="token" value="')[1].split('"')[0]
        assert client.post(GT, data={"token": token, **ENTRY}).status_code == 403
    assert len(entry_versions(care.service, care.administrator, "GT-PGN")) == 1


# Shelters


def test_a_shelter_is_entered_and_corrected_by_its_own_agency(care: Care, worker: TestClient) -> None:
    sent = send(worker, "/directory/shelters/new", **HOUSE)
    page = "/directory/shelters/MX-ALBERGUE/CASA-9"
    assert (sent.status_code, sent.headers["location"]) == (303, page)
    shown = worker.get(page).text
    assert "esta noche 0 ocupados, 24 libres" in shown
    assert 'value="Casa de los Lagos"' in shown
    more = {**HOUSE, "version": "1", "places": "30", "kind": "families", "reason": "se amplió"}
    assert send(worker, page, **more).status_code == 303
    found = shelter_versions(care.service, care.one, "MX-ALBERGUE", "CASA-9")
    assert [(one.version, one.facts.places, one.facts.kind) for one in found] == [
        (1, 24, "children"),
        (2, 30, "families"),
    ]
    assert found[-1].facts.languages == ("spa", "mam")
    assert "se amplió" in worker.get(page).text


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"least_age": "doce"}, 422, "e-least_age"),
        ({"places": ""}, 422, "Falta el número."),
        ({"least_age": "18", "most_age": "3"}, 422, "e-most_age"),
        ({"country": "mx"}, 422, "e-country"),
        ({"kind": "trafficking"}, 422, "El domicilio de un albergue de ese tipo es confidencial."),
        ({"confidential": "yes"}, 422, "e-confidential_by"),
        ({"name": "Estación migratoria Siglo XXI"}, 422, "e-name"),
        ({"reason": ""}, 422, "e-reason"),
        ({"valid_from": ""}, 422, "e-valid_from"),
        ({"version": "5"}, 412, "El albergue no está como"),
    ],
)
def test_a_shelter_that_cant_be_is_refused_in_the_form(
    care: Care, worker: TestClient, changed: dict[str, str], status: int, said: str
) -> None:
    sent = send(worker, CASA, **{**HOUSE, "version": "1", "reason": RTL, "address": RTL, **changed})
    assert sent.status_code == status
    assert said in sent.text
    assert RTL in html.unescape(sent.text)
    assert "<b>negrita</b>" not in sent.text
    assert len(shelter_versions(care.service, care.one, "MX-ALBERGUE", "CASA-1")) == 1


def test_an_officer_enters_a_shelter_of_any_agency_that_there_is(care: Care, site: FastAPI) -> None:
    with signed_in(site, let_in(care.service, care.officer)) as client:
        for agency in ("NADIE", "نص عربي", ""):
            sent = send(client, "/directory/shelters/new", **HOUSE, agency=agency)
            assert sent.status_code == 404, agency
            assert "Casa de los Lagos" in sent.text
        sent = send(client, "/directory/shelters/new", **HOUSE, agency="MX-DIF")
        assert sent.headers["location"] == "/directory/shelters/MX-DIF/CASA-9"


def test_a_confidential_shelter_tells_others_neither_name_nor_address(
    care: Care, site: FastAPI, worker: TestClient
) -> None:
    page = "/directory/shelters/MX-ALBERGUE/CASA-2"
    assert "Calle Secreta 9" in worker.get(page).text
    with signed_in(site, let_in(care.service, care.two)) as client:
        shown = client.get(page).text
        assert "Secreta" not in shown
        assert "Casa Reservada" not in shown
        assert 'name="address"' not in shown
        assert "esta noche" not in shown
        token = client.get("/directory/shelters/new").text.split('name="token" value="')[1].split('"')[0]
        assert client.post(page, data={"token": token, **HOUSE}).status_code == 403
    for reader in (care.family, care.reviewer, care.administrator):
        with signed_in(site, let_in(care.service, reader)) as client:
            assert client.get(page).status_code == 403
            assert "/directory/shelters/" not in client.get("/directory").text


def test_a_shelter_that_isnt_is_no_page(worker: TestClient) -> None:
    assert worker.get("/directory/shelters/MX-ALBERGUE/CASA-77").status_code == 404
    assert worker.get("/directory/shelters/MX-ALBERGUE/x").status_code == 404


def test_what_is_being_written_is_kept(worker: TestClient) -> None:
    page = worker.get(CASA).text
    token = page.split('name="token" value="')[1].split('"')[0]
    worker.post("/drafts", data={"token": token, "page": CASA, "reason": "más camas", "places": "40"})
    kept = worker.get(CASA).text
    assert "más camas" in kept
    assert 'value="40"' in kept


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("administrator", GT), ("administrator", "/directory/entries/new"), ("administrator", "/directory?stale=yes"),
        ("one", CASA), ("one", CASA.replace("1", "3")), ("one", "/directory/shelters/new"),
    ],
)  # fmt: skip
def test_the_pages_are_accessible(care: Care, opened: Opener, who: str, path: str, language: str) -> None:
    care.house("CASA-3", name="W" * 300, address="W" * 300)
    page = on_a_phone(opened, let_in(care.service, getattr(care, who)), language)
    page.goto(path)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("html").get_attribute("lang") == language
