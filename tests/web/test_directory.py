"""The directory as a page: who answers for what, when it was checked, and no address that is confidential."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fastapi import FastAPI

from tests import accounts
from tests.service.care.houses import GIRLS
from tests.service.parties import agency
from tests.service.parties import person as entered
from tests.web.conftest import Opener, accessible, on_a_phone, person
from tests.web.people import let_in, signed_in
from tracing.service.care.shelters import write_shelter
from tracing.service.context import Service


@pytest.fixture
def worker(service: Service) -> str:
    """A shelter's own worker, with an open house and a confidential one."""
    reader = entered(service, agency(service, "MX-ALBERGUE", "shelter", "child"), "found_worker")
    for code, house in (
        ("CASA-1", replace(GIRLS, name="Casa <b>Volcanes</b> 🌋")),
        (
            "CASA-2",
            replace(
                GIRLS,
                name="Casa Reservada",
                address="Calle Secreta 9",
                confidential=True,
                confidential_by="Palermo 6",
            ),
        ),
    ):
        write_shelter(service, reader, "MX-ALBERGUE", code, replace(house, checked_on=date(2026, 3, 1)))
    return let_in(service, reader)


def test_institutions_are_listed_by_country_with_when_and_by_whom_they_were_checked(
    site: FastAPI, worker: str
) -> None:
    with signed_in(site, worker) as client:
        page = client.get("/directory?country=gt").text
        assert "Guatemala</caption>" in page
        assert "Honduras</caption>" not in page
        assert "Procuraduría" in page
        assert "comprobado hace demasiado tiempo" in page or "<time datetime=" in page


def test_what_stands_behind_the_firewall_is_listed_as_getting_nothing(site: FastAPI, worker: str) -> None:
    with signed_in(site, worker) as client:
        page = client.get("/directory?kind=migration_border").text
        assert page.count("cortafuegos</span>") >= 1


def test_an_address_that_is_confidential_isnt_shown(site: FastAPI, worker: str) -> None:
    with signed_in(site, worker) as client:
        page = client.get("/directory?country=MX").text
    assert "4a calle 5-67" in page
    assert "Casa &lt;b&gt;Volcanes" in page
    assert "CASA-2" in page
    assert "Casa Reservada" not in page
    assert "Calle Secreta" not in page


def test_a_reviewer_reads_institutions_and_no_shelters(service: Service, site: FastAPI, worker: str) -> None:
    accounts.agency(service, "MX-OFFICE", "tracing_office")
    with signed_in(site, person(service, "MX-OFFICE", "ana", "reviewer")) as client:
        page = client.get("/directory?country=MX")
        assert page.status_code == 200
        assert "CASA-1" not in page.text
        assert "Casa" not in page.text.split("</header>")[1].split("Instituciones")[0]


def test_who_has_nothing_to_do_with_it_reads_nothing(service: Service, site: FastAPI) -> None:
    accounts.agency(service, "HN-CONADEH", "oversight")
    with signed_in(site, person(service, "HN-CONADEH", "aura", "auditor")) as client:
        assert client.get("/directory").status_code == 403


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_directory_is_accessible(opened: Opener, worker: str, language: str) -> None:
    page = on_a_phone(opened, worker, language)
    page.goto("/directory?country=MX")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
