"""What a best-interests assessment or determination holds (CRC 3; GC 14), and who may make it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracing.casework.acts import Outcome
from tracing.casework.rights.interests import (
    Dissent,
    Factor,
    Interests,
    InterestsKind,
    Member,
    Option,
    interests_faults,
)
from tracing.casework.rights.views import Answer, Question

TODAY = date(2026, 4, 1)
PANEL = (
    Member("Marta Tot", "PGN", "psicóloga", 11),
    Member("Abel Cuc", "PGN", "trabajador social"),
    Member("Rita Sis", "Casa Alianza", "abogada"),
)
DETERMINED = Interests(
    kind=InterestsKind.DETERMINATION,
    panel=PANEL,
    factors=dict.fromkeys(Factor, "ponderado"),
    options=(
        Option(Outcome.REUNIFICATION, "lo cuidó siempre", "está lejos"),
        Option(Outcome.OTHER_CARE, "está seguro", "extraña"),
    ),
    reasons="la madre lo cuidó siempre",
    review_on=TODAY + timedelta(days=90),
)
ASSESSED = replace(
    DETERMINED,
    kind=InterestsKind.ASSESSMENT,
    panel=PANEL[:1],
    options=(
        Option(Outcome.CONTACT_ONLY, "quiere hablar con ella", "llora después"),
        Option(Outcome.NO_CONTACT, "está tranquilo", "la extraña"),
    ),
)
WILLING = {Question.CONTACT: Answer.YES, Question.RETURN: Answer.YES, Question.STAY: Answer.NOT_SAID}
STAYS = {Question.CONTACT: Answer.YES, Question.RETURN: Answer.NO, Question.STAY: Answer.YES}


def found(
    record: Interests,
    outcome: Outcome = Outcome.REUNIFICATION,
    answers: dict[Question, Answer] | None = None,
    grounds: tuple[str, ...] = ("panel",),
) -> list[tuple[str, str]]:
    return [
        (f.field, f.says.code) for f in interests_faults(record, outcome, grounds, TODAY, answers or WILLING)
    ]


def test_a_panel_that_weighed_everything_may_decide() -> None:
    assert found(DETERMINED) == []
    dissenting = replace(DETERMINED, dissent=(Dissent(3, "falta la visita al hogar"),))
    assert found(dissenting) == []


def test_an_assessment_by_one_person_is_enough_for_contact_alone() -> None:
    only_contact = {
        Question.CONTACT: Answer.YES,
        Question.RETURN: Answer.UNSURE,
        Question.STAY: Answer.NOT_SAID,
    }
    assert found(ASSESSED, Outcome.CONTACT_ONLY, only_contact) == []


def test_a_court_or_the_authority_decides_by_one() -> None:
    judge = replace(DETERMINED, panel=(Member("Juana Ax", "Juzgado de Niñez", "jueza"),))
    assert found(judge, grounds=("court",)) == []
    assert found(judge) == [("panel", "panel_too_small"), ("panel", "panel_one_organisation")]


@pytest.mark.parametrize(
    ("record", "outcome", "faults"),
    [
        # Lasting solutions need more than an assessment.
        (
            replace(ASSESSED, options=DETERMINED.options),
            Outcome.REUNIFICATION,
            [("kind", "needs_determination")],
        ),
        (replace(DETERMINED, panel=PANEL[1:]), Outcome.REUNIFICATION, [("panel", "panel_too_small")]),
        (
            replace(DETERMINED, panel=tuple(replace(m, organisation="PGN") for m in PANEL)),
            Outcome.REUNIFICATION,
            [("panel", "panel_one_organisation")],
        ),
        (replace(DETERMINED, panel=(*PANEL, PANEL[2])), Outcome.REUNIFICATION, [("panel", "panel_twice")]),
        (
            replace(DETERMINED, panel=(*PANEL[:2], replace(PANEL[2], function=" "))),
            Outcome.REUNIFICATION,
            [("panel", "member_incomplete")],
        ),
        (replace(DETERMINED, reasons=" "), Outcome.REUNIFICATION, [("reasons", "reasons_missing")]),
        # A decision without an alternative is none; nor is one that wasn't among what was looked at.
        (replace(DETERMINED, options=DETERMINED.options[:1]), Outcome.REUNIFICATION, [("options", "options_too_few")]),
        (replace(DETERMINED, options=ASSESSED.options), Outcome.REUNIFICATION, [("options", "options_too_few")]),
        (
            replace(DETERMINED, options=(DETERMINED.options[0], replace(DETERMINED.options[1], speaks_for=""))),
            Outcome.REUNIFICATION,
            [("options", "option_incomplete")],
        ),
        (replace(DETERMINED, dissent=(Dissent(4, "x"),)), Outcome.REUNIFICATION, [("dissent", "dissent_unknown")]),
        (replace(DETERMINED, dissent=(Dissent(1, ""),)), Outcome.REUNIFICATION, [("dissent", "dissent_unknown")]),
        # It is looked at again.
        (replace(DETERMINED, review_on=TODAY), Outcome.REUNIFICATION, [("review_on", "interests_review_on")]),
        (
            replace(DETERMINED, review_on=TODAY + timedelta(days=181)),
            Outcome.REUNIFICATION,
            [("review_on", "interests_review_on")],
        ),
    ],
)  # fmt: skip
def test_what_a_record_lacks(record: Interests, outcome: Outcome, faults: list[tuple[str, str]]) -> None:
    assert found(record, outcome) == faults


@pytest.mark.parametrize("factor", Factor)
def test_every_element_of_general_comment_14_is_weighed(factor: Factor) -> None:
    weighed = {other: text for other, text in DETERMINED.factors.items() if other is not factor}
    assert found(replace(DETERMINED, factors=weighed)) == [(f"factors/{factor}", "factor_missing")]


def test_a_decision_against_what_the_child_wants_says_why() -> None:
    assert found(DETERMINED, answers=STAYS) == [("against_views", "against_views_unexplained")]
    assert found(replace(DETERMINED, against_views="el juzgado lo oyó dos veces"), answers=STAYS) == []
    # Where nothing is on record of what it wants, nothing goes against it.
    assert interests_faults(DETERMINED, Outcome.REUNIFICATION, ("panel",), TODAY, None) == ()
