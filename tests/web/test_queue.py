"""The queue and the candidates as pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from tests.service.test_queue import add_pair, placed
from tests.web.conftest import Opener, accessible, enter, person, read_in
from tests.web.people import said_in, token_in
from tests.web.reviewing import World, browsers
from tracing.api.settings import ApiSettings
from tracing.service import holds, queue
from tracing.web.site import create_site


@pytest.fixture
def site(world: World) -> FastAPI:
    return world.site


@pytest.fixture
def ana(world: World) -> Iterator[TestClient]:
    with browsers(world.site, "ana") as (client,):
        yield client


def post(client: TestClient, page: str, **fields: str) -> Response:
    form = {"token": token_in(client.get("/account").text), "page": "/queue", **fields}
    return client.post(page, data=form, follow_redirects=False)


def shown(html: str) -> list[str]:
    """The inquiries and children of the lines of a list."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(
        r'<th scope="row"><a href="/candidates/[^"]+">([^<]+)</a> · <a href="[^"]+">([^<]+)</a>', body
    )


def test_the_queue_shows_what_the_api_says(world: World, ana: TestClient) -> None:
    add_pair(world.case, 1, 0.6)
    placed(world.case)
    html = ana.get("/queue").text
    lines = ana.get("/v1/queue").json()["items"]
    assert shown(html) == [(line["inquiry"], line["child"]) for line in lines]
    assert "97 %" in html
    assert "60 %" in html
    assert "Guatemala" in html
    assert "9 años" in html
    total = ana.get("/v1/queue/counts").json()["total"]
    assert f'Todas las que esperan <span class="count">{total}</span>' in html


def test_filters_are_kept_in_the_address_and_hold_no_person(world: World, ana: TestClient) -> None:
    assert shown(ana.get("/queue?country=HN").text) == []
    found = ana.get("/queue?country=GT&youngest=9&oldest=10&band=strong&stage=first&waited_days=0")
    assert len(shown(found.text)) == 1
    assert '<option value="GT" selected>' in found.text
    assert (
        'value="country=GT&amp;youngest=9&amp;oldest=10&amp;waited_days=0&amp;band=strong&amp;stage=first"'
        in found.text
    )


@pytest.mark.parametrize(
    "query", ["youngest=nueve", "youngest=12&oldest=3", "waited_days=999999", "cursor=abc"]
)
def test_what_can_t_be_asked_for_is_said_and_the_whole_queue_shown(
    world: World, ana: TestClient, query: str
) -> None:
    refused = ana.get(f"/queue?{query}")
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert len(shown(refused.text)) == 1


def test_reviewers_are_offered_neither_what_is_on_hold_nor_cases(world: World, ana: TestClient) -> None:
    holds.raise_hold(
        world.case.service, world.case.one, world.case.pair.child_name, "coached_answers", "de memoria"
    )
    assert shown(ana.get("/queue?held=yes").text) == []
    with browsers(world.site, "olga") as (olga,):
        html = olga.get("/queue?held=yes").text
        assert len(shown(html)) == 1
        assert "detenida" in html
        assert 'Detenidas <span class="count">1</span>' in html
    assert "Detenidas" not in ana.get("/queue").text


def test_protection_officers_see_settled_cases(world: World) -> None:
    world.case.settle()
    with browsers(world.site, "olga", "ana") as (olga, ana):
        assert len(shown(olga.get("/queue?cases=yes").text)) == 1
        assert shown(olga.get("/queue").text) == []
        assert shown(ana.get("/queue?cases=yes").text) == []


def test_the_next_pair_is_taken_with_the_filters_and_they_come_along(world: World, ana: TestClient) -> None:
    done = post(ana, "/queue/next", place="country=GT&stage=first")
    assert done.status_code == 303
    assert done.headers["location"] == f"{world.page}?country=GT&stage=first"
    html = ana.get("/queue?country=GT").text
    assert f'href="{world.page}?country=GT"' in html
    assert "1 de 5" in html


def test_where_none_waits_the_queue_says_so(world: World, ana: TestClient) -> None:
    refused = post(ana, "/queue/next", place="country=HN")
    assert refused.status_code == 404
    assert "Ninguna pareja le espera." in refused.text


def test_a_pair_that_another_has_open_says_with_whom_and_until_when(world: World, ana: TestClient) -> None:
    queue.take(world.case.service, world.case.two, pair=world.case.pair)
    pair = world.case.pair
    refused = post(ana, "/queue/take", inquiry=pair.inquiry_name, child=pair.child_name)
    assert refused.status_code == 409
    assert (
        "Esta pareja está abierta con reviewer (GT-OFICINA) hasta el 31 mar 2026, 12:30 UTC." in refused.text
    )


def test_a_pair_is_given_back(world: World, ana: TestClient) -> None:
    post(ana, "/queue/next")
    assert post(ana, f"{world.page}/release", place="country=GT").headers["location"] == "/queue?country=GT"
    assert "0 de 5" in ana.get("/queue").text


