"""Practice as pages: a course from its first pair to its report, with what each pair was after each decision."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests import accounts
from tests.service.practice.test_practice import truths
from tests.web.conftest import Opener, accessible, on_a_phone, person
from tests.web.people import send, signed_in
from tracing.casework.training.courses import COURSES
from tracing.casework.training.scoring import BEST
from tracing.service.context import Service
from tracing.service.practice.sandbox import mark_sandbox


@pytest.fixture
def sandbox(service: Service) -> Service:
    mark_sandbox(service)
    accounts.agency(service, "GT-OFICINA", "tracing_office")
    person(service, "GT-OFICINA", "ana", "reviewer")
    return service


@pytest.fixture
def trainee(sandbox: Service, site: FastAPI) -> Iterator[TestClient]:
    with signed_in(site, "ana") as client:
        yield client


def begun(client: TestClient, course: str = "first_steps") -> str:
    made = send(client, "/practice", course=course)
    assert made.status_code == 303, made.text
    return made.headers["location"]


def test_a_course_is_taken_pair_after_pair_with_what_each_was(sandbox: Service, trainee: TestClient) -> None:
    page = begun(trainee)
    number = int(page.rpartition("/")[2])
    for place, truth in enumerate(truths(sandbox, number), start=1):
        best = BEST[truth].value
        done = send(trainee, page, place=str(place), decision=best)
        assert done.headers["location"] == f"{page}/{place}"
        learnt = trainee.get(f"{page}/{place}").text
        assert "10 de 10 puntos" in learnt
        assert "Kappa" in learnt
    report = trainee.get(page).text
    assert "Curso aprobado" in report
    assert "100 %" in report
    listed = trainee.get("/practice").text
    assert "aprobado" in listed


def test_the_next_course_is_open_once_the_one_before_is_passed(trainee: TestClient) -> None:
    refused = send(trainee, "/practice", course="families")
    assert refused.status_code == 409
    assert "Primero apruebe el curso anterior." in refused.text


def test_a_pair_is_judged_once(trainee: TestClient) -> None:
    page = begun(trainee)
    send(trainee, page, place="1", decision="possible", once="a")
    again = send(trainee, page, place="1", decision="not_this_child", once="b")
    assert again.headers["location"] == page
    assert "Pareja 2 de 10" in trainee.get(page).text


def test_nothing_is_told_of_a_pair_before_ones_own_decision(trainee: TestClient) -> None:
    page = begun(trainee)
    assert trainee.get(f"{page}/1", follow_redirects=False).headers["location"] == page
    shown = trainee.get(page).text
    assert "puntos" not in shown
    assert "bits" not in shown.lower()


def test_a_decision_that_is_none_is_refused(trainee: TestClient) -> None:
    page = begun(trainee)
    refused = send(trainee, page, place="1", decision="dance")
    assert refused.status_code == 422
    assert "Pareja 1 de 10" in refused.text


def test_an_attempt_is_nobody_else_s(sandbox: Service, site: FastAPI, trainee: TestClient) -> None:
    page = begun(trainee)
    with signed_in(site, person(sandbox, "GT-OFICINA", "beto", "reviewer")) as other:
        assert other.get(page).status_code == 404


def test_own_decisions_stand_beside_the_truth(trainee: TestClient) -> None:
    shown = trainee.get("/practice/decisions")
    assert shown.status_code == 200
    assert "Todavía no ha decidido" in shown.text


def test_a_real_installation_has_no_practice(service: Service, site: FastAPI) -> None:
    accounts.agency(service, "GT-OFICINA", "tracing_office")
    person(service, "GT-OFICINA", "ana", "reviewer")
    with signed_in(site, "ana") as client:
        assert client.get("/practice").status_code == 403


@pytest.mark.parametrize("language", ["es", "en"])
def test_practice_is_accessible_and_done_with_single_keys(
    sandbox: Service, opened: Opener, language: str
) -> None:
    page = on_a_phone(opened, "ana", language)
    page.goto("/practice")
    accessible(page)
    page.keyboard.press("n")
    page.wait_for_url("**/practice/*")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.keyboard.press("1")
    page.wait_for_url("**/practice/*/1")
    accessible(page)
    page.keyboard.press("n")
    page.wait_for_selector("[name=place][value='2']", state="attached")


def test_an_administrator_sees_who_has_come_how_far(
    sandbox: Service, site: FastAPI, trainee: TestClient
) -> None:
    with signed_in(site, person(sandbox, "GT-OFICINA", "root", "administrator")) as client:
        assert 'href="/practice/progress"' in client.get("/start").text
        assert "Nadie ha terminado" in client.get("/practice/progress").text
        page = begun(trainee)
        for place, truth in enumerate(truths(sandbox, int(page.rpartition("/")[2])), start=1):
            send(trainee, page, place=str(place), decision=BEST[truth].value)
        shown = client.get("/practice/progress").text
        (told,) = client.get("/v1/training/officers").json()["items"]
    assert (told["login"], told["passed"], told["attempts"]) == ("ana", ["first_steps"], 1)
    assert told["best"]["first_steps"]["share"] == 1.0
    row = shown.split('<th scope="row">ana</th>')[1].split("</tr>")[0]
    assert "✓ aprobado</span> 100 %, kappa 1.00" in row
    assert row.count("<td>–</td>") == len(COURSES) - 1


def test_progress_is_for_administrators_alone(sandbox: Service, trainee: TestClient) -> None:
    assert trainee.get("/practice/progress").status_code == 403
    assert 'href="/practice/progress"' not in trainee.get("/start").text


@pytest.mark.parametrize("language", ["es", "en"])
def test_progress_is_accessible(sandbox: Service, trainee: TestClient, opened: Opener, language: str) -> None:
    at = begun(trainee)
    for place, _ in enumerate(truths(sandbox, int(at.rpartition("/")[2])), start=1):
        send(trainee, at, place=str(place), decision="not_this_child")
    page = on_a_phone(opened, person(sandbox, "GT-OFICINA", "root", "administrator"), language)
    page.goto("/practice/progress")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
