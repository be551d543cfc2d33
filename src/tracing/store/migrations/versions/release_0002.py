"""The rest of casework, a part for each topic. ``pg_temp.shut`` closes a new table to everybody before its part opens it."""

from tracing.store.migrations.steps import run

revision = "0002"
down_revision = "0001"

PARTS = (
    "readers", "law", "forms", "care", "rights", "sets", "repatriation", "sharing", "trafficking", "statistics", "training",
    "evidence", "retention", "firewall", "reach", "drafts", "queue", "looking",
)  # fmt: skip


def upgrade() -> None:
    run("shut.sql")
    for part in PARTS:
        run(f"0002_{part}_up.sql")
    run("owners.sql")


def downgrade() -> None:
    for part in reversed(PARTS):
        run(f"0002_{part}_down.sql")
