"""Addresses of databases as PostgreSQL's own library and programs take them.

They don't read every URL that SQLAlchemy writes: a password with a blank in it, say, isn't one to them.
"""

from __future__ import annotations

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

__all__ = ["libpq"]


def libpq(url: str | sa.URL, password: bool = True) -> str:
    """Return the address of a database as ``name=value`` pairs; ``password``: with it, which no list of processes may show."""
    parsed = sa.make_url(url).set(drivername="postgresql+psycopg")
    # Read as connections of SQLAlchemy's own read it.
    _, given = parsed.get_dialect()().create_connect_args(parsed)
    if not password:
        given.pop("password", None)
    return make_conninfo(**given)
