"""What may reach whom at another agency, whatever an agreement says (brief I6)."""

from __future__ import annotations

import pytest

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.roles import Role
from tracing.casework.sharing.matrix import (
    FIELDS,
    categories_left_out,
    crosses,
    ever_crosses,
    fields_for,
    receiving_roles,
)

ALL = frozenset(FIELDS)
PROTECTION, CONSULATE = AgencyKind.CHILD_PROTECTION, AgencyKind.CONSULATE
NAMES = {"given_names", "first_surname", "second_surname", "full_name", "aliases", "birth_date"}

# (kind, role) at the receiving agency, one field: whether it can ever get there.
MATRIX = [
    ("child_protection", "protection_officer", "child.event_place", True),
    ("child_protection", "protection_officer", "child.notes", True),
    ("child_protection", "protection_officer", "inquiry.inquirer_name", True),
    ("child_protection", "protection_officer", "case.acts", True),
    ("child_protection", "found_worker", "child.full_name", True),
    ("child_protection", "found_worker", "child.marks", True),
    # Where a child is: "own" in the matrix, and a child of another agency isn't one's own.
    ("child_protection", "found_worker", "child.event_place", False),
    ("child_protection", "found_worker", "child.notes", False),
    ("child_protection", "found_worker", "inquiry.full_name", False),
    ("child_protection", "found_worker", "inquiry.inquirer_name", False),
    ("child_protection", "found_worker", "case.state", False),
    # The asking side learns nothing of a child.
    ("child_protection", "family_worker", "child.full_name", False),
    ("family_tracing", "family_worker", "child.birth_date", False),
    ("family_tracing", "family_worker", "inquiry.inquirer_name", True),
    ("family_tracing", "family_worker", "inquiry.notes", False),
    ("shelter", "found_worker", "child.languages", True),
    ("shelter", "found_worker", "child.event_place", False),
    ("consulate", "consulate", "child.birth_date", True),
    ("consulate", "consulate", "child.sex", False),
    ("consulate", "consulate", "child.marks", False),
    ("consulate", "consulate", "child.documents", False),
    ("consulate", "consulate", "inquiry.full_name", False),
    ("consulate", "family_worker", "inquiry.full_name", False),
    # Those who watch, count, match or run the program read nothing through agreements.
    ("child_protection", "reviewer", "child.full_name", False),
    ("child_protection", "statistics", "child.sex", False),
    ("tracing_office", "protection_officer", "child.full_name", False),
    ("oversight", "auditor", "child.full_name", False),
    ("international_organisation", "found_worker", "child.full_name", True),
    # No agency's system does: each read is a person's.
    ("child_protection", "agency", "child.full_name", False),
]


@pytest.mark.parametrize(("kind", "role", "field", "may"), MATRIX)
def test_what_may_reach_whom(kind: str, role: str, field: str, may: bool) -> None:
    assert crosses(AgencyKind(kind), Role(role), field) is may


def test_a_consulate_gets_name_and_birth_date_at_most() -> None:
    assert {field for field in FIELDS if ever_crosses(CONSULATE, field)} == {
        f"child.{name}" for name in NAMES
    }


@pytest.mark.parametrize("kind", AgencyKind)
def test_nobody_learns_from_a_column_which_agency_has_the_child(kind: AgencyKind) -> None:
    assert not any(crosses(kind, role, f"{side}.agency") for role in Role for side in Side)


def test_an_agreement_opens_less_than_the_matrix_and_never_more() -> None:
    agreed = {"child.full_name", "child.event_place", "inquiry.full_name"}
    assert fields_for(PROTECTION, Role.PROTECTION_OFFICER, agreed, Side.CHILD) == ("full_name", "event_place")
    assert fields_for(PROTECTION, Role.FOUND_WORKER, agreed, Side.CHILD) == ("full_name",)
    assert fields_for(PROTECTION, Role.FOUND_WORKER, agreed, Side.INQUIRY) == ()
    assert set(fields_for(CONSULATE, Role.CONSULATE, ALL, Side.CHILD)) == NAMES


def test_whereabouts_withheld_from_a_person_cross_to_nobody() -> None:
    fields = fields_for(PROTECTION, Role.PROTECTION_OFFICER, ALL, Side.CHILD, whereabouts_withheld=True)
    assert not {"event_place", "notes"} & set(fields)
    # What an inquirer said of the last contact is no whereabouts of the child.
    asked = fields_for(PROTECTION, Role.PROTECTION_OFFICER, ALL, Side.INQUIRY, whereabouts_withheld=True)
    assert "event_place" in asked


def test_what_is_left_out_is_said_of_every_record_alike() -> None:
    agreed = {"child.full_name", "child.birth_date"}
    found = categories_left_out(PROTECTION, Role.FOUND_WORKER, agreed, Side.CHILD)
    by_code = {one.category.code: one.fields for one in found}
    assert by_code["whereabouts"] == ("child.event_place",)
    assert "child.full_name" not in by_code["name"]
    # That flags and holds exist is said always, so it says nothing of this child.
    assert by_code["protection"] == ()


@pytest.mark.parametrize("kind", AgencyKind)
def test_protection_flags_are_no_field_of_any_agreement(kind: AgencyKind) -> None:
    everything = categories_left_out(kind, Role.PROTECTION_OFFICER, ALL, *Side, case=True)
    assert "protection" in {one.category.code for one in everything}


def test_who_reads_at_an_agency() -> None:
    assert receiving_roles(PROTECTION) == {Role.FOUND_WORKER, Role.FAMILY_WORKER, Role.PROTECTION_OFFICER}
    assert receiving_roles(CONSULATE) == {Role.CONSULATE}
    assert receiving_roles(AgencyKind.TRACING_OFFICE) == receiving_roles(AgencyKind.OVERSIGHT) == frozenset()
