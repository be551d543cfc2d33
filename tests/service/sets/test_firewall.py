"""What keeps one record of a child from crossing keeps all of them: asylum first, a shield, a confidential hold; and in doubt, also
those that were split off again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.service.cases import CONSENTS
from tests.service.parties import agency, person
from tests.service.repatriation.way import step
from tests.service.sets.twice import Twice, recorded_twice
from tests.service.sharing.border import FAR, FIRST
from tests.stages import staged
from tests.store.test_firewall import speaks_of
from tracing.casework.repatriation.steps import StepKind
from tracing.service import flags, holds
from tracing.service.context import Service
from tracing.service.errors import NotFound, NotYet
from tracing.service.pairs import Pair
from tracing.service.repatriation.listing import read_checklist
from tracing.service.rights.consents import enter_consents
from tracing.service.sharing import agreements, consular, shares
from tracing.service.sharing.bundle import make_bundle
from tracing.service.sharing.reading import list_shared, read_shared
from tracing.service.trafficking import shields
from tracing.store.database import Reader
from tracing.store.tables import shares as share_table

FIELDS = ("child.full_name", "child.birth_date")

STOPS: dict[str, Callable[[Twice], object]] = {
    "asylum_firewall": lambda t: flags.raise_flag(
        t.case.service, t.case.found, "A-1", "asylum_confidential"
    ),
    "record_shielded": lambda t: shields.shield(
        t.case.service, t.case.officer, t.names[0], "amenazas", t.case.clock.now.date() + timedelta(days=20)
    ),
    "held_for_protection": lambda t: holds.raise_hold(
        t.case.service, t.case.officer, t.names[0], "family_violence", "golpes"
    ),
    "country_barred": lambda t: flags.raise_flag(
        t.case.service, t.case.found, "A-1", "do_not_share_with_country", {"country": "GT"}
    ),
    "consent_missing": lambda t: flags.raise_flag(
        t.case.service, t.case.found, "A-1", "consent",
        {"status": "withdrawn", "who": "tutora", "on": "2026-03-30"},
    ),
}  # fmt: skip
"""The rule that is named → what is raised on the shelter's record."""


@dataclass
class Abroad:
    """Agreements of both agencies with an authority and a consulate of Guatemala, for whoever reads there."""

    twice: Twice
    pgn: Reader
    consul: Reader

    def share(self, holder: str, basis: str = "consent") -> UUID:
        """Share a record of its holder with the authority."""
        code, name = f"{holder}-GT-PGN", self.twice.names[holder == "MX-HOSPITAL"]
        answer = shares.share(self.twice.case.service, self.twice.case.officer, code, name, basis, FAR)
        return UUID(answer.body["share"])

    def bundle(self, holder: str) -> None:
        """Make the bundle of a case for the authority."""
        case = self.twice.case
        pair = self.twice.other if holder == "MX-HOSPITAL" else case.pair
        make_bundle(case.service, case.officer, pair, f"{holder}-GT-PGN", "consent", "json")

    def notify(self, holder: str) -> None:
        """Notify the consulate of a record."""
        name = self.twice.names[holder == "MX-HOSPITAL"]
        consular.notify(
            self.twice.case.service, self.twice.case.officer, name, f"{holder}-GT-CONS", "spa", FAR
        )

    def shared(self) -> list[UUID]:
        """What the authority finds shared with it of the hospital's."""
        return [name for _, name in list_shared(self.twice.case.service, self.pgn, "MX-HOSPITAL-GT-PGN")]

    def rows(self) -> int:
        """In how many rows of shares the database alone lets the authority see anything."""
        with self.twice.case.service.database.reading(self.pgn) as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(share_table)).scalar_one())


@staged
def abroad(service: Service) -> Abroad:
    """A child with consent to sharing and the wish to speak with its consulate, on both records."""
    twice = recorded_twice(service)
    case = twice.case
    pgn, consulate = agency(case.service, "GT-PGN"), agency(case.service, "GT-CONS", "consulate", "inquiry")
    for holder, worker, reference in (
        ("MX-ALBERGUE", case.found, "A-1"),
        ("MX-HOSPITAL", twice.nurse, "H-1"),
    ):
        for receiver, purpose in (("GT-PGN", "case_transfer"), ("GT-CONS", "consular")):
            code = f"{holder}-{receiver}"
            new = agreements.NewAgreement(code, holder, receiver, purpose, FIELDS, FIRST, FAR)
            agreements.enter(case.service, case.officer, new)
            agreements.confirm(case.service, case.second_officer, code)
        enter_consents(case.service, worker, reference, [{**one, "scope": "sharing"} for one in CONSENTS])
        informed = consular.NewInforming("GT-CONS", case.clock.now.date(), "kek", "trabajadora social", "yes")
        consular.record_informing(case.service, worker, reference, informed)
    return Abroad(
        twice,
        person(case.service, pgn, "protection_officer"),
        person(case.service, consulate, "consulate"),
    )


