"""Acts of release 1 that would need a record now stand as they were made."""

from __future__ import annotations

from tests.store.catalog import connected, fill
from tracing.store.schema import upgrade


def test_a_child_that_was_heard_in_release_1_counts_as_heard(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0001")
    fill(empty_database_url, "0001")
    with connected(empty_database_url, "tracing_worker") as connection:
        connection.execute(
            "INSERT INTO casework.acts (id, inquiry_id, child_id, kind, outcome, reasons, user_id, role)"
            " OVERRIDING SYSTEM VALUE VALUES (7, 2, 1, 'child_views', 'agrees', '{own_language}', 1, 'protection_officer')"
        )
    upgrade(empty_database_url)
    with connected(empty_database_url, "tracing_worker") as connection:
        assert connection.execute("SELECT act_id FROM casework.acts_before_records").fetchall() == [(7,)]