def test_blind_mode_stays_and_hides_whatever_tells_the_score(world: World, ana: TestClient) -> None:
    post(ana, "/queue/blind", blind="yes")
    html = ana.get("/queue?band=strong").text
    assert len(shown(html)) == 1
    assert "97" not in said_in(html)
    assert "fuerte" not in html
    post(ana, "/queue/next")
    with world.case.service.database.working() as connection:
        assert connection.exec_driver_sql("SELECT blind, scored FROM casework.pair_views").all() == [
            (True, False)
        ]
    refused = ana.get(f"/candidates/{world.case.pair.child_name}")
    assert refused.status_code == 403
    assert "97" not in said_in(refused.text)
    post(ana, "/queue/blind", blind="no")
    assert "97 %" in ana.get("/queue").text


def test_where_review_is_blind_for_all_nobody_is_offered_scores(world: World) -> None:
    site = create_site(
        world.case.service, ApiSettings(secure_cookies=False, second_factor=False, blind_review=True)
    )
    with browsers(site, "ana") as (ana,):
        post(ana, "/queue/blind", blind="no")
        html = ana.get("/queue").text
        assert "97" not in said_in(html)
        assert 'action="/queue/blind"' not in html


def test_a_long_queue_comes_in_pages(world: World, ana: TestClient) -> None:
    others = [add_pair(world.case, number, 0.5) for number in range(1, 28)]
    placed(world.case)
    first = ana.get("/queue?country=GT").text
    following = re.search(r'href="(/queue\?country=GT&amp;cursor=[^"]+)"', first)
    assert following
    second = ana.get(following[1].replace("&amp;", "&")).text
    assert (len(shown(first)), len(shown(second))) == (25, len(others) + 1 - 25)
    assert not set(shown(first)) & set(shown(second))


def test_candidates_say_in_a_sentence_how_they_stand(world: World, ana: TestClient) -> None:
    pair = world.case.pair
    alone = ana.get(f"/candidates/{pair.child_name}").text
    assert "Hay un solo candidato." in alone
    for number in range(1, 5):
        add_pair(world.case, number, 0.9)
    placed(world.case)
    html = ana.get(f"/candidates/{pair.inquiry_name}").text
    assert "5 candidatos se parecen" in html
    assert html.count('class="share"') == 10
    assert ana.get("/candidates/B-0000000").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [("found_worker", 403), ("family_worker", 403), ("analyst", 403), ("administrator", 403)],
)
def test_nobody_else_gets_anything(world: World, role: str, status: int) -> None:
    agency = {"found_worker": "MX-ALBERGUE", "family_worker": "GT-BUSCA"}.get(role, "GT-OFICINA")
    person(world.case.service, agency, "nadie", role)
    pair = world.case.pair
    with browsers(world.site, "nadie") as (client,):
        for page in ("/queue", f"/candidates/{pair.child_name}", f"{world.page}/beside"):
            answer = client.get(page)
            assert answer.status_code == status, page
            assert "<table" not in answer.text
            assert "97" not in said_in(answer.text)
        token = token_in(client.get("/account").text)
        for page in ("/queue/next", "/queue/take", f"{world.page}/decisions", f"{world.page}/release"):
            assert client.post(page, data={"token": token}).status_code == status


def test_forms_need_the_session_s_token(world: World, ana: TestClient) -> None:
    for page in (
        "/queue/next",
        "/queue/take",
        "/queue/blind",
        f"{world.page}/decisions",
        f"{world.page}/renew",
    ):
        assert ana.post(page, data={"token": "x"}).status_code == 403
    assert queue.mine(world.case.service, replace(world.case.one, person=1)) == []


def test_names_of_all_kinds_break_nothing(world: World, ana: TestClient) -> None:
    """A colleague's name is the one thing on these pages that people write themselves."""
    names = ['<b onclick="x()">Ana</b>', "عمر", "👩‍👧 Ñ", "A" * 200]
    for name in names:
        with world.case.service.database.working() as connection:
            connection.exec_driver_sql(
                "UPDATE casework.users SET name = %s WHERE login = 'revisora-2'", (name,)
            )
        queue.take(world.case.service, world.case.two, pair=world.case.pair)
        pair = world.case.pair
        html = post(ana, "/queue/take", inquiry=pair.inquiry_name, child=pair.child_name).text
        assert "<b onclick" not in html
        assert (name in html) is not name.startswith("<")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_queue_is_accessible(world: World, opened: Opener, language: str) -> None:
    add_pair(world.case, 1, 0.6)
    placed(world.case)
    for login, pages in (
        ("ana", ("/queue", "/queue?country=GT&band=strong", f"/candidates/{world.case.pair.inquiry_name}")),
        ("olga", ("/queue?held=yes",)),
    ):
        page = opened().new_page()
        enter(page, login)
        read_in(page, language)
        for path in pages:
            page.goto(path)
            assert page.locator("html").get_attribute("lang") == language
            accessible(page)


def test_one_key_takes_the_next_pair(world: World, opened: Opener) -> None:
    page = opened().new_page()
    enter(page, "ana")
    page.goto("/queue")
    page.keyboard.press("n")
    page.wait_for_url(f"**{world.page}")


def test_the_queue_fits_a_telephone(world: World, opened: Opener) -> None:
    width = 360
    page = opened(viewport={"width": width, "height": 740}).new_page()
    enter(page, "ana")
    for path in ("/queue?country=GT", f"/candidates/{world.case.pair.inquiry_name}"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        accessible(page)
