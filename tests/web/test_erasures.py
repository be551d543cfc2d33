"""Erasing on pages: an agency has its withdrawn record erased; what may be evidence an officer of another agency decides on."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.service.cases import Case, open_case
from tests.stages import staged
from tests.web.conftest import Opener, accessible, on_a_phone
from tests.web.people import let_in, said_in, send, signed_in
from tracing.api.settings import ApiSettings
from tracing.service import holds, submission
from tracing.service.context import Service
from tracing.service.erasure import erase_own
from tracing.service.erasure_decisions import list_erasures
from tracing.service.errors import Conflict
from tracing.web.site import create_site

RTL = "نص <b>negrita</b> & 'comillas' 🧒🏽"


@staged
def case(service: Service) -> Case:
    """A case whose child was withdrawn while a hold stands on it; its agency has asked that it be erased."""
    case = open_case(service)
    holds.raise_hold(case.service, case.officer, case.pair.child_name, "court_order", "orden del juzgado")
    submission.withdraw(case.service, case.found, "child", "A-1")
    with pytest.raises(Conflict):
        erase_own(case.service, case.found, "child", "A-1", "asked")
    return case


@pytest.fixture
def site(case: Case, settings: ApiSettings) -> FastAPI:
    return create_site(case.service, settings)


def record_of(client: TestClient) -> str:
    (found,) = set(re.findall(r'href="(/children/[^"/?]{20,})"', client.get("/children").text))
    return found


def test_an_officer_finds_what_waits_and_keeps_it(case: Case, officer: TestClient) -> None:
    assert 'href="/erasures"' in officer.get("/start").text
    shown = officer.get("/erasures").text
    page = f"/erasures/{case.pair.child_name}"
    assert f'href="{page}"' in shown
    assert "por decidir" in shown
    assert "A-1" not in said_in(shown)
    sent = send(officer, page, decision="keep", reason=RTL)
    assert (sent.status_code, sent.headers["location"]) == (303, "/erasures")
    (kept,) = list_erasures(case.service, case.officer)
    assert kept.reason == RTL
    after = officer.get("/erasures").text
    assert "<b>negrita</b>" not in after
    assert "&lt;b&gt;negrita" in after


def test_an_officer_erases_it_for_good(case: Case, officer: TestClient) -> None:
    page = f"/erasures/{case.pair.child_name}"
    assert send(officer, page, decision="erase", reason="la causa terminó").status_code == 303
    assert list_erasures(case.service, case.officer) == []
    assert "Nada está por decidir" in officer.get("/erasures").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"decision": "keep", "reason": ""}, "e-reason"),
        ({"decision": "burn", "reason": "x"}, 'class="fault"'),
        ({"reason": "x"}, 'class="fault"'),
    ],
)
def test_what_cant_be_decided_like_that_is_refused_in_the_form(
    case: Case, officer: TestClient, given: dict[str, str], said: str
) -> None:
    sent = send(officer, f"/erasures/{case.pair.child_name}", **given)
    assert sent.status_code == 422
    assert said in sent.text
    (waiting,) = list_erasures(case.service, case.officer)
    assert waiting.kept_at is None


def test_a_record_that_nobody_asked_for_is_opened_by_its_name(case: Case, officer: TestClient) -> None:
    sent = send(officer, "/erasures", "/erasures/find", record=case.pair.inquiry_name.lower())
    page = f"/erasures/{case.pair.inquiry_name}"
    assert sent.headers["location"] == page
    assert 'name="cause"' in officer.get(page).text
    # It is still searched for: to decide on it, it must be withdrawn.
    assert send(officer, page, decision="erase", reason="x", cause="asked").status_code == 404
    for name in ("x", "N-0000000"):
        assert send(officer, "/erasures", "/erasures/find", record=name).status_code in (303, 404)
        assert officer.get(f"/erasures/{name}").status_code in (200, 404)


def test_an_agency_is_told_in_its_language_that_an_officer_decides(worker: TestClient) -> None:
    page = record_of(worker)
    shown = worker.get(page).text
    assert "/children/erase" in shown
    given = {"record": page.rpartition("/")[2], "cause": "asked", "sure": "yes"}
    spanish = send(worker, page, "/children/erase", **given)
    assert spanish.status_code == 409
    assert "decide un oficial de protección" in spanish.text
    worker.post("/language", data={"language": "en"})
    english = send(worker, page, "/children/erase", **given)
    assert "A protection officer decides on this erasure. Wait for that decision" in re.sub(
        r"<[^<>]*>", "", english.text
    )
    assert "decide si se borra" not in english.text


def test_an_officer_of_the_agency_that_holds_it_is_told_in_english_that_another_decides(
    case: Case, site: FastAPI
) -> None:
    from tests.service.parties import person

    own = person(case.service, case.shelter, "protection_officer")
    with signed_in(site, let_in(case.service, own)) as client:
        client.post("/language", data={"language": "en"})
        sent = send(client, f"/erasures/{case.pair.child_name}", decision="keep", reason="x")
    assert sent.status_code in (403, 404)
    assert "Decide una persona" not in sent.text


@pytest.mark.parametrize(
    ("given", "said"),
    [({"cause": "asked"}, "No se borró nada."), ({"sure": "yes"}, "No se dice por qué se borra.")],
)
def test_nothing_is_erased_by_mistake(worker: TestClient, given: dict[str, str], said: str) -> None:
    page = record_of(worker)
    sent = send(worker, page, "/children/erase", record=page.rpartition("/")[2], **given)
    assert sent.status_code == 422
    assert said in sent.text


def test_an_agency_has_its_withdrawn_inquiry_erased(case: Case, site: FastAPI) -> None:
    with signed_in(site, let_in(case.service, case.family)) as client:
        (page,) = set(re.findall(r'href="(/inquiries/[^"/?]{20,})"', client.get("/inquiries").text))
        assert "/inquiries/erase" not in client.get(page).text
        submission.withdraw(case.service, case.family, "inquiry", "F-1")
        given = {"record": page.rpartition("/")[2], "cause": "asked", "sure": "yes"}
        sent = send(client, page, "/inquiries/erase", **given)
        assert (sent.status_code, sent.headers["location"]) == (303, "/inquiries")
        assert client.get(page).status_code == 404


def test_who_decides_nothing_sees_nothing(case: Case, site: FastAPI) -> None:
    for reader in (case.one, case.family, case.found):
        with signed_in(site, let_in(case.service, reader)) as client:
            assert client.get("/erasures").status_code == 403
            assert client.get(f"/erasures/{case.pair.child_name}").status_code == 403
            assert 'href="/erasures"' not in client.get("/start").text


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_pages_of_erasures_are_accessible(case: Case, opened: Opener, language: str) -> None:
    page = on_a_phone(opened, let_in(case.service, case.officer), language)
    page.goto("/erasures")
    accessible(page)
    page.keyboard.press("n")
    page.wait_for_url(f"**/erasures/{case.pair.child_name}")
    page.wait_for_selector("[name=reason]")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("html").get_attribute("lang") == language
