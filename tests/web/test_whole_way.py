"""The whole way of a case, from the queue to its end, as its people go it: by keyboard alone, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta

import pytest
from fastapi import FastAPI

from tests.accounts import PASSWORD
from tests.service.cases import CHILD, Case, open_case
from tests.service.repatriation.way import GUATEMALA, HANDOVER, said
from tests.service.rights.samples import hearing, weighing
from tests.web.conftest import Opener, code_of
from tests.web.hands import Hands
from tests.web.people import let_in
from tracing.api.settings import ApiSettings
from tracing.casework.acts import ACT_KINDS, ActKind
from tracing.casework.repatriation.rules import FINDINGS_OF
from tracing.casework.repatriation.steps import FOLLOW_UPS, ORDER, STEPS, StepKind
from tracing.casework.states import STATES, State
from tracing.casework.wording import Language, Sentence
from tracing.service.context import Service
from tracing.store.database import Reader
from tracing.web.site import create_site

Form = Mapping[str, str | Sequence[str]]

QUESTIONS = {"child": "Como te dice tu abuela?", "inquiry": "Que apodo tiene?"}
_FOUND = {
    StepKind.PROTECTION_SCREENED: "no_need",
    StepKind.FAMILY_ASSESSED: "suitable",
    StepKind.CHILD_CONSULTED: "agrees",
}


@pytest.fixture
def settings() -> ApiSettings:
    """Whoever sees where children are signs in with a second factor."""
    return ApiSettings(secure_cookies=False, stranger_burst=10_000, person_burst=10_000)


@pytest.fixture
def case(service: Service) -> Case:
    return open_case(service)


@pytest.fixture
def site(case: Case, settings: ApiSettings) -> FastAPI:
    return create_site(case.service, settings)


@dataclass
class Office:
    """Everybody who works on the case, each at a screen of their own, in one language."""

    case: Case
    opened: Opener
    language: Language
    secrets: dict[int | None, str] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The page of the case."""
        return f"/cases/{self.case.pair.inquiry_name}/{self.case.pair.child_name}"

    def say(self, es: str, en: str) -> str:
        """Return what stands on the pages in the language."""
        return es if self.language == "es" else en

    def told(self, says: Sentence) -> str:
        return says.es if self.language == "es" else says.en

    def seat(self, reader: Reader) -> Hands:
        """Seat somebody at a screen, and sign them in; whoever needs a second factor sets it up."""
        hands = Hands(self.opened().new_page())
        # So many pages come one after the other that one of them comes slowly where much else is going on.
        hands.page.set_default_timeout(60_000)
        hands.page.goto("/")
        if self.language == "en":
            hands.to("English")
            hands.press("Enter")
            hands.page.wait_for_selector("html[lang=en]")
            hands.page.wait_for_load_state()
        self.sign_in(hands, reader)
        return hands

    def sign_in(self, hands: Hands, reader: Reader) -> None:
        secret = self.secrets.get(reader.person)
        form = {"login": let_in(self.case.service, reader), "password": PASSWORD}
        if secret is not None:
            # A code is good once.
            self.case.clock.move(minutes=1)
            form["code"] = code_of(secret, self.case.service)
        hands.fill(form, self.say("Entrar", "Sign in"))
        hands.page.wait_for_selector("header nav")
        hands.page.wait_for_load_state()
        if hands.page.url.endswith("/account/second-factor"):
            self._second_factor(hands, reader)

    def _second_factor(self, hands: Hands, reader: Reader) -> None:
        hands.reads(self.say("Su función ve dónde están", "Your role sees where children are."))
        hands.to(self.say("Configurar", "Set up"))
        hands.press("Enter")
        secret = hands.page.locator(".secret").inner_text()
        hands.page.wait_for_selector("h1:focus")
        hands.fill({"code": code_of(secret, self.case.service)}, self.say("Confirmar", "Confirm"))
        hands.arrived("**/start")
        self.secrets[reader.person] = secret

    def again(self, hands: Hands, reader: Reader, **time: float) -> None:
        """Let time pass, in which the session ends; sign in anew and go back to the case."""
        self.case.clock.move(**time)
        hands.enter(self.say("Casos", "Cases"), "**/sign-in**")
        self.sign_in(hands, reader)
        # One is where one wanted to go.
        hands.press("n")
        hands.arrived(f"**{self.page}")

    def to_case(self, hands: Hands) -> None:
        """Go to the list of cases, and with one key to the first."""
        hands.enter(self.say("Casos", "Cases"), "**/cases")
        hands.press("n")
        hands.arrived(f"**{self.page}")

    def enter(self, hands: Hands, link: str, form: Form, button: str = "") -> None:
        """From the page of the case enter something, and come back to it."""
        hands.follow(link, f"**{self.page}/**")
        hands.fill(form, button or self.say("Registrar", "Enter"))
        hands.arrived(f"**{self.page}")

    def act(
        self, hands: Hands, kind: ActKind, outcome: str, ground: str, **more: str | Sequence[str]
    ) -> None:
        self.enter(hands, self.told(ACT_KINDS[kind]), {"outcome": outcome, "grounds": ground, **more})

    def step(self, hands: Hands, kind: StepKind) -> None:
        """Enter a step of the way home."""
        form = step_form(self.case, kind)
        self.enter(hands, self.told(STEPS[kind]), form)

    def state(self, hands: Hands, state: State) -> None:
        hands.reads(f"{self.say('Estado', 'State')}: {self.told(STATES[state])}")


