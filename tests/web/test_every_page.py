"""What holds of every page: at 200 % nothing sticks out, and every form works without scripts, by sending and being led on.

One site with everybody's work on it stands for all tests here; each does something of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.accounts import PASSWORD
from tests.service.care.houses import GIRLS
from tests.service.cases import CHILD, INQUIRY, Case, open_case
from tests.service.conftest import QUICK
from tests.service.parties import agency, person
from tests.service.test_queue import add_pair, placed
from tests.stages import Stages
from tests.web.conftest import enter
from tests.web.everywhere import HANDED_OVER, LONG, everywhere
from tests.web.people import let_in
from tests.web.test_statistics import CELLS
from tracing.api.settings import ApiSettings
from tracing.casework.agencies import Side
from tracing.service import passwords, verify
from tracing.service.care.shelters import write_shelter
from tracing.service.context import Service
from tracing.service.practice.sandbox import mark_sandbox
from tracing.service.repatriation.reminding import remind
from tracing.service.sealing import seal
from tracing.simulation.site import serving
from tracing.store import statistics
from tracing.web.site import create_site

AT = datetime(2026, 3, 30, tzinfo=UTC)
CSV = (
    b"Folio;Nombres;Apellido paterno;Fecha de nacimiento;Cama\nF-7;Ana;L\xc3\xb3pez;2013;"
    + LONG.encode()
    + b"\n"
)


def at_work(service: Service) -> tuple[Case, dict[str, str]]:
    """A settled case with all that stands beside it, further pairs to judge, a month of figures, and whatever else pages are
    about, with the names it goes by; and long names in it."""
    mark_sandbox(service, [("F-1", "A-1")])
    case = open_case(
        service,
        child=CHILD | {"full_name": f"Josué {LONG}", "marks": LONG},
        inquiry=INQUIRY | {"mother_name": f"Matilde {LONG}", "inquirer_name": LONG},
    )
    service = case.service
    case.settle()
    for number in range(4):
        add_pair(case, number, 0.6, full_name=f"Ana {LONG}")
    placed(case)
    names = everywhere(case)
    case.act(case.second_officer, "child_views", "agrees", "own_language", note=LONG)
    for side in Side:
        verify.ask(service, case.officer, case.pair, side, ("¿Cómo le dice tu abuela?", LONG))
    case.clock.move(days=15)
    remind(service)
    house = replace(GIRLS, name=LONG, address=LONG, checked_on=date(2026, 3, 1))
    write_shelter(service, case.found, "MX-ALBERGUE", "CASA-1", house)
    with service.database.working() as connection:
        number = statistics.ask(connection, "2026-03", case.officer.person or 0, AT)
        statistics.add_cells(connection, number, CELLS)
        statistics.release(connection, number, AT)
    return case, names


@dataclass
class Site:
    """A site, its people, and their browsers; ``names``: what is there beside the case."""

    case: Case
    names: dict[str, str]
    browser: Browser
    address: str
    logins: dict[str, str]
    contexts: dict[tuple[str, bool], BrowserContext] = field(default_factory=dict)

    def page(self, who: str, scripts: bool) -> Page:
        """Open a page as somebody, or as a ``stranger``; each is signed in once."""
        if (who, scripts) not in self.contexts:
            made = self.contexts[who, scripts] = self._context(scripts)
            if who != "stranger":
                page = made.new_page()
                enter(page, self.logins[who])
                page.close()
        return self.contexts[who, scripts].new_page()

    def at(self, path: str) -> str:
        """Return a path with the names of the case in it, and of all else."""
        pair = self.case.pair
        keyring, shelter = self.case.service.keyring, self.case.shelter
        record = seal(keyring, "record:child", [shelter, HANDED_OVER])
        names = {"inquiry": pair.inquiry_name, "child": pair.child_name, "record": record, **self.names}
        return path.format(pair=f"{pair.inquiry_name}/{pair.child_name}", **names)

    def _context(self, scripts: bool) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.address,
            locale="es-MX",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            # A window of 1280 pixels at 200 %.
            viewport={"width": 640, "height": 400},
            device_scale_factor=2,
        )
        context.set_default_timeout(30_000)
        return context


@pytest.fixture(scope="module")
def everybody(stages: Stages, browser: Browser) -> Iterator[Site]:
    """The site at work. Its clock stands still."""
    settings = ApiSettings(
        secure_cookies=False, second_factor=False, stranger_burst=10_000, person_burst=10_000
    )
    with pytest.MonkeyPatch.context() as patch, stages.copied(at_work) as (case, names):
        patch.setattr(passwords, "_HASHER", QUICK)
        service, oversight = case.service, agency(case.service, "HN-CONADEH", "oversight", "")
        people = {name: getattr(case, name) for name in ("one", "two", "officer", "found", "family")}
        people["statistician"] = person(service, case.office, "statistics")
        people["auditor"] = person(service, oversight, "auditor")
        people["administrator"] = person(service, case.office, "administrator")
        logins = {name: let_in(service, reader) for name, reader in people.items()}
        with serving(create_site(service, settings)) as port:
            site = Site(case, names, browser, f"http://127.0.0.1:{port}", logins)
            yield site
            for context in site.contexts.values():
                context.close()


# At 200 %

PAGES = [
    ("stranger", "/sign-in"),
    ("one", "/start"),
    ("one", "/queue?country=GT"),
    ("one", "/candidates/{inquiry}"),
    ("one", "/candidates/{child}"),
    ("one", "/account"),
    ("one", "/account/password"),
    ("one", "/account/second-factor"),
    ("one", "/practice"),
    ("one", "/practice/decisions"),
    ("one", "/practice/{taken}"),
    ("two", "/practice/{begun}"),
    ("two", "/practice/{begun}/1"),
    ("administrator", "/practice/progress"),
    ("officer", "/queue?cases=yes"),
    ("officer", "/pairs/{pair}"),
    ("officer", "/cases"),
    ("officer", "/cases/{pair}"),
    ("officer", "/cases/{pair}/acts/child_views"),
    ("officer", "/cases/{pair}/acts/best_interests"),
    ("officer", "/cases/{pair}/steps/handover_planned"),
    ("officer", "/cases/{pair}/questions/child"),
    ("officer", "/cases/{pair}/disclosure"),
    ("officer", "/cases/{pair}/holds/new"),
    ("found", "/verifications"),
    ("found", "/children"),
    ("found", "/children/new"),
    ("found", "/children/quick"),
    ("found", "/children/{record}"),
    ("found", "/children/{record}/receipt"),
    ("found", "/children/{record}/versions"),
    ("found", "/children/correct?record={record}"),
    ("found", "/registrations"),
    ("found", "/handovers"),
    ("found", "/handovers/{record}"),
    ("officer", "/erasures"),
    ("officer", "/erasures/{erasure}"),
    ("family", "/inquiries"),
    ("family", "/inquiries/new"),
    ("family", "/imports"),
    ("family", "/imports/inquiries"),
    ("family", "/imports/inquiries/{upload}"),
    ("found", "/directory?country=MX"),
    ("found", "/directory/shelters/MX-ALBERGUE/CASA-1"),
    ("officer", "/directory/shelters/new"),
    ("administrator", "/directory/entries/GT-PGN"),
    ("administrator", "/directory/entries/new"),
    ("statistician", "/statistics"),
    ("statistician", "/statistics/2026-03?measure=found&country=GT"),
    ("auditor", "/audit"),
]


def fits(page: Page) -> None:
    """Hold a page to being no wider than the window."""
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= window, f"{page.url} is {wide} wide in a window of {window}"


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_at_200_percent_nothing_sticks_out(everybody: Site, who: str, path: str) -> None:
    page = everybody.page(who, scripts=True)
    answer = page.goto(everybody.at(path))
    assert answer is not None
    assert answer.ok, answer.status
    # What is folded is looked at as well.
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    fits(page)
    page.close()


# Without scripts


def send(page: Page, button: str, refused: bool = False) -> Response:
    """Press a button: what it sends is answered by being led on to a page, or refused in one."""
    with page.expect_navigation() as found:
        page.click(button)
    answer = found.value
    assert answer is not None
    first = answer.request.redirected_from
    if refused:
        assert (answer.request.method, first) == ("POST", None)
        assert 400 <= answer.status < 500
        expect(page.locator(".refusal")).to_have_count(1)
    else:
        assert first is not None, "sent, and not led on"
        while first.redirected_from is not None:
            first = first.redirected_from
        assert (first.method, answer.request.method, answer.status) == ("POST", "GET", 200)
    fits(page)
    return answer


def ask(page: Page, button: str) -> None:
    """Press a button that asks for a page with what was chosen."""
    with page.expect_navigation() as found:
        page.click(button)
    answer = found.value
    assert answer is not None
    assert (answer.request.method, answer.status) == ("GET", 200)
    assert "?" in answer.url


def follow(page: Page, link: str) -> None:
    """Go where a link leads: a click by itself doesn't wait, and what follows would find the page before."""
    with page.expect_navigation():
        page.click(link)


