"""A child who was found is registered with the least on a telephone: the search begins, and what is lacking is named."""

from __future__ import annotations

import html
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.service.parties import agency
from tests.service.parties import person as entered
from tests.web.conftest import Opener, accessible, on_a_phone
from tests.web.people import let_in, send, signed_in
from tracing.service import submission
from tracing.service.context import Service
from tracing.store.database import Reader

RTL = "نص <b>negrita</b> & 'comillas' 🧒🏽"
QUICK = "/children/quick"
ANA: dict[str, Any] = {
    "event_date": "2026-03-30", "event_place": "Tapachula, Chiapas", "sex": "F", "age": "7", "full_name": "Ana Caal",
    "languages": "kek",
}  # fmt: skip


def own(service: Service, reader: Reader) -> list[submission.OwnRecord]:
    page = submission.list_own(service, reader, "child")
    return [submission.read_own(service, reader, "child", one.reference) for one in page.records]


def test_it_is_found_from_the_list_and_asks_for_little(carer: TestClient) -> None:
    assert f'href="{QUICK}"' in carer.get("/children").text
    page = carer.get(QUICK).text
    assert page.count('<div class="field">') <= 14
    assert "mother_name" in page
    assert "marks" in page


def test_a_child_is_registered_and_the_receipt_says_what_is_lacking(
    carer: TestClient, service: Service, reader: Reader
) -> None:
    sent = send(carer, QUICK, once="k-1", **ANA)
    assert sent.status_code == 303
    (stored,) = own(service, reader)
    assert stored.content["full_name"] == "Ana Caal"
    assert stored.reference not in sent.headers["location"]
    receipt = carer.get(sent.headers["location"]).text
    assert stored.reference in receipt
    assert (
        "Lo que falta" in receipt or "Todavía falta" in receipt or "<li>" in receipt.split("comprobante")[-1]
    )


def test_sent_twice_it_is_one_child(carer: TestClient, service: Service, reader: Reader) -> None:
    for _ in range(2):
        assert send(carer, QUICK, once="k-1", **ANA).status_code == 303
    assert len(own(service, reader)) == 1


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"sex": ""}, ["sex"]),
        ({"event_place": ""}, ["event_place"]),
        ({"event_date": ""}, ["event_date"]),
        ({"age": ""}, ["birth_date"]),
        ({"full_name": ""}, ["full_name"]),
    ],
)
def test_the_least_must_be_there_and_nothing_is_lost(
    carer: TestClient, service: Service, reader: Reader, changed: dict[str, str], fields: list[str]
) -> None:
    sent = send(carer, QUICK, **{**ANA, "origin_country": "GT", **changed})
    assert sent.status_code == 422
    for field in fields:
        assert f'id="e-{field}"' in sent.text
    assert '<option value="GT" selected>' in sent.text
    assert own(service, reader) == []


def test_one_that_may_be_there_already_is_asked_about_once(
    carer: TestClient, service: Service, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is alike is tried where it is looked for; here, what the page makes of it."""
    monkeypatch.setattr("tracing.web.looking.own_alike", lambda *_: ["A-2026-1"])
    asked = send(carer, QUICK, once="k-1", **ANA)
    assert asked.status_code == 200
    assert ">A-2026-1</a>" in asked.text
    assert 'name="despite"' in asked.text
    assert own(service, reader) == []
    assert send(carer, QUICK, once="k-1", despite="yes", **ANA).status_code == 303
    assert len(own(service, reader)) == 1


@pytest.mark.parametrize("odd", [RTL, "X" * 300, "{{ 7 * 7 }} %(x)s"])
def test_odd_texts_break_nothing(carer: TestClient, odd: str) -> None:
    sent = send(carer, QUICK, **{**ANA, "full_name": odd, "marks": odd, "sex": ""})
    assert sent.status_code == 422
    assert odd in html.unescape(sent.text)
    assert "<b>negrita</b>" not in sent.text


def test_a_form_in_a_vocabulary_that_there_isnt_is_refused(carer: TestClient) -> None:
    assert send(carer, QUICK, vocabulary="999", **ANA).status_code == 422


def test_it_is_for_those_who_register_children(service: Service, site: FastAPI) -> None:
    family = entered(service, agency(service, "GT-CRUZ", "family_tracing", "inquiry"), "family_worker")
    with signed_in(site, let_in(service, family)) as client:
        assert client.get(QUICK).status_code == 403
        assert QUICK not in client.get("/inquiries").text


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_child_is_registered_on_a_phone(
    opened: Opener, service: Service, reader: Reader, language: str
) -> None:
    page = on_a_phone(opened, let_in(service, reader), language)
    page.goto("/children")
    page.keyboard.press("n")
    page.wait_for_url("**" + QUICK)
    page.wait_for_selector("[name=full_name]")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("html").get_attribute("lang") == language
    page.click("main form button.main")
    page.wait_for_selector(".refusal")
    accessible(page)
    for name in ("event_place", "age", "full_name"):
        page.fill(f"[name={name}]", str(ANA[name]))
    page.select_option("[name=sex]", "F")
    page.click("main form button.main")
    page.wait_for_url("**/receipt")
    assert len(own(service, reader)) == 1
