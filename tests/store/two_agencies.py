"""Two agencies that hold both sides, and a row of each in every table: what row security is tried on."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["PEOPLE", "READERS", "A", "filling"]

READERS = (
    "nobody", "sign_in", "system", "found_worker", "family_worker", "reviewer", "protection_officer", "consulate", "auditor",
    "statistics", "analyst", "administrator",
)  # fmt: skip
"""``nobody`` is a connection that names no reader, ``sign_in`` one before a person is known, ``system`` an API key; the others
are people of agency A."""

A, B = 1, 2
RECORDS = {"A-child": (1, A), "A-inquiry": (2, A), "B-child": (3, B), "B-inquiry": (4, B)}
PEOPLE = {role: place for place, role in enumerate(READERS[3:], start=3)}


def filling() -> Iterator[str]:
    """Yield what fills every table: a row of each agency and side where the table has sides."""
    for name, number in (("A", A), ("B", B)):
        yield (
            "INSERT INTO casework.agencies (id, code, name, country, kind, sides) OVERRIDING SYSTEM VALUE VALUES"
            f" ({number}, 'HN-{name}', '{name}', 'HN', 'child_protection', '{{child,inquiry}}')"
        )
        yield (
            "INSERT INTO casework.api_keys (agency_id, prefix, secret_hash, label, scopes)"
            f" VALUES ({number}, '{name}', 'x', '{name}', '{{}}')"
        )
        yield (
            "INSERT INTO casework.idempotency (agency_id, key, request, status, body)"
            f" VALUES ({number}, '{name}', '\\x00', 200, '\\x00')"
        )
        yield (
            "INSERT INTO casework.webhooks (id, agency_id, url, secret, events) OVERRIDING SYSTEM VALUE"
            f" VALUES ({number}, {number}, '{name}', '\\x00', '{{}}')"
        )
        yield f"INSERT INTO casework.deliveries (webhook_id, event, body) VALUES ({number}, '{name}', '{{}}')"
        yield f"INSERT INTO casework.captures (agency_id, file, place, line) VALUES ({number}, gen_random_uuid(), 1, '{name}')"
    for role, number in (*PEOPLE.items(), ("other", 99)):
        agency = B if role == "other" else A
        asked = "reviewer" if role == "other" else role
        yield (
            "INSERT INTO casework.users (id, agency_id, login, name, role, password_hash) OVERRIDING SYSTEM VALUE"
            f" VALUES ({number}, {agency}, '{role}', '{role}', '{asked}', 'x')"
        )
    yield (
        "INSERT INTO casework.matchers (name, digest, file, rules, slot, state)"
        " VALUES ('in-use', '\\x00', '', 'r', 0, 'active')"
    )
    for name, (number, agency) in RECORDS.items():
        side = name.partition("-")[2]
        yield (
            "INSERT INTO casework.records (id, side, agency_id, reference, version, state) OVERRIDING SYSTEM VALUE"
            f" VALUES ({number}, '{side}', {agency}, '{name}', 1, 'live')"
        )
    for name, (number, agency) in RECORDS.items():
        side = name.partition("-")[2]
        yield (
            "INSERT INTO casework.record_versions (record_id, version, content, provenance)"
            f" VALUES ({number}, 1, '{{\"is\": \"{name}\"}}', '[]')"
        )
        yield f"INSERT INTO casework.record_secrets VALUES ({number}, 1, 'phones', 0, '{name}', '\\x00')"
        yield f"INSERT INTO casework.forms VALUES (0, {number}, 1, {number}, 0, 'r', '{{1}}', '\\x00')"
        yield f"INSERT INTO casework.{side}_keys VALUES (1, {number})"
        yield f"INSERT INTO casework.form_changes (slot, record_id, left_group, new_group) VALUES (0, {number}, 0, 0)"
        yield f"INSERT INTO casework.pending (record_id) VALUES ({number})"
        yield f"INSERT INTO casework.links_due (matcher_id, record_id) VALUES (1, {number})"
        yield f"INSERT INTO casework.screenings VALUES ({number}, 1, now())"
        yield f"INSERT INTO casework.mentions VALUES ({number}, '{side}', 'phone', '\\x00')"
        yield (
            "INSERT INTO casework.imports (agency_id, side, number, format, state, failure)"
            f" VALUES ({agency}, '{side}', 1, 'csv', 'failed', '{name}')"
        )
        other = {1: 4, 2: 3, 3: 2, 4: 1}[number]
        inquiry, child = (other, number) if side == "child" else (number, other)
        yield (
            "INSERT INTO casework.verification_questions (inquiry_id, child_id, side, question, asked_by)"
            f" VALUES ({inquiry}, {child}, '{side}', 'of-{name}', 99)"
        )
        if side == "child":
            yield f"INSERT INTO casework.whereabouts VALUES ({number}, 1, '{name}')"
            yield (
                "INSERT INTO casework.protection_flags (record_id, kind, detail)"
                f" VALUES ({number}, 'asylum_confidential', '{name}')"
            )
            yield (
                "INSERT INTO casework.definitions (record_id, status, company, known_by, note, assessed_on, user_id)"
                f" VALUES ({number}, 'separated', '{{relative}}', '{{documents}}', '{name}', now(), 99)"
            )
            theirs = "B-inquiry" if agency == A else "A-inquiry"
            yield (
                f"INSERT INTO casework.links VALUES (1, {inquiry}, {child}, 1, 0, 0.5, '{theirs}+{name}', '\\x00', '{{1}}')"
            )
            yield f"INSERT INTO casework.tellings (inquiry_id, child_id) VALUES ({inquiry}, {child})"
            yield f"INSERT INTO casework.retired_pairs VALUES ({inquiry}, {child}, now(), false, 1, 1)"
    yield "INSERT INTO casework.leases VALUES (4, 1, 6, now())"
    for role in ("reviewer", "protection_officer", "other"):
        yield (
            "INSERT INTO casework.pair_views (user_id, inquiry_id, child_id, blind, of_child)"
            f" VALUES ({PEOPLE.get(role, 99)}, 4, 1, false, ARRAY['{role}''s'])"
        )
    yield (
        "INSERT INTO casework.decisions (inquiry_id, child_id, inquiry_version, child_version, matcher_id, blind, kind,"
        " reasons, note, user_id) VALUES (4, 1, 1, 1, 1, false, 'possible', '{}', 'on-A-child', 99)"
    )
    for kind, inquiry, child in (("verify_child", 4, 1), ("verify_family", 2, 3)):
        yield (
            "INSERT INTO casework.acts (inquiry_id, child_id, kind, outcome, reasons, user_id, role)"
            f" VALUES ({inquiry}, {child}, '{kind}', 'agrees', '{{}}', 99, 'protection_officer')"
        )
        yield (
            "INSERT INTO casework.repatriation_steps (inquiry_id, child_id, kind, outcome, detail, after_act, user_id, role)"
            f" VALUES ({inquiry}, {child}, 'protection_screened', 'need', 'of-{child}', 1, 99, 'protection_officer')"
        )
        for party in ("found_side", "family_side", "consulate"):
            yield (
                "INSERT INTO casework.reminders (inquiry_id, child_id, item, party, due_on)"
                f" VALUES ({inquiry}, {child}, '{party}-{inquiry}+{child}', '{party}', now())"
            )
    for user in (PEOPLE["reviewer"], 99):
        yield f"INSERT INTO casework.conflicts (user_id, record_id) VALUES ({user}, 3)"
        yield (
            "INSERT INTO casework.sessions (token_hash, user_id, strong, expires_at)"
            f" VALUES (convert_to('{'other' if user == 99 else 'reviewer'}''s', 'UTF8'), {user}, false, now())"
        )
    for record, name, hidden in (
        (1, "A-child-asylum", True),
        (1, "A-child-phone", False),
        (4, "B-inquiry-phone", False),
    ):
        yield (
            "INSERT INTO casework.holds (record_id, kind, confidential, reason, review_on)"
            f" VALUES ({record}, 'x', {hidden}, '{name}', now())"
        )
    yield (
        "INSERT INTO casework.laws (id, place, rule, version, value, ends, es, en, source, cite, checked, checked_by, weakens,"
        " entered_by) OVERRIDING SYSTEM VALUE VALUES"
        " (1, 'HN', 'majority_age', 1, '17', false, 'x', 'x', 'of-HN', '', 'not_checked', '', true, 99),"
        " (2, 'MX', 'majority_age', 1, '17', false, 'x', 'x', 'of-MX', '', 'not_checked', '', true, 99),"
        f" (3, 'HN', 'majority_age', 2, '17', false, 'x', 'x', 'own', '', 'not_checked', '', true,"
        f" {PEOPLE['protection_officer']})"
    )
    for number, place in ((A, "HN-CR"), (B, "HN-FM")):
        yield f"INSERT INTO casework.agency_places (agency_id, place, set_by) VALUES ({number}, '{place}', 99)"
    yield "INSERT INTO casework.law_decisions (law_id, agreed, reason, decided_by) VALUES (2, false, 'on-MX', 99)"
    # Shields that were ended: what one that stands does to all else is tried in tests/service/trafficking/test_shields.py.
    for record in (1, 4):
        yield (
            "INSERT INTO casework.shields (record_id, reason, review_on, shielded_by, ended_by, ended_at, end_reason)"
            f" VALUES ({record}, 'shield-{record}', now(), 99, {PEOPLE['protection_officer']}, now(), 'x')"
        )
    for number, record in enumerate((2, 4), start=1):
        yield (
            "INSERT INTO casework.concerns (record_id, kind, rule, facts, raised_at, changed_at)"
            f" VALUES ({record}, 'concern-{record}', 'x', '{{}}', now(), now())"
        )
        yield f"INSERT INTO casework.concern_records VALUES ({number}, {record})"
        yield f"INSERT INTO casework.erasures (record_id, cause, asked_at) VALUES ({record}, 'erasure-{record}', now())"
        yield f"INSERT INTO casework.traces VALUES ({record}, 'inquiry', 'phone', '\\x00')"
    for number, record in enumerate((1, 3), start=1):
        yield (
            "INSERT INTO casework.referrals (record_id, recipient, code, shared, basis, urgency, rule, since, due_at,"
            f" made_by, made_at) VALUES ({record}, 'x', 'to-{record}', '{{}}', 'x', 'x', 'x', now(), now(), 99, now())"
        )
        yield (
            "INSERT INTO casework.referral_outcomes (referral_id, outcome, by_user, at)"
            f" VALUES ({number}, 'of-{record}', 99, now())"
        )
    yield "INSERT INTO casework.sign_in_failures VALUES ('\\x00', '\\x00', 3)"
    # Care: a shelter of each agency, B's with a secret address; where each child lives; an entry of the directory.
    for name, number in (("A", A), ("B", B)):
        hidden = name == "B"
        yield (
            "INSERT INTO casework.shelters (id, agency_id, code, entered_by) OVERRIDING SYSTEM VALUE"
            f" VALUES ({number}, {number}, '{name}', 99)"
        )
        yield (
            "INSERT INTO casework.shelter_versions (shelter_id, version, country, kind, least_age, most_age, sexes, places,"
            " accessibility, languages, confidential, open, valid_from, checked_on, by_user)"
            f" VALUES ({number}, 1, 'HN', 'children', 0, 17, '{{F}}', {number}, '{{}}', '{{}}', {hidden}, true, now(), now(), 99)"
        )
        yield f"INSERT INTO casework.shelter_addresses VALUES ({number}, 1, 'at-{name}')"
        yield (
            "INSERT INTO casework.placements (record_id, number, version, kind, shelter_id, begins, basis, warnings, detail,"
            f" by_user) VALUES ({RECORDS[f'{name}-child'][0]}, 1, 1, 'shelter', {number}, now(), 'emergency', '{{}}',"
            f" '{name}-child', 99)"
        )
    yield (
        "INSERT INTO casework.directory_entries (key, version, country, institution, kind, functions, sides, source,"
        " checked_on, checked_by, reason, by_user) VALUES ('HN-X', 1, 'HN', 'X', 'court', '{}', '{}', 's', now(), 'x', 'x', 99)"
    )
    for number, sender, receiver, name in ((1, A, B, "A-to-B"), (2, B, A, "B-to-A")):
        yield (
            "INSERT INTO casework.agreements (id, code, sender_id, receiver_id, purpose, fields, valid_from, valid_until,"
            " entered_by, entered_at, confirmed_by, confirmed_at) OVERRIDING SYSTEM VALUE VALUES"
            f" ({number}, upper('{name}'), {sender}, {receiver}, 'care', '{{child.is,inquiry.is}}', '2020-01-01',"
            f" '2099-12-31', 99, now(), {PEOPLE['protection_officer']}, now())"
        )
    for place, (agreement, record, ended) in enumerate(
        ((1, 1, False), (2, 3, False), (2, 4, False), (2, 3, True)), 1
    ):
        over = "99, now()" if ended else "NULL, NULL"
        yield (
            "INSERT INTO casework.shares (id, name, agreement_id, record_id, basis, until, decided_by, decided_at, ended_by,"
            " ended_at) OVERRIDING SYSTEM VALUE VALUES"
            f" ({place}, '{place:032}', {agreement}, {record}, 'best_interests', '2099-12-31', 99, now(), {over})"
        )
        yield (
            "INSERT INTO casework.transfers (agreement_id, kind, share, record_id, side, sender_id, receiver_id, basis,"
            f" fields, by_user, at) VALUES ({agreement}, 'read', '{place:032}', {record}, 'child', {agreement},"
            f" {3 - agreement}, '{agreement}', '{{}}', 99, now())"
        )
    for record in (1, 3):
        yield (
            "INSERT INTO casework.consular_records (record_id, consulate_id, kind, wish, on_day, language, by_user, at)"
            f" VALUES ({record}, 2, 'informed', 'no', now(), 'of-{record}', 99, now())"
        )
    yield (
        "INSERT INTO casework.signing_keys (public, certificate, secret, created_at)"
        " VALUES ('\\x01', '\\x02', '\\x03', now())"
    )
    yield "INSERT INTO casework.statistics_months (month, events) VALUES ('2026-03-01', '\\x00')"
    yield (
        "INSERT INTO casework.statistics_publications (id, period, state, asked_by, released_at) OVERRIDING SYSTEM VALUE"
        f" VALUES (1, '2026-03', 'released', {PEOPLE['statistics']}, now())"
    )
    yield 'INSERT INTO casework.statistics_cells VALUES (1, \'found\', \'origin\', \'{GT,"","","",""}\', 24)'
    yield (
        "INSERT INTO casework.set_acts (side, kind, records, reasons, user_id, at)"
        " VALUES ('child', 'apart', '{1,3}', '{A-child+B-child}', 99, now())"
    )
    yield "INSERT INTO casework.likenesses VALUES (1, 3, 'child', 1, 1, 0.5, '{A-child+B-child}', now())"
    for child, inquiry in ((1, 2), (3, 4)):
        yield (
            "INSERT INTO casework.kin (child_id, inquiry_id, relation, standing, bases, user_id, at)"
            f" VALUES ({child}, {inquiry}, 'mother', 'claimed', '{{of-{'A' if child == 1 else 'B'}-child}}', 99, now())"
        )
    yield "INSERT INTO casework.hearings VALUES (1, now(), NULL, 'heard')"
    yield "INSERT INTO casework.best_interests VALUES (2, 'determination', '{99}', now(), 'weighed')"
    yield "INSERT INTO casework.acts_before_records VALUES (1)"
    worker, officer = PEOPLE["found_worker"], PEOPLE["protection_officer"]
    for number, about, agency, name in (
        (1, "", "NULL", "about-nobody"),
        (2, str(worker), "NULL", "about-found-worker"),
        (3, "", str(B), "about-B"),
        (4, "", str(A), "about-A"),
        (5, str(officer), "NULL", "about-officer"),
    ):
        yield (
            "INSERT INTO casework.complaints (id, name, agency_id, complainant, subject, about_persons, about_agency, urgent,"
            " received_by, received_on, record) OVERRIDING SYSTEM VALUE VALUES"
            f" ({number}, gen_random_uuid(), {A}, 'child', 'care', '{{{about}}}', {agency}, false,"
            f" {99 if number == 3 else worker}, now(), '{name}')"
        )
    for complaint, kind in ((1, "take"), (1, "answer"), (4, "hand_back"), (5, "contest")):
        yield f"INSERT INTO casework.complaint_steps (complaint_id, kind, person) VALUES ({complaint}, '{kind}', 99)"
    yield "INSERT INTO casework.training_sandbox DEFAULT VALUES"
    yield "INSERT INTO casework.training_truth VALUES ('A-inquiry', 'B-child')"
    for number, (user, name) in enumerate(((PEOPLE["reviewer"], "reviewer''s"), (99, "other''s")), start=1):
        yield (
            "INSERT INTO casework.training_attempts (id, user_id, course, seed) OVERRIDING SYSTEM VALUE"
            f" VALUES ({number}, {user}, '{name}', 1)"
        )
        yield f"INSERT INTO casework.training_answers VALUES ({number}, 1, 'same', '{name}')"
        yield f"INSERT INTO casework.drafts (user_id, page, ciphertext) VALUES ({user}, '{name}', '')"
        yield (
            "INSERT INTO casework.import_previews (user_id, side, format, file)"
            f" VALUES ({user}, 'child', 'csv', '{name}')"
        )
