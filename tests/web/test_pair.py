"""A pair's page: what the reader may see of both records, why they may be one child, and nothing that isn't theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from tests.service.cases import CHILD, INQUIRY, open_case
from tests.web.conftest import Opener, accessible, enter, read_in
from tests.web.people import token_in
from tests.web.reviewing import World, browsers, enter_people
from tracing.api.settings import ApiSettings
from tracing.service.context import Service
from tracing.store.audit import entries
from tracing.store.database import Reader
from tracing.web.site import create_site


@pytest.fixture
def site(world: World) -> FastAPI:
    return world.site


@pytest.fixture
def ana(world: World) -> Iterator[TestClient]:
    with browsers(world.site, "ana") as (client,):
        yield client


def take(client: TestClient, world: World, **more: str) -> str:
    """Take the pair; return its page."""
    pair = world.case.pair
    form = {
        "token": token_in(client.get("/account").text),
        "inquiry": pair.inquiry_name,
        "child": pair.child_name,
    }
    done = client.post("/queue/take", data=form | more)
    assert done.url.path == world.page, done.text
    return done.text


def reveal_all(client: TestClient, world: World) -> str:
    """Reveal step by step until nothing is left; return the page."""
    html = client.get(world.page).text
    while next_step := re.search(r'name="reveal" value="([^"]*)"', html):
        fields = {"token": token_in(html), "purpose": "compare", "reveal": next_step[1]}
        html = client.post(f"{world.page}/revealed", data=fields).text
    return html


def words(html: str) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", html)))


def test_a_pair_that_nobody_has_open_is_offered_to_be_taken(world: World, ana: TestClient) -> None:
    asked = ana.get(world.page)
    assert asked.status_code == 409
    assert 'action="/queue/take"' in asked.text
    assert "Lado a lado" in take(ana, world)


def test_the_page_says_the_numbers_of_the_api(world: World, ana: TestClient) -> None:
    html = take(ana, world)
    says = words(html)
    told = ana.get(f"/v1/links/{world.case.pair.inquiry_name}/{world.case.pair.child_name}").json()[
        "explanation"
    ]
    for step in told["steps"]:
        assert step["title"]["es"] in says
        assert step["text"]["es"] in says
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(?:<strong>)?([+−]?)([\d.,]+)', html)
    signed = [
        (title, float(number.replace(",", "")) * (-1 if sign == "−" else 1)) for title, sign, number in rows
    ]
    *parts, (_, total) = signed
    assert round(sum(bits for _, bits in parts), 2) == total
    assert abs(total - (told["weight"] + told["prior_bits"])) <= 0.0051
    by_title = {step["title"]["es"]: step["bits"] for step in told["steps"]}
    assert all(abs(bits - by_title[title]) < 0.01 for title, bits in parts[1:])


def test_names_are_hidden_until_they_are_revealed_and_that_is_written_down(
    world: World, ana: TestClient
) -> None:
    hidden = words(take(ana, world))
    names = [CHILD["full_name"], INQUIRY["mother_name"]]
    assert not any(name in hidden for name in names)
    shown = words(reveal_all(ana, world))
    assert all(name in shown for name in names)
    with world.case.service.database.reading(Reader("auditor", purpose="test")) as connection:
        acts = [entry.act for entry in entries(connection)].count("reveal")
    assert acts > 1


def test_revealing_leads_on_to_the_first_row_that_was_revealed(world: World, ana: TestClient) -> None:
    html = take(ana, world)
    (value,) = re.findall(r'name="reveal" value="([^"]*)"', html)
    fields = {"token": token_in(html), "purpose": "compare", "reveal": value}
    done = ana.post(f"{world.page}/revealed", data=fields, follow_redirects=False)
    page, _, place = done.headers["location"].partition("#")
    assert page == world.page
    shown = ana.get(page).text
    first = next(row for row in re.findall(r'<tr id="[^"]*".*?</tr>', shown, re.DOTALL) if "Caal" in row)
    assert f'<tr id="{place}"' in first


@pytest.mark.parametrize("at", ["x", "queue/../..", "\r\nSet-Cookie: a=b", ""])
def test_a_place_that_is_none_leads_to_the_table(world: World, ana: TestClient, at: str) -> None:
    fields = {"token": token_in(take(ana, world)), "purpose": "compare", "reveal": f"child:full_name at:{at}"}
    done = ana.post(f"{world.page}/revealed", data=fields, follow_redirects=False)
    assert done.headers["location"] == f"{world.page}#evidence"
    assert "set-cookie" not in done.headers


def test_what_is_not_revealed_is_neither_understood_nor_drawn(world: World, ana: TestClient) -> None:
    html = take(ana, world)
    assert "Nacimiento" not in html.partition('id="when"')[2].partition("</section>")[0]
    assert INQUIRY["birth_date"][:4] not in words(html).replace(str(world.case.service.now().year), "")


def test_in_blind_review_nothing_tells_the_score(world: World, ana: TestClient) -> None:
    ana.post("/queue/blind", data={"token": token_in(ana.get("/account").text), "blind": "yes"})
    html = take(ana, world, blind="yes")
    assert 'id="score"' not in html
    assert 'class="bits"' not in html
    assert '<svg class="bar"' not in html
    assert "%" not in words(html.partition("<main")[2].partition('id="decide"')[0])


def test_found_workers_and_strangers_see_no_pair(world: World, stranger: TestClient) -> None:
    assert stranger.get(world.page).url.path == "/sign-in"


HOSTILE = (
    "<script>alert(1)</script>",
    "\u202eآنا ماريا\u202c <b>x</b>",
    "Ana " + "á" * 290,
    "Ana 👧🏽👩‍👧 \"'&",
    "{{ 7 * 7 }} %(a)s",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_the_page(service: Service, settings: ApiSettings, name: str) -> None:
    case = open_case(service, child=CHILD | {"full_name": name}, inquiry=INQUIRY | {"given_names": name})
    world = World(case, create_site(case.service, settings))
    enter_people(case)
    with browsers(world.site, "ana") as (client,):
        take(client, world)
        html = reveal_all(client, world)
    assert name in unescape(re.sub(r"</?mark[^>]*>", "", html))
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_is_accessible_on_a_screen_and_on_a_telephone(
    world: World, opened: Opener, language: str
) -> None:
    page = opened().new_page()
    enter(page, "ana")
    read_in(page, language)
    page.goto("/queue")
    page.keyboard.press("n")
    page.wait_for_url("**/pairs/**")
    reveal_in(page)
    page.click("summary[data-key=w]")
    accessible(page)
    for width in (360, 640):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.title().startswith("Pareja N-" if language == "es" else "Pair N-")


@pytest.mark.parametrize("scripts", [True, False])
def test_who_reveals_stays_at_what_was_revealed_and_so_does_the_focus(
    world: World, opened: Opener, scripts: bool
) -> None:
    page = opened(java_script_enabled=scripts, viewport={"width": 1000, "height": 300}).new_page()
    enter(page, "ana")
    page.goto("/queue")
    page.click("button[data-key=n]")
    page.wait_for_selector("[data-key=r]")
    page.click("[data-key=r]")
    row = page.locator(f"tr:has(td:has-text('{CHILD['full_name']}')) >> nth=0")
    row.wait_for()
    page.wait_for_function("document.activeElement.matches('tr')")
    assert row.evaluate("(row) => row === document.activeElement && row.id") == page.url.partition("#")[2]
    top = row.evaluate("(row) => row.getBoundingClientRect().top")
    assert 0 <= top < 300
    assert page.evaluate("window.scrollY") > 0


def reveal_in(page: Page) -> None:
    """Reveal all steps with the key."""
    while page.locator("[data-key=r]").count():
        page.evaluate("document.getElementById('page').dataset.before = 'yes'")
        page.keyboard.press("r")
        page.locator("#page:not([data-before])").wait_for()
