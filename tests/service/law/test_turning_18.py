"""Children turn 18 while the service runs, or doesn't (brief E4): each day on which the answer changes raises its hold once, by the
register as it is on that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.accounts import Clock
from tests.service.cases import CONSENT, record_id
from tests.service.parties import agency, person
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service import flags, holds, submission, upkeep
from tracing.service.context import Service
from tracing.service.errors import Forbidden, Invalid, NotFound
from tracing.service.law.agency_places import agency_place, set_agency_place
from tracing.service.law.ages import age_of_child
from tracing.service.law.entering import NewEntry, decide_on_entry, enter_entry
from tracing.store.database import Reader
from tracing.store.tables import holds as hold_table
from tracing.store.tables import record_versions


class Shelter:
    """A shelter in a country, and two officers of the office."""

    def __init__(self, service: Service, code: str = "MX-ALBERGUE") -> None:
        self.clock = Clock()
        self.service = replace(service, now=self.clock)
        self.worker = person(service, agency(service, code, "shelter", "child"), "found_worker")
        office = agency(service, "GT-OFICINA", "tracing_office", "")
        self.officer = person(service, office, "protection_officer", "oficial-1")
        self.second = person(service, office, "protection_officer", "oficial-2")

    def child(self, reference: str = "A-1", **facts: Any) -> None:
        row = {"record_id": reference, "full_name": "Josué Caal Pop", "origin_country": "HN", **facts}
        submission.submit(self.service, self.worker, "child", row)
        flags.raise_flag(self.service, self.worker, reference, "consent", CONSENT)
        with self.service.database.working() as connection:
            # Versions are dated by the database's clock; the shelter's stands still.
            moved = sa.text("UPDATE casework.record_versions SET at = :at WHERE record_id = :record")
            connection.execute(moved, {"at": self.clock.now, "record": record_id(self.service, reference)})

    def day(self, text: str) -> list[str]:
        """Let the service wake up on a day, and return the kinds of all holds there ever were."""
        self.clock.now = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        upkeep.daily(self.service)
        with self.service.database.working() as connection:
            query = sa.select(hold_table.c.kind).order_by(hold_table.c.id)
            return list(connection.execute(query).scalars())

    def rule(self, place: str, value: str) -> None:
        new = NewEntry(place, "majority_age", "Mayoría", "Majority", "Ley inventada, art. 2", value)
        answer = enter_entry(self.service, self.officer, new)
        if answer.body["state"] == "waits":
            decide_on_entry(
                self.service, self.second, place, "majority_age", answer.body["version"], True, "sí"
            )

    @property
    def name(self) -> str:
        return pseudonym(Side.CHILD, record_id(self.service, "A-1"))


@pytest.fixture
def shelter(service: Service) -> Shelter:
    return Shelter(service)


def test_each_day_raises_its_hold_once(shelter: Shelter) -> None:
    """Only the year of birth is known: may be 18 from 1 January on, must be on 31 December."""
    shelter.child(birth_date="2009")
    assert shelter.day("2026-12-31") == []
    assert shelter.day("2027-01-01") == ["turning_18"]
    assert shelter.day("2027-01-02") == ["turning_18"]
    assert shelter.day("2027-12-30") == ["turning_18"]
    assert shelter.day("2027-12-31") == ["turning_18", "turned_18"]
    assert shelter.day("2028-01-01") == ["turning_18", "turned_18"]


def test_a_service_that_was_down_for_a_week_raises_each_once(shelter: Shelter) -> None:
    shelter.child(birth_date="2009")
    assert shelter.day("2027-01-08") == ["turning_18"]
    assert shelter.day("2028-01-07") == ["turning_18", "turned_18"]
    assert shelter.day("2028-01-14") == ["turning_18", "turned_18"]


def test_a_birthday_that_was_slept_through_is_one_hold(shelter: Shelter) -> None:
    shelter.child(birth_date="2009-04-02")
    assert shelter.day("2027-04-01") == []
    assert shelter.day("2027-04-09") == ["turned_18"]
    assert shelter.day("2027-04-16") == ["turned_18"]


def test_what_was_lifted_is_not_raised_again_before_its_day(shelter: Shelter) -> None:
    shelter.child(birth_date="2009-04-02")
    shelter.day("2027-04-02")
    (hold,) = holds.list_holds(shelter.service, shelter.officer)
    holds.lift_hold(shelter.service, shelter.officer, hold.id, "consiente", date(2027, 12, 1))
    assert shelter.day("2027-11-30") == ["turned_18"]


def test_an_age_that_nobody_dated_grows_older(shelter: Shelter) -> None:
    """Fifteen when it was written down, a year either way: may be 18 after a year, must be after four."""
    shelter.child(age="15")
    assert shelter.day("2027-03-31") == []
    assert shelter.day("2027-04-02") == ["turning_18"]
    assert shelter.day("2030-03-30") == ["turning_18"]
    assert shelter.day("2030-03-31") == ["turning_18", "turned_18"]


def test_a_correction_that_leaves_the_age_leaves_its_day(shelter: Shelter) -> None:
    shelter.child(age="16")
    shelter.clock.move(days=400)
    row = {"full_name": "Josué Kaal Pop", "age": "16", "origin_country": "HN"}
    submission.correct(shelter.service, shelter.worker, "child", "A-1", 1, row)
    with shelter.service.database.working() as connection:
        connection.execute(
            sa.update(record_versions).where(record_versions.c.version == 2).values(at=shelter.clock.now)
        )
    assert shelter.day("2029-04-10") == ["turned_18"]


def test_where_majority_is_later_the_child_is_one_for_longer(service: Service) -> None:
    """Held in Canada, the province not known: 18 or 19; from Honduras: 18."""
    shelter = Shelter(service, "CA-ALBERGUE")
    shelter.child(birth_date="2009-04-02")
    assert shelter.day("2027-04-02") == ["turning_18"]
    assert shelter.day("2028-04-01") == ["turning_18"]
    assert shelter.day("2028-04-02") == ["turning_18", "turned_18"]


def test_where_the_subdivision_of_an_agency_is_known_its_law_counts(service: Service) -> None:
    """Held in Quebec, where majority is 18; then it turns out that the shelter is in British Columbia, where it is 19."""
    shelter = Shelter(service, "CA-ALBERGUE")
    administrator = person(service, shelter.officer.agency or 0, "administrator")
    set_agency_place(shelter.service, administrator, "CA-ALBERGUE", "CA-QC")
    shelter.child(birth_date="2009-04-02")
    assert shelter.day("2027-04-02") == ["turned_18"]
    set_agency_place(shelter.service, administrator, "CA-ALBERGUE", "CA-BC")
    assert agency_place(shelter.service, administrator, "CA-ALBERGUE") == "CA-BC"
    found = age_of_child(shelter.service, shelter.worker, "A-1", date(2027, 4, 2))
    assert [law.place for law in found.laws] == ["INT", "CA-BC", "HN"]
    assert found.treated.code == "as_child"
    assert shelter.day("2027-04-03") == ["turned_18", "turning_18"]


def test_who_says_where_an_agency_is(service: Service) -> None:
    shelter = Shelter(service, "CA-ALBERGUE")
    administrator = person(service, shelter.officer.agency or 0, "administrator")
    assert agency_place(shelter.service, administrator, "CA-ALBERGUE") == "CA"
    for place in ("MX-CHP", "CA-ZZ", "ca-bc", "INT"):
        with pytest.raises(Invalid):
            set_agency_place(shelter.service, administrator, "CA-ALBERGUE", place)
    with pytest.raises(NotFound):
        set_agency_place(shelter.service, administrator, "CA-NADIE", "CA-BC")
    for reader in (shelter.worker, shelter.officer):
        with pytest.raises(Forbidden):
            set_agency_place(shelter.service, reader, "CA-ALBERGUE", "CA-BC")
    assert agency_place(shelter.service, administrator, "CA-ALBERGUE") == "CA"


def test_a_corrected_register_is_read_the_next_day(shelter: Shelter) -> None:
    """An expert finds that Honduras says 21: whoever is 18 isn't surely of age any more."""
    shelter.child("A-1", birth_date="2009-04-02")
    shelter.rule("HN", "21")
    assert shelter.day("2027-04-02") == ["turning_18"]
    assert shelter.day("2030-04-02") == ["turning_18", "turned_18"]
    again = age_of_child(shelter.service, shelter.worker, "A-1", date(2027, 4, 2))
    assert again.treated.code == "as_child"


