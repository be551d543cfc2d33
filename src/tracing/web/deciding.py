"""What the form of a decision needs, wherever it stands: on the page of the pair, and alone once it was refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from fastapi import Request, Response

from tracing.api.problems import status_of
from tracing.casework.decisions import REASONS, DecisionKind
from tracing.casework.review import ReviewState
from tracing.casework.wording import Sentence
from tracing.service import drafts, undo
from tracing.service.beside import Beside, beside
from tracing.service.context import Service
from tracing.service.errors import NotFound, Refused
from tracing.service.pair import PairView
from tracing.service.pairs import Pair
from tracing.web.asked import Asked, read_place
from tracing.web.refusals import Said, faults_of, say
from tracing.web.rendering import render
from tracing.web.visitors import Visitor

__all__ = [
    "KINDS",
    "Deciding",
    "Own",
    "ask_to_take",
    "asked_at",
    "deciding_again",
    "deciding_values",
    "known_by",
    "page_of",
    "queue_at",
]

KINDS: Final = (
    DecisionKind.POSSIBLE,
    DecisionKind.NOT_THIS_CHILD,
    DecisionKind.RELATIVE_LEAD,
    DecisionKind.NEED_INFORMATION,
    DecisionKind.DUPLICATE_RECORD,
)
"""In the order of their keys, 1 to 5."""

REASONS_OF: Final[Mapping[str, tuple[Sentence, ...]]] = {kind.value: REASONS[kind] for kind in KINDS}
TAKING_BACK: Final[tuple[Sentence, ...]] = REASONS[DecisionKind.TAKEN_BACK]


@dataclass(frozen=True, slots=True)
class Own:
    """A decision of the reader's own that stands."""

    number: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a template shows. ``path``: the pair's page; ``versions``: of inquiry and child, what is decided on; ``until``:
    None where the reader hasn't the pair open; ``values``: what was filled in; ``place``: the filters of the list."""

    pair: Pair
    path: str
    versions: tuple[int, int]
    place: str
    until: datetime | None
    settled: bool
    own: Own | None
    beside: Beside | None
    values: Mapping[str, Sequence[str]] = field(repr=False)
    refusal: Said | None = field(default=None, repr=False)
    faults: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_form(self) -> bool:
        """Whether the form of a decision is shown."""
        return not self.own and not self.settled and (self.until is not None or self.refusal is not None)

    @property
    def known(self) -> str:
        """A name for who is at the pair, as the page shows it: pages ask whether it is still so."""
        return known_by(self.beside)


def page_of(pair: Pair) -> str:
    """Return the page of a pair."""
    return f"/pairs/{pair.inquiry_name}/{pair.child_name}"


def asked_at(visitor: Visitor, form: Mapping[str, Sequence[str]]) -> Asked:
    """Return the filters that a form carries along (``place``)."""
    return read_place(next(iter(form.get("place", ())), ""), visitor.is_officer)


def queue_at(asked: Asked) -> str:
    """Return the page of the queue at a place."""
    return f"/queue?{asked.place}" if asked.place else "/queue"


def deciding_values(
    service: Service,
    visitor: Visitor,
    view: PairView,
    filled: Mapping[str, Sequence[str]] | None = None,
    refusal: Refused | None = None,
) -> dict[str, Any]:
    """Return what ``pair/decide.html`` shows of a pair as it was read: what was filled in, or else the draft if there is one;
    what was refused of it; who else is at the pair, what the reader decided last."""
    page = page_of(view.pair)
    values = filled or drafts.read(service, visitor.me, page)
    made = Deciding(
        view.pair, page, view.versions, _place(visitor, values), view.leased_until,
        view.review is ReviewState.SETTLED, _own(view), view.beside, values,
        None if refusal is None else say(refusal, visitor.texts),
        {} if refusal is None else faults_of(refusal, visitor.texts),
    )  # fmt: skip
    return _around(service, visitor, made)


def deciding_again(
    service: Service, visitor: Visitor, pair: Pair, filled: Mapping[str, Sequence[str]], refusal: Refused
) -> dict[str, Any]:
    """Return the same for a form that was refused, where the pair itself can't be read any more."""
    try:
        there = beside(service, visitor.reads, pair)
    except NotFound:
        there = None
    versions = (_version(filled, "inquiry_version"), _version(filled, "child_version"))
    made = Deciding(
        pair, page_of(pair), versions, _place(visitor, filled),
        there.until if there is not None and there.mine else None, False, None, there, filled,
        say(refusal, visitor.texts), faults_of(refusal, visitor.texts),
    )  # fmt: skip
    return _around(service, visitor, made)


def ask_to_take(
    request: Request, service: Service, visitor: Visitor, pair: Pair, refusal: Refused
) -> Response:
    """Return the page in the place of a pair that the reader hasn't open (any more): who has it, and how to take it. What was
    filled in is kept."""
    page = page_of(pair)
    kept = drafts.read(service, visitor.me, page)
    made = Deciding(
        pair, page, (0, 0), _place(visitor, kept), None, False, None, beside(service, visitor.reads, pair), kept,
        say(refusal, visitor.texts),
    )  # fmt: skip
    status = status_of(refusal)
    return render(request, "pair/not_open.html", status, **_around(service, visitor, made))


def known_by(there: Beside | None) -> str:
    """Return a short name for who is at a pair."""
    return hashlib.sha256(repr(there).encode()).hexdigest()[:12]


def _around(service: Service, visitor: Visitor, made: Deciding) -> dict[str, Any]:
    last = undo.last_decision(service, visitor.reads)
    return {
        "deciding": made,
        "reasons": REASONS_OF,
        "taking_back": TAKING_BACK,
        # What stands below as one's own decision on this very pair isn't said twice.
        "last": None
        if made.own is not None and last is not None and last.number == made.own.number
        else last,
    }


def _version(filled: Mapping[str, Sequence[str]], name: str) -> int:
    text = next(iter(filled.get(name, ())), "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _place(visitor: Visitor, filled: Mapping[str, Sequence[str]]) -> str:
    """Return the filters of the list: of the address, else as the form carries them along."""
    return read_place(visitor.query, visitor.is_officer).place or asked_at(visitor, filled).place


def _own(view: PairView) -> Own | None:
    back = {one.takes_back for one in view.decisions}
    standing = [
        one
        for one in view.decisions
        if one.mine and one.kind is not DecisionKind.TAKEN_BACK and one.id not in back
    ]
    return Own(standing[-1].id, standing[-1].kind.value, standing[-1].at) if standing else None
