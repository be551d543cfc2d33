"""Steps from one schema to the next (Alembic), each as two SQL files: up and down."""
