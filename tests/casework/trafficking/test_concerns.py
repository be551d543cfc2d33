"""What raises a concern of trafficking, and what doesn't: a table that a protection officer can read.

Numbers are inquiries in the order in which they came. All have a telephone or an address in common with number 9, which
is the one that is looked at.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tracing.casework.kin import Kin
from tracing.casework.roles import Role
from tracing.casework.trafficking.concern_kinds import HOLDING, ConcernKind, Rule
from tracing.casework.trafficking.concerns import (
    Asking,
    ConcernFacts,
    Earlier,
    Ended,
    FoundChild,
    News,
    concerns_for,
    dismissal_lacks,
    news_of,
)
from tracing.casework.trafficking.public_fields import Knowledge

CAAL, TZUL, COC = Kin(frozenset({"caal"})), Kin(frozenset({"tzul"})), Kin(frozenset({"coc"}))
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def asks(number: int, **given: Any) -> Asking:
    """An inquiry of a mother for Josué Caal."""
    usual: dict[str, Any] = {
        "agency": "GT-PGN", "who": frozenset({"matilde", "pop"}), "relation": "mother",
        "given": frozenset({"josue"}), "kin": CAAL, "asked_on": JULY,
    }  # fmt: skip
    return Asking(number, **{**usual, **given})


REFUSED = {"ended": Ended.REFUSED, "ended_on": JUNE}
WITHDRAWN = {"ended": Ended.WITHDRAWN, "ended_on": JUNE}
ERASED = {"who": frozenset(), "relation": "", "given": frozenset(), "kin": Kin(), **WITHDRAWN}
NINE = asks(9)
SIBLING = {"given": frozenset({"ana"})}
STRANGER = {"given": frozenset({"luis"}), "kin": TZUL}
ANOTHER_STRANGER = {"given": frozenset({"eva"}), "kin": COC}
ELSEWHERE = {"agency": "HN-SENAF"}

CASES: list[tuple[str, Asking, list[Asking], list[Rule]]] = [
    ("she asks once", NINE, [], []),
    ("she asks again", NINE, [asks(1)], []),
    ("at three agencies", NINE, [asks(1, agency="HN-SENAF"), asks(2, agency="MX-DIF")], []),
    ("for her three children", NINE, [asks(1, **SIBLING), asks(2, given=frozenset({"rosa"}))], []),
    ("after one was withdrawn by a slip", NINE, [asks(1, **WITHDRAWN)], []),
    ("the grandmother asks, too", NINE, [asks(1, relation="grandmother", who=frozenset({"elena", "xol"}))], []),
    ("her name is written in another way", NINE, [asks(1, who=frozenset({"mati", "caal"}))], []),
    ("somebody else's telephone, for a neighbour's child, at one agency", NINE, [asks(1, **STRANGER)], []),
    ("after a refusal", NINE, [asks(1, **REFUSED)], [Rule.ASKED_AGAIN_AFTER_REFUSAL]),
    ("after a refusal, for another child", asks(9, **STRANGER), [asks(1, **REFUSED)], [Rule.ASKED_AGAIN_AFTER_REFUSAL]),
    ("after a refusal, under another name", asks(9, who=frozenset({"julia"})), [asks(1, **REFUSED)],
     [Rule.ASKED_AGAIN_AFTER_REFUSAL]),
    ("she had asked before the refusal came", asks(9, asked_on=date(2026, 5, 1)), [asks(1, **REFUSED)], []),
    ("the refused one came later", NINE, [asks(12, **REFUSED)], []),
    ("after two were withdrawn", NINE, [asks(1, **WITHDRAWN), asks(2, **WITHDRAWN)], [Rule.ASKED_AGAIN_AFTER_WITHDRAWALS]),
    ("after two were withdrawn and erased", NINE, [asks(1, **ERASED), asks(2, **ERASED)],
     [Rule.ASKED_AGAIN_AFTER_WITHDRAWALS]),
    ("another mother by the same telephone", NINE, [asks(1, who=frozenset({"julia", "tzul"}))],
     [Rule.ASKED_AGAIN_UNDER_ANOTHER_NAME]),
    ("another mother, of another child", NINE, [asks(1, who=frozenset({"julia", "tzul"}), **STRANGER)], []),
    ("four times for one child", NINE, [asks(1), asks(2), asks(3)], [Rule.ASKED_AGAIN_OFTEN]),
    ("for a stranger at another agency", NINE, [asks(1, **STRANGER, **ELSEWHERE)], [Rule.CONTACT_AT_SEVERAL_AGENCIES]),
    ("for two strangers at two agencies", NINE,
     [asks(1, **STRANGER, **ELSEWHERE), asks(2, **ANOTHER_STRANGER, agency="MX-DIF")], [Rule.CONTACT_AT_SEVERAL_AGENCIES]),
    ("for a sibling at another agency", NINE, [asks(1, **SIBLING, **ELSEWHERE)], []),
    ("what was erased tells of no child", NINE, [asks(1, **{**ERASED, **ELSEWHERE})], []),
]  # fmt: skip


@pytest.mark.parametrize(("asking", "others", "rules"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_an_inquirer_did_before(asking: Asking, others: list[Asking], rules: list[Rule]) -> None:
    assert [c.rule for c in concerns_for(ConcernFacts(asking, tuple(others)))] == rules


def found(*families: Kin) -> tuple[FoundChild, ...]:
    return tuple(FoundChild(100 + number, kin) for number, kin in enumerate(families))


@pytest.mark.parametrize(
    ("carrying", "nearby", "rules"),
    [
        ((), (), []),
        # The telephone in the pocket of the child that she looks for, and of its brother.
        (found(CAAL, CAAL), (), []),
        # In a neighbour's child's, too.
        (found(CAAL, TZUL), (), []),
        (found(TZUL, TZUL), (), []),
        (found(TZUL, COC), (), [Rule.CONTACT_ON_FOUND_CHILDREN]),
        ((), found(TZUL, COC), []),
        ((), found(TZUL, COC, CAAL), []),
        ((), found(TZUL, COC, Kin(frozenset({"yat"}))), [Rule.PLACE_OF_FOUND_CHILDREN]),
    ],
)
def test_an_inquirer_near_children_who_were_found(
    carrying: tuple[FoundChild, ...], nearby: tuple[FoundChild, ...], rules: list[Rule]
) -> None:
    made = concerns_for(ConcernFacts(NINE, (), carrying, nearby))
    assert [c.rule for c in made] == rules
    assert all(c.records == {9, *(child.child for child in (*carrying, *nearby))} for c in made)


def test_what_two_rules_of_one_kind_saw_is_one_concern() -> None:
    others = (asks(1, **REFUSED), asks(2), asks(3))
    (one,) = concerns_for(ConcernFacts(NINE, others))
    assert (one.kind, one.rule) == (ConcernKind.REPEATED_INQUIRER, Rule.ASKED_AGAIN_AFTER_REFUSAL)
    assert one.inquiries == {1, 2, 3, 9}


def test_who_knows_little_is_looked_at_and_not_stopped() -> None:
    facts = ConcernFacts(NINE, knowledge=Knowledge(100, known=0, unchecked=0, askable=5))
    (one,) = concerns_for(facts)
    assert (one.kind, one.inquiries, one.records) == (ConcernKind.PUBLIC_FIELDS_ONLY, {9}, {9, 100})
    assert one.kind not in HOLDING


A, B, C = "a", "b", "c"


@pytest.mark.parametrize(
    ("facts", "earlier", "news"),
    [
        ({A}, [], News(frozenset({A}), None)),
        # It stands already.
        ({A}, [Earlier(1, frozenset({A}), open=True)], None),
        # More of the same is added to what stands.
        ({A, B}, [Earlier(1, frozenset({A}), open=True)], News(frozenset({B}), 1)),
        # What was dismissed stays dismissed.
        ({A, B}, [Earlier(1, frozenset({A, B}), open=False)], None),
        ({A}, [Earlier(1, frozenset({A, B}), open=False)], None),
        # It comes back on what nobody had seen.
        ({A, C}, [Earlier(1, frozenset({A, B}), open=False)], News(frozenset({C}), None)),
        ({A, C}, [Earlier(1, frozenset({A}), open=False), Earlier(2, frozenset({C}), open=True)], None),
    ],
)
def test_a_concern_comes_back_only_on_new_facts(
    facts: set[str], earlier: list[Earlier], news: News | None
) -> None:
    assert news_of(frozenset(facts), earlier) == news


@pytest.mark.parametrize(
    ("role", "reason", "conflicted", "lacks"),
    [
        ("protection_officer", "es la tienda de la aldea", False, []),
        ("protection_officer", " ", False, ["concern_reason"]),
        ("protection_officer", "es la tienda de la aldea", True, ["concern_conflict"]),
        ("reviewer", "es la tienda de la aldea", False, ["concern_role"]),
    ],
)
def test_what_dismissing_needs(role: str, reason: str, conflicted: bool, lacks: list[str]) -> None:
    found = dismissal_lacks(Role(role), reason, conflicted=conflicted)
    assert [lack.code for lack in found] == lacks
