"""Deciding on pairs: by keys, without scripts, with a line that breaks and a session that ends in the middle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from playwright.sync_api import Page, expect

from tests.accounts import PASSWORD
from tests.service.cases import CHILD
from tests.service.test_queue import add_pair, placed
from tests.web.conftest import Opener, accessible, enter, read_in
from tests.web.people import token_in
from tests.web.reviewing import World, browsers
from tracing.service import queue, submission
from tracing.service.sign_in import IDLE

NOTE = "mismo lunar, misma aldea <b>aquí</b> 👧"


@pytest.fixture
def site(world: World) -> FastAPI:
    return world.site


@pytest.fixture
def ana(world: World) -> Iterator[TestClient]:
    """Ana, who has the pair open."""
    with browsers(world.site, "ana") as (client,):
        token = token_in(client.get("/queue").text)
        done = client.post(
            "/queue/next", data={"token": token, "place": "country=GT"}, follow_redirects=False
        )
        assert done.status_code == 303
        yield client


def form_of(client: TestClient, world: World, **fields: str) -> dict[str, str]:
    """The fields of the pair's form as the page gives them, filled in."""
    html = client.get(f"{world.page}?country=GT").text
    form = html[html.index("data-draft>") :].partition("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    return {**hidden, **fields}


def decide(client: TestClient, world: World, **fields: str) -> Response:
    return client.post(
        f"{world.page}/decisions", data=form_of(client, world, **fields), follow_redirects=False
    )


POSSIBLE = {"kind": "possible", "reasons_possible": "names_agree"}


def test_a_decision_leads_to_the_next_pair_of_the_same_list(world: World, ana: TestClient) -> None:
    other = add_pair(world.case, 1, 0.6)
    placed(world.case)
    done = decide(ana, world, **POSSIBLE, note=NOTE, then="next")
    assert done.status_code == 303
    assert done.headers["location"] == f"/pairs/{other.inquiry_name}/{other.child_name}?country=GT"
    assert world.decisions() == [("possible", ["names_agree"], NOTE)]
    html = ana.get(done.headers["location"]).text
    assert "Registrado:" in html
    assert world.case.pair.child_name in html


def test_a_decision_leads_back_to_the_list_where_one_wants(world: World, ana: TestClient) -> None:
    done = decide(ana, world, **POSSIBLE, then="queue")
    assert done.headers["location"] == "/queue?country=GT"
    html = ana.get(done.headers["location"]).text
    assert "Espera la segunda persona" in html
    assert "/taking-back" in html


def test_where_none_is_left_the_list_says_what_was_entered(world: World, ana: TestClient) -> None:
    done = decide(ana, world, **POSSIBLE, then="next")
    assert done.headers["location"] == "/queue?country=GT"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Elija una de las cinco."),
        ({"kind": "taken_back"}, "Elija una de las cinco."),
        ({"kind": "possible"}, "Elija al menos un motivo."),
        ({"kind": "possible", "reasons_possible": "other"}, "Explique el motivo en la nota."),
        (
            {"kind": "possible", "reasons_possible": "namesake"},
            "Hay un motivo que no corresponde a esta decisión.",
        ),
        (
            {"kind": "duplicate_record", "reasons_duplicate_record": "child_twice"},
            "Diga en la nota a qué registro",
        ),
    ],
)
def test_what_is_refused_comes_again_filled_in(
    world: World, ana: TestClient, fields: dict[str, str], says: str
) -> None:
    refused = decide(ana, world, **fields)
    assert refused.status_code == 422
    assert says in refused.text
    assert world.decisions() == []
    for name, text in fields.items():
        if name == "kind" and text != "taken_back":
            assert re.search(rf'value="{text}"[^>]* checked', refused.text)
    refused = decide(ana, world, **{"note": NOTE, **fields, "kind": ""})
    assert "mismo lunar, misma aldea &lt;b&gt;aquí&lt;/b&gt; 👧</textarea>" in refused.text
    # It is there as well where the evidence is, and after it was entered it is nowhere any more.
    assert "mismo lunar" in ana.get(world.page).text
    assert decide(ana, world, **POSSIBLE, note=NOTE).status_code == 303
    with world.case.service.database.working() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM casework.drafts").scalar_one() == 0


