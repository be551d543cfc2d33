"""Which records are of one child, as people say: tables of what may be said and what follows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing.casework.sets.same import (
    SAME_REASONS,
    Known,
    SameAct,
    SameActKind,
    set_of,
    sets_after,
    step_lacks,
)

CONFIRM, SPLIT, APART = SameActKind
BORDER, SHELTER, HOSPITAL, BROTHER = 1, 2, 3, 4
ANA, BETO = 10, 11


def act(kind: SameActKind, *records: int, person: int = ANA, number: int = 0) -> SameAct:
    return SameAct(number, kind, frozenset(records), person)


def acts(*said: tuple[SameActKind, tuple[int, ...]]) -> list[SameAct]:
    return [act(kind, *records, number=n) for n, (kind, records) in enumerate(said, 1)]


CHILDREN = {record: Known("child", live=True) for record in (BORDER, SHELTER, HOSPITAL, BROTHER)}


@pytest.mark.parametrize(
    ("said", "sets"),
    [
        ([], []),
        ([(CONFIRM, (BORDER, SHELTER))], [{BORDER, SHELTER}]),
        # The hospital's record joins when all three are named.
        (
            [(CONFIRM, (BORDER, SHELTER)), (CONFIRM, (BORDER, SHELTER, HOSPITAL))],
            [{BORDER, SHELTER, HOSPITAL}],
        ),
        # Nobody is joined through a record that resembles two: who wasn't named stays outside.
        ([(CONFIRM, (BORDER, SHELTER)), (CONFIRM, (SHELTER, BROTHER))], [{SHELTER, BROTHER}]),
        ([(CONFIRM, (BORDER, SHELTER, HOSPITAL)), (SPLIT, (HOSPITAL,))], [{BORDER, SHELTER}]),
        ([(CONFIRM, (BORDER, SHELTER)), (SPLIT, (SHELTER,))], []),
        ([(CONFIRM, (BORDER, SHELTER)), (APART, (SHELTER, BROTHER))], [{BORDER, SHELTER}]),
    ],
)
def test_sets_follow_from_what_was_said(
    said: list[tuple[SameActKind, tuple[int, ...]]], sets: list[set[int]]
) -> None:
    assert sets_after(acts(*said)) == [frozenset(one) for one in sets]


@pytest.mark.parametrize(
    ("made", "reasons", "note", "before", "lacks"),
    [
        (act(CONFIRM, BORDER, SHELTER), ["same_document"], None, [], []),
        (act(CONFIRM, BORDER), ["same_document"], None, [], ["two_records"]),
        (act(CONFIRM, BORDER, SHELTER), [], None, [], ["reason_missing"]),
        (act(CONFIRM, BORDER, SHELTER), ["twin"], None, [], ["reason_missing"]),
        (act(CONFIRM, BORDER, SHELTER), ["other"], " ", [], ["note_missing"]),
        (act(CONFIRM, BORDER, 99), ["same_document"], None, [], ["not_live"]),
        # A set grows only when all of it is named.
        (act(CONFIRM, SHELTER, HOSPITAL), ["same_document"], None, [(CONFIRM, (BORDER, SHELTER))], ["whole_set"]),
        (act(CONFIRM, BORDER, SHELTER, HOSPITAL), ["same_document"], None, [(CONFIRM, (BORDER, SHELTER))], []),
        # What somebody told apart is joined by another person, who says why.
        (act(CONFIRM, BORDER, BROTHER), ["same_document"], "acta", [(APART, (BORDER, BROTHER))], ["told_apart"]),
        (act(CONFIRM, BORDER, BROTHER, person=BETO), ["same_document"], None, [(APART, (BORDER, BROTHER))],
         ["told_apart"]),
        (act(CONFIRM, BORDER, BROTHER, person=BETO), ["same_document"], "acta", [(APART, (BORDER, BROTHER))], []),
        (act(SPLIT, SHELTER), ["mistake"], None, [(CONFIRM, (BORDER, SHELTER))], []),
        (act(SPLIT, SHELTER), ["mistake"], None, [], ["not_in_set"]),
        (act(APART, BORDER, BROTHER), ["sibling"], None, [], []),
        (act(APART, BORDER, SHELTER), ["namesake"], None, [(CONFIRM, (BORDER, SHELTER))], ["in_one_set"]),
    ],
)  # fmt: skip
def test_what_an_act_lacks(
    made: SameAct,
    reasons: list[str],
    note: str | None,
    before: list[tuple[SameActKind, tuple[int, ...]]],
    lacks: list[str],
) -> None:
    assert list(step_lacks(made, reasons, note, acts(*before), CHILDREN).codes) == lacks


@pytest.mark.parametrize(
    ("known", "lack"),
    [
        (Known("inquiry", live=True), "one_side"),
        (Known("child", live=False), "not_live"),
        (Known("child", live=True, submitters=frozenset({ANA})), "own_submission"),
        (Known("child", live=True, conflicted=frozenset({ANA})), "conflict_of_interest"),
    ],
)
def test_whose_records_nobody_joins(known: Known, lack: str) -> None:
    lacks = step_lacks(
        act(CONFIRM, BORDER, SHELTER), ["same_document"], None, [], {**CHILDREN, SHELTER: known}
    )
    assert lacks.codes == (lack,)


said = st.lists(
    st.tuples(st.sampled_from(SameActKind), st.frozensets(st.integers(1, 6), min_size=1, max_size=4)),
    max_size=12,
)


@given(said)
def test_a_record_is_in_one_set_at_most_and_only_with_whom_it_was_named(
    said: list[tuple[SameActKind, frozenset[int]]],
) -> None:
    all_acts = [SameAct(n, kind, records, ANA) for n, (kind, records) in enumerate(said)]
    sets = sets_after(all_acts)
    members = [record for one in sets for record in one]
    assert len(members) == len(set(members))
    confirmed = [one.records for one in all_acts if one.kind is CONFIRM]
    for one in sets:
        assert len(one) > 1
        assert any(one <= named for named in confirmed)
        assert all(set_of(record, all_acts) == one for record in one)


def test_every_kind_has_reasons_of_its_own() -> None:
    assert set(SAME_REASONS) == set(SameActKind)
    for reasons in SAME_REASONS.values():
        assert len({reason.code for reason in reasons}) == len(reasons)
