"""What each kind of decision requires."""

from __future__ import annotations

import pytest

from tracing.casework.decisions import NOTE_LIMIT, REASONS, DecisionKind, lacking

POSSIBLE, NOT, LEAD = DecisionKind.POSSIBLE, DecisionKind.NOT_THIS_CHILD, DecisionKind.RELATIVE_LEAD
MORE, TWICE, BACK = DecisionKind.NEED_INFORMATION, DecisionKind.DUPLICATE_RECORD, DecisionKind.TAKEN_BACK


@pytest.mark.parametrize(
    ("kind", "reasons", "note", "takes_back", "missing"),
    [
        (POSSIBLE, ["names_agree", "parents_agree"], None, None, []),
        (POSSIBLE, [], None, None, ["reason_missing"]),
        (POSSIBLE, ["different_sex"], None, None, ["reason_unknown"]),
        (POSSIBLE, ["names_agree", "names_agree"], None, None, ["reason_twice"]),
        (POSSIBLE, ["other"], None, None, ["note_missing"]),
        (POSSIBLE, ["other"], "   ", None, ["note_missing"]),
        (POSSIBLE, ["other"], "Las dos mencionan el mismo perro.", None, []),
        (POSSIBLE, ["names_agree"], "x" * (NOTE_LIMIT + 1), None, ["note_too_long"]),
        (POSSIBLE, ["names_agree"], None, 4, ["takes_nothing_back"]),
        (NOT, ["twin"], None, None, []),
        (NOT, ["found_before_departure", "different_parents"], None, None, []),
        (LEAD, ["sibling"], None, None, []),
        (LEAD, ["names_agree"], None, None, ["reason_unknown"]),
        (MORE, ["interpreter"], None, None, []),
        (TWICE, ["child_twice"], None, None, ["which_record"]),
        (TWICE, ["child_twice"], "Es N-3K7Q2MF.", None, []),
        (BACK, ["mistake"], None, None, ["which_decision"]),
        (BACK, ["new_information"], None, 4, []),
        (BACK, [], "", None, ["reason_missing", "which_decision"]),
    ],
)
def test_what_a_decision_lacks(
    kind: DecisionKind, reasons: list[str], note: str | None, takes_back: int | None, missing: list[str]
) -> None:
    assert [lack.code for lack in lacking(kind, reasons, note, takes_back)] == missing


@pytest.mark.parametrize("kind", DecisionKind)
def test_every_kind_has_reasons_of_its_own_and_another(kind: DecisionKind) -> None:
    codes = [reason.code for reason in REASONS[kind]]
    assert codes[-1] == "other"
    assert len(codes) > 2
    assert lacking(kind, codes[:1], "Es N-3K7Q2MF.", 1 if kind is BACK else None) == ()
