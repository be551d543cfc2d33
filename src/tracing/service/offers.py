"""What can be entered in a case now: each kind of act with each outcome, and all that stands in its way.

As with the checklist nothing here says what an act needs: the rules that let it be made are asked, as if the reader were about
to make it with the record, the reason and the day that it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from tracing.casework.acts import GROUNDS, Act, ActKind, Outcome
from tracing.casework.missing import Missing
from tracing.casework.needs import OUTCOMES_OF
from tracing.casework.roles import Role, Task
from tracing.casework.states import State, step
from tracing.casework.wording import Sentence
from tracing.service.access import require
from tracing.service.acts import to_act
from tracing.service.context import Service
from tracing.service.pairs import Pair
from tracing.service.state_of import Case, case_of
from tracing.store.database import Reader, write_audit

__all__ = ["Offer", "offers_of", "states_of"]


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that may be thought of; ``lacks``: what stands in its way, nothing where it can be entered now."""

    kind: ActKind
    outcome: Outcome
    lacks: tuple[Sentence, ...]


def offers_of(service: Service, reader: Reader, pair: Pair, case: Case | None = None) -> tuple[Offer, ...]:
    """Return what the reader may enter in a case, and what not yet; taking back is offered beside each act itself. ``case``: where
    it stands, once that is known."""
    require(reader, Task.CASE_ACTS)
    with service.database.reading(reader) as connection:
        to_act(connection, reader, pair)
        write_audit(connection, reader, "read_offers", "pair", pair.name)
    facts, now = (case or case_of(service, pair)).facts, service.now()
    found = []
    for kind in ActKind:
        if kind is ActKind.TAKEN_BACK:
            continue
        for outcome in OUTCOMES_OF[kind]:
            tried = Act(
                0, kind, outcome, reader.person or 0, Role(reader.role), now, (GROUNDS[kind][0].code,),
                now.date() + timedelta(days=1), recorded=True,
            )  # fmt: skip
            answer = step(facts, tried)
            found.append(Offer(kind, outcome, answer.items if isinstance(answer, Missing) else ()))
    return tuple(found)


def states_of(service: Service, reader: Reader, pairs: Iterable[Pair]) -> Mapping[Pair, State]:
    """Return the states that the cases of a list have come to."""
    require(reader, Task.CASE_ACTS)
    asked = list(pairs)
    with service.database.reading(reader) as connection:
        for pair in asked:
            to_act(connection, reader, pair)
        write_audit(connection, reader, "list", "cases", reader.agency or 0, shown=len(asked))
    return {pair: case_of(service, pair).state for pair in asked}
