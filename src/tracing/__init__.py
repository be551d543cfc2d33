"""Brings children found alone together with the families who look for them.

The way of the data is one line: read → standardise → block → compare → score → rank → review.

    import tracing
    links = tracing.Matcher.load("default").link(
        tracing.read_children("children.csv"), tracing.read_inquiries("inquiries.csv")
    )
    links.top("INQ-1")
"""

from tracing import standardise
from tracing.linkage import Evaluation, Explanation, Links, Matcher, evaluate
from tracing.records import InputError, Records, Refusal, read_children, read_inquiries, read_truth

__all__ = [
    "Evaluation",
    "Explanation",
    "InputError",
    "Links",
    "Matcher",
    "Records",
    "Refusal",
    "evaluate",
    "read_children",
    "read_inquiries",
    "read_truth",
    "standardise",
]
