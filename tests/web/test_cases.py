"""The pages of a case: what is done, missing, due; each step entered or refused in the page, with all that was filled in."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from tests.service.cases import Case, open_case
from tests.service.repatriation import way
from tests.service.rights.samples import hearing, weighing
from tests.stages import staged
from tests.web.conftest import Opener, accessible, enter, on_a_phone
from tests.web.people import let_in, send, signed_in
from tracing.api.settings import ApiSettings
from tracing.casework.agencies import Side
from tracing.casework.repatriation.steps import StepKind
from tracing.casework.states import State
from tracing.service import state_of, verify
from tracing.service.context import Service
from tracing.service.repatriation.reminding import remind
from tracing.service.state_of import case_of
from tracing.store.database import Reader
from tracing.web.site import create_site

RTL = "نص عربي <b>negrita</b> & 'comillas' 🧒🏽"


@staged
def case(service: Service) -> Case:
    """A case that two people have called possible."""
    case = open_case(service)
    case.settle()
    return case


@pytest.fixture
def late(case: Case) -> Case:
    """The same, with what is due reminded of."""
    case.clock.move(days=15)
    remind(case.service)
    return case


@pytest.fixture
def site(case: Case, settings: ApiSettings) -> FastAPI:
    return create_site(case.service, settings)


@pytest.fixture
def second(case: Case, site: FastAPI) -> Iterator[TestClient]:
    with signed_in(site, let_in(case.service, case.second_officer)) as client:
        yield client


def page_of(case: Case) -> str:
    return f"/cases/{case.pair.inquiry_name}/{case.pair.child_name}"


def state(case: Case) -> State:
    return case_of(case.service, case.pair).state


def verified(case: Case) -> None:
    case.act(case.officer, "verify_child", "confirmed", "photo")
    case.act(case.second_officer, "verify_family", "confirmed", "birth_record")


# Who sees what


@pytest.mark.parametrize("who", ["one", "found", "family"])
def test_cases_are_for_protection_officers_alone(case: Case, site: FastAPI, who: str) -> None:
    reader: Reader = getattr(case, who)
    with signed_in(site, let_in(case.service, reader)) as client:
        for path in ("/cases", page_of(case), page_of(case) + "/disclosure", page_of(case) + "/acts/close"):
            refused = client.get(path)
            assert refused.status_code == 403
            assert "checklist" not in refused.text


def test_a_stranger_is_asked_to_sign_in(case: Case, stranger: TestClient) -> None:
    assert stranger.get(page_of(case)).url.path == "/sign-in"


def test_a_pair_that_is_none_is_no_case(officer: TestClient) -> None:
    assert officer.get("/cases/B-0000000/N-0000000").status_code == 404
    assert officer.get("/cases/x/y").status_code == 404


@pytest.mark.parametrize("path", ["/acts/dance", "/acts/disclosure", "/steps/before_release", "/holds/99999"])
def test_there_is_no_page_for_a_step_that_isnt_one(case: Case, officer: TestClient, path: str) -> None:
    assert officer.get(page_of(case) + path).status_code == 404


def test_a_case_is_worked_out_once_for_its_page(
    case: Case, officer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out: list[object] = []
    rules = state_of.case_on
    monkeypatch.setattr(state_of, "case_on", lambda *given: worked_out.append(given) or rules(*given))
    assert officer.get(page_of(case)).status_code == 200
    assert len(worked_out) == 1


# The list


def test_the_list_shows_cases_with_their_state_and_what_is_due(late: Case, site: FastAPI) -> None:
    case = late
    with signed_in(site, let_in(case.service, case.officer)) as officer:
        shown = officer.get("/cases")
    assert shown.status_code == 200
    assert case.pair.child_name in shown.text
    assert "Posible" in shown.text
    assert "Verificación con la niña o el niño" in shown.text
    assert "atrasado" in shown.text


def test_a_case_is_filtered_by_country_and_by_hold(case: Case, officer: TestClient) -> None:
    name = f'href="{page_of(case)}"'
    assert name in officer.get("/cases?country=gt&held=no").text
    assert name not in officer.get("/cases?country=HN").text
    assert name not in officer.get("/cases?held=yes").text


def test_a_reminder_that_is_noted_isnt_listed_any_more(late: Case, site: FastAPI) -> None:
    with signed_in(site, let_in(late.service, late.officer)) as officer:
        before = officer.get("/cases").text
        where = before.split('action="/reminders/')[1].split('"')[0]
        done = send(officer, "/cases", f"/reminders/{where}")
        assert (done.status_code, done.headers["location"]) == (303, "/cases")
        after = officer.get("/cases").text
    assert after.count("/acknowledgement") == before.count("/acknowledgement") - 1


# The way


def test_the_way_says_what_is_done_by_whom_and_what_is_missing(case: Case, officer: TestClient) -> None:
    shown = officer.get(page_of(case)).text
    assert 'aria-current="step"' in shown
    assert "Falta verificar" in shown or "Falta" in shown
    assert f"persona {case.one.person}" in shown
    assert "GC 6" in shown


def test_what_the_case_allows_now_is_offered_and_the_rest_is_explained(
    case: Case, officer: TestClient
) -> None:
    now, later = officer.get(page_of(case)).text.split("<details>", 1)
    assert "/acts/child_views" in now
    assert "/acts/reunify" not in now
    assert "/acts/reunify" in later.split("</details>")[0]
    assert "Todavía no hubo contacto." in later.split("</details>")[0]


def test_a_step_that_isnt_possible_is_refused_with_all_that_is_missing_and_nothing_is_lost(
    case: Case, officer: TestClient
) -> None:
    form = page_of(case) + "/acts/assess_relationship"
    refused = send(officer, form, outcome="established", grounds=["documented", "home_study"], note=RTL)
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert "Todavía no es posible este paso." in refused.text
    assert "This step" not in refused.text
    assert RTL in html.unescape(refused.text)
    assert "<b>negrita" not in refused.text
    assert 'value="established" checked' in refused.text
    assert 'value="home_study" checked' in refused.text
    assert state(case) is State.POSSIBLE


@pytest.mark.parametrize("step", ["acts/contact", "steps/protection_screened"])
def test_a_step_without_an_outcome_asks_for_it(case: Case, officer: TestClient, step: str) -> None:
    refused = send(officer, f"{page_of(case)}/{step}", note=RTL)
    assert refused.status_code == 422
    assert "Elija qué resultó del paso." in refused.text
    assert RTL in html.unescape(refused.text)


def test_the_same_in_english(case: Case, officer: TestClient) -> None:
    officer.cookies.set("tracing_language", "en")
    refused = send(officer, page_of(case) + "/acts/contact", outcome="took_place", grounds="call")
    assert "This step isn&#39;t possible yet." in refused.text
    assert "Todavía" not in refused.text


def test_the_child_is_heard_through_the_form(case: Case, officer: TestClient) -> None:
    made = hearing(case.clock.now.date(), said=RTL)
    done = send(
        officer, page_of(case) + "/acts/child_views",
        outcome="agrees", grounds="own_language", heard_on=made.heard_on.isoformat(), explained_by=made.explained_by,
        language=made.language, way=made.way, present=list(made.present), interpreter=made.interpreter or "",
        said=made.said, told_may_change="yes", **{f"answer_{name}": text for name, text in made.answers.items()},
    )  # fmt: skip
    assert (done.status_code, done.headers["location"]) == (303, page_of(case))
    shown = officer.get(page_of(case)).text
    record = shown.split(f'href="{page_of(case)}/views/')[1].split('"')[0]
    read = officer.get(f"{page_of(case)}/views/{record}").text
    assert RTL in html.unescape(read)
    assert "<b>negrita" not in read


def test_a_hearing_without_an_adviser_is_refused_beside_its_field(case: Case, officer: TestClient) -> None:
    made = hearing(case.clock.now.date())
    refused = send(
        officer, page_of(case) + "/acts/child_views",
        outcome="agrees", grounds="own_language", heard_on="pasado", explained_by=made.explained_by, said=made.said,
    )  # fmt: skip
    assert refused.status_code == 422
    assert 'id="e-heard_on"' in refused.text
    assert made.said in refused.text


def test_best_interests_are_determined_through_the_form(case: Case, officer: TestClient) -> None:
    verified(case)
    case.act(case.officer, "child_views", "agrees", "own_language")
    case.act(case.officer, "assess_relationship", "established", "documented")
    made = weighing(case.clock.now.date())
    fields: dict[str, str | list[str]] = {"against_views": made.against_views or ""}
    for place, member in enumerate(made.panel, 2):
        fields |= {
            f"member_{place}_name": member.name,
            f"member_{place}_organisation": member.organisation,
            f"member_{place}_function": member.function,
        }
    fields |= {f"factor_{name}": text for name, text in made.factors.items()}
    for option in made.options:
        fields[f"option_{option.outcome}_for"] = option.speaks_for
        fields[f"option_{option.outcome}_against"] = option.speaks_against
    fields["member_3_dissent"] = "habría esperado"
    done = send(
        officer, page_of(case) + "/acts/best_interests", outcome="reunification", grounds="panel",
        interests_kind=made.kind, reasons=made.reasons, review_on=made.review_on.isoformat(), **fields,
    )  # fmt: skip
    assert done.status_code == 303, done.text
    assert state(case) is State.BEST_INTERESTS_DETERMINED
    shown = officer.get(page_of(case)).text
    record = shown.split(f'href="{page_of(case)}/interests/')[1].split('"')[0]
    read = officer.get(f"{page_of(case)}/interests/{record}").text
    assert "habría esperado" in read.split("Abel Cuc")[1].split("Rita Sis")[0]


def test_an_act_is_taken_back_where_it_stands(case: Case, officer: TestClient) -> None:
    case.act(case.officer, "verify_child", "confirmed", "photo")
    shown = officer.get(page_of(case)).text
    number = shown.split("/acts/taken_back?of=")[1].split('"')[0]
    form = officer.get(f"{page_of(case)}/acts/taken_back?of={number}").text
    assert f'name="takes_back" value="{number}"' in form
    done = send(
        officer, f"{page_of(case)}/acts/taken_back", outcome="done", takes_back=number, grounds="mistake"
    )
    assert done.status_code == 303
    assert "retirado" in officer.get(page_of(case)).text


def test_sent_twice_it_is_entered_once(case: Case, officer: TestClient) -> None:
    form = page_of(case) + "/acts/verify_child"
    for _ in range(2):
        done = send(officer, form, outcome="inconclusive", grounds="photo", once="a1b2")
        assert done.status_code == 303
    shown = officer.get(page_of(case)).text
    assert shown.count("No es concluyente</strong>") == 1


# Verification, disclosure, holds


def test_questions_are_put_to_each_side_and_answers_shown_once_both_have_answered(
    case: Case, officer: TestClient
) -> None:
    done = send(officer, page_of(case) + "/questions/child", questions="¿Cómo le dice tu abuela?\n\n¿Color?")
    assert done.status_code == 303
    send(officer, page_of(case) + "/questions/inquiry", questions="¿Qué apodo tiene?")
    for place in (1, 2):
        verify.answer(case.service, case.found, Side.CHILD, "A-1", 1, place, "Chepe")
    shown = officer.get(page_of(case)).text
    assert "¿Color?" in shown
    assert "Chepe" not in shown
    assert "se muestra cuando ambos lados" in shown
    verify.answer(case.service, case.family, Side.INQUIRY, "F-1", 1, 1, "Chepito")
    assert "Chepe<" in officer.get(page_of(case)).text


def test_no_question_is_refused_in_the_form(case: Case, officer: TestClient) -> None:
    refused = send(officer, page_of(case) + "/questions/child", questions="  ")
    assert refused.status_code == 422
    assert "Las preguntas no se pueden tomar así." in refused.text


def test_the_family_is_told_once_two_have_decided(
    case: Case, officer: TestClient, second: TestClient
) -> None:
    verified(case)
    case.act(case.officer, "child_views", "agrees", "own_language")
    form = page_of(case) + "/disclosure"
    telling: dict[str, str | list[str]] = {"outcome": "disclose", "grounds": ["verified", "child_agrees"]}
    assert send(officer, form, **telling).status_code == 303
    again = send(officer, form, **telling)
    assert again.status_code == 409
    assert "No se informa a la familia" in officer.get(page_of(case)).text
    assert send(second, form, **telling).status_code == 303
    assert (
        "No se informa a la familia"
        not in officer.get(page_of(case)).text.split('id="telling"')[1].split("</section>")[0]
    )


def test_withholding_needs_a_reason_and_a_day(case: Case, officer: TestClient) -> None:
    form = page_of(case) + "/disclosure"
    refused = send(officer, form, outcome="withhold", grounds="safety", note="la tía amenazó")
    assert refused.status_code == 422
    assert 'id="e-review_on"' in refused.text
    assert "la tía amenazó" in refused.text
    on = case.clock.now.date() + timedelta(days=20)
    done = send(officer, form, outcome="withhold", grounds="safety", review_on=on.isoformat())
    assert done.status_code == 303


def test_nothing_chosen_is_refused_and_decides_nothing(case: Case, officer: TestClient) -> None:
    assert send(officer, page_of(case) + "/disclosure", grounds="safety").status_code == 422


def test_a_hold_is_raised_and_lifted_with_reason_and_day(case: Case, officer: TestClient) -> None:
    done = send(officer, page_of(case) + "/holds/new", side="child", kind="coached_answers", reason=RTL)
    assert done.status_code == 303
    shown = officer.get(page_of(case)).text
    assert "detenida" in shown
    assert "<b>negrita" not in shown
    number = shown.split(f'href="{page_of(case)}/holds/')[1].split('"')[0]
    form = f"{page_of(case)}/holds/{number}"
    refused = send(officer, form, reason="visto con la abuela")
    assert refused.status_code == 422
    assert "visto con la abuela" in refused.text
    on = case.clock.now.date() + timedelta(days=20)
    assert send(officer, form, reason="visto con la abuela", review_on=on.isoformat()).status_code == 303
    assert "visto con la abuela" in officer.get(page_of(case)).text
    assert "levantada" in officer.get(form).text


def test_a_hold_of_another_case_isnt_lifted_from_here(case: Case, officer: TestClient) -> None:
    assert officer.get(f"{page_of(case)}/holds/123456").status_code == 404


# The way home


def test_the_handover_is_recorded_by_both_sides(service: Service, settings: ApiSettings) -> None:
    case = open_case(service)
    way.in_contact(case)
    way.until(case, StepKind.HANDED_OVER)
    site, form = create_site(case.service, settings), page_of(case) + "/steps/handed_over"
    some: dict[str, str | list[str]] = {
        "outcome": "done", "at": "2026-04-20T10:00", "at_zone": "-06:00", "given_by": "Rubén Paz",
    }  # fmt: skip
    more: dict[str, str | list[str]] = {
        "received_by": "Delia Cruz", "authority": "PGN", "authority_kind": "child_protection", "country": "Guatemala",
        "signed_by": "giver", "note": RTL,
    }  # fmt: skip
    received: dict[str, str | list[str]] = {
        "outcome": "done", "received_by": "Delia Cruz", "adult": "Matilde Pop Xol",
        "checks": ["verified_record", "photograph"], "signed_by": "receiver",
    }  # fmt: skip
    with signed_in(site, let_in(case.service, case.officer)) as officer:
        refused = send(officer, form, **some)
        assert refused.status_code == 422
        assert "Rubén Paz" in refused.text
        done = send(officer, form, **some, **more)
        assert done.status_code == 303, done.text
        # One person hands over, another receives.
        assert send(officer, page_of(case) + "/steps/received", **received).status_code == 409
    with signed_in(site, let_in(case.service, case.second_officer)) as second:
        assert send(second, page_of(case) + "/steps/received", **received).status_code == 303
        shown = second.get(page_of(case)).text
    assert "20 abr 2026, 16:00 UTC" in shown
    assert "<b>negrita" not in shown


def test_follow_ups_are_due_after_the_reunification(service: Service, settings: ApiSettings) -> None:
    case = open_case(service)
    way.home(case)
    site = create_site(case.service, settings)
    with signed_in(site, let_in(case.service, case.officer)) as officer:
        shown = officer.get(page_of(case)).text
    assert "Primer seguimiento" in shown
    assert "20 may 2026" in shown
    case.clock.move(days=31)
    with signed_in(site, let_in(case.service, case.officer)) as officer:
        done = send(
            officer, page_of(case) + "/steps/follow_up_30", outcome="well", by="Delia Cruz", language="kek",
            topics=["safety", "wishes", "school"],
        )  # fmt: skip
        assert done.status_code == 303, done.text


# Drafts


def test_what_was_filled_in_before_the_session_ended_is_there_again(case: Case, officer: TestClient) -> None:
    form = page_of(case) + "/disclosure"
    token = officer.get(form).text.split('name="token" value="')[1].split('"')[0]
    officer.post("/drafts", data={"token": token, "page": form, "note": "la tía amenazó"})
    assert "la tía amenazó" in officer.get(form).text


# In a browser


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_pages_of_a_case_are_accessible(late: Case, opened: Opener, language: str) -> None:
    case = late
    case.act(case.officer, "verify_child", "confirmed", "photo", note="W" * 300)
    case.act(case.officer, "child_views", "agrees", "own_language")
    verify.ask(case.service, case.officer, case.pair, Side.CHILD, ("¿Cómo le dice tu abuela?",))
    page = on_a_phone(opened, let_in(case.service, case.officer), language)
    for path in (
        "", "/acts/child_views", "/acts/best_interests", "/acts/reunify", "/steps/handover_planned", "/questions/child",
        "/disclosure", "/holds/new",
    ):  # fmt: skip
        page.goto(page_of(case) + path)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.goto("/cases")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("html").get_attribute("lang") == language


def arrived(page: Page, address: str) -> None:
    """Wait until a page has come in the place of another, and the reader stands at its heading."""
    page.wait_for_url("**" + address)
    page.wait_for_selector("h1:focus")


def test_questions_and_telling_by_keyboard_alone(case: Case, opened: Opener) -> None:
    """Two reviewers have called the pair possible; a protection officer asks both sides, and after their verification decides."""
    page = opened().new_page()
    enter(page, let_in(case.service, case.officer))
    page.goto("/cases")
    page.keyboard.press("n")
    arrived(page, page_of(case))
    for side, question in (("child", "¿Cómo le dice tu abuela?"), ("inquiry", "¿Qué apodo tiene?")):
        page.locator(f"#now a[href$='questions/{side}'], section a[href$='questions/{side}']").first.focus()
        page.keyboard.press("Enter")
        arrived(page, f"/questions/{side}")
        page.locator("[name=questions]").focus()
        page.keyboard.type(question)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        arrived(page, page_of(case))
    verify.answer(case.service, case.found, Side.CHILD, "A-1", 1, 1, "Chepe")
    verify.conclude(case.service, case.found, Side.CHILD, "A-1", 1, "confirmed", ("photo",))
    verify.answer(case.service, case.family, Side.INQUIRY, "F-1", 1, 1, "Chepe")
    verify.conclude(case.service, case.family, Side.INQUIRY, "F-1", 1, "confirmed", ("birth_record",))
    case.act(case.officer, "child_views", "agrees", "own_language")
    page.reload()
    assert page.locator("#verification ~ ol").first.inner_text().count("Chepe") == 1
    page.keyboard.press("d")
    arrived(page, "/disclosure")
    page.locator("[name=outcome][value=disclose]").focus()
    page.keyboard.press("Space")
    page.locator("[name=grounds][value=verified]").focus()
    page.keyboard.press("Space")
    page.locator("main form button").focus()
    page.keyboard.press("Enter")
    arrived(page, page_of(case))
    accessible(page)
    case.act(case.second_officer, "disclosure", "disclose", "verified")
    page.reload()
    assert "Se informa a la familia" in page.locator("section[aria-labelledby=telling]").inner_text()
    assert state(case) is State.VERIFIED
