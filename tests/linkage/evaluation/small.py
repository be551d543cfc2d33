"""Five links and three true pairs, small enough to count by hand."""

from __future__ import annotations

import pandas as pd

LINKS = pd.DataFrame(
    [
        ("I1", "A", 1, 10.0, 0.9, "strong"),
        ("I1", "B", 2, 5.0, 0.4, "possible"),
        ("I2", "C", 1, 8.0, 0.8, "strong"),
        ("I2", "D", 2, 6.0, 0.6, "possible"),
        ("I3", "E", 1, 7.0, 0.2, "possible"),
    ],
    columns=["inquiry_id", "child_id", "rank", "weight", "probability", "band"],
)

TRUTH = pd.DataFrame([("A", "I1"), ("D", "I2"), ("F", "I2")], columns=["child_id", "inquiry_id"])
"""A ranks first, D second, F was missed; nobody found whom I3 seeks."""
