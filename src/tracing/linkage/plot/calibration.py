"""Are stated probabilities what is found? Pairs by stated probability, against the share of them that is true."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.explain import Language
from tracing.linkage.plot.look import FAINT, FOR, INK, altair, dress, said, values

__all__ = ["calibration"]

_TITLE = Sentence("Stated and found probability", "Probabilidad declarada y hallada")
_X = Sentence("stated probability, mean of the bin", "probabilidad declarada, media del grupo")
_Y = Sentence("share that is the same child", "proporción que es la misma niña o niño")
_READ = Sentence(
    "On the line: as many are true as was stated; above it, more. Numbers: pairs. Calibration error {error:.3f}",
    "Sobre la línea: tantos como se declaró; más arriba, más. Cifras: pares. Error de calibración {error:.3f}",
)


def calibration(table: pd.DataFrame, error: float, lang: Language = "en") -> Any:
    """Draw ``evaluation.reliability``'s table; ``error`` is the calibration error that it comes to."""
    alt = altair()
    scale = alt.Scale(domain=[0, 1], nice=False)
    line = (
        alt.Chart(values(pd.DataFrame({"stated": [0.0, 1.0], "observed": [0.0, 1.0]})))
        .mark_line(strokeDash=[5, 4], color=FAINT)
        .encode(x=alt.X("stated:Q", scale=scale), y=alt.Y("observed:Q", scale=scale))
    )
    base = alt.Chart(values(table)).encode(
        x=alt.X("stated:Q", title=said(_X, lang), scale=scale, axis=alt.Axis(format="%", tickCount=5)),
        y=alt.Y("observed:Q", title=said(_Y, lang), scale=scale, axis=alt.Axis(format="%", tickCount=5)),
    )
    gaps = base.mark_rule(color=FOR, opacity=0.6).encode(y2="stated:Q")
    dots = base.mark_point(filled=True, color=FOR, size=70, opacity=1).encode(
        tooltip=[alt.Tooltip("pairs:Q", format=",")]
        + [alt.Tooltip(f"{name}:Q", format=".3f") for name in ("stated", "observed")]
    )
    counts = base.mark_text(dy=-11, fontSize=11, color=INK).encode(text=alt.Text("pairs:Q", format=","))
    chart = alt.layer(line, gaps, dots, counts).properties(width=430, height=400)
    return dress(chart, said(_TITLE, lang), [said(_READ, lang).format(error=error)])
