"""Who may do what (brief I6), and what an agency's key may be given."""

from __future__ import annotations

import pytest

from tracing.casework.agencies import AgencyKind, Side
from tracing.casework.roles import NEEDS_TOTP, ROLES_OF, Role, Scope, Task, may, scopes_for
from tracing.casework.visibility import Relation, Show, show

# Task: who may do it. Everybody else may not.
MAY = {
    Task.READ_CHILDREN: "found_worker protection_officer",
    Task.WRITE_CHILDREN: "found_worker",
    Task.READ_INQUIRIES: "family_worker protection_officer",
    Task.WRITE_INQUIRIES: "family_worker",
    Task.READ_STATUS: "found_worker family_worker",
    Task.IMPORT: "found_worker family_worker",
    Task.WEBHOOKS: "administrator",
    Task.RAISE_FLAG: "found_worker protection_officer",
    Task.END_FLAG: "protection_officer",
    Task.ASSESS_DEFINITION: "found_worker protection_officer",
    Task.REVIEW: "reviewer protection_officer",
    Task.REVEAL: "reviewer protection_officer",
    Task.READ_SCORES: "found_worker reviewer protection_officer analyst",
    Task.VERIFY_CHILD: "found_worker protection_officer",
    Task.VERIFY_FAMILY: "family_worker protection_officer",
    Task.DISCLOSE: "protection_officer",
    Task.CASE_ACTS: "protection_officer",
    Task.DECIDE_SETS: "reviewer protection_officer",
    Task.STATE_KIN: "protection_officer",
    Task.RAISE_HOLD: "reviewer protection_officer",
    Task.LIFT_HOLD: "protection_officer",
    Task.DECIDE_ERASURE: "protection_officer",
    Task.JUDGE_CONCERN: "protection_officer",
    Task.SHIELD: "protection_officer",
    Task.REFER: "protection_officer",
    Task.DECLARE_CONFLICT: "found_worker family_worker reviewer protection_officer",
    Task.ENTER_LAW: "protection_officer",
    Task.READ_PLACEMENTS: "found_worker protection_officer",
    Task.PLACE: "found_worker protection_officer",
    Task.READ_SHELTERS: "found_worker protection_officer",
    Task.KEEP_SHELTERS: "found_worker protection_officer",
    Task.READ_DIRECTORY: "found_worker family_worker reviewer protection_officer administrator",
    Task.CORRECT_DIRECTORY: "protection_officer administrator",
    Task.READ_REMINDERS: "found_worker family_worker protection_officer",
    Task.HAND_OVER: "found_worker",
    Task.COMPLAIN: "found_worker family_worker protection_officer",
    Task.HANDLE_COMPLAINTS: "protection_officer",
    Task.RANK_POSTED: "analyst",
    Task.ENTER_MATCHER: "analyst administrator",
    Task.PROMOTE_MATCHER: "administrator",
    Task.EXPORT_DECISIONS: "analyst",
    Task.READ_AUDIT: "auditor",
    Task.READ_STATISTICS: "statistics analyst",
    # What crosses from one agency to another. No agency's system reads it: each read is a person's.
    Task.READ_AGREEMENTS: "found_worker family_worker protection_officer consulate auditor",
    Task.ENTER_AGREEMENT: "protection_officer",
    Task.SHARE: "protection_officer",
    Task.READ_SHARED: "found_worker family_worker protection_officer consulate",
    Task.RECORD_CONSULAR: "found_worker protection_officer",
    Task.NOTIFY_CONSULATE: "protection_officer",
    Task.READ_TRANSFERS: "protection_officer auditor",
    Task.MAKE_BUNDLE: "protection_officer",
    Task.PUBLISH_STATISTICS: "statistics",
    Task.TRAIN: "reviewer protection_officer",
    Task.READ_PROGRESS: "administrator",
    Task.MANAGE_AGENCIES: "administrator",
    Task.MANAGE_USERS: "administrator",
    Task.MANAGE_KEYS: "administrator",
}


@pytest.mark.parametrize("task", Task)
def test_who_may_do_a_task(task: Task) -> None:
    assert {role for role in Role if may(role, task)} == {Role(r) for r in MAY[task].split()}


@pytest.mark.parametrize("task", Task)
def test_a_key_may_do_what_its_scopes_name_and_nothing_else(task: Task) -> None:
    every = {scope.value for scope in Scope}
    assert may(Role.AGENCY, task, every) is (task.value in every)
    assert not may(Role.AGENCY, task, every - {task.value})
    # A scope that somebody wrote into the table without its being one gives nothing.
    assert may(Role.AGENCY, task, {task.value}) is (task.value in every)


def test_no_role_of_a_person_gains_by_scopes() -> None:
    assert not may(Role.FAMILY_WORKER, Task.READ_CHILDREN, {"children:read"})


def test_whoever_sees_where_a_child_is_signs_in_with_a_second_factor() -> None:
    sees = {
        role
        for role in Role
        for relation in Relation
        if role is not Role.AGENCY and show(role, relation, Side.CHILD, "event_place") is Show.SHOWN
    }
    assert sees == {Role.FOUND_WORKER, Role.PROTECTION_OFFICER}
    assert sees | {Role.ADMINISTRATOR} == NEEDS_TOTP


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("child_protection", "found_worker family_worker reviewer protection_officer statistics"),
        ("shelter", "found_worker"),
        ("family_tracing", "family_worker"),
        ("tracing_office", "reviewer protection_officer analyst statistics administrator"),
        ("consulate", "consulate family_worker"),
        ("international_organisation", "found_worker family_worker statistics"),
        ("civil_society", "found_worker family_worker"),
        ("oversight", "auditor statistics"),
    ],
)
def test_which_roles_the_people_of_an_agency_may_have(kind: str, roles: str) -> None:
    assert ROLES_OF[AgencyKind(kind)] == {Role(role) for role in roles.split()}


def test_nobody_audits_an_agency_from_within_it() -> None:
    with_auditors = {kind for kind, roles in ROLES_OF.items() if Role.AUDITOR in roles}
    assert all(ROLES_OF[kind] <= {Role.AUDITOR, Role.STATISTICS} for kind in with_auditors)


@pytest.mark.parametrize(
    ("kind", "children", "inquiries"),
    [("child_protection", True, True), ("shelter", True, False), ("family_tracing", False, True)],
)
def test_a_key_gets_no_scope_for_a_side_its_agency_may_not_hold(
    kind: str, children: bool, inquiries: bool
) -> None:
    scopes = scopes_for(AgencyKind(kind))
    assert {Scope.CHILDREN_READ, Scope.CHILDREN_WRITE, Scope.FLAGS_RAISE} & scopes == (
        {Scope.CHILDREN_READ, Scope.CHILDREN_WRITE, Scope.FLAGS_RAISE} if children else set()
    )
    assert (Scope.INQUIRIES_WRITE in scopes) is inquiries
    assert Scope.STATUS_READ in scopes


@pytest.mark.parametrize("kind", ["tracing_office", "oversight"])
def test_agencies_without_records_get_no_key(kind: str) -> None:
    assert scopes_for(AgencyKind(kind)) == frozenset()
