"""Who sees which row, asked in plain SQL on the application's connection (brief I6): as if every rule in Python were
forgotten.

Two agencies, A and B, hold both sides: children found and inquiries. ``SEES`` says for each table and each reader which
rows come back from ``SELECT`` without any condition. The readers of agency A are its system (an API key), a worker of each
side, and people of every other role; ``nobody`` is a connection that names no reader, ``sign_in`` one before a person is
known. Whoever isn't named sees nothing, and a table that isn't named fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from tests.databases import Host
from tests.store import catalog
from tests.store.two_agencies import PEOPLE, READERS, A, filling
from tracing.store.database import Database, Reader, write_audit

EVERYBODY = "all"
"""All rows that there are."""

SEES: dict[str, dict[str, str]] = {
    # What agencies submitted. Children and inquiries never meet before anybody but reviewers and protection officers.
    "records": {
        "system": "A-child A-inquiry",
        "found_worker": "A-child",
        "family_worker": "A-inquiry",
        "reviewer": EVERYBODY,
        "protection_officer": EVERYBODY,
    },
    "record_versions": {
        "system": "A-child A-inquiry",
        "found_worker": "A-child",
        "family_worker": "A-inquiry",
        "reviewer": EVERYBODY,
        "protection_officer": EVERYBODY,
    },
    "record_secrets": {
        "system": "A-child A-inquiry",
        "found_worker": "A-child",
        "family_worker": "A-inquiry",
        "reviewer": EVERYBODY,
        "protection_officer": EVERYBODY,
    },
    # Where a child is: its own agency and protection officers; no reviewer.
    "whereabouts": {"system": "A-child", "found_worker": "A-child", "protection_officer": EVERYBODY},
    "protection_flags": {"system": "A-child", "found_worker": "A-child", "protection_officer": EVERYBODY},
    # Whether a child was assessed as unaccompanied: its own agency and protection officers; no reviewer.
    "definitions": {"system": "A-child", "found_worker": "A-child", "protection_officer": EVERYBODY},
    # Which lines of capture files were taken in: whose they are.
    "captures": {"system": "A", "found_worker": "A"},
    # What matching made. The found side sees a pair once somebody has decided on it; here on B-inquiry and A-child.
    "links": {
        "found_worker": "B-inquiry+A-child",
        "reviewer": EVERYBODY,
        "protection_officer": EVERYBODY,
        "analyst": EVERYBODY,
    },
    "forms": {},
    "child_keys": {},
    "inquiry_keys": {},
    "form_changes": {},
    "pending": {},
    "links_due": {},
    "matchers": dict.fromkeys(READERS[1:], EVERYBODY),
    # Review
    "queue": {"reviewer": EVERYBODY, "protection_officer": EVERYBODY},
    "leases": {"reviewer": EVERYBODY, "protection_officer": EVERYBODY},
    "pair_views": {"reviewer": "reviewer's", "protection_officer": "protection_officer's"},
    "decisions": {"reviewer": EVERYBODY, "protection_officer": EVERYBODY, "analyst": EVERYBODY},
    "acts": {
        "found_worker": "verify_child",
        "family_worker": "verify_family",
        "reviewer": EVERYBODY,
        "protection_officer": EVERYBODY,
    },
    "conflicts": {"reviewer": "reviewer's", "protection_officer": EVERYBODY},
    # Each side's questions are that side's alone.
    "verification_questions": {
        "found_worker": "of-A-child",
        "family_worker": "of-A-inquiry",
        "protection_officer": EVERYBODY,
    },
    # That a hold is about asylum or abuse is known to the child's agency and to protection officers.
    "holds": {
        "found_worker": "A-child-asylum A-child-phone",
        "reviewer": "A-child-phone B-inquiry-phone",
        "protection_officer": EVERYBODY,
    },
    # What a return has come to may tell of asylum: protection officers alone.
    "repatriation_steps": {"protection_officer": EVERYBODY},
    # Each side is reminded of its own: the shelter of its child, the family's agency where it is told.
    "reminders": {
        "found_worker": "found_side-4+1",
        "family_worker": "family_side-2+3",
        "protection_officer": EVERYBODY,
    },
    # What a child said, and what was weighed, is the protection officers'.
    "hearings": {"protection_officer": EVERYBODY},
    "best_interests": {"protection_officer": EVERYBODY},
    "acts_before_records": {},
    # A complaint is kept from whoever it is about, and from their agency where that is meant; who took it in reads the answer.
    "complaints": {
        "found_worker": "about-nobody about-officer",
        "protection_officer": "about-B about-found-worker about-nobody",
    },
    "complaint_steps": {
        "found_worker": "answer contest",
        "protection_officer": "answer take",
    },
    "tellings": {},
    "retired_pairs": {"reviewer": EVERYBODY, "protection_officer": EVERYBODY},
    "screen_due": {},
    "screenings": {},
    "mentions": {},
    # Care. Where a child is: its own agency's workers and protection officers, no key. B's shelter has a secret address.
    "placements": {"found_worker": "A-child", "protection_officer": EVERYBODY},
    "shelters": {"found_worker": EVERYBODY, "protection_officer": EVERYBODY},
    "shelter_versions": {"found_worker": EVERYBODY, "protection_officer": EVERYBODY},
    "shelter_addresses": {"found_worker": "at-A", "protection_officer": EVERYBODY},
    "directory_entries": dict.fromkeys(
        ("found_worker", "family_worker", "reviewer", "protection_officer", "administrator"), EVERYBODY
    ),
    # Statistics: months as they were closed are the worker's; what was published is for those who read statistics.
    "statistics_months": {},
    "statistics_publications": {"statistics": EVERYBODY, "analyst": EVERYBODY},
    "statistics_cells": {"statistics": EVERYBODY, "analyst": EVERYBODY},
    # What speaks of trafficking: protection officers alone.
    "shields": {"protection_officer": EVERYBODY},
    "concerns": {"protection_officer": EVERYBODY},
    "erasures": {"protection_officer": EVERYBODY},
    "concern_records": {"protection_officer": EVERYBODY},
    "traces": {},
    "referrals": {"protection_officer": EVERYBODY},
    "referral_outcomes": {"protection_officer": EVERYBODY},
    # Which records are of one person, and who is kin to whom
    "set_acts": {"reviewer": EVERYBODY, "protection_officer": EVERYBODY},
    "likenesses": {"reviewer": EVERYBODY, "protection_officer": EVERYBODY},
    "likeness_due": {},
    "kin": {"protection_officer": EVERYBODY},
    # Training: one's own; administrators see how everybody comes on, and only the worker the truth.
    "training_sandbox": dict.fromkeys(READERS[1:], EVERYBODY),
    "training_truth": {},
    "training_attempts": {"reviewer": "reviewer's", "administrator": EVERYBODY},
    "training_answers": {"reviewer": "reviewer's", "administrator": EVERYBODY},
    # Pages: one's own alone.
    "drafts": {"reviewer": "reviewer's"},
    "import_previews": {"reviewer": "reviewer's"},
    # Exchange
    "idempotency": dict.fromkeys(READERS[2:], "A"),
    "imports": {"system": "A-child A-inquiry", "found_worker": "A-child", "family_worker": "A-inquiry"},
    "webhooks": {"system": "A", "administrator": "A"},
    "deliveries": {"system": "A", "administrator": "A"},
    # Accounts. A person sees their own row.
    "agencies": dict.fromkeys(READERS[1:], EVERYBODY),
    "users": {
        "sign_in": EVERYBODY,
        "administrator": EVERYBODY,
        **{role: role for role in READERS[3:] if role != "administrator"},
    },
    "sessions": {"sign_in": EVERYBODY, "administrator": EVERYBODY, "reviewer": "reviewer's"},
    "sign_in_failures": {"sign_in": EVERYBODY},
    "api_keys": {**dict.fromkeys(READERS[2:], "A"), "sign_in": EVERYBODY, "administrator": EVERYBODY},
    # Law is no secret, and tells of nobody.
    "laws": dict.fromkeys(READERS[1:], EVERYBODY),
    "law_decisions": dict.fromkeys(READERS[1:], EVERYBODY),
    # Where a shelter is says where its children are.
    "agency_places": {
        "system": "HN-CR",
        "found_worker": "HN-CR",
        "protection_officer": EVERYBODY,
        "administrator": EVERYBODY,
    },
    # Sharing. A and B each give to the other; an agency that is a party sees the agreement. Of what is shared, whoever
    # gives decides, and whoever receives reads what comes through to them and nothing that was ended.
    "agreements": {
        "found_worker": EVERYBODY,
        "family_worker": EVERYBODY,
        "protection_officer": EVERYBODY,
        "consulate": EVERYBODY,
        "auditor": EVERYBODY,
    },
    "shares": {
        "found_worker": "B-child",
        "family_worker": "B-inquiry",
        "protection_officer": "A-child B-child B-inquiry",
    },
    "transfers": {"protection_officer": EVERYBODY, "auditor": EVERYBODY},
    "consular_records": {"found_worker": "of-1", "protection_officer": EVERYBODY},
    "signing_keys": {},
    # Auditors see the audit and nothing of what it tells of.
    "audit": {"auditor": EVERYBODY},
    "audit_anchors": {"auditor": EVERYBODY},
}

LABELS = {
    "records": "reference",
    "record_versions": "content ->> 'is'",
    "record_secrets": "convert_from(ciphertext, 'UTF8')",
    "whereabouts": "convert_from(ciphertext, 'UTF8')",
    "protection_flags": "convert_from(detail, 'UTF8')",
    "definitions": "convert_from(note, 'UTF8')",
    "captures": "convert_from(line, 'UTF8')",
    "links": "band",
    "forms": "rules",
    "child_keys": "key::text",
    "inquiry_keys": "key::text",
    "form_changes": "stamp::text",
    "pending": "id::text",
    "links_due": "id::text",
    "matchers": "name",
    "queue": "band",
    "leases": "user_id::text",
    "pair_views": "of_child[1]",
    "decisions": "note",
    "acts": "kind",
    "conflicts": "CASE user_id WHEN 99 THEN 'other''s' ELSE 'reviewer''s' END",
    "verification_questions": "convert_from(question, 'UTF8')",
    "holds": "reason",
    "repatriation_steps": "convert_from(detail, 'UTF8')",
    "reminders": "item",
    "hearings": "convert_from(record, 'UTF8')",
    "best_interests": "kind",
    "acts_before_records": "act_id::text",
    "complaints": "convert_from(record, 'UTF8')",
    "complaint_steps": "kind",
    "tellings": "child_id::text",
    "retired_pairs": "child_id::text",
    "screen_due": "id::text",
    "screenings": "record_id::text",
    "mentions": "thing",
    "placements": "convert_from(detail, 'UTF8')",
    "shelters": "code",
    "shelter_versions": "places::text",
    "shelter_addresses": "convert_from(sealed, 'UTF8')",
    "directory_entries": "key",
    "statistics_months": "month::text",
    "statistics_publications": "period",
    "statistics_cells": "place[1]",
    "shields": "convert_from(reason, 'UTF8')",
    "concerns": "kind",
    "erasures": "cause",
    "concern_records": "record_id::text",
    "traces": "thing",
    "referrals": "code",
    "referral_outcomes": "outcome",
    "set_acts": "reasons[1]",
    "likenesses": "warnings[1]",
    "likeness_due": "record_id::text",
    "kin": "bases[1]",
    "training_sandbox": "marked::text",
    "training_truth": "child_reference",
    "training_attempts": "course",
    "training_answers": "decision",
    "drafts": "page",
    "import_previews": "convert_from(file, 'UTF8')",
    "idempotency": "key",
    "imports": "failure",
    "webhooks": "url",
    "deliveries": "event",
    "agencies": "name",
    "users": "login",
    "sessions": "convert_from(token_hash, 'UTF8')",
    "sign_in_failures": "failures::text",
    "api_keys": "label",
    "laws": "source",
    "law_decisions": "reason",
    "agency_places": "place",
    "agreements": "code",
    "shares": "CASE id WHEN 1 THEN 'A-child' WHEN 2 THEN 'B-child' WHEN 3 THEN 'B-inquiry' ELSE 'ended' END",
    "transfers": "share::text",
    "consular_records": "language",
    "signing_keys": "id::text",
    "audit": "object",
    "audit_anchors": "entry::text",
}
"""By what a row is called here."""

ALL_ROWS = {
    "records": "A-child A-inquiry B-child B-inquiry",
    "record_versions": "A-child A-inquiry B-child B-inquiry",
    "record_secrets": "A-child A-inquiry B-child B-inquiry",
    "whereabouts": "A-child B-child",
    "protection_flags": "A-child B-child",
    "definitions": "A-child B-child",
    "captures": "A B",
    "links": "A-inquiry+B-child B-inquiry+A-child",
    "matchers": "in-use",
    "queue": "A-inquiry+B-child B-inquiry+A-child",
    "leases": "6",
    "decisions": "on-A-child",
    "acts": "verify_child verify_family",
    "conflicts": "other's reviewer's",
    "verification_questions": "of-A-child of-A-inquiry of-B-child of-B-inquiry",
    "holds": "A-child-asylum A-child-phone B-inquiry-phone",
    "placements": "A-child B-child",
    "shelters": "A B",
    "shelter_versions": "1 2",
    "shelter_addresses": "at-A at-B",
    "directory_entries": "HN-X",
    "statistics_publications": "2026-03",
    "statistics_cells": "GT",
    "shields": "shield-1 shield-4",
    "concerns": "concern-2 concern-4",
    "erasures": "erasure-2 erasure-4",
    "concern_records": "2 4",
    "referrals": "to-1 to-3",
    "referral_outcomes": "of-1 of-3",
    "repatriation_steps": "of-1 of-3",
    "reminders": "consulate-2+3 consulate-4+1 family_side-2+3 family_side-4+1 found_side-2+3 found_side-4+1",
    "set_acts": "A-child+B-child",
    "likenesses": "A-child+B-child",
    "kin": "of-A-child of-B-child",
    "hearings": "heard",
    "best_interests": "determination",
    "training_sandbox": "true",
    "training_attempts": "other's reviewer's",
    "training_answers": "other's reviewer's",
    "drafts": "other's reviewer's",
    "import_previews": "other's reviewer's",
    "agencies": "A B",
    "users": " ".join(sorted((*READERS[3:], "other"))),
    "sessions": "other's reviewer's",
    "sign_in_failures": "3",
    "api_keys": "A B",
    "laws": "of-HN of-MX own",
    "law_decisions": "on-MX",
    "agency_places": "HN-CR HN-FM",
    "agreements": "A-TO-B B-TO-A",
    "transfers": " ".join(f"00000000-0000-0000-0000-{n:012}" for n in range(1, 5)),
    "consular_records": "of-1 of-3",
    "audit": "1",
    "audit_anchors": "3",
    "retired_pairs": "1 3",
}

_DEFINITION = "(record_id, status, company, known_by, assessed_on, user_id) VALUES"
_DECISION = (
    "(inquiry_id, child_id, inquiry_version, child_version, matcher_id, blind, kind, reasons, user_id) VALUES"
)
_LAW = "(place, rule, version, ends, es, en, source, cite, checked, checked_by, weakens, entered_by) VALUES"
_OFFICER = PEOPLE["protection_officer"]
_PLACEMENT = "(record_id, number, version, kind, begins, basis, warnings, detail, by_user) VALUES"
_ENTRY = (
    "(key, version, country, institution, kind, functions, sides, source, checked_on, checked_by, reason, by_user) VALUES"
    " ('HN-Y', 1, 'HN', 'Y',"
)
_ACT = "(inquiry_id, child_id, kind, outcome, reasons, user_id, role) VALUES"
_STEP = "(inquiry_id, child_id, kind, outcome, detail, after_act, user_id, role) VALUES"
_COMPLAINT = (
    "(name, agency_id, record_id, received_by, complainant, subject, urgent, received_on, record) VALUES"
)
_REST = "'child', 'care', false, now(), 'x'"

_AGREEMENT = (
    "(code, sender_id, receiver_id, purpose, fields, valid_from, valid_until, entered_by, entered_at) VALUES"
)
_SHARE = "(agreement_id, record_id, basis, until, decided_by, decided_at) VALUES"
_TRANSFER = (
    "(agreement_id, kind, share, record_id, side, sender_id, receiver_id, basis, fields, by_user, at) VALUES"
)
_CONSULAR = "(record_id, consulate_id, kind, wish, on_day, language, by_user, at) VALUES"


@pytest.fixture(scope="module")
def full(host: Host) -> Iterator[Database]:
    """A database with rows of both agencies in every table; no test changes it."""
    with host.database(host.template) as url:
        database = Database(url, size=2)
        with database.working() as connection:
            for statement in filling():
                connection.execute(sa.text(statement.replace(":", "\\:")))
            write_audit(connection, Reader("worker", purpose="test"), "test", "record", 1)
        with catalog.connected(url, "tracing_audit") as auditing:
            auditing.execute("INSERT INTO casework.audit_anchors VALUES (2, '\\x00', now(), 'x', '\\x00', 3)")
        yield database
        database.close()


def reader(name: str) -> Reader | None:
    """Return a reader of agency A by the names above."""
    if name in ("nobody", "sign_in"):
        return None if name == "nobody" else Reader("sign_in")
    if name == "system":
        return Reader("agency", A)
    return Reader(name, A, PEOPLE[name])


def connected(database: Database, name: str) -> Any:
    """Open a transaction as a reader; as nobody, one on which no reader was named."""
    found = reader(name)
    return database._app.begin() if found is None else database.reading(found)


def test_every_table_is_spoken_of(full: Database) -> None:
    query = """SELECT relname FROM pg_class WHERE relnamespace = 'casework'::regnamespace
               AND relkind IN ('r', 'p') AND NOT relispartition"""
    with full.working() as connection:
        assert (
            set(connection.execute(sa.text(query.replace(":", "\\:"))).scalars()) == set(SEES) == set(LABELS)
        )


def test_every_table_is_under_row_security_that_its_owner_is_under_too(full: Database) -> None:
    query = """SELECT relname FROM pg_class WHERE relnamespace = 'casework'\\:\\:regnamespace AND relkind IN ('r', 'p')
               AND NOT (relrowsecurity AND relforcerowsecurity)"""
    with full.working() as connection:
        assert list(connection.execute(sa.text(query)).scalars()) == []
        bypassing = (
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'tracing\\_%' AND (rolbypassrls OR rolsuper)"
        )
        assert list(connection.execute(sa.text(bypassing)).scalars()) == []


@pytest.mark.parametrize("name", READERS)
def test_who_sees_what(full: Database, name: str) -> None:
    with connected(full, name) as connection:
        seen = {
            table: " ".join(sorted(str(v) for v in connection.execute(sa.text(_select(table))).scalars()))
            for table in SEES
        }
    expected = {table: readers.get(name, "") for table, readers in SEES.items()}
    expected = {t: ALL_ROWS[t] if rows == EVERYBODY else rows for t, rows in expected.items()}
    assert seen == expected


OWN = ("users", "sessions", "training_attempts", "training_answers", "drafts", "import_previews")
"""Of themselves people see this, wherever they belong."""


@pytest.mark.parametrize(
    "role", ["agency", "found_worker", "family_worker", "reviewer", "protection_officer", "consulate"]
)
@pytest.mark.parametrize("named", [False, True])
def test_who_is_named_without_an_agency_sees_nothing_but_themselves(
    full: Database, role: str, named: bool
) -> None:
    person = PEOPLE.get(role) if named else None
    with full.reading(Reader(role, person=person)) as connection:
        seen = {table: list(connection.execute(sa.text(_select(table))).scalars()) for table in SEES}
    own = {
        table: rows
        for table, readers in SEES.items()
        if named and table in OWN and (rows := readers.get(role))
    }
    assert {table: " ".join(found) for table, found in seen.items() if found} == own


def _select(table: str) -> str:
    label = LABELS[table].replace("::", "\\:\\:")
    return f"SELECT {label} FROM casework.{table}"


# What may be written


REFUSED = [
    # Nobody writes in another agency's name, nor on the other side, nor what isn't theirs to write.
    ("found_worker", "records (side, agency_id, reference, version, state) VALUES ('child', 2, 'x', 1, 'live')"),
    ("found_worker", "records (side, agency_id, reference, version, state) VALUES ('inquiry', 1, 'x', 1, 'live')"),
    ("family_worker", "records (side, agency_id, reference, version, state) VALUES ('child', 1, 'x', 1, 'live')"),
    ("reviewer", "records (side, agency_id, reference, version, state) VALUES ('child', 1, 'x', 1, 'live')"),
    ("nobody", "records (side, agency_id, reference, version, state) VALUES ('child', 1, 'x', 1, 'live')"),
    ("system", "record_versions (record_id, version, content, provenance) VALUES (3, 2, '{}', '[]')"),
    ("family_worker", "record_versions (record_id, version, content, provenance) VALUES (1, 2, '{}', '[]')"),
    ("reviewer", "record_versions (record_id, version, content, provenance) VALUES (3, 2, '{}', '[]')"),
    ("found_worker", "record_secrets VALUES (3, 1, 'documents', 0, 'x', 'x')"),
    ("found_worker", "whereabouts VALUES (2, 1, 'x')"),
    ("protection_officer", "whereabouts VALUES (2, 1, 'x')"),
    ("family_worker", "protection_flags (record_id, kind) VALUES (1, 'x')"),
    ("found_worker", "protection_flags (record_id, kind) VALUES (3, 'x')"),
    ("found_worker", f"definitions {_DEFINITION} (3, 'separated', '{{}}', '{{}}', now(), {PEOPLE['found_worker']})"),
    ("found_worker", f"definitions {_DEFINITION} (1, 'separated', '{{}}', '{{}}', now(), 99)"),
    ("found_worker", f"definitions {_DEFINITION} (2, 'separated', '{{}}', '{{}}', now(), {PEOPLE['found_worker']})"),
    ("family_worker", f"definitions {_DEFINITION} (1, 'separated', '{{}}', '{{}}', now(), {PEOPLE['family_worker']})"),
    ("reviewer", f"definitions {_DEFINITION} (1, 'separated', '{{}}', '{{}}', now(), {PEOPLE['reviewer']})"),
    ("system", "captures (agency_id, file, place, line) VALUES (2, gen_random_uuid(), 1, 'x')"),
    ("family_worker", "captures (agency_id, file, place, line) VALUES (1, gen_random_uuid(), 1, 'x')"),
    ("protection_officer", "captures (agency_id, file, place, line) VALUES (1, gen_random_uuid(), 1, 'x')"),
    ("found_worker", "imports (agency_id, side, number, format, state) VALUES (2, 'child', 9, 'csv', 'received')"),
    ("family_worker", "imports (agency_id, side, number, format, state) VALUES (1, 'child', 9, 'csv', 'received')"),
    ("found_worker", "idempotency (agency_id, key, request, status, body) VALUES (2, 'x', 'x', 200, 'x')"),
    ("family_worker", "webhooks (agency_id, url, secret, events) VALUES (1, 'x', 'x', '{}')"),
    ("auditor", "pending (record_id) VALUES (1)"),
    # Matching is the worker's.
    ("reviewer", "links VALUES (1, 2, 1, 1, 0, 0.5, 'strong', '', '{1}')"),
    ("reviewer", "forms VALUES (1, 1, 1, 1, 0, 'r', '{1}', '')"),
    ("found_worker", "tellings VALUES (4, 1, now())"),
    # Nobody decides in another's name; workers, analysts and administrators don't decide.
    ("reviewer", f"decisions {_DECISION} (4, 1, 1, 1, 1, false, 'possible', '{{}}', 99)"),
    ("analyst", f"decisions {_DECISION} (4, 1, 1, 1, 1, false, 'possible', '{{}}', {PEOPLE['analyst']})"),
    ("found_worker", f"decisions {_DECISION} (4, 1, 1, 1, 1, false, 'possible', '{{}}', {PEOPLE['found_worker']})"),
    # The reviewer declared B-child to be of the family.
    ("reviewer", f"decisions {_DECISION} (2, 3, 1, 1, 1, false, 'possible', '{{}}', {PEOPLE['reviewer']})"),
    ("found_worker", f"acts {_ACT} (4, 1, 'disclose', 'agrees', '{{}}', {PEOPLE['found_worker']}, 'found_worker')"),
    ("family_worker", f"acts {_ACT} (2, 3, 'verify_child', 'agrees', '{{}}', {PEOPLE['family_worker']}, 'family_worker')"),
    ("found_worker", f"repatriation_steps {_STEP} (4, 1, 'handed_over', 'done', 'x', 1, {PEOPLE['found_worker']}, 'found_worker')"),
    ("protection_officer", f"repatriation_steps {_STEP} (4, 1, 'handed_over', 'done', 'x', 1, 99, 'protection_officer')"),
    ("protection_officer", f"repatriation_steps {_STEP} (4, 1, 'handed_over', 'done', NULL, 1, {PEOPLE['protection_officer']}, 'protection_officer')"),
    ("protection_officer", f"repatriation_steps {_STEP} (4, 1, 'before_release', 'done', 'x', 1, {PEOPLE['protection_officer']}, 'protection_officer')"),
    ("protection_officer", "reminders (inquiry_id, child_id, item, party, due_on) VALUES (4, 1, 'x', 'found_side', now())"),
    ("reviewer", "leases VALUES (2, 3, 99, now())"),
    # Nobody enters what a child said, what was weighed, or a complaint, in another's name or of another's record.
    ("reviewer", "hearings VALUES (1, now(), NULL, 'x')"),
    ("protection_officer", "hearings VALUES (1, now(), NULL, 'x')"),
    ("protection_officer", "best_interests VALUES (2, 'assessment', '{}', now(), 'x')"),
    ("protection_officer", "acts_before_records VALUES (2)"),
    ("family_worker", f"complaints {_COMPLAINT} (gen_random_uuid(), 1, 1, {PEOPLE['family_worker']}, {_REST})"),
    ("family_worker", f"complaints {_COMPLAINT} (gen_random_uuid(), 2, NULL, {PEOPLE['family_worker']}, {_REST})"),
    ("family_worker", f"complaints {_COMPLAINT} (gen_random_uuid(), 1, NULL, 99, {_REST})"),
    ("auditor", f"complaints {_COMPLAINT} (gen_random_uuid(), 1, NULL, {PEOPLE['auditor']}, {_REST})"),
    ("found_worker", f"complaint_steps (complaint_id, kind, person) VALUES (1, 'take', {PEOPLE['found_worker']})"),
    ("family_worker", f"complaint_steps (complaint_id, kind, person) VALUES (1, 'tell', {PEOPLE['family_worker']})"),
    (
        "protection_officer",
        f"complaint_steps (complaint_id, kind, person) VALUES (4, 'take', {PEOPLE['protection_officer']})",
    ),
    ("administrator", "holds (record_id, kind, confidential, reason, review_on) VALUES (1, 'x', false, 'x', now())"),
    # Nobody places a child that isn't theirs, in another's name, or of their own family; nobody of the asking side at all.
    ("found_worker", f"placements {_PLACEMENT} (3, 2, 1, 'other', now(), 'emergency', '{{}}', 'x', {PEOPLE['found_worker']})"),
    ("found_worker", f"placements {_PLACEMENT} (1, 2, 1, 'other', now(), 'emergency', '{{}}', 'x', 99)"),
    ("family_worker", f"placements {_PLACEMENT} (1, 2, 1, 'other', now(), 'emergency', '{{}}', 'x', {PEOPLE['family_worker']})"),
    ("reviewer", f"placements {_PLACEMENT} (3, 2, 1, 'other', now(), 'emergency', '{{}}', 'x', {PEOPLE['reviewer']})"),
    ("system", f"placements {_PLACEMENT} (1, 2, 1, 'other', now(), 'emergency', '{{}}', 'x', 3)"),
    ("protection_officer", f"placements {_PLACEMENT} (2, 1, 1, 'other', now(), 'emergency', '{{}}', 'x', {PEOPLE['protection_officer']})"),
    ("found_worker", f"shelters (agency_id, code, entered_by) VALUES (2, 'X', {PEOPLE['found_worker']})"),
    ("family_worker", f"shelters (agency_id, code, entered_by) VALUES (1, 'X', {PEOPLE['family_worker']})"),
    ("found_worker", "shelter_addresses VALUES (2, 1, 'x')"),
    ("found_worker", f"directory_entries {_ENTRY} 'court', '{{}}', '{{}}', 's', now(), 'x', 'x', {PEOPLE['found_worker']})"),
    ("auditor", "audit VALUES (2, now(), 1, 1, 1, 'x', 'x', 'x', 'x', '{}', '', '')"),
    # Law of their own country is entered by its protection officers, in their own name, and decided on by another.
    ("reviewer", f"laws {_LAW} ('HN', 'x', 1, false, 'x', 'x', 'x', '', 'checked', '', false, {PEOPLE['reviewer']})"),
    ("administrator", f"laws {_LAW} ('HN', 'x', 1, false, 'x', 'x', 'x', '', 'checked', '', false, {PEOPLE['administrator']})"),
    ("protection_officer", f"laws {_LAW} ('HN', 'x', 1, false, 'x', 'x', 'x', '', 'checked', '', false, 99)"),
    ("protection_officer", f"laws {_LAW} ('MX', 'x', 1, false, 'x', 'x', 'x', '', 'checked', '', false, {_OFFICER})"),
    ("protection_officer", f"laws {_LAW} ('INT', 'x', 1, false, 'x', 'x', 'x', '', 'checked', '', false, {_OFFICER})"),
    ("protection_officer", f"law_decisions VALUES (3, true, 'x', {_OFFICER})"),
    ("protection_officer", "law_decisions VALUES (1, true, 'x', 99)"),
    ("protection_officer", f"law_decisions VALUES (2, true, 'x', {_OFFICER})"),
    ("protection_officer", f"agency_places VALUES (1, 'HN-CR', {_OFFICER})"),
    ("administrator", "agency_places VALUES (1, 'HN-CR', 99)"),
    ("reviewer", f"law_decisions VALUES (1, true, 'x', {PEOPLE['reviewer']})"),
    # Agreements are the office's, and A is none; nothing is shared that isn't one's own; a transfer is what came through.
    ("protection_officer", f"agreements {_AGREEMENT} ('X-1', 1, 2, 'care', '{{x}}', now(), now(), {PEOPLE['protection_officer']}, now())"),
    ("found_worker", f"agreements {_AGREEMENT} ('X-1', 1, 2, 'care', '{{x}}', now(), now(), {PEOPLE['found_worker']}, now())"),
    ("protection_officer", f"shares {_SHARE} (2, 1, 'consent', '2099-01-01', {PEOPLE['protection_officer']}, now())"),
    ("protection_officer", f"shares {_SHARE} (1, 3, 'consent', '2099-01-01', {PEOPLE['protection_officer']}, now())"),
    ("protection_officer", f"shares {_SHARE} (1, 2, 'consent', '2099-01-01', 99, now())"),
    ("found_worker", f"shares {_SHARE} (1, 1, 'consent', '2099-01-01', {PEOPLE['found_worker']}, now())"),
    ("found_worker", f"transfers {_TRANSFER} (2, 'read', '{4:032}', 3, 'child', 2, 1, 'x', '{{}}', {PEOPLE['found_worker']}, now())"),
    ("found_worker", f"transfers {_TRANSFER} (2, 'read', '{3:032}', 4, 'inquiry', 2, 1, 'x', '{{}}', {PEOPLE['found_worker']}, now())"),
    ("found_worker", f"transfers {_TRANSFER} (2, 'bundle', '{2:032}', 3, 'child', 2, 1, 'x', '{{}}', {PEOPLE['found_worker']}, now())"),
    ("protection_officer", f"transfers {_TRANSFER} (2, 'bundle', '{2:032}', 3, 'child', 2, 1, 'x', '{{}}', {PEOPLE['protection_officer']}, now())"),
    ("found_worker", f"consular_records {_CONSULAR} (3, 2, 'informed', 'yes', now(), 'x', {PEOPLE['found_worker']}, now())"),
    ("found_worker", f"consular_records {_CONSULAR} (1, 2, 'notified', NULL, now(), 'x', {PEOPLE['found_worker']}, now())"),
    ("consulate", f"consular_records {_CONSULAR} (1, 2, 'informed', 'yes', now(), 'x', {PEOPLE['consulate']}, now())"),
    ("protection_officer", "signing_keys (public, certificate, created_at) VALUES ('', '', now())"),
    # What is published was computed by the worker, after somebody of the role has asked in their own name.
    ("statistics", "statistics_months VALUES ('2026-01-01', now(), '')"),
    ("statistics", "statistics_cells VALUES (1, 'found', 'origin', '{HN}', 12)"),
    ("statistics", "statistics_publications (period, asked_by) VALUES ('2026-02', 99)"),
    ("analyst", f"statistics_publications (period, asked_by) VALUES ('2026-02', {PEOPLE['analyst']})"),
    # Who shields or refers does so in their own name; the rules raise concerns.
    ("found_worker", "shields (record_id, reason, review_on, shielded_by) VALUES (1, '', now(), 4)"),
    ("reviewer", f"shields (record_id, reason, review_on, shielded_by) VALUES (1, '', now(), {PEOPLE['reviewer']})"),
    ("protection_officer", "shields (record_id, reason, review_on, shielded_by) VALUES (1, '', now(), 99)"),
    ("protection_officer", "concerns (record_id, kind, rule, facts, raised_at, changed_at)"
     " VALUES (1, 'x', 'x', '{}', now(), now())"),
    ("found_worker", "referrals (record_id, recipient, code, shared, basis, urgency, rule, since, due_at, made_by, made_at)"
     " VALUES (1, 'x', 'x', '{}', 'x', 'x', 'x', now(), now(), 3, now())"),
    ("protection_officer", "referral_outcomes (referral_id, outcome, by_user, at) VALUES (1, 'x', 99, now())"),
    # Nobody trains in another's name, or answers in another's attempt, or makes a sandbox of an installation.
    ("reviewer", "training_attempts (user_id, course, seed) VALUES (99, 'names', 1)"),
    ("family_worker", f"training_attempts (user_id, course, seed) VALUES ({PEOPLE['family_worker']}, 'names', 1)"),
    ("reviewer", "training_answers (attempt_id, place, truth, decision) VALUES (2, 2, 'same', 'possible')"),
    ("administrator", "training_sandbox VALUES (true, now())"),
    ("administrator", "training_truth VALUES ('I1', 'C1')"),
    # Nobody enters people but administrators.
    ("family_worker", "users (agency_id, login, name, role, password_hash) VALUES (1, 'new', 'x', 'reviewer', 'x')"),
    ("protection_officer", "agencies (code, name, country, kind, sides) VALUES ('HN-C', 'C', 'HN', 'shelter', '{child}')"),
    ("administrator", "agencies (code, name, country, kind, sides) VALUES ('HN-PNC', 'P', 'HN', 'police', '{child}')"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "insert"), REFUSED, ids=[f"{n}: {s[:50]}" for n, s in REFUSED])
def test_what_may_not_be_entered(full: Database, name: str, insert: str) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError, match=r"row-level security|permission denied|agencies_kind_check"),
        connected(full, name) as connection,
    ):
        connection.execute(sa.text(f"INSERT INTO casework.{insert}"))


FORBIDDEN = [
    # What was decided and done stays, and so does the audit.
    ("protection_officer", "UPDATE casework.decisions SET kind = 'not_this_child'"),
    ("protection_officer", "DELETE FROM casework.decisions"),
    ("protection_officer", "UPDATE casework.acts SET outcome = 'x'"),
    ("protection_officer", "DELETE FROM casework.acts"),
    ("protection_officer", "UPDATE casework.hearings SET record = 'x'"),
    ("protection_officer", "DELETE FROM casework.best_interests"),
    ("protection_officer", "UPDATE casework.complaints SET record = 'x'"),
    ("protection_officer", "DELETE FROM casework.complaint_steps"),
    ("protection_officer", "DELETE FROM casework.conflicts"),
    ("protection_officer", "UPDATE casework.definitions SET status = 'accompanied'"),
    ("found_worker", "DELETE FROM casework.definitions"),
    ("system", "DELETE FROM casework.captures"),
    ("protection_officer", "UPDATE casework.laws SET value = '16'"),
    ("protection_officer", "DELETE FROM casework.laws"),
    ("protection_officer", "UPDATE casework.law_decisions SET agreed = true"),
    ("protection_officer", "UPDATE casework.repatriation_steps SET outcome = 'done'"),
    ("protection_officer", "DELETE FROM casework.repatriation_steps"),
    ("protection_officer", "UPDATE casework.reminders SET due_on = now()"),
    ("family_worker", "DELETE FROM casework.reminders"),
    ("auditor", "UPDATE casework.audit SET purpose = 'x'"),
    ("auditor", "DELETE FROM casework.audit"),
    ("auditor", "DELETE FROM casework.audit_anchors"),
    ("auditor", "SELECT casework.shorten_audit(1, '', '')"),
    ("administrator", "SELECT casework.shorten_audit(1, '', '')"),
    ("administrator", "TRUNCATE casework.audit"),
    ("protection_officer", "UPDATE casework.placements SET begins = now()"),
    ("protection_officer", "DELETE FROM casework.placements"),
    ("protection_officer", "UPDATE casework.shelter_versions SET places = 99"),
    ("administrator", "UPDATE casework.directory_entries SET kind = 'child_protection'"),
    # So do statistics as they were published.
    ("statistics", "UPDATE casework.statistics_cells SET value = 12"),
    ("statistics", "DELETE FROM casework.statistics_publications"),
    # A shield, a concern and a referral stay; nobody takes a shield off by writing into the record.
    ("protection_officer", "DELETE FROM casework.shields"),
    ("protection_officer", "UPDATE casework.shields SET shielded_by = 99"),
    ("protection_officer", "UPDATE casework.concerns SET facts = '{}'"),
    ("protection_officer", "UPDATE casework.referrals SET due_at = now()"),
    ("protection_officer", "DELETE FROM casework.referral_outcomes"),
    ("system", "UPDATE casework.records SET shielded = true WHERE side = 'inquiry'"),
    # So do records and their versions: withdrawing and erasing are acts of the service.
    ("system", "DELETE FROM casework.records"),
    ("system", "UPDATE casework.record_versions SET content = '{}'"),
    ("system", "DELETE FROM casework.record_versions"),
    ("system", "DELETE FROM casework.links"),
    # What crossed stays written down, and a signature is one's own.
    ("protection_officer", "DELETE FROM casework.transfers"),
    ("protection_officer", "UPDATE casework.transfers SET fields = '{}'"),
    ("protection_officer", "UPDATE casework.agreements SET fields = '{child.notes}'"),
    ("protection_officer", "UPDATE casework.agreements SET confirmed_by = 99"),
    ("protection_officer", "UPDATE casework.agreements SET ended_by = 99, ended_at = now()"),
    ("protection_officer", "UPDATE casework.shares SET until = '2099-12-31'"),
    # Nobody raises their own role, nor changes the rules.
    ("family_worker", "UPDATE casework.users SET role = 'protection_officer'"),
    ("administrator", "CREATE TABLE casework.mine (x int)"),
    ("administrator", "ALTER TABLE casework.records DISABLE ROW LEVEL SECURITY"),
    ("administrator", "DROP POLICY read ON casework.whereabouts"),
    # How many jobs wait tells what others submit.
    ("family_worker", "SELECT * FROM jobs.procrastinate_jobs"),
    ("family_worker", "DELETE FROM jobs.procrastinate_jobs"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "statement"), FORBIDDEN, ids=[f"{n}: {s[:50]}" for n, s in FORBIDDEN])
def test_what_nobody_may_do(full: Database, name: str, statement: str) -> None:
    with (
        pytest.raises(
            sa.exc.DBAPIError,
            match=r"permission denied|must be owner|is shielded by a row|only an administrator|own name",
        ),
        connected(full, name) as connection,
    ):
        connection.execute(sa.text(statement))


def test_decisions_acts_and_audit_stay_even_for_the_worker(full: Database) -> None:
    """But for what they say of a person, which erasure empties."""
    for statement in (
        "UPDATE casework.decisions SET kind = 'not_this_child'",
        "DELETE FROM casework.decisions",
        "UPDATE casework.acts SET outcome = 'x'",
        "DELETE FROM casework.acts",
        "UPDATE casework.definitions SET status = 'accompanied'",
        "UPDATE casework.captures SET place = 2",
        "UPDATE casework.laws SET value = '16'",
        "DELETE FROM casework.laws",
        "DELETE FROM casework.law_decisions",
        "UPDATE casework.repatriation_steps SET outcome = 'x'",
        "DELETE FROM casework.repatriation_steps",
        "SELECT * FROM casework.audit FOR UPDATE",
        "UPDATE casework.audit SET purpose = 'x'",
        "DELETE FROM casework.audit",
        "SELECT casework.shorten_audit(1, '', '')",
        "INSERT INTO casework.audit_anchors VALUES (1, '', now(), 'x', '', 2)",
        "UPDATE casework.statistics_cells SET value = 12",
        "DELETE FROM casework.statistics_cells",
        "DELETE FROM casework.statistics_months",
        "INSERT INTO casework.audit VALUES (2, now(), 1, 1, 1, 'x', 'x', 'x', 'x', '{}', '', '')",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="permission denied"), full.working() as connection:
            connection.execute(sa.text(statement))


UNTOUCHED = [
    # What isn't the reader's can't be changed, and looks as if it weren't there.
    ("system", "UPDATE casework.records SET state = 'withdrawn' WHERE agency_id = 2"),
    ("found_worker", "UPDATE casework.records SET state = 'withdrawn' WHERE side = 'inquiry'"),
    ("family_worker", "UPDATE casework.records SET state = 'withdrawn' WHERE side = 'child'"),
    ("reviewer", "UPDATE casework.records SET state = 'withdrawn'"),
    ("nobody", "UPDATE casework.records SET state = 'withdrawn'"),
    ("found_worker", "UPDATE casework.protection_flags SET ended_at = now()"),
    ("reviewer", "UPDATE casework.holds SET lifted_at = now()"),
    ("found_worker", "UPDATE casework.complaints SET about_persons = '{}'"),
    ("protection_officer", "UPDATE casework.complaints SET about_persons = '{}' WHERE id IN (4, 5)"),
    ("found_worker", "UPDATE casework.verification_questions SET answer = 'x' WHERE side = 'inquiry'"),
    ("family_worker", "UPDATE casework.imports SET report = '[]' WHERE side = 'child'"),
    ("system", "UPDATE casework.agencies SET sides = '{child,inquiry}'"),
    ("reviewer", "UPDATE casework.users SET active = false WHERE login <> 'reviewer'"),
    ("administrator", "UPDATE casework.training_attempts SET passed = true, ended_at = now()"),
    ("administrator", "UPDATE casework.webhooks SET url = 'x' WHERE agency_id = 2"),
    ("family_worker", "UPDATE casework.reminders SET acknowledged_by = 4 WHERE inquiry_id = 4"),
    ("reviewer", "UPDATE casework.reminders SET acknowledged_by = 5"),
]


@pytest.mark.parametrize(("name", "statement"), UNTOUCHED, ids=[f"{n}: {s[:50]}" for n, s in UNTOUCHED])
def test_what_is_not_theirs_stays_as_it_is(full: Database, name: str, statement: str) -> None:
    with connected(full, name) as connection:
        assert connection.execute(sa.text(statement)).rowcount == 0


# Functions that look past row security


ASKED = {
    # Of a child of one's own agency on the other side, of another agency's records.
    "casework.flagged(1)": "reviewer protection_officer",
    "casework.held(1)": "reviewer protection_officer",
    "casework.is_own(1)": "system found_worker",
    "casework.is_own(3)": "",
    "casework.is_decided(4, 1)": "system found_worker",
    "casework.is_decided(2, 1)": "",
    "casework.is_decided(2, 3)": "",
    "casework.submitted_by(1, 99)": "",
    "casework.conflicted(3, 99)": "",
    f"casework.conflicted(3, {PEOPLE['reviewer']})": "reviewer",
    "casework.told(4)": "",
    # Agreement 2 is B's to give: 3 and 4 are B's child and inquiry, the fourth share was ended.
    "casework.is_office()": "",
    "casework.gives(1)": "protection_officer",
    "casework.gives(2)": "",
    "casework.comes_through(1)": "",
    "casework.comes_through(2)": "found_worker protection_officer",
    "casework.comes_through(3)": "family_worker protection_officer",
    "casework.comes_through(4)": "",
    f"casework.may_transfer(2, '{2:032}', 3)": "found_worker protection_officer",
    f"casework.may_transfer(2, '{2:032}', 1)": "",
    f"EXISTS (SELECT FROM casework.shared_record(2, '{2:032}'))": "found_worker protection_officer",
    f"EXISTS (SELECT FROM casework.shared_record(1, '{2:032}'))": "",
    "casework.in_force(2)": " ".join(READERS[1:]),
    "casework.pair_open(4, 1)": "found_worker analyst",
    "casework.pair_open(4, 3)": "",
    "casework.pair_of_own(4, 1)": "system found_worker",
    "casework.pair_of_own(2, 3)": "",
    "casework.handover_planned(4, 1)": "",
    "casework.pair_told(4, 1)": "",
    "casework.pair_told(2, 3)": "system family_worker",
}


@pytest.mark.parametrize("name", READERS)
def test_functions_answer_only_who_may_ask(full: Database, name: str) -> None:
    with connected(full, name) as connection:
        answers = {asked: bool(connection.scalar(sa.text(f"SELECT {asked}"))) for asked in ASKED}
    assert answers == {asked: name in who.split() for asked, who in ASKED.items()}


@pytest.mark.parametrize("name", READERS)
def test_nobody_makes_matching_forget_what_is_live(full: Database, name: str) -> None:
    with connected(full, name) as connection:
        connection.execute(sa.text("SELECT casework.forget_matching(1)"))
    with full.working() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM casework.links WHERE child_id = 1")) == 1
