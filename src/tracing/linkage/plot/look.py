"""What all charts share: altair when it is there, one look, and files that need no network."""

from __future__ import annotations

import html
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.explain import Language
from tracing.records import InputError

__all__ = [
    "AGAINST",
    "FAINT",
    "FOR",
    "INK",
    "POINTS",
    "altair",
    "dress",
    "interactive",
    "offline",
    "said",
    "save",
    "thinned",
    "values",
]

FOR, AGAINST, INK, FAINT = "#0072B2", "#D55E00", "#222222", "#6B6B6B"
"""Blue and vermilion of Okabe and Ito, which colour-blind readers tell apart, and two greys that can be read on white."""

POINTS = 2000
"""Most points of a curve that are drawn: more than a printed line can show."""

_ENDINGS = (".png", ".svg", ".html")
_PPI = 200
"""Dots in an inch: a chart of a page's width is sharp in print."""


def altair() -> Any:
    """Return altair; InputError says how to install it where it isn't there."""
    try:
        return importlib.import_module("altair")
    except ImportError as error:
        raise InputError("charts need altair: pip install 'tracing[analysis]'") from error


def said(text: Sentence, lang: Language) -> str:
    """Return a text in the reader's language."""
    return text.told(lang)


def values(frame: pd.DataFrame) -> Any:
    """Return a frame as a chart's data, row by row, whatever its length."""
    return altair().Data(values=frame.astype(object).where(frame.notna(), None).to_dict("records"))


def thinned(frame: pd.DataFrame, most: int = POINTS) -> pd.DataFrame:
    """Return at most so many rows of a frame, evenly spread, the first and the last among them."""
    if len(frame) <= most:
        return frame
    return frame.iloc[[round(k * (len(frame) - 1) / (most - 1)) for k in range(most)]]


def dress(chart: Any, title: str, subtitle: Sequence[str] = ()) -> Any:
    """Give a finished chart its title, a description for screen readers, and sizes that can be read in print."""
    heading = altair().TitleParams(
        title, subtitle=list(subtitle), anchor="start", fontSize=16, subtitleFontSize=12.5, offset=14,
        color=INK, subtitleColor=INK, subtitlePadding=5,
    )  # fmt: skip
    described = chart.properties(title=heading, description=". ".join([title, *subtitle]), background="white")
    return (
        described.configure(font="Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif", padding=12)
        .configure_axis(
            labelFontSize=12, titleFontSize=13, titleFontWeight="normal", labelColor=INK, titleColor=INK,
            labelLimit=420, gridColor="#E3E3E3", domainColor=FAINT, tickColor=FAINT,
        )
        .configure_view(stroke=None)
        .configure_header(labelFontSize=13, titleFontSize=13, labelColor=INK, titleColor=INK)
        .configure_legend(labelFontSize=12, titleFontSize=12, labelColor=INK, titleColor=INK, labelLimit=300)
    )  # fmt: skip


def save(chart: Any, path: str | Path) -> Path:
    """Write a chart as ``.png`` or ``.svg``, or as an ``.html`` page that moves without network; return the path.

    InputError for another ending, or where vl-convert isn't there.
    """
    target = Path(path)
    if target.suffix.lower() not in _ENDINGS:
        raise InputError(f"{target.name}: charts are written as {', '.join(_ENDINGS)}")
    try:
        importlib.import_module("vl_convert")
    except ImportError as error:
        raise InputError("writing charts needs vl-convert: pip install 'tracing[analysis]'") from error
    if target.suffix.lower() == ".html":
        target.write_text(chart.to_html(inline=True), encoding="utf-8")
    else:
        chart.save(str(target), format=target.suffix.lower()[1:], ppi=_PPI)
    return target


def offline() -> None:
    """Have notebooks show charts as pictures, made here: they need neither network nor a script in the page."""
    altair().renderers.enable("svg")


@dataclass(frozen=True, slots=True)
class _Page:
    """A chart that moves, in a frame of its own; the frame holds all that it needs."""

    chart: Any
    height: int

    def _repr_html_(self) -> str:
        page = html.escape(self.chart.to_html(inline=True))
        return f'<iframe srcdoc="{page}" width="100%" height="{self.height}" style="border:0"></iframe>'


def interactive(chart: Any, height: int = 680) -> _Page:
    """Return a chart for a notebook's cell that can be played with, without network; ``height`` in pixels."""
    return _Page(chart, height)
