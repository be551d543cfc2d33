"""Use cases: submit, match live, review, verify, disclose, promote a matcher, keep and erase."""
