"""How many pairs weigh how much: all links, or the same child and other children apart where truth is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.explain import BAND_TEXTS, Language
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.plot.look import AGAINST, FOR, INK, altair, dress, said, values

__all__ = ["weights", "weights_data", "weights_layers"]

_TITLE = Sentence("How much the links weigh", "Cuánto pesan los enlaces")
_X = Sentence("match weight, bits", "peso de la coincidencia, bits")
_Y = Sentence("pairs", "pares")
_ALL = Sentence("all links", "todos los enlaces")
_SAME = Sentence("the same child", "la misma niña o niño")
_OTHER = Sentence("another child", "otra niña u otro niño")
_READ = Sentence("One bar for each bit", "Una barra por bit")
_BEGIN = Sentence("; dashed lines: where the bands begin", "; líneas: donde empiezan las bandas")


def weights_data(weight: NDArray[np.float64], true: NDArray[np.bool_] | None = None) -> pd.DataFrame:
    """Count pairs by whole bits: ``low, high, what, pairs``; ``what`` is all, or same and other given ``true``."""
    kinds = {"all": np.ones(len(weight), dtype=bool)} if true is None else {"same": true, "other": ~true}
    bit = np.floor(weight).astype(np.int64)
    rows = []
    for what, chosen in kinds.items():
        low, pairs = np.unique(bit[chosen], return_counts=True)
        rows += [(int(b), int(b) + 1, what, int(n)) for b, n in zip(low, pairs, strict=True)]
    return pd.DataFrame(rows, columns=["low", "high", "what", "pairs"])


def weights_layers(
    weight: NDArray[np.float64],
    true: NDArray[np.bool_] | None,
    matcher: MatcherFile | None,
    lang: Language,
    height: int = 150,
) -> Any:
    """Return the chart without its title: one panel for each kind of pair."""
    alt = altair()
    data = weights_data(weight, true)
    reach = [float(data["low"].min()) - 1, float(data["high"].max()) + 1] if len(data) else [0.0, 1.0]
    x = alt.X("low:Q", title=said(_X, lang), scale=alt.Scale(domain=reach, nice=False))
    panels = []
    for what, name, colour in (("all", _ALL, INK), ("same", _SAME, FOR), ("other", _OTHER, AGAINST)):
        here = data[data["what"] == what]
        if here.empty:
            continue
        bars = (
            alt.Chart(values(here))
            .mark_bar(color=colour, stroke="white", strokeWidth=0.5)
            .encode(
                x=x, x2="high:Q", y=alt.Y("pairs:Q", title=said(_Y, lang)), y2=alt.datum(0),
                tooltip=[alt.Tooltip("low:Q"), alt.Tooltip("high:Q"), alt.Tooltip("pairs:Q", format=",")],
            )
        )  # fmt: skip
        layers = [bars]
        if matcher is not None:
            begins = pd.DataFrame(
                [(said(BAND_TEXTS[name], lang), at) for name, at in (("possible", matcher.possible), ("strong", matcher.strong))],
                columns=["band", "low"],
            )  # fmt: skip
            rule = alt.Chart(values(begins)).encode(x="low:Q")
            layers += [
                rule.mark_rule(strokeDash=[5, 4], color=INK),
                rule.mark_text(y=8, dx=4, align="left", fontSize=11.5, color=INK).encode(text="band:N"),
            ]
        heading = alt.TitleParams(
            f"{said(name, lang)} ({here['pairs'].sum():,})", fontSize=13, anchor="start", color=INK
        )
        panels.append(alt.layer(*layers).properties(width=430, height=height, title=heading))
    return alt.vconcat(*panels) if panels else alt.layer(alt.Chart(values(data)).mark_bar())


def weights(
    weight: NDArray[np.float64],
    true: NDArray[np.bool_] | None,
    matcher: MatcherFile | None,
    lang: Language = "en",
) -> Any:
    """Draw the weights; ``true`` says which pairs are the same child, None where nobody knows."""
    read = said(_READ, lang) + (said(_BEGIN, lang) if matcher is not None else "")
    return dress(weights_layers(weight, true, matcher, lang), said(_TITLE, lang), [read])
