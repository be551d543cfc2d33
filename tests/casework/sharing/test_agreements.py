"""When an agreement is in force, who signs it, and what can't be agreed with anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tracing.casework.agencies import AgencyKind
from tracing.casework.sharing.agreements import (
    Agreement,
    Proposal,
    SharePurpose,
    confirming_lacks,
    proposal_lacks,
    standing_of,
    why_not_in_force,
)

TODAY = date(2026, 3, 31)
SIGNED = Agreement(
    "MX-DIF-GT-PGN", SharePurpose.CASE_TRANSFER, frozenset({"child.full_name"}), date(2026, 1, 1), date(2026, 12, 31),
    confirmed=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("case", "agreement", "today", "standing"),
    [
        ("signed by two, between its days", SIGNED, TODAY, "agreement_in_force"),
        ("on its first day", SIGNED, date(2026, 1, 1), "agreement_in_force"),
        ("on its last day", SIGNED, date(2026, 12, 31), "agreement_in_force"),
        ("the day before its first", SIGNED, date(2025, 12, 31), "agreement_not_yet_valid"),
        ("the day after its last", SIGNED, date(2027, 1, 1), "agreement_expired"),
        ("signed by one person", replace(SIGNED, confirmed=False), TODAY, "agreement_unconfirmed"),
        ("ended by somebody", replace(SIGNED, ended=True), TODAY, "agreement_ended"),
        ("ended, and expired since", replace(SIGNED, ended=True), date(2027, 1, 1), "agreement_ended"),
    ],
)
def test_when_an_agreement_is_in_force(case: str, agreement: Agreement, today: date, standing: str) -> None:
    assert standing_of(agreement, today).code == standing, case
    refusal = why_not_in_force(agreement, today)
    assert (refusal is None) is (standing == "agreement_in_force")


def test_each_refusal_says_what_would_make_it_legal_and_which_rule_it_is() -> None:
    for agreement, today in ((replace(SIGNED, confirmed=False), TODAY), (SIGNED, date(2027, 1, 1))):
        refusal = why_not_in_force(agreement, today)
        assert refusal is not None
        assert "ICRC" in refusal.source
        assert "second signature" in refusal.en or "a new one is needed" in refusal.en


@pytest.mark.parametrize(
    ("agreement", "entered_by", "signs", "refusal"),
    [
        (replace(SIGNED, confirmed=False), 1, 2, None),
        (replace(SIGNED, confirmed=False), 1, 1, "second_person"),
        (SIGNED, 1, 2, "agreement_confirmed"),
        (replace(SIGNED, confirmed=False, ended=True), 1, 2, "agreement_ended"),
        (replace(SIGNED, confirmed=False, valid_until=date(2026, 3, 30)), 1, 2, "agreement_expired"),
        (replace(SIGNED, confirmed=False, valid_from=date(2026, 6, 1)), 1, 2, None),
    ],
)
def test_who_signs_as_the_second_person(
    agreement: Agreement, entered_by: int, signs: int, refusal: str | None
) -> None:
    found = confirming_lacks(agreement, entered_by, signs, TODAY)
    assert (None if found is None else found.code) == refusal


LAWFUL = Proposal(
    SharePurpose.CASE_TRANSFER, frozenset({"child.full_name", "child.event_place", "case.acts"}), TODAY,
    date(2027, 3, 31), AgencyKind.CHILD_PROTECTION, AgencyKind.CHILD_PROTECTION,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({}, []),
        ({"same_agency": True}, ["one_party"]),
        ({"sender_kind": AgencyKind.TRACING_OFFICE}, ["sender_holds_nothing"]),
        ({"receiver_kind": AgencyKind.OVERSIGHT}, ["receiver_reads_nothing"]),
        ({"receiver_kind": AgencyKind.TRACING_OFFICE}, ["receiver_reads_nothing"]),
        ({"purpose": SharePurpose.CONSULAR}, ["consulate_is_consular"]),
        ({"receiver_kind": AgencyKind.CONSULATE}, ["consulate_is_consular", "field_never_crosses"]),
        ({"valid_until": date(2026, 3, 30)}, ["days_reversed", "over_already"]),
        ({"fields": frozenset()}, ["no_field"]),
        ({"fields": frozenset({"child.asylum"})}, ["unknown_field"]),
        ({"fields": frozenset({"child.agency"})}, ["unknown_field"]),
        ({"fields": frozenset({"*"})}, ["unknown_field"]),
        # Where a child is reaches the protection officers of an authority, and no shelter.
        ({"receiver_kind": AgencyKind.SHELTER}, ["field_never_crosses"]),
    ],
)
def test_what_can_not_be_agreed(change: dict[str, object], faults: list[str]) -> None:
    assert [why.code for _, why in proposal_lacks(replace(LAWFUL, **change), TODAY)] == faults  # type: ignore[arg-type]


def test_a_consulate_agrees_on_name_and_birth_date_and_nothing_else() -> None:
    consular = replace(LAWFUL, purpose=SharePurpose.CONSULAR, receiver_kind=AgencyKind.CONSULATE)
    name = frozenset({"child.full_name", "child.birth_date"})
    assert proposal_lacks(replace(consular, fields=name), TODAY) == []
    for more in ("child.marks", "child.event_place", "child.notes", "inquiry.inquirer_name", "case.state"):
        (fault,) = proposal_lacks(replace(consular, fields=name | {more}), TODAY)
        assert fault[1].code == "field_never_crosses", more