def test_the_days_within_which_a_hold_is_looked_at_are_the_registers(shelter: Shelter) -> None:
    new = NewEntry(
        "MX",
        "hold_review_days",
        "Revisión en diez días",
        "Looked at within ten days",
        "Ley inventada, art. 3",
        "10",
    )
    enter_entry(shelter.service, shelter.officer, new)
    shelter.child(birth_date="2009-04-02")
    shelter.day("2027-04-02")
    holds.raise_hold(shelter.service, shelter.officer, shelter.name, "court_order", "orden judicial")
    found = holds.list_holds(shelter.service, shelter.officer)
    assert [hold.review_on - hold.raised_at.date() for hold in found] == [timedelta(days=10)] * 2
    assert {hold.review_basis for hold in found} == {"MX/hold_review_days"}
    holds.lift_hold(shelter.service, shelter.officer, found[-1].id, "visto", date(2027, 6, 1))
    lifted = holds.list_holds(shelter.service, shelter.officer, open_only=False)[-1]
    assert lifted.review_basis == "INT/lifted_hold_review_days"


# A child's age, asked for


def test_its_agency_and_officers_read_its_age_under_each_law(shelter: Shelter) -> None:
    shelter.child(birth_date="2008-04-02")
    for reader, name in ((shelter.worker, "A-1"), (shelter.officer, shelter.name)):
        found = age_of_child(shelter.service, reader, name, destination="US-MS")
        assert [(law.place, law.age.value) for law in found.laws] == [
            ("INT", "minor"), ("MX", "minor"), ("HN", "minor"), ("US-MS", "minor"),
        ]  # fmt: skip
        assert found.differ
        assert found.again_on == date(2026, 4, 2)


