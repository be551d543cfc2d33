"""Nobody learns by trying which records there are (brief I6, oracle risk): raw SQL that names a record of another agency
fails, or answers, exactly as if there were no such record. Foreign keys see every row, so the conditions of row-level
security must be what refuses first.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests.service.parties import agency, as_system, person
from tests.stages import staged
from tracing.service.context import Service
from tracing.store.database import Database, Reader
from tracing.store.tables import records, verification_questions

NONE = 999_999

BLIND = (
    "asking worker", "asking system", "found worker", "consulate", "auditor", "statistics", "analyst", "administrator",
    "sign_in",
)  # fmt: skip
"""Who sees no record of the other agency."""

_ACT = "acts (inquiry_id, child_id, kind, outcome, reasons, user_id, role) VALUES"
_STEP = "repatriation_steps (inquiry_id, child_id, kind, outcome, detail, after_act, user_id, role) VALUES"
_REMINDER = "reminders (inquiry_id, child_id, item, party, due_on) VALUES"
_QUESTION = "verification_questions (inquiry_id, child_id, side, question, asked_by) VALUES"
_DECISION = "decisions (inquiry_id, child_id, inquiry_version, child_version, matcher_id, blind, kind, reasons, user_id) VALUES"

ENTRIES = {
    "record_versions.record_id": ["record_versions (record_id, version, content, provenance) VALUES (:tried, 9, '{}', '[]')"],
    "record_secrets.record_id": ["record_secrets VALUES (:tried, 1, 'phones', 0, '', '')"],
    "whereabouts.record_id": ["whereabouts VALUES (:tried, 1, '')"],
    "protection_flags.record_id": ["protection_flags (record_id, kind, raised_by) VALUES (:tried, 'medical_need', :me)"],
    "forms.record_id": ["forms VALUES (0, :tried, 1, 1, 0, 'r', '{}', '')"],
    "pending.record_id": ["pending (record_id) VALUES (:tried)"],
    "leases.inquiry_id": ["leases VALUES (:tried, :child, :me, now())"],
    "leases.child_id": ["leases VALUES (:inquiry, :tried, :me, now())"],
    "decisions.inquiry_id": [f"{_DECISION} (:tried, :child, 1, 1, 1, false, 'possible', '{{}}', :me)"],
    "decisions.child_id": [f"{_DECISION} (:inquiry, :tried, 1, 1, 1, false, 'possible', '{{}}', :me)"],
    "acts.inquiry_id": [
        f"{_ACT} (:tried, :child, 'verify_child', 'confirmed', '{{}}', :me, :role)",
        f"{_ACT} (:tried, :child, 'verify_family', 'confirmed', '{{}}', :me, :role)",
    ],
    "acts.child_id": [
        f"{_ACT} (:inquiry, :tried, 'verify_child', 'confirmed', '{{}}', :me, :role)",
        f"{_ACT} (:inquiry, :tried, 'verify_family', 'confirmed', '{{}}', :me, :role)",
    ],
    "repatriation_steps.inquiry_id": [f"{_STEP} (:tried, :child, 'handed_over', 'done', '', 1, :me, :role)"],
    "repatriation_steps.child_id": [f"{_STEP} (:inquiry, :tried, 'handed_over', 'done', '', 1, :me, :role)"],
    "reminders.inquiry_id": [f"{_REMINDER} (:tried, :child, 'received', 'family_side', now())"],
    "reminders.child_id": [f"{_REMINDER} (:inquiry, :tried, 'received', 'found_side', now())"],
    "complaints.record_id": [
        "complaints (name, agency_id, record_id, complainant, subject, urgent, received_by, received_on, record)"
        " VALUES (gen_random_uuid(), 1, :tried, 'child', 'care', false, :me, now(), '')"
    ],
    "conflicts.record_id": ["conflicts (user_id, record_id) VALUES (:me, :tried)"],
    "verification_questions.inquiry_id": [
        f"{_QUESTION} (:tried, :child, '{side}', '', :me)" for side in ("child", "inquiry")
    ],
    "verification_questions.child_id": [
        f"{_QUESTION} (:inquiry, :tried, '{side}', '', :me)" for side in ("child", "inquiry")
    ],
    "shares.record_id": [
        "shares (agreement_id, record_id, basis, until, decided_by, decided_at)"
        " VALUES (1, :tried, 'consent', '2099-01-01', :me, now())"
    ],
    "transfers.record_id": [
        "transfers (agreement_id, kind, share, record_id, side, sender_id, receiver_id, basis, fields, by_user, at)"
        " VALUES (1, 'read', gen_random_uuid(), :tried, 'child', 1, 2, 'consent', '{}', :me, now())"
    ],
    "consular_records.record_id": [
        "consular_records (record_id, consulate_id, kind, wish, on_day, language, by_user, at)"
        " VALUES (:tried, 1, 'informed', 'yes', now(), 'spa', :me, now())"
    ],
    **{
        f"kin.{column}": [
            f"kin (child_id, {column}, relation, standing, bases, user_id, at)"
            " VALUES (:child, :tried, 'aunt', 'claimed', '{}', :me, now())"
        ]
        for column in ("inquiry_id", "other_id")
    },
    "kin.child_id": [
        "kin (child_id, inquiry_id, relation, standing, bases, user_id, at)"
        " VALUES (:tried, :inquiry, 'aunt', 'claimed', '{}', :me, now())"
    ],
    "erasures.record_id": ["erasures (record_id, cause, asked_at) VALUES (:tried, 'asked', now())"],
    "shields.record_id": ["shields (record_id, reason, review_on, shielded_by) VALUES (:tried, '', now(), :me)"],
    "concerns.record_id": [
        "concerns (record_id, kind, rule, facts, raised_at, changed_at) VALUES (:tried, 'x', 'x', '{}', now(), now())"
    ],
    "concern_records.record_id": ["concern_records VALUES (1, :tried)"],
    "referrals.record_id": [
        "referrals (record_id, recipient, code, shared, basis, urgency, rule, since, due_at, made_by, made_at)"
        " VALUES (:tried, 'x', 'x', '{}', 'x', 'x', 'x', now(), now(), :me, now())"
    ],
    "holds.record_id": [
        "holds (record_id, kind, confidential, reason, review_on, raised_by)"
        " VALUES (:tried, 'shared_phone', false, '', now(), :me)"
    ],
    "definitions.record_id": [
        "definitions (record_id, status, company, known_by, assessed_on, user_id)"
        " VALUES (:tried, 'separated', '{}', '{}', now(), :me)"
    ],
    "placements.record_id": [
        "placements (record_id, number, version, kind, begins, basis, warnings, detail, by_user)"
        " VALUES (:tried, 1, 1, 'hospital', now(), 'emergency', '{}', '', :me)"
    ],
}  # fmt: skip
"""For each column that points at a record, ways to enter a row with a record that was guessed (``:tried``)."""

CHANGES = [
    "UPDATE casework.verification_questions SET child_id = :tried",
    "UPDATE casework.verification_questions SET inquiry_id = :tried",
    "UPDATE casework.protection_flags SET record_id = :tried",
    "UPDATE casework.holds SET record_id = :tried",
    "UPDATE casework.leases SET child_id = :tried",
    "UPDATE casework.acts SET child_id = :tried",
    "UPDATE casework.repatriation_steps SET child_id = :tried",
    "UPDATE casework.reminders SET child_id = :tried",
    "UPDATE casework.record_versions SET record_id = :tried",
]

ASKED = {
    "flagged": "SELECT casework.flagged(:tried)",
    "held": "SELECT casework.held(:tried)",
    "conflicted": "SELECT casework.conflicted(:tried, :me), casework.conflicted(:tried, NULL)",
    "submitted_by": "SELECT casework.submitted_by(:tried, :me), casework.submitted_by(:tried, :theirs)",
    "is_own": "SELECT casework.is_own(:tried)",
    "is_decided": "SELECT casework.is_decided(:tried, :tried)",
    "pair_open": "SELECT casework.pair_open(:tried, :tried)",
    "in_force": "SELECT casework.in_force(:tried)",
    "is_office": "SELECT casework.is_office()",
    "gives": "SELECT casework.gives(:tried)",
    "comes_through": "SELECT casework.comes_through(:tried)",
    "shared_record": "SELECT * FROM casework.shared_record(:tried, gen_random_uuid())",
    "may_transfer": "SELECT casework.may_transfer(1, gen_random_uuid(), :tried)",
    "is_outside": "SELECT casework.is_outside()",
    "is_walled": "SELECT casework.is_walled(:tried)",
    "in_reach": "SELECT casework.in_reach(:tried)",
    "held_here": "SELECT casework.held_here(:tried)",
    "told": "SELECT casework.told(:tried)",
    "handover_planned": "SELECT casework.handover_planned(:tried, :tried)",
    "pair_of_own": "SELECT casework.pair_of_own(:tried, :tried)",
    "pair_told": "SELECT casework.pair_told(:tried, :tried)",
    "untell": "SELECT casework.untell(:tried, :tried)",
    "forget_matching": "SELECT casework.forget_matching(:tried)",
    "held_among": "SELECT casework.held_among(ARRAY[:tried])",
    "standing_hold": "SELECT casework.standing_hold(:tried)",
    "set_of": "SELECT casework.set_of(:tried)",
    "same_as": "SELECT casework.same_as(:tried)",
    "shorten_audit": "SELECT casework.shorten_audit(:tried, '', '')",
}
"""Functions that see more than their caller, asked of a record that was guessed."""

UNASKED = {"write_audit", "announce", "begin_building", "note_held"}
"""They see more than their caller, too, but are asked of no record, or by triggers alone (``note_held``)."""


class _UndoneError(Exception):
    """Nothing that was tried is to stay."""


@dataclass(frozen=True)
class Guess:
    """What somebody tries: their own records, and those of another agency that they can't see."""

    database: Database
    readers: dict[str, Reader]
    child: int
    inquiry: int
    their_child: int
    their_inquiry: int
    their_person: int

    def outcome(self, reader: str, statement: str, tried: int) -> str:
        """Return what somebody is shown who tries a statement: its rows, or its error without the number guessed."""
        who = self.readers[reader]
        values = {
            "tried": tried, "child": self.child, "inquiry": self.inquiry, "me": who.person, "role": who.role,
            "theirs": self.their_person,
        }  # fmt: skip
        query = sa.text(statement)
        given = {name: values[name] for name in query.compile().params}
        told = ""
        with suppress(_UndoneError), self.database.reading(who) as connection:
            try:
                answer = connection.execute(query, given)
                told = (
                    str([tuple(row) for row in answer]) if answer.returns_rows else f"{answer.rowcount} rows"
                )
            except sa.exc.DBAPIError as error:
                told = re.sub(rf"\b{tried}\b", "?", f"{getattr(error.orig, 'sqlstate', '')} {error.orig}")
            raise _UndoneError
        return told


