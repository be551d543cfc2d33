"""A care worker confirms the handover of a child: what is planned, the receipt signed by both, and nothing of who takes it home."""

from __future__ import annotations

import html
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.service.cases import Case
from tests.service.parties import agency, person
from tests.service.repatriation.way import act, before_handover, step
from tests.stages import staged
from tests.web.conftest import Opener, accessible, on_a_phone
from tests.web.people import let_in, send, signed_in
from tracing.api.settings import ApiSettings
from tracing.casework.repatriation.steps import StepKind
from tracing.casework.roles import Role
from tracing.casework.states import State
from tracing.service import holds
from tracing.service.context import Service
from tracing.service.repatriation.entering import list_steps
from tracing.service.state_of import case_of
from tracing.web.site import create_site

RTL = "نص عربي <b>negrita</b> & 'comillas' 🧒🏽"
SIGNED: dict[str, str | list[str]] = {
    "at": "2026-04-20T10:00", "at_zone": "-06:00", "given_by": "Rubén Paz", "received_by": "Delia Cruz",
    "authority": "PGN", "authority_kind": "child_protection", "signed_by": ["giver", "receiver"],
}  # fmt: skip


@staged
def case(service: Service) -> Case:
    return before_handover(service)


@pytest.fixture
def site(case: Case, settings: ApiSettings) -> FastAPI:
    return create_site(case.service, settings)


def page_in(client: TestClient) -> str:
    """Return the page of the one handover that waits."""
    (found,) = set(re.findall(r'href="(/handovers/[^"]+)"', client.get("/handovers").text))
    return found


def entered(case: Case) -> dict[StepKind, tuple[int, Role]]:
    return {one.kind: (one.person, one.role) for one in list_steps(case.service, case.officer, case.pair)}


def test_a_worker_finds_what_is_planned_from_every_page_and_on_the_childs_own(worker: TestClient) -> None:
    assert 'href="/handovers"' in worker.get("/start").text
    page = page_in(worker)
    assert "A-1" not in page
    shown = worker.get(page).text
    for said in ("A-1", "20 abr 2026, 16:00 UTC", "Casa Nuestras Raíces", "PGN (Guatemala)", "Rubén Paz"):
        assert said in shown
    (child,) = set(re.findall(r'href="(/children/[^"/?]{20,})"', worker.get("/children").text))
    assert "/handovers/" in worker.get(child).text


def test_who_takes_the_child_home_isnt_told(worker: TestClient) -> None:
    assert "Matilde" not in worker.get(page_in(worker)).text
    assert "Matilde" not in worker.get("/handovers").text


def test_the_handover_is_confirmed_once_and_another_person_receives(case: Case, worker: TestClient) -> None:
    page = page_in(worker)
    sent = send(worker, page, once="k-1", **SIGNED)
    assert (sent.status_code, sent.headers["location"]) == (303, page)
    shown = worker.get(page).text
    assert "La entrega está confirmada" in shown
    assert '<form method="post" action="/handovers' not in shown
    assert page not in worker.get("/handovers").text
    assert entered(case)[StepKind.HANDED_OVER] == (case.found.person, Role.FOUND_WORKER)
    step(case, StepKind.RECEIVED, reader=case.officer)
    act(case, case.officer, "reunify", "reunified", "handover")
    assert case_of(case.service, case.pair).state is State.REUNIFIED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"signed_by": []}, "signed_by"),
        ({"authority_kind": "migration"}, "authority_kind"),
        ({"at": "2026-04-20T04:00"}, "at"),
        ({"at": "ayer"}, "at"),
        ({"received_by": "Rubén Paz"}, "given_by"),
    ],
)
def test_what_cant_be_is_refused_in_the_form_with_all_that_was_filled_in(
    case: Case, worker: TestClient, changed: dict[str, str | list[str]], field: str
) -> None:
    page = page_in(worker)
    sent = send(worker, page, **{**SIGNED, "note": RTL, **changed})
    assert sent.status_code == 422
    assert re.search(rf'id="e-{field}"|<p class="fault">', sent.text)
    assert RTL in html.unescape(sent.text)
    assert "<b>negrita</b>" not in sent.text
    assert StepKind.HANDED_OVER not in entered(case)


def test_what_stops_it_reads_alike(case: Case, worker: TestClient) -> None:
    page = page_in(worker)
    holds.raise_hold(case.service, case.officer, case.pair.inquiry_name, "false_family", "no era la madre")
    case.clock.move(minutes=1)
    sent = send(worker, page, **SIGNED)
    assert sent.status_code == 409
    assert "No es posible ahora" in sent.text
    assert "madre" not in sent.text
    assert StepKind.HANDED_OVER not in entered(case)


def test_a_form_in_a_vocabulary_that_there_isnt_is_refused(worker: TestClient) -> None:
    assert send(worker, page_in(worker), vocabulary="999", **SIGNED).status_code == 422


def test_nobody_else_sees_it(case: Case, site: FastAPI, worker: TestClient) -> None:
    page = page_in(worker)
    other = person(case.service, agency(case.service, "MX-OTRO", "shelter", "child"), "found_worker")
    with signed_in(site, let_in(case.service, other)) as client:
        assert "/handovers/" not in client.get("/handovers").text
        assert client.get(page).status_code == 404
    for reader in (case.one, case.family, case.officer):
        with signed_in(site, let_in(case.service, reader)) as client:
            assert client.get("/handovers").status_code == 403
            assert client.get(page).status_code == 403
            assert 'href="/handovers"' not in client.get("/start").text


def test_a_page_that_is_none_names_no_child(worker: TestClient) -> None:
    assert worker.get("/handovers/x").status_code == 404
    assert worker.get("/handovers/" + "x" * 3000).status_code in (404, 422)


def test_where_none_is_planned_the_childs_page_says_nothing(case: Case, worker: TestClient) -> None:
    send(worker, page_in(worker), **SIGNED)
    (child,) = set(re.findall(r'href="(/children/[^"/?]{20,})"', worker.get("/children").text))
    assert "/handovers/" not in worker.get(child).text
    assert "Ninguna entrega" in worker.get("/handovers").text


def test_an_officer_is_told_who_confirms(case: Case, site: FastAPI) -> None:
    with signed_in(site, let_in(case.service, case.officer)) as client:
        page = client.get(f"/cases/{case.pair.inquiry_name}/{case.pair.child_name}/steps/handed_over").text
    assert "en su página de entregas" in page


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_handover_is_confirmed_on_a_phone(case: Case, opened: Opener, language: str) -> None:
    page = on_a_phone(opened, let_in(case.service, case.found), language)
    page.goto("/handovers")
    accessible(page)
    page.keyboard.press("n")
    page.wait_for_url("**/handovers/*")
    page.wait_for_selector("[name=given_by]")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("html").get_attribute("lang") == language
    page.fill("[name=at]", "2026-04-20T10:00")
    page.fill("[name=given_by]", "Rubén Paz")
    page.fill("[name=received_by]", "Delia Cruz")
    page.select_option("[name=authority_kind]", "child_protection")
    for signer in ("giver", "receiver"):
        page.check(f"[name=signed_by][value={signer}]")
    page.click("main form button.main")
    page.wait_for_selector("p.good")
    accessible(page)
