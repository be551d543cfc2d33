"""One record as the matcher understands it: every field in its comparable form (design, "standardise").

``Profile`` is what comparisons read. It is derived from the raw record alone, so it can be made again at any
time; the raw record stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tracing.standardise.dates import BirthDate, Day
from tracing.standardise.documents import Document
from tracing.standardise.languages import Language
from tracing.standardise.marks import Mark
from tracing.standardise.names import ParsedName
from tracing.standardise.phones import Phone
from tracing.standardise.places import Origin

__all__ = ["NOTHING_KNOWN", "RULES_VERSION", "Profile"]

RULES_VERSION = "2026.12"
"""Version of the standardising rules; a derived value carries it, so that it can be told from an older one."""

_NOWHERE = Origin(countries=frozenset(), places=(), locality_text=None, flags=())


@dataclass(frozen=True, slots=True)
class Profile:
    """The comparable values of one child record or inquiry; empty where nothing is known (brief R1)."""

    record_id: str
    name: ParsedName | None = None
    aliases: tuple[ParsedName, ...] = ()
    sex: str | None = None
    birth: BirthDate | None = None
    nationality: frozenset[str] = frozenset()
    origin: Origin = field(default=_NOWHERE)
    languages: tuple[Language, ...] = ()
    mother: ParsedName | None = None
    father: ParsedName | None = None
    caregiver: ParsedName | None = None
    siblings: tuple[ParsedName, ...] = ()
    phones: tuple[Phone, ...] = ()
    documents: tuple[Document, ...] = ()
    marks: tuple[Mark, ...] = ()
    event: Day | None = None
    group_id: str | None = None


NOTHING_KNOWN = Profile("")
"""What a row says that says nothing."""
