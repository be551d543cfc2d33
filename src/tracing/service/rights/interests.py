"""Best-interests assessments and determinations: taken with the act that enters them, kept encrypted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

import sqlalchemy as sa

from tracing.casework.acts import Act, Outcome
from tracing.casework.law.terms import Terms
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
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid
from tracing.service.rights.texts import LONGEST, field_faults, line_faults
from tracing.service.texts import is_text
from tracing.store import rights as store

__all__ = [
    "NewDissent",
    "NewInterests",
    "NewMember",
    "NewOption",
    "checked_interests",
    "opened",
    "panel_of",
    "store_interests",
]

_MOST = 20


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody on the panel; ``person`` the number of their account, where they have one."""

    name: str = field(repr=False)
    organisation: str
    function: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class NewOption:
    """A way that was looked at: the code of an outcome, and what speaks for and against it."""

    outcome: str
    speaks_for: str = field(repr=False)
    speaks_against: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewDissent:
    """Who on the panel, by place from 1, would have decided otherwise, and why."""

    member: int
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewInterests:
    """A best-interests record as it is sent: codes of ``casework.rights.interests``, names and texts."""

    kind: str
    panel: tuple[NewMember, ...]
    factors: Mapping[str, str] = field(repr=False)
    options: tuple[NewOption, ...]
    reasons: str = field(repr=False)
    review_on: date
    dissent: tuple[NewDissent, ...] = ()
    against_views: str | None = field(default=None, repr=False)


def checked_interests(
    new: NewInterests, act: Act, today: date, answers: Mapping[Question, Answer] | None, terms: Terms
) -> Interests:
    """Return a record that can stand; raises ``Invalid`` naming all that it lacks. ``answers``: what the child said when it
    was last heard."""
    if faults := _unreadable(new):
        raise Invalid("invalid", "The best-interests record can't be taken as it is.", fields=faults)
    record = Interests(
        kind=InterestsKind(new.kind),
        panel=tuple(
            Member(m.name.strip(), m.organisation.strip(), m.function.strip(), m.person) for m in new.panel
        ),
        factors={Factor(factor): text.strip() for factor, text in new.factors.items()},
        options=tuple(
            Option(Outcome(o.outcome), o.speaks_for.strip(), o.speaks_against.strip()) for o in new.options
        ),
        reasons=new.reasons.strip(),
        review_on=new.review_on,
        dissent=tuple(Dissent(d.member, d.why.strip()) for d in new.dissent),
        against_views=(new.against_views or "").strip() or None,
    )
    if found := interests_faults(record, act.outcome, act.grounds, today, answers, terms):
        raise Invalid(
            "invalid", "The best-interests record lacks something.", fields=field_faults("/interests", found)
        )
    return record


def panel_of(new: NewInterests) -> tuple[int, ...]:
    """Return the accounts of those on the panel who have one."""
    return tuple(member.person for member in new.panel if member.person is not None)


def store_interests(service: Service, connection: sa.Connection, act: int, record: Interests) -> None:
    """Enter a record with its act."""
    said = asdict(record)
    for name in ("kind", "review_on"):
        del said[name]
    sealed = service.keyring.encrypt(
        json.dumps(said, ensure_ascii=False).encode(), f"best_interests.record:{act}"
    )
    panel = [member.person for member in record.panel if member.person is not None]
    store.add_interests(
        connection, store.InterestsRow(act, record.kind.value, panel, record.review_on, sealed)
    )


def opened(service: Service, row: store.InterestsRow) -> Interests:
    """Return a record as it was entered; ``row.record`` hasn't been erased."""
    said = json.loads(service.keyring.decrypt(row.record or b"", f"best_interests.record:{row.act_id}"))
    return Interests(
        kind=InterestsKind(row.kind),
        panel=tuple(Member(**member) for member in said["panel"]),
        factors={Factor(factor): text for factor, text in said["factors"].items()},
        options=tuple(
            Option(Outcome(o["outcome"]), o["speaks_for"], o["speaks_against"]) for o in said["options"]
        ),
        reasons=said["reasons"],
        review_on=row.review_on,
        dissent=tuple(Dissent(**dissent) for dissent in said["dissent"]),
        against_views=said["against_views"],
    )


def _unreadable(new: NewInterests) -> list[FieldFault]:
    texts = {
        "reasons": new.reasons,
        "against_views": new.against_views or "",
        **{f"options/{place}/speaks_for": o.speaks_for for place, o in enumerate(new.options)},
        **{f"options/{place}/speaks_against": o.speaks_against for place, o in enumerate(new.options)},
        **{f"dissent/{place}/why": d.why for place, d in enumerate(new.dissent)},
    }
    lines = {
        f"panel/{place}/{name}": text
        for place, m in enumerate(new.panel)
        for name, text in (("name", m.name), ("organisation", m.organisation), ("function", m.function))
    }
    faults = [
        FieldFault(f"/interests/{name}", "isn't a text of up to 8,000 characters", "Write plain text.")
        for name, text in texts.items()
        if not is_text(text, LONGEST)
    ]
    faults += line_faults("/interests", lines)
    if not all(is_text(text, LONGEST) for text in new.factors.values()):
        faults.append(
            FieldFault("/interests/factors", "aren't texts of up to 8,000 characters", "Write plain text.")
        )
    for name, given, known in (
        ("kind", {new.kind}, set(InterestsKind)),
        ("factors", set(new.factors), set(Factor)),
        ("options", {o.outcome for o in new.options}, set(Outcome)),
    ):
        if not given <= known:
            faults.append(
                FieldFault(f"/interests/{name}", "isn't a code", f"Take: {', '.join(sorted(known))}.")
            )
    if max(len(new.panel), len(new.options), len(new.dissent)) > _MOST:
        faults.append(FieldFault("/interests", f"has a list of more than {_MOST}", "Send fewer."))
    return faults
