"""Published statistics as pages: charts say in words and numbers what the API says, and what is hidden is said to be."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from tests import accounts
from tests.web.conftest import Opener, accessible, on_a_phone, person
from tests.web.people import send, signed_in
from tracing.service.context import Service
from tracing.store import statistics as store
from tracing.store.statistics import CellRow
from tracing.web.charts import bars

AT = datetime(2026, 5, 2, tzinfo=UTC)
CELLS = (
    CellRow("found", "origin", ("GT", "", "", "", ""), 1240),
    CellRow("found", "origin", ("HN", "", "", "", ""), 310),
    CellRow("found", "origin", ("GT", "", "", "F", ""), 600),
    CellRow("found", "origin", ("GT", "", "", "M", ""), 640),
    CellRow("found", "origin", ("GT", "", "", "", "6-11"), 700),
    CellRow("found", "origin", ("GT", "", "", "F", "6-11"), 350),
    CellRow("found", "origin", ("GT", "GT-16", "", "", ""), 88),
    CellRow("reunified", "agencies", ("MX", "shelter", ""), 41, 20, 60, 130),
)


@pytest.fixture
def published(service: Service) -> Service:
    """A month that is published."""
    accounts.agency(service, "MX-INEGI", "tracing_office")
    person(service, "MX-INEGI", "estela", "statistics")
    with service.database.working() as connection:
        who = connection.exec_driver_sql("SELECT id FROM casework.users WHERE login = 'estela'").scalar_one()
        number = store.ask(connection, "2026-03", int(who), AT)
        store.add_cells(connection, number, CELLS)
        store.release(connection, number, AT)
    return service


@pytest.fixture
def statistician(published: Service, site: FastAPI) -> Iterator[TestClient]:
    with signed_in(site, "estela") as client:
        yield client


def test_what_is_published_is_listed_and_read(statistician: TestClient) -> None:
    assert 'href="/statistics/2026-03"' in statistician.get("/statistics").text
    page = statistician.get("/statistics/2026-03").text
    assert "Niñas y niños encontrados que se registraron" in page
    assert "1,240" in page
    assert statistician.get("/statistics/2026-04").status_code == 404


def test_charts_and_tables_say_what_the_api_s_file_says(statistician: TestClient) -> None:
    text = statistician.get("/v1/statistics/publications/2026-03/origin.csv").text
    lines = [row for row in csv.DictReader(io.StringIO(text)) if row["measure"] == "found"]
    page = statistician.get("/statistics/2026-03?measure=found&country=GT").text
    chart = re.search(r'<desc id="sex-desc">(.*?)</desc>', page, re.DOTALL)
    assert chart
    by_sex = [
        row for row in lines if row["country"] == "GT" and row["sex"] and not row["age"] + row["department"]
    ]
    said = [part.strip().rpartition(": ")[2] for part in chart[1].split(". ") if part.strip()]
    assert said == [row["count"] or "oculto" for row in by_sex] == ["600", "640", "oculto"]


def test_what_is_hidden_is_said_to_be(statistician: TestClient) -> None:
    page = statistician.get("/statistics/2026-03?measure=found&country=GT").text
    assert "oculto" in page
    assert 'class="hidden"' in page
    assert "De todos los demás países el número está oculto" in page
    assert "De cada país el número está oculto" in statistician.get("/statistics/2026-03?measure=sought").text


def test_days_are_told_by_agency(statistician: TestClient) -> None:
    page = statistician.get("/statistics/2026-03?measure=reunified").text
    assert "20 · 60 · 130" in page


@pytest.mark.parametrize("query", ["measure=dance", "country=ZZ", "measure=found&country=<b"])
def test_what_isnt_there_to_be_chosen_shows_the_first(statistician: TestClient, query: str) -> None:
    assert "1,240" in statistician.get(f"/statistics/2026-03?{query}").text


def test_a_period_that_isnt_closed_is_refused_in_the_page(
    published: Service, statistician: TestClient
) -> None:
    with published.database.working() as connection:
        store.close(connection, AT.date().replace(month=3, day=1), AT, b"x")
    refused = send(statistician, "/statistics", period="2026-Q1")
    assert refused.status_code in (409, 422)
    assert 'role="alert"' in refused.text
    assert 'value="2026-Q1"' in refused.text


@pytest.mark.parametrize("role", ["reviewer", "protection_officer", "administrator"])
def test_others_read_none(published: Service, site: FastAPI, role: str) -> None:
    person(published, "MX-INEGI", "otra", role)
    with signed_in(site, "otra") as client:
        for path in ("/statistics", "/statistics/2026-03"):
            assert client.get(path).status_code == 403


@given(st.lists(st.tuples(st.text(), st.none() | st.integers(0, 10**9)), max_size=20))
def test_bars_are_in_proportion_and_hidden_ones_have_no_length(rows: list[tuple[str, int | None]]) -> None:
    made = bars(rows)
    assert [(bar.label, bar.value) for bar in made] == rows
    known = [bar for bar in made if bar.value is not None]
    assert all(0 <= bar.width <= 80 for bar in made)
    for one in known:
        for other in known:
            if one.value > other.value:  # type: ignore[operator]
                assert one.width >= other.width
    assert all(bar.width == 0 for bar in made if bar.value is None)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_pages_of_statistics_are_accessible(published: Service, opened: Opener, language: str) -> None:
    page = on_a_phone(opened, "estela", language)
    for path in ("/statistics", "/statistics/2026-03", "/statistics/2026-03?measure=reunified"):
        page.goto(path)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
