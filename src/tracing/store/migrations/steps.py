"""What the steps are made of."""

from __future__ import annotations

from importlib import resources
from typing import Any

from alembic import op
from procrastinate.schema import SchemaManager

__all__ = ["VERSIONS", "create_jobs", "drop_jobs", "run"]

VERSIONS: dict[str, Any] = {"version_table_schema": "tracing", "version_table": "release"}
"""Where Alembic keeps the release: in a schema of its own, so that nothing of ours stands in ``public``."""

_JOBS = """
CREATE SCHEMA jobs;
SET LOCAL search_path = jobs;
"""

_JOBS_END = """
-- Jobs are put in the queue from connections that look elsewhere for tables.
DO $$
DECLARE
    called text;
BEGIN
    FOR called IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_temp', called);
    END LOOP;
END;
$$;
GRANT USAGE ON SCHEMA jobs TO tracing_app, tracing_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO tracing_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA jobs TO tracing_worker;
-- Whoever submits puts a job in the queue, and sees none: how much there is to do tells what others submit. (The worker
-- will own the function: owners.sql.)
ALTER FUNCTION jobs.procrastinate_defer_jobs_v1(jobs.procrastinate_job_to_defer_v1[]) SECURITY DEFINER;
SET LOCAL search_path = public;
"""


def _execute(script: str) -> None:
    # psycopg's own cursor: SQLAlchemy would read colons in the script as parameters.
    op.get_bind().connection.cursor().execute(script)


def run(name: str) -> None:
    """Run a file of ``migrations/sql``."""
    _execute(resources.files("tracing.store.migrations").joinpath("sql", name).read_text(encoding="utf-8"))


def create_jobs() -> None:
    """Create procrastinate's tables and functions in the schema ``jobs``."""
    _execute(_JOBS + SchemaManager.get_schema() + _JOBS_END)


def drop_jobs() -> None:
    """Drop procrastinate's schema."""
    _execute("DROP SCHEMA jobs CASCADE")
