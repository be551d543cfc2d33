"""An invented law in the register, as if experts had entered it."""

from __future__ import annotations

import sqlalchemy as sa

from tracing.service.context import Service
from tracing.store.tables import laws

__all__ = ["enter_law"]


def enter_law(service: Service, person: int | None, place: str, rule: str, value: str) -> None:
    """Enter a rule in force from the beginning on."""
    with service.database.working() as connection:
        connection.execute(sa.insert(laws).values(
            place=place, rule=rule, version=1, value=value, ends=False, es="Regla inventada", en="Invented rule",
            source="Acuerdo inventado, art. 2", cite="", checked="not_checked", checked_by="", weakens=False,
            entered_by=person,
        ))  # fmt: skip
