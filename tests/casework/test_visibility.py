"""The matrix of brief I6, field by field, and that nothing outside it ever comes through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.casework.agencies import Side
from tracing.casework.roles import Role
from tracing.casework.visibility import (
    REVEAL_STEPS,
    Relation,
    Seen,
    Show,
    group_of,
    may_reveal,
    pseudonym,
    seen,
    sees_flags,
    sees_score,
    show,
)
from tracing.records.schema import CHILD_COLUMNS, INQUIRY_COLUMNS, LIST_COLUMNS

CHILD, INQUIRY = Side.CHILD, Side.INQUIRY
OWN, REVIEW, OTHER = Relation.OWN, Relation.REVIEW, Relation.OTHER
COLUMNS = {CHILD: CHILD_COLUMNS, INQUIRY: INQUIRY_COLUMNS}

FOUND: dict[str, object] = {
    "record_id": "DIF-2026-118",
    "agency": "MX-DIF",
    "given_names": "Wendy Maribel",
    "first_surname": "Caal",
    "sex": "F",
    "birth_date": "2014-06-03",
    "mother_name": "Petrona Tzub",
    "origin_country": "GT",
    "origin_admin1": "Alta Verapaz",
    "origin_locality": "aldea Chicoj",
    "phones": ["50255501234"],
    "marks": "cicatriz en la ceja izquierda",
    "event_date": "2026-02-11",
    "event_place": "Albergue Las Ceibas, Tapachula",
    "notes": "dice que pedirá refugio",
}


def _seen(
    role: Role, relation: Relation, revealed: tuple[str, ...] = (), side: Side = CHILD, **more: object
) -> Seen:
    return seen(role, relation, side, {**FOUND, **more}, revealed, record_id=7, region="MX-CHP")


# column → how a reviewer sees it in a pair under review: of the child found, of the inquiry.
REVIEWED = {
    "record_id": ("pseudonym", "pseudonym"),
    "agency": ("region", "region"),
    "given_names": ("on_request", "on_request"),
    "first_surname": ("on_request", "on_request"),
    "second_surname": ("on_request", "on_request"),
    "full_name": ("on_request", "on_request"),
    "aliases": ("on_request", "on_request"),
    "sex": ("shown", "shown"),
    "birth_date": ("on_request", "on_request"),
    "age": ("shown", "shown"),
    "age_date": ("shown", "shown"),
    "nationality": ("shown", "shown"),
    "origin_country": ("shown", "shown"),
    "origin_admin1": ("shown", "shown"),
    "origin_admin2": ("on_request", "on_request"),
    "origin_locality": ("on_request", "on_request"),
    "origin_text": ("on_request", "on_request"),
    "languages": ("shown", "shown"),
    "mother_name": ("on_request", "on_request"),
    "father_name": ("on_request", "on_request"),
    "caregiver_name": ("on_request", "on_request"),
    "siblings": ("on_request", "on_request"),
    "phones": ("on_request", "pseudonym"),
    "documents": ("on_request", "on_request"),
    "marks": ("on_request", "on_request"),
    "event_date": ("shown", "shown"),
    "event_place": ("region", "region"),
    "group_id": ("flag", "flag"),
    "inquirer_name": ("hidden", "pseudonym"),
    "inquirer_relation": ("hidden", "shown"),
    "notes": ("flag", "flag"),
}


@pytest.mark.parametrize("column", INQUIRY_COLUMNS)
def test_what_a_reviewer_sees_of_a_pair(column: str) -> None:
    of_child, of_inquiry = REVIEWED[column]
    assert show(Role.REVIEWER, REVIEW, CHILD, column) == of_child
    assert show(Role.REVIEWER, REVIEW, INQUIRY, column) == of_inquiry


# role → relation → which side's records it sees whole. Everything else is hidden from it.
WHOLE = {
    Role.FOUND_WORKER: {(OWN, CHILD)},
    Role.FAMILY_WORKER: {(OWN, INQUIRY)},
    Role.AGENCY: {(OWN, CHILD), (OWN, INQUIRY)},
    Role.PROTECTION_OFFICER: {(r, s) for r in Relation for s in Side},
    Role.REVIEWER: set(),
    Role.CONSULATE: set(),
    Role.AUDITOR: set(),
    Role.STATISTICS: set(),
    Role.ANALYST: set(),
    Role.ADMINISTRATOR: set(),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("side", Side)
def test_records_are_seen_whole_or_not_at_all_outside_a_review(
    role: Role, relation: Relation, side: Side
) -> None:
    if (role, relation) == (Role.REVIEWER, REVIEW):
        return  # The table above.
    expected = Show.SHOWN if (relation, side) in WHOLE[role] else Show.HIDDEN
    assert {show(role, relation, side, column) for column in COLUMNS[side]} == {expected}


@pytest.mark.parametrize(
    "role", [Role.CONSULATE, Role.AUDITOR, Role.STATISTICS, Role.ANALYST, Role.ADMINISTRATOR]
)
def test_who_has_no_record_to_see_gets_no_pseudonym_either(role: Role) -> None:
    for relation in Relation:
        got = _seen(role, relation)
        assert got.pseudonym is None
        assert got.fields == {}
        assert got.revealable == ()


def test_the_family_side_sees_nothing_of_a_child_found() -> None:
    for relation in Relation:
        assert _seen(Role.FAMILY_WORKER, relation, tuple(FOUND)).fields == {}


def test_a_found_side_worker_sees_nothing_of_the_inquirer() -> None:
    asked = {**FOUND, "inquirer_name": "Petrona Tzub", "inquirer_relation": "mother"}
    for relation in Relation:
        assert seen(Role.FOUND_WORKER, relation, INQUIRY, asked, tuple(asked), record_id=8).fields == {}


def test_a_reviewer_starts_with_what_tells_nobody_who_the_child_is() -> None:
    got = _seen(Role.REVIEWER, REVIEW)
    assert got.pseudonym == pseudonym(CHILD, 7)
    assert got.fields == {
        "record_id": pseudonym(CHILD, 7),
        "agency": "MX",
        "sex": "F",
        "origin_country": "GT",
        "origin_admin1": "Alta Verapaz",
        "event_date": "2026-02-11",
        "event_place": "MX-CHP",
        "group_id": False,
        "notes": True,
    }
    assert got.revealable == ("given_names", "first_surname", "birth_date")
    assert {"event_place", "agency", "notes", "record_id"} <= set(got.withheld)


def test_a_reviewer_reveals_step_by_step() -> None:
    names = _seen(Role.REVIEWER, REVIEW, ("given_names",))
    assert names.fields["given_names"] == "Wendy Maribel"
    assert "first_surname" not in names.fields
    assert names.revealable == ("first_surname", "birth_date", "origin_locality", "mother_name")
    family = _seen(Role.REVIEWER, REVIEW, ("given_names", "mother_name"))
    assert {"phones", "marks"} <= set(family.revealable)
    assert family.fields["mother_name"] == "Petrona Tzub"


@pytest.mark.parametrize(
    ("column", "revealed", "refusal"),
    [
        ("given_names", (), None),
        ("mother_name", (), "later_step"),
        ("mother_name", ("birth_date",), None),
        ("phones", ("birth_date",), "later_step"),
        ("phones", ("birth_date", "mother_name"), None),
        ("event_place", ("birth_date",), "not_revealed"),
        ("agency", (), "not_revealed"),
        ("notes", ("birth_date",), "not_revealed"),
        ("record_id", (), "not_revealed"),
        ("inquirer_name", (), "not_revealed"),
        ("no_such_column", (), "not_revealed"),
    ],
)
def test_what_a_reviewer_may_reveal_next(column: str, revealed: tuple[str, ...], refusal: str | None) -> None:
    said = may_reveal(Role.REVIEWER, REVIEW, CHILD, FOUND, column, revealed)
    assert (said.code if said else None) == refusal


def test_a_record_without_names_does_not_lock_the_steps_behind_them() -> None:
    unnamed = {"sex": "M", "marks": "lunar en el cuello"}
    assert may_reveal(Role.REVIEWER, REVIEW, CHILD, unnamed, "marks") is None


def test_every_field_on_request_has_a_step() -> None:
    stepped = {group for step in REVEAL_STEPS for group in step}
    for side in Side:
        for column in COLUMNS[side]:
            on_request = show(Role.REVIEWER, REVIEW, side, column) is Show.ON_REQUEST
            assert (group_of(column, side) in stepped) == on_request


@pytest.mark.parametrize("column", INQUIRY_COLUMNS)
def test_every_column_of_the_contract_stands_in_the_matrix(column: str) -> None:
    assert group_of(column, INQUIRY) is not None


def test_a_column_that_the_contract_does_not_know_never_comes_through() -> None:
    for role in Role:
        for relation in Relation:
            got = _seen(role, relation, ("shelter_address",), shelter_address="Calle 5")
            assert "shelter_address" not in got.fields


@given(
    role=st.sampled_from(Role),
    relation=st.sampled_from(Relation),
    side=st.sampled_from(Side),
    filled=st.sets(st.sampled_from([*INQUIRY_COLUMNS, "unknown"])),
    revealed=st.sets(st.sampled_from([*INQUIRY_COLUMNS, "unknown"])),
)
def test_nothing_outside_the_matrix_ever_comes_through(
    role: Role, relation: Relation, side: Side, filled: set[str], revealed: set[str]
) -> None:
    # Each value names its column, so that one can be told in what comes out, wherever it stands.
    content: dict[str, object] = {
        c: [f"<{c}>", f"<{c}>"] if c in LIST_COLUMNS else f"XX<{c}>" for c in filled
    }
    got = seen(role, relation, side, content, tuple(revealed), record_id=99, region="MX-CHP")
    out = repr(got.fields)
    for column in [*INQUIRY_COLUMNS, "unknown"]:
        how = show(role, relation, side, column)
        allowed = how is Show.SHOWN or (how is Show.ON_REQUEST and column in revealed)
        assert (f"<{column}>" in out) == (allowed and column in filled)
    assert set(got.fields) <= set(COLUMNS[side])
    assert not set(got.revealable) & (set(got.withheld) | set(got.fields))


def test_what_is_withheld_does_not_tell_what_is_filled() -> None:
    empty = seen(Role.REVIEWER, REVIEW, CHILD, {}, record_id=7)
    assert empty.withheld == _seen(Role.REVIEWER, REVIEW).withheld


# role, relation, side → flags
FLAGS = {
    (Role.FOUND_WORKER, OWN, CHILD): Show.SHOWN,
    (Role.AGENCY, OWN, CHILD): Show.SHOWN,
    (Role.REVIEWER, REVIEW, CHILD): Show.FLAG,
    (Role.REVIEWER, REVIEW, INQUIRY): Show.FLAG,
}


@pytest.mark.parametrize("role", Role)
def test_asylum_and_abuse_are_known_to_protection_officers_and_the_childs_own_agency(role: Role) -> None:
    for relation in Relation:
        for side in Side:
            expected = FLAGS.get((role, relation, side), Show.HIDDEN)
            if role is Role.PROTECTION_OFFICER:
                expected = Show.SHOWN
            assert sees_flags(role, relation, side) is expected


@pytest.mark.parametrize(
    ("role", "relation", "side", "reviewed", "score"),
    [
        (Role.REVIEWER, REVIEW, CHILD, False, True),
        (Role.REVIEWER, OTHER, CHILD, True, False),
        (Role.PROTECTION_OFFICER, OTHER, CHILD, False, True),
        (Role.ANALYST, OTHER, CHILD, False, True),
        (Role.FOUND_WORKER, OWN, CHILD, False, False),
        (Role.FOUND_WORKER, OWN, CHILD, True, True),
        (Role.FOUND_WORKER, OTHER, CHILD, True, False),
        (Role.FAMILY_WORKER, OWN, INQUIRY, True, False),
        (Role.AGENCY, OWN, INQUIRY, True, False),
        (Role.AGENCY, OWN, CHILD, True, False),
        (Role.CONSULATE, OTHER, CHILD, True, False),
        (Role.AUDITOR, OTHER, CHILD, True, False),
        (Role.STATISTICS, OTHER, CHILD, True, False),
        (Role.ADMINISTRATOR, OTHER, CHILD, True, False),
    ],
)
def test_who_sees_the_score(role: Role, relation: Relation, side: Side, reviewed: bool, score: bool) -> None:
    assert sees_score(role, relation, side, reviewed=reviewed) is score


def test_in_blind_mode_the_score_comes_after_the_first_judgement() -> None:
    assert not sees_score(Role.REVIEWER, REVIEW, CHILD, blind=True)
    assert sees_score(Role.REVIEWER, REVIEW, CHILD, blind=True, judged=True)
    assert not sees_score(Role.PROTECTION_OFFICER, REVIEW, CHILD, blind=True)


@given(st.integers(0, 2**62), st.integers(0, 2**62), st.sampled_from(Side))
def test_pseudonyms_stay_and_are_never_shared(one: int, other: int, side: Side) -> None:
    assert pseudonym(side, one) == pseudonym(side, one)
    assert (pseudonym(side, one) == pseudonym(side, other)) == (one == other)
    assert pseudonym(CHILD, one) != pseudonym(INQUIRY, one)


def test_the_pseudonyms_of_a_hundred_thousand_neighbours_are_all_different() -> None:
    assert len({pseudonym(CHILD, n) for n in range(100_000)}) == 100_000
