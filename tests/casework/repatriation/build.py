"""A child's way home, step by step, for tests to cut off where they want: from Tapachula to San Pedro Sula."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from tests.casework.build import OFFICER, POSSIBLE, SECOND_OFFICER, WAY, append, day
from tracing.casework.acts import ActKind
from tracing.casework.repatriation.follow_ups import SHIPPED
from tracing.casework.repatriation.rules import Known
from tracing.casework.repatriation.steps import FOLLOW_UPS, ORDER, Finding, Particulars, Step, StepKind
from tracing.casework.roles import Role

HONDURAS = timezone(timedelta(hours=-6))
ESCORT = 8
HANDOVER = datetime(2026, 4, 20, 10, 0, tzinfo=HONDURAS)
NOTICE = HANDOVER - timedelta(hours=50)

SAID = {
    StepKind.DETERMINATION_WRITTEN: Particulars(destination="HN", document="DIS 14/2026", on=day(20).date()),
    StepKind.PROTECTION_SCREENED: Particulars(by="Lic. Inés Díaz", language="spa"),
    StepKind.FAMILY_ASSESSED: Particulars(by="T.S. Olga Mejía", methods=("home_study", "interviews")),
    StepKind.CHILD_CONSULTED: Particulars(by="Lic. Inés Díaz", language="spa"),
    StepKind.TRAVEL_DOCUMENT: Particulars(way="consulate", document="SC 7781"),
    StepKind.ESCORT_NAMED: Particulars(
        by="Rubén Paz", authority="Procuraduría de Protección", authority_kind="child_protection", country="MX",
        person=ESCORT,
    ),
    StepKind.HANDOVER_PLANNED: Particulars(
        at=HANDOVER, place="Centro Belén, San Pedro Sula", latitude=15.5, longitude=-88.03, authority="SENAF",
        authority_kind="child_protection", country="HN", adult="Matilde Pop Xol",
    ),
    StepKind.RECEPTION_CONFIRMED: Particulars(by="Delia Cruz", notified_at=NOTICE),
    StepKind.RECEIVER_IDENTIFIED: Particulars(
        adult="Matilde Pop Xol", checks=("verified_record", "identity_document")
    ),
    StepKind.HANDED_OVER: Particulars(
        at=HANDOVER, given_by="Rubén Paz", received_by="Delia Cruz", authority="SENAF",
        authority_kind="child_protection", country="HN", signed_by=("giver",),
    ),
    StepKind.RECEIVED: Particulars(
        received_by="Delia Cruz", adult="Matilde Pop Xol", checks=("verified_record", "photograph"),
        signed_by=("receiver",),
    ),
    **dict.fromkeys(FOLLOW_UPS, Particulars(by="Delia Cruz", language="spa", topics=("safety", "wishes"))),
}  # fmt: skip
"""What each step says, as it should."""

GOOD = {
    StepKind.PROTECTION_SCREENED: Finding.NO_NEED,
    StepKind.FAMILY_ASSESSED: Finding.SUITABLE,
    StepKind.CHILD_CONSULTED: Finding.AGREES,
    **dict.fromkeys(FOLLOW_UPS, Finding.WELL),
}

_ACTS = tuple(a for _, a in WAY)
BEFORE_HOME = _ACTS[: next(n for n, a in enumerate(_ACTS) if a.kind is ActKind.REUNIFY)]
"""The acts up to the contact: all that reunification needs but the handover."""


def when(kind: StepKind) -> datetime:
    """Return when a step is made, the first on the twenty-first day."""
    if kind in (StepKind.HANDED_OVER, StepKind.RECEIVED):
        return HANDOVER + timedelta(hours=1)
    if kind is StepKind.RECEPTION_CONFIRMED:
        return NOTICE + timedelta(hours=1)
    if kind is StepKind.RECEIVER_IDENTIFIED:
        return NOTICE + timedelta(hours=2)
    if kind in FOLLOW_UPS:
        return HANDOVER + timedelta(days=SHIPPED[kind] + 1)
    return day(21) + timedelta(days=ORDER.index(kind))


def made(kind: StepKind, outcome: Finding | None = None, **more: object) -> Step:
    """Return a step as it should be, not yet entered; ``says_*`` change what it says."""
    said = {name.removeprefix("says_"): value for name, value in more.items() if name.startswith("says_")}
    rest = {name: value for name, value in more.items() if not name.startswith("says_")}
    person = SECOND_OFFICER if kind is StepKind.RECEIVED else OFFICER
    step = Step(
        0, kind, outcome or GOOD.get(kind, Finding.DONE), person, Role.PROTECTION_OFFICER, when(kind),
        len(BEFORE_HOME), replace(SAID[kind], **said),  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(step, **rest)  # type: ignore[arg-type]


def entered(known: Known, *steps: Step) -> Known:
    """Return what is known with steps entered after the others, legal or not, behind the acts that there are."""
    first, last = len(known.steps) + 1, max((a.number for a in known.facts.acts), default=0)
    new = tuple(replace(s, number=first + n, after_act=last) for n, s in enumerate(steps))
    return replace(known, steps=known.steps + new)


READY = Known(
    replace(append(POSSIBLE, *BEFORE_HOME), handed_over=False), origins=frozenset({"HN"}), held_in="MX"
)
"""A Honduran child in Mexico, in contact with its mother, whose best interests say reunification."""


def home_until(kind: StepKind) -> Known:
    """Return the case with every step before a kind."""
    return entered(READY, *(made(k) for k in ORDER[: ORDER.index(kind)]))


HANDED_OVER = entered(READY, *(made(k) for k in ORDER))
"""A child that was handed over, both sides confirming."""

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