def test_reasons_of_another_kind_that_were_ticked_before_count_for_nothing(
    world: World, ana: TestClient
) -> None:
    fields = {**POSSIBLE, "reasons_not_this_child": "namesake"}
    assert decide(ana, world, **fields).status_code == 303
    assert world.decisions() == [("possible", ["names_agree"], None)]


def test_the_same_form_sent_twice_is_one_decision(world: World, ana: TestClient) -> None:
    form = form_of(ana, world, **POSSIBLE)
    answers = [ana.post(f"{world.page}/decisions", data=form, follow_redirects=False) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(world.decisions()) == 1


def test_a_record_that_has_changed_meanwhile_is_read_again_first(world: World, ana: TestClient) -> None:
    form = form_of(ana, world, **POSSIBLE, note=NOTE)
    submission.correct(
        world.case.service, world.case.found, "child", "A-1", 1, {**CHILD, "birth_date": "2015-01-02"}
    )
    refused = ana.post(f"{world.page}/decisions", data=form)
    assert refused.status_code == 412
    assert "Lea la pareja de nuevo y decida sobre lo que dice ahora." in refused.text
    assert "mismo lunar" in refused.text
    assert decide(ana, world, **POSSIBLE).status_code == 303


def test_whoever_lost_the_pair_in_the_middle_keeps_what_they_wrote(world: World, ana: TestClient) -> None:
    form = form_of(ana, world, **POSSIBLE, note=NOTE)
    world.case.clock.move(minutes=31)
    with browsers(world.site, "ana") as (again,):
        form["token"] = token_in(again.get("/account").text)
        queue.take(world.case.service, world.case.two, pair=world.case.pair)
        refused = again.post(f"{world.page}/decisions", data=form)
        assert refused.status_code == 409
        assert "está abierta con reviewer (GT-OFICINA)" in refused.text
        assert "mismo lunar" in refused.text
        queue.release(world.case.service, world.case.two, world.case.pair)
        assert "Tómela primero de la cola." in again.get(world.page).text
        assert decide_after_taking(again, world).status_code == 303
    assert world.decisions() == [("possible", ["names_agree"], None)]


def decide_after_taking(client: TestClient, world: World) -> Response:
    pair = world.case.pair
    taken = client.post(
        "/queue/take",
        data={
            "token": token_in(client.get("/account").text),
            "inquiry": pair.inquiry_name,
            "child": pair.child_name,
        },
    )
    assert "mismo lunar" in taken.text
    return decide(client, world, **POSSIBLE)


def test_a_pair_is_kept_for_longer_with_what_was_filled_in(world: World, ana: TestClient) -> None:
    world.case.clock.move(minutes=20)
    form = form_of(ana, world, note=NOTE)
    done = ana.post(f"{world.page}/renew", data=form)
    assert done.url.path == world.page
    assert "mismo lunar" in done.text
    assert "La pareja es suya hasta el 31 mar 2026, 12:50 UTC." in done.text


def test_the_last_decision_is_taken_back_with_a_reason(world: World, ana: TestClient) -> None:
    decide(ana, world, **POSSIBLE)
    html = ana.get("/queue").text
    undoing = re.search(r'action="(/pairs/[^"]+/decisions/\d+/taking-back)"', html)
    assert undoing
    token = token_in(html)
    refused = ana.post(undoing[1], data={"token": token, "back_note": NOTE})
    assert refused.status_code == 422
    assert "Elija al menos un motivo." in refused.text
    assert "mismo lunar" in refused.text
    done = ana.post(undoing[1], data={"token": token, "back": "mistake", "place": "country=GT"})
    assert (done.url.path, done.url.query) == ("/queue", b"country=GT")
    assert [kind for kind, *_ in world.decisions()] == ["possible", "taken_back"]
    assert "/taking-back" not in done.text
    assert ana.post(undoing[1], data={"token": token, "back": "mistake"}).status_code == 409


def test_undo_isn_t_offered_once_somebody_has_gone_on(world: World) -> None:
    with browsers(world.site, "ana", "beto") as clients:
        for client in clients:
            client.post("/queue/next", data={"token": token_in(client.get("/queue").text)})
            assert decide(client, world, **POSSIBLE).status_code == 303
        world.case.clock.move(minutes=1)
        world.case.act(world.case.officer, "child_views", "agrees", "own_language")
        assert "/taking-back" not in clients[1].get("/queue").text


def test_two_at_one_pair_see_each_other(world: World, ana: TestClient) -> None:
    with browsers(world.site, "olga") as (olga,):
        html = olga.get(world.page).text
        assert "Esta pareja está abierta con Ana (GT-OFICINA) hasta el" in html
        assert "data-draft" not in html
    now = ana.get(f"{world.page}/beside").text
    assert "También mira ahora esta pareja: Olga (GT-OFICINA)." in now
    known = re.search(r"known=(\w+)", now)
    assert known
    assert ana.get(f"{world.page}/beside", params={"known": known[1]}).status_code == 204


def test_a_page_that_asks_by_itself_keeps_no_session_alive(world: World, ana: TestClient) -> None:
    for _ in range(4):
        world.case.clock.move(seconds=IDLE.total_seconds() / 3)
        ana.get(f"{world.page}/beside", headers={"X-Unattended": "1"})
    assert ana.get("/account").url.path == "/sign-in"


@pytest.mark.parametrize("page", ["/pairs/B-0000000/N-0000000/decisions", "/pairs/x/y/renew"])
def test_what_is_no_pair_isn_t_decided_on(world: World, ana: TestClient, page: str) -> None:
    assert ana.post(page, data={"token": token_in(ana.get("/account").text)}).status_code == 404


# In a browser


def open_pair(page: Page, world: World, login: str = "ana") -> None:
    enter(page, login)
    page.goto("/queue?country=GT")
    page.click("text=Tomar la siguiente pareja")
    page.wait_for_url(f"**{world.page}?country=GT")


def test_by_keyboard_alone(world: World, opened: Opener) -> None:
    add_pair(world.case, 1, 0.6)
    placed(world.case)
    page = opened().new_page()
    enter(page, "ana")
    page.goto("/queue?country=GT")
    page.keyboard.press("n")
    page.wait_for_selector(".decide")
    assert page.url.endswith(f"{world.page}?country=GT")
    for key in ("2", "1"):
        page.keyboard.press(key)
    assert page.locator("[name=kind]:checked").get_attribute("value") == "possible"
    # Only the reasons of what was chosen are there to be gone through.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "reasons_possible"
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".decide .good")
    assert world.page not in page.url
    assert "country=GT" in page.url
    assert world.decisions() == [("possible", ["names_agree"], None)]
    page.keyboard.press("4")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue?country=GT")
    assert [kind for kind, *_ in world.decisions()] == ["possible", "need_information"]