@staged
def guess(service: Service) -> Guess:
    """Two agencies with a child and an inquiry each. A question was put to both sides of each agency's own pair."""
    mexico, honduras = agency(service, "MX-DIF"), agency(service, "HN-SENAF")
    asking, found = person(service, honduras, "family_worker"), person(service, honduras, "found_worker")
    theirs = person(service, mexico, "found_worker")
    readers = {
        "asking worker": asking,
        "asking system": as_system(asking),
        "found worker": found,
        "sign_in": Reader("sign_in"),
        **{
            role: person(service, honduras, role)
            for role in ("consulate", "auditor", "statistics", "analyst", "administrator")
        },
    }
    ids = {}
    with service.database.working() as connection:
        for of in (mexico, honduras):
            for side in ("child", "inquiry"):
                entry = sa.insert(records).values(
                    side=side, agency_id=of, reference="1", version=1, state="live"
                )
                ids[of, side] = int(connection.execute(entry.returning(records.c.id)).scalar_one())
        for of in (mexico, honduras):
            for side in ("child", "inquiry"):
                connection.execute(
                    sa.insert(verification_questions).values(
                        inquiry_id=ids[of, "inquiry"], child_id=ids[of, "child"], side=side, question=b"",
                        asked_by=theirs.person,
                    )
                )  # fmt: skip
    return Guess(
        service.database, readers, ids[honduras, "child"], ids[honduras, "inquiry"], ids[mexico, "child"],
        ids[mexico, "inquiry"], theirs.person or 0,
    )  # fmt: skip


