"""Referrals: which law sets the due date where, and what keeps one from being made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tracing.casework.law.terms import Terms
from tracing.casework.trafficking.referral import (
    HOURS,
    ReferralFacts,
    answered,
    deadlines_of,
    due_at,
    may_follow,
    referral_lacks,
)
from tracing.casework.trafficking.referral_codes import (
    REFERRAL_DEADLINES,
    Basis,
    Deadline,
    ReferralOutcome,
    SharedPart,
)

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
FOUND = NOW - timedelta(hours=5)
US = Terms(place="US")


@pytest.mark.parametrize(
    ("held_in", "nationalities", "rules"),
    [
        ("GT", ["GT"], ["palermo_without_delay"]),
        ("US", ["HN"], ["us_trafficking_notice_24h", "us_notice_48h", "palermo_without_delay", "us_transfer_72h"]),
        # 8 USC 1232(a): children of the two neighbours are screened first.
        ("US", ["MX"], ["us_trafficking_notice_24h", "us_contiguous_screening_48h", "us_notice_48h",
                        "palermo_without_delay", "us_transfer_72h"]),
        ("US", ["CA"], ["us_trafficking_notice_24h", "us_contiguous_screening_48h", "us_notice_48h",
                        "palermo_without_delay", "us_transfer_72h"]),
        # She may be Mexican: nobody knows.
        ("US", [], ["us_trafficking_notice_24h", "us_contiguous_screening_48h", "us_notice_48h",
                    "palermo_without_delay", "us_transfer_72h"]),
        ("MX", ["GT"], ["mx_notice_at_once", "palermo_without_delay"]),
    ],
)  # fmt: skip
def test_which_rules_set_the_due_date(held_in: str, nationalities: list[str], rules: list[str]) -> None:
    assert [rule.value for rule in deadlines_of(nationalities, Terms(place=held_in), FOUND.date())] == rules


@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        ("us_transfer_72h", 72), ("us_notice_48h", 48), ("us_contiguous_screening_48h", 48),
        ("us_trafficking_notice_24h", 24), ("mx_notice_at_once", 24), ("palermo_without_delay", 72),
    ],
)  # fmt: skip
def test_hours_run_from_the_moment(rule: str, hours: int) -> None:
    terms = Terms(place=rule[:2].upper() if rule[:3] in ("us_", "mx_") else "GT")
    assert due_at(Deadline(rule), FOUND, terms) == FOUND + timedelta(hours=hours)
    assert REFERRAL_DEADLINES[Deadline(rule)].source
    assert set(HOURS) == set(Deadline)


def facts(**given: Any) -> ReferralFacts:
    """A referral of a child held in the United States to child protection in Guatemala."""
    usual: dict[str, Any] = {
        "code": "GT-PGN", "shared": (SharedPart.IDENTITY,), "basis": Basis.VICTIM_PROTECTION,
        "rule": Deadline.US_TRANSFER_72H, "since": FOUND, "now": NOW, "applying": deadlines_of(["GT"], US, FOUND.date()), "terms": US,
    }  # fmt: skip
    return ReferralFacts(**{**usual, **given})


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        ({}, []),
        ({"code": "MX-INM"}, ["referral_firewall"]),
        ({"code": "US-CBP"}, ["referral_firewall"]),
        ({"code": "US-ORR"}, []),
        ({"code": "CA-IRCC", "firewalled": True}, ["referral_firewall"]),
        ({"code": "GT-NADIE", "listed": False}, ["referral_unlisted"]),
        ({"code": "MX-INM", "listed": False}, ["referral_firewall"]),
        ({"retired": True}, ["referral_retired"]),
        ({"asylum_from": frozenset({"GT"})}, ["referral_asylum"]),
        ({"asylum_from": frozenset({"HN"})}, []),
        ({"kept_from": frozenset({"GT"})}, ["referral_kept_from"]),
        ({"shared": ()}, ["referral_nothing_shared"]),
        ({"basis": Basis.CONSENT}, ["referral_consent"]),
        ({"basis": Basis.CONSENT, "consented": True}, []),
        ({"rule": Deadline.MX_NOTICE_AT_ONCE}, ["referral_rule"]),
        ({"rule": Deadline.US_CONTIGUOUS_SCREENING_48H}, ["referral_rule"]),
        ({"since": NOW + timedelta(minutes=1)}, ["referral_since"]),
        ({"since": NOW - timedelta(days=366)}, ["referral_since"]),
        ({"since": datetime.max.replace(tzinfo=UTC)}, ["referral_since"]),
        # Sooner than the law asks; later it can't be.
        ({"due": FOUND + timedelta(hours=10)}, []),
        ({"due": FOUND + timedelta(hours=72)}, []),
        ({"due": FOUND + timedelta(hours=73)}, ["referral_due"]),
        ({"due": FOUND - timedelta(hours=1)}, ["referral_due"]),
        ({"conflicted": True}, ["referral_conflict"]),
        ({"shared": (), "code": "MX-INM"}, ["referral_firewall", "referral_nothing_shared"]),
    ],
)
def test_what_keeps_a_referral_from_being_made(given: dict[str, Any], lacks: list[str]) -> None:
    found = referral_lacks(facts(**given))
    assert [lack.code for lack in found] == lacks
    assert all(lack.source for lack in found)


def test_of_asylum_there_is_nothing_to_share() -> None:
    assert not {"asylum", "asylum_confidential"} & set(SharedPart)


@pytest.mark.parametrize(
    ("outcomes", "is_answered", "goes_on"),
    [
        ([], False, True),
        (["received"], False, True),
        (["received", "not_answered"], False, True),
        (["accepted"], True, True),
        (["accepted", "protected"], True, True),
        (["declined"], True, False),
        (["accepted", "closed"], True, False),
    ],
)
def test_what_came_of_it(outcomes: list[str], is_answered: bool, goes_on: bool) -> None:
    said = [ReferralOutcome(outcome) for outcome in outcomes]
    assert (answered(said), may_follow(said)) == (is_answered, goes_on)
