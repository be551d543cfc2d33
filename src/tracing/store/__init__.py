"""PostgreSQL: the schema and its migrations, row-level security, queries, the embedded server."""