def test_every_column_that_points_at_a_record_is_tried(database: Database) -> None:
    query = sa.text(
        """SELECT DISTINCT c.conrelid::regclass::text || '.' || a.attname
           FROM pg_constraint c
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
           JOIN pg_class t ON t.oid = c.conrelid AND NOT t.relispartition
           WHERE c.contype = 'f'
                 AND c.confrelid IN ('casework.records'::regclass, 'casework.record_versions'::regclass)""".replace(
            "::", "\\:\\:"
        )
    )
    with database.working() as connection:
        found = {str(name).removeprefix("casework.") for name in connection.execute(query).scalars()}
    assert found == set(ENTRIES)


def test_every_function_that_sees_more_than_its_caller_is_asked(database: Database) -> None:
    query = sa.text(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'casework'\\:\\:regnamespace AND prosecdef"
        " AND prorettype <> 'trigger'\\:\\:regtype"
    )
    with database.working() as connection:
        found = set(connection.execute(query).scalars())
    assert found - UNASKED == set(ASKED)


@pytest.mark.parametrize("reader", BLIND)
def test_a_record_that_is_there_is_refused_like_one_that_is_not(guess: Guess, reader: str) -> None:
    for column, entries in ENTRIES.items():
        theirs = guess.their_child if column.endswith("child_id") else guess.their_inquiry
        for tried in {theirs, guess.their_child, guess.their_inquiry}:
            for entry in entries:
                statement = f"INSERT INTO casework.{entry}"
                there = guess.outcome(reader, statement, tried)
                assert there == guess.outcome(reader, statement, NONE), statement
                assert there.startswith("42501"), (statement, there)


