"""Why one pair weighs what it weighs: each part of its explanation as a step, from nothing to the match weight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.explain import BAND_TEXTS, Explanation, Language
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.plot.look import AGAINST, FAINT, FOR, INK, altair, dress, said, values

__all__ = ["waterfall", "waterfall_data"]

_ROW = 40
_TOTAL = Sentence("Match weight", "Peso de la coincidencia")
_AXIS = Sentence("bits of evidence", "bits de evidencia")
_SILENT = Sentence("Says nothing either way: ", "No dice nada ni a favor ni en contra: ")
_LAST = ("kinship", "group")


def waterfall_data(explanation: Explanation, lang: Language = "en") -> pd.DataFrame:
    """Return the steps as drawn: ``name, level, title, sentence, bits, begin, end``, one row for each part.

    ``bits`` are the parts' own and sum to the weight exactly, since they are whole numbers of 1/256 bit; ``begin`` and
    ``end`` are where a step starts and comes to. What speaks for the pair comes first, the terms of brothers and companions last.
    """
    ordered = sorted(explanation.parts, key=lambda p: (p.name in _LAST, -p.bits))
    rows, at = [], 0.0
    for part in ordered:
        rows.append(
            (
                part.name,
                part.level,
                said(part.title, lang),
                said(part.sentence, lang),
                part.bits,
                at,
                at + part.bits,
            )
        )
        at += part.bits
    return pd.DataFrame(rows, columns=["name", "level", "title", "sentence", "bits", "begin", "end"])


def _lines(text: str, width: int = 62) -> str:
    """Break a sentence in two where it is too long for a label."""
    if len(text) <= width:
        return text
    at = text.rfind(" ", 0, width)
    return text if at < 0 else f"{text[:at]}\n{text[at + 1 :]}"


def waterfall(explanation: Explanation, lang: Language = "en", matcher: MatcherFile | None = None) -> Any:
    """Draw the steps, what says nothing named above them; with ``matcher`` also where its bands begin."""
    alt = altair()
    steps = waterfall_data(explanation, lang)
    drawn = steps[steps["bits"] != 0]
    total = pd.DataFrame(
        {"title": [said(_TOTAL, lang)], "sentence": [""], "bits": [explanation.weight], "begin": 0.0, "end": explanation.weight}
    )  # fmt: skip
    colour = np.where(drawn["bits"] < 0, AGAINST, FOR)
    rows = pd.concat([drawn.assign(colour=colour), total.assign(colour=INK)], ignore_index=True)
    rows["label"] = [
        f"{t}\n{_lines(s)}" if s else t for t, s in zip(rows["title"], rows["sentence"], strict=True)
    ]
    rows["mark"] = rows["bits"].map(lambda b: f"{b:+.1f}".replace("-", "−"))
    rows["right"] = rows[["begin", "end"]].max(axis=1)
    order = rows["label"].tolist()
    span = max(rows["right"].max() - min(rows[["begin", "end"]].min()), 1.0)
    reach = [
        min(0.0, float(rows[["begin", "end"]].to_numpy().min())),
        float(rows["right"].max()) + 0.1 * span,
    ]
    x_axis = alt.X("begin:Q", title=said(_AXIS, lang), scale=alt.Scale(domain=reach, nice=False))
    base = alt.Chart(values(rows)).encode(
        y=alt.Y(
            "label:N", sort=order, title=None,
            axis=alt.Axis(labelExpr="split(datum.label, '\\n')", ticks=False, domain=False, labelPadding=8, labelLineHeight=13),
        )
    )  # fmt: skip
    bars = base.mark_bar(height=17).encode(
        x=x_axis,
        x2="end:Q",
        color=alt.Color("colour:N", scale=None),
        tooltip=[alt.Tooltip("title:N"), alt.Tooltip("sentence:N"), alt.Tooltip("bits:Q", format="+.4f")],
    )
    marks = base.mark_text(align="left", dx=5, fontSize=12.5, color=INK).encode(x="right:Q", text="mark:N")
    zero = alt.Chart(values(pd.DataFrame({"x": [0.0]}))).mark_rule(color=INK).encode(x="x:Q")
    # What is drawn last lies on top: the numbers.
    layers = [zero, bars, *([] if matcher is None else _bands(alt, matcher, reach, lang)), marks]
    silent = steps.loc[steps["bits"] == 0, "title"].tolist()
    subtitle = [
        f"{explanation.inquiry_id} ← {explanation.child_id} · {explanation.weight:+.1f} bits · "
        f"p = {explanation.probability:.3f} · {explanation.band_in(lang)} · {explanation.matcher}",
        *_wrapped(said(_SILENT, lang), silent),
    ]
    title = Sentence("Why this pair weighs what it weighs", "Por qué este par pesa lo que pesa")
    chart = alt.layer(*layers).properties(width=430, height=_ROW * len(rows))
    return dress(chart, said(title, lang), subtitle)


def _bands(alt: Any, matcher: MatcherFile, reach: list[float], lang: Language) -> list[Any]:
    begins = pd.DataFrame(
        [(said(BAND_TEXTS[name], lang), at) for name, at in (("possible", matcher.possible), ("strong", matcher.strong)) if at <= reach[1]],
        columns=["band", "x"],
    )  # fmt: skip
    rules = alt.Chart(values(begins)).encode(x="x:Q")
    return [
        rules.mark_rule(strokeDash=[5, 4], color=FAINT),
        rules.mark_text(y=-7, align="center", fontSize=11.5, color=INK).encode(text="band:N"),
    ]


def _wrapped(before: str, names: list[str], width: int = 105) -> list[str]:
    """Set a list of names in lines; none where there are none."""
    if not names:
        return []
    lines = [before]
    for k, name in enumerate(names):
        piece = name + (", " if k + 1 < len(names) else ".")
        if len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