def test_who_may_not_read_the_child_reads_no_age(shelter: Shelter, service: Service) -> None:
    shelter.child(birth_date="2008-04-02")
    other = person(service, agency(service, "MX-OTRO", "shelter", "child"), "found_worker")
    family = person(service, agency(service, "GT-BUSCA", "family_tracing", "inquiry"), "family_worker")
    refusals = []
    for reader, name in ((other, "A-1"), (other, "A-2"), (shelter.worker, "A-2")):
        with pytest.raises(NotFound) as refusal:
            age_of_child(shelter.service, reader, name)
        refusals.append(str(refusal.value))
    assert len(set(refusals)) == 1
    roles = ("reviewer", "auditor", "analyst", "administrator", "consulate", "statistics")
    for reader in (family, *(Reader(role, shelter.officer.agency, shelter.officer.person) for role in roles)):
        with pytest.raises(Forbidden):
            age_of_child(shelter.service, reader, "A-1")


@pytest.mark.parametrize(("held", "to"), [("CA-BC", None), ("MX-ZZZ", None), ("mx", None), (None, "XX")])
def test_places_that_are_none_or_elsewhere(shelter: Shelter, held: str | None, to: str | None) -> None:
    shelter.child(birth_date="2008-04-02")
    with pytest.raises(Invalid):
        age_of_child(shelter.service, shelter.worker, "A-1", None, held, to)
