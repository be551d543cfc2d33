"""Forms in use: blank on paper (``blank``), and sent back filled in (``filled_in``)."""
