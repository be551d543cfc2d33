"""Pictures of an evaluation: precision and recall, and the weights of true and false pairs (extra ``analysis``)."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np

from tracing.linkage.evaluation import Evaluation
from tracing.records import InputError

__all__ = ["plot_evaluation"]


def _pyplot() -> Any:
    try:
        matplotlib = importlib.import_module("matplotlib")
    except ImportError as error:
        raise InputError("pictures need matplotlib: pip install 'tracing[analysis]'") from error
    matplotlib.use("Agg")
    return importlib.import_module("matplotlib.pyplot")


def plot_evaluation(evaluation: Evaluation, path: Path) -> None:
    """Draw both charts into ``path`` (``.png`` or ``.svg``); InputError for another ending.

    The band around the curve is the 95 % interval of precision at whole thresholds, if there were resamples.
    """
    if path.suffix.lower() not in {".png", ".svg"}:
        raise InputError(f"{path.name}: pictures are written as .png or .svg")
    pyplot = _pyplot()
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    left.plot(evaluation.curve["recall"], evaluation.curve["precision"], color="#1f5a7a")
    tabled = evaluation.thresholds
    if "precision_low" in tabled:
        # A threshold's interval goes both ways; here it is shown for precision, at the recall reached.
        shown = tabled.dropna().sort_values("recall")
        bounds = (shown["precision_low"], shown["precision_high"])
        left.fill_between(shown["recall"], *bounds, color="#1f5a7a", alpha=0.2, linewidth=0)
    left.scatter([evaluation.best.recall], [evaluation.best.precision], color="#b5432a", zorder=3)
    left.annotate(
        f"best F1 {evaluation.best.f1:.3f}\nat {evaluation.best.weight:.1f} bits",
        (evaluation.best.recall, evaluation.best.precision),
        xytext=(-110, -45),
        textcoords="offset points",
    )
    left.set(
        xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02), title="Precision and recall"
    )
    everything = np.concatenate([evaluation.weights_true, evaluation.weights_false])
    if len(everything):
        bins = np.linspace(everything.min(), everything.max() + 1e-9, 60)
        right.hist(evaluation.weights_false, bins=bins, color="#c9ccd1", label="different children")
        right.hist(evaluation.weights_true, bins=bins, color="#1f5a7a", alpha=0.8, label="the same child")
        right.set_yscale("log")
        right.legend()
    right.set(xlabel="match weight (bits)", ylabel="pairs", title="Weights")
    figure.savefig(path)
    pyplot.close(figure)