@pytest.mark.parametrize("reader", BLIND)
def test_nothing_can_be_turned_to_a_record_that_was_guessed(guess: Guess, reader: str) -> None:
    for statement in CHANGES:
        for tried in (guess.their_child, guess.their_inquiry):
            assert guess.outcome(reader, statement, tried) == guess.outcome(reader, statement, NONE), (
                statement
            )


@pytest.mark.parametrize("reader", BLIND)
def test_functions_answer_alike_of_a_record_that_is_there(guess: Guess, reader: str) -> None:
    for statement in ASKED.values():
        for tried in (guess.their_child, guess.their_inquiry):
            assert guess.outcome(reader, statement, tried) == guess.outcome(reader, statement, NONE), (
                statement
            )


def test_nobody_enters_a_version_in_the_name_of_another(guess: Guess) -> None:
    statement = (
        "INSERT INTO casework.record_versions (record_id, version, content, provenance, by_user)"
        " VALUES (:inquiry, 9, '{}', '[]', :tried)"
    )
    assert guess.outcome("asking worker", statement, guess.their_person).startswith("42501")
    assert guess.outcome("asking worker", statement, NONE).startswith("42501")
    assert guess.outcome("asking worker", statement, guess.readers["asking worker"].person or 0) == "1 rows"


def test_who_was_asked_about_their_own_record_may_answer_and_conclude(guess: Guess) -> None:
    act = f"INSERT INTO casework.{_ACT} (:inquiry, :tried, 'verify_family', 'confirmed', '{{}}', :me, :role)"
    assert guess.outcome("asking worker", act, guess.child) == "1 rows"
    answer = "UPDATE casework.verification_questions SET answer = '', answered_by = :me"
    assert guess.outcome("asking worker", answer, NONE) == "1 rows"
    assert guess.outcome("asking system", answer, NONE) == "0 rows"


def test_a_conflict_is_declared_with_what_one_sees(guess: Guess) -> None:
    statement = "INSERT INTO casework.conflicts (user_id, record_id) VALUES (:me, :tried)"
    assert guess.outcome("asking worker", statement, guess.inquiry) == "1 rows"
    assert guess.outcome("asking worker", statement, guess.child).startswith("42501")
