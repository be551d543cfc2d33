"""block → compare → score → rank → explain, and how well it went: the linkage core."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracing.linkage.duplicates import Duplicates
    from tracing.linkage.evaluation import Evaluation, evaluate
    from tracing.linkage.explain import Explanation
    from tracing.linkage.explainer import explain_pair
    from tracing.linkage.links import Links
    from tracing.linkage.pipeline import Matcher

__all__ = ["Duplicates", "Evaluation", "Explanation", "Links", "Matcher", "evaluate", "explain_pair"]

_MODULES = {
    "duplicates": ("Duplicates",),
    "evaluation": ("Evaluation", "evaluate"),
    "explain": ("Explanation",),
    "explainer": ("explain_pair",),
    "links": ("Links",),
    "pipeline": ("Matcher",),
}


def __getattr__(name: str) -> object:
    """Fetch a public name from its module at first use.

    A standardising process (``form_worker``) needs none of them, and would pay a second for the compiled kernels.
    """
    for module, names in _MODULES.items():
        if name in names:
            value: object = getattr(import_module(f"tracing.linkage.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'tracing.linkage' has no attribute {name!r}")
