"""Forms that come back filled in: whether their version of the vocabulary can be taken, and each field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from tracing.casework.forms.check import Fault, check
from tracing.casework.forms.faults import FaultKind
from tracing.casework.forms.form import Form
from tracing.casework.vocabulary.change_kinds import CHANGE_KINDS, ChangeKind
from tracing.casework.vocabulary.changes import Change, Standing, judge_version
from tracing.casework.vocabulary.edition import in_force
from tracing.service.errors import Conflict, FieldFault, Invalid

__all__ = ["changed_since", "check_answers", "check_ticked", "check_version"]

_MOST: Final = 50
_MENDS: Final[Mapping[FaultKind, str]] = {
    FaultKind.MISSING: "Fill it in.",
    FaultKind.UNKNOWN: "Leave it out, or check how it is spelt.",
    FaultKind.NO_LINE: "Write plain text on one line.",
    FaultKind.NO_TEXT: "Write plain text.",
    FaultKind.NO_DAY: "Write it as 2026-03-31.",
    FaultKind.NO_TIME: "Write it as 14:30.",
    FaultKind.NO_NUMBER: "Write a whole number.",
    FaultKind.NO_LIST: "Send it in [ ].",
    FaultKind.TOO_MANY: "Send fewer entries.",
    FaultKind.TWICE: "Name each code once.",
    FaultKind.NO_MOMENT: "Write it as 2026-04-20T10:00:00-06:00.",
    FaultKind.NO_TRUTH: "Send true or false.",
    FaultKind.NO_PARTS: "Send it in { }.",
}


def check_version(named: str | int | None, form: Form) -> None:
    """Raise where a form can't be taken because of the version of the vocabulary that it names; nothing where it names
    none, or where codes were only added since.

    ``Conflict`` (``vocabulary_changed``) names the version in force and what changed; ``Invalid``
    (``vocabulary_unknown``) that there is no such version.
    """
    if named is not None and (found := changed_since(str(named), form)):
        raise _changed(str(named), [_told(change, form) for change in found])


def changed_since(named: str, form: Form) -> tuple[Change, ...]:
    """Return which codes of a form changed since a version of the vocabulary; nothing where codes were only added. Raises
    ``Invalid`` (``vocabulary_unknown``) where there is no such version."""
    verdict = judge_version(named, form.lists())
    now = verdict.in_force.name
    if verdict.standing is Standing.UNKNOWN:
        fault = FieldFault(
            "/vocabulary", "isn't a version of the vocabulary", f"Name the one printed on the form; {now} is in force."
        )  # fmt: skip
        raise Invalid("vocabulary_unknown", "The form names a vocabulary that there isn't.", fields=[fault])
    return () if verdict.taken else verdict.changes


def check_ticked(named: str, form: Form, found: Iterable[Change], answers: Mapping[str, object]) -> None:
    """Raise ``Conflict`` (``vocabulary_changed``) where one of the codes that changed since a version was ticked; what was
    ticked beside them says the same now."""
    old = {(change.list, change.code): change for change in found if change.kind is not ChangeKind.ADDED}
    # No form that is sent with codes in parts of a field is captured.
    told = [
        _fault_of(old[field.list, code], field.name)
        for field in form.sent()
        for code in _codes(answers.get(field.name))
        if (field.list, code) in old
    ]
    if told:
        raise _changed(named, told)


def _codes(given: object) -> list[str]:
    return [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]


def _changed(named: str, told: list[FieldFault]) -> Conflict:
    return Conflict(
        "vocabulary_changed",
        f"The form was filled in with version {named} of the vocabulary; {in_force().name} is in force, and codes of this form "
        "have changed since.",
        "Look at what changed, ask anew where it matters, and send the form with the version in force.",
        told[:_MOST],
    )


def check_answers(form: Form, answers: Mapping[str, object], left_out: Collection[str] = ()) -> None:
    """Raise ``Invalid`` with a fault for each field of a form that can't be taken; ``left_out``: fields that aren't missed."""
    found = check(form, answers, in_force())
    faults = [one for one in found if one.kind is not FaultKind.MISSING or one.place[0] not in left_out]
    if faults:
        raise Invalid(
            "invalid_form",
            f"The form can't be taken as it is. It rests on {form.source}.",
            "Mend the fields named.",
            [_fault(fault) for fault in faults[:_MOST]],
        )


def _told(change: Change, form: Form) -> FieldFault:
    named = (
        field.name
        for field in form.sent()
        if change.list in {field.list, *(part.list for part in field.parts)}
    )
    return _fault_of(change, next(named))


def _fault_of(change: Change, field: str) -> FieldFault:
    what = CHANGE_KINDS[change.kind].en.lower()
    return FieldFault(
        f"/{field}", f"{what}: {change.code} of {change.list}", "Read it in the version in force."
    )


def _fault(fault: Fault) -> FieldFault:
    # A name that isn't one of ours may be a value: what was sent isn't repeated.
    pointer = "" if fault.kind is FaultKind.UNKNOWN else "".join(f"/{step}" for step in fault.place)
    mend = _MENDS.get(fault.kind, "")
    if fault.kind in (FaultKind.NO_CODE, FaultKind.NONE_OF):
        mend = f"Take one of: {', '.join(fault.among)}."
    return FieldFault(pointer, fault.says.en, mend)
