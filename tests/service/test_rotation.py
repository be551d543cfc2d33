"""Rotating the key that encrypts, while the service runs."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.service.parties import agency, person
from tests.service.test_submission import CHILD
from tracing.service import keyring as keyrings
from tracing.service.context import Service
from tracing.service.imports import upload
from tracing.service.keyring import Keyring, KeyringError
from tracing.service.rotation import drop, left_over, reencrypt, used
from tracing.service.submission import read_own, submit
from tracing.store import rotation as store
from tracing.store.database import Database, Reader
from tracing.store.tables import TABLES


@pytest.fixture
def found(service: Service) -> Reader:
    """A worker of the found side."""
    return person(service, agency(service, "MX-DIF"), "found_worker")


def fill(service: Service, found: Reader) -> None:
    """Put something encrypted in every place."""
    for number in range(7):
        submit(service, found, "child", {**CHILD, "record_id": f"C{number}"}, key=f"k-{number}")
    upload(service, found, "child", b"record_id\n1\n")

    def sealed(name: str, number: int) -> bytes:
        (keys,) = (place.named_by for place in store.PLACES if place.name == name)
        return service.keyring.encrypt(
            f"{name} {number}".encode(), f"{name}:{'/'.join([str(number)] * len(keys))}"
        )

    user, other = found.person, person(service, int(found.agency or 0), "found_worker", "otra").person
    statements = {
        "users.totp_secret": f"UPDATE casework.users SET totp_secret = :sealed WHERE id = {user}",
        "protection_flags.detail": "INSERT INTO casework.protection_flags (record_id, kind, detail) VALUES (1, 'x', :sealed)",
        "forms.form": "INSERT INTO casework.forms VALUES (0, 1, 1, 1, 0, 'r', '{1}', :sealed)",
        "acts.detail": "INSERT INTO casework.acts (inquiry_id, child_id, kind, outcome, reasons, detail, user_id, role)"
        f" VALUES (1, 2, 'x', 'x', '{{}}', :sealed, {user}, 'x')",
        "verification_questions.question": "INSERT INTO casework.verification_questions (inquiry_id, child_id, side,"
        f" question, asked_by) VALUES (1, 2, 'child', :sealed, {user})",
        "verification_questions.answer": "UPDATE casework.verification_questions SET answer = :sealed",
        "repatriation_steps.detail": "INSERT INTO casework.repatriation_steps (inquiry_id, child_id, kind, outcome, detail,"
        f" after_act, user_id, role) VALUES (1, 2, 'x', 'x', :sealed, 1, {user}, 'x')",
        "definitions.note": "INSERT INTO casework.definitions (record_id, status, company, known_by, note, assessed_on, user_id)"
        f" VALUES (1, 'separated', '{{}}', '{{}}', :sealed, now(), {user})",
        "consular_records.detail": "INSERT INTO casework.consular_records (record_id, consulate_id, kind, wish, on_day,"
        f" language, detail, by_user, at) VALUES (1, 1, 'informed', 'no', now(), 'spa', :sealed, {user}, now())",
        "signing_keys.secret": "INSERT INTO casework.signing_keys (public, certificate, secret, created_at)"
        " VALUES ('', '', :sealed, now())",
        "shields.reason": "INSERT INTO casework.shields (record_id, reason, review_on, shielded_by)"
        f" VALUES (7, :sealed, now(), {user})",
        "shields.end_reason": "UPDATE casework.shields"
        f" SET ended_by = {other}, ended_at = now(), end_reason = :sealed",
        "concerns.reason": "INSERT INTO casework.concerns (record_id, kind, rule, facts, raised_at, changed_at, dismissed_by,"
        f" dismissed_at, reason) VALUES (1, 'x', 'x', '{{}}', now(), now(), {user}, now(), :sealed)",
        "referrals.detail": "INSERT INTO casework.referrals (record_id, recipient, code, shared, basis, urgency, rule, since,"
        f" due_at, detail, made_by, made_at) VALUES (1, 'x', 'x', '{{}}', 'x', 'x', 'x', now(), now(), :sealed, {user}, now())",
        "referral_outcomes.detail": "INSERT INTO casework.referral_outcomes (referral_id, outcome, detail, by_user, at)"
        f" VALUES (1, 'x', :sealed, {user}, now())",
        "hearings.record": "INSERT INTO casework.hearings (act_id, heard_on, record) VALUES (1, now(), :sealed)",
        "best_interests.record": "INSERT INTO casework.best_interests (act_id, kind, panel, review_on, record)"
        " VALUES (1, 'assessment', '{}', now(), :sealed)",
        "complaints.record": "INSERT INTO casework.complaints (name, agency_id, complainant, subject, urgent, received_by,"
        f" received_on, record) VALUES (gen_random_uuid(), 1, 'child', 'care', false, {user}, now(), :sealed)",
        "complaint_steps.record": "INSERT INTO casework.complaint_steps (complaint_id, kind, person, record)"
        f" VALUES (1, 'answer', {user}, :sealed)",
        "erasures.reason": "INSERT INTO casework.erasures (record_id, cause, asked_at, kept_by, kept_at, reason)"
        f" VALUES (1, 'asked', now(), {user}, now(), :sealed)",
        "imports.columns": "UPDATE casework.imports SET columns = :sealed",
        "webhooks.secret": "INSERT INTO casework.webhooks (agency_id, url, secret, events) VALUES (1, 'x', :sealed, '{}')",
        "placements.detail": "INSERT INTO casework.placements (record_id, number, version, kind, begins, basis, warnings, detail,"
        f" by_user) VALUES (1, 1, 1, 'hospital', now(), 'emergency', '{{}}', :sealed, {user})",
        "shelter_addresses.sealed": "WITH house AS (INSERT INTO casework.shelters (agency_id, code, entered_by)"
        f" VALUES (1, 'C', {user})), facts AS (INSERT INTO casework.shelter_versions (shelter_id, version, country, kind,"
        " least_age, most_age, sexes, places, accessibility, languages, confidential, open, valid_from, checked_on, by_user)"
        " VALUES (1, 1, 'MX', 'children', 0, 17, '{F}', 1, '{}', '{}', false, true, now(), now(), "
        f"{user})) INSERT INTO casework.shelter_addresses VALUES (1, 1, :sealed)",
        "set_acts.note": "INSERT INTO casework.set_acts (side, kind, records, reasons, note, user_id, at)"
        f" VALUES ('child', 'apart', '{{1,2}}', '{{}}', :sealed, {user}, now())",
        "kin.name": "INSERT INTO casework.kin (child_id, name, name_hash, relation, standing, bases, user_id, at)"
        f" VALUES (1, :sealed, 'x', 'x', 'claimed', '{{}}', {user}, now())",
        "kin.note": "UPDATE casework.kin SET note = :sealed",
    }
    with service.database.working() as connection:
        for name, statement in statements.items():
            connection.execute(sa.text(statement), {"sealed": sealed(name, 1)})
        month = service.keyring.encrypt(b"[]", "statistics_months.events:2026-03-01")
        connection.execute(
            sa.text("INSERT INTO casework.statistics_months (month, events) VALUES ('2026-03-01', :sealed)"),
            {"sealed": month},
        )
        connection.execute(
            sa.text("INSERT INTO casework.drafts (user_id, page, ciphertext) VALUES (:user, '/x', :sealed)"),
            {"user": user, "sealed": service.keyring.encrypt(b"{}", f"drafts.ciphertext:{user}//x")},
        )
        connection.execute(
            sa.text(
                "INSERT INTO casework.import_previews (user_id, side, format, file) VALUES (:user, 'child', 'csv', :sealed)"
            ),
            {"user": user, "sealed": sealed("import_previews.file", user)},
        )


def numbers(service: Service) -> dict[str, set[int]]:
    """Return by place with which keys its values are encrypted."""
    seen: dict[str, set[int]] = {}
    with service.database.working() as connection:
        for p in store.PLACES:
            column = TABLES[p.table].c[p.column]
            query = sa.select(column).where(sa.func.octet_length(column) > 0)
            seen[p.name] = {Keyring.number_of(value) for value in connection.scalars(query)}
    return seen


def test_every_place_is_encrypted_anew_and_reads_the_same(service: Service, found: Reader) -> None:
    fill(service, found)
    assert numbers(service) == {p.name: {1} for p in store.PLACES}
    newer = replace(service, keyring=service.keyring.rotated())
    assert left_over(newer) == 7 * 4 + len(store.PLACES) - 3  # four of each child's in three places
    told: list[tuple[str, int, int]] = []
    rotated = reencrypt(newer, lambda *step: told.append(step), at_once=3)
    assert (rotated.done, rotated.unreadable) == (7 * 4 + len(store.PLACES) - 3, {})
    assert numbers(service) == {p.name: {2} for p in store.PLACES}
    assert [step for step in told if step[0] == "whereabouts.ciphertext"] == [
        ("whereabouts.ciphertext", 3, 7),
        ("whereabouts.ciphertext", 6, 7),
        ("whereabouts.ciphertext", 7, 7),
    ]
    assert used(newer) == {}
    only = replace(service, keyring=drop(newer, 1))
    assert sorted(only.keyring.encrypting) == [2]
    own = read_own(only, found, "child", "C3")
    assert (own.content["phones"], own.content["notes"]) == (CHILD["phones"], CHILD["notes"])
    assert submit(only, found, "child", {**CHILD, "record_id": "C3"}, key="k-3").repeated
    with only.database.working() as connection:
        secret = connection.scalar(sa.text("SELECT totp_secret FROM casework.users ORDER BY id"))
    assert only.keyring.decrypt(secret, "users.totp_secret:1") == b"users.totp_secret 1"
    with pytest.raises(KeyringError, match="doesn't hold the key"):
        read_own(service, found, "child", "C3")


def test_every_column_of_ciphertext_is_a_place(database: Database) -> None:
    """A column of bytes is a place, or one of those that hold no ciphertext."""
    plain = {
        "users": set(), "sessions": {"token_hash"}, "sign_in_failures": {"login_hash", "address_hash"},
        "record_secrets": {"hash"}, "matchers": {"digest"}, "links": {"levels"}, "holds": {"cause"},
        "idempotency": {"request"}, "audit": {"previous", "hash"}, "mentions": {"hash"}, "captures": {"line"},
        "transfers": {"digest"}, "audit_anchors": {"hash", "export_digest"}, "signing_keys": {"public", "certificate"},
        "traces": {"hash"}, "kin": {"name_hash"},
    }  # fmt: skip
    query = """SELECT c.table_name, c.column_name FROM information_schema.columns c
               JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'casework'\\:\\:regnamespace
               WHERE c.table_schema = 'casework' AND c.udt_name = 'bytea' AND NOT t.relispartition"""
    with database.working() as connection:
        columns = {tuple(row) for row in connection.execute(sa.text(query))}
    places = {(p.table, p.column) for p in store.PLACES}
    assert columns == places | {(table, column) for table, names in plain.items() for column in names}


def test_an_interrupted_rotation_goes_on(service: Service, found: Reader) -> None:
    fill(service, found)
    newer = replace(service, keyring=service.keyring.rotated())

    def stop(name: str, done: int, total: int) -> None:
        if name == "record_secrets.ciphertext" and done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reencrypt(newer, stop, at_once=3)
    with pytest.raises(KeyringError, match="aren't encrypted with the newest key"):
        drop(newer, 1)
    before = left_over(newer)
    assert 0 < before < 7 * 4 + len(store.PLACES) - 3
    assert reencrypt(newer).done == before
    assert used(newer) == {}


def test_what_cannot_be_read_is_told_and_left(service: Service, found: Reader) -> None:
    fill(service, found)
    with service.database.working() as connection:
        # As if somebody had copied one child's whereabouts to another.
        connection.execute(
            sa.text(
                "UPDATE casework.whereabouts SET ciphertext ="
                " (SELECT ciphertext FROM casework.whereabouts WHERE record_id = 1) WHERE record_id = 2"
            )
        )
    newer = replace(service, keyring=service.keyring.rotated())
    rotated = reencrypt(newer, at_once=2)
    assert rotated.unreadable == {"whereabouts.ciphertext": 1}
    assert rotated.done == 7 * 4 + len(store.PLACES) - 3 - 1
    with pytest.raises(KeyringError, match="1 values"):
        drop(newer, 1)


def test_the_key_in_use_and_unknown_keys_are_not_dropped(service: Service) -> None:
    with pytest.raises(KeyringError, match="in use"):
        drop(service, 1)
    with pytest.raises(KeyringError, match="no key 7"):
        drop(service, 7)


def test_a_running_service_takes_up_new_keys(
    service: Service, found: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While keys are rotated nothing it reads or writes fails, and what it writes needs no old key at the end."""
    monkeypatch.setattr(keyrings, "_LOOK_EACH", 0.05)
    path = tmp_path / "ring.json"
    service.keyring.write(path)
    running = replace(service, keyring=Keyring.read(path))
    failures: list[BaseException] = []
    ended = threading.Event()
    sent: list[str] = []

    def serve() -> None:
        number = 0
        while not ended.is_set():
            reference = f"C{number}"
            try:
                submit(running, found, "child", {**CHILD, "record_id": reference})
                assert read_own(running, found, "child", reference).content["notes"] == CHILD["notes"]
                assert read_own(running, found, "child", "C0").content["notes"] == CHILD["notes"]
            except BaseException as error:
                failures.append(error)
                return
            sent.append(reference)
            number += 1

    thread = threading.Thread(target=serve)
    thread.start()
    while len(sent) < 5:
        time.sleep(0.01)
    Keyring.read(path).rotated().write(path)
    rotating = replace(service, keyring=Keyring.read(path))
    time.sleep(0.2)
    reencrypt(rotating, at_once=5)
    so_far = len(sent)
    while len(sent) < so_far + 5 and thread.is_alive():
        time.sleep(0.01)
    ended.set()
    thread.join()
    assert failures == []
    assert sorted(running.keyring.encrypting) == [1, 2]
    only = replace(service, keyring=drop(rotating, 1))
    for reference in sent:
        assert read_own(only, found, "child", reference).content["phones"] == CHILD["phones"]


def test_a_ring_shows_no_key(service: Service) -> None:
    ring = service.keyring
    shown = repr(ring) + str(ring)
    for key in (*ring.encrypting.values(), ring.look_up, ring.turning):
        assert repr(key)[2:-1] not in shown
