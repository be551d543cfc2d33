"""Use cases of the child's rights in the procedure."""
