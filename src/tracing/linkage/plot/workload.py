"""What a threshold costs and brings: pairs to look at, officer-days, false links among a hundred."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.explain import Language
from tracing.linkage.plot.look import AGAINST, FAINT, FOR, INK, altair, dress, said, values

__all__ = ["workload", "workload_data"]

STEP = 0.5
"""Bits between two thresholds."""

_TITLE = Sentence("What a threshold costs and brings", "Qué cuesta y qué aporta un umbral")
_READ = Sentence(
    "Move the threshold and the pairs that an officer looks at in a day below the chart",
    "Mueva abajo el umbral y los pares que una persona revisa en un día",
)
_X = Sentence("threshold, bits", "umbral, bits")
_FALSE = Sentence("false among 100 reviewed", "falsos entre 100 revisados")
_FALSE_EXPECTED = Sentence("expected to be false of 100", "falsos esperados de cada 100")
_PAIRS = Sentence("pairs to review", "pares por revisar")
_DAYS = Sentence("officer-days", "días-persona")
_PER_DAY = Sentence("pairs in an officer-day", "pares por día-persona")
_EXPECTED = Sentence(
    "expected, by the stated probabilities", "esperados, según las probabilidades declaradas"
)
_FOUND = Sentence("found, by the truth", "hallados, según la verdad")


def workload_data(
    weight: NDArray[np.float64], probability: NDArray[np.float64], true: NDArray[np.bool_] | None = None
) -> pd.DataFrame:
    """Return one row for each threshold of half a bit: ``threshold, pairs, expected_false, expected_per_100`` and, given
    ``true``, ``false, per_100, found`` (share of the true pairs among the links that lie above)."""
    if len(weight) == 0:
        raise ValueError("no links")
    low, high = np.floor(weight.min() / STEP), np.floor(weight.max() / STEP)
    rows = []
    for at in np.arange(low, high + 1) * STEP:
        above = weight >= at
        pairs = int(above.sum())
        wrong = float((1 - probability[above]).sum())
        row = {
            "threshold": float(at),
            "pairs": pairs,
            "expected_false": wrong,
            "expected_per_100": 100 * wrong / pairs,
        }
        if true is not None:
            false = int((above & ~true).sum())
            row |= {
                "false": false,
                "per_100": 100 * false / pairs,
                "found": float((above & true).sum() / max(int(true.sum()), 1)),
            }
        rows.append(row)
    return pd.DataFrame(rows)


def workload(data: pd.DataFrame, per_day: int, at: float, lang: Language = "en") -> Any:
    """Draw ``workload_data`` with two sliders: the threshold, ``at`` first, and pairs in an officer-day, ``per_day`` first.

    ``at`` is moved to the nearest threshold of the data. Saved as ``.html`` or shown by ``interactive`` the sliders move.
    """
    alt = altair()
    first, last = float(data["threshold"].iloc[0]), float(data["threshold"].iloc[-1])
    start = min(max(round(at / STEP) * STEP, first), last)
    threshold = alt.param(
        name="threshold", value=start, bind=alt.binding_range(min=first, max=last, step=STEP, name=said(_X, lang) + " ")
    )  # fmt: skip
    speed = alt.param(
        name="per_day", value=per_day, bind=alt.binding_range(min=5, max=max(200, per_day), step=5, name=said(_PER_DAY, lang) + " ")
    )  # fmt: skip
    names = [said(_EXPECTED, lang)]
    long = (
        data[["threshold", "expected_per_100"]]
        .rename(columns={"expected_per_100": "per_100"})
        .assign(what=names[0])
    )
    if "per_100" in data:
        names.append(said(_FOUND, lang))
        long = pd.concat([long, data[["threshold", "per_100"]].assign(what=names[1])], ignore_index=True)
    x = alt.X(
        "threshold:Q", title=said(_X, lang), scale=alt.Scale(domain=[first - STEP, last + STEP], nice=False)
    )
    rule = (
        alt.Chart(values(data)).transform_filter("datum.threshold == threshold").mark_rule(color=INK, strokeDash=[4, 3]).encode(x=x)
    )  # fmt: skip
    lines = (
        alt.Chart(values(long))
        .mark_line(strokeWidth=2)
        .encode(
            x=x, y=alt.Y("per_100:Q", title=said(_FALSE, lang)),
            color=alt.Color("what:N", title=None, sort=names, scale=alt.Scale(domain=names, range=[FOR, AGAINST][: len(names)]), legend=alt.Legend(orient="top", direction="vertical", symbolSize=500, symbolStrokeWidth=2)),
            strokeDash=alt.StrokeDash("what:N", title=None, sort=names, scale=alt.Scale(domain=names, range=[[1, 0], [6, 3]][: len(names)])),
        )
    )  # fmt: skip
    area = alt.Chart(values(data)).mark_bar(color=FAINT, width=5).encode(
        x=x, y=alt.Y("pairs:Q", title=said(_PAIRS, lang)),
        tooltip=[alt.Tooltip("threshold:Q"), alt.Tooltip("pairs:Q", format=","), alt.Tooltip("expected_false:Q", format=".1f")],
    )  # fmt: skip
    texts = (
        f"format(datum.threshold, '.1f') + ' bits: ' + format(datum.pairs, ',') + ' {said(_PAIRS, lang)}, ' + "
        f"format(datum.pairs / per_day, ',.1f') + ' {said(_DAYS, lang)}, ' + "
        f"format(datum.expected_per_100, '.1f') + ' {said(_FALSE_EXPECTED, lang)}'"
    )
    summary = (
        alt.Chart(values(data))
        .transform_filter("datum.threshold == threshold")
        .transform_calculate(text=texts)
        .mark_text(align="left", fontSize=13.5, fontWeight="bold", color=INK)
        .encode(x=alt.value(0), text="text:N")
        .properties(width=470, height=20)
    )
    panels = alt.vconcat(
        summary,
        alt.layer(lines, rule).properties(width=470, height=190),
        alt.layer(area, rule).properties(width=470, height=150),
    ).resolve_legend(color="independent", strokeDash="independent")
    return dress(panels.add_params(threshold, speed), said(_TITLE, lang), [said(_READ, lang)])
