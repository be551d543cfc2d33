"""Placing children: what is refused, what needs a reason, who sees where a child lives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from tests.service.care.houses import GIRLS, Care, placement
from tests.service.cases import record_id
from tests.stages import staged
from tracing.casework.agencies import Side
from tracing.casework.care.placements import PLACEMENT_RULES
from tracing.casework.pseudonyms import pseudonym
from tracing.service import conflicts, flags, submission
from tracing.service.care.placement_views import list_placements, to_review
from tracing.service.care.placements import NewPlacement, correct_placement, place_child
from tracing.service.care.shelters import count_places, write_shelter
from tracing.service.context import Service
from tracing.service.erasure import erase_record
from tracing.service.errors import Conflict, Forbidden, Invalid, NotFound, NotYet
from tracing.service.sets.same import say
from tracing.service.trafficking.shields import shield
from tracing.store.database import Reader


@staged
def care(service: Service) -> Care:
    made = Care(service)
    made.house()
    made.child("A-1")
    return made


def stored(care: Care) -> int:
    with care.service.database.working() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM casework.placements")).scalar_one())


def name_of(care: Care, reference: str) -> str:
    return pseudonym(Side.CHILD, record_id(care.service, reference))


def correct(care: Care, new: NewPlacement, version: int = 1, number: int = 1, **other: Any) -> int:
    given = {"reason": "se trasladó", **other}
    answer = correct_placement(care.service, care.one, "A-1", number, version, new, **given)
    return int(answer.body["version"])


def test_from_a_shelter_to_hospital_and_back_to_a_foster_family(care: Care) -> None:
    assert care.place("A-1", 21).body == {"child": "A-1", "placement": 1, "version": 1, "warnings": []}
    correct(care, placement(21, ends=date(2026, 3, 24)))
    care.place("A-1", 24, kind="hospital", place="Hospital General", basis="emergency")
    correct(
        care,
        placement(24, kind="hospital", place="Hospital General", basis="emergency", ends=date(2026, 3, 26)),
        1,
        2,
    )
    care.place("A-1", 26, kind="foster_family", place="Familia Ical", note="habla q'eqchi'")
    found = list_placements(care.service, care.one, "A-1")
    assert [(one.kind.value, one.begins.day, one.ends and one.ends.day) for one in found] == [
        ("shelter", 21, 24),
        ("hospital", 24, 26),
        ("foster_family", 26, None),
    ]
    assert found[0].shelter == ("MX-ALBERGUE", "CASA-1")
    assert (found[2].place, found[2].note, found[2].placed_by[:12]) == (
        "Familia Ical",
        "habla q'eqchi'",
        "Procuraduría",
    )
    assert [one.review_on for one in found] == [None, None, date(2026, 6, 29)]


def test_every_version_stays(care: Care) -> None:
    care.place("A-1", 21)
    correct(care, placement(22), reason="llegó de noche")
    both = list_placements(care.service, care.officer, name_of(care, "A-1"), all_versions=True)
    assert [(one.version, one.begins.day, one.reason) for one in both] == [
        (1, 21, None),
        (2, 22, "llegó de noche"),
    ]
    assert [one.version for one in list_placements(care.service, care.one, "A-1")] == [2]


def test_what_was_entered_by_mistake_is_shown_with_the_versions_only_and_takes_no_place(care: Care) -> None:
    care.place("A-1", 21)
    correct(care, placement(21), void=True, reason="era otra niña")
    assert list_placements(care.service, care.one, "A-1") == []
    assert [one.void for one in list_placements(care.service, care.one, "A-1", True)] == [False, True]
    assert care.place("A-1", 21).body["placement"] == 2
    with pytest.raises(Conflict) as refused:
        correct(care, placement(21), version=2)
    assert refused.value.code == "void_stays"


# What is entered for a girl of 14 found on 20 March, who lives in CASA-1 since the 21st; today is 31 March.
REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("two places at once", {"begins": 25}, "/from", "overlap"),
    ("before it was found", {"begins": 19, "ends": date(2026, 3, 20)}, "/from", "before_found"),
    ("an end before the beginning", {"begins": 20, "ends": date(2026, 3, 19)}, "/until", "end_before_start"),
    ("an end to come", {"begins": 20, "ends": date(2026, 4, 2)}, "/until", "end_in_future"),
    ("no shelter named", {"begins": 20, "shelter": None}, "/shelter", "shelter_missing"),
    ("a shelter that there isn't", {"begins": 20, "shelter": ("MX-DIF", "X")}, "/shelter", "shelter_missing"),
    ("a family that has no name", {"begins": 20, "kind": "foster_family"}, "/place", "place_missing"),
    ("nobody who decided", {"begins": 20, "placed_by": " "}, "/placed_by", "placed_by_missing"),
    ("a migration station", {"begins": 20, "kind": "other", "place": "Estación Migratoria Siglo XXI"}, "/place", "detention"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "pointer", "rule"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_impossible_is_refused_and_nothing_is_stored(
    care: Care, given: dict[str, Any], pointer: str, rule: str
) -> None:
    care.place("A-1", 21)
    with pytest.raises(Invalid) as refused:
        care.place("A-1", **given)
    faults = {fault.pointer: fault for fault in refused.value.fields}
    assert faults[pointer].reason == PLACEMENT_RULES[rule].says.en
    assert faults[pointer].mend
    assert stored(care) == 1


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"kind": "prison"}, "/kind"),
        ({"basis": "order"}, "/basis"),
        ({"note": "a\x00"}, "/note"),
        ({"placed_by": "a\nb"}, "/placed_by"),
        ({"answers": {"because": "x"}}, "/answers"),
        ({"answers": {"shelter_full": "x" * 2001}}, "/answers/shelter_full"),
        ({"kind": "other", "shelter": ("MX-ALBERGUE", "CASA-1"), "place": "x"}, "/shelter"),
    ],
)
def test_what_cannot_be_taken_names_its_field(care: Care, given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        care.place("A-1", **given)
    assert [fault.pointer for fault in refused.value.fields if fault.pointer == pointer]
    assert stored(care) == 0


def test_a_closed_shelter_takes_nobody_in_but_its_children_may_leave(care: Care) -> None:
    care.place("A-1", 21)
    closed = replace(GIRLS, version=1, open=False, valid_from=date(2026, 3, 20), reason="cerró")
    write_shelter(care.service, care.one, "MX-ALBERGUE", "CASA-1", closed)
    care.child("A-2")
    with pytest.raises(Invalid) as refused:
        care.place("A-2", 22)
    assert refused.value.code == "shelter_closed"
    assert correct(care, placement(21, ends=date(2026, 3, 24))) == 2


# Who else is placed in CASA-1 (girls and X of 12 to 17, two places), and what has to be answered.
WARNED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("a girl of 14", {}, []),
    ("a girl of 9", {"birth_date": "2016-05-01"}, ["shelter_age"]),
    ("a girl of whom only the year is known", {"birth_date": "2014"}, ["shelter_age_unsure"]),
    ("a girl of no known age", {"birth_date": None}, ["shelter_age_unsure"]),
    ("a boy", {"sex": "M"}, ["shelter_sex"]),
    ("a baby boy", {"sex": "M", "birth_date": "2025-01-01"}, ["shelter_age", "under_three", "shelter_sex"]),
]


@pytest.mark.parametrize(("facts", "codes"), [row[1:] for row in WARNED], ids=[row[0] for row in WARNED])
def test_a_shelter_that_does_not_suit_needs_a_reason(
    care: Care, facts: dict[str, Any], codes: list[str]
) -> None:
    care.child("A-2", **facts)
    if codes:
        with pytest.raises(NotYet) as refused:
            care.place("A-2")
        assert [fault.pointer for fault in refused.value.fields] == [f"/answers/{code}" for code in codes]
        assert stored(care) == 0
    answers = dict.fromkeys(codes, "no hay otro lugar esta noche")
    assert care.place("A-2", answers=answers).body["warnings"] == codes
    (one,) = list_placements(care.service, care.one, "A-2")
    assert [(warning.code, reason) for warning, reason in one.answered] == list(answers.items())


def test_a_full_shelter_needs_a_reason_whoever_fills_it(care: Care) -> None:
    care.child("D-1", care.two)
    care.child("D-2", care.two)
    care.place("A-1", 21)
    care.place("D-1", 22, care.two)
    with pytest.raises(NotYet) as refused:
        care.place("D-2", 23, care.two)
    assert [fault.pointer for fault in refused.value.fields] == ["/answers/shelter_full"]
    care.place("D-2", 23, care.two, answers={"shelter_full": "una noche, en el comedor"})
    # A child that leaves makes room in the same night, and is asked nothing for leaving.
    assert correct(care, placement(21, ends=date(2026, 3, 31))) == 2


def test_the_last_bed_is_given_once(care: Care) -> None:
    """Two workers place two children at the same moment; one of them is asked why."""
    care.place("A-1", 21)
    care.child("A-2")
    care.child("D-1", care.two)

    def tried(child: str, worker: Reader) -> str:
        try:
            care.place(child, 22, worker)
        except NotYet as refused:
            return refused.code
        return "placed"

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(tried, ("A-2", "D-1"), (care.one, care.two)))
    assert sorted(ends) == ["placed", "unanswered"]


def test_a_shelter_that_was_full_in_one_night_only_needs_a_reason(care: Care) -> None:
    for child in ("A-2", "A-3"):
        care.child(child)
        care.place(child, 23, ends=date(2026, 3, 24))
    with pytest.raises(NotYet):
        care.place("A-1", 21)
    assert care.place("A-1", 24).body["warnings"] == []


def test_brothers_and_sisters_apart_need_a_reason(care: Care) -> None:
    care.house("CASA-2")
    for child in ("B-1", "B-2", "B-3"):
        care.child(child, group_id="familia-7")
    care.place("B-1", 21)
    with pytest.raises(NotYet) as refused:
        care.place("B-2", 21, shelter=("MX-ALBERGUE", "CASA-2"))
    (fault,) = refused.value.fields
    assert fault.pointer == "/answers/siblings_apart"
    assert "who helps doesn't separate" in fault.reason
    care.place("B-2", 21)
    answers = {"siblings_apart": "necesita enfermería", "shelter_full": "no"}
    care.place("B-3", 21, shelter=("MX-ALBERGUE", "CASA-2"), answers=answers)
    assert list_placements(care.service, care.one, "B-3")[0].answered[0][0].code == "siblings_apart"


def test_children_of_other_groups_agencies_or_crowds_are_not_kept_together(care: Care) -> None:
    care.house("CASA-2", places=50)
    elsewhere = {"shelter": ("MX-ALBERGUE", "CASA-2")}
    care.child("B-1", group_id="familia-7")
    care.child("D-1", care.two, group_id="familia-7")
    care.child("B-2", group_id="familia-8")
    care.place("B-1", 21)
    care.place("D-1", 21, care.two, **elsewhere)
    care.place("B-2", 21, **elsewhere)
    for n in range(14):
        care.child(f"C-{n}", group_id="autobús")
    care.place("C-0", 21, **elsewhere)
    care.place("C-1", 21, kind="other", place="Casa de la parroquia")


def test_relatives_in_an_emergency_need_a_reason(care: Care) -> None:
    given = {"kind": "own_relatives", "place": "tía materna", "basis": "emergency"}
    with pytest.raises(NotYet) as refused:
        care.place("A-1", **given)
    assert [fault.pointer for fault in refused.value.fields] == ["/answers/relatives_unassessed"]
    care.place("A-1", **{**given, "basis": "best_interests"})


def test_a_shelter_for_survivors_is_for_those_with_that_flag(care: Care) -> None:
    care.house("CASA-3", kind="trafficking", confidential=True, confidential_by="Protocolo de Palermo")
    there = {"shelter": ("MX-ALBERGUE", "CASA-3")}
    with pytest.raises(NotYet) as refused:
        care.place("A-1", **there)
    assert [fault.pointer for fault in refused.value.fields] == ["/answers/shelter_kind"]
    flags.raise_flag(care.service, care.one, "A-1", "trafficking_concern")
    assert care.place("A-1", **there).body["warnings"] == []


def test_where_a_child_lives_is_seen_by_its_own_workers_and_protection_officers_alone(care: Care) -> None:
    care.place("A-1")
    assert list_placements(care.service, care.one, "A-1")
    assert list_placements(care.service, care.officer, name_of(care, "A-1"))
    for reader in (
        care.family,
        care.reviewer,
        care.administrator,
        Reader("consulate", 1, 1),
        Reader("auditor", 1, 1),
    ):
        for name in ("A-1", name_of(care, "A-1")):
            with pytest.raises(Forbidden):
                list_placements(care.service, reader, name)
            with pytest.raises(Forbidden):
                place_child(care.service, reader, name, placement())
    # Another agency of the found side has no such child, whether or not there is one.
    for name in ("A-1", "A-9"):
        with pytest.raises(NotFound, match="isn't your agency's"):
            list_placements(care.service, care.two, name)


def test_where_a_shielded_child_lives_is_seen_by_protection_officers_alone(care: Care) -> None:
    care.place("A-1")
    name = name_of(care, "A-1")
    shield(care.service, care.officer, name, "la buscan", date(2026, 4, 30))
    with pytest.raises(NotFound):
        list_placements(care.service, care.one, "A-1")
    with pytest.raises(NotFound):
        care.place("A-1", 25)
    assert len(list_placements(care.service, care.officer, name)) == 1
    # It still takes its place: nobody counts one bed too many.
    nights = count_places(
        care.service, care.one, "MX-ALBERGUE", "CASA-1", date(2026, 3, 21), date(2026, 3, 21)
    )
    assert [night.taken for night in nights] == [1]


def test_an_officer_who_declared_the_child_to_be_of_the_family_does_not_place_it(care: Care) -> None:
    conflicts.declare(care.service, care.officer, name_of(care, "A-1"))
    with pytest.raises(Forbidden) as refused:
        care.place(name_of(care, "A-1"), worker=care.officer)
    assert refused.value.code == "conflict_of_interest"


def test_a_withdrawn_record_gets_no_new_place_and_the_old_one_can_be_ended(care: Care) -> None:
    care.place("A-1", 21)
    submission.withdraw(care.service, care.one, "child", "A-1", reason="con su familia")
    for attempt in (
        lambda: care.place("A-1", 25),
        lambda: correct(care, placement(21, kind="other", place="Casa de la parroquia")),
    ):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == "record_withdrawn"
        assert refused.value.mend
    assert correct(care, placement(21, ends=date(2026, 3, 30))) == 2


def test_nothing_of_a_placement_lies_open_in_the_database_or_the_audit(care: Care) -> None:
    care.place(
        "A-1",
        kind="foster_family",
        place="Familia Ical",
        note="junto al mercado",
        answers={"shelter_full": "secreto"},
    )
    with care.service.database.working() as connection:
        everything = "\n".join(
            connection.execute(sa.text("SELECT t\\:\\:text FROM casework.placements t")).scalars()
        )
    with care.service.database.reading(Reader("auditor")) as connection:
        everything += "\n".join(
            connection.execute(sa.text("SELECT a\\:\\:text FROM casework.audit a")).scalars()
        )
    assert not [word for word in ("Ical", "mercado", "secreto", "oficio") if word in everything]
    assert "place_child" in everything


def test_placements_go_with_the_record(care: Care) -> None:
    care.place("A-1")
    correct(care, placement(21, ends=date(2026, 3, 24)))
    assert stored(care) == 2
    erase_record(care.service, record_id(care.service, "A-1"), Reader("worker", purpose="test"), "asked")
    assert stored(care) == 0


def test_what_was_read_is_what_is_corrected(care: Care) -> None:
    care.place("A-1")
    for version in (2, 7):
        with pytest.raises(Conflict) as refused:
            correct(care, placement(22), version=version)
        assert refused.value.code == "version_changed"
    with pytest.raises(NotFound):
        correct(care, placement(22), number=2)
    with pytest.raises(Invalid) as missing:
        correct(care, placement(22), reason=" ")
    assert missing.value.code == "reason_missing"


def test_the_same_placement_sent_again_is_one(care: Care) -> None:
    answers = [place_child(care.service, care.one, "A-1", placement(), "clave-1") for _ in range(2)]
    assert [answer.repeated for answer in answers] == [False, True]
    assert answers[0].body == answers[1].body
    assert stored(care) == 1


def test_an_emergency_is_looked_at_again_in_two_weeks_and_other_placements_in_three_months(
    care: Care,
) -> None:
    care.child("A-2")
    care.child("D-1", care.two)
    care.place("A-1", 21, basis="emergency")
    care.place("A-2", 21)
    care.place("D-1", 21, care.two, kind="hospital", place="Hospital", basis="emergency")

    def due(reader: Reader) -> list[str | None]:
        return [one.reference or one.child for one in to_review(care.service, reader)]

    assert due(care.one) == []
    care.clock.move(days=13)
    assert due(care.one) == []
    care.clock.move(days=1)
    assert due(care.one) == ["A-1"]
    assert due(care.officer) == [name_of(care, "A-1"), name_of(care, "D-1")]
    # Looked at again: it stays.
    correct(care, placement(21, basis="emergency"), reason="revisado: se queda")
    assert due(care.one) == []
    care.clock.move(days=76)
    assert set(due(care.one)) == {"A-1", "A-2"}
    with pytest.raises(Forbidden):
        due(care.family)


# One child, several records


def joined(care: Care) -> None:
    """The authority has recorded the child as well, as B-1; a reviewer says so."""
    care.child("B-1", care.two)
    pair = [name_of(care, reference) for reference in ("A-1", "B-1")]
    say(care.service, care.reviewer, "confirm", pair, ["met_in_person"])


def test_a_child_is_in_one_place_in_a_night_whoever_recorded_it(care: Care) -> None:
    joined(care)
    care.place("A-1", 21)
    with pytest.raises(Invalid) as refused:
        care.place("B-1", 24, care.two, kind="hospital", place="Hospital General", basis="emergency")
    assert [fault.pointer for fault in refused.value.fields] == ["/from"]
    correct(care, placement(21, ends=date(2026, 3, 24)))
    answer = care.place("B-1", 24, care.two, kind="hospital", place="Hospital General", basis="emergency")
    assert answer.status == 201


def test_a_stay_that_overlaps_one_of_another_record_can_still_be_ended(care: Care) -> None:
    care.child("B-1", care.two)
    care.place("A-1", 21)
    care.place("B-1", 22, care.two)
    pair = [name_of(care, reference) for reference in ("A-1", "B-1")]
    say(care.service, care.reviewer, "confirm", pair, ["met_in_person"])
    with pytest.raises(Invalid):
        correct(care, placement(20))
    assert correct(care, placement(21, ends=date(2026, 3, 23))) == 2
