"""Statistics: months are closed by the clock, periods published by somebody, and what was published is read."""
