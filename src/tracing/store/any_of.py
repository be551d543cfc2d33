"""A column that is one of many numbers, as one parameter: a parameter for each takes longer to write than to ask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

__all__ = ["any_given", "any_of", "of_pairs_given"]

_BIGS: sa.ARRAY[int] = sa.ARRAY(sa.BigInteger())


def any_of(column: sa.ColumnElement[Any], ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Return the condition that a column of records, cases or agencies is one of ``ids``."""
    return column == sa.func.any(sa.literal(list(ids), _BIGS))


def any_given(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
    """Return the same for a query that is put together once: ``name`` is the parameter that is given when it is asked."""
    return column == sa.func.any(sa.bindparam(name, type_=_BIGS))


def of_pairs_given(columns: Sequence[sa.ColumnElement[Any]], table: sa.TableClause) -> sa.Select[Any]:
    """Return the query for rows of a table on pairs of ``inquiries`` and ``children`` (its parameters), the first first."""
    pair = any_given(table.c.inquiry_id, "inquiries"), any_given(table.c.child_id, "children")
    return sa.select(*columns).where(*pair).order_by(table.c.id)
