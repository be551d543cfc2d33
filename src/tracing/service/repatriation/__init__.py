"""Returns: what is known of one, entering its steps, its checklist, whom it waits for, and reminders."""
