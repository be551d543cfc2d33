"""Shelters and children for the tests of care: two agencies of the found side, an officer, a family's worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.accounts import Clock
from tests.service.parties import agency, person
from tracing.service import submission
from tracing.service.care.placements import NewPlacement, place_child
from tracing.service.care.shelters import NewShelter, write_shelter
from tracing.service.context import Service
from tracing.service.idempotency import Answer

__all__ = ["GIRLS", "TODAY", "Care", "placement"]

TODAY = date(2026, 3, 31)
"""The day on which the clock of these tests stands."""

GIRLS = NewShelter(
    0, "Casa de los Volcanes", "4a calle 5-67, Tapachula", "MX", "children", 12, 17, ("F", "X"), 2, date(2026, 1, 1),
    date(2026, 3, 1), "MX-CHP", ("step_free",), ("spa", "mam"),
)  # fmt: skip


class Care:
    """A shelter's agency (``one``) and a child-protection authority (``two``), each with a worker of children found."""

    def __init__(self, service: Service) -> None:
        self.clock = Clock()
        self.service = service = replace(service, now=self.clock)
        shelter = agency(service, "MX-ALBERGUE", "shelter", "child")
        authority = agency(service, "MX-DIF", "child_protection", "child inquiry")
        office = agency(service, "GT-OFICINA", "tracing_office", "")
        self.one = person(service, shelter, "found_worker")
        self.two = person(service, authority, "found_worker")
        self.family = person(service, authority, "family_worker")
        self.reviewer = person(service, office, "reviewer")
        self.officer = person(service, office, "protection_officer")
        self.administrator = person(service, office, "administrator")

    def house(
        self, code: str = "CASA-1", worker: Any = None, agency: str = "MX-ALBERGUE", **other: Any
    ) -> None:
        """Enter a shelter."""
        write_shelter(self.service, worker or self.one, agency, code, replace(GIRLS, **other))

    def child(self, reference: str, worker: Any = None, **facts: Any) -> None:
        """Submit a girl of 14 who was found on 20 March."""
        usual = {
            "full_name": f"Niña {reference}",
            "sex": "F",
            "birth_date": "2012-02-03",
            "event_date": "2026-03-20",
        }
        given = {name: value for name, value in {**usual, **facts}.items() if value is not None}
        submission.submit(self.service, worker or self.one, "child", {"record_id": reference, **given})

    def place(self, child: str, begins: int = 21, worker: Any = None, **other: Any) -> Answer:
        """Place a child in CASA-1 from a day of March on, or elsewhere."""
        return place_child(self.service, worker or self.one, child, placement(begins, **other))


def placement(begins: int = 21, **other: Any) -> NewPlacement:
    """A placement in CASA-1 from a day of March on, or elsewhere."""
    usual: dict[str, Any] = {
        "kind": "shelter", "begins": date(2026, 3, begins), "basis": "best_interests",
        "placed_by": "Procuraduría de Protección, oficio 117/2026", "shelter": ("MX-ALBERGUE", "CASA-1"),
    }  # fmt: skip
    if other.get("kind", "shelter") != "shelter":
        usual["shelter"] = None
    return NewPlacement(**{**usual, **other})
