"""Queries that read better as SQL: files of ``store/sql``, each query behind a line ``-- name: what_it_does``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import sqlalchemy as sa

__all__ = ["queries"]

_MARK = "-- name: "


@cache
def queries(file: str) -> Mapping[str, sa.TextClause]:
    """Return the queries of ``store/sql/<file>.sql`` by their names, with ``:parameters``."""
    text = resources.files("tracing.store").joinpath("sql", f"{file}.sql").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(_MARK):
            lines = found.setdefault(line.removeprefix(_MARK).strip(), [])
        elif not line.lstrip().startswith("--"):
            # Colons in a comment would pass for parameters.
            lines.append(line)
    return {name: sa.text("\n".join(body)) for name, body in found.items()}
