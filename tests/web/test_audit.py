"""The audit as a page: for auditors alone, by kind, thing and person, and whether its chain is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests import accounts
from tests.web.conftest import Opener, accessible, on_a_phone, person
from tests.web.people import send, signed_in
from tracing.service.context import Service


@pytest.fixture
def auditor(service: Service) -> str:
    accounts.agency(service, "HN-CONADEH", "oversight")
    return person(service, "HN-CONADEH", "aura", "auditor")


@pytest.fixture
def client(site: FastAPI, auditor: str) -> Iterator[TestClient]:
    with signed_in(site, auditor) as made:
        yield made


def acts(html: str) -> list[str]:
    """Return the acts on a page, in its order."""
    rows = html.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in html else ""
    return re.findall(r"<td><code>(\w+)</code></td>\s*<td><code>\w+</code></td>\s*<td><code>", rows)


def test_entries_stand_in_the_order_of_the_chain_reading_them_too(client: TestClient) -> None:
    client.get("/audit")
    found = acts(client.get("/audit").text)
    assert "sign_in" in found
    assert acts(client.get("/audit?kind=audit").text)[0] == "read_audit"


def test_entries_of_one_person(service: Service, client: TestClient) -> None:
    with service.database.working() as connection:
        who = connection.exec_driver_sql("SELECT id FROM casework.users WHERE login = 'aura'").scalar_one()
    page = client.get(f"/audit?kind=session&person={who}").text
    assert set(acts(page)) <= {"sign_in", "sign_out"}
    assert f"persona {who}" in page
    assert acts(client.get(f"/audit?kind=session&person={who + 99}").text) == []


@pytest.mark.parametrize("query", ["person=nobody", "cursor=x", "person=-1"])
def test_what_cant_be_asked_is_refused_in_the_page(client: TestClient, query: str) -> None:
    refused = client.get(f"/audit?{query}")
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text


def test_a_long_list_goes_on(client: TestClient) -> None:
    for _ in range(55):
        client.get("/audit?kind=nothing")
    first = client.get("/audit?kind=audit")
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following
    more = client.get(following[1].replace("&amp;", "&"))
    assert more.status_code == 200
    assert acts(more.text)


def test_a_whole_chain_is_said_to_be(client: TestClient) -> None:
    said = send(client, "/audit", "/audit/verification")
    assert said.status_code == 200
    assert "La cadena está completa." in said.text
    assert acts(client.get("/audit?kind=audit").text)[-1] == "verify_audit"
    assert client.get("/audit/verification").url.path == "/audit"


def test_a_chain_that_somebody_changed_is_said_to_be_broken(
    service: Service, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracing.service import audit
    from tracing.service.audit import Break, Checked

    broken = Checked(3, b"\1" * 32, Break(4, "changed", "entry 4 isn't what was written"))
    monkeypatch.setattr(audit, "check_chain", lambda *_: broken)
    said = send(client, "/audit", "/audit/verification")
    assert "La cadena está rota en la entrada 4." in said.text
    assert 'role="alert"' in said.text


@pytest.mark.parametrize("role", ["reviewer", "protection_officer", "administrator", "statistics"])
def test_nobody_but_auditors_reads_it(service: Service, site: FastAPI, role: str) -> None:
    accounts.agency(service, "MX-OFFICE", "tracing_office")
    with signed_in(site, person(service, "MX-OFFICE", "ana", role)) as other:
        refused = other.get("/audit")
        assert refused.status_code == 403
        assert "sign_in" not in refused.text
        assert other.post("/audit/verification", data={"token": "x"}).status_code == 403


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_audit_is_accessible(opened: Opener, auditor: str, language: str) -> None:
    page = on_a_phone(opened, auditor, language)
    page.goto("/audit")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.click("form[action='/audit/verification'] button")
    page.wait_for_selector(".good")
    accessible(page)