def at_the_door(site: Site, page: Page) -> None:
    page.goto("/sign-in")
    send(page, "button[lang=en]")
    assert page.locator("html").get_attribute("lang") == "en"
    page.fill("[name=login]", site.logins["two"])
    page.fill("[name=password]", "something else")
    send(page, "main button", refused=True)
    assert page.input_value("[name=login]") == site.logins["two"]
    page.fill("[name=password]", PASSWORD)
    send(page, "main button")
    page.goto("/account")
    send(page, "form[action='/sign-out'] button")
    expect(page.locator("[name=password]")).to_have_count(1)


def in_the_queue(site: Site, page: Page) -> None:
    page.goto("/queue")
    send(page, "button[name=blind]")
    expect(page.locator("text=Revisión a ciegas")).to_have_count(1)
    send(page, "button[name=blind]")
    page.click("details.filters summary")
    page.select_option("[name=country]", "GT")
    ask(page, "details.filters button")
    send(page, "button[data-key=n]")
    expect(page.locator(".decide [name=kind]")).to_have_count(5)
    page.goto("/queue?country=GT")
    send(page, "ul.mine button")
    assert page.url.endswith("/queue?country=GT")


def at_the_candidates(site: Site, page: Page) -> None:
    page.goto(site.at("/candidates/{inquiry}"))
    send(page, "main tbody tr:last-child form button")
    expect(page.locator(".decide [name=kind]")).to_have_count(5)
    send(page, "button[formaction$='/release']")


