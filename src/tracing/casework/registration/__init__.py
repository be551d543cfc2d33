"""A child found at its beginning: what a quick registration still lacks (``lacking``), and whether it is unaccompanied,
separated or accompanied (``definitions``)."""