@pytest.mark.parametrize("rule", STOPS)
def test_what_stops_one_record_stops_the_other_in_the_same_words(abroad: Abroad, rule: str) -> None:
    STOPS[rule](abroad.twice)
    for way in (abroad.share, abroad.bundle, abroad.notify):
        told = []
        for holder in ("MX-ALBERGUE", "MX-HOSPITAL"):
            with pytest.raises(NotYet) as refused:
                way(holder)
            told.append((refused.value.code, refused.value.text, refused.value.fields))
        assert told[0] == told[1]
        assert f"rule:{rule}" in {fault.pointer for fault in told[1][2]}


@pytest.mark.parametrize("rule", STOPS)
def test_what_was_shared_before_comes_through_no_more(abroad: Abroad, rule: str) -> None:
    name = abroad.share("MX-HOSPITAL")
    read_shared(abroad.twice.case.service, abroad.pgn, "MX-HOSPITAL-GT-PGN", name)
    abroad.twice.case.clock.move(minutes=1)
    STOPS[rule](abroad.twice)
    assert (abroad.shared(), abroad.rows()) == ([], 0)
    with pytest.raises(NotFound):
        read_shared(abroad.twice.case.service, abroad.pgn, "MX-HOSPITAL-GT-PGN", name)
    abroad.twice.split()
    assert (abroad.shared(), abroad.rows()) == ([], 0)


def test_a_child_that_told_one_agency_no_is_heard_for_both(abroad: Abroad) -> None:
    case = abroad.twice.case
    abroad.notify("MX-HOSPITAL")
    code = "MX-HOSPITAL-GT-CONS"
    assert len(list_shared(case.service, abroad.consul, code)) == 1
    informed = consular.NewInforming("GT-CONS", case.clock.now.date(), "kek", "trabajadora social", "no")
    consular.record_informing(case.service, case.found, "A-1", informed)
    assert list_shared(case.service, abroad.consul, code) == []
    with abroad.twice.case.service.database.reading(abroad.consul) as connection:
        assert connection.execute(sa.select(share_table.c.id)).all() == []


def test_where_one_agency_keeps_the_whereabouts_from_somebody_the_others_record_tells_none(
    abroad: Abroad,
) -> None:
    case = abroad.twice.case
    code = "MX-HOSPITAL-GT-PGN-2"
    new = agreements.NewAgreement(
        code, "MX-HOSPITAL", "GT-PGN", "case_transfer", ("child.full_name", "child.event_place"), FIRST, FAR
    )
    agreements.enter(case.service, case.officer, new)
    agreements.confirm(case.service, case.second_officer, code)
    answer = shares.share(case.service, case.officer, code, abroad.twice.names[1], "consent", FAR)
    name = UUID(answer.body["share"])
    assert "event_place" in read_shared(case.service, abroad.pgn, code, name).fields
    flags.raise_flag(case.service, case.found, "A-1", "whereabouts_withheld_from", {"person": "Ramón Caal"})
    assert "event_place" not in read_shared(case.service, abroad.pgn, code, name).fields


@pytest.mark.parametrize("role", ["protection_officer", "reviewer"])
@pytest.mark.parametrize("how", ["flag", "hold"])
def test_abroad_no_record_is_there_of_a_child_with_an_asylum_request(
    twice: Twice, role: str, how: str
) -> None:
    case = twice.case
    case.settle()
    reader = person(case.service, agency(case.service, "GT-PGN"), role)
    at_home = person(case.service, agency(case.service, "MX-PFPNNA"), role)
    first = case.pair
    case.pair = twice.other
    assert {"records", "record_versions", "queue", "links"} <= set(speaks_of(case, reader))
    if how == "flag":
        flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential")
    else:
        holds.raise_hold(case.service, case.officer, first.child_name, "asylum", "lo piensa")
    for pair in (first, twice.other):
        case.pair = pair
        assert speaks_of(case, reader) == {}
        assert {"records", "queue"} <= set(speaks_of(case, at_home))
    twice.case.pair = first
    twice.split()
    case.pair = twice.other
    assert speaks_of(case, reader) == {}


def test_no_answer_about_another_record_tells_of_asylum(twice: Twice) -> None:
    case = twice.case
    case.settle()
    officer = person(case.service, agency(case.service, "GT-PGN"), "protection_officer")
    assert read_checklist(case.service, officer, twice.other)
    flags.raise_flag(case.service, case.found, "A-1", "asylum_confidential")
    never = Pair(case.pair.inquiry, 999)
    told = []
    for pair in (twice.other, never):
        with pytest.raises(NotFound) as refused:
            read_checklist(case.service, officer, pair)
        told.append((refused.value.code, refused.value.text))
        case.pair = pair
        with pytest.raises(NotFound) as refused:
            step(case, StepKind.TRAVEL_DOCUMENT, reader=officer)
        told.append((refused.value.code, refused.value.text))
    assert set(told) == {("no_pair", told[0][1])}


def test_where_the_request_was_made_both_records_stay(twice: Twice) -> None:
    case = twice.case
    officer = person(case.service, agency(case.service, "MX-PFPNNA"), "protection_officer")
    flags.raise_flag(case.service, twice.nurse, "H-1", "asylum_confidential")
    for pair in (case.pair, twice.other):
        assert read_checklist(case.service, officer, pair)