def in_a_case(site: Site, page: Page) -> None:
    page.goto(site.at("/cases/{pair}/holds/new"))
    send(page, "main form button", refused=True)
    page.select_option("[name=kind]", "coached_answers")
    page.fill("[name=reason]", "repite lo que dice la tía")
    send(page, "main form button")
    expect(page.locator(".tag.bad:has-text('detenida')")).to_have_count(1)
    follow(page, "p.warning a")
    page.fill("[name=reason]", "hablaron a solas")
    page.fill("[name=review_on]", "2026-05-20")
    send(page, "main form button")
    page.goto(site.at("/cases/{pair}/questions/child"))
    page.fill("[name=questions]", "¿De qué color es la puerta?")
    send(page, "main form button")
    page.goto(site.at("/cases/{pair}/acts/child_views"))
    page.check("[name=outcome][value=agrees]")
    page.fill("[name=explained_by]", "Inés Ical")
    for name, value in (("heard_on", "2026-03-31"), ("language", "kek"), ("note", "a medias")):
        page.fill(f"main [name={name}]", value)
    send(page, "main form button.main", refused=True)
    assert page.input_value("[name=note]") == "a medias"
    page.goto("/cases")
    page.fill("[name=country]", "GT")
    ask(page, "main form.row button")
    before = page.locator("form[action^='/reminders/']").count()
    send(page, "form[action^='/reminders/'] button >> nth=0")
    expect(page.locator("form[action^='/reminders/']")).to_have_count(before - 1)


