"""Concerns of trafficking as they come up in the service: who reads them, what they stop, and that the inquirer learns
nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.accounts import Clock
from tests.service.cases import INQUIRY, Case, open_case, record_id
from tests.service.laws import enter_law
from tests.service.parties import agency, as_system, person
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.casework.trafficking.public_fields import Knowledge
from tracing.service import conflicts, submission, upkeep
from tracing.service.context import Service
from tracing.service.erasure import carry_out, erase_own
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.holds import lift_hold, list_holds
from tracing.service.retention import keep_clocks
from tracing.service.status import read_status
from tracing.service.trafficking import raising, shields
from tracing.service.trafficking.concerns import ConcernView, dismiss_concern, list_concerns
from tracing.store.database import Reader
from tracing.store.tables import concerns as concern_table
from tracing.store.tables import traces

PHONE = "+502 5555 0177"


class Office:
    """Two agencies of families, one that finds children, and protection officers."""

    def __init__(self, service: Service) -> None:
        # The database writes when an inquiry was withdrawn by its own clock.
        self.clock = Clock(service.now())
        self.service = replace(service, now=self.clock)
        self.one, self.two = (
            person(service, agency(service, code, "family_tracing", "inquiry"), "family_worker")
            for code in ("GT-BUSCA", "HN-BUSCA")
        )
        self.finder = person(service, agency(service, "MX-DIF", "child_protection", "child"), "found_worker")
        office = agency(service, "GT-OFICINA", "tracing_office", "")
        self.officer, self.second = (
            person(service, office, "protection_officer", f"oficial-{n}") for n in (1, 2)
        )

    def ask(self, reader: Reader, reference: str, name: str = "Josué Caal Pop", **given: Any) -> str:
        """Submit an inquiry of a mother, by the telephone that all of them share; return its pseudonym."""
        *first, surname, second = name.split()
        facts = {
            "record_id": reference, "given_names": " ".join(first), "first_surname": surname, "second_surname": second,
            "inquirer_name": "Matilde Pop Xol", "inquirer_relation": "mother", "phones": [PHONE],
        }  # fmt: skip
        submission.submit(self.service, reader, "inquiry", {**facts, **given})
        upkeep.keep_up(self.service)
        return pseudonym(Side.INQUIRY, record_id(self.service, reference))

    def found(self, reference: str, name: str, **given: Any) -> str:
        """Submit a child that was found; return its pseudonym."""
        submission.submit(
            self.service, self.finder, "child", {"record_id": reference, "full_name": name, **given}
        )
        upkeep.keep_up(self.service)
        return pseudonym(Side.CHILD, record_id(self.service, reference))

    def seen(self) -> list[tuple[str, str]]:
        """What protection officers see: kind and rule."""
        found = list_concerns(self.service, self.officer)
        return [(one.kind.value, one.why.code) for one in found]

    def only(self) -> ConcernView:
        """The one concern that is open."""
        (one,) = list_concerns(self.service, self.officer)
        return one


@staged
def office(service: Service) -> Office:
    return Office(service)


# What raises one


def test_one_telephone_asks_two_agencies_for_unrelated_children(office: Office) -> None:
    first = office.ask(office.one, "F-1")
    assert office.seen() == []
    second = office.ask(office.two, "F-1b", "Ana Tzul Coc", inquirer_name="Julia Coc")
    concern = office.only()
    assert (concern.kind.value, concern.why.code) == ("shared_contact", "contact_at_several_agencies")
    assert set(concern.records) == {first, second}
    assert concern.why.es != concern.why.en
    assert "Palermo" in concern.why.source


def test_its_hold_is_looked_at_again_when_the_law_says(office: Office) -> None:
    enter_law(office.service, office.officer.person, "HN", "hold_review_days", "10")
    first = office.ask(office.one, "F-1")
    second = office.ask(office.two, "F-1b", "Ana Tzul Coc", inquirer_name="Julia Coc")
    days = {
        hold.record: (hold.review_on - office.clock.now.date()).days
        for hold in list_holds(office.service, office.officer)
    }
    assert days == {first: 30, second: 10}


def test_pairs_and_records_are_put_before_the_rules_by_one_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both lock concerns: in another order they would wait for each other."""
    alone = []

    def watched(
        service: Service, _: sa.Connection, inquiries: Sequence[int], among: set[tuple[int, int]]
    ) -> dict[int, Knowledge]:
        with service.database.working() as other:
            query = "SELECT pg_try_advisory_xact_lock(hashtextextended('casework.screen:', 0))"
            alone.append((list(inquiries), among, not other.execute(sa.text(query)).scalar_one()))
        return {}

    monkeypatch.setattr(raising, "_knowledge", watched)
    raising.raise_for_pairs(office.service, [(2, 1), (2, 3)])
    assert alone == [([2], {(2, 1), (2, 3)}, True)]


