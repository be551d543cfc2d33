"""What a database consists of, and what stands in it, as values that compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tracing.store.schema import SCHEMAS

RELEASES = Path(__file__).parent / "releases"

# In an order of their own: rights given in another order are the same.
_RIGHTS = "(SELECT string_agg(given::text, ' ' ORDER BY given::text) FROM unnest({}) AS given)"
_OBJECTS = {
    "columns": "SELECT table_schema, table_name, column_name, udt_name, is_nullable, column_default, identity_generation"
    " FROM information_schema.columns WHERE table_schema = ANY (%s)",
    "constraints": "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace::regnamespace::text = ANY (%s)",
    "indexes": "SELECT schemaname, indexdef FROM pg_indexes WHERE schemaname = ANY (%s)",
    "functions": "SELECT oid::regprocedure::text, pg_get_userbyid(proowner), pg_get_functiondef(oid), "
    + _RIGHTS.format("proacl")
    + " FROM"
    " pg_proc WHERE pronamespace::regnamespace::text = ANY (%s) AND prokind = 'f'",
    "policies": "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies WHERE schemaname = ANY (%s)",
    "tables": "SELECT oid::regclass::text, relrowsecurity, relforcerowsecurity, "
    + _RIGHTS.format("relacl")
    + " FROM pg_class"
    " WHERE relnamespace::regnamespace::text = ANY (%s) AND relkind IN ('r', 'p', 'S')",
    "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
    " WHERE NOT tgisinternal AND relnamespace::regnamespace::text = ANY (%s)",
}


@contextmanager
def connected(url: str, role: str | None = None) -> Iterator[psycopg.Connection[Any]]:
    """Open a connection as the owner, or as a role that the owner may become; it commits after each statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        if role is not None:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        yield connection


def objects(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return everything our schemas consist of."""
    with connected(url) as connection:
        return {
            kind: sorted(connection.execute(query, [list(SCHEMAS)]).fetchall(), key=repr)
            for kind, query in _OBJECTS.items()
        }


def tables(url: str) -> list[tuple[str, str]]:
    """Return all tables of our schemas, without the parts of divided ones."""
    with connected(url) as connection:
        return connection.execute(
            "SELECT relnamespace::regnamespace::text, relname FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace::regnamespace::text = ANY (%s) AND NOT relispartition ORDER BY 1, 2",
            [list(SCHEMAS)],
        ).fetchall()


def columns(url: str) -> dict[str, list[str]]:
    """Return the columns of each table of our schemas, in their order."""
    with connected(url) as connection:
        return {
            f"{schema}.{table}": [
                str(row[0])
                for row in connection.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
                    " ORDER BY attnum",
                    [f"{schema}.{table}"],
                )
            ]
            for schema, table in tables(url)
        }


def contents(url: str, of: Mapping[str, Sequence[str]] | None = None) -> dict[str, list[str]]:
    """Return every row of every table, as text: of all tables with all columns, unless others are named."""
    wanted = columns(url) if of is None else of
    with connected(url, "tracing_backup") as connection:
        return {
            table: sorted(
                str(row[0])
                for row in connection.execute(
                    sql.SQL("SELECT ROW({})::text FROM {}").format(
                        sql.SQL(", ").join(sql.Identifier(name) for name in names),
                        sql.Identifier(*table.split(".")),
                    )
                )
            )
            for table, names in wanted.items()
        }


def fill(url: str, release: str) -> None:
    """Put the data of a release, and of those before it, into a database that is empty and of that release."""
    for file in sorted(RELEASES.rglob("*.sql")):
        if file.relative_to(RELEASES).parts[0].removesuffix(".sql") <= release:
            with connected(url) as connection:
                connection.execute(file.read_bytes())