def test_keys_write_nothing_and_choose_nothing_while_somebody_writes(world: World, opened: Opener) -> None:
    page = opened().new_page()
    open_pair(page, world)
    page.fill("[name=note]", "")
    page.locator("[name=note]").press_sequentially("121")
    assert page.input_value("[name=note]") == "121"
    assert page.locator("[name=kind]:checked").count() == 0


def test_with_scripts_off(world: World, opened: Opener) -> None:
    page = opened(java_script_enabled=False).new_page()
    open_pair(page, world)
    page.fill("[name=note]", NOTE)
    # A click waits for no page; on a slow machine the one before is still there.
    with page.expect_navigation():
        page.click("text=Registrar y volver a la cola")
    expect(page.locator(".refusal")).to_have_count(1)
    assert page.input_value("[name=note]") == NOTE
    page.check("[name=kind][value=possible]")
    page.check("[name=reasons_possible][value=names_agree]")
    page.click("text=Registrar y volver a la cola")
    page.wait_for_url("**/queue?country=GT")
    assert world.decisions() == [("possible", ["names_agree"], NOTE)]
    page.click("summary:has-text('Deshacer')")
    page.click("text=Retirarla")
    page.wait_for_url("**/queue?country=GT")
    assert [kind for kind, *_ in world.decisions()] == ["possible", "taken_back"]