def test_a_mother_who_asks_everywhere_for_her_children_raises_nothing(office: Office) -> None:
    office.ask(office.one, "F-1")
    office.ask(office.two, "F-2")
    office.ask(office.two, "F-3", "Ana Caal Pop")
    office.ask(office.one, "F-4", inquirer_name="Elena Xol", inquirer_relation="grandmother")
    assert office.seen() == []


def test_two_mothers_of_one_child_by_one_telephone(office: Office) -> None:
    office.ask(office.one, "F-1")
    office.ask(office.one, "F-2", inquirer_name="Julia Tzul")
    assert office.seen() == [("repeated_inquirer", "asked_again_under_another_name")]


def test_the_same_address_in_another_writing_is_the_same(office: Office) -> None:
    office.ask(office.one, "F-1", phones=[], domicilio="4a. Calle 7-12, Zona 1")
    office.ask(office.two, "F-2", "Ana Tzul Coc", phones=[], domicilio="4a CALLE 7-12 zona 1")
    assert office.seen() == [("shared_contact", "contact_at_several_agencies")]


def test_an_inquirers_telephone_on_children_who_were_found(office: Office) -> None:
    """It comes up when the second child is found, long after the inquiry."""
    asked = office.ask(office.one, "F-1")
    office.found("A-1", "Josué Caal Pop", phones=[PHONE])
    two = office.found("A-2", "Luis Yat Choc", phones=[PHONE])
    assert office.seen() == []
    three = office.found("A-3", "Eva Ical Bo", phones=[PHONE])
    concern = office.only()
    assert concern.why.code == "contact_on_found_children"
    # Not the child that is sought.
    assert set(concern.records) == {asked, two, three}


def test_an_inquirer_who_lives_where_children_were_found(office: Office) -> None:
    place = "Chahal, Alta Verapaz, Guatemala"
    office.ask(office.one, "F-1", phones=[], domicilio=f"Barrio Centro, {place}")
    for number, name in enumerate(("Luis Yat Choc", "Eva Ical Bo", "Mario Tiul Cuz")):
        assert office.seen() == []
        office.found(f"A-{number}", name, event_place=f"Barrio Centro, {place}")
    assert office.seen() == [("near_several_children", "place_of_found_children")]


def test_what_more_than_thirty_have_is_an_institutions(office: Office) -> None:
    for number in range(31):
        letters = chr(97 + number % 26) + chr(97 + number // 26)
        name = f"Niña Apellido{letters} Segundo{letters}"
        reader = office.one if number % 2 else office.two
        submission.submit(
            office.service, reader, "inquiry",
            {"record_id": f"F-{number}", "full_name": name, "phones": [PHONE]},
        )  # fmt: skip
    upkeep.keep_up(office.service)
    assert office.seen() == []


def test_who_asks_withdraws_and_asks_again(office: Office) -> None:
    for number in (1, 2):
        office.ask(office.one, f"F-{number}")
        submission.withdraw(office.service, office.one, "inquiry", f"F-{number}")
    # By then all else of these was erased.
    office.clock.move(days=30)
    assert keep_clocks(office.service).withdrawn == 2
    office.ask(office.two, "F-3", "Luis Tot Bac", inquirer_name="Rosa Bac")
    assert office.seen() == [("repeated_inquirer", "asked_again_after_withdrawals")]


def contacts_kept(office: Office) -> int:
    """How many contacts stand in the table of traces."""
    with office.service.database.working() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(traces)).scalar_one())


def test_contacts_of_a_withdrawn_inquiry_are_kept_for_a_while_and_of_one_that_was_to_be_erased_not(
    office: Office,
) -> None:
    for reference in ("F-1", "F-2"):
        office.ask(office.one, reference, phones=[PHONE])
        submission.withdraw(office.service, office.one, "inquiry", reference)
    erase_own(office.service, office.one, "inquiry", "F-1", "asked")
    carry_out(office.service)
    keep_clocks(office.service)
    assert contacts_kept(office) == 1
    office.clock.move(days=179)
    keep_clocks(office.service)
    assert contacts_kept(office) == 1
    office.clock.move(days=2)
    keep_clocks(office.service)
    assert contacts_kept(office) == 0


