"""What is wrong with what a step says: who, to whom, when, by day, told beforehand, identified how, signed by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from tracing.casework.agencies import AgencyKind, refuse_kind
from tracing.casework.repatriation.daylight import is_daylight
from tracing.casework.repatriation.steps import (
    FOLLOW_UPS,
    Check,
    Finding,
    Method,
    Particulars,
    Signer,
    Step,
    StepKind,
    Topic,
    Way,
)
from tracing.standardise.text import fold

__all__ = ["said_wrong"]

_SLOW_CLOCK: Final = timedelta(minutes=10)
_NOTHING: Final = Particulars()


def said_wrong(
    step: Step, before: Mapping[StepKind, Step], held_in: str, *, asylum: bool, notice: timedelta
) -> list[str]:
    """Return the codes of what is wrong (``lacks.POINTERS``); nothing where the record was erased.

    ``before``: the steps that count so far; ``held_in``: ISO code of the country where the child is; ``asylum``: whether an
    asylum flag stands; ``notice``: how long before the handover the receiving authority is told, at least.
    """
    said = step.said
    if said is None:
        return []
    found: dict[str, bool] = {}
    match step.kind:
        case StepKind.DETERMINATION_WRITTEN:
            found = {
                "destination_missing": len(said.destination) != 2,
                "document_missing": not said.document or said.on is None or said.on > step.at.date(),
            }
        case StepKind.PROTECTION_SCREENED:
            found = {"by_missing": not said.by, "language_missing": not said.language}
        case StepKind.FAMILY_ASSESSED:
            home = Method.HOME_STUDY in said.methods
            found = {
                "by_missing": not said.by,
                "home_study_missing": step.outcome is Finding.SUITABLE and not home,
            }
        case StepKind.CHILD_CONSULTED:
            found = {"by_missing": not said.by, "language_missing": not said.language}
        case StepKind.TRAVEL_DOCUMENT:
            found = _of_document(said, before, held_in, asylum)
        case StepKind.ESCORT_NAMED:
            found = {"by_missing": not said.by, **_of_authority(said)}
        case StepKind.HANDOVER_PLANNED:
            found = _of_plan(step, said, before)
        case StepKind.RECEPTION_CONFIRMED:
            found = _of_notice(step, said, before, notice)
        case StepKind.RECEIVER_IDENTIFIED:
            plan = _said(before, StepKind.HANDOVER_PLANNED)
            found = {
                "adult_missing": not said.adult,
                "adult_differs": _differ(said.adult, plan.adult),
                "not_identified": not _identified(said),
            }
        case StepKind.HANDED_OVER:
            found = _of_handover(step, said, before, notice)
        case StepKind.RECEIVED:
            found = _of_receipt(said, before)
        case kind if kind in FOLLOW_UPS:
            reached = step.outcome is not Finding.NOT_REACHED
            found = {
                "by_missing": not said.by,
                "language_missing": reached and not said.language,
                "topics_missing": reached and not {Topic.SAFETY, Topic.WISHES} <= set(said.topics),
            }
        case _:
            pass
    return [code for code, so in found.items() if so]


def _said(before: Mapping[StepKind, Step], kind: StepKind) -> Particulars:
    step = before.get(kind)
    return _NOTHING if step is None or step.said is None else step.said


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and fold(one).split() != fold(other).split()


def _identified(said: Particulars) -> bool:
    seen = {Check.IDENTITY_DOCUMENT, Check.PHOTOGRAPH} & set(said.checks)
    return Check.VERIFIED_RECORD in said.checks and bool(seen)


def _of_authority(said: Particulars) -> dict[str, bool]:
    refused = refuse_kind(said.authority_kind, name=said.authority)
    walled = refused is not None and refused.code == "firewall"
    return {
        "authority_missing": not said.authority,
        "firewall": walled,
        "not_child_protection": not walled and said.authority_kind != AgencyKind.CHILD_PROTECTION,
    }


def _of_document(
    said: Particulars, before: Mapping[StepKind, Step], held_in: str, asylum: bool
) -> dict[str, bool]:
    destination = _said(before, StepKind.DETERMINATION_WRITTEN).destination
    return {
        "way_missing": said.way not in set(Way),
        "consulate_barred": asylum and said.way == Way.CONSULATE,
        "document_needed": said.way == Way.NOT_NEEDED and destination != held_in,
    }


def _of_moment(
    said: Particulars, latitude: float | None, longitude: float | None, *, excused: bool
) -> dict[str, bool]:
    aware = said.at is not None and said.at.tzinfo is not None
    night = False
    if said.at is not None and aware and latitude is not None and longitude is not None:
        night = not is_daylight(said.at, latitude, longitude)
    return {
        "moment_missing": not aware,
        "place_missing": latitude is None or longitude is None,
        "night": night and not excused,
    }


def _of_plan(step: Step, said: Particulars, before: Mapping[StepKind, Step]) -> dict[str, bool]:
    # Nobody plans an exception.
    found = _of_moment(said, said.latitude, said.longitude, excused=False)
    return {
        **found,
        "place_missing": found["place_missing"] or not said.place,
        "not_ahead": not found["moment_missing"] and said.at is not None and said.at <= step.at,
        **_of_authority(said),
        "not_of_destination": said.country != _said(before, StepKind.DETERMINATION_WRITTEN).destination,
        "adult_missing": not said.adult,
    }


def _short(at: Particulars, told: Particulars, notice: timedelta) -> bool:
    return at.at is not None and told.notified_at is not None and at.at - told.notified_at < notice


def _of_notice(
    step: Step, said: Particulars, before: Mapping[StepKind, Step], notice: timedelta
) -> dict[str, bool]:
    aware = said.notified_at is not None and said.notified_at.tzinfo is not None
    told = said.notified_at is not None and aware and said.notified_at <= step.at + _SLOW_CLOCK
    done = step.outcome is Finding.DONE
    return {
        "by_missing": not said.by,
        "not_notified": not told,
        "notice_short": done and told and _short(_said(before, StepKind.HANDOVER_PLANNED), said, notice),
    }


def _of_handover(
    step: Step, said: Particulars, before: Mapping[StepKind, Step], notice: timedelta
) -> dict[str, bool]:
    plan, told = _said(before, StepKind.HANDOVER_PLANNED), _said(before, StepKind.RECEPTION_CONFIRMED)
    escort = _said(before, StepKind.ESCORT_NAMED)
    own = said.latitude is not None and said.longitude is not None
    place = (said.latitude, said.longitude) if own else (plan.latitude, plan.longitude)
    # What happened at night happened: it is recorded with its reason, and looked at (``rules.looks_at``).
    moment = _of_moment(said, *place, excused=bool(said.exception))
    one, other = fold(said.given_by).split(), fold(said.received_by).split()
    return {
        **moment,
        "ahead": not moment["moment_missing"] and said.at is not None and said.at > step.at + _SLOW_CLOCK,
        "notice_short": not moment["moment_missing"] and _short(said, told, notice),
        **_of_authority(said),
        "authority_differs": _differ(said.authority, plan.authority),
        "hands_missing": not one or not other or one == other or other == fold(escort.by).split(),
        "not_signed": Signer.GIVER not in said.signed_by,
    }


def _of_receipt(said: Particulars, before: Mapping[StepKind, Step]) -> dict[str, bool]:
    given = _said(before, StepKind.HANDED_OVER)
    return {
        "hands_missing": not said.received_by or _differ(said.received_by, given.received_by),
        "adult_missing": not said.adult,
        "adult_differs": _differ(said.adult, _said(before, StepKind.RECEIVER_IDENTIFIED).adult),
        "not_identified": not _identified(said),
        "not_signed": Signer.RECEIVER not in said.signed_by,
    }
