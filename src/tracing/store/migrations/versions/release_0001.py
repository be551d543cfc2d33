"""Records, matching, review, audit; procrastinate's tables in a schema of their own."""

from tracing.store.migrations.steps import create_jobs, drop_jobs, run

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_jobs()
    run("0001_up.sql")
    run("0001_review_up.sql")
    run("owners.sql")


def downgrade() -> None:
    run("0001_down.sql")
    drop_jobs()
