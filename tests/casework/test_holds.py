"""Which facts stop a case, who may lift a hold, who learns of it (brief I4, I6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.casework.law.entries import entry
from tracing.casework.agencies import Side
from tracing.casework.hold_kinds import CONFIDENTIAL, HOLD_KINDS, FlagKind, HoldKind
from tracing.casework.holds import (
    Claim,
    Consent,
    HoldFacts,
    Shared,
    SharedThing,
    Standing,
    holds_for,
    lifting_lacks,
    may_raise,
    review_days,
    seen_kind,
    unraised,
)
from tracing.casework.law.files import shipped
from tracing.casework.roles import Role
from tracing.casework.visibility import Relation

TODAY = date(2026, 11, 24)
CHILD = HoldFacts(Side.CHILD, TODAY, consent=Consent.GIVEN)
INQUIRY = HoldFacts(Side.INQUIRY, TODAY, consent=Consent.GIVEN)
ADULT, PHONE, ADDRESS = SharedThing


def _with(facts: HoldFacts, **more: object) -> HoldFacts:
    return replace(facts, **more)  # type: ignore[arg-type]


def _flags(*kinds: FlagKind) -> HoldFacts:
    return _with(CHILD, flags=frozenset(kinds))


def _born(earliest: str, latest: str) -> HoldFacts:
    return _with(CHILD, earliest=date.fromisoformat(earliest), latest=date.fromisoformat(latest))


def _shared(thing: SharedThing, unrelated: int, facts: HoldFacts = CHILD) -> HoldFacts:
    return _with(facts, shared=(Shared(thing, "k1", unrelated),))


MOTHER = Claim(11, "a", "mother", frozenset({"t1"}))
GRANDMOTHER_OF_THE_HOUSE = Claim(12, "b", "grandmother", frozenset({"t1", "t2"}))
FATHER_ELSEWHERE = Claim(13, "c", "father", frozenset({"t3"}))
ANOTHER_MOTHER = Claim(14, "d", "mother", frozenset({"t1"}))
UNCLE_WITHOUT_TELEPHONE = Claim(15, "e", "uncle")
MOTHER_AGAIN = Claim(16, "a", "mother", frozenset({"t9"}))


def _claims(*claims: Claim) -> HoldFacts:
    return _with(CHILD, claims=claims)


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        (CHILD, []),
        (INQUIRY, []),
        # Consent.
        (_with(CHILD, consent=Consent.UNKNOWN), ["consent_unknown"]),
        (_with(CHILD, consent=Consent.WITHDRAWN), ["consent_withdrawn"]),
        (_with(CHILD, consent=Consent.REFUSED), ["child_refuses"]),
        (_with(INQUIRY, consent=Consent.UNKNOWN), []),  # who asks has agreed to the search
        (_with(INQUIRY, consent=Consent.WITHDRAWN), ["consent_withdrawn"]),
        (_with(INQUIRY, consent=Consent.REFUSED), ["consent_withdrawn"]),
        # Flags.
        (_flags(FlagKind.ASYLUM_CONFIDENTIAL), ["asylum"]),
        (_flags(FlagKind.TRAFFICKING_CONCERN), ["trafficking_concern"]),
        (_flags(FlagKind.CHILD_REFUSES_TRACING), ["child_refuses"]),
        (_flags(FlagKind.DO_NOT_SHARE_WITH_COUNTRY, FlagKind.CONSENT), []),
        (_flags(FlagKind.NO_CONTACT_WITH), []),  # with somebody else than who asks
        (_with(CHILD, inquirer_barred=True), ["no_contact_with_inquirer"]),
        # The same adult, telephone, address on unrelated children.
        (_shared(ADULT, 1), []),
        (_shared(ADULT, 2), ["shared_adult"]),
        (_shared(ADULT, 2, INQUIRY), ["shared_adult"]),
        (_shared(PHONE, 2), []),
        (_shared(PHONE, 3), ["shared_phone"]),
        (_shared(ADDRESS, 2), []),
        (_shared(ADDRESS, 3), ["shared_address"]),
        # Who asks for one child.
        (_claims(MOTHER), []),
        (_claims(MOTHER, GRANDMOTHER_OF_THE_HOUSE), []),
        (_claims(MOTHER, MOTHER_AGAIN), []),
        (_claims(MOTHER, FATHER_ELSEWHERE), ["conflicting_inquirers"]),
        (_claims(MOTHER, ANOTHER_MOTHER), ["conflicting_inquirers"]),  # even with one telephone
        (_claims(MOTHER, UNCLE_WITHOUT_TELEPHONE), ["conflicting_inquirers"]),
        # Turning 18: from the first day on which it may be, and again when it must be.
        (_born("2008-11-25", "2008-11-25"), []),
        (_born("2008-11-24", "2008-11-24"), ["turned_18"]),
        (_born("2008-01-01", "2008-12-31"), ["turning_18"]),
        (_born("2009-01-01", "2009-12-31"), []),
        (_born("2007-01-01", "2007-12-31"), ["turned_18"]),
        (_with(INQUIRY, earliest=date(2000, 1, 1), latest=date(2000, 1, 1)), []),
        # Several at once.
        (
            _with(
                _shared(PHONE, 4), consent=Consent.UNKNOWN, flags=frozenset({FlagKind.ASYLUM_CONFIDENTIAL})
            ),
            ["asylum", "consent_unknown", "shared_phone"],
        ),
    ],
)
def test_which_holds_the_rules_raise(facts: HoldFacts, kinds: list[str]) -> None:
    holds = holds_for(facts)
    assert [hold.kind.value for hold in holds] == kinds
    assert all(hold.cause and hold.rule and hold.reason.es for hold in holds)
    days = review_days(shipped(), TODAY)
    assert all(hold.review_on == TODAY + timedelta(days=days) for hold in holds)


def test_a_third_inquirer_is_a_cause_of_its_own() -> None:
    two = holds_for(_claims(MOTHER, FATHER_ELSEWHERE))
    three = holds_for(_claims(MOTHER, FATHER_ELSEWHERE, UNCLE_WITHOUT_TELEPHONE))
    assert {hold.cause for hold in two} < {hold.cause for hold in three}
    assert len({hold.cause for hold in three}) == 3


def test_the_cause_is_the_same_in_whatever_order_the_claims_come() -> None:
    assert holds_for(_claims(MOTHER, FATHER_ELSEWHERE)) == holds_for(_claims(FATHER_ELSEWHERE, MOTHER))


def test_a_child_refusing_twice_over_is_two_causes_of_one_kind() -> None:
    facts = _with(_flags(FlagKind.CHILD_REFUSES_TRACING), consent=Consent.REFUSED)
    assert [hold.kind for hold in holds_for(facts)] == [HoldKind.CHILD_REFUSES] * 2


@pytest.mark.parametrize(
    ("lifted", "review_on", "raised"),
    [
        (False, "2026-01-01", False),  # it stands
        (True, "2026-11-25", False),  # lifted until tomorrow
        (True, "2026-11-24", True),  # the day has come
        (True, "2026-06-01", True),
    ],
)
def test_a_hold_is_raised_once_and_again_after_its_review(lifted: bool, review_on: str, raised: bool) -> None:
    holds = {f"hash of {hold.cause}": hold for hold in holds_for(_shared(ADULT, 2))}
    (cause,) = holds
    before = Standing(HoldKind.SHARED_ADULT, cause, lifted, date.fromisoformat(review_on))
    assert bool(unraised(holds, (before,), TODAY)) is raised
    elsewhere = replace(before, cause="hash of another adult")
    assert unraised(holds, (elsewhere,), TODAY)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_rules_run_twice_raise_nothing_new(days: int, width: int) -> None:
    facts = _with(
        _shared(ADULT, 2),
        earliest=date(2008, 11, 24) - timedelta(days=days),
        latest=date(2008, 11, 24) + timedelta(days=width),
        consent=Consent.UNKNOWN,
    )
    holds = {hold.cause: hold for hold in holds_for(facts)}
    standing = tuple(Standing(h.kind, h.cause, False, h.review_on) for h in holds.values())
    assert unraised({h.cause: h for h in holds_for(facts)}, standing, TODAY) == []


@pytest.mark.parametrize(
    ("role", "reason", "days", "missing"),
    [
        (Role.PROTECTION_OFFICER, "La abuela explicó el teléfono compartido.", 90, []),
        (Role.PROTECTION_OFFICER, "Visto.", 365, []),
        (Role.PROTECTION_OFFICER, "", 90, ["reason_missing"]),
        (Role.PROTECTION_OFFICER, "  ", None, ["reason_missing", "review_date"]),
        (Role.PROTECTION_OFFICER, "Visto.", 0, ["review_date"]),
        (Role.PROTECTION_OFFICER, "Visto.", 366, ["review_date"]),
        (Role.REVIEWER, "Visto.", 90, ["role"]),
        (Role.FOUND_WORKER, "Visto.", 90, ["role"]),
        (Role.ADMINISTRATOR, "Visto.", 90, ["role"]),
    ],
)
def test_lifting(role: Role, reason: str, days: int | None, missing: list[str]) -> None:
    review_on = None if days is None else TODAY + timedelta(days=days)
    assert [lack.code for lack in lifting_lacks(role, reason, review_on, TODAY)] == missing


def test_within_how_many_days_a_lifted_hold_is_looked_at_again_is_the_places() -> None:
    register = shipped().with_entries([entry("MX", "lifted_hold_review_days", "60")])

    def lacks(held: str, days: int) -> list[str]:
        review_on = TODAY + timedelta(days=days)
        found = lifting_lacks(
            Role.PROTECTION_OFFICER, "Visto.", review_on, TODAY, register=register, held=held
        )
        return [lack.code for lack in found]

    assert lacks("MX", 60) == lacks("MX-CHP", 60) == lacks("GT", 365) == []
    assert lacks("MX", 61) == lacks("MX-CHP", 61) == lacks("GT", 366) == ["review_date"]


def test_nobody_lifts_a_hold_of_their_own_family() -> None:
    lacks = lifting_lacks(Role.PROTECTION_OFFICER, "Visto.", date(2026, 12, 24), TODAY, conflicted=True)
    assert [lack.code for lack in lacks] == ["conflict_of_interest"]


@pytest.mark.parametrize("kind", HoldKind)
def test_who_may_raise_a_hold_by_hand(kind: HoldKind) -> None:
    may = {role for role in Role if may_raise(kind, role)}
    assert may == {Role.PROTECTION_OFFICER} | (set() if kind in CONFIDENTIAL else {Role.REVIEWER})


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("relation", Relation)
def test_an_asylum_hold_is_known_as_such_to_protection_and_the_childs_own_agency(
    role: Role, relation: Relation
) -> None:
    seen = seen_kind(HoldKind.ASYLUM, role, relation, Side.CHILD)
    own = relation is Relation.OWN and role in (Role.FOUND_WORKER, Role.AGENCY)
    if role is Role.PROTECTION_OFFICER or own:
        assert seen == HOLD_KINDS[HoldKind.ASYLUM]
    elif role is Role.REVIEWER and relation is Relation.REVIEW:
        assert seen is not None
        assert "asil" not in f"{seen.es}{seen.en}{seen.code}{seen.source}".lower()
        # No different from what they see of abuse.
        assert seen == seen_kind(HoldKind.FAMILY_VIOLENCE, role, relation, Side.CHILD)
    else:
        assert seen is None


def test_the_asking_side_does_not_even_learn_that_its_own_inquiry_is_held() -> None:
    for kind in HoldKind:
        for role in (Role.FAMILY_WORKER, Role.AGENCY, Role.CONSULATE):
            assert seen_kind(kind, role, Relation.OWN, Side.INQUIRY) is None


def test_reviewers_see_the_warnings_that_they_need() -> None:
    seen = seen_kind(HoldKind.SHARED_PHONE, Role.REVIEWER, Relation.REVIEW, Side.CHILD)
    assert seen == HOLD_KINDS[HoldKind.SHARED_PHONE]


def test_so_many_kinds_are_confidential_that_the_word_tells_none_of_them() -> None:
    assert {HoldKind.ASYLUM, HoldKind.FAMILY_VIOLENCE, HoldKind.TRAFFICKING_CONCERN} < CONFIDENTIAL
    assert len(CONFIDENTIAL) >= 8
