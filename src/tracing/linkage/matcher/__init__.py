"""A matcher file: what it says (``model``), how it is read and checked (``read``), how it is written (``write``) and changed
(``edit``), what an editor may know of it (``schema``)."""

from tracing.linkage.matcher.edit import edited_text
from tracing.linkage.matcher.faults import MatcherError, MatcherFault
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
from tracing.linkage.matcher.read import load_matcher, matcher_bytes, parse_matcher, shipped
from tracing.linkage.matcher.write import matcher_text, write_matcher, write_text

__all__ = [
    "NAMES",
    "BlockingRule",
    "Calibration",
    "Comparison",
    "Group",
    "Kinship",
    "Level",
    "MatcherError",
    "MatcherFault",
    "MatcherFile",
    "edited_text",
    "load_matcher",
    "matcher_bytes",
    "matcher_text",
    "parse_matcher",
    "shipped",
    "write_matcher",
    "write_text",
]
