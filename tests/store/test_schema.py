"""The schema goes up and down with data in it, and holds what the code and the house say of it."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from tests.databases import Host
from tests.store.catalog import columns, connected, contents, fill, objects, tables
from tracing.store.database import Database, Reader
from tracing.store.schema import SchemaError, check, downgrade, known, release, upgrade
from tracing.store.tables import TABLES

RELEASES = known()[::-1]
LATEST = RELEASES[-1]


def test_a_fresh_database_has_no_release_and_is_refused(empty_database_url: str) -> None:
    assert release(empty_database_url) is None
    with pytest.raises(SchemaError, match="run: tracing db upgrade"):
        check(empty_database_url)


@pytest.mark.parametrize("start", RELEASES)
def test_every_release_goes_up_with_its_data_in_it(empty_database_url: str, start: str) -> None:
    upgrade(empty_database_url, start)
    fill(empty_database_url, start)
    known = columns(empty_database_url)
    before = contents(empty_database_url)
    assert [table for table, rows in before.items() if not rows] in (
        [],
        ["jobs.procrastinate_periodic_defers", "jobs.procrastinate_workers"],
    )
    upgrade(empty_database_url)
    check(empty_database_url)
    after = contents(empty_database_url, known)
    assert {**after, "tracing.release": before["tracing.release"]} == before


@pytest.mark.parametrize("end", [*RELEASES[:-1], "base"])
def test_the_latest_release_goes_down_and_up_again_with_data_in_it(
    host: Host, database_url: str, end: str
) -> None:
    fill(database_url, LATEST)
    with host.database() as earlier:
        if end != "base":
            upgrade(earlier, end)
        known, expected = columns(earlier), objects(earlier)
    known.pop("tracing.release", None)
    before = contents(database_url, known)
    downgrade(database_url, end)
    assert release(database_url) == (None if end == "base" else end)
    if end == "base":
        assert tables(database_url) == [("tracing", "release")]
    else:
        # What the earlier release knows of stands as it did; going up changes nothing of it either.
        assert objects(database_url) == expected
        assert contents(database_url, known) == before
    upgrade(database_url)
    assert contents(database_url, known) == before
    with host.database(host.template) as fresh:
        assert objects(database_url) == objects(fresh)


def test_an_upgrade_that_is_not_needed_changes_nothing(database_url: str) -> None:
    fill(database_url, LATEST)
    before = contents(database_url), objects(database_url)
    upgrade(database_url)
    assert (contents(database_url), objects(database_url)) == before


def test_a_newer_schema_is_refused(database_url: str) -> None:
    with connected(database_url) as connection:
        connection.execute("UPDATE tracing.release SET version_num = '9999'")
    for attempt in (check, upgrade, lambda url: downgrade(url, "base")):
        with pytest.raises(SchemaError, match="9999 is newer than this program knows"):
            attempt(database_url)
    assert release(database_url) == "9999"


def test_a_release_that_never_was_is_named(database_url: str) -> None:
    with pytest.raises(SchemaError, match="no release 0000"):
        downgrade(database_url, "0000")


def test_a_step_that_fails_leaves_nothing(empty_database_url: str) -> None:
    with connected(empty_database_url) as connection:
        connection.execute("CREATE SCHEMA casework")
    with pytest.raises(SchemaError, match="casework"):
        upgrade(empty_database_url)
    assert release(empty_database_url) is None
    assert tables(empty_database_url) == []


def test_an_address_that_nobody_answers_is_named() -> None:
    with pytest.raises(SchemaError, match="can't be reached"):
        check("postgresql://nobody@127.0.0.1:1/tracing")


def test_every_table_holds_to_row_level_security_on_its_owner_too(database_url: str) -> None:
    found = objects(database_url)["tables"]
    casework = [(name, on, forced) for name, on, forced, _ in found if str(name).startswith("casework.")]
    loose = [name for name, on, forced in casework if not (on and forced) and not str(name).endswith("_seq")]
    assert len(casework) > 30
    assert loose == []


def test_no_role_of_ours_may_look_past_it(database_url: str) -> None:
    with connected(database_url) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
            # Requests and jobs may sign in as what they work as, where their roles have passwords.
            " rolcanlogin AND rolname NOT IN ('tracing_app', 'tracing_worker') FROM pg_roles"
            " WHERE rolname = ANY (%s)",
            [["tracing_app", "tracing_worker", "tracing_audit", "tracing_backup"]],
        ).fetchall()
        owner = connection.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert len(roles) == 4
    assert all(not any(may) for _, *may in roles)
    assert owner == (False,)


def test_the_owner_sees_nothing_until_it_becomes_someone(database_url: str) -> None:
    fill(database_url, LATEST)
    with connected(database_url) as connection:
        newer = connection.info.server_version >= 160000
        inherits = connection.execute(
            "SELECT rolinherit FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        seen = connection.execute("SELECT count(*) FROM casework.records").fetchone()
    # Before PostgreSQL 16 it is the role as a whole that inherits rights or doesn't.
    assert seen == ((0,) if newer or inherits == (False,) else (2,))


def test_backups_read_everything_and_write_nothing(database_url: str) -> None:
    fill(database_url, LATEST)
    with connected(database_url) as connection:
        writes = connection.execute(
            "SELECT count(*) FROM information_schema.role_table_grants"
            " WHERE grantee = 'tracing_backup' AND privilege_type <> 'SELECT'"
        ).fetchone()
    assert writes == (0,)
    assert all(rows for table, rows in contents(database_url).items() if table.startswith("casework."))


def test_functions_that_see_more_than_their_caller_belong_to_nobody_who_owns_tables(
    database_url: str,
) -> None:
    with connected(database_url) as connection:
        owners = connection.execute(
            "SELECT proname, pg_get_userbyid(proowner), proconfig FROM pg_proc"
            " WHERE pronamespace = 'casework'::regnamespace AND prosecdef"
        ).fetchall()
    assert len(owners) >= 5
    for name, owner, settings in owners:
        audits = name in ("write_audit", "shorten_audit")
        assert owner == ("tracing_audit" if audits else "tracing_worker"), name
        # Without a fixed path, a caller could lay a table of their own before ours.
        assert settings == ["search_path=pg_catalog, casework"], name


_SHORT_OR_FOUND_OTHERWISE = frozenset(
    {
        # found by key, group or stamp, in parts that are emptied as a whole
        "child_keys", "child_keys_0", "child_keys_1", "inquiry_keys", "inquiry_keys_0", "inquiry_keys_1", "form_changes",
        # what is still to be done: as short as the work is quick
        "pending", "links_due", "likeness_due", "screen_due",
        # forgotten after a day, or open for half an hour; of what is shielded or told there is little
        "idempotency", "leases", "shields", "tellings", "reminders", "verification_questions",
    }
)  # fmt: skip


def test_what_is_stored_of_a_record_is_found_by_the_record(database_url: str) -> None:
    """A case is put together anew each time it is looked at: no table that grows may be read whole for it."""
    with connected(database_url) as connection:
        found = connection.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'casework'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND a.attname IN ('record_id', 'child_id', 'inquiry_id') AND NOT EXISTS ("
            "SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indpred IS NULL)"
        ).fetchall()
    assert {(table, column) for table, column in found if table not in _SHORT_OR_FOUND_OTHERWISE} == set()


def test_tables_as_queries_name_them_are_the_databases(database_url: str) -> None:
    with connected(database_url) as connection:
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in connection.execute(
            "SELECT relname, attname, format_type(atttypid, atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
            " WHERE relnamespace = 'casework'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0"
            " AND NOT attisdropped ORDER BY relname, attnum"
        ):
            found.setdefault(table, {})[column] = kind
    dialect = postgresql.dialect()
    written = {
        name: {column.name: _standard(column.type.compile(dialect)) for column in table.columns}
        for name, table in TABLES.items()
    }
    assert written == found


def _standard(kind: str) -> str:
    """Return a type's name as the database says it."""
    return re.sub(r"^char\((\d+)\)", r"character(\1)", kind.lower())


def test_a_connection_without_a_reader_shows_nothing(database_url: str, database: Database) -> None:
    fill(database_url, LATEST)
    with connected(database_url, "tracing_app") as connection:
        for schema, table in tables(database_url):
            if schema == "casework" and table != "agencies":
                seen = connection.execute(f"SELECT count(*) FROM casework.{table}").fetchone()
                assert seen == (0,), table
    with database.reading(Reader(role="reviewer", agency=1, person=2)) as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM casework.records")) == 2
    # The name doesn't outlive its transaction, though the connection goes back to the pool.
    with database.reading(Reader(role="")) as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM casework.records")) == 0
