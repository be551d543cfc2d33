"""An invented case for tests: a child found, a family that asks, the people who work on them, and the pair of the two.

The link is entered as the worker would write it, with the shipped matcher's comparisons: what people do with a pair doesn't
hang on how it was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from tests.accounts import Clock
from tests.service.parties import agency, person
from tests.service.rights.samples import record_of
from tracing.linkage.matcher import load_matcher, shipped
from tracing.service import queue, submission, upkeep
from tracing.service.acts import NewAct, enter_act
from tracing.service.context import Service
from tracing.service.decide import decide
from tracing.service.pairs import Pair
from tracing.service.rights.consents import enter_consents
from tracing.store.database import Reader
from tracing.store.tables import links, matchers, records

__all__ = [
    "CHILD",
    "CONSENT",
    "CONSENTS",
    "INQUIRY",
    "Case",
    "enter_matcher",
    "link_records",
    "open_case",
    "record_id",
]

CHILD: dict[str, Any] = {
    "record_id": "A-1", "full_name": "Josué Caal Pop", "sex": "M", "birth_date": "2016-07-03", "origin_country": "GT",
    "origin_text": "Chamelco, Alta Verapaz", "mother_name": "Matilde Pop", "caregiver_name": "Rosa Ical",
    "phones": ["+502 5555 0101"], "marks": "lunar en la mejilla", "event_date": "2026-03-20",
    "event_place": "Tapachula, Chiapas", "notes": "duerme mal",
}  # fmt: skip
INQUIRY: dict[str, Any] = {
    "record_id": "F-1", "given_names": "Josué", "first_surname": "Caal", "second_surname": "Pop", "sex": "M",
    "birth_date": "2016-07-03", "origin_country": "GT", "mother_name": "Matilde Pop Xol",
    "inquirer_name": "Matilde Pop Xol", "inquirer_relation": "mother", "phones": ["+502 5555 0199"],
    "event_date": "2026-02-01", "event_place": "Guatemala",
}  # fmt: skip
CONSENT = {"status": "given", "who": "tutora", "on": "2026-03-21"}
"""As release 1 noted it: it doesn't say as what the guardian consented, nor that the child was asked."""
_ASKED = {"scope": "tracing", "form": "spoken", "language": "kek", "explained_by": "Inés Ical"}
CONSENTS = (
    {**CONSENT, **_ASKED, "capacity": "guardian", "form": "written"},
    {**CONSENT, **_ASKED, "capacity": "child", "who": "el niño"},
)
"""What is needed for a child of nine: the guardian's consent and the child's assent."""


@dataclass
class Case:
    """A case with everybody in it. ``one``, ``two``, ``three`` are reviewers; ``officer``, ``second_officer`` protection
    officers; all of the tracing office. ``found`` and ``family`` work for the agencies that submitted the records."""

    service: Service
    clock: Clock
    office: int
    shelter: int
    searchers: int
    one: Reader
    two: Reader
    three: Reader
    officer: Reader
    second_officer: Reader
    found: Reader
    family: Reader
    pair: Pair

    def versions(self) -> tuple[int, int]:
        """The versions of inquiry and child as they are now."""
        with self.service.database.working() as connection:
            rows = connection.execute(
                sa.select(records.c.id, records.c.version).where(
                    records.c.id.in_([self.pair.inquiry, self.pair.child])
                )
            )
            found = {row.id: row.version for row in rows}
        return found[self.pair.inquiry], found[self.pair.child]

    def judge(self, reader: Reader, kind: str = "possible", reasons: Sequence[str] = (), **given: Any) -> Any:
        """Take the pair and decide on it as it is now."""
        queue.take(self.service, reader, pair=self.pair)
        usual = {"possible": "names_agree", "not_this_child": "namesake", "relative_lead": "sibling"}
        return decide(
            self.service, reader, self.pair, kind, list(reasons) or [usual[kind]], self.versions(), **given
        )

    def act(self, reader: Reader, kind: str, outcome: str, *grounds: str, **more: Any) -> Any:
        """Enter an act, with the record that its kind needs where none is given."""
        needed = record_of(kind, outcome, self.clock.now.date())
        return enter_act(
            self.service, reader, self.pair, NewAct(kind, outcome, grounds, **{**needed, **more})
        )

    def settle(self) -> None:
        """Let two people call the pair possible."""
        self.judge(self.one)
        self.judge(self.two)


def record_id(service: Service, reference: str) -> int:
    """Return the number of the record with a reference."""
    with service.database.working() as connection:
        return int(
            connection.execute(sa.select(records.c.id).where(records.c.reference == reference)).scalar_one()
        )


def enter_matcher(service: Service) -> int:
    """Enter the shipped matcher as the one in use; return its number."""
    text = shipped()["default"]().decode()
    values = {"name": "default", "digest": b"1", "file": text, "rules": "1", "slot": 0, "state": "active"}
    with service.database.working() as connection:
        return int(
            connection.execute(sa.insert(matchers).values(**values).returning(matchers.c.id)).scalar_one()
        )


def link_records(
    service: Service,
    matcher: int,
    pair: Pair,
    probability: float = 0.97,
    band: str = "strong",
    sibling: bool = False,
) -> None:
    """Enter a link: the first two comparisons agree, the others have nothing to compare."""
    comparisons = load_matcher("default").comparisons
    levels = [0 if place < 2 else len(c.levels) - 1 for place, c in enumerate(comparisons)]
    weights = [2048 if place < 2 else 0 for place in range(len(comparisons))]
    levels.append(0 if sibling else 2)
    weights.append(-256 if sibling else 0)
    with service.database.working() as connection:
        connection.execute(
            sa.insert(links).values(
                matcher_id=matcher, inquiry_id=pair.inquiry, child_id=pair.child, weight=sum(weights) + 128, group_term=128,
                probability=probability, band=band, levels=bytes(levels), weights=weights,
            )
        )  # fmt: skip


def open_case(
    service: Service,
    band: str = "strong",
    child: dict[str, Any] | None = None,
    inquiry: dict[str, Any] | None = None,
    consent: bool = True,
) -> Case:
    """Enter a child, an inquiry and their link, with consent, screened and placed in the queue."""
    clock = Clock()
    service = replace(service, now=clock)
    office = agency(service, "GT-OFICINA", "tracing_office", "")
    shelter = agency(service, "MX-ALBERGUE", "shelter", "child")
    searchers = agency(service, "GT-BUSCA", "family_tracing", "inquiry")
    found = person(service, shelter, "found_worker")
    family = person(service, searchers, "family_worker")
    submission.submit(service, found, "child", child or CHILD)
    submission.submit(service, family, "inquiry", inquiry or INQUIRY)
    pair = Pair(
        record_id(service, (inquiry or INQUIRY)["record_id"]),
        record_id(service, (child or CHILD)["record_id"]),
    )
    with service.database.working() as connection:
        # Families ask by the database's clock; the case's stands still.
        connection.execute(sa.update(records).values(created_at=clock.now))
    if consent:
        enter_consents(service, found, (child or CHILD)["record_id"], CONSENTS)
    link_records(service, enter_matcher(service), pair, band=band)
    upkeep.keep_up(service)
    one, two, three = (person(service, office, "reviewer", f"revisora-{n}") for n in (1, 2, 3))
    officer, second = (person(service, office, "protection_officer", f"oficial-{n}") for n in (1, 2))
    return Case(
        service, clock, office, shelter, searchers, one, two, three, officer, second, found, family, pair
    )