def refuse(case: Case) -> None:
    """Let the child of a case say no."""
    case.settle()
    case.act(case.officer, "child_views", "refuses", "own_language")


def test_who_was_refused_asks_again_under_another_name(case: Case) -> None:
    refuse(case)
    again = {
        **INQUIRY,
        "record_id": "F-9",
        "given_names": "Luis",
        "first_surname": "Tot",
        "inquirer_name": "Rosa Bac",
    }
    submission.submit(case.service, case.family, "inquiry", again)
    upkeep.keep_up(case.service)
    found = list_concerns(case.service, case.officer)
    assert [one.why.code for one in found] == ["asked_again_after_refusal"]
    assert set(found[0].records) == {
        case.pair.inquiry_name, pseudonym(Side.INQUIRY, record_id(case.service, "F-9")),
    }  # fmt: skip


THIN = {
    "record_id": "F-1", "given_names": "Josué", "first_surname": "Caal", "sex": "M", "age": "9", "origin_country": "GT",
    "inquirer_relation": "mother",
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "raised"),
    [
        ({}, ["nothing_family_would_know"]),
        # An aunt needn't know more.
        ({"inquirer_relation": "aunt"}, []),
        # What the record can't confirm may be so.
        ({"siblings": ["Ana"]}, []),
    ],
)
def test_who_knows_only_what_is_public(service: Service, more: dict[str, Any], raised: list[str]) -> None:
    case = open_case(service, inquiry={**THIN, **more})
    found = list_concerns(case.service, case.officer)
    assert [one.why.code for one in found] == raised
    assert all(set(one.records) == {case.pair.inquiry_name, case.pair.child_name} for one in found)
    # It stops nobody: families who know little are mostly honest.
    assert list_holds(case.service, case.officer) == []


