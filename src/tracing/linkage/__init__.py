"""block → compare → score → rank → explain, and how well it went: the linkage core."""

from tracing.linkage.duplicates import Duplicates
from tracing.linkage.evaluation import Evaluation, evaluate
from tracing.linkage.explain import Explanation
from tracing.linkage.explainer import explain_pair
from tracing.linkage.links import Links
from tracing.linkage.pipeline import Matcher

__all__ = ["Duplicates", "Evaluation", "Explanation", "Links", "Matcher", "evaluate", "explain_pair"]