@pytest.mark.parametrize("scripts", [True, False])
def test_revealing_keeps_what_was_written(world: World, opened: Opener, scripts: bool) -> None:
    page = opened(java_script_enabled=scripts).new_page()
    open_pair(page, world)
    page.check("[name=kind][value=possible]")
    page.check("[name=reasons_possible][value=names_agree]")
    page.fill("[name=note]", NOTE)
    page.select_option("[name=purpose]", "second_review")
    with page.expect_navigation() if not scripts else page.expect_response("**/revealed"):
        page.click("button:has-text('Descubrir el siguiente paso')")
    page.wait_for_selector(f"td:has-text('{CHILD['full_name']}')")
    assert urlsplit(page.url).query == "country=GT"
    assert page.input_value("[name=note]") == NOTE
    assert page.locator("[name=kind]:checked").get_attribute("value") == "possible"
    assert page.locator("[name=reasons_possible]:checked").get_attribute("value") == "names_agree"
    assert page.input_value("[name=purpose]") == "second_review"
    # Revealing decides nothing, and the key that enters a form still enters the decision.
    assert world.decisions() == []
    page.focus("[name=reasons_possible]:checked")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue?country=GT")
    assert world.decisions() == [("possible", ["names_agree"], NOTE)]


def test_whoever_has_decided_reveals_nothing_into_a_form(world: World, ana: TestClient) -> None:
    decide(ana, world, **POSSIBLE)
    token = token_in(ana.get("/queue").text)
    ana.post(
        f"{world.page}/revealed", data={"token": token, "purpose": "compare", "reveal": "child:full_name"}
    )
    with world.case.service.database.working() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM casework.drafts").scalar_one() == 0


@pytest.mark.parametrize("language", ["es", "en"])
def test_on_a_telephone_and_for_all_readers(world: World, opened: Opener, language: str) -> None:
    page = opened(viewport={"width": 360, "height": 740}).new_page()
    open_pair(page, world)
    read_in(page, language)
    page.check("[name=kind][value=duplicate_record]")
    accessible(page)
    page.click(".decide button.main")
    page.wait_for_selector(".refusal")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(page)


def test_a_line_that_breaks_loses_nothing_and_enters_it_once(world: World, opened: Opener) -> None:
    context = opened()
    page = context.new_page()
    open_pair(page, world)
    page.check("[name=kind][value=possible]")
    page.check("[name=reasons_possible][value=names_agree]")
    page.fill("[name=note]", NOTE)
    context.set_offline(True)
    page.click("text=Registrar y volver a la cola")
    page.wait_for_selector("#told:has-text('Sin conexión')")
    assert page.input_value("[name=note]") == NOTE
    context.set_offline(False)
    page.wait_for_url("**/queue?country=GT")
    assert world.decisions() == [("possible", ["names_agree"], NOTE)]


def test_a_line_that_breaks_sends_again_what_was_pressed_and_nothing_else(
    world: World, opened: Opener
) -> None:
    context = opened()
    page = context.new_page()
    open_pair(page, world)
    page.check("[name=kind][value=possible]")
    page.check("[name=reasons_possible][value=names_agree]")
    context.set_offline(True)
    page.click("text=Conservar la pareja")
    page.wait_for_selector("#told:has-text('Sin conexión')")
    page.focus("[name=note]")
    with page.expect_response("**/renew"):
        context.set_offline(False)
    page.wait_for_selector(".decide [name=kind]:checked")
    assert world.decisions() == []


def test_a_session_that_ends_in_the_middle_loses_nothing(world: World, opened: Opener) -> None:
    page = opened().new_page()
    open_pair(page, world)
    page.check("[name=kind][value=possible]")
    page.fill("[name=note]", NOTE)
    with world.case.service.database.working() as connection:
        connection.exec_driver_sql("DELETE FROM casework.sessions")
    page.click("text=Registrar y volver a la cola")
    page.wait_for_selector("[name=password]")
    assert NOTE not in page.content()
    page.fill("[name=login]", "ana")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"**{world.page}")
    assert page.input_value("[name=note]") == NOTE
    assert page.locator("[name=kind]:checked").get_attribute("value") == "possible"
    # The place in the list is kept as well.
    page.check("[name=reasons_possible][value=names_agree]")
    page.click("text=Registrar y volver a la cola")
    page.wait_for_url("**/queue?country=GT")
    assert world.decisions() == [("possible", ["names_agree"], NOTE)]


def test_what_is_written_is_kept_while_it_is(world: World, opened: Opener) -> None:
    page = opened().new_page()
    open_pair(page, world)
    with page.expect_response("**/drafts"):
        page.fill("[name=note]", NOTE)
    page.goto("/queue")
    page.goto(world.page)
    assert page.input_value("[name=note]") == NOTE