def test_what_an_inquirer_knows_is_measured_once_at_the_heaviest_pair(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dozens of lighter pairs of an inquiry come in later: none of them changes what is known of that child."""
    case = open_case(service, inquiry=THIN)
    measured: list[int] = []

    def knowledge(child: int, *_: object) -> Knowledge | None:
        measured.append(child)
        return None

    monkeypatch.setattr(raising, "knowledge_of", knowledge)
    pair = (case.pair.inquiry, case.pair.child)
    raising.raise_for_pairs(service, [(pair[0], pair[1] + 1000)])
    assert measured == []
    raising.raise_for_pairs(service, [pair, (pair[0], pair[1] + 1000)])
    assert measured == [pair[1]]


def test_a_family_who_says_what_a_family_knows_is_not_flagged(case: Case) -> None:
    assert list_concerns(case.service, case.officer) == []


# What it does


def test_the_inquiries_are_on_hold_until_an_officer_has_looked(office: Office) -> None:
    names = {office.ask(office.one, "F-1"), office.ask(office.two, "F-2", "Ana Tzul Coc")}
    holds = list_holds(office.service, office.officer, kind="trafficking_concern")
    assert {hold.record for hold in holds} == names
    assert {hold.rule for hold in holds} == {"concern_shared_contact"}
    # Lifted, it isn't raised again for the same, whatever is corrected.
    for hold in holds:
        on = office.clock.now.date() + timedelta(days=30)
        lift_hold(office.service, office.officer, hold.id, "visto", on)
    office.clock.move(days=31)
    upkeep.daily(office.service)
    assert list_holds(office.service, office.officer, kind="trafficking_concern") == []


def test_nobody_but_protection_officers_learns_of_it(office: Office) -> None:
    office.ask(office.one, "F-1")
    before = read_status(office.service, office.one, Side.INQUIRY, "F-1")
    office.ask(office.two, "F-2", "Ana Tzul Coc")
    assert len(office.seen()) == 1
    assert read_status(office.service, office.one, Side.INQUIRY, "F-1") == before
    reviewer = person(office.service, int(office.officer.agency or 0), "reviewer")
    for reader in (office.one, as_system(office.one), office.finder, reviewer):
        with office.service.database.reading(reader) as connection:
            assert connection.execute(sa.select(concern_table.c.id)).all() == []
        with pytest.raises(Forbidden):
            list_concerns(office.service, reader)
        with pytest.raises(Forbidden):
            dismiss_concern(office.service, reader, 1, "x")


def test_what_was_dismissed_comes_back_only_on_new_facts(office: Office) -> None:
    office.ask(office.one, "F-1")
    office.ask(office.two, "F-2", "Ana Tzul Coc")
    first = office.only()
    dismiss_concern(office.service, office.officer, first.id, "es la tienda de la aldea")
    # The same facts again: corrected, screened anew.
    read = submission.read_own(office.service, office.two, "inquiry", "F-2")
    submission.correct(
        office.service, office.two, "inquiry", "F-2", 1, {**read.content, "notes": "llamó otra vez"}
    )
    upkeep.keep_up(office.service)
    upkeep.daily(office.service)
    assert office.seen() == []
    # A third family.
    third = office.ask(office.one, "F-3", "Luis Yat Choc")
    again = office.only()
    assert again.id != first.id
    assert third in again.records
    (dismissed, _) = list_concerns(office.service, office.officer, open_only=False)
    assert (dismissed.reason, dismissed.dismissed_by) == ("es la tienda de la aldea", office.officer.person)


def test_more_of_the_same_is_added_to_what_stands(office: Office) -> None:
    office.ask(office.one, "F-1")
    office.ask(office.two, "F-2", "Ana Tzul Coc")
    first = office.only()
    third = office.ask(office.two, "F-3", "Luis Yat Choc")
    again = office.only()
    assert (again.id, len(first.records), len(again.records)) == (first.id, 2, 3)
    assert [one.id for one in list_concerns(office.service, office.officer, record=third)] == [first.id]


def test_a_reason_is_needed_and_stands_encrypted(office: Office) -> None:
    office.ask(office.one, "F-1")
    office.ask(office.two, "F-2", "Ana Tzul Coc")
    number = office.only().id
    for reason in ("", "a\0b", "x" * 2001):
        with pytest.raises(Invalid) as refused:
            dismiss_concern(office.service, office.officer, number, reason)
        assert [fault.pointer for fault in refused.value.fields] == ["/reason"]
    with pytest.raises(NotFound):
        dismiss_concern(office.service, office.officer, 4711, "x")
    dismiss_concern(office.service, office.officer, number, "tienda de la aldea")
    with pytest.raises(Conflict):
        dismiss_concern(office.service, office.officer, number, "tienda de la aldea")
    with office.service.database.working() as connection:
        stored = str(connection.execute(sa.text("SELECT c\\:\\:text FROM casework.concerns c")).all())
    assert b"tienda".hex() not in stored


def test_an_officer_in_conflict_doesnt_dismiss(office: Office) -> None:
    office.ask(office.one, "F-1")
    name = office.ask(office.two, "F-2", "Ana Tzul Coc")
    conflicts.declare(office.service, office.officer, name)
    with pytest.raises(Forbidden, match="conflict of interest"):
        dismiss_concern(office.service, office.officer, office.only().id, "x")
    dismiss_concern(office.service, office.second, office.only().id, "x")


def test_evidence_is_kept_while_a_concern_is_open(office: Office) -> None:
    office.ask(office.one, "F-1")
    name = office.ask(office.two, "F-2", "Ana Tzul Coc")
    for hold in list_holds(office.service, office.officer):
        lift_hold(
            office.service, office.officer, hold.id, "visto", office.clock.now.date() + timedelta(days=30)
        )
    submission.withdraw(office.service, office.two, "inquiry", "F-2")
    office.clock.move(days=1)
    assert keep_clocks(office.service).withdrawn == 0
    assert name in office.only().records
    dismiss_concern(office.service, office.officer, office.only().id, "es la tienda de la aldea")
    assert keep_clocks(office.service).withdrawn == 1


def test_a_shielded_inquiry_is_put_before_the_rules_as_before(office: Office) -> None:
    name = office.ask(office.one, "F-1")
    on = office.clock.now.date() + timedelta(days=30)
    shields.shield(office.service, office.officer, name, "amenazas", on)
    office.ask(office.two, "F-2", "Ana Tzul Coc")
    assert name in office.only().records


def test_a_kind_or_a_record_that_isnt_there_is_named(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        list_concerns(office.service, office.officer, kind="sad")
    assert [fault.pointer for fault in refused.value.fields] == ["/kind"]
    with pytest.raises(NotFound):
        list_concerns(office.service, office.officer, record="nobody")
