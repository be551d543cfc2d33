"""Each release's step."""
