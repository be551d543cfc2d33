"""Who shields a record, what that needs, and that nobody opens again alone what they closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tracing.casework.roles import Role
from tracing.casework.trafficking.shielding import shielding_lacks, unshielding_lacks

TODAY = date(2026, 3, 31)
ANA, BEATRIZ = 1, 2


@pytest.mark.parametrize(
    ("role", "reason", "days", "conflicted", "lacks"),
    [
        ("protection_officer", "amenazas en el albergue", 30, False, []),
        ("protection_officer", "amenazas en el albergue", 180, False, []),
        ("protection_officer", "amenazas en el albergue", 181, False, ["shield_review"]),
        ("protection_officer", "amenazas en el albergue", 0, False, ["shield_review"]),
        ("protection_officer", "amenazas en el albergue", None, False, ["shield_review"]),
        ("protection_officer", "  ", 30, False, ["shield_reason"]),
        ("protection_officer", "", None, False, ["shield_reason", "shield_review"]),
        # It is of her own family: another one decides.
        ("protection_officer", "amenazas en el albergue", 30, True, ["shield_conflict"]),
        ("reviewer", "amenazas en el albergue", 30, False, ["shield_role"]),
        ("found_worker", "amenazas en el albergue", 30, False, ["shield_role"]),
    ],
)
def test_what_shielding_needs(
    role: str, reason: str, days: int | None, conflicted: bool, lacks: list[str]
) -> None:
    on = None if days is None else TODAY + timedelta(days=days)
    found = shielding_lacks(Role(role), reason, on, TODAY, conflicted=conflicted)
    assert [lack.code for lack in found] == lacks


@pytest.mark.parametrize(
    ("role", "person", "reason", "lacks"),
    [
        ("protection_officer", BEATRIZ, "ya no trabaja ahí", []),
        ("protection_officer", ANA, "ya no trabaja ahí", ["shield_second_person"]),
        ("protection_officer", BEATRIZ, "", ["shield_reason"]),
        ("reviewer", BEATRIZ, "ya no trabaja ahí", ["shield_role"]),
    ],
)
def test_another_officer_ends_what_ana_shielded(
    role: str, person: int, reason: str, lacks: list[str]
) -> None:
    found = unshielding_lacks(Role(role), person, ANA, reason)
    assert [lack.code for lack in found] == lacks
