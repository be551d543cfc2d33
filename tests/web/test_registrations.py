"""What is lacking of which child, and by when: overdue ones first, each line leading to the record to complete it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.accounts import Clock
from tests.service.parties import agency, person
from tests.web.conftest import Opener, accessible, on_a_phone
from tests.web.people import let_in, signed_in
from tracing.service import submission
from tracing.service.context import Service
from tracing.service.registration import quick
from tracing.store.database import Reader
from tracing.store.tables import records
from tracing.web.texts import texts_in

PAGE = "/registrations"
ANA: dict[str, Any] = {
    "event_date": "2026-03-20", "event_place": "Tapachula, Chiapas", "sex": "F", "age": 7, "full_name": "Ana Caal",
    "languages": ["kek"],
}  # fmt: skip


@pytest.fixture
def service(service: Service) -> Service:
    return replace(service, now=Clock())


def register(service: Service, reader: Reader, reference: str, days_ago: int = 0, **more: Any) -> None:
    """Register a child from the quick form, as it was done some days ago."""
    quick.register(service, reader, {**ANA, "record_id": reference, **more})
    at = service.now() - timedelta(days=days_ago)
    with service.database.working() as connection:
        connection.execute(sa.update(records).where(records.c.reference == reference).values(created_at=at))


def rows(page: str) -> list[tuple[str, str]]:
    """Return (reference, all that the line says) of each line, in their order."""
    lines = re.findall(r'<tr>\s*<th scope="row">.*?</tr>', page, re.DOTALL)
    return [(html.unescape(re.findall(r">([^<]*)</a>", line)[0]), line) for line in lines]


def test_what_is_overdue_stands_first_and_each_line_leads_to_the_record(
    service: Service, carer: TestClient, reader: Reader
) -> None:
    register(service, reader, "A-1")
    register(service, reader, "A-2", days_ago=60)
    assert f'href="{PAGE}"' in carer.get("/start").text
    assert f'href="{PAGE}"' in carer.get("/children").text
    page = carer.get(PAGE).text
    (first, overdue), (second, in_time) = rows(page)
    assert (first, second) == ("A-2", "A-1")
    assert "! atrasado" in overdue
    assert "atrasado" not in in_time
    (address,) = re.findall(r'href="([^"]+)"', overdue)
    record = carer.get(address).text
    assert "A-2" in record
    assert "Corregir" in record


def test_only_what_is_overdue(service: Service, carer: TestClient, reader: Reader) -> None:
    register(service, reader, "A-1")
    assert "No hay nada atrasado." in carer.get(f"{PAGE}?overdue=yes").text
    register(service, reader, "A-2", days_ago=60)
    assert [name for name, _ in rows(carer.get(f"{PAGE}?overdue=yes").text)] == ["A-2"]


def test_it_says_what_the_api_says(service: Service, carer: TestClient, reader: Reader) -> None:
    register(service, reader, "A-1", days_ago=3)
    (told,) = carer.get("/v1/registrations").json()["items"]
    ((_, line),) = rows(carer.get(PAGE).text)
    assert re.findall(r"<li>(.*?) <span", line) == [one["es"] for one in told["lacking"]]
    due = [texts_in("es").day(date.fromisoformat(one["due_on"])) for one in told["lacking"]]
    assert re.findall(r"(\d+ \w+ \d+)</span>", line) == due
    assert line.count("! atrasado") == sum(one["overdue"] for one in told["lacking"])
    assert 0 < line.count("! atrasado") < len(told["lacking"])


def test_what_was_completed_or_withdrawn_is_lacking_no_more(
    service: Service, carer: TestClient, reader: Reader
) -> None:
    register(service, reader, "A-1")
    assert "Señas particulares" in carer.get(PAGE).text
    submission.correct(
        service, reader, "child", "A-1", 1, {**ANA, "record_id": "A-1", "marks": "lunar en la mejilla"}
    )
    assert "Señas particulares" not in carer.get(PAGE).text
    submission.withdraw(service, reader, "child", "A-1")
    assert "No falta nada." in carer.get(PAGE).text


def test_what_doesn_t_fit_on_a_page_follows_on_the_next(
    service: Service, carer: TestClient, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracing.web.routes.registrations._AT_ONCE", 2)
    # No name that a sealed address could hold by chance.
    for number in range(5):
        register(service, reader, f"Tecun-{number}", days_ago=60 if number == 4 else 0)
    seen, address = [], PAGE
    while address:
        page = carer.get(address).text
        seen.append([name for name, _ in rows(page)])
        assert "Tecun" not in address
        address = html.unescape(next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), ""))
    assert seen == [["Tecun-0", "Tecun-1"], ["Tecun-2", "Tecun-3"], ["Tecun-4"]]
    # What is overdue is found among all of them at once.
    assert [name for name, _ in rows(carer.get(f"{PAGE}?overdue=yes").text)] == ["Tecun-4"]
    assert carer.get(f"{PAGE}?after=x").status_code == 422


@pytest.mark.parametrize("odd", ["نص <b>negrita</b> & 'comillas' 🧒🏽", "X" * 150, "{{ 7 * 7 }} %(x)s"])
def test_odd_references_break_nothing(service: Service, carer: TestClient, reader: Reader, odd: str) -> None:
    register(service, reader, odd)
    page = carer.get(PAGE).text
    assert [name for name, _ in rows(page)] == [odd]
    assert "<b>negrita</b>" not in page


def test_nobody_else_sees_it(service: Service, site: FastAPI, reader: Reader) -> None:
    register(service, reader, "A-1")
    other = person(service, agency(service, "MX-OTRO", "shelter", "child"), "found_worker")
    with signed_in(site, let_in(service, other)) as client:
        assert "No falta nada." in client.get(PAGE).text
    office = agency(service, "GT-OFICINA", "tracing_office", "")
    family = agency(service, "GT-BUSCA", "family_tracing", "inquiry")
    for where, role in ((office, "reviewer"), (office, "protection_officer"), (family, "family_worker")):
        with signed_in(site, let_in(service, person(service, where, role))) as client:
            assert client.get(PAGE).status_code == 403
            assert PAGE not in client.get("/start").text


@pytest.mark.parametrize("language", ["es", "en"])
def test_on_a_phone_and_for_all_readers(
    opened: Opener, service: Service, reader: Reader, language: str
) -> None:
    register(service, reader, "A-1")
    register(service, reader, "A-2", days_ago=60)
    page = on_a_phone(opened, let_in(service, reader), language)
    page.goto(PAGE)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("html").get_attribute("lang") == language
    page.keyboard.press("n")
    page.wait_for_url("**/children/*")
    page.wait_for_selector(".reference:has-text('A-2')")
