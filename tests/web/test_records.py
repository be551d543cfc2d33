"""Records of one's own agency on pages: taking up, what is understood, correcting, withdrawing, the receipt."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from tests import accounts
from tests.web.conftest import Opener, accessible, enter, person, read_in
from tests.web.people import said_in, sign_in, token_in
from tracing.service import submission
from tracing.service.context import Service
from tracing.service.matching import match_pending
from tracing.service.promotion import ensure_matcher
from tracing.store.database import Reader

ODD = [
    "<script>alert(1)</script>",
    "</dd><img src=x onerror=alert(1)>",
    "علي بن أبي طالب \u202eabc",
    "Ana 👧🏽🇬🇹 López",
    "X" * 300,
    "{{ 7 * 7 }} %(x)s",
]


@pytest.fixture
def worker(service: Service) -> str:
    """Somebody who works for families at an agency that asks."""
    accounts.agency(service, "GT-CRUZ", "family_tracing", "inquiry")
    return person(service, "GT-CRUZ", "flor", "family_worker")


@pytest.fixture
def client(stranger: TestClient, worker: str) -> TestClient:
    sign_in(stranger, worker)
    return stranger


def filled(client: TestClient, page: str, **fields: str) -> dict[str, str]:
    """Return a form as a browser would send it, its hidden fields as they came."""
    html = client.get(page).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    return {**hidden, "token": token_in(html), **fields}


def send(client: TestClient, **fields: str) -> str:
    """Take up an inquiry and return the path of its receipt."""
    done = client.post("/inquiries/new", data=filled(client, "/inquiries/new", act="send", **fields))
    assert done.url.path.endswith("/receipt"), done.text
    return done.url.path


def own(service: Service) -> list[submission.OwnRecord]:
    with service.database.working() as connection:
        agency = connection.exec_driver_sql(
            "SELECT id FROM casework.agencies WHERE code = 'GT-CRUZ'"
        ).scalar()
    reader = Reader("family_worker", agency=agency, purpose="test")
    page = submission.list_own(service, reader, "inquiry")
    return [submission.read_own(service, reader, "inquiry", one.reference) for one in page.records]


JOSUE = {
    "record_id": "F-88", "full_name": "Josué Caal Pop", "sex": "M", "age": "9", "age_date": "2026-03-30",
    "origin_country": "GT", "origin_text": "Chamelco, Alta Verapaz", "mother_name": "Matilde Pop",
    "inquirer_name": "Matilde Pop", "inquirer_relation": "mother", "phones": "5555 0101\n+502 5555 0202",
    "by_said_by": "la madre", "by_said_on": "2026-03-30", "by_language": "kek", "by_interpreter": "Elvia Caal",
}  # fmt: skip


def test_an_inquiry_is_taken_up_with_who_said_it(client: TestClient, service: Service) -> None:
    receipt = client.get(send(client, **JOSUE)).text
    (stored,) = own(service)
    assert stored.reference == "F-88"
    assert stored.content["phones"] == ["5555 0101", "+502 5555 0202"]
    assert stored.content["inquirer_relation"] == "mother"
    (said,) = stored.provenance
    assert (said["said_by"], said["language"], said["interpreter"]) == ("la madre", "kek", "Elvia Caal")
    assert "full_name" in said["fields"]
    assert "F-88" in receipt
    assert "La búsqueda continúa." in receipt


def test_what_is_understood_is_shown_before_anything_is_sent(client: TestClient, service: Service) -> None:
    page = client.post("/inquiries/new", data=filled(client, "/inquiries/new", act="look", **JOSUE)).text
    assert "Fecha entre el 31 mar 2016 y el 30 mar 2017" in page
    assert "Primer apellido: CAAL · Segundo apellido: POP" in page
    assert "San Juan Chamelco, Alta Verapaz, Guatemala" in page
    assert "+50255550101 (Guatemala)" in page
    assert 'value="Josué Caal Pop"' in page
    assert own(service) == []


def test_what_is_understood_comes_alone_while_it_is_filled_in(client: TestClient) -> None:
    part = client.post(
        "/inquiries/understood", data=filled(client, "/inquiries/new", birth_date="03/04/2012")
    ).text
    assert "Se puede leer de dos maneras: 3 abr 2012 o 4 mar 2012" in part
    assert "<html" not in part


def test_a_record_without_a_reference_of_its_own_is_given_one(client: TestClient, service: Service) -> None:
    form = filled(client, "/inquiries/new", act="send", full_name="Ana López")
    for _ in range(2):
        client.post("/inquiries/new", data=form)
    (stored,) = own(service)
    assert re.fullmatch(r"\d{4}-\w{4}-\w{4}", stored.reference)


@pytest.mark.parametrize(
    ("language", "says"),
    [("es", "no es una fecha; se esperaba una fecha como 2012-07-03"), ("en", "not a date; expected a date such as 2012-07-03")],
)  # fmt: skip
def test_a_field_that_can_t_be_taken_says_how_to_mend_it_beside_it(
    client: TestClient, service: Service, language: str, says: str
) -> None:
    client.cookies.set("tracing_language", language)
    form = filled(
        client, "/inquiries/new", act="send", record_id="F-1", birth_date="ayer noche", full_name="Ana"
    )
    refused = client.post("/inquiries/new", data=form)
    assert refused.status_code == 422
    beside = re.search(r'id="e-birth_date">([^<]+)<', refused.text)
    assert beside
    assert beside[1].startswith(says)
    assert 'href="#f-birth_date"' in refused.text
    assert 'value="ayer noche"' in refused.text
    assert own(service) == []


def test_a_reference_that_is_taken_is_refused_in_words(client: TestClient) -> None:
    send(client, record_id="F-1", full_name="Ana López")
    form = filled(client, "/inquiries/new", act="send", record_id="F-1", full_name="Leo Pop")
    refused = client.post("/inquiries/new", data=form)
    assert refused.status_code == 409
    assert "Su institución ya tiene un registro con este número." in refused.text


def test_one_s_own_record_of_the_same_child_is_warned_of_and_may_be_sent_all_the_same(
    client: TestClient, service: Service
) -> None:
    ensure_matcher(service)
    send(client, **JOSUE)
    match_pending(service)
    form = filled(client, "/inquiries/new", **{**JOSUE, "record_id": "F-89", "act": "send"})
    warned = client.post("/inquiries/new", data=form)
    assert warned.url.path == "/inquiries/new"
    assert ">F-88</a>" in warned.text
    assert len(own(service)) == 1
    sent = client.post("/inquiries/new", data={**form, "despite": "yes"})
    assert sent.url.path.endswith("/receipt")
    assert len(own(service)) == 2


def test_what_others_hold_and_seek_is_never_warned_of(client: TestClient, service: Service) -> None:
    """The same page, word for word, whether a child of that name is held and sought elsewhere or not."""
    ensure_matcher(service)
    other = accounts.senaf(service)
    form = filled(client, "/inquiries/new", act="look", **JOSUE)

    def page() -> str:
        return re.sub(r'name="(token|once)" value="[^"]+"', "", client.post("/inquiries/new", data=form).text)

    before = page()
    reader = Reader("agency", agency=other.id, purpose="test")
    facts = {name: value for name, value in JOSUE.items() if not name.startswith("by_")}
    submission.submit(service, reader, "inquiry", facts)
    child = {n: v for n, v in facts.items() if not n.startswith("inquirer")}
    submission.submit(service, reader, "child", child)
    match_pending(service)
    assert page() == before


def test_a_record_is_corrected_and_what_its_form_doesn_t_ask_for_stays(
    client: TestClient, service: Service
) -> None:
    reader = Reader("family_worker", agency=_agency(service), purpose="test")
    facts = {"record_id": "F-7", "full_name": "Ana López", "cama": "12", "inquirer_relation": "la vecina"}
    submission.submit(service, reader, "inquiry", facts)
    found = client.post("/inquiries/find", data=filled(client, "/inquiries", reference="F-7"))
    assert "Ana López" in found.text
    link = re.search(r'href="(/inquiries/correct\?record=[^"]+)"', found.text)
    assert link
    form = filled(
        client, link[1], act="send", full_name="Ana López Caal", inquirer_relation_other="la vecina", reason="oyó mal",
        by_said_by="la vecina",
    )  # fmt: skip
    assert client.post("/inquiries/correct", data=form).url.path.endswith("/receipt")
    (stored,) = own(service)
    assert stored.version == 2
    assert stored.content == {"full_name": "Ana López Caal", "inquirer_relation": "la vecina", "cama": "12"}
    assert stored.provenance[0]["fields"] == ["full_name"]


def _agency(service: Service) -> int:
    with service.database.working() as connection:
        return int(
            connection.exec_driver_sql("SELECT id FROM casework.agencies WHERE code = 'GT-CRUZ'").scalar_one()
        )


def test_a_correction_of_what_somebody_changed_meanwhile_is_refused_and_nothing_written_is_lost(
    client: TestClient, service: Service
) -> None:
    record = send(client, record_id="F-1", full_name="Ana López").removesuffix("/receipt")
    page = f"/inquiries/correct?record={record.rpartition('/')[2]}"
    form = filled(client, page, act="send", full_name="Ana López Caal")
    reader = Reader("family_worker", agency=_agency(service), purpose="test")
    submission.correct(service, reader, "inquiry", "F-1", 1, {"full_name": "Ana María López"})
    refused = client.post("/inquiries/correct", data=form)
    assert refused.status_code == 412
    assert "El registro cambió desde que se leyó: su versión es 2." in refused.text
    assert 'value="Ana López Caal"' in refused.text


def test_a_record_is_withdrawn_with_a_reason_once_it_is_sure(client: TestClient, service: Service) -> None:
    record = send(client, record_id="F-1", full_name="Ana López").removesuffix("/receipt")
    form = filled(client, record, reason="la familia la encontró")
    form |= {"record": record.rpartition("/")[2], "version": "1"}
    assert client.post("/inquiries/withdraw", data=form).status_code == 422
    assert own(service)[0].state == "live"
    assert client.post("/inquiries/withdraw", data={**form, "sure": "yes"}).url.path == record
    assert own(service)[0].state == "withdrawn"
    assert "La búsqueda" in client.get(record).text


def test_neither_reference_nor_name_stands_in_an_address_or_a_title(client: TestClient) -> None:
    # None that a sealed address could hold by chance.
    record = send(client, record_id="Tecun-1", full_name="Atanasia López").removesuffix("/receipt")
    for page in (record, f"{record}/receipt", f"{record}/versions", "/inquiries"):
        html = client.get(page).text
        (title,) = re.findall(r"<title>(.*?)</title>", html)
        assert "Tecun" not in page + title
        assert "Atanasia" not in title
        assert not re.search(r'(href|action|hx-\w+)="[^"]*(Tecun|Atanasia)', html)


def test_a_handle_of_another_agency_opens_nothing(client: TestClient, service: Service) -> None:
    record = send(client, record_id="F-1", full_name="Ana López").removesuffix("/receipt")
    accounts.senaf(service)
    submission.submit(
        service, Reader("agency", agency=_of(service, "HN-SENAF"), purpose="test"), "inquiry",
        {"record_id": "F-1", "full_name": "Otro Niño"},
    )  # fmt: skip
    other = person(service, "HN-SENAF", "saul", "family_worker")
    client.cookies.clear()
    sign_in(client, other)
    assert client.get(record).status_code == 404
    assert client.get("/inquiries/nothing").status_code == 404


def _of(service: Service, code: str) -> int:
    with service.database.working() as connection:
        return int(
            connection.exec_driver_sql(
                "SELECT id FROM casework.agencies WHERE code = %s", (code,)
            ).scalar_one()
        )


@pytest.mark.parametrize("page", ["/children", "/children/new", "/imports"])
def test_whoever_has_nothing_to_do_with_a_side_gets_nothing_of_it(
    stranger: TestClient, service: Service, page: str
) -> None:
    accounts.agency(service, "MX-OFFICE", "tracing_office")
    sign_in(stranger, person(service, "MX-OFFICE", "ana", "analyst"))
    refused = stranger.get(page)
    assert refused.status_code == 403
    assert '<form method="post" action="/children' not in refused.text


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
def test_odd_names_break_no_page(client: TestClient, service: Service, name: str) -> None:
    looked = client.post(
        "/inquiries/new", data=filled(client, "/inquiries/new", act="look", full_name=name)
    ).text
    record = send(client, record_id="F-1", full_name=name, notes=name).removesuffix("/receipt")
    for page in (
        looked,
        *(client.get(one).text for one in (record, f"{record}/receipt", f"{record}/versions")),
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in said_in(page) or "{{" not in name
    assert own(service)[0].content["full_name"] == name


def test_a_draft_is_there_again_and_goes_once_it_was_sent(client: TestClient) -> None:
    form = filled(client, "/inquiries/new", full_name="Josué Caal")
    assert client.post("/drafts", data=form).status_code == 204
    assert 'value="Josué Caal"' in client.get("/inquiries/new").text
    client.post("/inquiries/new", data={**form, "act": "send"})
    assert 'value="Josué Caal"' not in client.get("/inquiries/new").text


def test_a_form_that_was_being_corrected_is_there_after_the_session_ended(client: TestClient) -> None:
    record = send(client, record_id="F-1", full_name="Ana López").removesuffix("/receipt")
    form = filled(
        client, f"/inquiries/correct?record={record.rpartition('/')[2]}", full_name="Ana López Caal"
    )
    client.cookies.clear()
    asked = client.post("/inquiries/correct", data={**form, "act": "send"})
    resume = re.search(r'name="resume" value="([^"]+)"', asked.text)
    assert resume
    again = client.post(
        "/sign-in",
        data={
            "login": "flor",
            "password": accounts.PASSWORD,
            "resume": resume[1],
            "next": "/inquiries/correct",
        },
    )
    assert again.url.path == "/inquiries/correct"
    assert 'value="Ana López Caal"' in again.text


def test_a_child_found_is_registered_and_what_is_lacking_is_told(
    stranger: TestClient, service: Service
) -> None:
    accounts.agency(service, "MX-DIF", "shelter", "child")
    sign_in(stranger, person(service, "MX-DIF", "rosa", "found_worker"))
    form = filled(
        stranger, "/children/new", act="send", record_id="A-1", full_name="Ana Caal", age="7", event_date="2026-03-30",
        event_place="Tapachula, Chiapas",
    )  # fmt: skip
    receipt = stranger.post("/children/new", data=form)
    assert receipt.url.path.endswith("/receipt")
    assert "Falta todavía" in receipt.text
    assert "inquirer_name" not in stranger.get("/children/new").text


def test_the_receipt_is_there_in_the_language_of_whoever_takes_it_home(client: TestClient) -> None:
    receipt = send(client, **JOSUE)
    english = client.get(f"{receipt}?language=en").text
    assert '<html lang="en">' in english
    assert "The search continues." in english
    assert '<html lang="es">' in client.get(receipt).text


def test_the_first_page_of_a_form_is_small(client: TestClient) -> None:
    """All that a browser fetches to show the form, as it goes over the line: less than 100 kB."""
    client.headers["accept-encoding"] = "gzip"
    page = client.get("/inquiries/new")
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(assets) >= 4
    sent = len(page.content)
    for asset in assets:
        with client.stream("GET", asset) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.status_code == 200
        sent += len(raw)
    assert sent < 100_000, sent


def test_pages_that_hold_a_token_are_never_compressed(client: TestClient) -> None:
    """What is compressed together with a secret tells of it by its length (BREACH)."""
    answer = client.get("/inquiries/new", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_family_s_search_is_taken_up_on_a_telephone(
    opened: Opener, worker: str, service: Service, language: str
) -> None:
    page = opened(viewport={"width": 360, "height": 740}).new_page()
    enter(page, worker)
    read_in(page, language)
    page.goto("/inquiries/new")
    assert page.locator("html").get_attribute("lang") == language
    page.fill("[name=record_id]", "F-88")
    page.fill("[name=full_name]", "Josué Caal Pop")
    page.fill("[name=age]", "9")
    page.fill("[name=age_date]", "2026-03-30")
    page.press("[name=age_date]", "Tab")
    # What is understood comes while the form is being filled in.
    page.locator("#understood dd", has_text="2016").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
    page.click("button[value=look]")
    page.locator("p.good").wait_for()
    accessible(page)
    page.click("button[value=send]")
    page.wait_for_url("**/receipt")
    assert page.locator("strong.reference").inner_text() == "F-88"
    assert page.locator("[data-print]").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert not page.locator("[data-print]").is_visible()
    page.emulate_media(media="screen")
    page.goto("/inquiries")
    accessible(page)
    page.click("tbody a")
    page.locator("h1 .reference").wait_for()
    accessible(page)


def test_the_form_is_sent_without_scripts(opened: Opener, worker: str, service: Service) -> None:
    page = opened(java_script_enabled=False).new_page()
    enter(page, worker)
    page.goto("/inquiries/new")
    page.fill("[name=full_name]", "Josué Caal Pop")
    page.click("button[value=look]")
    page.locator("#understood dd").first.wait_for()
    page.click("button[value=send]")
    page.wait_for_url("**/receipt")
    assert len(own(service)) == 1
