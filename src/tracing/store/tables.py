"""The tables as queries name them. Their definition is SQL (``migrations/sql``); a test holds the two alike."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB

__all__ = [
    "TABLES", "acts", "acts_before_records", "agencies", "agency_places", "agreements", "api_keys", "audit",
    "audit_anchors", "best_interests", "captures", "child_keys", "complaint_steps", "complaints", "concern_records", "concerns",
    "conflicts", "consular_records", "decisions", "definitions", "deliveries", "directory_entries", "drafts", "erasures",
    "form_changes", "forms", "hearings", "holds", "idempotency", "import_previews", "imports", "inquiry_keys", "kin",
    "law_decisions", "laws", "leases",
    "likeness_due", "likenesses", "links", "links_due", "matchers", "mentions", "pair_views", "pending", "placements",
    "protection_flags", "queue", "record_secrets", "record_versions", "records", "referral_outcomes", "referrals",
    "reminders", "repatriation_steps", "retired_pairs", "screen_due", "screenings", "sessions", "set_acts", "shares",
    "shelter_addresses", "shelter_versions", "shelters", "shields", "sign_in_failures", "signing_keys",
    "statistics_cells", "statistics_months", "statistics_publications", "tellings", "traces", "training_answers",
    "training_attempts", "training_sandbox", "training_truth", "transfers", "users",
    "verification_questions", "webhooks", "whereabouts",
]  # fmt: skip

_BIG, _INT, _SMALL = sa.BigInteger(), sa.Integer(), sa.SmallInteger()
_FLOAT: sa.Double[float] = sa.Double()
_TEXT, _FLAG, _BYTES, _JSON = sa.Text(), sa.Boolean(), BYTEA(), JSONB()
_TIME, _DAY = sa.DateTime(timezone=True), sa.Date()
_UUID: sa.UUID[Any] = sa.UUID()
_TEXTS, _INTS, _BIGS = ARRAY(sa.Text()), ARRAY(sa.Integer()), ARRAY(sa.BigInteger())

TABLES: dict[str, sa.TableClause] = {}


def _table(name: str, /, **columns: sa.types.TypeEngine[Any]) -> sa.TableClause:
    made = sa.table(name, *(sa.column(c, kind) for c, kind in columns.items()), schema="casework")
    TABLES[name] = made
    return made


agencies = _table(
    "agencies",
    id=_BIG, code=_TEXT, name=_TEXT, country=sa.CHAR(2), kind=_TEXT, sides=_TEXTS, active=_FLAG, created_at=_TIME,
)  # fmt: skip
users = _table(
    "users",
    id=_BIG, agency_id=_BIG, login=_TEXT, name=_TEXT, role=_TEXT, language=_TEXT, password_hash=_TEXT, must_change=_FLAG,
    password_until=_TIME, totp_secret=_BYTES, totp_confirmed=_FLAG, totp_last_step=_BIG, active=_FLAG, created_at=_TIME,
)  # fmt: skip
sessions = _table(
    "sessions",
    id=_BIG, token_hash=_BYTES, user_id=_BIG, strong=_FLAG, created_at=_TIME, seen_at=_TIME, expires_at=_TIME,
    ended_at=_TIME,
)  # fmt: skip
sign_in_failures = _table(
    "sign_in_failures", login_hash=_BYTES, address_hash=_BYTES, failures=_INT, last_at=_TIME
)
api_keys = _table(
    "api_keys",
    id=_BIG, agency_id=_BIG, prefix=_TEXT, secret_hash=_TEXT, label=_TEXT, scopes=_TEXTS, created_by=_BIG,
    created_at=_TIME, expires_at=_TIME, used_at=_TIME, revoked_at=_TIME, replaces_id=_BIG,
)  # fmt: skip
records = _table(
    "records",
    id=_BIG, side=_TEXT, agency_id=_BIG, reference=_TEXT, version=_INT, state=_TEXT, created_at=_TIME, changed_at=_TIME,
    review_on=_DAY, shielded=_FLAG,
)  # fmt: skip
record_versions = _table(
    "record_versions",
    record_id=_BIG, version=_INT, content=_JSON, provenance=_JSON, found_region=_TEXT, noted=_FLAG, reason=_TEXT,
    by_user=_BIG, by_key=_BIG, at=_TIME,
)  # fmt: skip
record_secrets = _table(
    "record_secrets", record_id=_BIG, version=_INT, field=_TEXT, place=_SMALL, ciphertext=_BYTES, hash=_BYTES
)
whereabouts = _table("whereabouts", record_id=_BIG, version=_INT, ciphertext=_BYTES)
protection_flags = _table(
    "protection_flags",
    id=_BIG, record_id=_BIG, kind=_TEXT, detail=_BYTES, raised_by=_BIG, raised_at=_TIME, ended_by=_BIG, ended_at=_TIME,
)  # fmt: skip
matchers = _table(
    "matchers",
    id=_BIG, name=_TEXT, digest=_BYTES, file=_TEXT, rules=_TEXT, state=_TEXT, slot=_SMALL, formed_to=_BIG,
    linked_to=_BIG, entered_by=_BIG, entered_at=_TIME, promoted_at=_TIME,
)  # fmt: skip
forms = _table(
    "forms",
    slot=_SMALL, record_id=_BIG, version=_INT, stamp=_BIG, companions=_BIG, rules=_TEXT, keys=_INTS, form=_BYTES,
)  # fmt: skip
child_keys = _table("child_keys", key=_INT, record_id=_INT)
inquiry_keys = _table("inquiry_keys", key=_INT, record_id=_INT)
form_changes = _table(
    "form_changes", stamp=_BIG, slot=_SMALL, record_id=_BIG, left_group=_BIG, new_group=_BIG, at=_TIME
)
links = _table(
    "links",
    matcher_id=_INT, inquiry_id=_BIG, child_id=_BIG, weight=_INT, group_term=_INT, probability=_FLOAT, band=_TEXT,
    levels=_BYTES, weights=_INTS,
)  # fmt: skip
pending = _table("pending", id=_BIG, record_id=_BIG, since=_TIME, urgent=_FLAG)
links_due = _table("links_due", id=_BIG, matcher_id=_INT, record_id=_BIG, since=_TIME, urgent=_FLAG)
leases = _table("leases", inquiry_id=_BIG, child_id=_BIG, user_id=_BIG, until=_TIME)
decisions = _table(
    "decisions",
    id=_BIG, inquiry_id=_BIG, child_id=_BIG, inquiry_version=_INT, child_version=_INT, matcher_id=_INT, weight=_INT,
    probability=_FLOAT, band=_TEXT, blind=_FLAG, kind=_TEXT, takes_back=_BIG, reasons=_TEXTS, note=_TEXT, user_id=_BIG, at=_TIME,
)  # fmt: skip
acts = _table(
    "acts",
    id=_BIG, inquiry_id=_BIG, child_id=_BIG, kind=_TEXT, outcome=_TEXT, reasons=_TEXTS, detail=_BYTES, review_on=_DAY,
    takes_back=_BIG, user_id=_BIG, role=_TEXT, at=_TIME,
)  # fmt: skip
conflicts = _table("conflicts", user_id=_BIG, record_id=_BIG, declared_at=_TIME)
verification_questions = _table(
    "verification_questions",
    id=_BIG, inquiry_id=_BIG, child_id=_BIG, side=_TEXT, question=_BYTES, answer=_BYTES, asked_by=_BIG, asked_at=_TIME,
    answered_by=_BIG, answered_at=_TIME,
)  # fmt: skip
holds = _table(
    "holds",
    id=_BIG, record_id=_BIG, kind=_TEXT, confidential=_FLAG, rule=_TEXT, cause=_BYTES, reason=_TEXT, raised_by=_BIG,
    raised_at=_TIME, review_on=_DAY, lifted_by=_BIG, lifted_at=_TIME, lift_reason=_TEXT,
)  # fmt: skip
idempotency = _table(
    "idempotency",
    agency_id=_BIG, key=_TEXT, request=_BYTES, status=_INT, body=_BYTES, etag=_TEXT, record_id=_BIG, at=_TIME,
)  # fmt: skip
imports = _table(
    "imports",
    id=_BIG, agency_id=_BIG, side=_TEXT, number=_INT, format=_TEXT, state=_TEXT, file=_BYTES, rows=_INT, done=_INT,
    refused=_INT, line=_INT, report=_JSON, failure=_TEXT, by_user=_BIG, by_key=_BIG, at=_TIME, ended_at=_TIME,
    columns=_BYTES,
)  # fmt: skip
webhooks = _table(
    "webhooks",
    id=_BIG, name=_UUID, agency_id=_BIG, url=_TEXT, secret=_BYTES, events=_TEXTS, active=_FLAG, created_at=_TIME,
)  # fmt: skip
deliveries = _table(
    "deliveries",
    id=_BIG, name=_UUID, webhook_id=_BIG, event=_TEXT, body=_JSON, at=_TIME, attempts=_INT, status=_INT, failure=_TEXT,
    next_at=_TIME, done_at=_TIME, given_up=_FLAG,
)  # fmt: skip
audit = _table(
    "audit",
    number=_BIG, at=_TIME, person=_BIG, key_id=_BIG, agency_id=_BIG, act=_TEXT, purpose=_TEXT, kind=_TEXT, object=_TEXT,
    detail=_JSON, previous=_BYTES, hash=_BYTES,
)  # fmt: skip
audit_anchors = _table(
    "audit_anchors",
    number=_BIG, hash=_BYTES, shortened_at=_TIME, shortened_by=_TEXT, export_digest=_BYTES, entry=_BIG,
)  # fmt: skip
queue = _table(
    "queue",
    matcher_id=_INT, inquiry_id=_BIG, child_id=_BIG, paired_at=_TIME, gone_at=_TIME, probability=_FLOAT, band=_TEXT,
    stage=_TEXT, held=_FLAG, asked_at=_TIME, child_in=sa.CHAR(2), inquiry_in=sa.CHAR(2), born_from=_DAY, born_to=_DAY,
    origin=sa.CHAR(2), medical=_FLAG, place=_BIG, placed_on=_DAY, waits=_FLAG,
    shielded=_FLAG,
)  # fmt: skip
pair_views = _table(
    "pair_views",
    user_id=_BIG, inquiry_id=_BIG, child_id=_BIG, blind=_FLAG, scored=_FLAG, of_child=_TEXTS, of_inquiry=_TEXTS,
    looked_at=_TIME,
)  # fmt: skip
retired_pairs = _table(
    "retired_pairs",
    inquiry_id=_BIG, child_id=_BIG, retired_at=_TIME, judged=_FLAG, inquiry_version=_INT, child_version=_INT,
)  # fmt: skip
tellings = _table("tellings", inquiry_id=_BIG, child_id=_BIG, since=_TIME)
screen_due = _table("screen_due", id=_BIG, record_id=_BIG)
screenings = _table(
    "screenings", record_id=_BIG, version=_INT, at=_TIME, born_from=_DAY, born_to=_DAY, origin=_TEXT
)
mentions = _table("mentions", record_id=_BIG, side=_TEXT, thing=_TEXT, hash=_BYTES)
definitions = _table(
    "definitions",
    id=_BIG, record_id=_BIG, status=_TEXT, company=_TEXTS, known_by=_TEXTS, note=_BYTES, assessed_on=_DAY, user_id=_BIG,
    at=_TIME,
)  # fmt: skip
captures = _table(
    "captures", agency_id=_BIG, file=_UUID, place=_INT, line=_BYTES, by_user=_BIG, by_key=_BIG, at=_TIME
)
laws = _table(
    "laws",
    id=_BIG, place=_TEXT, rule=_TEXT, version=_INT, value=_TEXT, ends=_FLAG, es=_TEXT, en=_TEXT, source=_TEXT, cite=_TEXT,
    valid_from=_DAY, valid_until=_DAY, checked=_TEXT, checked_on=_DAY, checked_by=_TEXT, weakens=_FLAG, entered_by=_BIG,
    entered_at=_TIME,
)  # fmt: skip
law_decisions = _table(
    "law_decisions", law_id=_BIG, agreed=_FLAG, reason=_TEXT, decided_by=_BIG, decided_at=_TIME
)
agency_places = _table("agency_places", agency_id=_BIG, place=_TEXT, set_by=_BIG, set_at=_TIME)

# Release 2, trafficking
shields = _table(
    "shields",
    id=_BIG, record_id=_BIG, reason=_BYTES, review_on=_DAY, shielded_by=_BIG, shielded_at=_TIME, ended_by=_BIG,
    ended_at=_TIME, end_reason=_BYTES,
)  # fmt: skip
concerns = _table(
    "concerns",
    id=_BIG, record_id=_BIG, kind=_TEXT, rule=_TEXT, facts=ARRAY(BYTEA()), raised_at=_TIME, changed_at=_TIME,
    dismissed_by=_BIG, dismissed_at=_TIME, reason=_BYTES,
)  # fmt: skip
concern_records = _table("concern_records", concern_id=_BIG, record_id=_BIG)
traces = _table("traces", record_id=_BIG, side=_TEXT, thing=_TEXT, hash=_BYTES)
referrals = _table(
    "referrals",
    id=_BIG, record_id=_BIG, recipient=_TEXT, code=_TEXT, shared=_TEXTS, basis=_TEXT, urgency=_TEXT, rule=_TEXT,
    since=_TIME, due_at=_TIME, detail=_BYTES, made_by=_BIG, made_at=_TIME,
)  # fmt: skip
referral_outcomes = _table(
    "referral_outcomes", id=_BIG, referral_id=_BIG, outcome=_TEXT, detail=_BYTES, by_user=_BIG, at=_TIME
)

# Release 2, care
shelters = _table("shelters", id=_BIG, agency_id=_BIG, code=_TEXT, entered_by=_BIG, entered_at=_TIME)
shelter_versions = _table(
    "shelter_versions",
    shelter_id=_BIG, version=_INT, country=sa.CHAR(2), subdivision=_TEXT, kind=_TEXT, least_age=_SMALL, most_age=_SMALL,
    sexes=_TEXTS, places=_INT, accessibility=_TEXTS, languages=_TEXTS, confidential=_FLAG, confidential_by=_TEXT, open=_FLAG,
    valid_from=_DAY, checked_on=_DAY, reason=_TEXT, by_user=_BIG, at=_TIME,
)  # fmt: skip
shelter_addresses = _table("shelter_addresses", shelter_id=_BIG, version=_INT, sealed=_BYTES)
placements = _table(
    "placements",
    id=_BIG, record_id=_BIG, number=_INT, version=_INT, kind=_TEXT, shelter_id=_BIG, begins=_DAY, ends=_DAY, basis=_TEXT,
    void=_FLAG, warnings=_TEXTS, detail=_BYTES, by_user=_BIG, at=_TIME,
)  # fmt: skip
directory_entries = _table(
    "directory_entries",
    id=_BIG, key=_TEXT, version=_INT, country=sa.CHAR(2), subdivision=_TEXT, institution=_TEXT, short=_TEXT, kind=_TEXT,
    functions=_TEXTS, sides=_TEXTS, legal_basis=_TEXT, source=_TEXT, to_check=_TEXT, contact=_TEXT, retired=_FLAG,
    checked_on=_DAY, checked_by=_TEXT, reason=_TEXT, by_user=_BIG, at=_TIME,
)  # fmt: skip
agreements = _table(
    "agreements",
    id=_BIG, code=_TEXT, sender_id=_BIG, receiver_id=_BIG, purpose=_TEXT, fields=_TEXTS, valid_from=_DAY, valid_until=_DAY,
    entered_by=_BIG, entered_at=_TIME, confirmed_by=_BIG, confirmed_at=_TIME, ended_by=_BIG, ended_at=_TIME,
    end_reason=_TEXT,
)  # fmt: skip
shares = _table(
    "shares",
    id=_BIG, name=_UUID, agreement_id=_BIG, record_id=_BIG, basis=_TEXT, until=_DAY, decided_by=_BIG, decided_at=_TIME,
    ended_by=_BIG, ended_at=_TIME,
)  # fmt: skip
transfers = _table(
    "transfers",
    id=_BIG, agreement_id=_BIG, kind=_TEXT, share=_UUID, record_id=_BIG, side=_TEXT, sender_id=_BIG, receiver_id=_BIG,
    basis=_TEXT, fields=_TEXTS, digest=_BYTES, by_user=_BIG, at=_TIME,
)  # fmt: skip
consular_records = _table(
    "consular_records",
    id=_BIG, record_id=_BIG, consulate_id=_BIG, kind=_TEXT, wish=_TEXT, on_day=_DAY, language=_TEXT, detail=_BYTES,
    by_user=_BIG, at=_TIME,
)  # fmt: skip
signing_keys = _table(
    "signing_keys",
    id=_BIG,
    public=_BYTES,
    certificate=_BYTES,
    secret=_BYTES,
    created_at=_TIME,
    retired_at=_TIME,
)
statistics_months = _table("statistics_months", month=_DAY, closed_at=_TIME, events=_BYTES)
statistics_publications = _table(
    "statistics_publications",
    id=_BIG, period=_TEXT, state=_TEXT, asked_by=_BIG, asked_at=_TIME, released_at=_TIME,
)  # fmt: skip
statistics_cells = _table(
    "statistics_cells",
    publication_id=_BIG, measure=_TEXT, breakdown=_TEXT, place=_TEXTS, value=_INT, low=_INT, middle=_INT, high=_INT,
)  # fmt: skip
repatriation_steps = _table(
    "repatriation_steps",
    id=_BIG, inquiry_id=_BIG, child_id=_BIG, kind=_TEXT, outcome=_TEXT, detail=_BYTES, takes_back=_BIG, after_act=_BIG,
    user_id=_BIG, role=_TEXT, at=_TIME,
)  # fmt: skip
reminders = _table(
    "reminders",
    id=_BIG, name=_UUID, inquiry_id=_BIG, child_id=_BIG, complaint_id=_BIG, referral_id=_BIG, item=_TEXT, party=_TEXT,
    due_on=_DAY, raised_at=_TIME, ended_at=_TIME, acknowledged_by=_BIG, acknowledged_at=_TIME,
)  # fmt: skip
set_acts = _table(
    "set_acts", id=_BIG, side=_TEXT, kind=_TEXT, records=ARRAY(sa.BigInteger()), reasons=_TEXTS, note=_BYTES, user_id=_BIG,
    at=_TIME,
)  # fmt: skip
likenesses = _table(
    "likenesses",
    first_id=_BIG, second_id=_BIG, side=_TEXT, matcher_id=_INT, weight=_INT, probability=_FLOAT, warnings=_TEXTS,
    found_at=_TIME,
)  # fmt: skip
likeness_due = _table("likeness_due", id=_BIG, record_id=_BIG)
kin = _table(
    "kin",
    id=_BIG, child_id=_BIG, inquiry_id=_BIG, other_id=_BIG, name=_BYTES, name_hash=_BYTES, relation=_TEXT, standing=_TEXT,
    bases=_TEXTS, note=_BYTES, user_id=_BIG, at=_TIME,
)  # fmt: skip

# Release 2, rights.
hearings = _table("hearings", act_id=_BIG, heard_on=_DAY, hear_again_on=_DAY, record=_BYTES)
best_interests = _table("best_interests", act_id=_BIG, kind=_TEXT, panel=_BIGS, review_on=_DAY, record=_BYTES)
acts_before_records = _table("acts_before_records", act_id=_BIG)
complaints = _table(
    "complaints",
    id=_BIG, name=_UUID, agency_id=_BIG, record_id=_BIG, record_erased=_FLAG, complainant=_TEXT, subject=_TEXT,
    about_persons=_BIGS, about_agency=_BIG, urgent=_FLAG, received_by=_BIG, received_on=_DAY, record=_BYTES, at=_TIME,
)  # fmt: skip
erasures = _table(
    "erasures", record_id=_BIG, cause=_TEXT, asked_at=_TIME, kept_by=_BIG, kept_at=_TIME, reason=_BYTES
)
complaint_steps = _table(
    "complaint_steps", id=_BIG, complaint_id=_BIG, kind=_TEXT, person=_BIG, record=_BYTES, at=_TIME
)  # fmt: skip
training_sandbox = _table("training_sandbox", marked=_FLAG, marked_at=_TIME)
training_truth = _table("training_truth", inquiry_reference=_TEXT, child_reference=_TEXT)
training_attempts = _table(
    "training_attempts",
    id=_BIG, user_id=_BIG, course=_TEXT, seed=_BIG, begun_at=_TIME, ended_at=_TIME, passed=_FLAG,
)  # fmt: skip
training_answers = _table(
    "training_answers", attempt_id=_BIG, place=_SMALL, truth=_TEXT, decision=_TEXT, at=_TIME
)

# Release 2, pages.
drafts = _table("drafts", user_id=_BIG, page=_TEXT, ciphertext=_BYTES, saved_at=_TIME)
import_previews = _table(
    "import_previews", user_id=_BIG, side=_TEXT, format=_TEXT, file=_BYTES, saved_at=_TIME
)
