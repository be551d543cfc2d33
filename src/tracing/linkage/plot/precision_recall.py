"""Precision against recall at every threshold, as ``evaluate`` counts them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.evaluation import Evaluation
from tracing.linkage.explain import Language
from tracing.linkage.plot.look import AGAINST, FAINT, FOR, INK, altair, dress, said, thinned, values

__all__ = ["precision_recall", "precision_recall_layers"]

_TITLE = Sentence("Precision and recall at every threshold", "Precisión y exhaustividad en cada umbral")
_RECALL = Sentence("recall: true pairs found", "exhaustividad: pares verdaderos hallados")
_PRECISION = Sentence("precision: links that are true", "precisión: enlaces que son verdaderos")
_BEST = Sentence("best F1", "mejor F1")
_STRONG = Sentence("band strong", "banda fuerte")
_READ = Sentence(
    "Dots: every two bits, with the weight; whiskers: 95 % interval of precision, families resampled",
    "Puntos: cada dos bits, con el peso; bigotes: intervalo del 95 % de la precisión, por familias",
)
_READ_PLAIN = Sentence("Dots: every two bits, with the weight", "Puntos: cada dos bits, con el peso")


def precision_recall_layers(evaluation: Evaluation, lang: Language) -> Any:
    """Return the chart without its title, to stand beside others."""
    alt = altair()
    x = alt.X(
        "recall:Q",
        title=said(_RECALL, lang),
        scale=alt.Scale(domain=[0, 1.02], nice=False),
        axis=alt.Axis(format="%"),
    )
    # Nothing is drawn below the least precision: that corner is where thresholds differ.
    least = np.floor(10 * evaluation.curve["precision"].min()) / 10 if len(evaluation.curve) else 0.0
    y = alt.Y(
        "precision:Q", title=said(_PRECISION, lang), axis=alt.Axis(format="%"),
        scale=alt.Scale(domain=[float(least), 1.02], nice=False, clamp=True),
    )  # fmt: skip
    tip = [alt.Tooltip(f"{name}:Q", format=".3f") for name in ("weight", "precision", "recall", "f1")]
    curve = (
        alt.Chart(values(thinned(evaluation.curve)))
        .mark_line(color=FOR, strokeWidth=2, interpolate="linear")
        .encode(x=x, y=y, order="weight:Q", tooltip=tip)
    )
    layers = [curve]
    if len(evaluation.thresholds):
        dots = alt.Chart(values(_apart(evaluation.thresholds.dropna(subset=["precision", "recall"]))))
        if "precision_low" in evaluation.thresholds:
            layers.append(
                dots.mark_rule(color=FAINT).encode(
                    x=x, y=alt.Y("precision_low:Q", title=said(_PRECISION, lang)), y2="precision_high:Q"
                )
            )
        layers += [
            dots.mark_point(filled=True, size=36, color=FOR, opacity=1).encode(x=x, y=y, tooltip=tip),
            dots.mark_text(align="right", dx=-7, dy=9, fontSize=11, color=INK)
            .transform_filter("datum.labelled")
            .encode(x=x, y=y, text=alt.Text("weight:Q", format=".0f")),
        ]
    marked = [(said(_BEST, lang), evaluation.best, "diamond")]
    if evaluation.strong is not None and evaluation.strong.pairs:
        marked.append((said(_STRONG, lang), evaluation.strong, "square"))
    special = pd.DataFrame(
        [
            (f"{name}: F1 {at.f1:.3f}, {at.weight:.1f} bits", at.recall, at.precision, shape)
            for name, at, shape in marked
        ],
        columns=["label", "recall", "precision", "shape"],
    )
    layers.append(
        alt.Chart(values(special))
        .mark_point(filled=True, size=140, color=AGAINST, opacity=1, stroke="white")
        .encode(
            x=x, y=y,
            shape=alt.Shape(
                "label:N", title=None, sort=None,
                scale=alt.Scale(domain=special["label"].tolist(), range=special["shape"].tolist()),
                legend=alt.Legend(orient="bottom", direction="vertical", symbolFillColor=AGAINST, symbolStrokeColor=AGAINST),
            ),
        )
    )  # fmt: skip
    return alt.layer(*layers).properties(width=430, height=360)


def _apart(dots: pd.DataFrame, least: float = 0.05) -> pd.DataFrame:
    """Say which dots get a label: those that don't stand on one another."""
    labelled: list[bool] = []
    last: tuple[float, float] | None = None
    for recall, precision in zip(dots["recall"], dots["precision"], strict=True):
        here = (float(recall), float(precision))
        free = last is None or abs(here[0] - last[0]) + abs(here[1] - last[1]) >= least
        labelled.append(free)
        last = here if free else last
    return dots.assign(labelled=labelled)


def precision_recall(evaluation: Evaluation, lang: Language = "en") -> Any:
    """Draw the curve with the best F1, the band strong and the thresholds that ``evaluate`` tables."""
    read = _READ if "precision_low" in evaluation.thresholds else _READ_PLAIN
    return dress(precision_recall_layers(evaluation, lang), said(_TITLE, lang), [said(read, lang)])
