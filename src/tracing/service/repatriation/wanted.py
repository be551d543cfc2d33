"""A step as somebody sends it: refused field by field where it can't be read, else as the rules need it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from tracing.casework.repatriation.steps import (
    SAYS,
    Check,
    Finding,
    Method,
    Particulars,
    Signer,
    StepKind,
    Topic,
    Way,
)
from tracing.service.errors import FieldFault, Invalid
from tracing.standardise.languages import parse
from tracing.standardise.places import country_code

__all__ = ["read_step"]

_LONGEST: Final = 8000
_TEXTS: Final = (
    "document", "by", "authority", "place", "adult", "given_by", "received_by", "exception", "note",
)  # fmt: skip
_LISTS: Final[dict[str, Collection[str]]] = {
    "methods": set(Method),
    "checks": set(Check),
    "topics": set(Topic),
    "signed_by": set(Signer),
}
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_step(kind: str, outcome: str, said: Particulars) -> tuple[StepKind, Finding, Particulars]:
    """Return a step's kind, outcome and particulars, with countries and the language as codes.

    Raises ``Invalid`` naming every field: codes that there aren't, text that is none, moments without a time zone, and
    what this kind of step doesn't say.
    """
    faults = []
    if kind not in set(StepKind) - {StepKind.BEFORE_RELEASE}:
        faults.append(FieldFault("/kind", "isn't a kind of step", "See the code list return_steps."))
    if not outcome:
        faults.append(FieldFault("/outcome", "is missing", "Choose what came of the step."))
    elif outcome not in set(Finding):
        faults.append(FieldFault("/outcome", "isn't an outcome", "See the code list return_findings."))
    if faults:
        raise _invalid(faults)
    step = StepKind(kind)
    allowed = SAYS[step] | {"note"}
    for name, value in asdict(said).items():
        if value not in ("", None, ()) and name not in allowed:
            faults.append(FieldFault(f"/{name}", "isn't said by this step", "Leave it out."))
    for name in _TEXTS:
        text = getattr(said, name)
        if len(text) > _LONGEST or _FORBIDDEN.search(text):
            faults.append(FieldFault(f"/{name}", "isn't plain text", "Write plain text."))
    for name, codes in _LISTS.items():
        if not set(getattr(said, name)) <= set(codes):
            faults.append(
                FieldFault(f"/{name}", "holds a code that there isn't", f"Take of: {', '.join(codes)}.")
            )
    if said.way and said.way not in set(Way):
        faults.append(FieldFault("/way", "isn't one of the ways", f"Take one of: {', '.join(Way)}."))
    for name in ("at", "notified_at"):
        moment: datetime | None = getattr(said, name)
        if moment is not None and moment.tzinfo is None:
            faults.append(FieldFault(f"/{name}", "has no time zone", "Send it as 2026-04-14T10:00:00-06:00."))
    for name, bound in (("latitude", 90), ("longitude", 180)):
        degrees: float | None = getattr(said, name)
        if degrees is not None and not -bound <= degrees <= bound:
            faults.append(FieldFault(f"/{name}", "isn't a number of degrees", f"From -{bound} to {bound}."))
    read = replace(
        said,
        destination=_country(said.destination, "/destination", faults),
        country=_country(said.country, "/country", faults),
        language=_language(said.language, faults),
        **{name: getattr(said, name).strip() for name in _TEXTS},
    )
    if faults:
        raise _invalid(faults)
    return step, Finding(outcome), read


def _country(text: str, pointer: str, faults: list[FieldFault]) -> str:
    if not text.strip():
        return ""
    code = country_code(text)
    if code is None:
        faults.append(FieldFault(pointer, "isn't a country", "Send its ISO code of two letters, such as HN."))
    return code or ""


def _language(text: str, faults: list[FieldFault]) -> str:
    if not text.strip():
        return ""
    found = parse(text)
    if found is None or found.code is None:
        faults.append(
            FieldFault(
                "/language", "names no single language", "Send its ISO 639-3 code, such as spa or mam."
            )
        )
        return ""
    return found.code


def _invalid(faults: list[FieldFault]) -> Invalid:
    return Invalid("invalid", "The step can't be entered like that.", fields=faults)
