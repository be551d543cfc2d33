"""Brings children found alone together with the families who look for them.

The way of the data is one line: read → standardise → block → compare → score → rank → review.

    import tracing
    links = tracing.Matcher.load("default").link(
        tracing.read_children("children.csv"), tracing.read_inquiries("inquiries.csv")
    )
    links.top("INQ-1")
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracing import standardise
    from tracing.linkage import Duplicates, Evaluation, Explanation, Links, Matcher, evaluate
    from tracing.records import InputError, Records, Refusal, read_children, read_inquiries, read_truth

__all__ = [
    "Duplicates",
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

_ROOMS = {
    "tracing.linkage": ("Duplicates", "Evaluation", "Explanation", "Links", "Matcher", "evaluate"),
    "tracing.records": ("InputError", "Records", "Refusal", "read_children", "read_inquiries", "read_truth"),
}


def __getattr__(name: str) -> object:
    """Fetch a public name from its room at first use.

    Importing everything takes seconds on a small machine. The command line must be able to answer an
    interrupt before that, and the sample maker must not carry the matcher along.
    """
    if name == "standardise":
        return import_module("tracing.standardise")
    for room, names in _ROOMS.items():
        if name in names:
            value: object = getattr(import_module(room), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'tracing' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