def step_form(case: Case, kind: StepKind) -> Form:
    """Return what a step says as its form asks for it."""
    particulars, form = said(case, kind), dict[str, str | Sequence[str]]()
    for one in fields(particulars):
        match getattr(particulars, one.name):
            case None | "" | ():
                continue
            case datetime() as at:
                form[one.name] = at.astimezone(GUATEMALA).isoformat()[:16]
            case date() as day:
                form[one.name] = day.isoformat()
            case tuple() as codes:
                form[one.name] = codes
            case value:
                form[one.name] = str(value)
    if len(FINDINGS_OF[kind]) > 1:
        form["outcome"] = _FOUND.get(kind, "well" if kind in FOLLOW_UPS else "done")
    return form


def hearing_form(on: date) -> dict[str, str | Sequence[str]]:
    made = hearing(on)
    return {
        "heard_on": on.isoformat(), "explained_by": made.explained_by, "language": made.language, "way": made.way,
        "present": made.present, "interpreter": made.interpreter or "", "said": made.said, "told_may_change": "yes",
        **{f"answer_{name}": answer for name, answer in made.answers.items()},
    }  # fmt: skip


def weighing_form(on: date) -> dict[str, str | Sequence[str]]:
    made = weighing(on)
    form: dict[str, str | Sequence[str]] = {
        "interests_kind": made.kind, "reasons": made.reasons, "against_views": made.against_views or "",
        "review_on": made.review_on.isoformat(), **{f"factor_{name}": text for name, text in made.factors.items()},
    }  # fmt: skip
    for place, member in enumerate(made.panel, 1):
        for part in ("name", "organisation", "function"):
            form[f"member_{place}_{part}"] = getattr(member, part)
    for option in made.options:
        form[f"option_{option.outcome}_for"] = option.speaks_for
        form[f"option_{option.outcome}_against"] = option.speaks_against
    return form


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_whole_way_by_keyboard_alone(case: Case, opened: Opener, language: Language) -> None:
    office = Office(case, opened, language)
    say = office.say

    # Two people judge the pair, each for themselves.
    judge(office, case.one, say("Espera la segunda persona", "Waits for a second person"))
    judge(office, case.two, say("Decidido", "Settled"))

    # A protection officer asks both sides, stops the case over what somebody said, and lets it go on.
    olga = office.seat(case.officer)
    office.to_case(olga)
    office.state(olga, State.POSSIBLE)
    for side, link in (
        ("child", say("Hacer preguntas al lado de la niña o el niño", "Put questions to the child's side")),
        ("inquiry", say("Hacer preguntas al lado de la familia", "Put questions to the family's side")),
    ):
        office.enter(
            olga, link, {"questions": QUESTIONS[side]}, say("Enviar las preguntas", "Put the questions")
        )
    stop_and_lift(office, olga)

    # Each side verifies its own; the family is told nothing meanwhile.
    verify(office, office.seat(case.found), QUESTIONS["child"], "photo")
    family = office.seat(case.family)
    asked_of_family(office, family, say("La búsqueda continúa.", "The search continues."))
    verify(office, family, QUESTIONS["inquiry"], "birth_record")

    # The child is heard; two people decide that the family is told.
    office.to_case(olga)
    office.state(olga, State.VERIFIED)
    olga.reads("Chepe")
    today = case.clock.now.date()
    office.act(olga, ActKind.CHILD_VIEWS, "agrees", "own_language", **hearing_form(today))
    disclose(office, olga)
    olga.reads(say("No se informa a la familia", "The family isn't told"))
    rosa = office.seat(case.second_officer)
    office.to_case(rosa)
    disclose(office, rosa)
    telling = rosa.page.locator("section[aria-labelledby=telling]").inner_text()
    assert say("Se informa a la familia", "The family is told") in telling
    asked_of_family(office, family, say("Hay una noticia.", "There is news."))

    # What is best for the child is determined; both agree to a contact, and have it.
    office.act(olga, ActKind.ASSESS_RELATIONSHIP, "established", "documented")
    office.act(olga, ActKind.BEST_INTERESTS, "reunification", "panel", **weighing_form(today))
    office.act(olga, ActKind.CONTACT_CHILD, "agrees", "asked_alone")
    office.act(olga, ActKind.CONTACT_FAMILY, "agrees", "asked")
    office.act(olga, ActKind.CONTACT, "took_place", "call")
    office.state(olga, State.CONTACT)

    # The way home: what comes before the handover, and the handover itself by two people.
    for kind in ORDER[: ORDER.index(StepKind.HANDED_OVER)]:
        office.step(olga, kind)
    case.clock.now = HANDOVER
    office.again(olga, case.officer, hours=1)
    office.step(olga, StepKind.HANDED_OVER)
    office.again(rosa, case.second_officer, minutes=1)
    office.step(rosa, StepKind.RECEIVED)
    office.to_case(olga)
    office.act(olga, ActKind.REUNIFY, "reunified", "handover")
    office.state(olga, State.REUNIFIED)

    # Afterwards.
    for kind, days in zip(FOLLOW_UPS, (31, 60, 90), strict=True):
        office.again(olga, case.officer, days=days)
        office.step(olga, kind)
    office.act(olga, ActKind.CLOSE, "solved", "durable_solution")
    office.state(olga, State.CLOSED)


