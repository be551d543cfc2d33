"""An invented border for tests: an authority in Mexico that holds a child, authorities of Guatemala that may read of it, a
consulate, a shelter, and the office with two protection officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from tests.accounts import Clock
from tests.service.cases import CHILD, CONSENT, INQUIRY, record_id
from tests.service.parties import agency, person
from tracing.casework.agencies import Side
from tracing.casework.pseudonyms import pseudonym
from tracing.service import flags, submission
from tracing.service.context import Service
from tracing.service.sharing import agreements, consular, shares
from tracing.store.database import Reader

__all__ = ["CONSULAR", "FAR", "FULL", "FULL_CODE", "Border", "open_border"]

FIRST, FAR = date(2020, 1, 1), date(2099, 12, 31)
"""Days far apart: the database goes by its own clock, the service by the test's."""

FULL_CODE, CONSULAR = "MX-DIF-GT-PGN", "MX-DIF-GT-CONS"
FULL = (
    "child.record_id", "child.full_name", "child.birth_date", "child.phones", "child.event_place", "child.notes",
    "child.mother_name", "case.state", "case.acts",
)  # fmt: skip


@dataclass
class Border:
    """``officer`` and ``second`` are of the office; ``dif`` is the protection officer of the agency that holds the child,
    ``found`` its worker; ``pgn`` and ``pgn_found`` read at the authority of Guatemala, ``consul`` at the consulate."""

    service: Service
    clock: Clock
    office: int
    officer: Reader
    second: Reader
    dif: Reader
    found: Reader
    family: Reader
    pgn: Reader
    pgn_found: Reader
    pgn_family: Reader
    consul: Reader
    auditor: Reader
    child: int

    @property
    def child_name(self) -> str:
        """The child's pseudonym."""
        return pseudonym(Side.CHILD, self.child)

    def agree(
        self,
        code: str = FULL_CODE,
        sender: str = "MX-DIF",
        receiver: str = "GT-PGN",
        fields: Sequence[str] = FULL,
        purpose: str = "case_transfer",
        confirmed: bool = True,
        days: tuple[date, date] = (FIRST, FAR),
    ) -> None:
        """Enter an agreement, and confirm it."""
        new = agreements.NewAgreement(code, sender, receiver, purpose, tuple(fields), *days)
        agreements.enter(self.service, self.officer, new)
        if confirmed:
            agreements.confirm(self.service, self.second, code)

    def agree_with_consulate(self) -> None:
        """Agree with the consulate on name and birth date."""
        self.agree(
            CONSULAR, receiver="GT-CONS", fields=("child.full_name", "child.birth_date"), purpose="consular"
        )

    def share(self, code: str = FULL_CODE, basis: str = "consent", name: str = "", until: date = FAR) -> UUID:
        """Share the child under an agreement; return the share's name."""
        answer = shares.share(self.service, self.dif, code, name or self.child_name, basis, until)
        return UUID(answer.body["share"])

    def told(self, wish: str = "yes", child: str = "A-1") -> None:
        """Write down that the child was told of its consulate, and what it wished."""
        new = consular.NewInforming("GT-CONS", self.clock.now.date(), "kek", "trabajadora social", wish)
        consular.record_informing(self.service, self.found, child, new)

    def flag(self, kind: str, detail: dict[str, str] | None = None, child: str = "A-1") -> None:
        """Raise a flag on the child."""
        flags.raise_flag(self.service, self.found, child, kind, detail or {})

    def consent(self, status: str) -> None:
        """Write down what is known of consent."""
        self.flag("consent", {**CONSENT, "status": status})


def open_border(service: Service, child: dict[str, Any] | None = None) -> Border:
    """Enter everybody, a child with consent, and no agreement."""
    clock = Clock()
    service = replace(service, now=clock)
    office = agency(service, "GT-OFICINA", "tracing_office", "")
    dif, pgn = agency(service, "MX-DIF"), agency(service, "GT-PGN")
    consulate = agency(service, "GT-CONS", "consulate", "inquiry")
    oversight = agency(service, "MX-CNDH", "oversight", "")
    made = Border(
        service,
        clock,
        office,
        person(service, office, "protection_officer", "oficial-1"),
        person(service, office, "protection_officer", "oficial-2"),
        person(service, dif, "protection_officer"),
        person(service, dif, "found_worker"),
        person(service, dif, "family_worker"),
        person(service, pgn, "protection_officer"),
        person(service, pgn, "found_worker"),
        person(service, pgn, "family_worker"),
        person(service, consulate, "consulate"),
        person(service, oversight, "auditor"),
        0,
    )
    submission.submit(service, made.found, "child", child or CHILD)
    submission.submit(service, made.family, "inquiry", INQUIRY)
    made.child = record_id(service, str((child or CHILD)["record_id"]))
    flags.raise_flag(service, made.found, str((child or CHILD)["record_id"]), "consent", CONSENT)
    return made
