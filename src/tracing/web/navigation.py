"""Which pages there are, and for whom: each with the tasks of which one is enough."""

from __future__ import annotations

from dataclasses import dataclass

from tracing.casework.roles import Task
from tracing.web.visitors import Visitor

__all__ = ["Entry", "entries_for"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation. ``title`` is a text of the catalogue, ``about`` what one does there."""

    page: str
    title: str
    about: str
    tasks: frozenset[Task]


_ = str
"""Marks a text for the catalogue."""

ENTRIES: tuple[Entry, ...] = (
    Entry("/queue", _("Queue"), _("Pairs that wait for a judgement"), frozenset({Task.REVIEW})),
    Entry("/cases", _("Cases"), _("What is under way, and what is due"), frozenset({Task.CASE_ACTS})),
    Entry(
        "/verifications",
        _("Verification"),
        _("Questions that wait for your agency"),
        # Officers have the same tasks; what they do with them stands on the page of the case.
        frozenset({Task.READ_STATUS}),
    ),
    Entry(
        "/handovers",
        _("Handovers"),
        _("Confirm that a child was handed over"),
        frozenset({Task.HAND_OVER}),
    ),
    Entry(
        "/children",
        _("Children found"),
        _("Register a child, see what is registered"),
        frozenset({Task.READ_CHILDREN}),
    ),
    Entry(
        "/registrations",
        _("To complete"),
        _("What is lacking of which child, and by when"),
        frozenset({Task.WRITE_CHILDREN}),
    ),
    Entry(
        "/inquiries",
        _("Inquiries"),
        _("Take up a family's search, see its answer"),
        frozenset({Task.READ_INQUIRIES}),
    ),
    Entry(
        "/erasures",
        _("Erasures"),
        _("Records that may be evidence: erased or kept"),
        frozenset({Task.DECIDE_ERASURE}),
    ),
    Entry("/imports", _("Files"), _("Bring many records in at once"), frozenset({Task.IMPORT})),
    Entry("/practice", _("Practice"), _("Decide on invented pairs, with answers"), frozenset({Task.TRAIN})),
    Entry(
        "/practice/progress", _("Progress"), _("Who has practised how far"), frozenset({Task.READ_PROGRESS})
    ),
    Entry("/statistics", _("Statistics"), _("Published figures"), frozenset({Task.READ_STATISTICS})),
    Entry("/directory", _("Directory"), _("Institutions and shelters"), frozenset({Task.READ_DIRECTORY})),
    Entry("/audit", _("Audit"), _("Who read and did what"), frozenset({Task.READ_AUDIT})),
)


def entries_for(visitor: Visitor) -> list[Entry]:
    """Return the entries that a visitor may open."""
    return [entry for entry in ENTRIES if any(visitor.may(task) for task in entry.tasks)]
