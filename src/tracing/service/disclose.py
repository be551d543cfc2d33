"""Whether the family is told: a decision of two protection officers, each for themselves, after both sides are verified.

By default nothing is told. Withholding it carries its reason, who decided so and the day on which it is decided anew
(GC 6 §30). The same person can't be both of the two, nor somebody who submitted one of the records.
"""

from __future__ import annotations

from datetime import date

from tracing.casework.acts import ActKind, Outcome
from tracing.casework.disclosure import Disclosure, disclosure_of
from tracing.casework.roles import Task
from tracing.service.access import require
from tracing.service.acts import NewAct, enter_act, to_act
from tracing.service.context import Service
from tracing.service.idempotency import Answer
from tracing.service.pairs import Pair
from tracing.service.state_of import Case, case_of
from tracing.store.database import Reader, write_audit

__all__ = ["disclose", "read_disclosure", "withhold"]


def disclose(
    service: Service,
    reader: Reader,
    pair: Pair,
    grounds: tuple[str, ...],
    note: str | None = None,
    key: str | None = None,
) -> Answer:
    """Decide that the family is told; it is once a second person has decided the same."""
    new = NewAct(ActKind.DISCLOSURE.value, Outcome.DISCLOSE.value, grounds, note)
    return enter_act(service, reader, pair, new, key)


def withhold(
    service: Service,
    reader: Reader,
    pair: Pair,
    grounds: tuple[str, ...],
    review_on: date | None,
    note: str | None = None,
    key: str | None = None,
) -> Answer:
    """Decide that the family isn't told for now, for a reason and until a day on which it is decided anew."""
    new = NewAct(ActKind.DISCLOSURE.value, Outcome.WITHHOLD.value, grounds, note, review_on)
    return enter_act(service, reader, pair, new, key)


def read_disclosure(service: Service, reader: Reader, pair: Pair, case: Case | None = None) -> Disclosure:
    """Return where a pair's disclosure stands; ``case``: where the pair does, once that is known."""
    require(reader, Task.DISCLOSE)
    with service.database.reading(reader) as connection:
        to_act(connection, reader, pair)
        write_audit(connection, reader, "read_disclosure", "pair", pair.name)
    return disclosure_of((case or case_of(service, pair)).facts, service.now().date())
