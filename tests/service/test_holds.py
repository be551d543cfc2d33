"""Holds and flags (brief I4): what raises which, who learns of it, who lifts it, and what it does to a pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.accounts import Clock
from tests.service.cases import CONSENT, INQUIRY, Case, link_records, record_id
from tests.service.parties import agency, as_system, person
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service import conflicts, flags, holds, queue, submission, upkeep
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound
from tracing.service.pairs import Pair
from tracing.store.database import Reader
from tracing.store.tables import holds as hold_table
from tracing.store.tables import protection_flags


class Shelter:
    """A shelter that submits children, and the holds that the rules raise on them."""

    def __init__(self, service: Service) -> None:
        self.clock = Clock()
        self.service = replace(service, now=self.clock)
        self.worker = person(service, agency(service, "MX-ALBERGUE", "shelter", "child"), "found_worker")
        self.family = person(
            service, agency(service, "GT-BUSCA", "family_tracing", "inquiry"), "family_worker"
        )
        self.officer = person(
            service, agency(service, "GT-OFICINA", "tracing_office", ""), "protection_officer"
        )

    def child(self, reference: str, consent: bool = True, **facts: Any) -> None:
        named = {"record_id": reference, "full_name": f"Niña {reference} Apellido{reference}"}
        submission.submit(self.service, self.worker, "child", {**named, **facts})
        if consent:
            flags.raise_flag(self.service, self.worker, reference, "consent", CONSENT)

    def kinds(self, reference: str) -> list[str]:
        upkeep.keep_up(self.service)
        number = record_id(self.service, reference)
        with self.service.database.working() as connection:
            query = sa.select(hold_table.c.kind).where(
                hold_table.c.record_id == number, hold_table.c.lifted_at.is_(None)
            )
            return sorted(connection.execute(query).scalars())


@staged
def shelter(service: Service) -> Shelter:
    return Shelter(service)


@pytest.mark.parametrize(
    ("kind", "detail", "raised"),
    [
        ("asylum_confidential", {}, ["asylum"]),
        ("trafficking_concern", {"note": "un hombre guardaba sus papeles"}, ["trafficking_concern"]),
        ("child_refuses_tracing", {}, ["child_refuses"]),
        ("do_not_share_with_country", {"country": "GT"}, []),
        ("medical_need", {}, []),
        ("consent", {**CONSENT, "status": "refused"}, ["child_refuses"]),
        ("consent", {**CONSENT, "status": "withdrawn"}, ["consent_withdrawn"]),
        ("consent", {**CONSENT, "status": "unknown"}, ["consent_unknown"]),
    ],
)
def test_a_flag_raises_its_hold_at_once(
    shelter: Shelter, kind: str, detail: dict[str, str], raised: list[str]
) -> None:
    shelter.child("A-1")
    flags.raise_flag(shelter.service, shelter.worker, "A-1", kind, detail)
    assert shelter.kinds("A-1") == raised


def test_a_child_whose_consent_nobody_noted_is_on_hold(shelter: Shelter) -> None:
    shelter.child("A-1", consent=False)
    assert shelter.kinds("A-1") == ["consent_unknown"]


@pytest.mark.parametrize(
    ("children", "raised"),
    [
        # One telephone on three children who are no kin.
        ([{"phones": "+502 5555 0101"}] * 3, ["shared_phone"]),
        ([{"phones": "+502 5555 0101"}] * 2, []),
        # Written in three ways it is one telephone.
        (
            [{"phones": "+50255550101"}, {"phones": "(502) 5555-0101"}, {"phones": "+502 5555 0101"}],
            ["shared_phone"],
        ),
        # Brothers share what they like.
        (
            [{"phones": "+502 5555 0101", "first_surname": "Caal", "given_names": "Ana", "full_name": None}]
            * 3,
            [],
        ),
        ([{"phones": "+502 5555 0101", "mother_name": "Matilde Pop"}] * 3, []),
        ([{"phones": "+502 5555 0101", "group_id": "7"}] * 3, []),
        # One adult, known by name and telephone, on two.
        ([{"phones": "+502 5555 0101", "caregiver_name": "Rosa Ical"}] * 2, ["shared_adult"]),
        (
            [{"phones": "+502 5555 0101", "caregiver_name": n} for n in ("Rosa Ical", "ICAL ROSA")],
            ["shared_adult"],
        ),
        # A name alone is nobody: thousands share it.
        ([{"caregiver_name": "María López"}] * 3, []),
        ([{"domicilio": "4a calle 7-12, zona 1"}] * 3, ["shared_address"]),
        ([{"domicilio": "4a calle 7-12, zona 1"}, {"domicilio": "4a calle 7-13, zona 1"}, {}], []),
    ],
)
def test_what_several_unrelated_children_share(
    shelter: Shelter, children: list[dict[str, Any]], raised: list[str]
) -> None:
    for number, facts in enumerate(children):
        reference = f"A-{number}"
        named = {"full_name": f"Niña Apellido{'abcd'[number] * 3}"}
        shelter.child(reference, **{k: v for k, v in {**named, **facts}.items() if v is not None})
    assert [shelter.kinds(f"A-{number}") for number in range(len(children))] == [raised] * len(children)


def test_the_telephone_of_a_whole_shelter_alarms_nobody(shelter: Shelter) -> None:
    for number in range(31):
        name = f"Niña Apellido{chr(97 + number % 26)}{chr(97 + number // 26)}x"
        submission.submit(
            shelter.service, shelter.worker, "child",
            {"record_id": f"A-{number}", "full_name": name, "phones": "+52 962 555 0100"},
        )  # fmt: skip
    assert shelter.kinds("A-30") == ["consent_unknown"]


def test_a_withdrawn_record_shares_nothing(shelter: Shelter) -> None:
    for number in range(3):
        shelter.child(f"A-{number}", phones="+502 5555 0101", full_name=f"Niña Apellido{'abc'[number] * 3}")
        if number == 0:
            submission.withdraw(shelter.service, shelter.worker, "child", "A-0")
    assert (shelter.kinds("A-1"), shelter.kinds("A-2")) == ([], [])


@pytest.mark.parametrize(
    ("born", "raised"),
    [
        ("2008-04-01", []),  # the day before 18
        ("2008-03-31", ["turned_18"]),
        ("2008", ["turning_18"]),  # some day of the year
        ("2016", []),
    ],
)
def test_eighteen(shelter: Shelter, born: str, raised: list[str]) -> None:
    shelter.child("A-1", birth_date=born)
    assert shelter.kinds("A-1") == raised


def test_the_day_somebody_turns_18_comes_by_itself(shelter: Shelter) -> None:
    shelter.child("A-1", birth_date="2008-04-01")
    assert shelter.kinds("A-1") == []
    shelter.clock.move(days=1)
    upkeep.daily(shelter.service)
    assert shelter.kinds("A-1") == ["turned_18"]


def claim(case: Case, reference: str, **facts: Any) -> None:
    """Let another inquiry strongly claim the child."""
    named = {k: v for k, v in {**INQUIRY, "record_id": reference, **facts}.items() if v is not None}
    submission.submit(case.service, case.family, "inquiry", named)
    link_records(case.service, 1, Pair(record_id(case.service, reference), case.pair.child))
    upkeep.keep_up(case.service)


@pytest.mark.parametrize(
    ("facts", "raised"),
    [
        # Another mother.
        ({"inquirer_name": "Julia Tzul", "phones": ["+502 5555 0777"]}, ["conflicting_inquirers"]),
        # The grandmother, from the same telephone: one home.
        ({"inquirer_name": "Elena Xol", "inquirer_relation": "grandmother"}, []),
        ({"inquirer_name": "Elena Xol", "inquirer_relation": "grandmother", "phones": ["+502 5555 0777"]},
         ["conflicting_inquirers"]),
        # The mother, a second time.
        ({}, []),
    ],
)  # fmt: skip
def test_two_who_claim_one_child(case: Case, facts: dict[str, Any], raised: list[str]) -> None:
    claim(case, "F-2", **facts)
    found = holds.list_holds(case.service, case.officer, kind="conflicting_inquirers")
    assert [hold.kind.value for hold in found if hold.record == case.pair.child_name] == raised


@pytest.mark.parametrize(
    ("person_named", "raised"),
    [("Matilde POP Xol", True), ("Pop Xol, Matilde", True), ("Matilde Pop", False)],
)
def test_somebody_whom_a_flag_keeps_away_asks(case: Case, person_named: str, raised: bool) -> None:
    flags.raise_flag(case.service, case.found, "A-1", "no_contact_with", {"person": person_named})
    found = [hold.kind.value for hold in holds.list_holds(case.service, case.officer)]
    assert ("no_contact_with_inquirer" in found) is raised


def test_a_rule_raises_a_hold_once(shelter: Shelter) -> None:
    shelter.child("A-1", consent=False)
    for _ in range(3):
        submission.correct(
            shelter.service, shelter.worker, "child", "A-1", 1 + _, {"full_name": f"Niña Distinta{'abc'[_]}"}
        )
        assert shelter.kinds("A-1") == ["consent_unknown"]


def test_a_lifted_hold_comes_back_on_its_day(shelter: Shelter) -> None:
    shelter.child("A-1", consent=False)
    shelter.kinds("A-1")
    (hold,) = holds.list_holds(shelter.service, shelter.officer)
    on = shelter.clock.now.date() + timedelta(days=30)
    holds.lift_hold(shelter.service, shelter.officer, hold.id, "interés vital", on)
    shelter.clock.move(days=29)
    upkeep.daily(shelter.service)
    assert shelter.kinds("A-1") == []
    shelter.clock.move(days=1)
    upkeep.daily(shelter.service)
    assert shelter.kinds("A-1") == ["consent_unknown"]


@pytest.mark.parametrize(
    ("role", "kind", "may"),
    [
        ("reviewer", "coached_answers", True),
        ("reviewer", "asylum", False),
        ("reviewer", "family_violence", False),
        ("protection_officer", "asylum", True),
        ("found_worker", "coached_answers", False),
        ("family_worker", "coached_answers", False),
        ("auditor", "coached_answers", False),
    ],
)
def test_who_raises_which_hold(case: Case, role: str, kind: str, may: bool) -> None:
    reader = person(case.service, case.office, role)
    if may:
        assert holds.raise_hold(case.service, reader, case.pair.child_name, kind, "lo vi").status == 201
    else:
        with pytest.raises(Forbidden):
            holds.raise_hold(case.service, reader, case.pair.child_name, kind, "lo vi")


@pytest.mark.parametrize(
    ("kind", "reason", "pointer"),
    [
        ("sad", "lo vi", "/kind"),
        ("asylum", "", "/reason"),
        ("asylum", "x" * 2001, "/reason"),
        ("asylum", "\0", "/reason"),
    ],
)
def test_what_a_hold_lacks_is_named(case: Case, kind: str, reason: str, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        holds.raise_hold(case.service, case.officer, case.pair.child_name, kind, reason)
    assert [fault.pointer for fault in refused.value.fields] == [pointer]


@pytest.mark.parametrize("name", ["N-0000000", "nobody", pseudonym(Side.CHILD, 4711)])
def test_a_record_that_isnt_there_has_no_hold(case: Case, name: str) -> None:
    with pytest.raises(NotFound):
        holds.raise_hold(case.service, case.officer, name, "asylum", "lo vi")


def raised(case: Case) -> int:
    made = holds.raise_hold(case.service, case.officer, case.pair.child_name, "coached_answers", "de memoria")
    return int(made.body["hold"])


@pytest.mark.parametrize("who", ["one", "found", "family"])
def test_only_protection_officers_lift(case: Case, who: str) -> None:
    number = raised(case)
    with pytest.raises(Forbidden):
        holds.lift_hold(
            case.service, getattr(case, who), number, "ya", case.clock.now.date() + timedelta(days=9)
        )


@pytest.mark.parametrize(
    ("reason", "days", "pointers"),
    [
        ("", 30, ["/reason"]),
        ("visto", 0, ["/review_on"]),
        ("visto", None, ["/review_on"]),
        ("visto", 400, ["/review_on"]),
    ],
)
def test_lifting_needs_a_reason_and_a_day(
    case: Case, reason: str, days: int | None, pointers: list[str]
) -> None:
    number = raised(case)
    on = None if days is None else case.clock.now.date() + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        holds.lift_hold(case.service, case.officer, number, reason, on)
    assert [fault.pointer for fault in refused.value.fields] == pointers


def test_a_hold_is_lifted_once_and_not_by_somebody_in_conflict(case: Case) -> None:
    number, on = raised(case), case.clock.now.date() + timedelta(days=30)
    conflicts.declare(case.service, case.officer, case.pair.child_name)
    with pytest.raises(Forbidden, match="conflict of interest"):
        holds.lift_hold(case.service, case.officer, number, "visto", on)
    holds.lift_hold(case.service, case.second_officer, number, "visto", on)
    with pytest.raises(Conflict):
        holds.lift_hold(case.service, case.second_officer, number, "visto", on)
    with pytest.raises(NotFound):
        holds.lift_hold(case.service, case.second_officer, 4711, "visto", on)


def test_a_found_worker_reads_the_holds_of_her_own_children(case: Case) -> None:
    raised(case)
    (hold,) = holds.list_holds(case.service, case.found)
    assert (hold.reference, hold.kind.value) == ("A-1", "coached_answers")
    other = person(case.service, agency(case.service, "MX-OTRO", "shelter", "child"), "found_worker")
    assert holds.list_holds(case.service, other) == []
    for reader in (case.family, case.one):
        with pytest.raises(Forbidden):
            holds.list_holds(case.service, reader)


def test_a_hold_takes_the_pair_from_the_reviewers_queue_and_lifting_gives_it_back(case: Case) -> None:
    number = raised(case)
    assert queue.page(case.service, case.one) == []
    holds.lift_hold(case.service, case.officer, number, "visto", case.clock.now.date() + timedelta(days=30))
    assert [line.pair for line in queue.page(case.service, case.one)] == [case.pair]


# Flags


@pytest.mark.parametrize(
    ("kind", "detail", "pointers"),
    [
        ("sad", {}, ["/kind"]),
        ("consent", {}, ["/detail/status", "/detail/who", "/detail/on"]),
        ("consent", {**CONSENT, "status": "yes"}, ["/detail/status"]),
        ("consent", {**CONSENT, "on": "2036-01-01"}, ["/detail/on"]),
        ("no_contact_with", {}, ["/detail/person"]),
        ("do_not_share_with_country", {"country": "Guatemala"}, ["/detail/country"]),
        ("asylum_confidential", {"person": "Ana"}, ["/detail"]),
        ("asylum_confidential", {"note": "a\0b"}, ["/detail/note"]),
    ],
)
def test_what_a_flag_must_say(case: Case, kind: str, detail: dict[str, str], pointers: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        flags.raise_flag(case.service, case.found, "A-1", kind, detail)
    assert [fault.pointer for fault in refused.value.fields] == pointers


def test_what_a_flag_says_stands_encrypted_and_is_read_by_its_own_agency_and_officers(case: Case) -> None:
    flags.raise_flag(case.service, case.found, "A-1", "no_contact_with", {"person": "Bernabé Tot"})
    with case.service.database.working() as connection:
        stored = b" ".join(
            bytes(v) for v in connection.execute(sa.select(protection_flags.c.detail)).scalars()
        )
    assert b"Bernab" not in stored
    readers: list[tuple[Reader, str]] = [
        (case.found, "A-1"), (as_system(case.found), "A-1"), (case.officer, case.pair.child_name),
    ]  # fmt: skip
    for reader, name in readers:
        assert flags.list_flags(case.service, reader, name)[-1].detail == {"person": "Bernabé Tot"}
    for reader in (case.one, case.family):
        with pytest.raises(Forbidden):
            flags.list_flags(case.service, reader, case.pair.child_name)
    other = person(case.service, agency(case.service, "MX-OTRO", "shelter", "child"), "found_worker")
    with pytest.raises(NotFound):
        flags.list_flags(case.service, other, "A-1")


def test_only_protection_officers_end_a_flag_and_its_hold_stands(case: Case) -> None:
    flags.raise_flag(case.service, case.found, "A-1", "trafficking_concern")
    number = flags.list_flags(case.service, case.found, "A-1")[-1].id
    with pytest.raises(Forbidden):
        flags.end_flag(case.service, case.found, number)
    flags.end_flag(case.service, case.officer, number)
    with pytest.raises(NotFound):
        flags.end_flag(case.service, case.officer, number)
    assert [hold.kind.value for hold in holds.list_holds(case.service, case.officer)] == [
        "trafficking_concern"
    ]
    assert [f.kind.value for f in flags.list_flags(case.service, case.found, "A-1")] == ["consent"] * 2


def test_a_medical_need_makes_a_childs_pairs_urgent(case: Case) -> None:
    (before,) = queue.page(case.service, case.one)
    flags.raise_flag(case.service, case.found, "A-1", "medical_need", {"note": "diabetes"})
    upkeep.keep_up(case.service)
    (after,) = queue.page(case.service, case.one)
    assert after.position[0] - before.position[0] == 40 * 12 * 3600


def test_a_flag_is_raised_once_for_one_request(case: Case) -> None:
    for _ in range(2):
        flags.raise_flag(case.service, case.found, "A-1", "medical_need", key="f-1")
    kinds = [flag.kind.value for flag in flags.list_flags(case.service, case.found, "A-1")]
    assert kinds == ["consent", "consent", "medical_need"]


def test_holds_of_a_pair_are_those_on_its_two_records(case: Case) -> None:
    made = holds.raise_hold(case.service, case.officer, case.pair.child_name, "court_order", "juzgado")
    other = Pair(case.pair.inquiry, case.pair.inquiry)
    found = holds.list_holds(case.service, case.officer, pair=case.pair)
    assert made.body["hold"] in [hold.id for hold in found]
    assert made.body["hold"] not in [
        hold.id for hold in holds.list_holds(case.service, case.officer, pair=other)
    ]
