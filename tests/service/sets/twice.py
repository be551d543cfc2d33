"""An invented child of whom two records tell: the shelter's (A-1) and a hospital's (H-1), joined by a reviewer."""

from __future__ import annotations

from dataclasses import dataclass

from tests.service.cases import CHILD, CONSENTS, Case, link_records, open_case, record_id
from tests.service.parties import agency, person
from tracing.service import submission, upkeep
from tracing.service.context import Service
from tracing.service.pairs import Pair
from tracing.service.rights.consents import enter_consents
from tracing.service.sets.same import say
from tracing.store.database import Reader

__all__ = ["Twice", "recorded_twice"]


@dataclass
class Twice:
    """The shelter's case and its pair, the hospital's worker, and the pair of the same inquiry with the hospital's record."""

    case: Case
    first: Pair
    nurse: Reader
    other: Pair

    @property
    def names(self) -> list[str]:
        """The pseudonyms of both records."""
        return [self.first.child_name, self.other.child_name]

    def join(self) -> None:
        """Let a reviewer say that both records are of one child."""
        say(self.case.service, self.case.three, "confirm", self.names, ["same_document"])

    def split(self) -> None:
        """Let a protection officer say that this was a mistake."""
        say(self.case.service, self.case.officer, "split", [self.other.child_name], ["mistake"])


def recorded_twice(service: Service, joined: bool = True, linked: bool = True) -> Twice:
    """Enter a case of a child whom a hospital has recorded as well; both records are linked to the inquiry, and joined."""
    case = open_case(service)
    hospital = agency(case.service, "MX-HOSPITAL", "child_protection", "child")
    nurse = person(case.service, hospital, "found_worker")
    submission.submit(case.service, nurse, "child", {**CHILD, "record_id": "H-1"})
    enter_consents(case.service, nurse, "H-1", CONSENTS)
    made = Twice(case, case.pair, nurse, Pair(case.pair.inquiry, record_id(case.service, "H-1")))
    if linked:
        link_records(case.service, 1, made.other)
    upkeep.keep_up(case.service)
    if joined:
        made.join()
    return made
