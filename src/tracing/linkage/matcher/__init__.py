"""A matcher file: what it says (``model``), how it is read and checked (``read``), how it is written (``write``)."""

from tracing.linkage.matcher.model import (
    NAMES,
    BlockingRule,
    Calibration,
    Comparison,
    Group,
    Kinship,
    Level,
    MatcherFile,
)
from tracing.linkage.matcher.read import load_matcher, parse_matcher, shipped
from tracing.linkage.matcher.write import matcher_text, write_matcher

__all__ = [
    "NAMES",
    "BlockingRule",
    "Calibration",
    "Comparison",
    "Group",
    "Kinship",
    "Level",
    "MatcherFile",
    "load_matcher",
    "matcher_text",
    "parse_matcher",
    "shipped",
    "write_matcher",
]
