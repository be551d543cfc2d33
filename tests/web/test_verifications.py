"""The pages on which each side's workers answer what a protection officer asks, by their own record's reference alone."""

from __future__ import annotations

import html

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.service.cases import Case, open_case
from tests.stages import staged
from tests.web.conftest import Opener, accessible, on_a_phone
from tests.web.people import let_in, send, signed_in, token_in
from tracing.api.settings import ApiSettings
from tracing.casework.agencies import Side
from tracing.casework.states import State
from tracing.service import verify
from tracing.service.context import Service
from tracing.service.repatriation.reminding import remind
from tracing.service.state_of import case_of
from tracing.web.site import create_site


@staged
def case(service: Service) -> Case:
    """A possible pair of which both sides are asked, two weeks later."""
    case = open_case(service)
    case.settle()
    verify.ask(
        case.service, case.officer, case.pair, Side.CHILD, ("¿Cómo le dice tu abuela?", "¿<b>Color</b>? 🏠")
    )
    verify.ask(case.service, case.officer, case.pair, Side.INQUIRY, ("¿Qué apodo tiene?",))
    case.clock.move(days=15)
    remind(case.service)
    return case


@pytest.fixture
def site(case: Case, settings: ApiSettings) -> FastAPI:
    return create_site(case.service, settings)


def only(client: TestClient) -> str:
    """Return the address of the one verification that waits."""
    handles = client.get("/verifications").text.split('href="/verifications/')[1:]
    (found,) = {handle.split('"')[0] for handle in handles}
    return f"/verifications/{found}"


def test_a_worker_reads_its_own_side_s_questions_and_nothing_of_the_other(case: Case, site: FastAPI) -> None:
    with signed_in(site, let_in(case.service, case.found)) as found:
        listed, page = found.get("/verifications").text, found.get(only(found)).text
        assert "A-1" in listed
        assert "¿<b>Color</b>? 🏠" in html.unescape(page)
        assert "<b>Color" not in page
        assert "¿Qué apodo" not in page
    with signed_in(site, let_in(case.service, case.family)) as family:
        page = family.get(only(family)).text
        assert "¿Qué apodo" in page
        assert "abuela" not in page
        for text in (page, family.get("/verifications").text):
            assert case.pair.child_name not in text
            assert "A-1" not in text


def test_an_address_holds_no_reference_and_is_nobody_else_s(case: Case, site: FastAPI) -> None:
    with signed_in(site, let_in(case.service, case.found)) as found:
        address = only(found)
        assert "A-1" not in address
    with signed_in(site, let_in(case.service, case.family)) as family:
        assert family.get(address).status_code == 404


@pytest.mark.parametrize("who", ["one", "two"])
def test_reviewers_read_no_questions(case: Case, site: FastAPI, who: str) -> None:
    with signed_in(site, let_in(case.service, getattr(case, who))) as client:
        assert client.get("/verifications").status_code == 403


def test_an_officer_of_an_office_without_records_finds_none(case: Case, site: FastAPI) -> None:
    with signed_in(site, let_in(case.service, case.officer)) as officer:
        assert officer.get("/verifications").status_code == 200


def test_answers_are_entered_some_at_a_time_and_then_concluded(case: Case, site: FastAPI) -> None:
    with signed_in(site, let_in(case.service, case.found)) as found:
        page = only(found)
        early = send(found, page, page + "/outcome", outcome="confirmed", grounds="photo", note="lo reconoce")
        assert early.status_code == 409
        assert "lo reconoce" in early.text
        assert "Una pregunta" in early.text
        assert send(found, page, answer_1="Chepe", answer_2="").headers["location"] == page
        shown = found.get(page).text
        assert "Chepe" in shown
        assert 'name="answer_1"' not in shown
        assert 'name="answer_2"' in shown
        send(found, page, answer_2="azul")
        done = send(found, page, page + "/outcome", outcome="confirmed", grounds=["photo", "house"])
        assert (done.status_code, done.headers["location"]) == (303, "/verifications")
    with signed_in(site, let_in(case.service, case.family)) as family:
        page = only(family)
        send(family, page, answer_1="Chepe")
        send(family, page, page + "/outcome", outcome="confirmed", grounds="birth_record")
    assert case_of(case.service, case.pair).state is State.VERIFIED


def test_an_empty_answer_is_refused(case: Case, site: FastAPI) -> None:
    with signed_in(site, let_in(case.service, case.found)) as found:
        refused = send(found, only(found), answer_1=" ")
        assert refused.status_code == 422
        assert "No se escribió ninguna respuesta." in refused.text


def test_what_stops_a_conclusion_reads_alike(case: Case, site: FastAPI) -> None:
    from tracing.service import holds

    holds.raise_hold(case.service, case.officer, case.pair.inquiry_name, "court_order", "juzgado")
    with signed_in(site, let_in(case.service, case.found)) as found:
        page = only(found)
        send(found, page, answer_1="Chepe", answer_2="azul")
        refused = send(found, page, page + "/outcome", outcome="confirmed", grounds="photo")
        assert refused.status_code == 409
        assert "juzgado" not in refused.text
        assert "orden judicial" not in refused.text


def test_what_is_due_is_noted_from_here(case: Case, site: FastAPI) -> None:
    with signed_in(site, let_in(case.service, case.found)) as found:
        before = found.get("/verifications").text
        assert "Verificación con la niña o el niño" in before
        where = before.split('action="/reminders/')[1].split('"')[0]
        done = found.post(f"/reminders/{where}", data={"token": token_in(before)}, follow_redirects=False)
        assert done.headers["location"] == "/verifications"
        assert where not in found.get("/verifications").text


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_pages_of_verification_are_accessible(case: Case, opened: Opener, language: str) -> None:
    page = on_a_phone(opened, let_in(case.service, case.found), language)
    page.goto("/verifications")
    accessible(page)
    page.keyboard.press("n")
    page.wait_for_url("**/verifications/*")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.fill("[name=answer_1]", "Chepe")
    page.locator("main form button").first.click()
    page.wait_for_selector("text=Chepe")
    accessible(page)
