"""What a promotion is signed with: the report of a comparison, and a reason where the report speaks against it or there is none."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from tracing.linkage.evaluation.gate import Gate, gate
from tracing.records import InputError
from tracing.service.errors import Conflict, Invalid
from tracing.store.matchers import StoredMatcher

__all__ = ["LONGEST_REASON", "sign"]

LONGEST_REASON: Final = 1000
_MOST_TOLD = 50


def sign(
    promoted: StoredMatcher, active: StoredMatcher | None, report: object | None, reason: str
) -> dict[str, Any]:
    """Return what the audit keeps of a promotion: the report's digest, its margin and what gets worse by more, the reason.

    Raises ``Invalid`` for what is no report or no reason, ``Conflict`` where a report is of other matchers, speaks against the
    promotion, or is lacking, and nobody signed.
    """
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise Invalid("no_reason", f"The reason isn't a text of up to {LONGEST_REASON:,} characters.")
    if report is None:
        if not reason:
            raise Conflict(
                "no_report",
                "No report says how this matcher compares with the one in use.",
                "Attach the report of `tracing compare`, or sign with a reason why there is none.",
            )
        return {"report": None, "reason": reason}
    found = _read(report)
    expected = "" if active is None else active.digest.hex()
    if (found.before.digest, found.after.digest) != (expected, promoted.digest.hex()):
        raise Conflict(
            "report_of_others",
            "The report compares other matchers than the one in use and this one.",
            "Compare the two files as the service has them.",
        )
    worse = [one.sentence() for one in found.worse]
    if worse and not reason:
        raise Conflict(
            "subgroups_worse",
            f"By more than {100 * found.margin:g} points get worse: {'; '.join(worse[:_MOST_TOLD])}.",
            "Sign with a reason if it is to be used all the same.",
        )
    plain = json.dumps(report, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(plain.encode()).hexdigest()
    told = [*worse[:_MOST_TOLD], *([f"{len(worse) - _MOST_TOLD} more"] if len(worse) > _MOST_TOLD else [])]
    return {"report": digest, "margin": str(found.margin), "worse": told, "reason": reason}


def _read(report: object) -> Gate:
    try:
        return gate(report)
    except InputError as error:
        raise Invalid("not_a_report", str(error)) from None
