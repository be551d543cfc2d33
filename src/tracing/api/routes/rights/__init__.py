"""Routes of the child's rights in the procedure."""
