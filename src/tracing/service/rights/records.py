"""The records that some acts need (``casework.rights``): a hearing, a best-interests decision. They come with the act and
are entered in its transaction; an act that needs one and has none is refused by the rules of states."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from tracing.casework.acts import Act, ActKind
from tracing.casework.rights.interests import Interests
from tracing.casework.rights.views import Views
from tracing.service.context import Service
from tracing.service.errors import FieldFault, Invalid
from tracing.service.law.applied import terms_of
from tracing.service.pairs import Pair
from tracing.service.rights.hearings import NewViews, answers_of, checked_views, store_views
from tracing.service.rights.interests import NewInterests, checked_interests, panel_of, store_interests
from tracing.service.sets.members import members_of

__all__ = ["Record", "checked_record", "store_record", "with_record"]

Record = Views | Interests | None


def with_record(act: Act, views: NewViews | None, interests: NewInterests | None) -> Act:
    """Return an act as the rules need it, with what comes with it; raises ``Invalid`` for a record of another kind."""
    faults = [
        FieldFault(pointer, f"goes with {kind.value} alone", "Leave it out.")
        for pointer, kind, given in (
            ("/views", ActKind.CHILD_VIEWS, views),
            ("/interests", ActKind.BEST_INTERESTS, interests),
        )
        if given is not None and act.kind is not kind
    ]
    if faults:
        raise Invalid("invalid", "The step can't be entered like that.", fields=faults)
    if views is not None:
        return replace(act, recorded=True, hear_again_on=views.hear_again_on, heard_on=views.heard_on)
    if interests is not None:
        return replace(act, recorded=True, panel=panel_of(interests), review_on=interests.review_on)
    return act


def checked_record(
    service: Service,
    pair: Pair,
    act: Act,
    views: NewViews | None,
    interests: NewInterests | None,
) -> Record:
    """Return the record that comes with an act; raises ``Invalid`` naming all that it lacks."""
    today = act.at.date()
    if views is None and interests is None:
        return None
    with service.database.working() as connection:
        terms = terms_of(connection, members_of(connection, [pair.child])[pair.child])
    if views is not None:
        return checked_views(views, act.outcome, today, terms)
    if interests is not None:
        return checked_interests(interests, act, today, answers_of(service, pair), terms)
    return None


def store_record(service: Service, connection: sa.Connection, act: int, record: Record) -> None:
    """Enter what comes with an act."""
    match record:
        case Views():
            store_views(service, connection, act, record)
        case Interests():
            store_interests(service, connection, act, record)