def judge(office: Office, reader: Reader, stands: str) -> None:
    """Take the next pair with one key, reveal what is needed, and call it possible."""
    say, pair = office.say, office.case.pair
    hands = office.seat(reader)
    hands.enter(say("Cola", "Queue"), "**/queue")
    hands.reads(f"{say('Todas las que esperan', 'All that wait')} 1")
    hands.press("n")
    hands.arrived("**/pairs/**")
    hands.reads("97.0 %", pair.child_name)
    assert CHILD["full_name"] not in hands.read()
    while hands.page.locator("[data-key=r]").count():
        hands.page.evaluate("document.getElementById('page').dataset.before = 'yes'")
        hands.press("r")
        hands.page.wait_for_selector("#page:not([data-before]) table.evidence tr:focus")
    hands.reads(CHILD["full_name"])
    hands.press("2", "1")
    hands.fill(
        {"reasons_possible": "names_agree", "note": "misma aldea"},
        say("Registrar y pasar", "Enter, and to the next"),
    )
    hands.arrived("**/queue")
    hands.reads(f"{say('Registrado', 'Entered')}: {pair.inquiry_name} · {pair.child_name}", stands)


def stop_and_lift(office: Office, hands: Hands) -> None:
    """Stop the case over something, read that it stands still, and lift that with a reason and a day."""
    say, on_hold = office.say, office.say("detenida", "on hold")
    stop = say("Detener el caso", "Stop the case")
    form = {"side": "child", "kind": "coached_answers", "reason": "repite lo que dice la tía"}
    office.enter(hands, stop, form, stop)
    hands.reads(on_hold, "repite lo que dice la tía")
    day = (office.case.clock.now.date() + timedelta(days=20)).isoformat()
    form = {"reason": "hablaron a solas con el niño", "review_on": day}
    office.enter(
        hands, say("Revisarla y levantarla", "Look at it and lift it"), form, say("Levantar", "Lift")
    )
    hands.reads("hablaron a solas con el niño")
    assert on_hold not in hands.read().split(say("Lista de pasos", "Checklist"))[0]


def verify(office: Office, hands: Hands, question: str, ground: str) -> None:
    """Answer the questions that wait for one's own side, and say what came of it."""
    say = office.say
    hands.enter(say("Verificación", "Verification"), "**/verifications")
    hands.press("n")
    hands.arrived("**/verifications/*")
    hands.reads(question)
    hands.fill({"answer_1": "Chepe"}, say("Registrar las respuestas", "Enter the answers"))
    hands.page.wait_for_selector("text=Chepe")
    hands.page.wait_for_selector("h1:focus")
    hands.fill({"outcome": "confirmed", "grounds": ground}, say("Concluir", "Conclude"))
    hands.arrived("**/verifications")
    hands.reads(say("Concluidas", "Concluded"), say("Confirma", "Confirm"))


def asked_of_family(office: Office, hands: Hands, answer: str) -> None:
    """What the family's own worker reads of the search; of a child nothing."""
    hands.enter(office.say("Búsquedas", "Inquiries"), "**/inquiries")
    hands.follow("F-1", "**/inquiries/*")
    hands.reads(answer)
    assert not re.search(r"N-[0-9A-Z]{7}|A-1\b", hands.read())


def disclose(office: Office, hands: Hands) -> None:
    hands.press("d")
    hands.arrived(f"**{office.page}/disclosure")
    hands.fill({"outcome": "disclose", "grounds": "verified"}, office.say("Decidir", "Decide"))
    hands.arrived(f"**{office.page}")
