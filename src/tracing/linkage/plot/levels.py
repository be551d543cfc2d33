"""What a matcher believes of each level: how often the same child reaches it, and how often an unrelated one (m and u)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tracing.linkage.comparisons import KINDS
from tracing.linkage.comparisons.kind import Sentence, weigh
from tracing.linkage.explain import Language
from tracing.linkage.fixed import to_bits, to_units
from tracing.linkage.matcher import Comparison, MatcherFile
from tracing.linkage.plot.look import AGAINST, FAINT, FOR, INK, altair, dress, said, values
from tracing.linkage.score import weights_of

__all__ = ["levels", "levels_data"]

_TITLE = Sentence(
    "How often each level is reached (m and u)", "Con qué frecuencia se alcanza cada nivel (m y u)"
)
_READ = Sentence(
    "Numbers: bits that the level weighs. ~ rises and falls with how rare the name is; here at the level's reference",
    "Cifras: bits que pesa el nivel. ~ sube y baja según lo raro que sea el nombre; aquí, el de referencia del nivel",
)
_X = Sentence(
    "share of pairs that reach it (logarithmic)", "proporción de pares que lo alcanzan (logarítmica)"
)
_M = Sentence("the same child (m)", "la misma niña o niño (m)")
_U = Sentence("unrelated children (u)", "niñas y niños sin relación (u)")


def _rows(comparison: Comparison, lang: Language) -> list[dict[str, object]]:
    kind, own = KINDS[comparison.kind], weights_of(comparison)
    rows: list[dict[str, object]] = []
    for number, level in enumerate(comparison.levels):
        text = said(kind.texts[level.name], lang) if kind.texts else level.name
        bits = to_bits(int(weigh(own, number, to_units(level.reference))))
        rows.append(
            {
                "comparison": comparison.name, "title": said(kind.title, lang), "level": level.name, "text": text,
                "m": level.m, "u": level.u, "sibling": level.sibling, "bits": bits, "frequency": level.frequency,
                "reference": level.reference,
            }
        )  # fmt: skip
    return rows


def levels_data(
    matcher: MatcherFile, comparisons: Sequence[str] | None = None, lang: Language = "en"
) -> pd.DataFrame:
    """Return one row for each level: its comparison, words, ``m``, ``u``, ``sibling`` and ``bits``.

    ``bits`` is what the level weighs in a score, discount and all, for a value as rare as the level's ``reference``. KeyError
    for a comparison that the matcher hasn't.
    """
    known = {c.name: c for c in matcher.comparisons}
    chosen = list(known) if comparisons is None else comparisons
    return pd.DataFrame([row for name in chosen for row in _rows(known[name], lang)])


def levels(matcher: MatcherFile, comparisons: Sequence[str] | None = None, lang: Language = "en") -> Any:
    """Draw m and u of each level, a panel for each comparison, strongest level first."""
    alt = altair()
    data = levels_data(matcher, comparisons, lang)
    names = [said(_M, lang), said(_U, lang)]
    least = float(data[["m", "u"]].to_numpy().min())
    scale = alt.Scale(type="log", domain=[least / 2, 1.0], nice=False)
    panels = []
    for _, here in data.groupby("comparison", sort=False):
        order = here["text"].tolist()
        y = alt.Y(
            "text:N",
            sort=order,
            title=None,
            axis=alt.Axis(ticks=False, domain=False, grid=True, labelPadding=6),
        )
        x_axis = alt.Axis(format="~%", values=[10.0**k for k in range(-7, 1)], labelOverlap=True)
        rows = alt.Chart(values(here.assign(mark=_marks(here)))).encode(y=y)
        long = here.melt(["text", "bits"], ["m", "u"], "which", "share")
        long["which"] = long["which"].map({"m": names[0], "u": names[1]})
        shape = alt.Shape(
            "which:N", title=None, sort=names,
            scale=alt.Scale(domain=names, range=["circle", "square"]), legend=alt.Legend(orient="top"),
        )  # fmt: skip
        colour = alt.Color(
            "which:N", title=None, sort=names, scale=alt.Scale(domain=names, range=[FOR, AGAINST])
        )
        dots = (
            alt.Chart(values(long))
            .mark_point(filled=True, size=70, opacity=1)
            .encode(
                x=alt.X("share:Q", scale=scale, title=said(_X, lang), axis=x_axis),
                y=y, shape=shape, color=colour,
                tooltip=[alt.Tooltip("text:N"), alt.Tooltip("which:N"), alt.Tooltip("share:Q", format=".3~g"), alt.Tooltip("bits:Q", format="+.2f")],
            )
        )  # fmt: skip
        lines = rows.mark_rule(color=FAINT).encode(x=alt.X("m:Q", scale=scale), x2="u:Q")
        marks = rows.mark_text(align="left", dx=8, fontSize=12, color=INK).encode(
            x=alt.value(330), text="mark:N"
        )
        heading = alt.TitleParams(str(here["title"].iloc[0]), fontSize=13, anchor="start", color=INK)
        panels.append(
            alt.layer(lines, dots, marks).properties(width=330, height=21 * len(here), title=heading)
        )
    return dress(alt.vconcat(*panels), said(_TITLE, lang), [said(_READ, lang)])


def _marks(here: pd.DataFrame) -> list[str]:
    return [
        f"{b:+.1f}".replace("-", "−") + (" ~" if f else "")
        for b, f in zip(here["bits"], here["frequency"], strict=True)
    ]
