"""Care: where a found child lives, the shelters that take children in, and which institution answers for what."""
