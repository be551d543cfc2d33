"""What Alembic runs: the step in the transaction of the connection that ``store.schema`` hands it."""

from alembic import context

from tracing.store.migrations.steps import VERSIONS

context.configure(connection=context.config.attributes["connection"], **VERSIONS)
with context.begin_transaction():
    context.run_migrations()
