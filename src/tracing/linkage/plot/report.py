"""``tracing evaluate --plot``: precision and recall beside the weights, in one picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.evaluation import Evaluation
from tracing.linkage.explain import Language
from tracing.linkage.plot.look import altair, dress, said, save
from tracing.linkage.plot.precision_recall import precision_recall_layers
from tracing.linkage.plot.weights import weights_layers

__all__ = ["plot_evaluation"]

_TITLE = Sentence("Links against the truth", "Los enlaces frente a la verdad")


def plot_evaluation(evaluation: Evaluation, path: Path, lang: Language = "en") -> None:
    """Draw both charts into ``path`` (``.png`` or ``.svg``); InputError for another ending."""
    alt = altair()
    weight = np.concatenate([evaluation.weights_true, evaluation.weights_false])
    true = np.arange(len(weight)) < len(evaluation.weights_true)
    curve, bars = precision_recall_layers(evaluation, lang), weights_layers(weight, true, None, lang)
    save(dress(alt.hconcat(curve, bars), said(_TITLE, lang)), path)
