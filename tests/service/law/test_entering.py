"""An expert corrects the register without code: versions are appended, what protects less waits for a second person, and the rules
that read the register do what it says on the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from tests.accounts import Clock
from tests.service.parties import agency, person
from tests.stages import staged
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.law import reading
from tracing.service.law.applied import register_of
from tracing.service.law.entering import NewEntry, decide_on_entry, enter_entry
from tracing.store.database import Reader
from tracing.store.tables import audit, laws

TODAY = date(2026, 3, 31)


class Office:
    """The office that runs the program, two of its officers, and an officer of Honduras."""

    def __init__(self, service: Service) -> None:
        self.service = replace(service, now=Clock())
        office = agency(service, "MX-OFICINA", "tracing_office", "")
        self.one = person(service, office, "protection_officer", "oficial-1")
        self.two = person(service, office, "protection_officer", "oficial-2")
        self.reviewer = person(service, office, "reviewer")
        self.administrator = person(service, office, "administrator")
        senaf = agency(service, "HN-SENAF")
        self.honduran = person(service, senaf, "protection_officer", "oficial-hn")
        self.worker = person(service, senaf, "found_worker")

    def enter(self, reader: Reader, value: str | None = "21", **more: Any) -> str:
        usual: dict[str, Any] = {
            "place": "HN", "rule": "majority_age", "es": "Mayoría de edad", "en": "Age of majority",
            "source": "Código inventado, art. 1",
        }  # fmt: skip
        key = more.pop("key", None)
        new = NewEntry(value=value, **{**usual, **more})
        return str(enter_entry(self.service, reader, new, key).body["state"])

    def decide(self, reader: Reader, version: int = 1, agreed: bool = True) -> str:
        answer = decide_on_entry(
            self.service, reader, "HN", "majority_age", version, agreed, "lo comprobé en el diario oficial"
        )
        return str(answer.body["state"])

    def majority(self, on: date = TODAY) -> tuple[int, ...]:
        return register_of(self.service).figures("HN", "majority_age", on)

    def rows(self, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
        with self.service.database.working() as connection:
            return [tuple(row) for row in connection.execute(query)]


@staged
def office(service: Service) -> Office:
    return Office(service)


def test_what_protects_more_counts_at_once(office: Office) -> None:
    assert office.enter(office.honduran, "21") == "in_force"
    assert office.majority() == (21,)


def test_what_protects_less_waits_for_another_officer(office: Office) -> None:
    assert office.enter(office.one, "17") == "waits"
    assert office.majority() == (18,)
    assert [entry.name for entry in reading.waiting(office.service, office.worker)] == ["HN/majority_age"]
    with pytest.raises(Forbidden, match="another person"):
        office.decide(office.one)
    assert office.decide(office.honduran) == "in_force"
    assert office.majority() == (17,)
    with pytest.raises(Conflict, match="doesn't wait"):
        office.decide(office.two)


def test_what_a_second_person_refuses_never_counts_and_stays_to_be_read(office: Office) -> None:
    office.enter(office.one, "17")
    assert office.decide(office.two, agreed=False) == "refused"
    assert office.majority() == (18,)
    found = reading.versions(office.service, office.worker, "HN", "majority_age")
    assert [(entry.value, entry.state.value) for entry in found] == [("18", "shipped"), ("17", "refused")]
    assert found[1].entered is not None
    assert (found[1].entered.person, found[1].entered.second) == (office.one.person, office.two.person)


def test_a_version_holds_from_its_first_day_on(office: Office) -> None:
    office.enter(office.honduran, "21", valid_from=date(2026, 6, 1))
    assert office.majority(date(2026, 5, 31)) == (18,)
    assert office.majority(date(2026, 6, 1)) == (21,)


def test_nothing_is_overwritten(office: Office) -> None:
    for value in ("21", "20-21", "22"):
        office.enter(office.honduran, value)
    assert office.rows(sa.select(laws.c.version, laws.c.value, laws.c.weakens).order_by(laws.c.id)) == [
        (1, "21", False), (2, "20-21", True), (3, "22", False),
    ]  # fmt: skip
    assert office.majority() == (22,)
    # What was entered since has been weighed against the others: the one that waited is behind it.
    with pytest.raises(Conflict, match="later version"):
        office.decide(office.two, version=2)


@pytest.mark.parametrize("who", ["reviewer", "administrator", "worker"])
def test_others_enter_no_law(office: Office, who: str) -> None:
    with pytest.raises(Forbidden):
        office.enter(getattr(office, who))
    with pytest.raises(Forbidden):
        office.decide(getattr(office, who))
    assert office.rows(sa.select(laws.c.id)) == []


@pytest.mark.parametrize("place", ["MX", "INT", "CA-BC"])
def test_officers_of_a_country_enter_no_other_law_than_its_own(office: Office, place: str) -> None:
    with pytest.raises(Forbidden, match="another country"):
        office.enter(office.honduran, "21", place=place)
    assert office.enter(office.one, "21", place=place) == "in_force"


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        ({"value": "dieciocho"}, ["/value"]),
        ({"rule": "la ley"}, ["/rule"]),
        ({"place": "HN-ZZ"}, ["/place"]),
        ({"source": "", "es": ""}, ["/source", "/es"]),
        ({"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, ["/valid_until"]),
        ({"check": "quizás"}, ["/check"]),
        ({"check": "checked"}, ["/checked_on"]),
    ],
)
def test_what_a_version_lacks_is_named_and_nothing_is_stored(
    office: Office, given: dict[str, Any], pointers: list[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        office.enter(office.honduran, **{"value": "21", **given})
    assert [fault.pointer for fault in refusal.value.fields] == pointers
    assert office.rows(sa.select(laws.c.id)) == []


def test_the_same_request_again_enters_nothing_more(office: Office) -> None:
    assert [office.enter(office.honduran, "21", key="k1") for _ in range(2)] == ["in_force"] * 2
    assert len(office.rows(sa.select(laws.c.id))) == 1
    with pytest.raises(Invalid) as refusal:
        office.enter(office.honduran, "21")
    assert "says the same" in refusal.value.fields[0].reason


def test_there_is_no_such_version(office: Office) -> None:
    for version in (1, 2):
        with pytest.raises(NotFound):
            office.decide(office.two, version=version)
    with pytest.raises(NotFound):
        reading.versions(office.service, office.one, "HN", "nothing")


def test_who_entered_and_who_agreed_stands_in_the_audit(office: Office) -> None:
    office.enter(office.one, "17")
    office.decide(office.two)
    query = sa.select(audit.c.act, audit.c.person, audit.c.object, audit.c.detail).where(
        audit.c.kind == "law"
    )
    with office.service.database._app.begin() as connection:
        connection.execute(sa.text("SELECT set_config('tracing.role', 'auditor', true)"))
        found = [tuple(row) for row in connection.execute(query.order_by(audit.c.number))]
    assert found == [
        ("enter_law", office.one.person, "HN/majority_age", {"version": 1, "state": "waits"}),
        ("decide_law", office.two.person, "HN/majority_age", {"version": 1, "state": "in_force"}),
    ]


def test_the_file_changes_its_digest_with_every_version(office: Office) -> None:
    before = reading.export(office.service, office.worker)
    assert reading.export(office.service, office.administrator) == before
    office.enter(office.honduran, "21")
    after = reading.export(office.service, office.worker)
    assert after.digest != before.digest
    assert len(after.text.splitlines()) == len(before.text.splitlines()) + 1