def in_a_verification(site: Site, page: Page) -> None:
    page.goto("/verifications")
    follow(page, "ul.tiles a")
    page.fill("[name=answer_1]", "Chepe")
    send(page, "main form button >> nth=0")
    page.check("[name=outcome][value=inconclusive]")
    page.check("[name=grounds] >> nth=0")
    send(page, "form[action$='/outcome'] button")
    assert page.url.endswith("/verifications")


def with_a_record(site: Site, page: Page) -> None:
    page.goto("/inquiries/new")
    page.fill("[name=record_id]", "F-70")
    page.fill("[name=full_name]", f"Ana {LONG}")
    send(page, "button[value=send]")
    assert page.locator("strong.reference").inner_text() == "F-70"
    page.goto("/inquiries")
    page.fill("[name=reference]", "F-70")
    send(page, "form[action='/inquiries/find'] button")
    follow(page, "main a[href*='/correct']")
    page.select_option("[name=sex]", "F")
    page.fill("[name=reason]", "lo dijo la madre")
    send(page, "button[value=send]")
    page.goto("/inquiries")
    follow(page, "tbody a:has-text('F-70')")
    page.click("main details summary")
    page.fill("[name=reason]", "fue un error")
    page.check("[name=sure]")
    send(page, "form[action='/inquiries/withdraw'] button")
    expect(page.locator("dd:has-text('retirad')")).to_have_count(1)


def with_a_file(site: Site, page: Page) -> None:
    for button in ("form[action='/imports/forget'] button", "button.main"):
        page.goto("/imports")
        page.set_input_files("[name=file]", {"name": "lista.csv", "mimeType": "text/csv", "buffer": CSV})
        send(page, "main form button.main")
        assert page.input_value("#c-0") == "record_id"
        send(page, button)
    expect(page.locator("#progress")).to_have_count(1)


def with_figures(site: Site, page: Page) -> None:
    page.goto("/statistics/2026-03")
    page.select_option("[name=measure]", "reunified")
    ask(page, "main form button")
    expect(page.locator("text=20 · 60 · 130")).to_have_count(1)


def in_the_directory(site: Site, page: Page) -> None:
    page.goto("/directory")
    page.select_option("[name=country]", "HN")
    ask(page, "main form button")
    expect(page.locator("caption:has-text('Honduras')")).to_have_count(1)
    assert page.locator("caption:has-text('Guatemala')").count() == 0


def in_the_audit(site: Site, page: Page) -> None:
    page.goto("/audit")
    with page.expect_navigation() as found:
        page.click("form[action='/audit/verification'] button")
    assert found.value is not None
    assert found.value.ok
    expect(page.locator("text=La cadena está completa.")).to_have_count(1)
    page.goto("/audit")
    page.fill("[name=kind]", "session")
    ask(page, "form[method=get] button")


@pytest.mark.parametrize(
    ("who", "goes"),
    [
        ("stranger", at_the_door),
        ("two", in_the_queue),
        ("one", at_the_candidates),
        ("officer", in_a_case),
        ("found", in_a_verification),
        ("family", with_a_record),
        ("family", with_a_file),
        ("statistician", with_figures),
        ("found", in_the_directory),
        ("auditor", in_the_audit),
    ],
)
def test_every_form_works_without_scripts(
    everybody: Site, who: str, goes: Callable[[Site, Page], None]
) -> None:
    page = everybody.page(who, scripts=False)
    goes(everybody, page)
    page.close()
